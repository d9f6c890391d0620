/* mb-field-diagnostics.c: reads the fields of diagnostics, event log, status and server id.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-readers-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Places in a request of function 8, counted from the function code (V1.1b3, 6.8). */
#define SUBFUNCTION_OFFSET 1
#define DIAGNOSTIC_OFFSET 3

/* Function 17: run indicator (V1.1b3, 6.13). */
#define RUN_OFF 0x00
#define RUN_ON 0xff

typedef enum
{
  DATA_ANY,       /* an even number of bytes */
  DATA_ZERO,      /* 0000 */
  DATA_SWITCH,    /* 0000 or FF00 */
  DATA_CHARACTER, /* a character, 00 */
} DataRule;

typedef enum
{
  ANSWER_ECHO,
  ANSWER_REGISTER,
  ANSWER_COUNT,
} Answer;

typedef struct
{
  guint16     code;
  const char *name;
  DataRule    rule;
  Answer      answer;
} Subfunction;

/* V1.1b3, 6.8.1; not the codec's table, so that one may catch a mistake in the other. */
static const Subfunction subfunctions[] = {
  { 0, "Return Query Data", DATA_ANY, ANSWER_ECHO },
  { 1, "Restart Communications Option", DATA_SWITCH, ANSWER_ECHO },
  { 2, "Return Diagnostic Register", DATA_ZERO, ANSWER_REGISTER },
  { 3, "Change ASCII Input Delimiter", DATA_CHARACTER, ANSWER_ECHO },
  { 4, "Force Listen Only Mode", DATA_ZERO, ANSWER_ECHO },
  { 10, "Clear Counters and Diagnostic Register", DATA_ZERO, ANSWER_ECHO },
  { 11, "Return Bus Message Count", DATA_ZERO, ANSWER_COUNT },
  { 12, "Return Bus Communication Error Count", DATA_ZERO, ANSWER_COUNT },
  { 13, "Return Bus Exception Error Count", DATA_ZERO, ANSWER_COUNT },
  { 14, "Return Server Message Count", DATA_ZERO, ANSWER_COUNT },
  { 15, "Return Server No Response Count", DATA_ZERO, ANSWER_COUNT },
  { 16, "Return Server NAK Count", DATA_ZERO, ANSWER_COUNT },
  { 17, "Return Server Busy Count", DATA_ZERO, ANSWER_COUNT },
  { 18, "Return Bus Character Overrun Count", DATA_ZERO, ANSWER_COUNT },
  { 20, "Clear Overrun Counter and Flag", DATA_ZERO, ANSWER_ECHO },
};

static const Subfunction *
find_subfunction (guint16 code)
{
  for (guint i = 0; i < G_N_ELEMENTS (subfunctions); i++)
    if (subfunctions[i].code == code)
      return &subfunctions[i];
  return NULL;
}

/* Adds the single bits of the byte read last, each with its place in the byte. */
static void
add_outputs (MbFieldWalk *walk,
             guint8       byte)
{
  static const char *const masks[] = {
    ".... ...%u", ".... ..%u.", ".... .%u..", ".... %u...",
    "...%u ....", "..%u. ....", ".%u.. ....", "%u... ....",
  };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      guint bit = byte >> i & 1;
      const char *name = mb_field_builder_keep (walk->dissection, "Output %u", i);
      MbField *field = mb_field_builder_add (walk->dissection, name, NULL, walk->reader.pos - 1, 1,
                                             2);
      g_autoptr (GString) picture = g_string_new (masks[i]);

      g_string_replace (picture, "%u", bit ? "1" : "0", 1);
      field->value = bit ? "1" : "0";
      field->text = mb_field_builder_keep (walk->dissection, "%s", picture->str);
      field->number = bit;
      field->bit = (gint8) i;
    }
}

/* Eight outputs that the device names (V1.1b3, 6.7). */
gboolean
mb_field_read_outputs (MbFieldWalk       *walk,
                       const MbFieldSpec *spec)
{
  MbField *field;
  guint8 byte;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &byte))
    return FALSE;
  field = mb_field_walk_last (walk);
  field->value = mb_field_builder_keep (walk->dissection, "%02x", byte);
  add_outputs (walk, byte);
  return TRUE;
}

