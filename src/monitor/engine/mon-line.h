/* mon-line.h: the line between a session on the main thread and its tenant on the engine's.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/engine/mon-alarms.h"
#include "monitor/engine/mon-engine.h"
#include "monitor/engine/mon-errand.h"
#include "monitor/engine/mon-sink.h"

G_BEGIN_DECLS

/**
 * MonLineEvents:
 * @changed: the stores hold something new; given once until mon_line_listen()
 * @job_ended: the end of a job, given away; each job has exactly one
 * @closed: the tenant has gone, after mon_line_close() or with the engine; the last event
 *
 * What the engine tells a session, on the context on which the line was opened, outside any turn.
 */
typedef struct
{
  void (*changed)   (gpointer   user_data);
  void (*job_ended) (MonJobEnd *end,
                     gpointer   user_data);
  void (*closed)    (gpointer   user_data);
} MonLineEvents;

typedef struct _MonLine MonLine;

/* The main thread. @sinks are given away, in their order. */
MonLine *mon_line_open          (MonEngine           *engine,
                                 GPtrArray           *sinks,
                                 const MonLineEvents *events,
                                 gpointer             user_data);
/* No event comes any more; the tenant closes if it has not yet. Drops the reference. */
void     mon_line_hang_up       (MonLine             *line);
void     mon_line_listen        (MonLine             *line);
void     mon_line_set_root      (MonLine             *line,
                                 MonProjectSpec      *root);
void     mon_line_add_sink      (MonLine             *line,
                                 MonSink             *sink);
void     mon_line_start_job     (MonLine             *line,
                                 MonWish             *wish);
void     mon_line_cancel_job    (MonLine             *line,
                                 guint32              job);
/* @until_us 0 locks. */
void     mon_line_arm           (MonLine             *line,
                                 gint64               until_us);
void     mon_line_set_paused    (MonLine             *line,
                                 gboolean             paused);
void     mon_line_retry_now     (MonLine             *line,
                                 guint32              device);
/* @wishes: of MonAlarmWish, given away. */
void     mon_line_apply_to_alarms (MonLine           *line,
                                 GArray              *wishes);
void     mon_line_close         (MonLine             *line);

/* The engine's thread. */
MonLine *mon_line_ref           (MonLine             *line);
void     mon_line_unref         (MonLine             *line);
void     mon_line_tell_changed  (MonLine             *line);
void     mon_line_tell_job_ended (MonLine            *line,
                                 MonJobEnd           *end);
void     mon_line_tell_closed   (MonLine             *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonLine, mon_line_unref)

G_END_DECLS
