/* mon-tenant.h: one session on the engine: its root, stations, lock, jobs and sinks.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-core.h"
#include "monitor/engine/mon-line.h"

G_BEGIN_DECLS

/* How long writes on their way are waited for when a session closes. */
#define MON_TENANT_CLOSE_WAIT_US (2 * G_USEC_PER_SEC)

MonTenant *mon_tenant_new        (MonCore        *core,
                                  MonLine        *line,
                                  GPtrArray      *sinks);
void       mon_tenant_set_root   (MonTenant      *tenant,
                                  MonProjectSpec *root);
void       mon_tenant_add_sink   (MonTenant      *tenant,
                                  MonSink        *sink);
void       mon_tenant_start_job  (MonTenant      *tenant,
                                  MonWish        *wish);
void       mon_tenant_cancel_job (MonTenant      *tenant,
                                  guint32         job);
/* @until_us 0 locks. */
void       mon_tenant_arm        (MonTenant      *tenant,
                                  gint64          until_us);
void       mon_tenant_set_paused (MonTenant      *tenant,
                                  gboolean        paused);
void       mon_tenant_retry_now  (MonTenant      *tenant,
                                  guint32         device);
void       mon_tenant_apply_to_alarms
                                 (MonTenant          *tenant,
                                  const MonAlarmWish *wishes,
                                  guint               n_wishes);
void       mon_tenant_close      (MonTenant      *tenant);
/* The same without waiting for what is on its way. */
void       mon_tenant_abandon    (MonTenant      *tenant);

G_END_DECLS
