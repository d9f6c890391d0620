/* mon-link-users.h: who uses a link, what they want of it, and what they are told.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/engine/mon-lanes.h"
#include "monitor/store/mon-traffic-log.h"

G_BEGIN_DECLS

/**
 * MonLinkEvents:
 * @changed: phase, reason or next try differs from before
 * @noted: something happened on the wire that belongs to no request; handles of the record are 0
 */
typedef struct
{
  void (*changed) (gpointer                user_data);
  void (*noted)   (const MonTrafficRecord *record,
                   gpointer                user_data);
} MonLinkEvents;

/**
 * MonLinkUser:
 *
 * The use of a link for one connection of one session. Private to the link.
 */
typedef struct
{
  MonLink       *link;
  MonLinkEvents  events;
  gpointer       user_data;
  guint          window;
  guint          delay_ms;
  guint          delay_after_connect_ms;
  guint          connect_timeout_ms;
  guint          max_timeouts;
} MonLinkUser;

/* Of MonLinkUser. */
typedef GPtrArray MonLinkUsers;

MonLinkUser *mon_link_users_add          (MonLinkUsers            *users,
                                          MonLink                 *link,
                                          const MonLinkEvents     *events,
                                          gpointer                 user_data);
void         mon_link_users_remove       (MonLinkUsers            *users,
                                          MonLinkUser             *user);
void         mon_link_user_set_spec      (MonLinkUser             *user,
                                          const MonConnectionSpec *spec);
/* Users may differ in their settings: the most careful one counts. */
guint        mon_link_users_get_window   (MonLinkUsers            *users);
guint        mon_link_users_get_delay_ms (MonLinkUsers            *users);
guint        mon_link_users_get_delay_after_connect_ms (MonLinkUsers   *users);
guint        mon_link_users_get_connect_timeout_ms (MonLinkUsers       *users);
guint        mon_link_users_get_max_timeouts (MonLinkUsers             *users);

void         mon_link_users_tell_changed (MonLinkUsers            *users);
void         mon_link_users_note         (MonLinkUsers            *users,
                                          const MonTrafficRecord  *record);

G_END_DECLS
