/* mon-track-heap.h: tracks by what they could give up, the one that has most of it first.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-track.h"

G_BEGIN_DECLS

/**
 * MonTrackHeap:
 * @tracks: (element-type MonTrack): a binary heap; a track knows its place
 *
 * Does not own the tracks. Embedded in its owner and not thread-safe; see mon_track_heap_init().
 */
typedef struct
{
  GPtrArray *tracks;
} MonTrackHeap;

void      mon_track_heap_init   (MonTrackHeap       *heap);
void      mon_track_heap_clear  (MonTrackHeap       *heap);
void      mon_track_heap_add    (MonTrackHeap       *heap,
                                 MonTrack           *track);
void      mon_track_heap_remove (MonTrackHeap       *heap,
                                 MonTrack           *track);
void      mon_track_heap_update (MonTrackHeap       *heap,
                                 MonTrack           *track);
MonTrack *mon_track_heap_peek   (const MonTrackHeap *heap);

G_END_DECLS
