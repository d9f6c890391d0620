/* mon-expression.h: values computed of other tags: the language, and expressions ready to run.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-number.h"

G_BEGIN_DECLS

/* The language
 *
 *   'Boiler/Supply temperature' - 'Boiler/Return temperature'
 *   if(Mode == 2, round(Flow × 3.6, 1), 0)
 *   (Status & 0b1100) >> 2 == 3 or Alarm
 *
 * Operators, those that bind tightest first; between blanks and line ends nothing differs:
 *
 *   | operators                              | meaning                              | grouping  |
 *   |----------------------------------------|--------------------------------------|-----------|
 *   | ( )  name( , )                         | parentheses, functions               |           |
 *   | -x  +x  ~x                             | sign, all bits the other way         |           |
 *   | *  /  %   or  ×  ÷                     | times, divided by, remainder         | from left |
 *   | +  -      or  −                        | plus, minus                          | from left |
 *   | <<  >>                                 | bits moved up, down                  | from left |
 *   | &                                      | bits that both have                  | from left |
 *   | ^                                      | bits in which they differ            | from left |
 *   | |                                      | bits that one has                    | from left |
 *   | ==  !=  <  <=  >  >=   or  ≠  ≤  ≥     | comparison                           | refused   |
 *   | not x                                  | true becomes false, false true       |           |
 *   | and                                    | both are true                        | from left |
 *   | or                                     | one is true                          | from left |
 *
 * So `Status & 4 == 4` compares what & gives, and `not a == b` is `not (a == b)`. A comparison of a
 * comparison has to be put into parentheses: what `a < b < c` means is no matter for guessing.
 *
 *   | function               | gives                                                             |
 *   |------------------------|-------------------------------------------------------------------|
 *   | if(c, a, b)            | a when c is true, else b; the other one is not computed           |
 *   | min(a, b, …)           | the least of 2 to 16 numbers                                      |
 *   | max(a, b, …)           | the greatest of 2 to 16 numbers                                   |
 *   | abs(a)                 | a without its sign                                                |
 *   | round(a), round(a, n)  | the nearest whole number, or number of n digits (0 to 15) behind  |
 *   |                        | the point; half goes away from 0                                  |
 *   | floor(a), ceil(a)      | the nearest whole number that is not above, not below             |
 *   | sqrt(a)                | the square root                                                   |
 *
 * Numbers are 42, 0.5, .5, 1e-3, 0x2A and 0b101010; constants are true, false and pi. A point is a
 * point in every locale. Whole numbers beyond 64 bits are taken as floating ones, but for those in
 * hex or binary, which are refused.
 *
 * A tag is referred to in one of three ways:
 *
 *   | form                        | which tag                                                    |
 *   |-----------------------------|--------------------------------------------------------------|
 *   | Supply_temperature          | by a name of letters, digits and _ that begins with no digit |
 *   | 'Boiler/Supply temperature' | by any name, '' standing for one quote                       |
 *   | {k3x7qz2abc}                | by its id, }} standing for one brace                         |
 *
 * Names are resolved by mon-formula.h; and, or, not, true, false and pi need quotes. Files have
 * ids, so that a tag can be renamed; the rest of the text stays as somebody wrote it.
 *
 * Numbers and their kinds
 *
 * A number is true or false, whole, or floating (a double). Bits are true or false, integer
 * registers are whole, floating registers floating.
 *
 * - + − × % min max abs and comparisons of whole numbers are exact, from −2^63 to 2^64 − 1. A
 *   result beyond that becomes floating, as does everything with a floating operand. true counts
 *   as 1, false as 0.
 * - ÷ and sqrt always give a floating number. round, floor and ceil give a whole one where 64 bits
 *   are enough, round with digits a floating one.
 * - x % y has the sign of y: −1 % 360 is 359.
 * - & | ^ ~ << >> work on whole numbers as if in two's complement with endless bits: ~5 is −6, and
 *   −5 >> 1 is −3, rounded down. A floating number without a fraction is taken as a whole one.
 *   What is moved goes 0 to 63 places.
 * - Comparisons, not, and, or give true or false. A number that is not 0 is true. What stands
 *   behind “and” is not computed after false, behind “or” not after true.
 * - Equality of floating numbers is exact, and a float32 register seldom is what a decimal number
 *   says: prefer < and >.
 *
 * No value
 *
 * There is none, and a #MonFault says why, for: x ÷ 0 and x % 0; the root of a negative number; a
 * result that no double can hold; bits of a fraction, of NaN, or of what is beyond 64 bits, and a
 * result of ~, ^ or << that is; NaN as a condition. NaN and infinity are never made by computing:
 * only a device can say them. Then they go through as IEEE 754 has it: comparisons with NaN are
 * false but for !=, and min and max of NaN are NaN.
 *
 * Limits: %MON_EXPRESSION_MAX_BYTES of text, in which a reference counts as one byte however long
 * its name is; %MON_EXPRESSION_MAX_REFERENCES references, each of up to
 * %MON_EXPRESSION_MAX_NAME_BYTES with its quotes; %MON_EXPRESSION_MAX_OPERATIONS;
 * %MON_EXPRESSION_MAX_DEPTH levels, of which each open parenthesis or function, each sign, “not” or
 * ~, and each operator that waits for what is on its right is one. */
