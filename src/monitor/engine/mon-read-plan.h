/* mon-read-plan.h: which blocks to read so that every tag of a device is covered by few requests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/engine/mon-dead-set.h"

G_BEGIN_DECLS

/**
 * MonReadBlock:
 * @table: the table to read
 * @address: 0-based address of the first item
 * @quantity: number of items
 * @period_ms: how often
 * @exception: how the device will refuse it by what is known of its dead addresses, else 0
 * @tags: (array length=n_tags): the tags that it covers, wholly, by rising address; borrowed
 *
 * One request of the plan. A tag lies in exactly one block; a value of several registers is never
 * split over two.
 */
typedef struct
{
  MbTable                  table;
  guint16                  address;
  guint16                  quantity;
  guint                    period_ms;
  guint8                   exception;
  const MonTagSpec *const *tags;
  guint                    n_tags;
} MonReadBlock;

typedef struct _MonReadPlan MonReadPlan;

/* Keeps a reference on @device. Tags of one table and period are joined while the block stays
 * within the device's limits, no gap is longer than its max_gap and nothing in @dead is in it. */
MonReadPlan        *mon_read_plan_new          (MonDeviceSpec    *device,
                                                const MonDeadSet *dead);
void                mon_read_plan_free         (MonReadPlan      *plan);
guint               mon_read_plan_get_n_blocks (MonReadPlan      *plan);
const MonReadBlock *mon_read_plan_get_block    (MonReadPlan      *plan,
                                                guint             index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonReadPlan, mon_read_plan_free)

G_END_DECLS
