/* mon-evaluator.h: judges what samples mean: which tags are stale, what is computed of them; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project-spec.h"
#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/* Periods without a valid value after which a tag is stale. */
#define MON_STALE_PERIODS 3

/* How long the value of a tag that is read on demand only is what somebody wanted to know. */
#define MON_ON_DEMAND_STALE_US (60 * G_USEC_PER_SEC)

typedef struct _MonEvaluator MonEvaluator;

MonEvaluator *mon_evaluator_new         (void);
void          mon_evaluator_free        (MonEvaluator    *evaluator);

/* Whose tags are computed, by the next mon_evaluator_run() at first. */
void          mon_evaluator_set_root    (MonEvaluator    *evaluator,
                                         MonProjectSpec  *root);
/* A tag that is polled from @now_us (monotonic) on; replaces what was known of it. @period_us 0: it
 * is read on demand only. */
void          mon_evaluator_watch       (MonEvaluator    *evaluator,
                                         guint32          tag,
                                         gint64           period_us,
                                         gint64           now_us);
void          mon_evaluator_forget      (MonEvaluator    *evaluator,
                                         guint32          tag);
/* While paused nothing becomes stale. */
void          mon_evaluator_set_paused  (MonEvaluator    *evaluator,
                                         gboolean         paused,
                                         gint64           now_us);

void          mon_evaluator_observe     (MonEvaluator    *evaluator,
                                         const MonSample *samples,
                                         guint            n_samples,
                                         gint64           now_us);
/* Appends one STALE sample (time @wall_us) for each tag that has become stale by @now_us, each once
 * until it has a value again; then one for each tag that is computed of what is new. */
void          mon_evaluator_run         (MonEvaluator    *evaluator,
                                         gint64           now_us,
                                         gint64           wall_us,
                                         GArray          *samples);
/* When mon_evaluator_run() will next have something to do at the earliest, G_MAXINT64 if never. */
gint64        mon_evaluator_get_next_us (MonEvaluator    *evaluator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonEvaluator, mon_evaluator_free)

G_END_DECLS
