/* mon-engine.h: the engine: one per process, a thread of its own or the caller's context.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-clock.h"
#include "monitor/engine/mon-core.h"
#include "monitor/engine/mon-mailbox.h"

G_BEGIN_DECLS

/**
 * MonEngine:
 *
 * Owns the context in which every link, poller and simulator of the process lives. Talked to by its
 * mailbox only; sessions do that.
 */
#define MON_TYPE_ENGINE (mon_engine_get_type ())
G_DECLARE_FINAL_TYPE (MonEngine, mon_engine, MON, ENGINE, GObject)

/* With a thread of its own. */
MonEngine *mon_engine_new             (void);
/* On the context of @clock, which the caller iterates: tests and one-shot commands. */
MonEngine *mon_engine_new_on_clock    (MbClock             *clock);

/* Ends everything in order, in at most 8 s; required before the last unref of a threaded engine. */
void       mon_engine_stop_async      (MonEngine           *self,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean   mon_engine_stop_finish     (MonEngine           *self,
                                       GAsyncResult        *result,
                                       GError             **error);

/* For the rooms that speak with the engine: where messages go, and what lives on the other side,
 * to be touched by messages only. */
MonMailbox *mon_engine_get_mailbox    (MonEngine           *self);
MonCore    *mon_engine_get_core       (MonEngine           *self);
/* A clock for the calling thread: the engine's own when it has no thread. */
MbClock    *mon_engine_dup_clock      (MonEngine           *self);

G_END_DECLS
