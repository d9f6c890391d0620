/* mb-outbox.c: one growing buffer of bytes that wait to be sent.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-outbox.h"

#include <string.h>

/* Enough for a few requests; grows with what is queued. */
#define SIZE_MIN 512
/* What an empty queue may keep. */
#define SIZE_KEPT (16 * 1024)

/**
 * mb_outbox_clear:
 * @outbox: an outbox
 *
 * Frees the memory and starts over.
 */
void
mb_outbox_clear (MbOutbox *outbox)
{
  g_free (outbox->bytes);
  *outbox = (MbOutbox) { 0 };
}

/**
 * mb_outbox_reserve:
 * @outbox: an outbox
 * @size: how many bytes are needed at most
 *
 * Gives room behind what is queued.
 *
 * Returns: (transfer none): @size bytes to write to, until the next call on @outbox
 */
guint8 *
mb_outbox_reserve (MbOutbox *outbox,
                   gsize     size)
{
  gsize used = outbox->end - outbox->start;

  if (outbox->size - outbox->end >= size)
    return outbox->bytes + outbox->end;
  if (used > 0 && outbox->start > 0)
    memmove (outbox->bytes, outbox->bytes + outbox->start, used);
  outbox->start = 0;
  outbox->end = used;
  if (outbox->size - used < size)
    {
      outbox->size = MAX (MAX (2 * outbox->size, used + size), SIZE_MIN);
      outbox->bytes = g_realloc (outbox->bytes, outbox->size);
    }
  return outbox->bytes + outbox->end;
}

/**
 * mb_outbox_commit:
 * @outbox: an outbox
 * @len: how many of the reserved bytes were written
 *
 * Queues what was written to the reserved room.
 *
 * Returns: the place of the first of the bytes in the stream
 */
guint64
mb_outbox_commit (MbOutbox *outbox,
                  gsize     len)
{
  guint64 place = outbox->n_queued;

  g_assert (outbox->size - outbox->end >= len);
  outbox->end += len;
  outbox->n_queued += len;
  return place;
}

/**
 * mb_outbox_cut:
 * @outbox: an outbox
 * @start: the place of the first byte, as mb_outbox_commit() gave it
 * @len: how many bytes
 *
 * Takes bytes out again, none of which may have been sent. Those behind them move forward by @len
 * places.
 */
void
mb_outbox_cut (MbOutbox *outbox,
               guint64   start,
               gsize     len)
{
  gsize position;

  g_assert (start >= outbox->n_sent && start <= outbox->n_queued);
  g_assert (outbox->n_queued - start >= len);
  position = outbox->start + (gsize) (start - outbox->n_sent);
  memmove (outbox->bytes + position, outbox->bytes + position + len,
           outbox->end - position - len);
  outbox->end -= len;
  outbox->n_queued -= len;
}

/**
 * mb_outbox_peek:
 * @outbox: an outbox
 * @out_len: (out): how many bytes wait
 *
 * Gets all that waits to be sent.
 *
 * Returns: (transfer none): *@out_len bytes, until the next call on @outbox
 */
const guint8 *
mb_outbox_peek (const MbOutbox *outbox,
                gsize          *out_len)
{
  *out_len = outbox->end - outbox->start;
  return *out_len > 0 ? outbox->bytes + outbox->start : NULL;
}

/**
 * mb_outbox_take:
 * @outbox: an outbox
 * @len: how many of the bytes that wait were sent
 *
 * Drops what the system has taken.
 */
void
mb_outbox_take (MbOutbox *outbox,
                gsize     len)
{
  g_assert (outbox->end - outbox->start >= len);
  outbox->n_sent += len;
  outbox->start += len;
  if (outbox->start < outbox->end)
    return;
  outbox->start = 0;
  outbox->end = 0;
  if (outbox->size > SIZE_KEPT)
    {
      g_clear_pointer (&outbox->bytes, g_free);
      outbox->size = 0;
    }
}
