/* mon-expression-parser.c: makes code of the text of an expression, by precedence.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-expression-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-expression-tables.h"

typedef struct
{
  MonExpression      *expression;
  const char         *text;
  MonToken            token;      /* the one that comes next */
  guint               depth;
  gsize               n_free;     /* bytes of names, which do not count */
  gboolean            is_logical; /* of what was just parsed */
  MonExpressionSpot  *out_spot;
  GError            **error;
} Parser;

static gboolean parse (Parser     *parser,
                       MonBinding  binding);

static void
advance (Parser *parser)
{
  mon_token_scan (parser->text, parser->token.start + parser->token.len, &parser->token);
}

static gboolean
refuse_at (Parser             *parser,
           gsize               offset,
           MonExpressionError  code,
           const char         *message)
{
  mon_expression_set_spot (parser->text, offset, parser->out_spot);
  g_set_error_literal (parser->error, MON_EXPRESSION_ERROR, code, message);
  return FALSE;
}

/* Says what should have been where the next token is. */
static gboolean
refuse_token (Parser     *parser,
              const char *expected)
{
  const MonToken *token = &parser->token;
  g_autofree char *found = g_strndup (parser->text + token->start, token->len);
  g_autofree char *message = NULL;

  if (token->kind == MON_TOKEN_BAD)
    message = g_strdup (token->problem);
  else if (token->kind == MON_TOKEN_END)
    /* Translators: what should have followed in an expression, such as “a value”. */
    message = g_strdup_printf (_("expected %s, not the end"), expected);
  else
    /* Translators: what should have followed in an expression, then what is there. */
    message = g_strdup_printf (_("expected %s, not “%s”"), expected, found);
  return refuse_at (parser, token->start, MON_EXPRESSION_ERROR_SYNTAX, message);
}

static gboolean
expect (Parser       *parser,
        MonTokenKind  kind,
        const char   *expected)
{
  if (parser->token.kind != kind)
    return refuse_token (parser, expected);
  advance (parser);
  return TRUE;
}

/* Returns the place of the new word in the code. */
static guint
emit (Parser       *parser,
      MonOperation  operation,
      guint         argument)
{
  guint32 word = MON_CODE (operation, argument);

  g_array_append_val (parser->expression->code, word);
  return parser->expression->code->len - 1;
}

/* Lets a jump go to where the code ends now. */
static void
land (Parser *parser,
      guint   jump)
{
  guint32 *word = &g_array_index (parser->expression->code, guint32, jump);

  *word = MON_CODE (MON_CODE_OPERATION (*word), parser->expression->code->len);
}

static void
emit_constant (Parser        *parser,
               const MbValue *value)
{
  g_array_append_val (parser->expression->constants, *value);
  emit (parser, MON_OPERATION_CONSTANT, parser->expression->constants->len - 1);
  parser->is_logical = value->kind == MB_VALUE_BOOL;
}

/* Takes over @text. */
static guint
find_input (MonExpression *expression,
            gboolean       is_id,
            char          *text)
{
  MonReference reference = { .is_id = is_id, .text = text };

  for (guint i = 0; i < expression->inputs->len; i++)
    {
      const MonReference *known = &g_array_index (expression->inputs, MonReference, i);

      if (known->is_id == is_id && strcmp (known->text, text) == 0)
        {
          g_free (text);
          return i;
        }
    }
  g_array_append_val (expression->inputs, reference);
  return expression->inputs->len - 1;
}

static gboolean
parse_reference (Parser *parser)
{
  MonExpression *expression = parser->expression;
  MonToken token = parser->token;
  MonOccurrence occurrence = { .start = token.start, .len = token.len };
  gsize n_quotes = token.kind == MON_TOKEN_WORD ? 2 : 0;

  /* A word may get quotes when the expression is rewritten. */
  if (token.len + n_quotes > MON_EXPRESSION_MAX_NAME_BYTES)
    return refuse_at (parser, token.start, MON_EXPRESSION_ERROR_TOO_LARGE,
                      _("the name is too long"));
  if (expression->occurrences->len == MON_EXPRESSION_MAX_REFERENCES)
    return refuse_at (parser, token.start, MON_EXPRESSION_ERROR_TOO_LARGE,
                      _("too many references to tags: the limit is 256"));

  occurrence.input = find_input (expression, token.kind == MON_TOKEN_ID,
                                 mon_token_dup_name (parser->text, &token));
  g_array_append_val (expression->occurrences, occurrence);
  emit (parser, MON_OPERATION_INPUT, occurrence.input);
  parser->n_free += token.len - 1;
  parser->is_logical = FALSE;
  advance (parser);
  return TRUE;
}

