/* mon-expression-tables.h: operators, functions and constants of expressions.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-expression-private.h"
#include "monitor/document/mon-expression-token.h"

G_BEGIN_DECLS

/* How tightly an operator holds what is beside it. One that asks for a binding takes all operators
 * that hold at least that tightly. */
typedef enum
{
  MON_BIND_NOTHING,
  MON_BIND_OR,
  MON_BIND_AND,
  MON_BIND_NOT,
  MON_BIND_COMPARISON,
  MON_BIND_BIT_OR,
  MON_BIND_BIT_XOR,
  MON_BIND_BIT_AND,
  MON_BIND_SHIFT,
  MON_BIND_SUM,
  MON_BIND_PRODUCT,
  MON_BIND_SIGN,
} MonBinding;

/**
 * MonInfix:
 * @binding: how tightly it holds, %MON_BIND_NOTHING for what is no operator between two values
 * @operation: what it does
 *
 * An operator between two values.
 */
typedef struct
{
  MonBinding   binding;
  MonOperation operation;
} MonInfix;

/**
 * MonFunction:
 * @name: its name
 * @takes: what it takes, in words to be translated
 * @min: fewest values
 * @max: most values
 * @one: what is done with a single value
 * @further: what is done with the result so far and each further value
 *
 * A function; “if”, the only one that takes 3 values at least, is made of jumps instead.
 */
typedef struct
{
  const char   *name;
  const char   *takes;
  guint         min;
  guint         max;
  MonOperation  one;
  MonOperation  further;
} MonFunction;

const MonInfix    *mon_infix_of      (MonTokenKind  kind);
const MonFunction *mon_function_find (const char   *name,
                                      gsize         len);
const MbValue     *mon_constant_find (const char   *name,
                                      gsize         len);

G_END_DECLS
