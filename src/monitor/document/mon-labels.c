/* mon-labels.c: words for numbers: what the values of a tag, or its bits, are called.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-labels.h"

typedef struct
{
  gint64  number;
  char   *text;
} Label;

/* By rising numbers. */
struct _MonLabels
{
  GArray *labels;
};

static void
clear_label (gpointer data)
{
  g_free (((Label *) data)->text);
}

static void
clear_cb (gpointer data)
{
  g_array_unref (((MonLabels *) data)->labels);
}

/* The index of the first label that is not below @number. */
static guint
find_place (const MonLabels *labels,
            gint64           number)
{
  guint low = 0;
  guint high = labels->labels->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (labels->labels, Label, middle).number < number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * mon_labels_new:
 *
 * Makes an empty list of words, to be filled before it is shared.
 *
 * Returns: (transfer full): the list
 */
MonLabels *
mon_labels_new (void)
{
  MonLabels *labels = g_atomic_rc_box_new (MonLabels);

  labels->labels = g_array_new (FALSE, FALSE, sizeof (Label));
  g_array_set_clear_func (labels->labels, clear_label);
  return labels;
}

/**
 * mon_labels_ref:
 * @labels: words
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @labels
 */
MonLabels *
mon_labels_ref (MonLabels *labels)
{
  return g_atomic_rc_box_acquire (labels);
}

/**
 * mon_labels_unref:
 * @labels: (transfer full): words
 *
 * Drops a reference. Any thread.
 */
void
mon_labels_unref (MonLabels *labels)
{
  g_atomic_rc_box_release_full (labels, clear_cb);
}

/**
 * mon_labels_add:
 * @labels: words that are not shared yet
 * @number: a number
 * @text: what it is called
 *
 * Adds a word.
 *
 * Returns: %FALSE when the number has one already; nothing is changed then
 */
gboolean
mon_labels_add (MonLabels  *labels,
                gint64      number,
                const char *text)
{
  guint place = find_place (labels, number);
  Label label = { .number = number };

  if (mon_labels_find (labels, number) != NULL)
    return FALSE;
  label.text = g_strdup (text);
  g_array_insert_val (labels->labels, place, label);
  return TRUE;
}

/**
 * mon_labels_get_n:
 * @labels: words
 *
 * Returns: how many there are
 */
guint
mon_labels_get_n (const MonLabels *labels)
{
  return labels->labels->len;
}

/**
 * mon_labels_get:
 * @labels: words
 * @index: 0 to mon_labels_get_n() - 1; the numbers rise with it
 * @out_number: (out): the number
 *
 * Returns: (transfer none): what it is called
 */
const char *
mon_labels_get (const MonLabels *labels,
                guint            index,
                gint64          *out_number)
{
  const Label *label;

  g_return_val_if_fail (index < labels->labels->len, NULL);

  label = &g_array_index (labels->labels, Label, index);
  *out_number = label->number;
  return label->text;
}

/**
 * mon_labels_find:
 * @labels: words
 * @number: a number
 *
 * Looks up what a number is called. O(log n).
 *
 * Returns: (transfer none) (nullable): the word, or %NULL when it has none
 */
const char *
mon_labels_find (const MonLabels *labels,
                 gint64           number)
{
  guint place = find_place (labels, number);
  const Label *label;

  if (place == labels->labels->len)
    return NULL;
  label = &g_array_index (labels->labels, Label, place);
  return label->number == number ? label->text : NULL;
}

/**
 * mon_labels_find_number:
 * @labels: words
 * @text: a word, in any case
 * @out_number: (out): the number that is called so
 *
 * Looks up a number by its word. O(n).
 *
 * Returns: %FALSE when no number is called so, or several are
 */
gboolean
mon_labels_find_number (const MonLabels *labels,
                        const char      *text,
                        gint64          *out_number)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  guint n_found = 0;

  for (guint i = 0; i < labels->labels->len; i++)
    {
      const Label *label = &g_array_index (labels->labels, Label, i);
      g_autofree char *other = g_utf8_casefold (label->text, -1);

      if (!g_str_equal (folded, other))
        continue;
      *out_number = label->number;
      n_found++;
    }
  return n_found == 1;
}
