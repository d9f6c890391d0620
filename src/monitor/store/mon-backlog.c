/* mon-backlog.c: what waits in a queue, within its limits, with marks for what had to go.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-backlog.h"

#include <string.h>

/* Room of an item of samples: turns with few samples share one. */
#define ITEM_SAMPLES 64

/* The public item comes first. @link is the item's place in the list. */
typedef struct
{
  MonQueueItem   item;
  GList          link;
  guint          capacity;
  gsize          n_bytes;
  GDestroyNotify destroy;
  MonSample      samples[];
} Entry;

static Entry *
entry_new (MonQueueKind kind,
           guint        capacity)
{
  gsize n_bytes = sizeof (Entry) + capacity * sizeof (MonSample);
  Entry *entry = g_malloc (n_bytes);

  memset (entry, 0, sizeof *entry);
  entry->item.kind = kind;
  entry->item.samples = entry->samples;
  entry->link.data = entry;
  entry->capacity = capacity;
  entry->n_bytes = n_bytes;

  return entry;
}

static void
push_entry (MonBacklog *backlog,
            Entry      *entry)
{
  g_queue_push_tail_link (&backlog->entries, &entry->link);
  backlog->n_bytes += entry->n_bytes;
}

static void
remove_entry (MonBacklog *backlog,
              Entry      *entry)
{
  g_queue_unlink (&backlog->entries, &entry->link);
  backlog->n_bytes -= entry->n_bytes;
  if (entry->item.kind == MON_QUEUE_NOTICE)
    backlog->n_notices--;
}

/* The mark just before @victim, a new one when there is none. */
static Entry *
ensure_mark (MonBacklog *backlog,
             Entry      *victim)
{
  Entry *before = victim->link.prev != NULL ? victim->link.prev->data : NULL;
  Entry *mark;

  if (before != NULL && before->item.kind == MON_QUEUE_LOST)
    return before;

  mark = entry_new (MON_QUEUE_LOST, 0);
  g_queue_insert_before_link (&backlog->entries, &victim->link, &mark->link);
  backlog->n_bytes += mark->n_bytes;

  return mark;
}

/* Two marks become one when nothing is left between them. */
static void
join_marks (MonBacklog *backlog,
            Entry      *mark)
{
  Entry *next = mark->link.next != NULL ? mark->link.next->data : NULL;

  if (next == NULL || next->item.kind != MON_QUEUE_LOST)
    return;

  mark->item.n_lost += next->item.n_lost;
  if (mark->item.from_us == 0)
    mark->item.from_us = next->item.from_us;
  if (next->item.to_us != 0)
    mark->item.to_us = next->item.to_us;
  remove_entry (backlog, next);
  mon_backlog_free_item (&next->item);
}

/* Moves @victim to @gone, to be freed without the lock. */
static void
lose (MonBacklog *backlog,
      Entry      *victim,
      GQueue     *gone)
{
  Entry *mark = ensure_mark (backlog, victim);
  guint n_lost = 1;

  if (victim->item.kind == MON_QUEUE_SAMPLES)
    {
      n_lost = victim->item.n_samples;
      if (mark->item.from_us == 0)
        mark->item.from_us = victim->samples[0].time_us;
      mark->item.to_us = victim->samples[n_lost - 1].time_us;
    }
  mark->item.n_lost += n_lost;
  backlog->n_lost += n_lost;

  remove_entry (backlog, victim);
  g_queue_push_tail_link (gone, &victim->link);
  join_marks (backlog, mark);
}

static Entry *
find_oldest (MonBacklog   *backlog,
             MonQueueKind  kind)
{
  for (GList *link = backlog->entries.head; link != NULL; link = link->next)
    {
      Entry *entry = link->data;

      if (entry->item.kind == kind)
        return entry;
    }

  return NULL;
}

static void
keep_limits (MonBacklog *backlog,
             GQueue     *gone)
{
  while (backlog->n_notices > MON_QUEUE_MAX_NOTICES)
    lose (backlog, find_oldest (backlog, MON_QUEUE_NOTICE), gone);

  while (backlog->n_bytes > backlog->limit_bytes)
    {
      Entry *victim = find_oldest (backlog, MON_QUEUE_SAMPLES);

      if (victim == NULL)
        break;
      lose (backlog, victim, gone);
    }
}

