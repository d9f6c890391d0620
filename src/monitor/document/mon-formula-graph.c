/* mon-formula-graph.c: puts computed tags into the order in which they can be computed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-formula-graph.h"

#include <glib/gi18n-lib.h>

#include "monitor/document/mon-formula.h"

/* As many tags of a circle as a message has room for. */
#define MAX_NAMES 8

struct _MonFormulaGraph
{
  const MonTagIndex *index;
  GArray            *nodes;     /* of MonFormulaNode */
  GHashTable        *by_handle; /* handle of a tag → number of its node + 1 */
  guint              n_levels;
};

static void
clear_node_cb (gpointer data)
{
  g_free (((MonFormulaNode *) data)->inputs);
}

static MonFormulaNode *
node_at (const MonFormulaGraph *graph,
         guint                  number)
{
  return &g_array_index (graph->nodes, MonFormulaNode, number);
}

/* FALSE for a tag that is not computed. */
static gboolean
find_node (const MonFormulaGraph *graph,
           guint32                handle,
           guint                 *out_number)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (graph->by_handle,
                                                        GUINT_TO_POINTER (handle)));

  *out_number = number - 1;
  return number != 0;
}

static void
add_node (MonFormulaGraph   *graph,
          const MonTagPlace *place)
{
  const MonExpression *expression = place->tag->expression;
  MonFormulaNode node = {
    .place = place,
    .n_inputs = mon_expression_get_n_inputs (expression),
    .level = -1,
  };

  node.inputs = g_new0 (guint32, node.n_inputs);
  for (guint i = 0; i < node.n_inputs; i++)
    {
      const MonTagPlace *input = mon_formula_find (expression, i, graph->index, place->device,
                                                   NULL);

      if (input != NULL)
        node.inputs[i] = input->tag->handle;
    }
  g_array_append_val (graph->nodes, node);
  g_hash_table_insert (graph->by_handle, GUINT_TO_POINTER (place->tag->handle),
                       GUINT_TO_POINTER (graph->nodes->len));
}

/* For each node the nodes that need it, and for each how many that it needs have no level yet. */
static GPtrArray *
collect_users (const MonFormulaGraph *graph,
               guint                 *n_missing)
{
  GPtrArray *users = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  guint input;

  for (guint i = 0; i < graph->nodes->len; i++)
    g_ptr_array_add (users, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < graph->nodes->len; i++)
    for (guint k = 0; k < node_at (graph, i)->n_inputs; k++)
      if (find_node (graph, node_at (graph, i)->inputs[k], &input))
        {
          g_array_append_val (g_ptr_array_index (users, input), i);
          n_missing[i]++;
        }

  return users;
}

/* Level by level; what is in a circle, or needs something that is, never gets its turn. */
static void
assign_levels (MonFormulaGraph *graph)
{
  g_autofree guint *n_missing = g_new0 (guint, MAX (graph->nodes->len, 1));
  g_autoptr (GPtrArray) users = collect_users (graph, n_missing);
  g_autoptr (GArray) ready = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < graph->nodes->len; i++)
    if (n_missing[i] == 0)
      {
        node_at (graph, i)->level = 0;
        g_array_append_val (ready, i);
      }
  for (guint at = 0; at < ready->len; at++)
    {
      guint number = g_array_index (ready, guint, at);
      const GArray *its_users = g_ptr_array_index (users, number);
      int level = node_at (graph, number)->level;

      graph->n_levels = MAX (graph->n_levels, (guint) level + 1);
      for (guint k = 0; k < its_users->len; k++)
        {
          guint user = g_array_index (its_users, guint, k);

          if (--n_missing[user] > 0)
            continue;
          /* The nodes come in the order of their levels, so that this one is the highest. */
          node_at (graph, user)->level = level + 1;
          g_array_append_val (ready, user);
        }
    }
}

/* A node without a level needs another one without, or it would have one. */
static guint
next_in_circle (const MonFormulaGraph *graph,
                guint                  number)
{
  const MonFormulaNode *node = node_at (graph, number);
  guint input;

  for (guint k = 0; k < node->n_inputs; k++)
    if (find_node (graph, node->inputs[k], &input) && node_at (graph, input)->level < 0)
      return input;
  g_assert_not_reached ();
}

/* Follows needs from a node without a level until they repeat; gives the first node of the circle
 * in the order of the file. */
