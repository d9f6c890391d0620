/* mon-track.c: all samples of a tag: a chunk that is being filled, pages of sealed ones before it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-track.h"

#include <string.h>

#include "monitor/store/mon-pyramid.h"
#include "monitor/store/mon-tally.h"

/* Most tags have few samples, and many have many: pages begin small. */
#define FIRST_ENTRIES 2
#define FIRST_PAGES 2

static gsize
page_bytes (guint capacity)
{
  return sizeof (MonTrackPage) + capacity * sizeof (MonTrackEntry);
}

static MonTrackPage *
page_new (guint capacity)
{
  MonTrackPage *page = g_malloc (page_bytes (capacity));

  g_atomic_ref_count_init (&page->ref_count);
  page->first = 0;
  page->n_entries = 0;
  page->capacity = (guint16) capacity;
  return page;
}

/**
 * mon_track_page_unref:
 * @page: (transfer full): a page
 *
 * Drops a reference. Any thread.
 */
void
mon_track_page_unref (MonTrackPage *page)
{
  if (!g_atomic_ref_count_dec (&page->ref_count))
    return;

  for (guint i = page->first; i < page->n_entries; i++)
    mon_chunk_unref (page->entries[i].chunk);
  g_free (page);
}

/* References are taken under the owner's lock only, so what is found alone stays alone. */
static gboolean
is_read (MonTrackPage *page)
{
  return !g_atomic_ref_count_compare (&page->ref_count, 1);
}

/* Puts a page of @capacity entries, of which @n_gone are no longer there, into the place of the one
 * at @index, for a writer. */
static MonTrackPage *
replace_page (MonTrack *track,
              guint     index,
              guint     capacity,
              guint     n_gone)
{
  MonTrackPage *old = track->pages[index];
  MonTrackPage *page = page_new (capacity);

  page->first = (guint16) n_gone;
  page->n_entries = (guint16) (n_gone + old->n_entries - old->first);
  for (guint i = old->first; i < old->n_entries; i++)
    {
      page->entries[n_gone++] = old->entries[i];
      mon_chunk_ref (old->entries[i].chunk);
    }
  track->n_bytes += MON_MALLOC_BYTES (page_bytes (capacity))
                    - MON_MALLOC_BYTES (page_bytes (old->capacity));
  track->pages[index] = page;
  mon_track_page_unref (old);

  return page;
}

static gsize
list_bytes (const MonTrack *track)
{
  return track->pages_capacity > 0
         ? MON_MALLOC_BYTES (track->pages_capacity * sizeof *track->pages) : 0;
}

static MonTrackPage *
add_page (MonTrack *track)
{
  MonTrackPage *page = page_new (FIRST_ENTRIES);

  if (track->n_pages == track->pages_capacity)
    {
      track->n_bytes -= list_bytes (track);
      track->pages_capacity = MAX (FIRST_PAGES, track->pages_capacity * 2);
      track->pages = g_renew (MonTrackPage *, track->pages, track->pages_capacity);
      track->n_bytes += list_bytes (track);
    }
  track->n_bytes += MON_MALLOC_BYTES (page_bytes (FIRST_ENTRIES));
  track->pages[track->n_pages++] = page;

  return page;
}

/* The page that has room for one more entry. Only behind full pages may another one begin, so those
 * that are gone are left out of the only page alone. */
static MonTrackPage *
ensure_room (MonTrack *track)
{
  MonTrackPage *page = track->n_pages > 0 ? track->pages[track->n_pages - 1] : NULL;

  if (page != NULL && page->n_entries < page->capacity)
    return page;
  if (page != NULL && track->n_pages == 1 && page->first >= page->capacity / 2)
    return replace_page (track, 0, page->capacity, 0);
  if (page == NULL || page->n_entries == MON_TRACK_PAGE)
    return add_page (track);
  return replace_page (track, track->n_pages - 1, page->capacity * 2u, page->first);
}

