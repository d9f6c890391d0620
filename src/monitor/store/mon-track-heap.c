/* mon-track-heap.c: tracks by what they could give up, the one that has most of it first.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-track-heap.h"

/* Of two that have the same, the one whose oldest is older. */
static gboolean
comes_before (const MonTrack *track,
              const MonTrack *other)
{
  if (track->sealed_bytes != other->sealed_bytes)
    return track->sealed_bytes > other->sealed_bytes;
  return track->sealed_bytes > 0 && mon_track_get_oldest (track) < mon_track_get_oldest (other);
}

static MonTrack *
get (const MonTrackHeap *heap,
     guint               place)
{
  return g_ptr_array_index (heap->tracks, place);
}

static void
put (MonTrackHeap *heap,
     guint         place,
     MonTrack     *track)
{
  g_ptr_array_index (heap->tracks, place) = track;
  track->place = place;
}

static void
move_up (MonTrackHeap *heap,
         MonTrack     *track)
{
  guint place = track->place;

  while (place > 0 && comes_before (track, get (heap, (place - 1) / 2)))
    {
      put (heap, place, get (heap, (place - 1) / 2));
      place = (place - 1) / 2;
    }
  put (heap, place, track);
}

static void
move_down (MonTrackHeap *heap,
           MonTrack     *track)
{
  guint place = track->place;

  for (;;)
    {
      guint child = 2 * place + 1;

      if (child + 1 < heap->tracks->len
          && comes_before (get (heap, child + 1), get (heap, child)))
        child++;
      if (child >= heap->tracks->len || !comes_before (get (heap, child), track))
        break;
      put (heap, place, get (heap, child));
      place = child;
    }
  put (heap, place, track);
}

/**
 * mon_track_heap_init:
 * @heap: a heap
 *
 * Begins without tracks.
 */
void
mon_track_heap_init (MonTrackHeap *heap)
{
  heap->tracks = g_ptr_array_new ();
}

/**
 * mon_track_heap_clear:
 * @heap: a heap
 *
 * Forgets the tracks.
 */
void
mon_track_heap_clear (MonTrackHeap *heap)
{
  g_ptr_array_unref (heap->tracks);
}

/**
 * mon_track_heap_add:
 * @heap: a heap
 * @track: a track
 *
 * Takes one more track.
 */
void
mon_track_heap_add (MonTrackHeap *heap,
                    MonTrack     *track)
{
  track->place = heap->tracks->len;
  g_ptr_array_add (heap->tracks, track);
  move_up (heap, track);
}

/**
 * mon_track_heap_remove:
 * @heap: a heap
 * @track: one of its tracks
 *
 * Takes a track out.
 */
void
mon_track_heap_remove (MonTrackHeap *heap,
                       MonTrack     *track)
{
  guint place = track->place;
  MonTrack *last = get (heap, heap->tracks->len - 1);

  g_ptr_array_remove_index_fast (heap->tracks, place);
  if (last != track)
    {
      last->place = place;
      mon_track_heap_update (heap, last);
    }
}

/**
 * mon_track_heap_update:
 * @heap: a heap
 * @track: one of its tracks, which has come to have more or less
 *
 * Puts the track where it belongs. O(log n).
 */
void
mon_track_heap_update (MonTrackHeap *heap,
                       MonTrack     *track)
{
  move_up (heap, track);
  move_down (heap, track);
}

/**
 * mon_track_heap_peek:
 * @heap: a heap
 *
 * Returns: (transfer none) (nullable): the track that has most, or %NULL when none has any
 */
MonTrack *
mon_track_heap_peek (const MonTrackHeap *heap)
{
  MonTrack *track = heap->tracks->len > 0 ? get (heap, 0) : NULL;

  return track != NULL && track->sealed_bytes > 0 ? track : NULL;
}