gboolean
mb_field_read_subfunction (MbFieldWalk       *walk,
                           const MbFieldSpec *spec)
{
  gsize offset = walk->reader.pos;
  const Subfunction *subfunction;
  guint asked;

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &walk->subfunction))
    return FALSE;
  subfunction = find_subfunction (walk->subfunction);
  mb_field_walk_name (walk, subfunction != NULL ? subfunction->name : NULL);
  if (subfunction == NULL)
    mb_field_walk_last (walk)->text =
      mb_field_builder_keep (walk->dissection, "%s", _("reserved: its data is shown as it is"));
  if (mb_field_walk_asked (walk, SUBFUNCTION_OFFSET, 2, &asked) && asked != walk->subfunction)
    mb_field_builder_defect (walk->dissection, offset,
                             _("sub-function %u answers a request of sub-function %u"),
                             walk->subfunction, asked);
  return TRUE;
}

/* What is wrong with the data of a request or of its echo, or NULL. */
static const char *
judge_data (const Subfunction *subfunction,
            const guint8      *bytes,
            gsize              len)
{
  if (subfunction->rule == DATA_ANY)
    return len % 2 != 0 ? _("the data has an odd number of bytes") : NULL;
  if (len != 2)
    return _("the data is not two bytes");
  if (subfunction->rule == DATA_CHARACTER)
    return bytes[1] != 0 ? _("the data is not a character and 00") : NULL;
  if (subfunction->rule == DATA_SWITCH && bytes[0] == 0xff && bytes[1] == 0)
    return NULL;
  if (bytes[0] == 0 && bytes[1] == 0)
    return NULL;
  return subfunction->rule == DATA_SWITCH ? _("the data is neither 0000 nor FF00")
                                          : _("the data is not 0000");
}

/* Whether a response repeats what its request has after the sub-function. */
static gboolean
repeats_request (const MbFieldWalk *walk,
                 const guint8      *bytes,
                 gsize              len)
{
  gsize offset = walk->start + DIAGNOSTIC_OFFSET;

  if (walk->request_len < offset || walk->request_len - offset != len)
    return FALSE;
  return len == 0 || memcmp (walk->request + offset, bytes, len) == 0;
}

static const char *
read_meaning (const MbFieldWalk *walk,
              const Subfunction *subfunction,
              const guint8      *bytes)
{
  gboolean is_request = walk->dissection->direction == MB_DIRECTION_REQUEST;
  guint number = bytes[0] << 8 | bytes[1];

  if (subfunction->rule == DATA_SWITCH && number != 0)
    return mb_field_builder_keep (walk->dissection, "%s", _("clears the event log, too"));
  if (subfunction->rule == DATA_CHARACTER && g_ascii_isprint (bytes[0]))
    return mb_field_builder_keep (walk->dissection, "“%c”", bytes[0]);
  if (is_request || subfunction->answer == ANSWER_ECHO)
    return NULL;
  if (subfunction->answer == ANSWER_COUNT)
    /* Translators: what a counter of a device says. */
    return mb_field_builder_keep (walk->dissection, ngettext ("%u message", "%u messages", number),
                                  number);
  return mb_field_builder_keep (walk->dissection, "0x%04x", number);
}

gboolean
mb_field_read_diagnostic (MbFieldWalk       *walk,
                          const MbFieldSpec *spec)
{
  const Subfunction *subfunction = find_subfunction (walk->subfunction);
  gboolean is_response = walk->dissection->direction == MB_DIRECTION_RESPONSE;
  gsize offset = walk->reader.pos;
  gsize len = mb_reader_left (&walk->reader);
  const guint8 *bytes = mb_reader_bytes (&walk->reader, len);
  const char *wrong;

  if (len > 0)
    {
      MbField *field = mb_field_builder_add (walk->dissection, spec->name, spec->key, offset, len,
                                             1);

      field->value = mb_field_builder_hex (walk->dissection, bytes, len);
      if (subfunction != NULL && len == 2)
        field->text = read_meaning (walk, subfunction, bytes);
    }
  if (subfunction == NULL)
    return TRUE;

  if (is_response && subfunction->answer != ANSWER_ECHO)
    wrong = len != 2 ? _("the answer is not one register") : NULL;
  else
    wrong = judge_data (subfunction, bytes, len);
  if (wrong == NULL && is_response && subfunction->answer == ANSWER_ECHO &&
      walk->request != NULL && !repeats_request (walk, bytes, len))
    wrong = _("the data does not repeat the request");
  if (wrong != NULL)
    mb_field_builder_defect (walk->dissection, offset, "%s", wrong);
  return TRUE;
}

