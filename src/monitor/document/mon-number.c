/* mon-number.c: adds, multiplies and tests numbers of expressions.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-number.h"

#include <math.h>

#include "monitor/document/mon-whole.h"

static inline gboolean
are_whole (const MbValue *a,
           const MbValue *b)
{
  return mon_whole_is (a) && mon_whole_is (b);
}

static inline gboolean
are_int (const MbValue *a,
         const MbValue *b)
{
  return a->kind == MB_VALUE_INT && b->kind == MB_VALUE_INT;
}

static inline double
to_double (const MbValue *value)
{
  return G_LIKELY (value->kind >= MB_VALUE_FLOAT32) ? value->f : mb_value_to_double (value);
}

/* What is not finite may only come from what was not. */
static inline MonFault
set_double (MbValue *a,
            double   result,
            double   x,
            double   y)
{
  if (G_UNLIKELY (!isfinite (result)) && isfinite (x) && isfinite (y))
    return MON_FAULT_RANGE;
  a->kind = MB_VALUE_FLOAT64;
  a->f = result;
  return MON_FAULT_NONE;
}

static void
set_bool (MbValue  *a,
          gboolean  truth)
{
  *a = (MbValue) { .kind = MB_VALUE_BOOL, .b = truth };
}

/* FALSE when 64 bits are not enough for the sum. */
static gboolean
add_whole (MbValue  *a,
           MonWhole  x,
           MonWhole  y)
{
  MonWhole sum = { .is_negative = x.is_negative };

  if (x.is_negative == y.is_negative)
    {
      if (__builtin_add_overflow (x.size, y.size, &sum.size))
        return FALSE;
    }
  else if (x.size >= y.size)
    {
      sum.size = x.size - y.size;
      sum.is_negative = x.is_negative && sum.size != 0;
    }
  else
    {
      sum.size = y.size - x.size;
      sum.is_negative = y.is_negative;
    }
  if (!mon_whole_fits (sum))
    return FALSE;
  *a = mon_whole_to_value (sum);
  return TRUE;
}

static gboolean
multiply_whole (MbValue  *a,
                MonWhole  x,
                MonWhole  y)
{
  MonWhole product = { 0 };

  if (__builtin_mul_overflow (x.size, y.size, &product.size))
    return FALSE;
  product.is_negative = x.is_negative != y.is_negative && product.size != 0;
  if (!mon_whole_fits (product))
    return FALSE;
  *a = mon_whole_to_value (product);
  return TRUE;
}

/**
 * mon_number_normalize:
 * @a: a number from anywhere
 *
 * Gives integers one form: %MB_VALUE_INT, and %MB_VALUE_UINT only from 2^63 on.
 */
void
mon_number_normalize (MbValue *a)
{
  if (a->kind == MB_VALUE_UINT && a->u <= G_MAXINT64)
    *a = (MbValue) { .kind = MB_VALUE_INT, .i = (gint64) a->u };
}

/**
 * mon_number_add:
 * @a: (inout): a number, then the sum
 * @b: a number
 *
 * Returns: %MON_FAULT_RANGE when no double is that large
 */
MonFault
mon_number_add (MbValue       *a,
                const MbValue *b)
{
  gint64 sum;

  if (are_int (a, b) && !__builtin_add_overflow (a->i, b->i, &sum))
    {
      a->i = sum;
      return MON_FAULT_NONE;
    }
  if (are_whole (a, b) && add_whole (a, mon_whole_of (a), mon_whole_of (b)))
    return MON_FAULT_NONE;
  return set_double (a, to_double (a) + to_double (b), to_double (a), to_double (b));
}

/**
 * mon_number_subtract:
 * @a: (inout): a number, then the difference
 * @b: a number
 *
 * Returns: %MON_FAULT_RANGE when no double is that large
 */
MonFault
mon_number_subtract (MbValue       *a,
                     const MbValue *b)
{
  gint64 difference;
  MonWhole y;

  if (are_int (a, b) && !__builtin_sub_overflow (a->i, b->i, &difference))
    {
      a->i = difference;
      return MON_FAULT_NONE;
    }
  if (are_whole (a, b))
    {
      y = mon_whole_of (b);
      y.is_negative = !y.is_negative && y.size != 0;
      if (add_whole (a, mon_whole_of (a), y))
        return MON_FAULT_NONE;
    }
  return set_double (a, to_double (a) - to_double (b), to_double (a), to_double (b));
}

