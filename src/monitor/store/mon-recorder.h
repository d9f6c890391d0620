/* mon-recorder.h: the recorder: a thread that writes a recording, whatever the disk does.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "monitor/store/mon-parcel-queue.h"
#include "monitor/store/mon-recording-run.h"

G_BEGIN_DECLS

/* How often is committed: with what a commit and a merge take there is one in every second. */
#define MON_RECORDER_PERIOD_US (G_USEC_PER_SEC / 2)

/* When a file that could not be written is tried again, and one that somebody else holds. */
#define MON_RECORDER_RETRY_US (10 * G_USEC_PER_SEC)
#define MON_RECORDER_RETRY_BUSY_US G_USEC_PER_SEC

/**
 * MonRecorderPhase:
 * @MON_RECORDER_RECORDING: what comes is written
 * @MON_RECORDER_FAILING: it cannot be written now; what comes waits, within a limit
 * @MON_RECORDER_ENDED: the queue was closed, and all is written or given up
 *
 * Where a recorder stands.
 */
typedef enum
{
  MON_RECORDER_RECORDING,
  MON_RECORDER_FAILING,
  MON_RECORDER_ENDED,
} MonRecorderPhase;

/**
 * MonRecorderStatus:
 * @phase: where it stands
 * @path: the file that it writes to
 * @reason: (nullable): why it cannot, or could not write the rest at its end
 * @since_us: wall time from which on @phase holds
 * @n_samples: how many samples are safe
 * @n_lost: how many samples and records did not fit, or could not be written at the end
 * @waiting_bytes: what waits to be written
 * @aside: (nullable): what a damaged recording is called now
 * @damage: (nullable): what is wrong with the file that was continued, when it did not end in order
 *   and a look at all of it, in yet another thread, has found something
 *
 * What is known of a recording.
 */
typedef struct
{
  MonRecorderPhase  phase;
  char             *path;
  char             *reason;
  gint64            since_us;
  guint64           n_samples;
  guint64           n_lost;
  gsize             waiting_bytes;
  char             *aside;
  char             *damage;
} MonRecorderStatus;

typedef struct _MonRecorder MonRecorder;

/* Opens the file at once; @clock NULL: with a thread of its own, else on the context of the
 * clock. */
MonRecorder             *mon_recorder_new        (const MonRecordingOptions  *options,
                                                  gsize                       limit_bytes,
                                                  MbClock                    *clock,
                                                  GError                    **error);
void                     mon_recorder_free       (MonRecorder                *recorder);
/* Closes the queue if nobody has, and waits until what is in it is written or given up. */
void                     mon_recorder_finish     (MonRecorder                *recorder);
/* Where the engine puts what is to be recorded; closed at its end. */
MonParcelQueue          *mon_recorder_get_queue  (MonRecorder                *recorder);
/* What was in the file at the start. */
const MonRecordingFound *mon_recorder_get_found  (MonRecorder                *recorder);
/* Any thread; to be cleared. */
void                     mon_recorder_get_status (MonRecorder                *recorder,
                                                  MonRecorderStatus          *out_status);
void                     mon_recorder_status_clear
                                                 (MonRecorderStatus          *status);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MonRecorderStatus, mon_recorder_status_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecorder, mon_recorder_free)

G_END_DECLS