gboolean
mb_field_read_status (MbFieldWalk       *walk,
                      const MbFieldSpec *spec)
{
  const char *text = NULL;
  guint16 status;

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &status))
    return FALSE;
  if (status == 0)
    text = _("no program command is worked on");
  else if (status == G_MAXUINT16)
    text = _("a program command is worked on");
  if (text != NULL)
    mb_field_walk_last (walk)->text = mb_field_builder_keep (walk->dissection, "%s", text);
  return TRUE;
}

gboolean
mb_field_read_counter (MbFieldWalk       *walk,
                       const MbFieldSpec *spec)
{
  guint16 count;

  return mb_field_walk_u16 (walk, spec->name, spec->key, 1, &count);
}

static void
append_clause (GString    *text,
               gboolean    is_true,
               const char *clause)
{
  if (is_true)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", clause);
}

/* What an event byte says (V1.1b3, 6.10). */
static char *
dup_event_text (guint8 event)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (event == 0x00)
    return g_strdup (_("communication restarted"));
  if (event == 0x04)
    return g_strdup (_("entered listen only mode"));
  if (event & 0x80)
    {
      append_clause (text, TRUE, _("received"));
      append_clause (text, event & 0x02, _("communication error"));
      append_clause (text, event & 0x10, _("character overrun"));
      append_clause (text, event & 0x20, _("in listen only mode"));
      append_clause (text, event & 0x40, _("broadcast"));
    }
  else if (event & 0x40)
    {
      append_clause (text, TRUE, _("sent"));
      append_clause (text, event & 0x01, _("exception 1, 2 or 3"));
      append_clause (text, event & 0x02, _("exception 4"));
      append_clause (text, event & 0x04, _("exception 5 or 6"));
      append_clause (text, event & 0x08, _("exception 7"));
      append_clause (text, event & 0x10, _("write time-out"));
      append_clause (text, event & 0x20, _("in listen only mode"));
    }
  else
    append_clause (text, TRUE, _("unknown event"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The newest event comes first. */
gboolean
mb_field_read_events (MbFieldWalk       *walk,
                      const MbFieldSpec *spec)
{
  guint n_events = (guint) mb_reader_left (&walk->reader);

  for (guint i = 0; i < n_events; i++)
    {
      const char *name = mb_field_builder_keep (walk->dissection, "%s %u", spec->name, i);
      g_autofree char *text = NULL;
      MbField *field;
      guint8 event;

      mb_field_walk_u8 (walk, name, spec->key, 1, &event);
      text = dup_event_text (event);
      field = mb_field_walk_last (walk);
      field->value = mb_field_builder_keep (walk->dissection, "0x%02x", event);
      field->text = mb_field_builder_keep (walk->dissection, "%s", text);
    }
  return TRUE;
}

/* How long the id is does not stand on the wire; in most devices it is one byte, and the run
 * indicator follows (V1.1b3, 6.13). */
gboolean
mb_field_read_server_id (MbFieldWalk       *walk,
                         const MbFieldSpec *spec)
{
  gsize len = mb_reader_left (&walk->reader);
  const guint8 *bytes = walk->reader.bytes + walk->reader.pos;

  mb_field_walk_add_data (walk, spec->name, spec->key, len);
  if (len < 2 || (bytes[1] != RUN_OFF && bytes[1] != RUN_ON))
    return TRUE;
  mb_field_walk_last (walk)->text =
    bytes[1] == RUN_ON
    /* Translators: a byte as two hex digits. */
    ? mb_field_builder_keep (walk->dissection, _("probably id %02x, running"), bytes[0])
    : mb_field_builder_keep (walk->dissection, _("probably id %02x, stopped"), bytes[0]);
  return TRUE;
}
