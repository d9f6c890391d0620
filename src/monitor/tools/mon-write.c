/* mon-write.c: turns what was typed into the bytes of a request, an outcome into a sentence.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-write.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"
#include "modbus/mb-wire.h"
#include "monitor/document/mon-tag-value.h"
#include "monitor/store/mon-words.h"
#include "monitor/tools/mon-tag-entry.h"
#include "monitor/tools/mon-tag-text.h"

/* Server Device Busy (V1.1b3, 7). */
#define EXCEPTION_BUSY 0x06

/* The value of Write Single Coil for on (V1.1b3, 6.5). */
#define COIL_ON 0xff00

/* Fills @data, of 2 bytes for each register; gives the request over it. */
static gboolean
build_request (const MonTagSpec  *spec,
               const guint16     *registers,
               MbRequest         *out_request,
               guint8            *data,
               GError           **error)
{
  guint n_registers = mon_tag_spec_n_items (spec);
  guint16 mask = mb_table_is_bits (spec->table) ? 0 : mon_tag_value_mask (spec);

  if (mb_table_is_bits (spec->table))
    {
      mb_wire_put_register (data, 0, registers[0] != 0 ? COIL_ON : 0);
      *out_request = mb_request_write (MB_FUNCTION_WRITE_SINGLE_COIL, spec->address, 1, data, 2);
      return TRUE;
    }
  /* Only the device itself can keep the other bits as they are at that moment. */
  if (mask != 0xffff)
    {
      *out_request = mb_request_mask_write (spec->address, (guint16) ~mask, registers[0]);
      return TRUE;
    }
  for (guint i = 0; i < n_registers; i++)
    mb_wire_put_register (data, i, registers[i]);
  *out_request = mb_request_write (n_registers == 1 ? MB_FUNCTION_WRITE_SINGLE_REGISTER
                                                    : MB_FUNCTION_WRITE_MULTIPLE_REGISTERS,
                                   spec->address, (guint16) n_registers, data, 2 * n_registers);
  return mb_request_is_valid (out_request, error);
}

/* What registers, or a bit, show. */
static char *
describe_registers (const MonTagSpec *spec,
                    const guint16    *registers)
{
  char text[MB_TEXT_SIZE];
  MbValue value = { .kind = MB_VALUE_BOOL, .b = registers[0] != 0 };

  if (!mb_table_is_bits (spec->table))
    mon_tag_value_decode (spec, registers, &value, text);
  return mon_tag_text_with_unit (spec, &value);
}

static char *
hex_of (const guint8 *bytes,
        gsize         len)
{
  GString *text = g_string_sized_new (3 * len);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, i == 0 ? "%02x" : " %02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static char *
old_text (MonTag *tag)
{
  const MonTagState *state = mon_tag_get_state (tag);

  if (state == NULL)
    return g_strdup (MON_TAG_TEXT_NONE);
  return mon_tag_text_with_unit (mon_tag_get_spec (tag), &state->last_value);
}

/**
 * mon_write_preview_new:
 * @tag: the tag to write
 * @text: what the user typed: an engineering value, without unit
 * @error: return location for %MB_ERROR_INVALID, in words that name the range
 *
 * Works out what a write would send.
 *
 * Returns: (transfer full): the preview, or %NULL when the tag can not be written or not to that
 */
MonWritePreview *
mon_write_preview_new (MonTag      *tag,
                       const char  *text,
                       GError     **error)
{
  const MonTagSpec *spec = mon_tag_get_spec (tag);
  guint16 registers[MB_STRING_MAX_REGISTERS];
  guint8 data[2 * MB_STRING_MAX_REGISTERS];
  guint8 pdu[MB_PDU_MAX];
  gsize pdu_len;
  MbRequest request;
  MonWritePreview *preview;

  if (mon_tag_spec_is_computed (spec))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("%s can not be written: it is computed of other tags."), spec->name);
      return NULL;
    }
  if (!mon_tag_spec_is_writable (spec))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("%s can not be written: discrete inputs and input registers are read only."),
                   spec->name);
      return NULL;
    }
  if (!mon_tag_entry_parse (spec, text, registers, error)
      || !build_request (spec, registers, &request, data, error))
    return NULL;

  pdu_len = mb_request_encode (&request, pdu, sizeof pdu);
  preview = g_new (MonWritePreview, 1);
  *preview = (MonWritePreview) {
    .tag = g_object_ref (tag),
    .old_text = old_text (tag),
    .new_text = describe_registers (spec, registers),
    .function_name = g_strdup (mb_function_lookup (request.function)->name),
    .request = g_bytes_new (pdu, pdu_len),
    .request_text = hex_of (pdu, pdu_len),
  };
  return preview;
}

