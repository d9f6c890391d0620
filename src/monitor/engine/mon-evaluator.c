/* mon-evaluator.c: judges what samples mean: which tags are stale, what is computed of them; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-evaluator.h"

#include "monitor/engine/mon-formulas.h"

/* A tag under watch. The heap is lazy: a value moves only deadline_us; heap_us, by which the entry
 * is sorted, follows when the entry comes up. A value costs one hash look-up and no heap step. */
typedef struct
{
  guint32  tag;
  gint64   period_us;
  gint64   deadline_us;
  gint64   heap_us;
  gboolean is_stale;
  guint    position;   /* in the heap, or NOT_IN_HEAP */
} Watch;

#define NOT_IN_HEAP G_MAXUINT

struct _MonEvaluator
{
  GHashTable  *watches; /* handle → Watch */
  GPtrArray   *heap;    /* of Watch, borrowed; the earliest heap_us first */
  MonFormulas *formulas;
  gboolean     is_paused;
};

static void
place (MonEvaluator *evaluator,
       guint         position,
       Watch        *watch)
{
  g_ptr_array_index (evaluator->heap, position) = watch;
  watch->position = position;
}

static void
sift_up (MonEvaluator *evaluator,
         Watch        *watch)
{
  guint position = watch->position;

  while (position > 0)
    {
      Watch *parent = g_ptr_array_index (evaluator->heap, (position - 1) / 2);

      if (parent->heap_us <= watch->heap_us)
        break;
      place (evaluator, position, parent);
      position = (position - 1) / 2;
    }

  place (evaluator, position, watch);
}

static void
sift_down (MonEvaluator *evaluator,
           Watch        *watch)
{
  guint position = watch->position;
  guint len = evaluator->heap->len;

  while (2 * position + 1 < len)
    {
      guint child = 2 * position + 1;
      Watch *lesser = g_ptr_array_index (evaluator->heap, child);

      if (child + 1 < len)
        {
          Watch *right = g_ptr_array_index (evaluator->heap, child + 1);

          if (right->heap_us < lesser->heap_us)
            {
              lesser = right;
              child++;
            }
        }
      if (watch->heap_us <= lesser->heap_us)
        break;
      place (evaluator, position, lesser);
      position = child;
    }

  place (evaluator, position, watch);
}

static void
heap_insert (MonEvaluator *evaluator,
             Watch        *watch)
{
  watch->heap_us = watch->deadline_us;
  watch->position = evaluator->heap->len;
  g_ptr_array_add (evaluator->heap, watch);
  sift_up (evaluator, watch);
}

static void
heap_remove (MonEvaluator *evaluator,
             Watch        *watch)
{
  guint position = watch->position;
  Watch *last;

  if (position == NOT_IN_HEAP)
    return;

  last = g_ptr_array_steal_index (evaluator->heap, evaluator->heap->len - 1);
  watch->position = NOT_IN_HEAP;
  if (last == watch)
    return;

  place (evaluator, position, last);
  sift_up (evaluator, last);
  sift_down (evaluator, last);
}

/* Returns whether it could still become stale. */
static gboolean
remove_watch (MonEvaluator *evaluator,
              guint32       tag)
{
  Watch *watch = g_hash_table_lookup (evaluator->watches, GUINT_TO_POINTER (tag));
  gboolean was_awaited = watch != NULL && !watch->is_stale;

  if (watch == NULL)
    return FALSE;
  heap_remove (evaluator, watch);
  g_hash_table_remove (evaluator->watches, GUINT_TO_POINTER (tag));
  return was_awaited;
}

static void
set_deadline (Watch  *watch,
              gint64  from_us)
{
  watch->deadline_us = from_us + (watch->period_us > 0 ? MON_STALE_PERIODS * watch->period_us
                                                       : MON_ON_DEMAND_STALE_US);
}

/**
 * mon_evaluator_new:
 *
 * Returns: (transfer full): an evaluator that watches nothing
 */
MonEvaluator *
mon_evaluator_new (void)
{
  MonEvaluator *evaluator = g_new0 (MonEvaluator, 1);

  evaluator->watches = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  evaluator->heap = g_ptr_array_new ();
  evaluator->formulas = mon_formulas_new ();

  return evaluator;
}

/**
 * mon_evaluator_free:
 * @evaluator: (transfer full): the evaluator
 *
 * Frees the evaluator.
 */
void
mon_evaluator_free (MonEvaluator *evaluator)
{
  g_return_if_fail (evaluator != NULL);

  mon_formulas_free (evaluator->formulas);
  g_ptr_array_unref (evaluator->heap);
  g_hash_table_unref (evaluator->watches);
  g_free (evaluator);
}

/**
 * mon_evaluator_set_root:
 * @evaluator: the evaluator
 * @root: a project
 *
 * Takes over which tags are computed, and of what. O(tags).
 */
void
mon_evaluator_set_root (MonEvaluator   *evaluator,
                        MonProjectSpec *root)
{
  mon_formulas_set_root (evaluator->formulas, root);
}

/**
 * mon_evaluator_watch:
 * @evaluator: the evaluator
 * @tag: handle of the tag
 * @period_us: how often it is polled, or 0: it is read on demand only
 * @now_us: the time, monotonic; the first value is expected within %MON_STALE_PERIODS periods of it
 *
 * Begins to watch a tag, or begins anew with another period. One that is read on demand only is not
 * awaited; but a value that it gets, or had, is stale after %MON_ON_DEMAND_STALE_US. Costs
 * O(log n).
 */
