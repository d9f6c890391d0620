/* mon-poller.h: polls one device: its read plan and schedule become reads, answers become samples.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "monitor/engine/mon-delivery.h"
#include "monitor/engine/mon-link.h"

G_BEGIN_DECLS

typedef struct _MonPoller MonPoller;

MonPoller           *mon_poller_new          (MbClock           *clock,
                                              MonDelivery       *delivery,
                                              MonLink           *link,
                                              MonConnectionSpec *connection,
                                              MonDeviceSpec     *device,
                                              guint32            share,
                                              gboolean           paused);
MonPoller           *mon_poller_ref          (MonPoller         *poller);
void                 mon_poller_unref        (MonPoller         *poller);
/* Ends the polling at once; what is on its way still ends, unheard. */
void                 mon_poller_close        (MonPoller         *poller);

void                 mon_poller_take_health  (MonPoller         *poller,
                                              MonPoller         *before);
/* Takes over what the project remembers of dead addresses of a device that was not polled yet. */
void                 mon_poller_recall       (MonPoller         *poller);
/* Tells what is known of them now. */
void                 mon_poller_tell_dead    (MonPoller         *poller);
const MonDeviceSpec *mon_poller_get_device   (MonPoller         *poller);
const MonConnectionSpec *mon_poller_get_connection (MonPoller       *poller);
MonLink             *mon_poller_get_link     (MonPoller         *poller);
/* The settings of the connection have changed, the device has not. */
void                 mon_poller_set_connection (MonPoller         *poller,
                                              MonConnectionSpec *connection);
void                 mon_poller_set_paused   (MonPoller         *poller,
                                              gboolean           paused);
void                 mon_poller_stop         (MonPoller         *poller);
/* Ends the slower asking of a device that did not answer. */
void                 mon_poller_retry_now    (MonPoller         *poller);
/* An exchange with the device that was not a poll: it counts, and it is seen. */
void                 mon_poller_observe      (MonPoller         *poller,
                                              const MbExchange  *exchange);
void                 mon_poller_take_tag     (MonPoller         *poller,
                                              const MonTagSpec  *tag,
                                              const MbExchange  *exchange);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonPoller, mon_poller_unref)

G_END_DECLS
