/* cli-answer.c: what became of a wish of the command line, as JSON, as text and as exit code.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-answer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-pdu.h"
#include "cli/cli-reason.h"
#include "cli/cli-values.h"
#include "modbus/mb-adu-json.h"
#include "modbus/mb-mbap.h"
#include "monitor/store/mon-words.h"
#include "modbus/mb-text.h"

static void
put_string (MbJson     *json,
            const char *key,
            const char *text)
{
  mb_json_key (json, key);
  mb_json_string (json, text);
}

static void
put_bytes (MbJson     *json,
           const char *key,
           GBytes     *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  mb_json_key (json, key);
  mb_json_hex (json, data, len);
}

static void
put_reason (MbJson          *json,
            const CliAsk    *ask,
            const MonAnswer *answer)
{
  g_autofree char *reason = cli_reason_of_answer (answer, ask->timeout_ms);

  if (reason != NULL)
    put_string (json, "reason", reason);
}

static void
put_exception (MbJson          *json,
               const MonAnswer *answer)
{
  mb_json_key (json, "exception");
  mb_json_uint (json, answer->exception);
}

static void
put_items (MbJson        *json,
           const char    *key,
           const guint16 *items,
           guint          n_items)
{
  mb_json_key (json, key);
  mb_json_begin_array (json);
  for (guint i = 0; i < n_items; i++)
    mb_json_uint (json, items[i]);
  mb_json_end_array (json);
}

/* The registers or bits that were read; NULL without an answer. */
static guint16 *
dup_items (const CliAsk    *ask,
           const MonAnswer *answer)
{
  if (ask->kind != CLI_ASK_READ || answer->quality != MON_QUALITY_GOOD)
    return NULL;
  return cli_pdu_dup_items (ask->pdu, answer->pdu);
}

static void
put_read (MbJson          *json,
          const CliAsk    *ask,
          const MonAnswer *answer)
{
  const CliRange *range = &ask->range;
  g_autofree char *name = cli_range_dup_name (range, 0);
  g_autofree guint16 *items = dup_items (ask, answer);
  g_autofree char *lacks = items != NULL ? cli_values_dup_lacks (range, items) : NULL;
  gboolean is_lacking = lacks != NULL && cli_values_count (range, items) == 0;

  put_string (json, "read", name);
  mb_json_key (json, "address");
  mb_json_uint (json, range->address);
  mb_json_key (json, "quantity");
  mb_json_uint (json, range->n_items);

  if (items != NULL && mb_table_is_bits (range->table))
    put_items (json, "bits", items, range->n_items);
  else if (items != NULL && !is_lacking)
    {
      mb_json_key (json, "values");
      cli_values_put_json (json, range, items);
      put_items (json, "raw", items, range->n_items);
    }

  put_string (json, "quality", mon_quality_name (is_lacking ? MON_QUALITY_NOT_AVAILABLE
                                                            : answer->quality));
  if (lacks != NULL)
    put_string (json, "reason", lacks);
  else
    put_reason (json, ask, answer);
  if (answer->quality == MON_QUALITY_EXCEPTION)
    put_exception (json, answer);
}

static void
put_written (MbJson       *json,
             const CliAsk *ask)
{
  if (ask->is_mask)
    {
      mb_json_key (json, "and_mask");
      mb_json_value (json, &ask->values[0]);
      mb_json_key (json, "or_mask");
      mb_json_value (json, &ask->values[1]);
      return;
    }
  mb_json_key (json, mb_table_is_bits (ask->range.table) ? "bits" : "values");
  mb_json_begin_array (json);
  for (guint i = 0; i < ask->range.n_values; i++)
    mb_json_value (json, &ask->values[i]);
  mb_json_end_array (json);
}

static void
put_write (MbJson          *json,
           const CliAsk    *ask,
           MonOutcome       outcome,
           const MonAnswer *answer)
{
  g_autofree char *name = cli_range_dup_name (&ask->range, 0);

  put_string (json, "write", name);
  put_written (json, ask);
  put_string (json, "outcome", mon_outcome_name (outcome));
  if (answer->quality == MON_QUALITY_EXCEPTION)
    put_exception (json, answer);
  else
    put_reason (json, ask, answer);
}

