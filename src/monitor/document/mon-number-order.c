/* mon-number-order.c: compares numbers of expressions.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-number.h"

#include <math.h>

#include "monitor/document/mon-whole.h"

typedef enum
{
  ORDER_LESS,
  ORDER_EQUAL,
  ORDER_GREATER,
  ORDER_NONE, /* one is NaN */
} Order;

static Order
compare_doubles (double x,
                 double y)
{
  if (x < y)
    return ORDER_LESS;
  if (x > y)
    return ORDER_GREATER;
  return x == y ? ORDER_EQUAL : ORDER_NONE;
}

static Order
compare_sizes (guint64 x,
               guint64 y)
{
  if (x == y)
    return ORDER_EQUAL;
  return x < y ? ORDER_LESS : ORDER_GREATER;
}

static Order
compare (const MbValue *a,
         const MbValue *b)
{
  MonWhole x, y;

  if (a->kind == MB_VALUE_INT && b->kind == MB_VALUE_INT)
    {
      if (a->i == b->i)
        return ORDER_EQUAL;
      return a->i < b->i ? ORDER_LESS : ORDER_GREATER;
    }
  if (!mon_whole_is (a) || !mon_whole_is (b))
    return compare_doubles (mb_value_to_double (a), mb_value_to_double (b));

  x = mon_whole_of (a);
  y = mon_whole_of (b);
  if (x.is_negative != y.is_negative)
    return x.is_negative ? ORDER_LESS : ORDER_GREATER;
  return x.is_negative ? compare_sizes (y.size, x.size) : compare_sizes (x.size, y.size);
}

static void
set_bool (MbValue  *a,
          gboolean  truth)
{
  *a = (MbValue) { .kind = MB_VALUE_BOOL, .b = truth };
}

/**
 * mon_number_minimum:
 * @a: (inout): a number, then the lesser one as it is; NaN when one is
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_minimum (MbValue       *a,
                    const MbValue *b)
{
  Order order = compare (a, b);

  if (order == ORDER_GREATER || (order == ORDER_NONE && isnan (mb_value_to_double (b))))
    *a = *b;
  return MON_FAULT_NONE;
}

/**
 * mon_number_maximum:
 * @a: (inout): a number, then the greater one as it is; NaN when one is
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_maximum (MbValue       *a,
                    const MbValue *b)
{
  Order order = compare (a, b);

  if (order == ORDER_LESS || (order == ORDER_NONE && isnan (mb_value_to_double (b))))
    *a = *b;
  return MON_FAULT_NONE;
}

/**
 * mon_number_equal:
 * @a: (inout): a number, then whether they are equal
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_equal (MbValue       *a,
                  const MbValue *b)
{
  set_bool (a, compare (a, b) == ORDER_EQUAL);
  return MON_FAULT_NONE;
}

/**
 * mon_number_not_equal:
 * @a: (inout): a number, then whether they differ, as NaN does from everything
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_not_equal (MbValue       *a,
                      const MbValue *b)
{
  set_bool (a, compare (a, b) != ORDER_EQUAL);
  return MON_FAULT_NONE;
}

/**
 * mon_number_less:
 * @a: (inout): a number, then whether it is less
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_less (MbValue       *a,
                 const MbValue *b)
{
  set_bool (a, compare (a, b) == ORDER_LESS);
  return MON_FAULT_NONE;
}

/**
 * mon_number_less_equal:
 * @a: (inout): a number, then whether it is less or equal
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_less_equal (MbValue       *a,
                       const MbValue *b)
{
  Order order = compare (a, b);

  set_bool (a, order == ORDER_LESS || order == ORDER_EQUAL);
  return MON_FAULT_NONE;
}

/**
 * mon_number_greater:
 * @a: (inout): a number, then whether it is greater
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_greater (MbValue       *a,
                    const MbValue *b)
{
  set_bool (a, compare (a, b) == ORDER_GREATER);
  return MON_FAULT_NONE;
}

/**
 * mon_number_greater_equal:
 * @a: (inout): a number, then whether it is greater or equal
 * @b: a number
 *
 * Returns: %MON_FAULT_NONE
 */
MonFault
mon_number_greater_equal (MbValue       *a,
                          const MbValue *b)
{
  Order order = compare (a, b);

  set_bool (a, order == ORDER_GREATER || order == ORDER_EQUAL);
  return MON_FAULT_NONE;
}
