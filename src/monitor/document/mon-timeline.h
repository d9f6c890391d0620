/* mon-timeline.h: the current root, and the named steps before and after it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"

G_BEGIN_DECLS

/* Roots share what did not change, so a step costs the nodes on the way to the change: for a
 * connection with 10,000 tags some 80 KiB. */
#define MON_TIMELINE_MAX_STEPS 100

/**
 * MonTimeline:
 *
 * Where a project stands between undo and redo, and which of its roots is the saved one.
 */
typedef struct _MonTimeline MonTimeline;

MonTimeline    *mon_timeline_new             (MonProjectSpec    *root);
void            mon_timeline_free            (MonTimeline       *timeline);

MonProjectSpec *mon_timeline_get_root        (const MonTimeline *timeline);
void            mon_timeline_amend           (MonTimeline       *timeline,
                                              MonProjectSpec    *root);
gboolean        mon_timeline_is_modified     (const MonTimeline *timeline);
const char     *mon_timeline_get_back_label  (const MonTimeline *timeline);
const char     *mon_timeline_get_forth_label (const MonTimeline *timeline);

void            mon_timeline_reset           (MonTimeline       *timeline,
                                              MonProjectSpec    *root);
void            mon_timeline_set_saved       (MonTimeline       *timeline,
                                              MonProjectSpec    *root);
gboolean        mon_timeline_go              (MonTimeline       *timeline,
                                              MonProjectSpec    *root,
                                              const char        *label);
gboolean        mon_timeline_go_back         (MonTimeline       *timeline);
gboolean        mon_timeline_go_forth        (MonTimeline       *timeline);

G_END_DECLS
