/* mon-link.h: the one link to an endpoint, shared by all devices and sessions that use it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-connect-budget.h"
#include "monitor/engine/mon-link-users.h"
#include "monitor/engine/mon-sender.h"
#include "monitor/store/mon-board.h"

G_BEGIN_DECLS

/* Longest wait between two tries to connect: somebody looks at the window. */
#define MON_LINK_MAX_WAIT_MS 8000

/* MonLink, whose type is declared with its requests, lives on the engine's thread, inside its turn.
 * It sends what its users want in the order writes, requests on demand, polls, and each request
 * once; who wants a retry asks again. */

MonLink      *mon_link_new           (MbClock                 *clock,
                                      MbConnectBudget         *budget,
                                      const MonConnectionSpec *spec);
MonLink      *mon_link_ref           (MonLink                 *link);
void          mon_link_unref         (MonLink                 *link);

/* The first user makes it connect, the last one that leaves closes it. */
MonLinkUser  *mon_link_add_user      (MonLink                 *link,
                                      const MonConnectionSpec *spec,
                                      const MonLinkEvents     *events,
                                      gpointer                 user_data);
void          mon_link_update_user   (MonLinkUser             *user,
                                      const MonConnectionSpec *spec);
/* Returns whether it was the last one. */
gboolean      mon_link_remove_user   (MonLinkUser             *user);

void          mon_link_add_source    (MonLink                 *link,
                                      MonPollSource           *source);
void          mon_link_remove_source (MonLink                 *link,
                                      MonPollSource           *source);
/* Something may be due. */
void          mon_link_pump          (MonLink                 *link);

/* FALSE when too many wait already: nothing will be called. */
gboolean      mon_link_submit        (MonLink                 *link,
                                      MonRequest              *request,
                                      MonLane                  lane);
/* Its end comes as CANCELLED or NOT_SENT, unless it has ended. */
void          mon_link_cancel        (MonLink                 *link,
                                      MonRequest              *request);
void          mon_link_retry_now     (MonLink                 *link);
/* This program was stopped for a while: told, and the link has to show that it is still there. */
void          mon_link_note_stall    (MonLink                 *link,
                                      gint64                   stall_us);
/* out_state->reason is borrowed. */
void          mon_link_get_state     (MonLink                 *link,
                                      MonLinkState            *out_state);
/* Wall time for a judgement about the link, after that of everything that came over it. */
gint64        mon_link_stamp         (MonLink                 *link);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonLink, mon_link_unref)

G_END_DECLS
