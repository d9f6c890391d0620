/* mon-expression-private.h: the code that an expression is made into, for its parser and runner.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-expression.h"

G_BEGIN_DECLS

/**
 * MonOperation:
 * @MON_OPERATION_CONSTANT: puts the constant of its argument on the stack
 * @MON_OPERATION_INPUT: puts the input of its argument on the stack
 * @MON_OPERATION_JUMP: goes on at its argument
 * @MON_OPERATION_UNLESS: takes a condition off; when it is false goes on at its argument
 * @MON_OPERATION_AND: makes the top true or false; when false goes on at its argument, else takes
 *   it off
 * @MON_OPERATION_OR: the same, but when true
 *
 * What a word of the code does, in its lowest 8 bits; above them is the argument. Jumps go forward
 * only, so that every expression ends. The others take one or two numbers off and put one on.
 */
typedef enum
{
  MON_OPERATION_CONSTANT,
  MON_OPERATION_INPUT,
  MON_OPERATION_JUMP,
  MON_OPERATION_UNLESS,
  MON_OPERATION_AND,
  MON_OPERATION_OR,

  MON_OPERATION_NEGATE,
  MON_OPERATION_BIT_NOT,
  MON_OPERATION_NOT,
  MON_OPERATION_TEST,
  MON_OPERATION_ABS,
  MON_OPERATION_ROUND,
  MON_OPERATION_FLOOR,
  MON_OPERATION_CEIL,
  MON_OPERATION_SQRT,

  MON_OPERATION_ADD,
  MON_OPERATION_SUBTRACT,
  MON_OPERATION_MULTIPLY,
  MON_OPERATION_DIVIDE,
  MON_OPERATION_MODULO,
  MON_OPERATION_BIT_AND,
  MON_OPERATION_BIT_OR,
  MON_OPERATION_BIT_XOR,
  MON_OPERATION_LEFT,
  MON_OPERATION_RIGHT,
  MON_OPERATION_EQUAL,
  MON_OPERATION_NOT_EQUAL,
  MON_OPERATION_LESS,
  MON_OPERATION_LESS_EQUAL,
  MON_OPERATION_GREATER,
  MON_OPERATION_GREATER_EQUAL,
  MON_OPERATION_MIN,
  MON_OPERATION_MAX,
  MON_OPERATION_ROUND_TO,
} MonOperation;

#define MON_FIRST_UNARY MON_OPERATION_NEGATE
#define MON_FIRST_BINARY MON_OPERATION_ADD
#define MON_N_OPERATIONS (MON_OPERATION_ROUND_TO + 1)
/* Nothing to be done. */
#define MON_OPERATION_NONE MON_N_OPERATIONS

#define MON_CODE(operation, argument) ((guint32) (operation) | (guint32) (argument) << 8)
#define MON_CODE_OPERATION(word) ((MonOperation) ((word) & 0xff))
#define MON_CODE_ARGUMENT(word) ((word) >> 8)

/**
 * MonOccurrence:
 * @start: offset in the text, quotes and braces included
 * @len: length in bytes
 * @input: which input it is
 *
 * Where the text refers to a tag.
 */
typedef struct
{
  gsize start;
  gsize len;
  guint input;
} MonOccurrence;

struct _MonExpression
{
  char     *text;
  GArray   *inputs;      /* of MonReference */
  GArray   *occurrences; /* of MonOccurrence, in the order of the text */
  GArray   *constants;   /* of MbValue */
  GArray   *code;        /* of guint32 */
  gboolean  is_logical;
};

/* Fills in everything but the text, which is valid UTF-8. */
gboolean mon_expression_compile  (MonExpression      *expression,
                                  MonExpressionSpot  *out_spot,
                                  GError            **error);
void     mon_expression_set_spot (const char         *text,
                                  gsize               offset,
                                  MonExpressionSpot  *out_spot);

G_END_DECLS
