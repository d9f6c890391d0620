/* mon-expression.c: expressions that were read, and the same with their tags named differently.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-expression-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-expression-tables.h"

/* More than any expression within the limits has, so that what is far too long costs no time. */
#define MAX_TEXT_BYTES \
  (MON_EXPRESSION_MAX_BYTES + MON_EXPRESSION_MAX_REFERENCES * MON_EXPRESSION_MAX_NAME_BYTES)

/* Doubled, with a quote on either side, it still is a name. */
#define MAX_REWRITTEN (MON_EXPRESSION_MAX_NAME_BYTES / 2 - 1)

G_DEFINE_QUARK (mon-expression-error-quark, mon_expression_error)

static void
clear_reference_cb (gpointer data)
{
  g_free (((MonReference *) data)->text);
}

static void
clear_cb (gpointer data)
{
  MonExpression *expression = data;

  g_free (expression->text);
  g_array_unref (expression->inputs);
  g_array_unref (expression->occurrences);
  g_array_unref (expression->constants);
  g_array_unref (expression->code);
}

static MonExpression *
expression_new (const char *text)
{
  MonExpression *expression = g_atomic_rc_box_new0 (MonExpression);

  expression->text = g_strdup (text);
  expression->inputs = g_array_new (FALSE, FALSE, sizeof (MonReference));
  g_array_set_clear_func (expression->inputs, clear_reference_cb);
  expression->occurrences = g_array_new (FALSE, FALSE, sizeof (MonOccurrence));
  expression->constants = g_array_new (FALSE, FALSE, sizeof (MbValue));
  expression->code = g_array_new (FALSE, FALSE, sizeof (guint32));

  return expression;
}

static const MonOccurrence *
occurrence_at (const MonExpression *expression,
               guint                number)
{
  return &g_array_index (expression->occurrences, MonOccurrence, number);
}

/* FALSE for what is not even text. */
static gboolean
check_text (const char         *text,
            MonExpressionSpot  *out_spot,
            GError            **error)
{
  const char *end;

  if (strlen (text) > MAX_TEXT_BYTES)
    {
      mon_expression_set_spot (text, 0, out_spot);
      g_set_error_literal (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_TOO_LARGE,
                           _("too long: the limit is 4,096 bytes, names not counted"));
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, &end))
    {
      mon_expression_set_spot (text, (gsize) (end - text), out_spot);
      g_set_error_literal (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_SYNTAX,
                           _("not UTF-8"));
      return FALSE;
    }
  return TRUE;
}

/**
 * mon_expression_set_spot:
 * @text: the text of an expression, valid UTF-8 up to @offset
 * @offset: of a byte in it
 * @out_spot: (out) (optional): the same with its column
 *
 * Counts the characters up to a place. O(offset).
 */
void
mon_expression_set_spot (const char        *text,
                         gsize              offset,
                         MonExpressionSpot *out_spot)
{
  if (out_spot == NULL)
    return;
  out_spot->offset = offset;
  out_spot->column = (guint) g_utf8_strlen (text, (gssize) offset) + 1;
}

/**
 * mon_expression_parse:
 * @text: an expression
 * @out_spot: (out) (optional): where it is wrong, when it is
 * @error: (nullable): place for a %MON_EXPRESSION_ERROR, in words that do not say where
 *
 * Reads an expression. What it refers to is not looked for: mon_formula_resolve() does. O(text).
 *
 * Returns: (transfer full) (nullable): the expression, or %NULL
 */
MonExpression *
mon_expression_parse (const char         *text,
                      MonExpressionSpot  *out_spot,
                      GError            **error)
{
  g_autoptr (MonExpression) expression = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!check_text (text, out_spot, error))
    return NULL;
  expression = expression_new (text);
  if (!mon_expression_compile (expression, out_spot, error))
    return NULL;

  return g_steal_pointer (&expression);
}

/**
 * mon_expression_ref:
 * @expression: an expression
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @expression
 */
MonExpression *
mon_expression_ref (MonExpression *expression)
{
  return g_atomic_rc_box_acquire (expression);
}

/**
 * mon_expression_unref:
 * @expression: (transfer full): an expression
 *
 * Drops a reference. Any thread.
 */
void
mon_expression_unref (MonExpression *expression)
{
  g_atomic_rc_box_release_full (expression, clear_cb);
}

/**
 * mon_expression_get_text:
 * @expression: an expression
 *
 * Returns: (transfer none): the text that it was read from
 */
const char *
mon_expression_get_text (const MonExpression *expression)
{
  g_return_val_if_fail (expression != NULL, NULL);

  return expression->text;
}

/**
 * mon_expression_get_n_inputs:
 * @expression: an expression
 *
 * Returns: how many different references it has, up to %MON_EXPRESSION_MAX_REFERENCES
 */