void
mon_evaluator_watch (MonEvaluator *evaluator,
                     guint32       tag,
                     gint64        period_us,
                     gint64        now_us)
{
  gboolean is_awaited;
  Watch *watch;

  g_return_if_fail (period_us >= 0);

  is_awaited = remove_watch (evaluator, tag) || period_us > 0;
  watch = g_new0 (Watch, 1);
  watch->tag = tag;
  watch->period_us = period_us;
  set_deadline (watch, now_us);
  watch->position = NOT_IN_HEAP;
  watch->is_stale = !is_awaited;
  g_hash_table_insert (evaluator->watches, GUINT_TO_POINTER (tag), watch);
  if (is_awaited)
    heap_insert (evaluator, watch);
}

/**
 * mon_evaluator_forget:
 * @evaluator: the evaluator
 * @tag: handle of the tag
 *
 * Ends the watch of a tag, and forgets its samples; an unknown one is no error.
 */
void
mon_evaluator_forget (MonEvaluator *evaluator,
                      guint32       tag)
{
  remove_watch (evaluator, tag);
  mon_formulas_forget (evaluator->formulas, tag);
}

/**
 * mon_evaluator_set_paused:
 * @evaluator: the evaluator
 * @paused: whether polling stands still by the user's wish
 * @now_us: the time, monotonic
 *
 * While paused nothing becomes stale: no value is expected. Afterwards every tag has its full time
 * again, and one that was stale may become so anew.
 */
void
mon_evaluator_set_paused (MonEvaluator *evaluator,
                          gboolean      paused,
                          gint64        now_us)
{
  GHashTableIter iter;
  gpointer value;

  if (evaluator->is_paused == paused)
    return;

  evaluator->is_paused = paused;
  if (paused)
    return;

  g_hash_table_iter_init (&iter, evaluator->watches);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Watch *watch = value;

      if (watch->period_us == 0 && watch->is_stale)
        continue;
      heap_remove (evaluator, watch);
      watch->is_stale = FALSE;
      set_deadline (watch, now_us);
      heap_insert (evaluator, watch);
    }
}

/**
 * mon_evaluator_observe:
 * @evaluator: the evaluator
 * @samples: (array length=n_samples): samples in their order; those of unwatched tags never become
 *   stale
 * @n_samples: their number
 * @now_us: the time, monotonic
 *
 * Takes note of new samples. Costs two look-ups a sample.
 */
void
mon_evaluator_observe (MonEvaluator    *evaluator,
                       const MonSample *samples,
                       guint            n_samples,
                       gint64           now_us)
{
  mon_formulas_observe (evaluator->formulas, samples, n_samples);
  for (guint i = 0; i < n_samples; i++)
    {
      Watch *watch;

      if (!mon_quality_has_value (samples[i].quality))
        continue;
      watch = g_hash_table_lookup (evaluator->watches, GUINT_TO_POINTER (samples[i].tag));
      if (watch == NULL)
        continue;

      set_deadline (watch, now_us);
      if (watch->is_stale)
        {
          watch->is_stale = FALSE;
          heap_insert (evaluator, watch);
        }
    }
}

/* The first watch whose real deadline is the earliest, or NULL; puts entries right on the way. */
static Watch *
peek (MonEvaluator *evaluator)
{
  while (evaluator->heap->len > 0)
    {
      Watch *first = g_ptr_array_index (evaluator->heap, 0);

      if (first->heap_us == first->deadline_us)
        return first;
      first->heap_us = first->deadline_us;
      sift_down (evaluator, first);
    }

  return NULL;
}

static void
find_stale (MonEvaluator *evaluator,
            gint64        now_us,
            gint64        wall_us,
            GArray       *samples)
{
  Watch *watch;

  while ((watch = peek (evaluator)) != NULL && watch->deadline_us <= now_us)
    {
      MonSample sample = {
        .tag = watch->tag,
        .quality = MON_QUALITY_STALE,
        .time_us = wall_us,
        .value = { .kind = MB_VALUE_NONE },
      };

      heap_remove (evaluator, watch);
      watch->is_stale = TRUE;
      mon_formulas_observe (evaluator->formulas, &sample, 1);
      g_array_append_val (samples, sample);
    }
}

/**
 * mon_evaluator_run:
 * @evaluator: the evaluator
 * @now_us: the time, monotonic
 * @wall_us: the same moment in wall time, for the samples
 * @samples: (element-type MonSample): what is found is appended here
 *
 * Appends one %MON_QUALITY_STALE sample for each tag that has had no value for
 * %MON_STALE_PERIODS periods, and behind them what is computed. Costs O(log n) for each.
 */
void
mon_evaluator_run (MonEvaluator *evaluator,
                   gint64        now_us,
                   gint64        wall_us,
                   GArray       *samples)
{
  if (!evaluator->is_paused)
    find_stale (evaluator, now_us, wall_us, samples);
  mon_formulas_run (evaluator->formulas, wall_us, samples);
}

/**
 * mon_evaluator_get_next_us:
 * @evaluator: the evaluator
 *
 * Returns: the monotonic time at which the next tag becomes stale unless a value comes,
 *   %G_MAXINT64 if none can
 */
gint64
mon_evaluator_get_next_us (MonEvaluator *evaluator)
{
  Watch *watch = evaluator->is_paused ? NULL : peek (evaluator);

  return watch != NULL ? watch->deadline_us : G_MAXINT64;
}