/* A PDU in an envelope, as the dissector takes whole ADUs. */
static GBytes *
wrap_pdu (GBytes *pdu)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (pdu, &len);
  g_autoptr (GByteArray) adu = g_byte_array_sized_new (MB_ADU_MAX);

  g_byte_array_set_size (adu, MB_MBAP_SIZE);
  mb_mbap_write (adu->data, 0, 0, len);
  g_byte_array_append (adu, data, (guint) len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&adu));
}

static MbDissection *
dissect_response (const CliAsk    *ask,
                  const MonAnswer *answer)
{
  g_autoptr (GBytes) request = wrap_pdu (ask->pdu);
  g_autoptr (GBytes) response = wrap_pdu (answer->pdu);
  gsize request_len, response_len;
  const guint8 *request_adu = g_bytes_get_data (request, &request_len);
  const guint8 *response_adu = g_bytes_get_data (response, &response_len);

  return mb_dissection_new (response_adu, response_len, MB_DIRECTION_RESPONSE,
                            request_adu, request_len);
}

static void
put_request (MbJson          *json,
             const CliAsk    *ask,
             const MonAnswer *answer)
{
  put_bytes (json, "request", ask->pdu);
  if (answer->pdu != NULL)
    put_bytes (json, "response", answer->pdu);
  put_string (json, "quality", mon_quality_name (answer->quality));
  put_reason (json, ask, answer);
  if (answer->pdu != NULL)
    {
      g_autoptr (MbDissection) dissection = dissect_response (ask, answer);

      mb_adu_json_write_decoded (json, dissection);
    }
}

/**
 * cli_answer_put_json:
 * @json: a writer
 * @ask: what was wanted
 * @outcome: how its job ended
 * @answer: what became of its request
 *
 * Writes the one object that answers a wish; it begins with the wish's own key.
 */
void
cli_answer_put_json (MbJson           *json,
                     const CliAsk     *ask,
                     MonOutcome        outcome,
                     const MonAnswer  *answer)
{
  mb_json_begin_object (json);
  switch (ask->kind)
    {
    case CLI_ASK_READ:
      put_read (json, ask, answer);
      break;
    case CLI_ASK_WRITE:
      put_write (json, ask, outcome, answer);
      break;
    case CLI_ASK_REQUEST:
      put_request (json, ask, answer);
      break;
    }
  mb_json_end_object (json);
}

static char *
format_value (const MbValue *value)
{
  char text[MB_NUMBER_TEXT_SIZE];

  if (value->kind == MB_VALUE_TEXT)
    return mb_text_dup_visible (value->text);
  mb_value_format (value, text, sizeof text);
  return g_strdup (text);
}

static char *
describe_write (const CliAsk *ask,
                MonOutcome    outcome)
{
  g_autofree char *place = cli_range_describe (&ask->range);
  GString *text = g_string_new (place);

  g_string_append_c (text, ' ');
  if (ask->is_mask)
    g_string_append_printf (text, " AND 0x%04x OR 0x%04x", (guint) ask->values[0].u,
                            (guint) ask->values[1].u);
  for (guint i = 0; !ask->is_mask && i < ask->range.n_values; i++)
    {
      g_autofree char *value = format_value (&ask->values[i]);

      g_string_append_printf (text, " %s", value);
    }
  g_string_append_printf (text, "  %s", mon_outcome_name (outcome));
  return g_string_free (text, FALSE);
}

static void
append_hex (GString *text,
            GBytes  *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%s%02x", i > 0 ? " " : "", data[i]);
}

