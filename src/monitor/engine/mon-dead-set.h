/* mon-dead-set.h: the items that one device refuses, and when it is asked for them again; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-dead-spec.h"

G_BEGIN_DECLS

/* How long nobody asks for what is refused: at first, and, doubled each time, in the end. */
#define MON_DEAD_RETRY_FIRST_US (10 * G_USEC_PER_SEC)
#define MON_DEAD_RETRY_MAX_US (600 * G_USEC_PER_SEC)

/* Between two such tries at one device, so that a hundred dead addresses do not come at once. */
#define MON_DEAD_RETRY_GAP_US G_USEC_PER_SEC

/* Ranges of one device: more than a person keeps tags of it. What is found beyond is refused anew
 * at each poll. */
#define MON_DEAD_SET_MAX 4096

/**
 * MonDeadSet:
 *
 * Knows no clock. Ranges are kept by table and address; looking one up costs a binary search and
 * the ranges that begin inside of what is looked for.
 */
typedef struct _MonDeadSet MonDeadSet;

MonDeadSet         *mon_dead_set_new          (void);
void                mon_dead_set_free         (MonDeadSet         *set);
guint               mon_dead_set_get_n        (const MonDeadSet   *set);
const MonDeadRange *mon_dead_set_get          (const MonDeadSet   *set,
                                               guint               index);

/* Whether it is new. */
gboolean            mon_dead_set_add          (MonDeadSet         *set,
                                               const MonDeadRange *range,
                                               gint64              now_us);
/* A read was answered: whether it had ranges in it, which are forgotten. */
gboolean            mon_dead_set_note_alive   (MonDeadSet         *set,
                                               MbTable             table,
                                               guint               address,
                                               guint               quantity);
/* How a read will be refused, 0 when nothing is known against it. */
guint8              mon_dead_set_find         (const MonDeadSet   *set,
                                               MbTable             table,
                                               guint               address,
                                               guint               quantity);
/* Whether a read that will be refused is to be tried all the same; it counts as tried then. */
gboolean            mon_dead_set_take_due     (MonDeadSet         *set,
                                               MbTable             table,
                                               guint               address,
                                               guint               quantity,
                                               gint64              now_us);
/* Everything may be tried at once: the device is another, or somebody wants to know. */
void                mon_dead_set_hasten       (MonDeadSet         *set,
                                               gint64              now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonDeadSet, mon_dead_set_free)

G_END_DECLS
