/* mon-formulas.h: computes tags of others' samples, in order, each when something it needs is new.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project-spec.h"
#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * MonFormulas:
 *
 * The computed tags of a root. A sample of one comes of the latest samples of its inputs, which are
 * all tags that its expression refers to, whether or not their values decide this time:
 *
 * - there is none before each of them has had a sample;
 * - its quality, and the detail of it, is that of the worst: good, late, paused, stale,
 *   not-available, timeout, exception, breach, link-down, from best to worst. From paused on there
 *   is no value, so that nothing fresh comes of what is stale;
 * - an expression that has no value (#MonFault) makes it not-available, and so does an input that
 *   is not in the project, or a circle of tags that are computed of one another;
 * - its time is that of the newest input, or now when there is none, and never falls.
 *
 * One that has once given a floating number gives only such from then on, as far as they are exact,
 * so that a curve is of one kind. Pure: time comes with the calls.
 */
typedef struct _MonFormulas MonFormulas;

MonFormulas *mon_formulas_new      (void);
void         mon_formulas_free     (MonFormulas     *formulas);

/* What is the same as before is not computed anew. */
void         mon_formulas_set_root (MonFormulas     *formulas,
                                    MonProjectSpec  *root);
void         mon_formulas_forget   (MonFormulas     *formulas,
                                    guint32          tag);
/* Samples of computed tags are not to be among them. */
void         mon_formulas_observe  (MonFormulas     *formulas,
                                    const MonSample *samples,
                                    guint            n_samples);
/* Appends a sample of each tag that has something new to be computed of. */
void         mon_formulas_run      (MonFormulas     *formulas,
                                    gint64           wall_us,
                                    GArray          *samples);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonFormulas, mon_formulas_free)

G_END_DECLS