/**
 * mon_number_multiply:
 * @a: (inout): a number, then the product
 * @b: a number
 *
 * Returns: %MON_FAULT_RANGE when no double is that large
 */
MonFault
mon_number_multiply (MbValue       *a,
                     const MbValue *b)
{
  gint64 product;

  if (are_int (a, b) && !__builtin_mul_overflow (a->i, b->i, &product))
    {
      a->i = product;
      return MON_FAULT_NONE;
    }
  if (are_whole (a, b) && multiply_whole (a, mon_whole_of (a), mon_whole_of (b)))
    return MON_FAULT_NONE;
  return set_double (a, to_double (a) * to_double (b), to_double (a), to_double (b));
}

/**
 * mon_number_divide:
 * @a: (inout): a number, then the quotient, a double
 * @b: a number
 *
 * Returns: %MON_FAULT_DIVISION by 0, %MON_FAULT_RANGE when no double is that large
 */
MonFault
mon_number_divide (MbValue       *a,
                   const MbValue *b)
{
  double x = to_double (a);
  double y = to_double (b);

  if (y == 0.0)
    return MON_FAULT_DIVISION;
  return set_double (a, x / y, x, y);
}

/**
 * mon_number_modulo:
 * @a: (inout): a number, then what is left of it when @b is taken away as often as it goes
 * @b: a number, whose sign the result has
 *
 * Returns: %MON_FAULT_DIVISION by 0
 */
MonFault
mon_number_modulo (MbValue       *a,
                   const MbValue *b)
{
  double x = to_double (a);
  double y = to_double (b);
  double rest;

  if (y == 0.0)
    return MON_FAULT_DIVISION;
  if (are_whole (a, b))
    {
      MonWhole dividend = mon_whole_of (a);
      MonWhole divisor = mon_whole_of (b);
      MonWhole left = { .size = dividend.size % divisor.size };

      if (left.size != 0 && dividend.is_negative != divisor.is_negative)
        left.size = divisor.size - left.size;
      left.is_negative = divisor.is_negative && left.size != 0;
      *a = mon_whole_to_value (left);
      return MON_FAULT_NONE;
    }

  rest = fmod (x, y);
  if (rest != 0.0 && (rest < 0.0) != (y < 0.0))
    rest += y;
  return set_double (a, rest, x, y);
}

/**
 * mon_number_negate:
 * @a: (inout): a number, then the same on the other side of 0
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_negate (MbValue *a)
{
  MonWhole whole;

  if (!mon_whole_is (a))
    {
      a->f = -a->f;
      return MON_FAULT_NONE;
    }
  whole = mon_whole_of (a);
  whole.is_negative = !whole.is_negative && whole.size != 0;
  *a = mon_whole_to_value (whole);
  return MON_FAULT_NONE;
}

/**
 * mon_number_absolute:
 * @a: (inout): a number, then the same without its sign
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_absolute (MbValue *a)
{
  if (mon_whole_is (a))
    *a = mon_whole_to_value ((MonWhole) { .size = mon_whole_of (a).size });
  else
    a->f = fabs (a->f);
  return MON_FAULT_NONE;
}

/**
 * mon_number_square_root:
 * @a: (inout): a number, then its root, a double
 *
 * Returns: %MON_FAULT_ROOT below 0
 */
MonFault
mon_number_square_root (MbValue *a)
{
  double x = to_double (a);

  if (x < 0.0)
    return MON_FAULT_ROOT;
  return set_double (a, sqrt (x), x, x);
}

/**
 * mon_number_test:
 * @a: (inout): a number, then whether it is not 0
 *
 * Returns: %MON_FAULT_NOT_A_NUMBER for NaN
 */
MonFault
mon_number_test (MbValue *a)
{
  if (a->kind == MB_VALUE_BOOL)
    return MON_FAULT_NONE;
  if (!mon_whole_is (a) && isnan (a->f))
    return MON_FAULT_NOT_A_NUMBER;
  set_bool (a, mon_whole_is (a) ? mon_whole_of (a).size != 0 : a->f != 0.0);
  return MON_FAULT_NONE;
}

/**
 * mon_number_not:
 * @a: (inout): a number, then whether it is 0
 *
 * Returns: %MON_FAULT_NOT_A_NUMBER for NaN
 */
MonFault
mon_number_not (MbValue *a)
{
  MonFault fault = mon_number_test (a);

  if (fault == MON_FAULT_NONE)
    a->b = !a->b;
  return fault;
}
