/* engine-fixture.h: an engine on virtual time with one line to it, over real sockets to a fake
 * device.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-line.h"
#include "monitor/tools/mon-stores.h"

#include "fake-device.h"

G_BEGIN_DECLS

#define FIXTURE_START_WALL_US (G_GINT64_CONSTANT (1795269750) * G_USEC_PER_SEC)

/**
 * EngineFixture:
 * @root: one connection to @device with one device of unit 1: holding registers 0 and 1, each
 *   second; or what a test made of it by fixture_set_root()
 * @samples: every sample, of MonSample, in order
 * @ends: the ends of jobs, in order
 *
 * Everything runs on the default context; time moves by fixture_advance() only.
 */
typedef struct
{
  MbTurn         *turn;
  MbClock        *clock;
  MonEngine      *engine;
  MonStores       stores;
  MonQueue       *queue;
  MonLine        *line;
  FakeDevice     *device;
  MonProjectSpec *root;
  GArray         *samples;
  GPtrArray      *ends;
  gboolean        is_closed;
  guint32         last_job;
} EngineFixture;

void               fixture_set_up      (EngineFixture       *f,
                                        gconstpointer        data);
void               fixture_tear_down   (EngineFixture       *f,
                                        gconstpointer        data);

/* Nodes to build roots of. */
MonTagSpec        *fixture_new_tag     (guint16              address,
                                        guint                period_ms);
MonDeviceSpec     *fixture_new_device  (guint8               unit,
                                        guint                n_tags,
                                        guint                period_ms);
MonConnectionSpec *fixture_new_connection (FakeDevice       *device);
/* Takes over @root. */
void               fixture_set_root    (EngineFixture       *f,
                                        MonProjectSpec      *root);
MonDeviceSpec     *fixture_device_at   (EngineFixture       *f,
                                        guint                index);

/* Lets the sockets settle, then moves time in small steps, letting them settle after each. */
void               fixture_run         (EngineFixture       *f);
void               fixture_advance     (EngineFixture       *f,
                                        guint                ms);

/* Starts a job for the first device; ends come into @ends. */
guint32            fixture_start_job   (EngineFixture       *f,
                                        const guint8        *pdu,
                                        gsize                len,
                                        gboolean             is_armed,
                                        const MonTagSpec    *read_back);
/* The job that has ended last. */
const MonJobEnd   *fixture_last_end    (EngineFixture       *f);

guint              fixture_count       (EngineFixture       *f,
                                        guint32              tag,
                                        MonQuality           quality);
void               fixture_forget_samples (EngineFixture    *f);

G_END_DECLS
