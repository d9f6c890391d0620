/* mon-whole.h: whole numbers as sign and size, so that signed and unsigned 64 bits mix exactly.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-value.h"

G_BEGIN_DECLS

/* -2^63, the least of what has a sign, without it. */
#define MON_WHOLE_MIN_SIZE (G_GUINT64_CONSTANT (1) << 63)

/**
 * MonWhole:
 * @size: how far from 0
 * @is_negative: on which side; never of 0
 *
 * A whole number from -(2^64 - 1) to 2^64 - 1.
 */
typedef struct
{
  guint64  size;
  gboolean is_negative;
} MonWhole;

static inline gboolean
mon_whole_is (const MbValue *value)
{
  return value->kind == MB_VALUE_INT || value->kind == MB_VALUE_UINT
         || value->kind == MB_VALUE_BOOL;
}

/* Of a value for which mon_whole_is(). */
static inline MonWhole
mon_whole_of (const MbValue *value)
{
  if (value->kind == MB_VALUE_UINT)
    return (MonWhole) { .size = value->u };
  if (value->kind == MB_VALUE_BOOL)
    return (MonWhole) { .size = value->b ? 1 : 0 };
  return (MonWhole) {
    .size = value->i < 0 ? 0 - (guint64) value->i : (guint64) value->i,
    .is_negative = value->i < 0,
  };
}

/* Whether 64 bits, signed or not, are enough. */
static inline gboolean
mon_whole_fits (MonWhole whole)
{
  return !whole.is_negative || whole.size <= MON_WHOLE_MIN_SIZE;
}

/* As %MB_VALUE_INT, as %MB_VALUE_UINT from 2^63 on, and below -2^63 as a double. */
static inline MbValue
mon_whole_to_value (MonWhole whole)
{
  if (!whole.is_negative && whole.size >= MON_WHOLE_MIN_SIZE)
    return (MbValue) { .kind = MB_VALUE_UINT, .u = whole.size };
  if (!mon_whole_fits (whole))
    return (MbValue) { .kind = MB_VALUE_FLOAT64, .f = -(double) whole.size };
  return (MbValue) { .kind = MB_VALUE_INT,
                     .i = (gint64) (whole.is_negative ? 0 - whole.size : whole.size) };
}

G_END_DECLS