/**
 * mon_write_preview_copy:
 * @preview: a preview
 *
 * Returns: (transfer full): a copy
 */
MonWritePreview *
mon_write_preview_copy (const MonWritePreview *preview)
{
  MonWritePreview *copy = g_new (MonWritePreview, 1);

  *copy = (MonWritePreview) {
    .tag = g_object_ref (preview->tag),
    .old_text = g_strdup (preview->old_text),
    .new_text = g_strdup (preview->new_text),
    .function_name = g_strdup (preview->function_name),
    .request = g_bytes_ref (preview->request),
    .request_text = g_strdup (preview->request_text),
  };
  return copy;
}

/**
 * mon_write_preview_free:
 * @preview: (transfer full): a preview
 *
 * Frees it.
 */
void
mon_write_preview_free (MonWritePreview *preview)
{
  g_object_unref (preview->tag);
  g_free (preview->old_text);
  g_free (preview->new_text);
  g_free (preview->function_name);
  g_bytes_unref (preview->request);
  g_free (preview->request_text);
  g_free (preview);
}

static char *
describe_failure (const MonAnswer *answer)
{
  switch (answer->verdict)
    {
    case MB_VERDICT_ANSWER:
      return g_strdup ("");
    case MB_VERDICT_EXCEPTION:
      return mon_words_exception (answer->exception);
    case MB_VERDICT_BREACH:
      return mon_words_breach (answer->breach);
    case MB_VERDICT_TIMEOUT:
      return g_strdup (_("no reply in time"));
    case MB_VERDICT_CANCELLED:
      return g_strdup (_("cancelled before the reply came"));
    case MB_VERDICT_SENT:
      return g_strdup (_("broadcast: nobody answers"));
    case MB_VERDICT_CLOSED:
    case MB_VERDICT_NOT_SENT:
      if (answer->reason != NULL)
        return g_strdup (answer->reason);
      return g_strdup (_("the connection was closed"));
    }
  g_assert_not_reached ();
}

/* Item @index of what a request writes, as reading it gives it; of a mask write the bits that it
 * changes. */
static guint16
written_item (const MbRequest *request,
              guint            index)
{
  if (request->function == MB_FUNCTION_WRITE_SINGLE_COIL)
    return mb_request_get_register (request, 0) == COIL_ON;
  if (request->function == MB_FUNCTION_MASK_WRITE_REGISTER)
    return request->or_mask;
  return mb_request_get_register (request, index);
}

/* What was read back, as the tag shows it; @out_is_equal: whether it is what was written. */
static char *
describe_read_back (const MonWritePreview *preview,
                    const MonAnswer       *answer,
                    gboolean              *out_is_equal)
{
  const MonTagSpec *spec = mon_tag_get_spec (preview->tag);
  gboolean is_bit = mb_table_is_bits (spec->table);
  guint16 mask = is_bit ? 0xffff : mon_tag_value_mask (spec);
  MbRequest request = mb_request_read (spec->table, spec->address,
                                       (guint16) mon_tag_spec_n_items (spec));
  MbResponse response;
  MbRequest written;
  guint16 items[MB_STRING_MAX_REGISTERS];
  gsize len;
  const guint8 *pdu = g_bytes_get_data (answer->pdu, &len);

  *out_is_equal = FALSE;
  if (mb_response_parse (&response, &request, pdu, len) != MB_BREACH_NONE)
    return g_strdup (MON_TAG_TEXT_NONE);
  pdu = g_bytes_get_data (preview->request, &len);
  if (mb_request_parse (&written, pdu, len) != 0)
    return g_strdup (MON_TAG_TEXT_NONE);

  *out_is_equal = TRUE;
  for (guint i = 0; i < request.quantity; i++)
    {
      items[i] = is_bit ? mb_response_get_bit (&response, i)
                        : mb_response_get_register (&response, i);
      *out_is_equal &= (items[i] & mask) == written_item (&written, i);
    }
  return describe_registers (spec, items);
}

