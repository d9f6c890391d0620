/* mon-health.h: how a device is doing: round trip, time-outs, failures, when to ask again; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"

G_BEGIN_DECLS

/* Failures in a row after which a device gets single probes instead of its polls, so that it does
 * not take the time of others on its link. */
#define MON_HEALTH_DEMOTE 3

/* Seconds over which time-outs are counted. */
#define MON_HEALTH_SPAN_S 60

/**
 * MonHealth:
 * @latency_us: smoothed round trip, -1 before the first answer
 * @failures: exchanges without a valid answer in a row
 * @breach: what the last failure was, %MB_BREACH_NONE for a time-out
 * @answered_us: wall time of the last valid answer, 0 if never
 * @hint: the quirk that what came lately looks like, %MB_QUIRKS_NONE for none
 *
 * Plain data, for one device. The other members are private.
 */
typedef struct
{
  gint32  latency_us;
  guint   failures;
  gint64  answered_us;
  gint64  second;
  guint   recent;
  guint16 timeouts[MON_HEALTH_SPAN_S];
  gint64  probe_us;
  MbBreach breach;
  MbQuirks hint;
} MonHealth;

void     mon_health_init         (MonHealth        *health);
void     mon_health_observe      (MonHealth        *health,
                                  const MbExchange *exchange,
                                  gint64            now_us);
/* A new link: the device may be asked at once. */
void     mon_health_forgive      (MonHealth        *health);
guint    mon_health_get_timeouts (MonHealth        *health,
                                  gint64            now_us);
gboolean mon_health_is_demoted   (const MonHealth  *health);
gint64   mon_health_get_probe_us (const MonHealth  *health);

G_END_DECLS
