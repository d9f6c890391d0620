/* mon-formula.c: changes the names in expressions to ids, and ids to names.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-formula.h"

typedef struct
{
  const MonTagIndex   *index;
  const MonDeviceSpec *home;
} Context;

static void
to_id_cb (const MonReference *reference,
          MonReference       *out_reference,
          gpointer            user_data)
{
  const Context *context = user_data;
  const MonTagPlace *place;

  if (reference->is_id)
    return;
  place = mon_tag_index_find_name (context->index, context->home, reference->text, NULL);
  out_reference->is_id = TRUE;
  out_reference->text = g_strdup (place->tag->id);
}

static void
to_name_cb (const MonReference *reference,
            MonReference       *out_reference,
            gpointer            user_data)
{
  const Context *context = user_data;
  const MonTagPlace *place = NULL;
  char *name = NULL;

  if (reference->is_id)
    place = mon_tag_index_find_id (context->index, reference->text);
  if (place != NULL)
    name = mon_tag_index_dup_name (context->index, context->home, place);
  if (name == NULL)
    return;
  out_reference->is_id = FALSE;
  out_reference->text = name;
}

/**
 * mon_formula_find:
 * @expression: an expression
 * @input: number of an input
 * @index: the tags of the project
 * @home: (nullable): the device of the tag that is computed by it
 * @error: (nullable): place for a %MON_EXPRESSION_ERROR
 *
 * Finds the tag that an input refers to.
 *
 * Returns: (transfer none) (nullable): the tag; %NULL when there is none, for an id without error
 */
const MonTagPlace *
mon_formula_find (const MonExpression  *expression,
                  guint                 input,
                  const MonTagIndex    *index,
                  const MonDeviceSpec  *home,
                  GError              **error)
{
  const MonReference *reference = mon_expression_get_input (expression, input);

  if (reference->is_id)
    return mon_tag_index_find_id (index, reference->text);
  return mon_tag_index_find_name (index, home, reference->text, error);
}

/**
 * mon_formula_resolve:
 * @expression: an expression, as somebody wrote it
 * @index: the tags of the project
 * @home: (nullable): the device of the tag that is computed by it
 * @out_spot: (out) (optional): where it is wrong, when it is
 * @error: (nullable): place for %MON_EXPRESSION_ERROR_UNKNOWN or %MON_EXPRESSION_ERROR_AMBIGUOUS
 *
 * Makes of each name the id of the tag that it means now, which stays when the tag is renamed or
 * moved: this is what projects hold. An id that no tag has is left as it is, since the tag may come
 * back by undo.
 *
 * Returns: (transfer full) (nullable): the expression, or %NULL when a name means no tag
 */
MonExpression *
mon_formula_resolve (MonExpression        *expression,
                     const MonTagIndex    *index,
                     const MonDeviceSpec  *home,
                     MonExpressionSpot    *out_spot,
                     GError              **error)
{
  Context context = { .index = index, .home = home };
  gboolean has_names = FALSE;

  for (guint i = 0; i < mon_expression_get_n_inputs (expression); i++)
    {
      if (mon_expression_get_input (expression, i)->is_id)
        continue;
      has_names = TRUE;
      if (mon_formula_find (expression, i, index, home, error) == NULL)
        {
          mon_expression_find_input (expression, i, out_spot);
          return NULL;
        }
    }

  return has_names ? mon_expression_rewrite (expression, to_id_cb, &context)
                   : mon_expression_ref (expression);
}

/**
 * mon_formula_dup_text:
 * @expression: an expression
 * @index: the tags of the project
 * @home: (nullable): the device of the tag that is computed by it
 *
 * Gives an expression as people read and write it, with names. The id of a tag that is gone, or
 * that no name means alone, stays.
 *
 * Returns: (transfer full): the text
 */
char *
mon_formula_dup_text (const MonExpression *expression,
                      const MonTagIndex   *index,
                      const MonDeviceSpec *home)
{
  Context context = { .index = index, .home = home };
  g_autoptr (MonExpression) named = mon_expression_rewrite (expression, to_name_cb, &context);

  return g_strdup (mon_expression_get_text (named));
}