static char *
describe_confirmed (const MonWritePreview *preview,
                    const MonJobEnd       *end)
{
  const char *name = mon_tag_get_name (preview->tag);
  g_autofree char *read = NULL;
  gboolean is_equal;

  if (!end->has_read_back)
    return g_strdup_printf (_("The device confirmed %s = %s."), name, preview->new_text);
  if (end->read_back.verdict != MB_VERDICT_ANSWER)
    {
      g_autofree char *failure = describe_failure (&end->read_back);

      return g_strdup_printf (_("The device confirmed %s = %s; reading it back failed: %s."), name,
                              preview->new_text, failure);
    }
  read = describe_read_back (preview, &end->read_back, &is_equal);
  if (is_equal)
    return g_strdup_printf (_("%s is now %s (read back)."), name, read);
  /* Translators: name of a tag, what was written, what it reads now. */
  return g_strdup_printf (_("The device confirmed %s = %s, but it reads back %s."), name,
                          preview->new_text, read);
}

/**
 * mon_write_describe:
 * @preview: what was written
 * @end: how it ended
 *
 * Says the outcome of a write, which is never guessed.
 *
 * Returns: (transfer full): one sentence, or two
 */
char *
mon_write_describe (const MonWritePreview *preview,
                    const MonJobEnd       *end)
{
  const char *name = mon_tag_get_name (preview->tag);
  g_autofree char *failure = describe_failure (&end->answer);

  switch (end->outcome)
    {
    case MON_OUTCOME_CONFIRMED:
      return describe_confirmed (preview, end);
    case MON_OUTCOME_REFUSED:
      if (end->answer.is_locked)
        return g_strdup (failure);
      if (end->answer.exception == EXCEPTION_BUSY)
        return g_strdup_printf (_("The device is busy and did not set %s to %s. Try again?"), name,
                                preview->new_text);
      return g_strdup_printf (_("The device refused to set %s to %s: %s."), name,
                              preview->new_text, failure);
    case MON_OUTCOME_UNKNOWN:
      return g_strdup_printf (_("Not known whether %s is now %s: %s. Look at its value before you "
                                "write again."), name, preview->new_text, failure);
    case MON_OUTCOME_NOT_SENT:
      return g_strdup_printf (_("%s was not written, nothing was sent: %s."), name, failure);
    case MON_OUTCOME_PENDING:
      break;
    }
  g_assert_not_reached ();
}

/**
 * mon_write_describe_request:
 * @end: how a request ended
 *
 * Says the outcome of a request that is no write of a tag.
 *
 * Returns: (transfer full): one sentence
 */
char *
mon_write_describe_request (const MonJobEnd *end)
{
  g_autofree char *failure = describe_failure (&end->answer);

  switch (end->outcome)
    {
    case MON_OUTCOME_CONFIRMED:
      return g_strdup (_("The device answered."));
    case MON_OUTCOME_REFUSED:
      if (end->answer.is_locked)
        return g_strdup (failure);
      return g_strdup_printf (_("The device refused: %s."), failure);
    case MON_OUTCOME_UNKNOWN:
      return g_strdup_printf (_("No valid answer: %s."), failure);
    case MON_OUTCOME_NOT_SENT:
      return g_strdup_printf (_("Nothing was sent: %s."), failure);
    case MON_OUTCOME_PENDING:
      break;
    }
  g_assert_not_reached ();
}
