/* mon-sentinels.c: what a device sends when it has no value: marks of its own for "not available".
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-sentinels.h"

#include <math.h>
#include <string.h>

/* Digits of 64 bits. */
#define MAX_DIGITS 16

struct _MonSentinels
{
  GArray *sentinels;
};

static void
clear_cb (gpointer data)
{
  g_array_unref (((MonSentinels *) data)->sentinels);
}

/**
 * mon_sentinels_new:
 *
 * Makes an empty list of marks, to be filled before it is shared.
 *
 * Returns: (transfer full): the list
 */
MonSentinels *
mon_sentinels_new (void)
{
  MonSentinels *sentinels = g_atomic_rc_box_new (MonSentinels);

  sentinels->sentinels = g_array_new (FALSE, FALSE, sizeof (MonSentinel));
  return sentinels;
}

/**
 * mon_sentinels_ref:
 * @sentinels: marks
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @sentinels
 */
MonSentinels *
mon_sentinels_ref (MonSentinels *sentinels)
{
  return g_atomic_rc_box_acquire (sentinels);
}

/**
 * mon_sentinels_unref:
 * @sentinels: (transfer full): marks
 *
 * Drops a reference. Any thread.
 */
void
mon_sentinels_unref (MonSentinels *sentinels)
{
  g_atomic_rc_box_release_full (sentinels, clear_cb);
}

/**
 * mon_sentinels_add:
 * @sentinels: marks that are not shared yet
 * @sentinel: a mark
 *
 * Adds a mark.
 */
void
mon_sentinels_add (MonSentinels      *sentinels,
                   const MonSentinel *sentinel)
{
  g_array_append_vals (sentinels->sentinels, sentinel, 1);
}

/**
 * mon_sentinels_get_n:
 * @sentinels: marks
 *
 * Returns: how many there are
 */
guint
mon_sentinels_get_n (const MonSentinels *sentinels)
{
  return sentinels->sentinels->len;
}

/**
 * mon_sentinels_get:
 * @sentinels: marks
 * @index: 0 to mon_sentinels_get_n() - 1
 *
 * Returns: (transfer none): a mark
 */
const MonSentinel *
mon_sentinels_get (const MonSentinels *sentinels,
                   guint               index)
{
  g_return_val_if_fail (index < sentinels->sentinels->len, NULL);

  return &g_array_index (sentinels->sentinels, MonSentinel, index);
}

static gboolean
is_number (const MbValue *raw,
           const MbValue *number)
{
  double a;
  double b;

  if (raw->kind == MB_VALUE_NONE || raw->kind == MB_VALUE_TEXT)
    return FALSE;
  if (raw->kind != MB_VALUE_FLOAT32 && raw->kind != MB_VALUE_FLOAT64)
    return mb_value_equal (raw, number);

  a = mb_value_to_double (raw);
  b = mb_value_to_double (number);
  /* As exact as the registers are. */
  if (raw->kind == MB_VALUE_FLOAT32)
    b = (float) b;
  return a == b || (isnan (a) && isnan (b));
}

/**
 * mon_sentinels_match:
 * @sentinels: marks
 * @raw: a value, before scale and offset; of kind %MB_VALUE_NONE when its bits are no number
 * @bits: its bits
 *
 * Tells whether a value is one of the marks. All NaNs are alike. No allocation.
 *
 * Returns: %TRUE when it stands for no value
 */
gboolean
mon_sentinels_match (const MonSentinels *sentinels,
                     const MbValue      *raw,
                     guint64             bits)
{
  for (guint i = 0; i < sentinels->sentinels->len; i++)
    {
      const MonSentinel *sentinel = &g_array_index (sentinels->sentinels, MonSentinel, i);

      if (sentinel->is_pattern ? sentinel->bits == bits : is_number (raw, &sentinel->number))
        return TRUE;
    }
  return FALSE;
}

/**
 * mon_sentinel_parse:
 * @out_sentinel: (out caller-allocates): the mark
 * @text: "0x8000": bits in hex; "nan", "inf", "-inf" in any case
 *
 * Reads a mark that is given as text; numbers are given as numbers.
 *
 * Returns: %FALSE when @text is none
 */
gboolean
mon_sentinel_parse (MonSentinel *out_sentinel,
                    const char  *text)
{
  static const char *const words[] = { "nan", "inf", "-inf" };
  const double numbers[] = { NAN, INFINITY, -INFINITY };
  guint64 bits;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i], text) == 0)
      {
        *out_sentinel = (MonSentinel) {
          .number = { .kind = MB_VALUE_FLOAT64, .f = numbers[i] },
        };
        return TRUE;
      }
  if (g_ascii_strncasecmp (text, "0x", 2) != 0 || strlen (text + 2) > MAX_DIGITS ||
      !g_ascii_string_to_unsigned (text + 2, 16, 0, G_MAXUINT64, &bits, NULL))
    return FALSE;
  *out_sentinel = (MonSentinel) {
    .is_pattern = TRUE, .bits = bits, .n_digits = (guint) strlen (text + 2),
  };
  return TRUE;
}

/**
 * mon_sentinel_dup_text:
 * @sentinel: a mark
 *
 * Writes a mark; mon_sentinel_parse() reads it again unless it is a finite number.
 *
 * Returns: (transfer full): text such as "0x8000", "-32768" or "nan"
 */
char *
mon_sentinel_dup_text (const MonSentinel *sentinel)
{
  char number[MB_NUMBER_TEXT_SIZE];

  if (sentinel->is_pattern)
    return g_strdup_printf ("0x%0*" G_GINT64_MODIFIER "X", (int) sentinel->n_digits,
                            sentinel->bits);
  mb_value_format (&sentinel->number, number, sizeof number);
  return g_strdup (number);
}
