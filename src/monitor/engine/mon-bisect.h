/* mon-bisect.h: finds which tags of a refused block cannot be read, by reading ever smaller parts.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-dead-spec.h"
#include "monitor/engine/mon-read-plan.h"

G_BEGIN_DECLS

/* Illegal Data Address, Illegal Data Value, Server Device Failure (V1.1b3, 7). The first one is for
 * an address; devices use the others for it, too. */
#define MON_EXCEPTION_ADDRESS 0x02
#define MON_EXCEPTION_VALUE 0x03
#define MON_EXCEPTION_FAILURE 0x04

/* Reads that it takes for each range that is found, times the depth of halving: both halves of
 * every part that is refused. For n tags in which k ranges are found it takes at most
 * MON_BISECT_READS_PER_DEAD × k × ⌈log2 n⌉ reads. */
#define MON_BISECT_READS_PER_DEAD 2

/* Exceptions 3 and 4 may have nothing to do with addresses: after so many reads without a single
 * answer the search ends. Deep enough to come down to one tag of a block of 2,000 bits. */
#define MON_BISECT_DOUBT 16

/**
 * MonBisect:
 *
 * The search through one block. It sends nothing: it says what to read and is told what came of it.
 * Parts come in the order of the block; each tag is settled once, by a part that was answered or as
 * the only tag of one that was refused.
 */
typedef struct _MonBisect MonBisect;

/* Whether an exception may come of an address in a block. */
gboolean           mon_bisect_is_refusal  (guint8              exception);

/* @block, which was refused by @exception, must outlive it. */
MonBisect         *mon_bisect_new         (const MonReadBlock *block,
                                           guint8              exception);
void               mon_bisect_free        (MonBisect          *bisect);
/* FALSE at the end. */
gboolean           mon_bisect_get_next    (const MonBisect    *bisect,
                                           MonReadBlock       *out_part);
/* @exception 0: it was answered. Whether the tags of the part are settled by that. */
gboolean           mon_bisect_note        (MonBisect          *bisect,
                                           guint8              exception);
/* Tags that are not settled yet; at the end those of a search that was given up. */
gboolean           mon_bisect_get_rest    (const MonBisect    *bisect,
                                           MonReadBlock       *out_rest);
/* Whether something was answered, so that what was found can be believed. */
gboolean           mon_bisect_is_credible (const MonBisect    *bisect);
guint              mon_bisect_get_n_found (const MonBisect    *bisect);
const MonDeadRange *mon_bisect_get_found  (const MonBisect    *bisect,
                                           guint               index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonBisect, mon_bisect_free)

G_END_DECLS
