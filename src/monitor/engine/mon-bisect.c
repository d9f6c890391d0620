/* mon-bisect.c: finds which tags of a refused block cannot be read, by reading ever smaller parts.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-bisect.h"

typedef enum
{
  STAGE_ASKED,
  STAGE_LEFT,
  STAGE_RIGHT,
} Stage;

/* A part of the block on the way from the whole down to what is asked now. */
typedef struct
{
  guint    first;
  guint    n;
  Stage    stage;
  gboolean is_left_good;
} Part;

struct _MonBisect
{
  const MonReadBlock *block;
  guint8              exception;
  GArray             *parts;   /* of Part; the last one is asked */
  GArray             *found;   /* of MonDeadRange */
  guint               n_settled;
  guint               n_asked;
  gboolean            has_answer;
};

static Part *
last_part (const MonBisect *bisect)
{
  return &g_array_index (bisect->parts, Part, bisect->parts->len - 1);
}

static void
push_part (MonBisect *bisect,
           guint      first,
           guint      n)
{
  Part part = { .first = first, .n = n };

  g_array_append_val (bisect->parts, part);
}

/* The end of what a read of these tags has in it. */
static guint
end_of (const MonReadBlock *block,
        guint               first,
        guint               n)
{
  guint end = 0;

  for (guint i = first; i < first + n; i++)
    end = MAX (end, block->tags[i]->address + mon_tag_spec_n_items (block->tags[i]));
  return end;
}

static void
fill_block (const MonBisect *bisect,
            guint            first,
            guint            n,
            MonReadBlock    *out_block)
{
  *out_block = *bisect->block;
  out_block->tags = bisect->block->tags + first;
  out_block->n_tags = n;
  out_block->address = out_block->tags[0]->address;
  out_block->quantity = (guint16) (end_of (bisect->block, first, n) - out_block->address);
}

static void
add_found (MonBisect *bisect,
           guint      start,
           guint      end)
{
  MonDeadRange range = {
    .table = bisect->block->table,
    .address = (guint16) start,
    .quantity = (guint16) (end - start),
    .exception = bisect->exception,
  };

  g_array_append_val (bisect->found, range);
}

/* Both halves are answered, together they are not: it lies between them, or they are too much for
 * one read. The range is in neither half, so that none of their tags is held to be dead for it. A
 * device that refuses the whole and answers a half that is the whole knows its own mind only. */
static void
add_seam (MonBisect  *bisect,
          const Part *part)
{
  const MonReadBlock *block = bisect->block;
  guint n_left = part->n / 2;
  guint left_end = end_of (block, part->first, n_left);
  guint right_start = block->tags[part->first + n_left]->address;
  guint right_end = end_of (block, part->first + n_left, part->n - n_left);

  if (right_start > block->tags[part->first]->address && right_end > left_end)
    add_found (bisect, MIN (left_end, right_start) - 1, MAX (left_end, right_start) + 1);
}

/* A part has its result; so have those of which it was the right half. */
static void
finish_part (MonBisect *bisect,
             gboolean   is_good)
{
  g_array_set_size (bisect->parts, bisect->parts->len - 1);
  while (bisect->parts->len > 0)
    {
      Part *part = last_part (bisect);
      guint n_left = part->n / 2;

      if (part->stage == STAGE_LEFT)
        {
          part->is_left_good = is_good;
          part->stage = STAGE_RIGHT;
          push_part (bisect, part->first + n_left, part->n - n_left);
          return;
        }
      if (part->is_left_good && is_good)
        add_seam (bisect, part);
      is_good = FALSE;
      g_array_set_size (bisect->parts, bisect->parts->len - 1);
    }
}

/* The part that is asked was refused: its halves are next. */
static void
split_part (MonBisect *bisect)
{
  Part *part = last_part (bisect);

  part->stage = STAGE_LEFT;
  push_part (bisect, part->first, part->n / 2);
}

/**
 * mon_bisect_is_refusal:
 * @exception: an exception code
 *
 * Returns: whether one address may be the reason why a device answers a whole block by it
 */
gboolean
mon_bisect_is_refusal (guint8 exception)
{
  return exception == MON_EXCEPTION_ADDRESS || exception == MON_EXCEPTION_VALUE
         || exception == MON_EXCEPTION_FAILURE;
}

