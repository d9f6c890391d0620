/* mb-timer-heap.c: keeps armed timers in order, as far as it takes to find the earliest.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-timer-heap.h"

static MbTimer *
timer_at (GPtrArray *heap,
          guint      position)
{
  return g_ptr_array_index (heap, position - 1);
}

static void
put_at (GPtrArray *heap,
        guint      position,
        MbTimer   *timer)
{
  heap->pdata[position - 1] = timer;
  timer->position = position;
}

static void
sift_up (GPtrArray *heap,
         guint      position)
{
  MbTimer *timer = timer_at (heap, position);

  while (position > 1 && timer_at (heap, position / 2)->due_us > timer->due_us)
    {
      put_at (heap, position, timer_at (heap, position / 2));
      position /= 2;
    }
  put_at (heap, position, timer);
}

static void
sift_down (GPtrArray *heap,
           guint      position)
{
  MbTimer *timer = timer_at (heap, position);

  while (2 * position <= heap->len)
    {
      guint child = 2 * position;

      if (child < heap->len
          && timer_at (heap, child + 1)->due_us < timer_at (heap, child)->due_us)
        child++;
      if (timer_at (heap, child)->due_us >= timer->due_us)
        break;
      put_at (heap, position, timer_at (heap, child));
      position = child;
    }
  put_at (heap, position, timer);
}

/**
 * mb_timer_heap_first:
 * @heap: the armed timers
 *
 * Returns: (transfer none) (nullable): the one that is due first
 */
MbTimer *
mb_timer_heap_first (GPtrArray *heap)
{
  return heap->len > 0 ? timer_at (heap, 1) : NULL;
}

/**
 * mb_timer_heap_put:
 * @heap: the armed timers
 * @timer: a timer, in there or not, whose due time has been set
 *
 * Puts a timer where it belongs. O(log n).
 */
void
mb_timer_heap_put (GPtrArray *heap,
                   MbTimer   *timer)
{
  if (timer->position == 0)
    {
      g_ptr_array_add (heap, timer);
      timer->position = heap->len;
    }
  sift_up (heap, timer->position);
  sift_down (heap, timer->position);
}

/**
 * mb_timer_heap_remove:
 * @heap: the armed timers
 * @timer: one of them
 *
 * Takes a timer out. O(log n).
 */
void
mb_timer_heap_remove (GPtrArray *heap,
                      MbTimer   *timer)
{
  guint position = timer->position;
  MbTimer *last = timer_at (heap, heap->len);

  g_ptr_array_set_size (heap, heap->len - 1);
  timer->position = 0;
  if (last == timer)
    return;
  put_at (heap, position, last);
  sift_up (heap, position);
  sift_down (heap, last->position);
}
