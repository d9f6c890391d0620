/* cli-ask.c: one wish of the command line: a read, a write or a bare request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-ask.h"

#include <glib/gi18n.h>

#include "cli/cli-pdu.h"

static CliAsk *
ask_new (CliAskKind        kind,
         const CliOptions *options)
{
  CliAsk *ask = g_new0 (CliAsk, 1);

  ask->kind = kind;
  ask->timeout_ms = (guint) options->timeout_ms;
  return ask;
}

static gboolean
check_words (char       **words,
             guint        min,
             guint        max,
             const char  *arguments,
             GError     **error)
{
  guint n_words = g_strv_length (words);

  if (n_words >= min && n_words <= max)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               n_words < min ? _("Something is missing: give %s.")
                             : _("That is too much: give %s."),
               arguments);
  return FALSE;
}

/**
 * cli_ask_new_read:
 * @options: type, order and time-out
 * @words: TABLE ADDRESS [COUNT]
 * @error: return location for an error of the user
 *
 * Returns: (transfer full) (nullable): one read of a range
 */
CliAsk *
cli_ask_new_read (const CliOptions  *options,
                  char             **words,
                  GError           **error)
{
  g_autoptr (CliAsk) ask = ask_new (CLI_ASK_READ, options);

  if (!check_words (words, 2, 3, "TABLE ADDRESS [COUNT]", error) ||
      !cli_range_parse (&ask->range, options, words[0], words[1], words[2], error))
    return NULL;
  ask->pdu = cli_pdu_new_read (&ask->range, error);
  return ask->pdu != NULL ? g_steal_pointer (&ask) : NULL;
}

/* A value of half a register is written by its mask: to write the whole would change the other half
 * to something that nobody wanted. */
static gboolean
choose_half_function (const CliRange  *range,
                      guint            wanted,
                      guint8          *out_function,
                      GError         **error)
{
  if (range->n_values == 1 && wanted == 0)
    {
      *out_function = MB_FUNCTION_MASK_WRITE_REGISTER;
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: the name of a type. */
               _("A value of type %s is half a register; it is written one at a time, by function "
                 "22, which leaves the other half as it is. Write whole registers with another "
                 "type."), mb_type_name (range->type));
  return FALSE;
}

/* The function that writes the range: the single one for a single item, unless @wanted says. */
static gboolean
choose_function (const CliRange  *range,
                 guint            wanted,
                 guint8          *out_function,
                 GError         **error)
{
  gboolean is_bits = mb_table_is_bits (range->table);
  guint8 single = is_bits ? MB_FUNCTION_WRITE_SINGLE_COIL : MB_FUNCTION_WRITE_SINGLE_REGISTER;
  guint8 multiple = is_bits ? MB_FUNCTION_WRITE_MULTIPLE_COILS
                            : MB_FUNCTION_WRITE_MULTIPLE_REGISTERS;

  if (!mb_table_is_writable (range->table))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("Table %s cannot be written by the protocol; coils and holding can."),
                   mb_table_name (range->table));
      return FALSE;
    }
  if (wanted != 0 && wanted != single && wanted != multiple)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: name of a table, then three function codes. */
                   _("Table %s is written by function %u or %u, not %u."),
                   mb_table_name (range->table), single, multiple, wanted);
      return FALSE;
    }
  if (mb_type_mask (range->type, range->order) != 0xffff)
    return choose_half_function (range, wanted, out_function, error);
  *out_function = range->n_items == 1 ? single : multiple;
  if (wanted != 0)
    *out_function = (guint8) wanted;
  return TRUE;
}

static gboolean
parse_values (CliAsk  *ask,
              char   **texts,
              GError **error)
{
  ask->texts = g_strdupv (texts);
  ask->values = g_new0 (MbValue, ask->range.n_values);
  for (guint i = 0; i < ask->range.n_values; i++)
    if (!mb_value_parse (&ask->values[i], ask->range.type, ask->texts[i], error))
      return FALSE;
  return TRUE;
}

/* AND and OR instead of values, for one holding register. */
static CliAsk *
ask_new_mask_write (const CliOptions  *options,
                    char             **words,
                    GError           **error)
{
  g_autoptr (CliAsk) ask = ask_new (CLI_ASK_WRITE, options);

  if (!check_words (words, 4, 4, "holding ADDRESS AND OR", error) ||
      !cli_range_parse (&ask->range, options, words[0], words[1], NULL, error))
    return NULL;
  if (ask->range.table != MB_TABLE_HOLDING_REGISTERS || ask->range.n_items != 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("Function 22 changes the bits of one holding register."));
      return NULL;
    }

  ask->is_mask = TRUE;
  ask->values = g_new0 (MbValue, 2);
  for (guint i = 0; i < 2; i++)
    if (!mb_value_parse (&ask->values[i], MB_TYPE_UINT16, words[2 + i], error))
      return NULL;
  ask->pdu = cli_pdu_new_mask_write (ask->range.address, (guint16) ask->values[0].u,
                                     (guint16) ask->values[1].u, error);
  return ask->pdu != NULL ? g_steal_pointer (&ask) : NULL;
}

/**
 * cli_ask_new_write:
 * @options: type, order and time-out
 * @function: 5, 6, 15, 16 or 22, or 0 to choose by the count
 * @words: TABLE ADDRESS VALUE…, for 22 TABLE ADDRESS AND OR
 * @error: return location for an error of the user
 *
 * Returns: (transfer full) (nullable): one write of some values side by side
 */
CliAsk *
cli_ask_new_write (const CliOptions  *options,
                   guint              function,
                   char             **words,
                   GError           **error)
{
  g_autoptr (CliAsk) ask = NULL;
  guint8 chosen;

  if (function == MB_FUNCTION_MASK_WRITE_REGISTER)
    return ask_new_mask_write (options, words, error);

  ask = ask_new (CLI_ASK_WRITE, options);
  if (!check_words (words, 3, G_MAXUINT, "TABLE ADDRESS VALUE…", error) ||
      !cli_range_parse (&ask->range, options, words[0], words[1], NULL, error) ||
      !cli_range_set_count (&ask->range, g_strv_length (words) - 2, error) ||
      !choose_function (&ask->range, function, &chosen, error) ||
      !parse_values (ask, words + 2, error))
    return NULL;
  ask->pdu = cli_pdu_new_write (&ask->range, chosen, ask->values, error);
  return ask->pdu != NULL ? g_steal_pointer (&ask) : NULL;
}

/**
 * cli_ask_new_request:
 * @options: the time-out
 * @words: PDUHEX, which may have blanks between its bytes
 * @error: return location for an error of the user
 *
 * Returns: (transfer full) (nullable): one request of any function
 */
CliAsk *
cli_ask_new_request (const CliOptions  *options,
                     char             **words,
                     GError           **error)
{
  g_autoptr (CliAsk) ask = ask_new (CLI_ASK_REQUEST, options);
  g_autofree char *hex = g_strjoinv (" ", words);

  if (!check_words (words, 1, G_MAXUINT, "PDUHEX", error))
    return NULL;
  ask->pdu = cli_pdu_new_hex (hex, error);
  return ask->pdu != NULL ? g_steal_pointer (&ask) : NULL;
}

/**
 * cli_ask_free:
 * @ask: (transfer full) (nullable): a wish
 *
 * Frees it.
 */
void
cli_ask_free (CliAsk *ask)
{
  if (ask == NULL)
    return;
  g_free (ask->values);
  g_strfreev (ask->texts);
  g_clear_pointer (&ask->pdu, g_bytes_unref);
  g_free (ask);
}
