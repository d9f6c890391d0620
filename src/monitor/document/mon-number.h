/* mon-number.h: the arithmetic of expressions: whole numbers exact to 64 bits, the rest as doubles.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-value.h"

G_BEGIN_DECLS

/**
 * MonFault:
 * @MON_FAULT_NONE: nothing is wrong
 * @MON_FAULT_NO_TAG: a tag that is referred to is not in the project
 * @MON_FAULT_CIRCLE: tags are computed of one another in a circle
 * @MON_FAULT_DIVISION: division by zero
 * @MON_FAULT_NOT_WHOLE: bits, or a number of digits, of what is no whole number
 * @MON_FAULT_RANGE: an operand or a result beyond what a number can be
 * @MON_FAULT_ROOT: the square root of a negative number
 * @MON_FAULT_NOT_A_NUMBER: a condition that is NaN, neither true nor false
 * @MON_FAULT_TEXT: the value of a tag that is referred to is a text
 *
 * Why an expression has no value. In a #MonSample it is the detail of %MON_QUALITY_NOT_AVAILABLE;
 * the codes below 64 are left to what the device says itself.
 */
typedef enum
{
  MON_FAULT_NONE,
  MON_FAULT_NO_TAG = 64,
  MON_FAULT_CIRCLE,
  MON_FAULT_DIVISION,
  MON_FAULT_NOT_WHOLE,
  MON_FAULT_RANGE,
  MON_FAULT_ROOT,
  MON_FAULT_NOT_A_NUMBER,
  MON_FAULT_TEXT,
} MonFault;

/* Most digits behind the point that mon_number_round_to() keeps. */
#define MON_NUMBER_MAX_DIGITS 15

/* Whether there is a value that can be computed with. */
static inline gboolean
mon_number_is (const MbValue *value)
{
  return value->kind >= MB_VALUE_BOOL && value->kind <= MB_VALUE_FLOAT64;
}

/* All of these work in place: @a becomes what comes out, or is undefined when there is a fault.
 * Both operands are such that mon_number_is(), and integers come as mon_number_normalize() leaves
 * them, which these keep. The rules are told in mon-expression.h. */
void     mon_number_normalize     (MbValue       *a);

MonFault mon_number_add           (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_subtract      (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_multiply      (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_divide        (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_modulo        (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_minimum       (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_maximum       (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_equal         (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_not_equal     (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_less          (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_less_equal    (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_greater       (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_greater_equal (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_negate        (MbValue       *a);
MonFault mon_number_absolute      (MbValue       *a);
MonFault mon_number_square_root   (MbValue       *a);
/* To %MB_VALUE_BOOL: whether it is not 0. */
MonFault mon_number_test          (MbValue       *a);
MonFault mon_number_not           (MbValue       *a);

MonFault mon_number_round         (MbValue       *a);
MonFault mon_number_round_to      (MbValue       *a,
                                   const MbValue *digits);
MonFault mon_number_floor         (MbValue       *a);
MonFault mon_number_ceil          (MbValue       *a);

MonFault mon_number_bit_and       (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_bit_or        (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_bit_xor       (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_bit_not       (MbValue       *a);
MonFault mon_number_shift_left    (MbValue       *a,
                                   const MbValue *b);
MonFault mon_number_shift_right   (MbValue       *a,
                                   const MbValue *b);

G_END_DECLS
