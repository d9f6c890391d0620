/* mon-formula-graph.h: which computed tags of a project need which others, and in which order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-tag-index.h"

G_BEGIN_DECLS

/**
 * MonFormulaNode:
 * @place: a computed tag
 * @inputs: (array length=n_inputs): handles of the tags that its expression refers to, in the order
 *   of its inputs; 0 for what is not in the project
 * @n_inputs: how many
 * @level: above that of each computed tag that it needs, from 0; -1 when it cannot be computed,
 *   because tags are computed of one another in a circle
 *
 * A computed tag and what it needs.
 */
typedef struct
{
  const MonTagPlace *place;
  guint32           *inputs;
  guint              n_inputs;
  int                level;
} MonFormulaNode;

/**
 * MonFormulaGraph:
 *
 * The computed tags of a project, in the order of the file.
 */
typedef struct _MonFormulaGraph MonFormulaGraph;

MonFormulaGraph      *mon_formula_graph_new         (const MonTagIndex     *index);
void                  mon_formula_graph_free        (MonFormulaGraph       *graph);
guint                 mon_formula_graph_get_n_nodes (const MonFormulaGraph *graph);
const MonFormulaNode *mon_formula_graph_get_node    (const MonFormulaGraph *graph,
                                                     guint                  number);
guint                 mon_formula_graph_get_n_levels (const MonFormulaGraph *graph);
/* Refuses a project in which tags are computed in a circle; @out_node: the first of them. */
gboolean              mon_formula_graph_check       (const MonFormulaGraph  *graph,
                                                     guint                  *out_node,
                                                     GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonFormulaGraph, mon_formula_graph_free)

G_END_DECLS