static Entry *
ensure_room (MonBacklog *backlog,
             guint       n_samples)
{
  Entry *last = backlog->entries.tail != NULL ? backlog->entries.tail->data : NULL;

  if (last != NULL && last->item.kind == MON_QUEUE_SAMPLES
      && n_samples <= last->capacity - last->item.n_samples)
    return last;

  last = entry_new (MON_QUEUE_SAMPLES, MAX (n_samples, ITEM_SAMPLES));
  push_entry (backlog, last);

  return last;
}

/* Texts are shared, yet the last one to keep them may be this queue: they count. */
static void
keep_text (MonBacklog *backlog,
           Entry      *entry,
           MonSample  *sample)
{
  gsize n_bytes;

  if (G_LIKELY (sample->value.kind != MB_VALUE_TEXT))
    return;

  mon_sample_hold (sample);
  n_bytes = mon_text_bytes (sample->text);
  entry->n_bytes += n_bytes;
  backlog->n_bytes += n_bytes;
}

/**
 * mon_backlog_add_samples:
 * @backlog: a backlog
 * @samples: (array length=n_samples): samples in the order of time; copied
 * @n_samples: how many, at least one
 * @gone: list that gets what has to go for them
 *
 * Appends samples and keeps the limits: the oldest samples go first, with a mark in their place.
 */
void
mon_backlog_add_samples (MonBacklog      *backlog,
                         const MonSample *samples,
                         guint            n_samples,
                         GQueue          *gone)
{
  Entry *entry = ensure_room (backlog, n_samples);

  MonSample *copies = entry->samples + entry->item.n_samples;

  memcpy (copies, samples, n_samples * sizeof *samples);
  for (guint i = 0; i < n_samples; i++)
    keep_text (backlog, entry, &copies[i]);
  entry->item.n_samples += n_samples;
  keep_limits (backlog, gone);
}

/**
 * mon_backlog_add_notice:
 * @backlog: a backlog
 * @notice: (transfer full): an item from mon_backlog_new_notice()
 * @gone: list that gets what has to go for it
 *
 * Appends a notice and keeps the limits.
 */
void
mon_backlog_add_notice (MonBacklog   *backlog,
                        MonQueueItem *notice,
                        GQueue       *gone)
{
  push_entry (backlog, (Entry *) notice);
  backlog->n_notices++;
  keep_limits (backlog, gone);
}

/**
 * mon_backlog_take:
 * @backlog: a backlog
 *
 * Takes the oldest item.
 *
 * Returns: (transfer full) (nullable): the item, or %NULL when nothing waits
 */
MonQueueItem *
mon_backlog_take (MonBacklog *backlog)
{
  Entry *entry;

  if (backlog->entries.head == NULL)
    return NULL;

  entry = backlog->entries.head->data;
  remove_entry (backlog, entry);

  return &entry->item;
}

/**
 * mon_backlog_new_notice:
 * @notice: (transfer full): what the consumer is to know
 * @size_bytes: roughly its size, for the limit
 * @destroy: (nullable): frees @notice
 *
 * Makes an item of a notice.
 *
 * Returns: (transfer full): the item
 */
MonQueueItem *
mon_backlog_new_notice (gpointer       notice,
                        gsize          size_bytes,
                        GDestroyNotify destroy)
{
  Entry *entry = entry_new (MON_QUEUE_NOTICE, 0);

  entry->item.notice = notice;
  entry->n_bytes += size_bytes;
  entry->destroy = destroy;

  return &entry->item;
}

/**
 * mon_backlog_free_item:
 * @item: (transfer full): an item that is in no list
 *
 * Frees an item and the notice in it.
 */
void
mon_backlog_free_item (MonQueueItem *item)
{
  Entry *entry = (Entry *) item;

  for (guint i = 0; i < item->n_samples; i++)
    mon_sample_clear (&entry->samples[i]);
  if (item->notice != NULL && entry->destroy != NULL)
    entry->destroy (item->notice);
  g_free (entry);
}

/**
 * mon_backlog_free_gone:
 * @gone: a list of items
 *
 * Empties the list and frees the items.
 */
void
mon_backlog_free_gone (GQueue *gone)
{
  while (gone->head != NULL)
    {
      Entry *entry = gone->head->data;

      g_queue_unlink (gone, &entry->link);
      mon_backlog_free_item (&entry->item);
    }
}
