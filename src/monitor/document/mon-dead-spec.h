/* mon-dead-spec.h: items that a device was found to refuse, remembered with the project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-function.h"

G_BEGIN_DECLS

/**
 * MonDeadRange:
 * @table: the table
 * @address: 0-based address of the first item
 * @quantity: how many items
 * @exception: how the device refused them
 *
 * Items that a device refuses to read together: every read that has all of them in it is refused.
 * Of a dead address it is that one; between two tags that can be read, but not together, it is what
 * lies between them and one item on either side.
 */
typedef struct
{
  MbTable table;
  guint16 address;
  guint16 quantity;
  guint8  exception;
} MonDeadRange;

/**
 * MonDeadSpec:
 * @device_id: id of the device that refuses them
 * @range: what it refuses
 * @extra: (nullable): members of the file that this version does not know
 *
 * What was learned of a device. It is no wish of the person whose project it is: finding it is no
 * step of undo and leaves nothing to be saved, but what is saved has it.
 */
typedef struct
{
  char         *device_id;
  MonDeadRange  range;
  char         *extra;
} MonDeadSpec;

MonDeadSpec *mon_dead_spec_new   (const char         *device_id,
                                  const MonDeadRange *range);
MonDeadSpec *mon_dead_spec_ref   (MonDeadSpec        *spec);
void         mon_dead_spec_unref (MonDeadSpec        *spec);
GPtrArray   *mon_dead_spec_new_array (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonDeadSpec, mon_dead_spec_unref)

G_END_DECLS
