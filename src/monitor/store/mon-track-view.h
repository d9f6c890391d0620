/* mon-track-view.h: what a reader holds of a track: its chunks around a span, unchanging.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-chunk-reader.h"
#include "monitor/store/mon-track.h"

G_BEGIN_DECLS

#define MON_TRACK_VIEW_PAGES 8

/**
 * MonTrackView:
 * @n_entries: number of chunks
 * @pages: the pages they are on, at first @own_pages
 * @n_pages: number of pages
 * @first: entry of the first page that the first chunk is in
 * @open: an entry for a copy of the chunk that is being filled
 *
 * Chunks in the order of time. Taken under the lock of the track's owner, read and cleared without.
 */
typedef struct
{
  guint          n_entries;
  guint          first;
  guint          n_pages;
  MonTrackPage **pages;
  MonTrackPage  *own_pages[MON_TRACK_VIEW_PAGES];
  MonTrackEntry  open;
} MonTrackView;

void     mon_track_view_init   (MonTrackView       *view,
                                const MonTrack     *track,
                                gint64              from_us,
                                gint64              to_us);
void     mon_track_view_clear  (MonTrackView       *view);
gboolean mon_track_view_find   (const MonTrackView *view,
                                gint64              time_us,
                                MonFind             find,
                                MonPoint           *out_point);

static inline const MonTrackEntry *
mon_track_view_get (const MonTrackView *view,
                    guint               index)
{
  if (index + 1 == view->n_entries && view->open.chunk != NULL)
    return &view->open;
  index += view->first;
  return &view->pages[index / MON_TRACK_PAGE]->entries[index % MON_TRACK_PAGE];
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MonTrackView, mon_track_view_clear)

G_END_DECLS
