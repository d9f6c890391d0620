/* mon-session.h: one open project at work: views, guard and writes for the main thread.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "monitor/document/mon-project.h"
#include "monitor/engine/mon-engine.h"
#include "monitor/engine/mon-job.h"
#include "monitor/store/mon-history.h"
#include "monitor/store/mon-parcel-queue.h"
#include "monitor/store/mon-queue.h"
#include "monitor/tools/mon-alarm-list.h"
#include "monitor/tools/mon-device.h"
#include "monitor/tools/mon-tag.h"
#include "monitor/tools/mon-traffic-model.h"
#include "monitor/tools/mon-write.h"

G_BEGIN_DECLS

/* A week: what is to be quiet for longer should not be in the project. */
#define MON_SESSION_MAX_SHELF_S (7 * 24 * 3600)

/**
 * MonSession:
 *
 * Main thread (the context that was thread default when it was made). Properties:
 * "paused" (read-write): no polls; "armed" (read-only, notified): writing is allowed now.
 * Signal "updated": after each batch of changes taken from the engine, at most every 100 ms, and
 * once a second without any (ages, countdowns).
 */
#define MON_TYPE_SESSION (mon_session_get_type ())
G_DECLARE_FINAL_TYPE (MonSession, mon_session, MON, SESSION, GObject)

MonSession      *mon_session_new              (MonEngine        *engine,
                                               MonProject       *project);
MonProject      *mon_session_get_project      (MonSession       *self);
/* (transfer none): of MonDevice, in the order of the project. */
GListModel      *mon_session_get_devices      (MonSession       *self);
MonDevice       *mon_session_find_device      (MonSession       *self,
                                               guint32           handle);
MonTag          *mon_session_find_tag         (MonSession       *self,
                                               guint32           handle);
/* (transfer none): of MonTag: those on the plot, in its order. */
GListModel      *mon_session_get_plotted      (MonSession       *self);
MonHistory      *mon_session_get_history      (MonSession       *self);
MonTrafficModel *mon_session_get_traffic      (MonSession       *self);
/* Latest values, link and device states, by handle. */
MonBoard        *mon_session_get_board        (MonSession       *self);
/* Those that somebody has to know of. */
MonAlarmList    *mon_session_get_alarms       (MonSession       *self);
MonAlarmLog     *mon_session_get_alarm_log    (MonSession       *self);
/* From now on every sample goes into @queue too; each new root comes before its first sample as a
 * notice (a referenced MonProjectSpec). It is ended when the session closes. */
void             mon_session_add_queue        (MonSession       *self,
                                               MonQueue         *queue);
/* How much of the past stays in memory: little is enough where nobody looks at it. */
void             mon_session_set_limits       (MonSession       *self,
                                               gsize             history_bytes,
                                               gsize             traffic_bytes);
/* From now on everything is recorded, too, through the queue of a recorder, which is closed when
 * the session closes. */
void             mon_session_add_recording    (MonSession       *self,
                                               MonParcelQueue   *queue);
/* The engine's clock: wall time for plots, so that they agree with the samples. */
MbClock         *mon_session_get_clock        (MonSession       *self);

void             mon_session_set_paused       (MonSession       *self,
                                               gboolean          paused);
gboolean         mon_session_get_paused       (MonSession       *self);
/* Allows writing for so long; 1 s to 1 h. Every press starts it anew. */
void             mon_session_arm              (MonSession       *self,
                                               guint             seconds);
void             mon_session_disarm           (MonSession       *self);
gboolean         mon_session_get_armed        (MonSession       *self);
/* Seconds until the lock closes by itself, 0 when locked. */
guint            mon_session_get_armed_left   (MonSession       *self);
/* Tries every connection that backs off at once; @device 0: all. */
void             mon_session_retry_now        (MonSession       *self,
                                               guint32           device);

/* Of a row of mon_session_get_alarms(): that alarm, or all alarms of the group. */
void             mon_session_acknowledge_alarm (MonSession      *self,
                                               MonAlarmItem     *item);
void             mon_session_acknowledge_all_alarms
                                              (MonSession       *self);
void             mon_session_reset_alarm      (MonSession       *self,
                                               MonAlarmItem     *item);
/* @seconds 0 takes it off the shelf. */
void             mon_session_shelve_alarm     (MonSession       *self,
                                               MonAlarmItem     *item,
                                               guint             seconds);

/* @text as the user typed it; engineering value. Errors say the range. */
MonWritePreview *mon_session_preview_write    (MonSession       *self,
                                               MonTag           *tag,
                                               const char       *text,
                                               GError          **error);
/* Sends exactly the preview's request, once, and reads back. When locked it ends as refused. */
MonJob          *mon_session_write            (MonSession       *self,
                                               MonWritePreview  *preview);

/* Any one request to a device by its PDU, without reading back. @is_armed: the call is itself the
 * arming, for this one request (command line). Fails with %MB_ERROR_INVALID when it is no PDU. */
MonJob          *mon_session_request          (MonSession       *self,
                                               guint32           device,
                                               GBytes           *pdu,
                                               gboolean          is_armed,
                                               GError          **error);

/* Reads a tag once, before all polls; its sample is there with the end of the job. */
MonJob          *mon_session_read_tag         (MonSession       *self,
                                               MonTag           *tag);

/* A write for unit 0, that nobody answers. */
MonJob          *mon_session_broadcast        (MonSession       *self,
                                               guint32           device,
                                               GBytes           *pdu,
                                               gboolean          is_armed);

/* Leaves the engine: pollers off, writes in flight get their outcome; at most 8 s. */
void             mon_session_close_async      (MonSession          *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
gboolean         mon_session_close_finish     (MonSession          *self,
                                               GAsyncResult        *result,
                                               GError             **error);

G_END_DECLS