/* Behind a value of a function: what separates it from the next one, or what ends the function. */
static gboolean
expect_in_call (Parser            *parser,
                const MonFunction *function,
                MonTokenKind       kind)
{
  MonTokenKind found = parser->token.kind;

  if (found == kind)
    advance (parser);
  else if (found == MON_TOKEN_COMMA || found == MON_TOKEN_CLOSE)
    return refuse_at (parser, parser->token.start, MON_EXPRESSION_ERROR_SYNTAX,
                      _(function->takes));
  else
    return refuse_token (parser, kind == MON_TOKEN_COMMA ? "“,”" : "“)”");
  return TRUE;
}

static gboolean
parse_if (Parser            *parser,
          const MonFunction *function)
{
  gboolean is_logical;
  guint unless, jump;

  if (!parse (parser, MON_BIND_NOTHING))
    return FALSE;
  unless = emit (parser, MON_OPERATION_UNLESS, 0);
  if (!expect_in_call (parser, function, MON_TOKEN_COMMA) || !parse (parser, MON_BIND_NOTHING))
    return FALSE;
  is_logical = parser->is_logical;
  jump = emit (parser, MON_OPERATION_JUMP, 0);
  land (parser, unless);
  if (!expect_in_call (parser, function, MON_TOKEN_COMMA) || !parse (parser, MON_BIND_NOTHING))
    return FALSE;
  land (parser, jump);
  parser->is_logical = parser->is_logical && is_logical;
  return expect_in_call (parser, function, MON_TOKEN_CLOSE);
}

static gboolean
parse_arguments (Parser            *parser,
                 const MonFunction *function)
{
  gboolean is_logical;
  guint n = 1;

  if (!parse (parser, MON_BIND_NOTHING))
    return FALSE;
  /* The lesser of two that are true or false is so too. */
  is_logical = parser->is_logical && function->min > 1;
  while (n < function->min || (n < function->max && parser->token.kind == MON_TOKEN_COMMA))
    {
      if (!expect_in_call (parser, function, MON_TOKEN_COMMA) || !parse (parser, MON_BIND_NOTHING))
        return FALSE;
      emit (parser, function->further, 0);
      is_logical = is_logical && parser->is_logical;
      n++;
    }
  if (n == 1)
    emit (parser, function->one, 0);
  parser->is_logical = is_logical;
  return expect_in_call (parser, function, MON_TOKEN_CLOSE);
}

static gboolean
parse_call (Parser *parser)
{
  MonToken name = parser->token;
  const MonFunction *function = mon_function_find (parser->text + name.start, name.len);

  if (function == NULL)
    return refuse_at (parser, name.start, MON_EXPRESSION_ERROR_SYNTAX,
                      _("no such function: there are if, min, max, abs, round, floor, ceil and "
                        "sqrt"));

  advance (parser);
  advance (parser);
  if (parser->token.kind == MON_TOKEN_CLOSE)
    return refuse_at (parser, parser->token.start, MON_EXPRESSION_ERROR_SYNTAX,
                      _(function->takes));
  return function->min == 3 ? parse_if (parser, function) : parse_arguments (parser, function);
}

/* A function, when a parenthesis follows; else a constant or a tag. */
static gboolean
parse_word (Parser *parser)
{
  const MbValue *constant = mon_constant_find (parser->text + parser->token.start,
                                               parser->token.len);
  MonToken next;

  mon_token_scan (parser->text, parser->token.start + parser->token.len, &next);
  if (next.kind == MON_TOKEN_OPEN)
    return parse_call (parser);
  if (constant == NULL)
    return parse_reference (parser);
  emit_constant (parser, constant);
  advance (parser);
  return TRUE;
}

static gboolean
parse_prefix (Parser       *parser,
              MonOperation  operation,
              MonBinding    binding)
{
  advance (parser);
  if (!parse (parser, binding))
    return FALSE;
  if (operation != MON_OPERATION_NONE)
    emit (parser, operation, 0);
  parser->is_logical = operation == MON_OPERATION_NOT;
  return TRUE;
}

