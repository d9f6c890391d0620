/* mon-track.h: all samples of a tag: a chunk that is being filled, pages of sealed ones before it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-chunk.h"

G_BEGIN_DECLS

/* Chunks on a page: 65,536 samples, so that a reader of 10,000,000 holds 150 pages and not each of
 * 10,000 chunks. */
#define MON_TRACK_PAGE 64

/**
 * MonTrackEntry:
 * @chunk: a chunk
 * @base_us: time of its first point
 * @last_us: time of its last point
 * @min: the smallest finite value, infinity when there is none
 * @max: the greatest finite value, minus infinity when there is none
 * @n_values: how many values it has
 * @is_plain: whether all of its points are finite values
 *
 * What a reader needs of a chunk that is all within a column, without looking into it.
 */
typedef struct
{
  MonChunk *chunk;
  gint64    base_us;
  gint64    last_us;
  double    min;
  double    max;
  guint32   n_values;
  gboolean  is_plain;
} MonTrackEntry;

/**
 * MonTrackPage:
 * @first: the first entry that is still there
 * @n_entries: where they end
 * @capacity: room for entries
 * @entries: sealed chunks in the order of time
 *
 * What a reader holds does not change: entries only come behind those it knows of, and when the
 * first goes, the page is replaced by another one unless nobody reads it.
 */
typedef struct
{
  gatomicrefcount ref_count;
  guint16         first;
  guint16         n_entries;
  guint16         capacity;
  MonTrackEntry   entries[];
} MonTrackPage;

/**
 * MonTrack:
 * @tag: handle of the tag
 * @open: the chunk being filled, or %NULL
 * @last_us: time of the last sample
 * @serial: number of samples appended ever
 * @n_points: values and beginnings of gaps that are there
 * @n_bytes: memory that all of it takes, with what malloc adds
 * @sealed_bytes: the part of it that can be given up
 * @place: for its owner
 * @klass: class of the last chunk
 * @next_capacity: how many values the next chunk shall take
 * @pages: (array length=n_pages): pages in the order of time, none of them empty
 *
 * Not thread-safe: its owner has a lock. Readers take a #MonTrackView under it and read without.
 */
typedef struct
{
  guint32        tag;
  guint          place;
  MonChunk      *open;
  gint64         last_us;
  guint64        serial;
  guint64        n_points;
  gsize          n_bytes;
  gsize          sealed_bytes;
  MonChunkClass  klass;
  guint          next_capacity;
  MonTrackPage **pages;
  guint          n_pages;
  guint          pages_capacity;
} MonTrack;

MonTrack *mon_track_new         (guint32          tag);
void      mon_track_free        (MonTrack        *track);
gboolean  mon_track_append      (MonTrack        *track,
                                 const MonSample *sample,
                                 gint64           time_us);
void      mon_track_begin_chunk (MonTrack        *track,
                                 const MonSample *sample,
                                 gint64           time_us,
                                 guint            max_capacity);
gint64    mon_track_get_oldest  (const MonTrack  *track);
void      mon_track_drop_oldest (MonTrack        *track);

void      mon_track_page_unref  (MonTrackPage    *page);

G_END_DECLS