#define MON_EXPRESSION_MAX_BYTES 4096
#define MON_EXPRESSION_MAX_REFERENCES 256
#define MON_EXPRESSION_MAX_NAME_BYTES 4096
#define MON_EXPRESSION_MAX_OPERATIONS 1024
#define MON_EXPRESSION_MAX_DEPTH 64

/**
 * MON_EXPRESSION_ERROR:
 *
 * What is wrong with the text of an expression; where, is told apart from the message.
 */
#define MON_EXPRESSION_ERROR (mon_expression_error_quark ())

/**
 * MonExpressionError:
 * @MON_EXPRESSION_ERROR_SYNTAX: not in the language
 * @MON_EXPRESSION_ERROR_TOO_LARGE: beyond one of the limits
 * @MON_EXPRESSION_ERROR_UNKNOWN: no tag has the name
 * @MON_EXPRESSION_ERROR_AMBIGUOUS: several tags have the name
 * @MON_EXPRESSION_ERROR_CIRCLE: a tag would be computed of itself
 *
 * Codes of %MON_EXPRESSION_ERROR.
 */
typedef enum
{
  MON_EXPRESSION_ERROR_SYNTAX,
  MON_EXPRESSION_ERROR_TOO_LARGE,
  MON_EXPRESSION_ERROR_UNKNOWN,
  MON_EXPRESSION_ERROR_AMBIGUOUS,
  MON_EXPRESSION_ERROR_CIRCLE,
} MonExpressionError;

/**
 * MonExpressionSpot:
 * @offset: of a byte of the text, from 0 to its length
 * @column: the same in characters, from 1
 *
 * A place in the text of an expression.
 */
typedef struct
{
  gsize offset;
  guint column;
} MonExpressionSpot;

/**
 * MonReference:
 * @is_id: whether @text is an id rather than a name
 * @text: without quotes or braces
 *
 * How an expression refers to a tag.
 */
typedef struct
{
  gboolean  is_id;
  char     *text;
} MonReference;

/**
 * MonExpression:
 *
 * An expression that was read: immutable, atomically reference-counted, any thread. Its inputs are
 * the different references in it, by their first appearance.
 */
typedef struct _MonExpression MonExpression;

/**
 * MonExpressionStack:
 *
 * What mon_expression_evaluate() works in, so that it allocates nothing. Needs no setting up.
 */
typedef struct
{
  MbValue values[MON_EXPRESSION_MAX_DEPTH + 1];
} MonExpressionStack;

/**
 * MonReferenceFunc:
 * @reference: a reference of the old expression
 * @out_reference: (inout): begins as @reference; @out_reference->text is freed by the caller when
 *   it is set to another
 * @user_data: what was given with it
 *
 * Says how a tag is to be referred to in a rewritten expression.
 */
typedef void (*MonReferenceFunc) (const MonReference *reference,
                                  MonReference       *out_reference,
                                  gpointer            user_data);

GQuark              mon_expression_error_quark  (void);

MonExpression      *mon_expression_parse        (const char          *text,
                                                 MonExpressionSpot   *out_spot,
                                                 GError             **error);
MonExpression      *mon_expression_ref          (MonExpression       *expression);
void                mon_expression_unref        (MonExpression       *expression);
const char         *mon_expression_get_text     (const MonExpression *expression);
guint               mon_expression_get_n_inputs (const MonExpression *expression);
const MonReference *mon_expression_get_input    (const MonExpression *expression,
                                                 guint                input);
void                mon_expression_find_input   (const MonExpression *expression,
                                                 guint                input,
                                                 MonExpressionSpot   *out_spot);
/* Whether it gives true or false, whatever its inputs are. */
gboolean            mon_expression_is_logical   (const MonExpression *expression);
MonExpression      *mon_expression_rewrite      (const MonExpression *expression,
                                                 MonReferenceFunc     func,
                                                 gpointer             user_data);

MonFault            mon_expression_evaluate     (const MonExpression *expression,
                                                 const MbValue       *inputs,
                                                 MonExpressionStack  *stack,
                                                 MbValue             *out_value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonExpression, mon_expression_unref)

G_END_DECLS
