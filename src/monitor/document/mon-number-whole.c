/* mon-number-whole.c: makes numbers of expressions whole, and works on the bits of whole ones.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-number.h"

#include <math.h>

#include "monitor/document/mon-whole.h"

/* 2^63, and 2^53, from which on every double is whole. */
#define TWO_TO_63 9223372036854775808.0
#define ALL_WHOLE 9007199254740992.0

#define MAX_SHIFT 63

static const double powers_of_ten[MON_NUMBER_MAX_DIGITS + 1] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
};

/* A whole number in two's complement with endless bits: the lowest 64, and the one that all
 * above them are. */
typedef struct
{
  guint64  low;
  gboolean high;
} Bits;

/* A double that is whole as an integer, as far as 64 bits reach. */
static void
set_whole_double (MbValue *a,
                  double   whole)
{
  if (fabs (whole) <= TWO_TO_63)
    *a = mon_whole_to_value ((MonWhole) { .size = (guint64) fabs (whole),
                                          .is_negative = whole < 0.0 });
  else if (whole > 0.0 && whole < 2.0 * TWO_TO_63)
    *a = mon_whole_to_value ((MonWhole) { .size = (guint64) whole });
  else
    *a = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = whole };
}

/* Makes an integer of what is one in other clothes. */
static MonFault
require_whole (MbValue *a)
{
  if (mon_whole_is (a))
    return MON_FAULT_NONE;
  if (isnan (a->f) || (isfinite (a->f) && a->f != trunc (a->f)))
    return MON_FAULT_NOT_WHOLE;
  set_whole_double (a, a->f);
  return mon_whole_is (a) ? MON_FAULT_NONE : MON_FAULT_RANGE;
}

static Bits
bits_of (const MbValue *a)
{
  MonWhole whole = mon_whole_of (a);

  return (Bits) {
    .low = whole.is_negative ? 0 - whole.size : whole.size,
    .high = whole.is_negative,
  };
}

static MonFault
set_bits (MbValue *a,
          Bits     bits)
{
  if (!bits.high)
    *a = mon_whole_to_value ((MonWhole) { .size = bits.low });
  else if (bits.low < MON_WHOLE_MIN_SIZE)
    return MON_FAULT_RANGE;
  else
    *a = mon_whole_to_value ((MonWhole) { .size = 0 - bits.low, .is_negative = TRUE });
  return MON_FAULT_NONE;
}

static MonFault
take_bits (MbValue       *a,
           const MbValue *b,
           Bits          *out_x,
           Bits          *out_y)
{
  MbValue other = *b;
  MonFault fault = require_whole (a);

  if (fault == MON_FAULT_NONE)
    fault = require_whole (&other);
  if (fault != MON_FAULT_NONE)
    return fault;
  *out_x = bits_of (a);
  *out_y = bits_of (&other);
  return MON_FAULT_NONE;
}

/* A whole number from 0 to @max. */
static MonFault
take_small (const MbValue *b,
            guint          max,
            guint         *out_number)
{
  MbValue other = *b;
  MonFault fault = require_whole (&other);
  MonWhole whole;

  if (fault != MON_FAULT_NONE)
    return fault;
  whole = mon_whole_of (&other);
  if (whole.is_negative || whole.size > max)
    return MON_FAULT_RANGE;
  *out_number = (guint) whole.size;
  return MON_FAULT_NONE;
}

static gboolean
is_finite_double (const MbValue *a)
{
  return !mon_whole_is (a) && isfinite (a->f);
}

/**
 * mon_number_round:
 * @a: (inout): a number, then the nearest whole one; half is rounded away from 0
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_round (MbValue *a)
{
  if (is_finite_double (a))
    set_whole_double (a, round (a->f));
  return MON_FAULT_NONE;
}

/**
 * mon_number_round_to:
 * @a: (inout): a number, then the nearest one with so many digits behind the point
 * @digits: a whole number, 0 to %MON_NUMBER_MAX_DIGITS
 *
 * Returns: %MON_FAULT_NOT_WHOLE or %MON_FAULT_RANGE of @digits
 */
MonFault
mon_number_round_to (MbValue       *a,
                     const MbValue *digits)
{
  guint n_digits;
  MonFault fault = take_small (digits, MON_NUMBER_MAX_DIGITS, &n_digits);
  double scaled;

  if (fault != MON_FAULT_NONE)
    return fault;
  if (n_digits == 0)
    return mon_number_round (a);
  if (!is_finite_double (a))
    return MON_FAULT_NONE;

  /* What has no more digits than that stays as it is. */
  scaled = a->f * powers_of_ten[n_digits];
  if (fabs (scaled) < ALL_WHOLE)
    *a = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = round (scaled) / powers_of_ten[n_digits] };
  return MON_FAULT_NONE;
}

