/* mon-jobs.h: the jobs of a session that have not ended, by number; each gets its one end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-job.h"
#include "monitor/engine/mon-line.h"
#include "monitor/tools/mon-write.h"

G_BEGIN_DECLS

typedef struct _MonJobs MonJobs;

MonJobs *mon_jobs_new     (void);
void     mon_jobs_free    (MonJobs               *jobs);

MonJob  *mon_jobs_start   (MonJobs               *jobs,
                           MonLine               *line,
                           MonWish               *wish,
                           const MonWritePreview *preview);
void     mon_jobs_end     (MonJobs               *jobs,
                           MonJobEnd             *end);
void     mon_jobs_forsake (MonJobs               *jobs);

G_END_DECLS
