/* mon-network-watch.h: tells when the computer's network has changed, once for each change.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"

G_BEGIN_DECLS

/* A change comes in many pieces (cable, address, routes); this long after the first of them it is
 * told, and further ones not sooner after that. */
#define MON_NETWORK_SETTLE_MS 1000

typedef struct _MonNetworkWatch MonNetworkWatch;

typedef void (*MonNetworkFunc) (gpointer user_data);

MonNetworkWatch *mon_network_watch_new  (MbClock         *clock,
                                         MonNetworkFunc   changed,
                                         gpointer         user_data);
void             mon_network_watch_free (MonNetworkWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonNetworkWatch, mon_network_watch_free)

G_END_DECLS