/**
 * mon_number_floor:
 * @a: (inout): a number, then the greatest whole one that is not above
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_floor (MbValue *a)
{
  if (is_finite_double (a))
    set_whole_double (a, floor (a->f));
  return MON_FAULT_NONE;
}

/**
 * mon_number_ceil:
 * @a: (inout): a number, then the least whole one that is not below
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_ceil (MbValue *a)
{
  if (is_finite_double (a))
    set_whole_double (a, ceil (a->f));
  return MON_FAULT_NONE;
}

/**
 * mon_number_bit_and:
 * @a: (inout): a whole number, then the bits that both have
 * @b: a whole number
 *
 * Returns: %MON_FAULT_NOT_WHOLE or %MON_FAULT_RANGE of an operand
 */
MonFault
mon_number_bit_and (MbValue       *a,
                    const MbValue *b)
{
  Bits x, y;
  MonFault fault = take_bits (a, b, &x, &y);

  if (fault != MON_FAULT_NONE)
    return fault;
  return set_bits (a, (Bits) { .low = x.low & y.low, .high = x.high && y.high });
}

/**
 * mon_number_bit_or:
 * @a: (inout): a whole number, then the bits that one of them has
 * @b: a whole number
 *
 * Returns: %MON_FAULT_NOT_WHOLE or %MON_FAULT_RANGE of an operand
 */
MonFault
mon_number_bit_or (MbValue       *a,
                   const MbValue *b)
{
  Bits x, y;
  MonFault fault = take_bits (a, b, &x, &y);

  if (fault != MON_FAULT_NONE)
    return fault;
  return set_bits (a, (Bits) { .low = x.low | y.low, .high = x.high || y.high });
}

/**
 * mon_number_bit_xor:
 * @a: (inout): a whole number, then the bits in which they differ
 * @b: a whole number
 *
 * Returns: %MON_FAULT_NOT_WHOLE of an operand, %MON_FAULT_RANGE of one or of the result
 */
MonFault
mon_number_bit_xor (MbValue       *a,
                    const MbValue *b)
{
  Bits x, y;
  MonFault fault = take_bits (a, b, &x, &y);

  if (fault != MON_FAULT_NONE)
    return fault;
  return set_bits (a, (Bits) { .low = x.low ^ y.low, .high = x.high != y.high });
}

/**
 * mon_number_bit_not:
 * @a: (inout): a whole number n, then −n − 1, which has all the other bits
 *
 * Returns: %MON_FAULT_NOT_WHOLE of @a, %MON_FAULT_RANGE of it or of the result
 */
MonFault
mon_number_bit_not (MbValue *a)
{
  MonFault fault = require_whole (a);
  Bits bits;

  if (fault != MON_FAULT_NONE)
    return fault;
  bits = bits_of (a);
  return set_bits (a, (Bits) { .low = ~bits.low, .high = !bits.high });
}

/**
 * mon_number_shift_left:
 * @a: (inout): a whole number, then that times 2 to the @b
 * @b: a whole number, 0 to 63
 *
 * Returns: %MON_FAULT_NOT_WHOLE of an operand, %MON_FAULT_RANGE of one or of the result
 */
MonFault
mon_number_shift_left (MbValue       *a,
                       const MbValue *b)
{
  guint n_bits;
  MonFault fault = require_whole (a);
  MonWhole whole;

  if (fault == MON_FAULT_NONE)
    fault = take_small (b, MAX_SHIFT, &n_bits);
  if (fault != MON_FAULT_NONE)
    return fault;

  whole = mon_whole_of (a);
  if (whole.size > G_MAXUINT64 >> n_bits)
    return MON_FAULT_RANGE;
  whole.size <<= n_bits;
  *a = mon_whole_to_value (whole);
  return mon_whole_is (a) ? MON_FAULT_NONE : MON_FAULT_RANGE;
}

/**
 * mon_number_shift_right:
 * @a: (inout): a whole number, then that divided by 2 to the @b, rounded down
 * @b: a whole number, 0 to 63
 *
 * Returns: %MON_FAULT_NOT_WHOLE or %MON_FAULT_RANGE of an operand
 */
MonFault
mon_number_shift_right (MbValue       *a,
                        const MbValue *b)
{
  guint n_bits;
  MonFault fault = require_whole (a);
  MonWhole whole;

  if (fault == MON_FAULT_NONE)
    fault = take_small (b, MAX_SHIFT, &n_bits);
  if (fault != MON_FAULT_NONE)
    return fault;

  whole = mon_whole_of (a);
  /* The size is at most 2^63 then, so that rounding it up does not overflow. */
  if (whole.is_negative)
    whole.size += (G_GUINT64_CONSTANT (1) << n_bits) - 1;
  whole.size >>= n_bits;
  *a = mon_whole_to_value (whole);
  return MON_FAULT_NONE;
}