guint
mon_expression_get_n_inputs (const MonExpression *expression)
{
  g_return_val_if_fail (expression != NULL, 0);

  return expression->inputs->len;
}

/**
 * mon_expression_get_input:
 * @expression: an expression
 * @input: number of an input
 *
 * Returns: (transfer none): how the expression refers to it
 */
const MonReference *
mon_expression_get_input (const MonExpression *expression,
                          guint                input)
{
  g_return_val_if_fail (expression != NULL, NULL);
  g_return_val_if_fail (input < expression->inputs->len, NULL);

  return &g_array_index (expression->inputs, MonReference, input);
}

/**
 * mon_expression_find_input:
 * @expression: an expression
 * @input: number of an input
 * @out_spot: (out) (optional): where it refers to it first
 *
 * Finds an input in the text.
 */
void
mon_expression_find_input (const MonExpression *expression,
                           guint                input,
                           MonExpressionSpot   *out_spot)
{
  g_return_if_fail (expression != NULL);
  g_return_if_fail (input < expression->inputs->len);

  for (guint i = 0; i < expression->occurrences->len; i++)
    {
      const MonOccurrence *occurrence = occurrence_at (expression, i);

      if (occurrence->input == input)
        {
          mon_expression_set_spot (expression->text, occurrence->start, out_spot);
          return;
        }
    }
  g_assert_not_reached ();
}

/**
 * mon_expression_is_logical:
 * @expression: an expression
 *
 * Tells what comes out.
 *
 * Returns: whether it is always true or false, as of a comparison
 */
gboolean
mon_expression_is_logical (const MonExpression *expression)
{
  g_return_val_if_fail (expression != NULL, FALSE);

  return expression->is_logical;
}

static gboolean
is_allowed (const char *name)
{
  return name[0] != '\0' && strlen (name) <= MAX_REWRITTEN;
}

/* Whether a name can be a word of its own. */
static gboolean
is_word (const char *name)
{
  MonToken token;

  mon_token_scan (name, 0, &token);
  return token.kind == MON_TOKEN_WORD && token.start == 0 && token.len == strlen (name)
         && mon_constant_find (name, token.len) == NULL;
}

/* A word as it is, where it touches no other; else in quotes or braces, those in it doubled. */
static void
append_reference (GString            *text,
                  const MonReference *reference,
                  const char         *behind)
{
  char closing = reference->is_id ? '}' : '\'';
  gboolean is_alone = (text->len == 0 || strchr (" (", text->str[text->len - 1]) != NULL)
                      && strchr (" ),", behind[0]) != NULL;

  if (!reference->is_id && is_alone && is_word (reference->text))
    {
      g_string_append (text, reference->text);
      return;
    }
  g_string_append_c (text, reference->is_id ? '{' : '\'');
  for (const char *p = reference->text; *p != '\0'; p++)
    {
      if (*p == closing)
        g_string_append_c (text, closing);
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, closing);
}

/**
 * mon_expression_rewrite:
 * @expression: an expression
 * @func: (scope call): says how each input is to be referred to, called once for each
 * @user_data: for @func
 *
 * Makes an expression of the same meaning that refers to its tags in other ways; all the rest of
 * the text stays. Names are put into quotes where they need them. What @func gives is valid UTF-8;
 * where it is empty, or longer than a name may be with all its quotes doubled, the old one stays.
 *
 * Returns: (transfer full): the new expression
 */
MonExpression *
mon_expression_rewrite (const MonExpression *expression,
                        MonReferenceFunc     func,
                        gpointer             user_data)
{
  g_autofree MonReference *references = g_new0 (MonReference, expression->inputs->len);
  g_autoptr (GString) text = g_string_new (NULL);
  MonExpression *rewritten;
  gsize end = 0;

  for (guint i = 0; i < expression->inputs->len; i++)
    {
      const MonReference *old = mon_expression_get_input (expression, i);

      references[i] = *old;
      func (old, &references[i], user_data);
      if (references[i].text != old->text && !is_allowed (references[i].text))
        {
          g_free (references[i].text);
          references[i] = *old;
        }
    }
  for (guint i = 0; i < expression->occurrences->len; i++)
    {
      const MonOccurrence *occurrence = occurrence_at (expression, i);

      g_string_append_len (text, expression->text + end, (gssize) (occurrence->start - end));
      end = occurrence->start + occurrence->len;
      append_reference (text, &references[occurrence->input], expression->text + end);
    }
  g_string_append (text, expression->text + end);
  for (guint i = 0; i < expression->inputs->len; i++)
    if (references[i].text != mon_expression_get_input (expression, i)->text)
      g_free (references[i].text);

  /* Names do not count for the limits, so that what fitted once fits again. */
  rewritten = mon_expression_parse (text->str, NULL, NULL);
  g_assert (rewritten != NULL);
  return rewritten;
}
