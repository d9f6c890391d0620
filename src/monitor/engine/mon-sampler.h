/* mon-sampler.h: an answer and the tags it covers become samples; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"
#include "monitor/engine/mon-read-plan.h"
#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/* Fills @out_samples, of block->n_tags elements, from the end of the block's read. @is_late: the
 * answer came more than one period after it was due. */
void       mon_sampler_take    (const MonReadBlock *block,
                                const MbExchange   *exchange,
                                gboolean            is_late,
                                MonSample          *out_samples);
/* The same of one tag that was read by itself. */
void       mon_sampler_take_tag (const MonTagSpec  *tag,
                                const MbExchange   *exchange,
                                MonSample          *out_sample);
/* The same for a read that never became an exchange: no link, paused. */
void       mon_sampler_without (const MonReadBlock *block,
                                MonQuality          quality,
                                guint8              detail,
                                gint64              time_us,
                                MonSample          *out_samples);

MonQuality mon_sampler_quality (const MbExchange   *exchange);
guint8     mon_sampler_detail  (const MbExchange   *exchange);

G_END_DECLS
