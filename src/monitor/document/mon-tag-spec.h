/* mon-tag-spec.h: one value to watch: where it is, how it is read, how it is shown.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-function.h"
#include "modbus/mb-text.h"
#include "modbus/mb-value.h"
#include "monitor/document/mon-alarm-spec.h"
#include "monitor/document/mon-expression.h"
#include "monitor/document/mon-labels.h"
#include "monitor/document/mon-sentinels.h"

G_BEGIN_DECLS

/* The shortest period. */
#define MON_TAG_MIN_PERIOD_MS 10

/**
 * MonTagSpec:
 * @id: identity in files
 * @handle: identity in this process
 * @name: what a person calls it
 * @expression: (nullable): what the value is computed of; such a tag lies in no table, and all that
 *   says where and how often to read it has no meaning. Refers to other tags by their ids
 * @table: which table
 * @address: 0-based protocol address of its first item
 * @type: how its registers are read; %MB_TYPE_BOOL in the bit tables
 * @length: number of registers of a string, 1 to %MB_STRING_MAX_REGISTERS; of no meaning for other
 *   types
 * @order: order of its bytes
 * @first_bit: number of the least significant of its bits, of a register that it has a part of
 * @n_bits: how many bits of that register are its, or 0: all. With %MB_TYPE_BOOL it is one; else
 *   the type is %MB_TYPE_UINT16 or %MB_TYPE_INT16
 * @encoding: of a string
 * @padding: of a string
 * @scale: value = raw × scale + offset; finite, not 0
 * @offset: finite
 * @unit: "°C", or ""
 * @decimals: 0 to 17, or -1: as many as it takes
 * @labels: (nullable): words for its values, after scale and offset
 * @bit_names: (nullable): words for the bits of its values
 * @sentinels: (nullable): what stands for no value, before scale and offset
 * @period_ms: how often to read it, %MON_TAG_MIN_PERIOD_MS to 86,400,000, or 0: only on demand
 * @alarms: (nullable) (element-type MonAlarmSpec): its alarms, in the order of the file; shared by
 *   edited copies, so another array is put in its place to change them
 * @extra: (nullable): members of the file that this version does not know
 *
 * One value to watch.
 */
typedef struct _MonTagSpec MonTagSpec;
struct _MonTagSpec
{
  char          *id;
  guint32        handle;
  char          *name;
  MonExpression *expression;
  MbTable        table;
  guint16        address;
  MbType         type;
  guint          length;
  MbOrder        order;
  guint8         first_bit;
  guint8         n_bits;
  MbEncoding     encoding;
  MbPadding      padding;
  double         scale;
  double         offset;
  char          *unit;
  int            decimals;
  MonLabels     *labels;
  MonLabels     *bit_names;
  MonSentinels  *sentinels;
  guint          period_ms;
  GPtrArray     *alarms;
  char          *extra;
};

MonTagSpec *mon_tag_spec_new          (void);
MonTagSpec *mon_tag_spec_edit         (const MonTagSpec *spec);
MonTagSpec *mon_tag_spec_ref          (MonTagSpec       *spec);
void        mon_tag_spec_unref        (MonTagSpec       *spec);
char       *mon_tag_spec_default_name (MbTable           table,
                                       guint16           address);
guint       mon_tag_spec_n_items      (const MonTagSpec *spec);
gboolean    mon_tag_spec_is_writable  (const MonTagSpec *spec);
gboolean    mon_tag_spec_is_computed  (const MonTagSpec *spec);
gboolean    mon_tag_spec_is_polled    (const MonTagSpec *spec);
gboolean    mon_tag_spec_is_bool      (const MonTagSpec *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonTagSpec, mon_tag_spec_unref)

G_END_DECLS
