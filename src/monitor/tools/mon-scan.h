/* mon-scan.h: looks for hosts that answer, and for the units behind them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-connection-spec.h"
#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

/* Hosts that are asked at the same time, each over one connection. */
#define MON_SCAN_MAX_HOSTS_AT_ONCE 32

/**
 * MonScanFound:
 * @host: a host that was to be asked
 * @unit: a unit identifier
 * @exception: what it answered with, 0: with a value
 *
 * A unit that answers. Gateways answer for units that are not there with exceptions of their own,
 * 10 and 11 (V1.1b3, 7): those are none.
 */
typedef struct
{
  const char *host;
  guint8      unit;
  guint8      exception;
} MonScanFound;

/**
 * MonScanEvents:
 * @found: a unit answered
 * @progress: (nullable): another request has ended: @n_done of @n_all
 * @ended: everything is asked; not called after mon_scan_free()
 *
 * What a scan calls, on the main thread.
 */
typedef struct
{
  void (*found)    (const MonScanFound *found,
                    gpointer            user_data);
  void (*progress) (guint64             n_done,
                    guint64             n_all,
                    gpointer            user_data);
  void (*ended)    (gpointer            user_data);
} MonScanEvents;

/**
 * MonScan:
 *
 * A scan that is under way. It reads one holding register of each unit, one unit after another, and
 * nothing else; a host that cannot be connected to is asked no further. For a session whose project
 * nobody else changes.
 */
typedef struct _MonScan MonScan;

MonScan *mon_scan_new  (MonSession              *session,
                        const MonConnectionSpec *settings,
                        const char *const       *hosts,
                        const GByteArray        *units,
                        const MonScanEvents     *events,
                        gpointer                 user_data);
/* Asks no more, whatever is under way. */
void     mon_scan_free (MonScan                 *scan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonScan, mon_scan_free)

G_END_DECLS
