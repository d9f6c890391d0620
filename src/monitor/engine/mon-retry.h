/* mon-retry.h: whether and when a read is asked again; pure. A write never is.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"

G_BEGIN_DECLS

/* How long a device that says it is busy is left alone; doubled each time. */
#define MON_RETRY_BUSY_US (100 * 1000)

/**
 * MonRetry:
 * @due_us: monotonic time from which on it may be asked again
 * @is_again: whether it was asked before
 *
 * The tries of one read. The other members are private.
 */
typedef struct
{
  gint64   due_us;
  gboolean is_again;
  guint    n_left;
  guint    n_busy;
} MonRetry;

void     mon_retry_start    (MonRetry         *retry,
                             guint             n_retries);
gboolean mon_retry_is_worth (MonRetry         *retry,
                             const MbExchange *exchange,
                             gint64            now_us);
/* A try that says nothing: not sent, after one that met something. */
gboolean mon_retry_is_void  (const MonRetry   *retry,
                             const MbExchange *exchange);

G_END_DECLS
