/* mon-retry.c: decides by the end of a read whether to ask again.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-retry.h"

/* Server Device Busy (V1.1b3, 7). */
#define EXCEPTION_BUSY 0x06

/* Doublings of the wait, so that it stays within seconds. */
#define MAX_DOUBLINGS 6

static gboolean
is_busy (const MbExchange *exchange)
{
  return exchange->verdict == MB_VERDICT_EXCEPTION
         && exchange->response->exception == EXCEPTION_BUSY;
}

/* The device said nothing, or nothing that could be understood, or closed the link, or is busy. */
static gboolean
is_passing (const MbExchange *exchange)
{
  switch (exchange->verdict)
    {
    case MB_VERDICT_TIMEOUT:
    case MB_VERDICT_CLOSED:
      return TRUE;
    case MB_VERDICT_NOT_SENT:
      /* Its link went while it was queued there; else there was none and is none. */
      return exchange->request_adu != NULL;
    case MB_VERDICT_EXCEPTION:
      return is_busy (exchange);
    case MB_VERDICT_BREACH:
      /* Bytes that were lost or turned on their way; anything else it would say again. */
      return exchange->breach == MB_BREACH_CRC || exchange->breach == MB_BREACH_DATAGRAM;
    case MB_VERDICT_ANSWER:
    case MB_VERDICT_CANCELLED:
    case MB_VERDICT_SENT:
      return FALSE;
    }
  g_assert_not_reached ();
}

/**
 * mon_retry_start:
 * @retry: the tries of a read
 * @n_retries: how often it may be asked again
 *
 * Begins, before the first try.
 */
void
mon_retry_start (MonRetry *retry,
                 guint     n_retries)
{
  *retry = (MonRetry) { .n_left = n_retries };
}

/**
 * mon_retry_is_worth:
 * @retry: the tries of a read
 * @exchange: how the last one ended
 * @now_us: the monotonic time now
 *
 * Decides whether to ask again, which uses up one of the tries. A device that is busy gets time,
 * more each time; else it is asked at once.
 *
 * Returns: whether to ask again, from @retry's due time on
 */
gboolean
mon_retry_is_worth (MonRetry         *retry,
                    const MbExchange *exchange,
                    gint64            now_us)
{
  if (retry->n_left == 0 || !is_passing (exchange))
    return FALSE;
  retry->n_left--;
  retry->is_again = TRUE;
  retry->due_us = now_us;
  if (is_busy (exchange))
    {
      retry->due_us += (gint64) MON_RETRY_BUSY_US << MIN (retry->n_busy, MAX_DOUBLINGS);
      retry->n_busy++;
    }
  return TRUE;
}

/**
 * mon_retry_is_void:
 * @retry: the tries of a read
 * @exchange: how the last one ended
 *
 * Tells of a repeated read that it could not be sent any more. That is no outcome: what the try
 * before it met still holds.
 *
 * Returns: whether the outcome of the try before is to be kept
 */
gboolean
mon_retry_is_void (const MonRetry   *retry,
                   const MbExchange *exchange)
{
  return retry->is_again && exchange->verdict == MB_VERDICT_NOT_SENT;
}
