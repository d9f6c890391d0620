/* mon-expression-run.c: runs the code of an expression on the values of its inputs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-expression-private.h"

typedef MonFault (*UnaryFunc)  (MbValue       *a);
typedef MonFault (*BinaryFunc) (MbValue       *a,
                                const MbValue *b);

static const UnaryFunc unaries[MON_FIRST_BINARY] = {
  [MON_OPERATION_NEGATE] = mon_number_negate,
  [MON_OPERATION_BIT_NOT] = mon_number_bit_not,
  [MON_OPERATION_NOT] = mon_number_not,
  [MON_OPERATION_TEST] = mon_number_test,
  [MON_OPERATION_ABS] = mon_number_absolute,
  [MON_OPERATION_ROUND] = mon_number_round,
  [MON_OPERATION_FLOOR] = mon_number_floor,
  [MON_OPERATION_CEIL] = mon_number_ceil,
  [MON_OPERATION_SQRT] = mon_number_square_root,
};

static const BinaryFunc binaries[MON_N_OPERATIONS] = {
  [MON_OPERATION_ADD] = mon_number_add,
  [MON_OPERATION_SUBTRACT] = mon_number_subtract,
  [MON_OPERATION_MULTIPLY] = mon_number_multiply,
  [MON_OPERATION_DIVIDE] = mon_number_divide,
  [MON_OPERATION_MODULO] = mon_number_modulo,
  [MON_OPERATION_BIT_AND] = mon_number_bit_and,
  [MON_OPERATION_BIT_OR] = mon_number_bit_or,
  [MON_OPERATION_BIT_XOR] = mon_number_bit_xor,
  [MON_OPERATION_LEFT] = mon_number_shift_left,
  [MON_OPERATION_RIGHT] = mon_number_shift_right,
  [MON_OPERATION_EQUAL] = mon_number_equal,
  [MON_OPERATION_NOT_EQUAL] = mon_number_not_equal,
  [MON_OPERATION_LESS] = mon_number_less,
  [MON_OPERATION_LESS_EQUAL] = mon_number_less_equal,
  [MON_OPERATION_GREATER] = mon_number_greater,
  [MON_OPERATION_GREATER_EQUAL] = mon_number_greater_equal,
  [MON_OPERATION_MIN] = mon_number_minimum,
  [MON_OPERATION_MAX] = mon_number_maximum,
  [MON_OPERATION_ROUND_TO] = mon_number_round_to,
};

/* Decides by the top of the stack, which it makes true or false, whether to jump. */
static MonFault
decide (MonOperation  operation,
        MbValue      *top,
        gboolean     *out_jumps)
{
  MonFault fault = mon_number_test (top);

  *out_jumps = operation == MON_OPERATION_OR ? top->b : !top->b;
  return fault;
}

/**
 * mon_expression_evaluate:
 * @expression: an expression
 * @inputs: (array): the value of each of its inputs, such that mon_number_is()
 * @stack: what to work in
 * @out_value: (out caller-allocates): the value; %MB_VALUE_NONE when there is a fault
 *
 * Computes an expression. Allocates nothing and always ends: O(operations). Any thread.
 *
 * Returns: why there is no value, or %MON_FAULT_NONE
 */
MonFault
mon_expression_evaluate (const MonExpression *expression,
                         const MbValue       *inputs,
                         MonExpressionStack  *stack,
                         MbValue             *out_value)
{
  const guint32 *code = (const guint32 *) (gpointer) expression->code->data;
  const MbValue *constants = (const MbValue *) (gpointer) expression->constants->data;
  guint n_code = expression->code->len;
  MbValue *next = stack->values; /* behind the top of the stack */
  MonFault fault = MON_FAULT_NONE;
  gboolean jumps;

  for (guint at = 0; at < n_code && fault == MON_FAULT_NONE; at++)
    {
      guint argument = MON_CODE_ARGUMENT (code[at]);
      MonOperation operation = MON_CODE_OPERATION (code[at]);

      if (operation >= MON_FIRST_BINARY)
        {
          next--;
          fault = binaries[operation] (next - 1, next);
        }
      else if (operation >= MON_FIRST_UNARY)
        fault = unaries[operation] (next - 1);
      else if (operation == MON_OPERATION_CONSTANT)
        *next++ = constants[argument];
      else if (operation == MON_OPERATION_INPUT)
        {
          *next = inputs[argument];
          mon_number_normalize (next++);
        }
      else if (operation == MON_OPERATION_JUMP)
        at = argument - 1;
      else
        {
          fault = decide (operation, next - 1, &jumps);
          /* “and” and “or” leave what they decided by, if it is the result. */
          next -= !jumps || operation == MON_OPERATION_UNLESS;
          if (jumps)
            at = argument - 1;
        }
    }

  *out_value = fault == MON_FAULT_NONE ? next[-1] : (MbValue) { .kind = MB_VALUE_NONE };
  return fault;
}