/* The bytes of the response, then what each of them means. */
static char *
describe_response (const CliAsk    *ask,
                   const MonAnswer *answer)
{
  g_autoptr (MbDissection) dissection = dissect_response (ask, answer);
  GString *text = g_string_new (NULL);

  append_hex (text, answer->pdu);
  for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      if (field->depth > 0 && field->offset >= MB_MBAP_SIZE)
        g_string_append_printf (text, "\n%*s%s: %s", 2 * field->depth, "",
                                field->name, field->value);
    }
  return g_string_free (text, FALSE);
}

/**
 * cli_answer_dup_text:
 * @ask: what was wanted
 * @outcome: how its job ended
 * @answer: what became of its request
 *
 * Says what came, for people.
 *
 * Returns: (transfer full) (nullable): one line or several without a newline at the end; %NULL
 *   when nothing came
 */
char *
cli_answer_dup_text (const CliAsk     *ask,
                     MonOutcome        outcome,
                     const MonAnswer  *answer)
{
  g_autofree guint16 *items = dup_items (ask, answer);

  switch (ask->kind)
    {
    case CLI_ASK_READ:
      return items != NULL ? cli_values_dup_text (&ask->range, items) : NULL;
    case CLI_ASK_WRITE:
      return describe_write (ask, outcome);
    case CLI_ASK_REQUEST:
      return answer->pdu != NULL ? describe_response (ask, answer) : NULL;
    }

  g_assert_not_reached ();
}

static char *
name_ask (const CliAsk *ask)
{
  GString *hex;

  if (ask->kind != CLI_ASK_REQUEST)
    return cli_range_describe (&ask->range);
  hex = g_string_new (NULL);
  append_hex (hex, ask->pdu);
  return g_string_free (hex, FALSE);
}

/**
 * cli_answer_dup_note:
 * @ask: what was wanted
 * @outcome: how its job ended
 * @answer: what became of its request
 *
 * Says what went wrong and where, for people.
 *
 * Returns: (transfer full) (nullable): the sentence; %NULL when nothing did
 */
char *
cli_answer_dup_note (const CliAsk     *ask,
                     MonOutcome        outcome,
                     const MonAnswer  *answer)
{
  g_autofree char *place = name_ask (ask);
  g_autofree char *reason = cli_reason_of_answer (answer, ask->timeout_ms);
  g_autofree guint16 *items = dup_items (ask, answer);
  g_autofree char *lacks = items != NULL ? cli_values_dup_lacks (&ask->range, items) : NULL;

  if (lacks != NULL)
    return g_strdup_printf ("%s.", lacks);
  if (reason == NULL)
    return NULL;
  if (answer->quality == MON_QUALITY_EXCEPTION && !mon_words_shows_code (answer->exception))
    /* Translators: a place such as "holding 10–13", what went wrong, a number. */
    return g_strdup_printf (_("%s: %s (exception %u)."), place, reason, answer->exception);
  /* Translators: a place such as "holding 10–13", then what went wrong. */
  return g_strdup_printf (_("%s: %s."), place, reason);
}

/**
 * cli_answer_get_exit:
 * @ask: what was wanted
 * @outcome: how its job ended
 * @answer: what became of its request
 *
 * Returns: the exit code of a command that wanted nothing but this
 */
CliExit
cli_answer_get_exit (const CliAsk     *ask,
                     MonOutcome        outcome,
                     const MonAnswer  *answer)
{
  if (ask->kind == CLI_ASK_WRITE)
    {
      if (outcome == MON_OUTCOME_CONFIRMED)
        return CLI_EXIT_DONE;
      return outcome == MON_OUTCOME_REFUSED ? CLI_EXIT_REFUSED : CLI_EXIT_LINK;
    }
  if (answer->quality == MON_QUALITY_GOOD)
    {
      g_autofree guint16 *items = dup_items (ask, answer);

      return items != NULL && cli_values_count (&ask->range, items) == 0 ? CLI_EXIT_DATA
                                                                         : CLI_EXIT_DONE;
    }
  return answer->quality == MON_QUALITY_EXCEPTION ? CLI_EXIT_REFUSED : CLI_EXIT_LINK;
}
