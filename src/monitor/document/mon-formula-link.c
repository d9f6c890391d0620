/* mon-formula-link.c: resolves the names in the expressions of a project that was just read.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-formula-link.h"

#include "monitor/document/mon-formula-graph.h"
#include "monitor/document/mon-formula.h"

static gboolean
refuse (const MonMemberReader  *reader,
        guint                   number,
        gsize                   offset,
        const char             *message,
        GError                **error)
{
  mon_json_tree_set_error_in (reader->tree,
                              g_array_index (reader->expressions, MonReadExpression, number).value,
                              offset, error, reader->domain, reader->code, message);
  return FALSE;
}

static gboolean
resolve (const MonMemberReader  *reader,
         guint                   number,
         const MonTagIndex      *index,
         const MonTagPlace      *place,
         GError                **error)
{
  MonExpression **expression = &place->tag->expression;
  g_autoptr (GError) own_error = NULL;
  MonExpressionSpot spot;
  MonExpression *resolved = mon_formula_resolve (*expression, index, place->device, &spot,
                                                 &own_error);

  /* Both follow the order of the file. */
  g_assert (g_array_index (reader->expressions, MonReadExpression, number).place == expression);

  if (resolved == NULL)
    return refuse (reader, number, spot.offset, own_error->message, error);
  mon_expression_unref (*expression);
  *expression = resolved;
  return TRUE;
}

/**
 * mon_formula_link:
 * @reader: what read it
 * @root: the project, which nobody else has yet
 * @error: (nullable): place for the error, of the reader's domain and code
 *
 * Makes ids of the names in all expressions, and looks for circles. O(tags) when there are any
 * expressions.
 *
 * Returns: %FALSE when a name means no tag, or a tag is computed of itself; the error says where
 */
gboolean
mon_formula_link (const MonMemberReader  *reader,
                  MonProjectSpec         *root,
                  GError                **error)
{
  g_autoptr (MonTagIndex) index = NULL;
  g_autoptr (MonFormulaGraph) graph = NULL;
  g_autoptr (GError) own_error = NULL;
  guint number = 0;

  if (reader->expressions->len == 0)
    return TRUE;

  index = mon_tag_index_new (root);
  for (guint i = 0; i < mon_tag_index_get_n_places (index); i++)
    {
      const MonTagPlace *place = mon_tag_index_get_place (index, i);

      if (mon_tag_spec_is_computed (place->tag)
          && !resolve (reader, number++, index, place, error))
        return FALSE;
    }

  graph = mon_formula_graph_new (index);
  return mon_formula_graph_check (graph, &number, &own_error)
         || refuse (reader, number, 0, own_error->message, error);
}
