/* mon-expression-tables.c: operators, functions and constants of expressions.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-expression-tables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *name;
  MbValue     value;
} Constant;

static const MonInfix infixes[MON_N_TOKEN_KINDS] = {
  [MON_TOKEN_OR] = { MON_BIND_OR, MON_OPERATION_OR },
  [MON_TOKEN_AND] = { MON_BIND_AND, MON_OPERATION_AND },
  [MON_TOKEN_EQUAL] = { MON_BIND_COMPARISON, MON_OPERATION_EQUAL },
  [MON_TOKEN_NOT_EQUAL] = { MON_BIND_COMPARISON, MON_OPERATION_NOT_EQUAL },
  [MON_TOKEN_LESS] = { MON_BIND_COMPARISON, MON_OPERATION_LESS },
  [MON_TOKEN_LESS_EQUAL] = { MON_BIND_COMPARISON, MON_OPERATION_LESS_EQUAL },
  [MON_TOKEN_GREATER] = { MON_BIND_COMPARISON, MON_OPERATION_GREATER },
  [MON_TOKEN_GREATER_EQUAL] = { MON_BIND_COMPARISON, MON_OPERATION_GREATER_EQUAL },
  [MON_TOKEN_BIT_OR] = { MON_BIND_BIT_OR, MON_OPERATION_BIT_OR },
  [MON_TOKEN_BIT_XOR] = { MON_BIND_BIT_XOR, MON_OPERATION_BIT_XOR },
  [MON_TOKEN_BIT_AND] = { MON_BIND_BIT_AND, MON_OPERATION_BIT_AND },
  [MON_TOKEN_LEFT] = { MON_BIND_SHIFT, MON_OPERATION_LEFT },
  [MON_TOKEN_RIGHT] = { MON_BIND_SHIFT, MON_OPERATION_RIGHT },
  [MON_TOKEN_PLUS] = { MON_BIND_SUM, MON_OPERATION_ADD },
  [MON_TOKEN_MINUS] = { MON_BIND_SUM, MON_OPERATION_SUBTRACT },
  [MON_TOKEN_TIMES] = { MON_BIND_PRODUCT, MON_OPERATION_MULTIPLY },
  [MON_TOKEN_DIVIDE] = { MON_BIND_PRODUCT, MON_OPERATION_DIVIDE },
  [MON_TOKEN_MODULO] = { MON_BIND_PRODUCT, MON_OPERATION_MODULO },
};

static const MonFunction functions[] = {
  { "if", N_("“if” takes a condition and two values"), 3, 3 },
  { "min", N_("“min” takes 2 to 16 values"), 2, 16, MON_OPERATION_NONE, MON_OPERATION_MIN },
  { "max", N_("“max” takes 2 to 16 values"), 2, 16, MON_OPERATION_NONE, MON_OPERATION_MAX },
  { "abs", N_("“abs” takes one value"), 1, 1, MON_OPERATION_ABS },
  { "round", N_("“round” takes a value and perhaps a number of digits"), 1, 2,
    MON_OPERATION_ROUND, MON_OPERATION_ROUND_TO },
  { "floor", N_("“floor” takes one value"), 1, 1, MON_OPERATION_FLOOR },
  { "ceil", N_("“ceil” takes one value"), 1, 1, MON_OPERATION_CEIL },
  { "sqrt", N_("“sqrt” takes one value"), 1, 1, MON_OPERATION_SQRT },
};

static const Constant constants[] = {
  { "false", { .kind = MB_VALUE_BOOL, .b = FALSE } },
  { "true", { .kind = MB_VALUE_BOOL, .b = TRUE } },
  { "pi", { .kind = MB_VALUE_FLOAT64, .f = G_PI } },
};

static gboolean
is_word (const char *word,
         const char *name,
         gsize       len)
{
  return strlen (word) == len && memcmp (word, name, len) == 0;
}

/**
 * mon_infix_of:
 * @kind: kind of a token
 *
 * Returns: (transfer none): what it does between two values
 */
const MonInfix *
mon_infix_of (MonTokenKind kind)
{
  return &infixes[kind];
}

/**
 * mon_function_find:
 * @name: (array length=len): a name
 * @len: its length in bytes
 *
 * Returns: (transfer none) (nullable): the function of that name
 */
const MonFunction *
mon_function_find (const char *name,
                   gsize       len)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (is_word (functions[i].name, name, len))
      return &functions[i];
  return NULL;
}

/**
 * mon_constant_find:
 * @name: (array length=len): a name
 * @len: its length in bytes
 *
 * Returns: (transfer none) (nullable): the value of the constant of that name
 */
const MbValue *
mon_constant_find (const char *name,
                   gsize       len)
{
  for (guint i = 0; i < G_N_ELEMENTS (constants); i++)
    if (is_word (constants[i].name, name, len))
      return &constants[i].value;
  return NULL;
}