/* What begins a value; @binding is how tightly the operator in front of it holds. */
static gboolean
parse_operand (Parser     *parser,
               MonBinding  binding)
{
  switch ((guint) parser->token.kind)
    {
    case MON_TOKEN_NUMBER:
      emit_constant (parser, &parser->token.number);
      advance (parser);
      return TRUE;
    case MON_TOKEN_WORD:
      return parse_word (parser);
    case MON_TOKEN_NAME:
    case MON_TOKEN_ID:
      return parse_reference (parser);
    case MON_TOKEN_OPEN:
      advance (parser);
      return parse (parser, MON_BIND_NOTHING) && expect (parser, MON_TOKEN_CLOSE, "“)”");
    case MON_TOKEN_MINUS:
      return parse_prefix (parser, MON_OPERATION_NEGATE, MON_BIND_SIGN);
    case MON_TOKEN_PLUS:
      return parse_prefix (parser, MON_OPERATION_NONE, MON_BIND_SIGN);
    case MON_TOKEN_BIT_NOT:
      return parse_prefix (parser, MON_OPERATION_BIT_NOT, MON_BIND_SIGN);
    case MON_TOKEN_NOT:
      if (binding > MON_BIND_NOT)
        return refuse_at (parser, parser->token.start, MON_EXPRESSION_ERROR_SYNTAX,
                          _("“not” needs parentheses around it here"));
      return parse_prefix (parser, MON_OPERATION_NOT, MON_BIND_NOT);
    default:
      return refuse_token (parser, _("a value"));
    }
}

static gboolean
parse_infix (Parser         *parser,
             const MonInfix *infix)
{
  gboolean jumps = infix->binding == MON_BIND_OR || infix->binding == MON_BIND_AND;
  guint jump = 0;

  advance (parser);
  if (jumps)
    jump = emit (parser, infix->operation, 0);
  if (!parse (parser, infix->binding + 1))
    return FALSE;

  if (!jumps)
    emit (parser, infix->operation, 0);
  else if (!parser->is_logical)
    emit (parser, MON_OPERATION_TEST, 0);
  if (jumps)
    land (parser, jump);
  parser->is_logical = infix->binding <= MON_BIND_COMPARISON;
  return TRUE;
}

static gboolean
check_limits (Parser *parser)
{
  const char *message = NULL;

  if (parser->token.start - parser->n_free > MON_EXPRESSION_MAX_BYTES)
    message = _("too long: the limit is 4,096 bytes, names not counted");
  else if (parser->expression->code->len > MON_EXPRESSION_MAX_OPERATIONS)
    message = _("too long: the limit is 1,024 operations");
  else if (parser->depth > MON_EXPRESSION_MAX_DEPTH)
    message = _("nested too deep: the limit is 64 levels");

  return message == NULL
         || refuse_at (parser, parser->token.start, MON_EXPRESSION_ERROR_TOO_LARGE, message);
}

/* Takes a value and all operators behind it that hold at least as tightly as @binding. */
static gboolean
parse (Parser     *parser,
       MonBinding  binding)
{
  gboolean has_compared = FALSE;
  const MonInfix *infix;

  if (!check_limits (parser))
    return FALSE;
  parser->depth++;
  if (!parse_operand (parser, binding))
    return FALSE;

  infix = mon_infix_of (parser->token.kind);
  while (infix->binding != MON_BIND_NOTHING && infix->binding >= binding)
    {
      if (infix->binding == MON_BIND_COMPARISON && has_compared)
        return refuse_at (parser, parser->token.start, MON_EXPRESSION_ERROR_SYNTAX,
                          _("a comparison of a comparison needs parentheses; “a < b < c” is "
                            "written “a < b and b < c”"));
      has_compared = infix->binding == MON_BIND_COMPARISON;
      if (!parse_infix (parser, infix))
        return FALSE;
      infix = mon_infix_of (parser->token.kind);
    }

  parser->depth--;
  return TRUE;
}

/**
 * mon_expression_compile:
 * @expression: an expression of which only the text is there
 * @out_spot: (out) (optional): where it is wrong
 * @error: (nullable): place for a %MON_EXPRESSION_ERROR
 *
 * Makes code of the text. O(text).
 *
 * Returns: %FALSE when it is wrong
 */
gboolean
mon_expression_compile (MonExpression      *expression,
                        MonExpressionSpot  *out_spot,
                        GError            **error)
{
  Parser parser = {
    .expression = expression,
    .text = expression->text,
    .out_spot = out_spot,
    .error = error,
  };

  mon_token_scan (parser.text, 0, &parser.token);
  if (!parse (&parser, MON_BIND_NOTHING))
    return FALSE;
  if (parser.token.kind != MON_TOKEN_END)
    return refuse_token (&parser, _("an operator"));

  expression->is_logical = parser.is_logical;
  return check_limits (&parser);
}