static guint
find_circle (const MonFormulaGraph *graph,
             guint                  number)
{
  g_autofree gboolean *seen = g_new0 (gboolean, graph->nodes->len);
  guint first, at;

  for (; !seen[number]; number = next_in_circle (graph, number))
    seen[number] = TRUE;
  first = number;
  for (at = next_in_circle (graph, number); at != number; at = next_in_circle (graph, at))
    first = MIN (first, at);

  return first;
}

static void
append_name (GString               *text,
             const MonFormulaGraph *graph,
             guint                  number,
             const MonDeviceSpec   *home)
{
  const MonTagPlace *place = node_at (graph, number)->place;
  g_autofree char *name = mon_tag_index_dup_name (graph->index, home, place);

  g_string_append (text, name != NULL ? name : place->tag->id);
}

/* "A → B → A" */
static char *
describe_circle (const MonFormulaGraph *graph,
                 guint                  first)
{
  const MonDeviceSpec *home = node_at (graph, first)->place->device;
  GString *text = g_string_new (NULL);
  guint n = 1, at;

  append_name (text, graph, first, home);
  for (at = next_in_circle (graph, first); at != first; at = next_in_circle (graph, at), n++)
    {
      if (n > MAX_NAMES)
        continue;
      g_string_append (text, " → ");
      if (n < MAX_NAMES)
        append_name (text, graph, at, home);
      else
        g_string_append (text, "…");
    }
  g_string_append (text, " → ");
  append_name (text, graph, first, home);
  return g_string_free (text, FALSE);
}

/**
 * mon_formula_graph_new:
 * @index: the tags of a project, which must outlive the graph
 *
 * Looks at all computed tags. O(tags + references).
 *
 * Returns: (transfer full): the graph
 */
MonFormulaGraph *
mon_formula_graph_new (const MonTagIndex *index)
{
  MonFormulaGraph *graph = g_new0 (MonFormulaGraph, 1);

  graph->index = index;
  graph->nodes = g_array_new (FALSE, FALSE, sizeof (MonFormulaNode));
  g_array_set_clear_func (graph->nodes, clear_node_cb);
  graph->by_handle = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < mon_tag_index_get_n_places (index); i++)
    {
      const MonTagPlace *place = mon_tag_index_get_place (index, i);

      if (mon_tag_spec_is_computed (place->tag))
        add_node (graph, place);
    }
  assign_levels (graph);

  return graph;
}

/**
 * mon_formula_graph_free:
 * @graph: (transfer full): a graph
 *
 * Frees it.
 */
void
mon_formula_graph_free (MonFormulaGraph *graph)
{
  g_hash_table_unref (graph->by_handle);
  g_array_unref (graph->nodes);
  g_free (graph);
}

/**
 * mon_formula_graph_get_n_nodes:
 * @graph: a graph
 *
 * Returns: how many computed tags there are
 */
guint
mon_formula_graph_get_n_nodes (const MonFormulaGraph *graph)
{
  return graph->nodes->len;
}

/**
 * mon_formula_graph_get_node:
 * @graph: a graph
 * @number: of a node, in the order of the file
 *
 * Returns: (transfer none): the node
 */
const MonFormulaNode *
mon_formula_graph_get_node (const MonFormulaGraph *graph,
                            guint                  number)
{
  g_return_val_if_fail (number < graph->nodes->len, NULL);

  return node_at (graph, number);
}

/**
 * mon_formula_graph_get_n_levels:
 * @graph: a graph
 *
 * Returns: how many levels there are
 */
guint
mon_formula_graph_get_n_levels (const MonFormulaGraph *graph)
{
  return graph->n_levels;
}

/**
 * mon_formula_graph_check:
 * @graph: a graph
 * @out_node: (out) (optional): number of a tag that is computed of itself, the first in the file
 * @error: (nullable): place for %MON_EXPRESSION_ERROR_CIRCLE, which names all tags in between
 *
 * Looks for tags that are computed of themselves by way of others.
 *
 * Returns: %FALSE when there are some
 */
gboolean
mon_formula_graph_check (const MonFormulaGraph  *graph,
                         guint                  *out_node,
                         GError                **error)
{
  g_autofree char *circle = NULL;
  guint first = 0;

  while (first < graph->nodes->len && node_at (graph, first)->level >= 0)
    first++;
  if (first == graph->nodes->len)
    return TRUE;

  first = find_circle (graph, first);
  circle = describe_circle (graph, first);
  if (out_node != NULL)
    *out_node = first;
  /* Translators: names of tags with arrows between them: “A → B → A”. */
  g_set_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_CIRCLE,
               _("computed of itself: %s"), circle);
  return FALSE;
}