/**
 * mon_bisect_new:
 * @block: a block of at least two tags that was refused
 * @exception: how, see mon_bisect_is_refusal()
 *
 * Begins to search.
 *
 * Returns: (transfer full): the search
 */
MonBisect *
mon_bisect_new (const MonReadBlock *block,
                guint8              exception)
{
  MonBisect *bisect;

  g_return_val_if_fail (block->n_tags > 1, NULL);

  bisect = g_new0 (MonBisect, 1);
  bisect->block = block;
  bisect->exception = exception;
  bisect->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  bisect->found = g_array_new (FALSE, FALSE, sizeof (MonDeadRange));
  push_part (bisect, 0, block->n_tags);
  split_part (bisect);
  return bisect;
}

/**
 * mon_bisect_free:
 * @bisect: (transfer full): a search
 *
 * Frees it.
 */
void
mon_bisect_free (MonBisect *bisect)
{
  g_array_unref (bisect->parts);
  g_array_unref (bisect->found);
  g_free (bisect);
}

static gboolean
is_in_vain (const MonBisect *bisect)
{
  return bisect->exception != MON_EXCEPTION_ADDRESS && !bisect->has_answer
         && bisect->n_asked >= MON_BISECT_DOUBT;
}

/**
 * mon_bisect_get_next:
 * @bisect: a search
 * @out_part: (out caller-allocates): what to read
 *
 * Says what to read next, and again the same until mon_bisect_note(). Its tags are those of the
 * block.
 *
 * Returns: %FALSE at the end of the search
 */
gboolean
mon_bisect_get_next (const MonBisect *bisect,
                     MonReadBlock    *out_part)
{
  if (bisect->parts->len == 0 || is_in_vain (bisect))
    return FALSE;
  fill_block (bisect, last_part (bisect)->first, last_part (bisect)->n, out_part);
  return TRUE;
}

/**
 * mon_bisect_note:
 * @bisect: a search that is not at its end
 * @exception: how the part that it gave was refused, or 0: it was answered
 *
 * Takes over what became of a part.
 *
 * Returns: whether every tag of it is settled: all were read, or the one that it has is refused
 */
gboolean
mon_bisect_note (MonBisect *bisect,
                 guint8     exception)
{
  Part *part = last_part (bisect);

  bisect->n_asked++;
  if (exception != 0)
    bisect->exception = exception;
  else
    bisect->has_answer = TRUE;

  if (exception != 0 && part->n > 1)
    {
      split_part (bisect);
      return FALSE;
    }
  bisect->n_settled = part->first + part->n;
  if (exception != 0)
    add_found (bisect, bisect->block->tags[part->first]->address,
               end_of (bisect->block, part->first, 1));
  finish_part (bisect, exception == 0);
  return TRUE;
}

/**
 * mon_bisect_get_rest:
 * @bisect: a search
 * @out_rest: (out caller-allocates): the tags that are not settled yet
 *
 * Says of which tags nothing is known yet.
 *
 * Returns: %FALSE when there is none
 */
gboolean
mon_bisect_get_rest (const MonBisect *bisect,
                     MonReadBlock    *out_rest)
{
  guint n_left = bisect->block->n_tags - bisect->n_settled;

  if (n_left == 0)
    return FALSE;
  fill_block (bisect, bisect->n_settled, n_left, out_rest);
  return TRUE;
}

/**
 * mon_bisect_is_credible:
 * @bisect: a search
 *
 * Tells whether to remember what was found. Exception 2 is for addresses; by the others a device
 * may say that nothing at all works, which it does not when it answers a part.
 *
 * Returns: whether what was found is a matter of addresses
 */
gboolean
mon_bisect_is_credible (const MonBisect *bisect)
{
  return bisect->exception == MON_EXCEPTION_ADDRESS || bisect->has_answer;
}

/**
 * mon_bisect_get_n_found:
 * @bisect: a search
 *
 * Returns: how many ranges were found so far
 */
guint
mon_bisect_get_n_found (const MonBisect *bisect)
{
  return bisect->found->len;
}

/**
 * mon_bisect_get_found:
 * @bisect: a search
 * @index: less than mon_bisect_get_n_found()
 *
 * Returns: (transfer none): a range that the device refuses, good until the next note
 */
const MonDeadRange *
mon_bisect_get_found (const MonBisect *bisect,
                      guint            index)
{
  g_return_val_if_fail (index < bisect->found->len, NULL);

  return &g_array_index (bisect->found, MonDeadRange, index);
}
