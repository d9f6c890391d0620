/* mon-device-spec.h: a unit on a connection, its limits and its tags.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-quirks.h"
#include "monitor/document/mon-tag-spec.h"

G_BEGIN_DECLS

typedef struct _MonConnectionSpec MonConnectionSpec;

/**
 * MonDeviceSpec:
 * @id: identity in files
 * @handle: identity in this process
 * @name: "" when it has none
 * @unit: unit id, 0 to 255
 * @tags: (element-type MonTagSpec): in the order of the file
 * @max_read_registers: in one request, 1 to 125; 125 by default
 * @max_read_bits: in one request, 1 to 2,000; 2,000 by default
 * @max_gap: items read in vain to join two tags, 0 to 2,000; 8 by default
 * @quirks: what its replies may do wrong; nothing by default
 * @extra: (nullable): members of the file that this version does not know
 *
 * A unit id on a connection. Limits of V1.1b3, 6.1 and 6.3.
 */
typedef struct _MonDeviceSpec MonDeviceSpec;
struct _MonDeviceSpec
{
  char      *id;
  guint32    handle;
  char      *name;
  guint8     unit;
  GPtrArray *tags;
  guint      max_read_registers;
  guint      max_read_bits;
  guint      max_gap;
  MbQuirks   quirks;
  char      *extra;
};

MonDeviceSpec *mon_device_spec_new   (void);
MonDeviceSpec *mon_device_spec_edit  (const MonDeviceSpec *spec);
MonDeviceSpec *mon_device_spec_ref   (MonDeviceSpec       *spec);
void           mon_device_spec_unref (MonDeviceSpec       *spec);
char          *mon_device_spec_dup_label (const MonDeviceSpec     *spec,
                                          const MonConnectionSpec *connection);
gboolean       mon_device_spec_is_read (const MonDeviceSpec *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonDeviceSpec, mon_device_spec_unref)

G_END_DECLS
