/* mon-expression-token.h: the words, signs and numbers that the text of an expression is made of.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-value.h"

G_BEGIN_DECLS

/**
 * MonTokenKind:
 * @MON_TOKEN_BAD: what begins no token; what is wrong is said apart
 * @MON_TOKEN_END: the end of the text
 * @MON_TOKEN_NUMBER: a number
 * @MON_TOKEN_WORD: letters, digits and _: a function, a constant or a tag
 * @MON_TOKEN_NAME: a name in quotes
 * @MON_TOKEN_ID: an id in braces
 *
 * What a token is; the others are signs, or words that stand for one.
 */
typedef enum
{
  MON_TOKEN_BAD,
  MON_TOKEN_END,
  MON_TOKEN_NUMBER,
  MON_TOKEN_WORD,
  MON_TOKEN_NAME,
  MON_TOKEN_ID,
  MON_TOKEN_OPEN,
  MON_TOKEN_CLOSE,
  MON_TOKEN_COMMA,
  MON_TOKEN_PLUS,
  MON_TOKEN_MINUS,
  MON_TOKEN_TIMES,
  MON_TOKEN_DIVIDE,
  MON_TOKEN_MODULO,
  MON_TOKEN_BIT_AND,
  MON_TOKEN_BIT_OR,
  MON_TOKEN_BIT_XOR,
  MON_TOKEN_BIT_NOT,
  MON_TOKEN_LEFT,
  MON_TOKEN_RIGHT,
  MON_TOKEN_EQUAL,
  MON_TOKEN_NOT_EQUAL,
  MON_TOKEN_LESS,
  MON_TOKEN_LESS_EQUAL,
  MON_TOKEN_GREATER,
  MON_TOKEN_GREATER_EQUAL,
  MON_TOKEN_AND,
  MON_TOKEN_OR,
  MON_TOKEN_NOT,
} MonTokenKind;

#define MON_N_TOKEN_KINDS (MON_TOKEN_NOT + 1)

/**
 * MonToken:
 * @kind: what it is
 * @start: offset of its first byte
 * @len: its length in bytes, 0 at the end
 * @number: value of a number
 * @problem: (nullable): of %MON_TOKEN_BAD what is wrong, translated, with @start where
 *
 * A token and where it stands.
 */
typedef struct
{
  MonTokenKind  kind;
  gsize         start;
  gsize         len;
  MbValue       number;
  const char   *problem;
} MonToken;

void  mon_token_scan     (const char     *text,
                          gsize           offset,
                          MonToken       *out_token);
char *mon_token_dup_name (const char     *text,
                          const MonToken *token);

G_END_DECLS