static void
seal_open (MonTrack *track)
{
  g_autoptr (MonChunk) open = g_steal_pointer (&track->open);
  MonTrackPage *page = ensure_room (track);
  MonChunk *chunk;
  MonRange range;

  track->n_bytes -= open->n_bytes;
  if (open->n_values < open->capacity || open->n_runs < open->runs_capacity)
    chunk = mon_chunk_copy (open);
  else
    chunk = g_steal_pointer (&open);
  track->n_bytes += chunk->n_bytes;
  track->sealed_bytes += chunk->n_bytes;

  mon_tally_keep (chunk);
  range = mon_pyramid_get (chunk, 0, chunk->n_values);
  page->entries[page->n_entries++] = (MonTrackEntry) {
    .chunk = chunk,
    .base_us = chunk->base_us,
    .last_us = chunk->last_us,
    .min = range.min,
    .max = range.max,
    .n_values = chunk->n_values,
    .is_plain = chunk->n_points == chunk->n_values && !chunk->is_odd,
  };
}

/**
 * mon_track_new:
 * @tag: handle of a tag
 *
 * Returns: (transfer full): a track without samples
 */
MonTrack *
mon_track_new (guint32 tag)
{
  MonTrack *track = g_new0 (MonTrack, 1);

  track->tag = tag;
  track->klass = MON_CHUNK_GAPS;
  track->next_capacity = MON_CHUNK_MIN;
  track->last_us = G_MININT64;
  track->n_bytes = MON_MALLOC_BYTES (sizeof *track);
  return track;
}

/**
 * mon_track_free:
 * @track: (transfer full): a track
 */
void
mon_track_free (MonTrack *track)
{
  for (guint i = 0; i < track->n_pages; i++)
    mon_track_page_unref (track->pages[i]);
  g_free (track->pages);
  g_clear_pointer (&track->open, mon_chunk_unref);
  g_free (track);
}

/**
 * mon_track_append:
 * @track: a track
 * @sample: a sample
 * @time_us: its series time, after that of the last one
 *
 * Appends a sample.
 *
 * Returns: %FALSE when there is no room for it: mon_track_begin_chunk() and again
 */
gboolean
mon_track_append (MonTrack        *track,
                  const MonSample *sample,
                  gint64           time_us)
{
  MonChunk *open = track->open;
  guint32 n_bytes, n_points;

  if (G_UNLIKELY (open == NULL))
    return FALSE;

  n_bytes = open->n_bytes;
  n_points = open->n_points;
  if (G_UNLIKELY (!mon_chunk_append (open, sample, time_us)))
    return FALSE;

  track->serial++;
  track->last_us = time_us;
  track->n_points += open->n_points - n_points;
  track->n_bytes += open->n_bytes - n_bytes;

  return TRUE;
}

/**
 * mon_track_begin_chunk:
 * @track: a track
 * @sample: the sample there is no room for
 * @time_us: its series time
 * @max_capacity: most values that the new chunk may take
 *
 * Seals the chunk that was being filled and begins one that takes @sample. Chunks become greater
 * while they become full.
 */
void
mon_track_begin_chunk (MonTrack        *track,
                       const MonSample *sample,
                       gint64           time_us,
                       guint            max_capacity)
{
  if (track->open != NULL)
    {
      if (track->open->n_values == track->next_capacity)
        track->next_capacity = MIN (track->next_capacity * 2, MON_CHUNK_MAX);
      seal_open (track);
    }

  track->klass = mon_chunk_class_for (sample, track->klass);
  track->open = mon_chunk_new (track->klass,
                               CLAMP (track->next_capacity, MON_CHUNK_MIN, max_capacity), time_us);
  track->n_bytes += track->open->n_bytes;
}

/**
 * mon_track_get_oldest:
 * @track: a track with sealed chunks
 *
 * Returns: the time at which the oldest of them begins
 */
gint64
mon_track_get_oldest (const MonTrack *track)
{
  const MonTrackPage *page = track->pages[0];

  return page->entries[page->first].base_us;
}

/**
 * mon_track_drop_oldest:
 * @track: a track with sealed chunks
 *
 * Gives up the oldest of them. Who reads it just now may go on.
 */
void
mon_track_drop_oldest (MonTrack *track)
{
  MonTrackPage *page = track->pages[0];
  MonChunk *chunk;

  if (is_read (page))
    page = replace_page (track, 0, page->capacity, page->first);

  chunk = page->entries[page->first++].chunk;
  track->n_points -= chunk->n_points;
  track->n_bytes -= chunk->n_bytes;
  track->sealed_bytes -= chunk->n_bytes;
  mon_chunk_unref (chunk);

  if (page->first < page->n_entries)
    return;
  track->n_bytes -= MON_MALLOC_BYTES (page_bytes (page->capacity));
  mon_track_page_unref (page);
  memmove (track->pages, track->pages + 1, --track->n_pages * sizeof *track->pages);
}
