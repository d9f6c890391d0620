/* mon-session-private.h: the inside of a session, for its two sides: watching and writing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-line.h"
#include "monitor/tools/mon-jobs.h"
#include "monitor/tools/mon-network-watch.h"
#include "monitor/tools/mon-session.h"
#include "monitor/tools/mon-stores.h"
#include "monitor/tools/mon-updater.h"
#include "monitor/tools/mon-views.h"

G_BEGIN_DECLS

struct _MonSession
{
  GObject          parent_instance;

  MonProject      *project;
  MbClock         *clock;
  MonStores        stores;
  MonTrafficModel *traffic;
  MonAlarmList    *alarms;
  MonViews        *views;
  MonUpdater      *updater;
  /* NULL until the first update. */
  MonNetworkWatch *network;
  MonLine         *line;

  /* Writing. */
  MonJobs         *jobs;
  MbTimer          armed_timer;
  MonMailbox      *armed_mail;
  gint64           armed_until_us;
  gboolean         is_armed;

  gboolean         is_paused;
  gboolean         is_closed;
  GTask           *close_task;
};

void mon_session_start_writing (MonSession *self);
void mon_session_stop_writing  (MonSession *self);

G_END_DECLS
