/* cli-values.c: the typed values in a reply to a read, as JSON and as text.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-values.h"

#include <glib/gi18n.h>
#include <string.h>

#include "modbus/mb-text.h"
#include "modbus/mb-value.h"
#include "monitor/store/mon-words.h"

#define NO_VALUE "—"

/* Names no more places than a line has room for. */
#define MAX_NAMED_LACKS 3

/* The value at @index; @text has MB_TEXT_SIZE bytes for one that is text. */
static MbValue
take_value (const CliRange *range,
            const guint16  *items,
            guint           index,
            char           *text)
{
  const guint16 *first = items + index * range->n_each;
  MbValue value = { .kind = MB_VALUE_BOOL };

  if (mb_table_is_bits (range->table))
    {
      value.b = first[0] != 0;
    }
  else if (range->type == MB_TYPE_STRING)
    {
      mb_text_decode (first, range->n_each, range->order, MB_ENCODING_UTF8, text);
      value = (MbValue) { .kind = MB_VALUE_TEXT, .text = text };
    }
  else
    {
      mb_value_decode (&value, range->type, range->order, first);
    }
  return value;
}

/**
 * cli_values_count:
 * @range: what was read
 * @items: its registers or bits, as many as @range says
 *
 * Returns: how many of the values are one; registers of BCD may hold no number
 */
guint
cli_values_count (const CliRange *range,
                  const guint16  *items)
{
  char text[MB_TEXT_SIZE];
  guint n_values = 0;

  for (guint i = 0; i < range->n_values; i++)
    if (take_value (range, items, i, text).kind != MB_VALUE_NONE)
      n_values++;
  return n_values;
}

/**
 * cli_values_put_json:
 * @json: a writer
 * @range: what was read
 * @items: its registers or bits
 *
 * Writes an array of the values, `null` for one that is none.
 */
void
cli_values_put_json (MbJson         *json,
                     const CliRange *range,
                     const guint16  *items)
{
  char text[MB_TEXT_SIZE];

  mb_json_begin_array (json);
  for (guint i = 0; i < range->n_values; i++)
    {
      MbValue value = take_value (range, items, i, text);

      mb_json_value (json, &value);
    }
  mb_json_end_array (json);
}

static char *
dup_value_text (const CliRange *range,
                const guint16  *items,
                guint           index)
{
  char text[MB_TEXT_SIZE];
  char number[MB_NUMBER_TEXT_SIZE];
  MbValue value = take_value (range, items, index, text);

  if (value.kind == MB_VALUE_TEXT)
    return mb_text_dup_visible (text);
  if (value.kind == MB_VALUE_NONE)
    return g_strdup (NO_VALUE);
  mb_value_format (&value, number, sizeof number);
  return g_strdup (number);
}

static void
append_blanks (GString *text,
               gsize    n_blanks)
{
  for (gsize i = 0; i < n_blanks; i++)
    g_string_append_c (text, ' ');
}

/**
 * cli_values_dup_text:
 * @range: what was read
 * @items: its registers or bits
 *
 * Lists the values in two columns: names, then numbers on the right or texts on the left.
 *
 * Returns: (transfer full): a line for each value, without a newline at the end
 */
char *
cli_values_dup_text (const CliRange *range,
                     const guint16  *items)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);
  gsize name_width = 0;
  gsize value_width = 0;

  for (guint i = 0; i < range->n_values; i++)
    {
      g_ptr_array_add (names, cli_range_dup_name (range, i));
      g_ptr_array_add (values, dup_value_text (range, items, i));
      name_width = MAX (name_width, strlen (names->pdata[i]));
      if (range->type != MB_TYPE_STRING)
        value_width = MAX (value_width, (gsize) g_utf8_strlen (values->pdata[i], -1));
    }
  for (guint i = 0; i < range->n_values; i++)
    {
      gsize value_len = (gsize) g_utf8_strlen (values->pdata[i], -1);

      g_string_append_printf (text, "%s%s  ", i > 0 ? "\n" : "", (char *) names->pdata[i]);
      append_blanks (text, name_width - strlen (names->pdata[i]));
      append_blanks (text, value_width > value_len ? value_width - value_len : 0);
      g_string_append (text, values->pdata[i]);
    }
  return g_string_free (text, FALSE);
}

/**
 * cli_values_dup_lacks:
 * @range: what was read
 * @items: its registers or bits
 *
 * Says which values are none.
 *
 * Returns: (transfer full) (nullable): the places and the reason; %NULL when each is a value
 */
char *
cli_values_dup_lacks (const CliRange *range,
                      const guint16  *items)
{
  g_autofree char *reason = mon_words_quality (MON_QUALITY_NOT_AVAILABLE, MON_LACK_BCD);
  g_autoptr (GString) places = g_string_new (NULL);
  char text[MB_TEXT_SIZE];
  guint n_lacks = 0;

  for (guint i = 0; i < range->n_values; i++)
    {
      g_autofree char *name = cli_range_dup_name (range, i);

      if (take_value (range, items, i, text).kind != MB_VALUE_NONE)
        continue;
      if (n_lacks < MAX_NAMED_LACKS)
        g_string_append_printf (places, "%s%s", n_lacks > 0 ? ", " : "", name);
      n_lacks++;
    }
  if (n_lacks == 0)
    return NULL;
  if (n_lacks > MAX_NAMED_LACKS)
    g_string_append (places, ", …");
  /* Translators: places such as "holding 3, holding 7", then what is wrong with them. */
  return g_strdup_printf (_("%s: %s"), places->str, reason);
}
