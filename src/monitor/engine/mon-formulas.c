/* mon-formulas.c: computes tags of others' samples, in order, each when something it needs is new.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-formulas.h"

#include <string.h>

#include "monitor/document/mon-formula-graph.h"
#include "monitor/store/mon-handle-map.h"

/* What a double holds exactly. */
#define MAX_EXACT (G_GINT64_CONSTANT (1) << 53)

/* A use of a tag by a formula, in a list that begins at the tag. */
typedef struct
{
  guint formula;
  guint next;    /* number + 1, 0: none */
} Use;

/* The latest of any tag, computed or not. */
typedef struct
{
  MbValue  value;
  gint64   time_us;
  guint8   quality;
  guint8   detail;
  gboolean has_sample;
  guint    first_use; /* number + 1, 0: none */
} Latest;

typedef struct
{
  MonTagSpec *tag;
  guint32    *inputs;    /* handles, 0 for what is not in the project */
  guint       n_inputs;
  int         level;     /* -1: in a circle */
  gboolean    is_dirty;
  gboolean    is_floating;
} Formula;

struct _MonFormulas
{
  MonHandleMap        latest;   /* of Latest */
  GArray             *formulas; /* of Formula, in the order of the file */
  GArray             *uses;     /* of Use */
  GPtrArray          *levels;   /* of GArray of guint: those of each level that are dirty */
  guint               n_dirty;
  MbValue             values[MON_EXPRESSION_MAX_REFERENCES];
  MonExpressionStack  stack;
};

static void
clear_formula_cb (gpointer data)
{
  Formula *formula = data;

  mon_tag_spec_unref (formula->tag);
  g_free (formula->inputs);
}

static GArray *
new_formula_array (void)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (Formula));

  g_array_set_clear_func (array, clear_formula_cb);
  return array;
}

static Formula *
formula_at (MonFormulas *formulas,
            guint        number)
{
  return &g_array_index (formulas->formulas, Formula, number);
}

static Latest *
ensure_latest (MonFormulas *formulas,
               guint32      tag)
{
  Latest *latest = mon_handle_map_lookup (&formulas->latest, tag);

  if (G_UNLIKELY (latest == NULL))
    {
      latest = g_new0 (Latest, 1);
      mon_handle_map_insert (&formulas->latest, tag, latest);
    }
  return latest;
}

static void
mark_dirty (MonFormulas *formulas,
            guint        number)
{
  Formula *formula = formula_at (formulas, number);

  if (formula->is_dirty)
    return;
  formula->is_dirty = TRUE;
  formulas->n_dirty++;
  g_array_append_val (g_ptr_array_index (formulas->levels, MAX (formula->level, 0)), number);
}

static void
take_note (MonFormulas     *formulas,
           const MonSample *sample)
{
  Latest *latest = ensure_latest (formulas, sample->tag);

  latest->value = mon_number_is (&sample->value) ? sample->value
                                                 : (MbValue) { .kind = MB_VALUE_NONE };
  latest->time_us = sample->time_us;
  latest->quality = sample->quality;
  latest->detail = sample->detail;
  latest->has_sample = TRUE;
  for (guint use = latest->first_use; use != 0;
       use = g_array_index (formulas->uses, Use, use - 1).next)
    mark_dirty (formulas, g_array_index (formulas->uses, Use, use - 1).formula);
}

/* How bad a quality is, as the header tells. */
static guint
rank_of (MonQuality quality)
{
  switch (quality)
    {
    case MON_QUALITY_GOOD:
      return 0;
    case MON_QUALITY_LATE:
      return 1;
    case MON_QUALITY_PAUSED:
      return 2;
    case MON_QUALITY_STALE:
      return 3;
    case MON_QUALITY_NOT_AVAILABLE:
      return 4;
    case MON_QUALITY_TIMEOUT:
      return 5;
    case MON_QUALITY_EXCEPTION:
      return 6;
    case MON_QUALITY_BREACH:
      return 7;
    case MON_QUALITY_LINK_DOWN:
      return 8;
    }

  g_assert_not_reached ();
}

static void
set_fault (MonSample *sample,
           MonFault   fault)
{
  sample->quality = MON_QUALITY_NOT_AVAILABLE;
  sample->detail = (guint8) fault;
  sample->value = (MbValue) { .kind = MB_VALUE_NONE };
}

/* What makes an expression fail before it is looked at; else MON_FAULT_NONE. */
static MonFault
find_missing (const Formula *formula)
{
  if (formula->level < 0)
    return MON_FAULT_CIRCLE;
  for (guint i = 0; i < formula->n_inputs; i++)
    if (formula->inputs[i] == 0)
      return MON_FAULT_NO_TAG;
  return MON_FAULT_NONE;
}

/* Fills in quality and time by the inputs, and their values. FALSE while one has had no sample. */
static gboolean
gather (MonFormulas   *formulas,
        const Formula *formula,
        MonSample     *sample)
{
  gint64 newest_us = G_MININT64;

  for (guint i = 0; i < formula->n_inputs; i++)
    {
      const Latest *input = mon_handle_map_lookup (&formulas->latest, formula->inputs[i]);

      if (input == NULL || !input->has_sample)
        return FALSE;
      if (rank_of (input->quality) > rank_of (sample->quality))
        {
          sample->quality = input->quality;
          sample->detail = input->detail;
        }
      newest_us = MAX (newest_us, input->time_us);
      formulas->values[i] = input->value;
    }
  if (formula->n_inputs > 0)
    sample->time_us = newest_us;
  return TRUE;
}

static void
compute (MonFormulas   *formulas,
         const Formula *formula,
         MonSample     *sample)
{
  MonFault fault;

  for (guint i = 0; i < formula->n_inputs; i++)
    if (!mon_number_is (&formulas->values[i]))
      {
        set_fault (sample, MON_FAULT_TEXT);
        return;
      }
  fault = mon_expression_evaluate (formula->tag->expression, formulas->values, &formulas->stack,
                                   &sample->value);
  if (fault != MON_FAULT_NONE)
    set_fault (sample, fault);
}

static void
keep_kind (Formula *formula,
           MbValue *value)
{
  if (value->kind == MB_VALUE_FLOAT64 || value->kind == MB_VALUE_FLOAT32)
    formula->is_floating = TRUE;
  else if (formula->is_floating && value->kind == MB_VALUE_INT
           && value->i >= -MAX_EXACT && value->i <= MAX_EXACT)
    *value = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = (double) value->i };
}

/* FALSE when there is nothing to say yet. */
static gboolean
make_sample (MonFormulas *formulas,
             Formula     *formula,
             gint64       wall_us,
             MonSample   *out_sample)
{
  const Latest *own = ensure_latest (formulas, formula->tag->handle);
  MonFault fault = find_missing (formula);

  *out_sample = (MonSample) {
    .tag = formula->tag->handle,
    .quality = MON_QUALITY_GOOD,
    .time_us = wall_us,
    .value = { .kind = MB_VALUE_NONE },
  };
  if (fault != MON_FAULT_NONE)
    set_fault (out_sample, fault);
  else if (!gather (formulas, formula, out_sample))
    return FALSE;
  else if (mon_quality_has_value (out_sample->quality))
    compute (formulas, formula, out_sample);

  keep_kind (formula, &out_sample->value);
  if (own->has_sample)
    out_sample->time_us = MAX (out_sample->time_us, own->time_us);
  return TRUE;
}

static void
add_uses (MonFormulas *formulas,
          guint        number)
{
  const Formula *formula = formula_at (formulas, number);

  for (guint i = 0; formula->level >= 0 && i < formula->n_inputs; i++)
    {
      Latest *input;
      Use use = { .formula = number };

      if (formula->inputs[i] == 0)
        continue;
      input = ensure_latest (formulas, formula->inputs[i]);
      use.next = input->first_use;
      g_array_append_val (formulas->uses, use);
      input->first_use = formulas->uses->len;
    }
}

/* Lets go of all formulas; returns them. */
static GArray *
take_formulas (MonFormulas *formulas)
{
  GArray *old = formulas->formulas;

  for (guint i = 0; i < old->len; i++)
    {
      const Formula *formula = formula_at (formulas, i);

      for (guint k = 0; k < formula->n_inputs; k++)
        {
          Latest *input = mon_handle_map_lookup (&formulas->latest, formula->inputs[k]);

          if (input != NULL)
            input->first_use = 0;
        }
    }
  g_array_set_size (formulas->uses, 0);
  g_ptr_array_set_size (formulas->levels, 0);
  formulas->n_dirty = 0;
  formulas->formulas = new_formula_array ();
  return old;
}

static gboolean
is_unchanged (const Formula *old,
              const Formula *now)
{
  return old->tag->expression == now->tag->expression && (old->level < 0) == (now->level < 0)
         && old->n_inputs == now->n_inputs
         && (old->n_inputs == 0
             || memcmp (old->inputs, now->inputs, old->n_inputs * sizeof old->inputs[0]) == 0);
}

static void
add_formula (MonFormulas          *formulas,
             const MonFormulaNode *node,
             const Formula        *old)
{
  guint number = formulas->formulas->len;
  Formula formula = {
    .tag = mon_tag_spec_ref (node->place->tag),
    .inputs = g_memdup2 (node->inputs, node->n_inputs * sizeof node->inputs[0]),
    .n_inputs = node->n_inputs,
    .level = node->level,
  };
  gboolean is_new = old == NULL || old->is_dirty || !is_unchanged (old, &formula);

  if (!is_new)
    formula.is_floating = old->is_floating;
  g_array_append_val (formulas->formulas, formula);
  if (is_new)
    mark_dirty (formulas, number);
}

/**
 * mon_formulas_new:
 *
 * Returns: (transfer full): formulas of nothing
 */
MonFormulas *
mon_formulas_new (void)
{
  MonFormulas *formulas = g_new0 (MonFormulas, 1);

  formulas->formulas = new_formula_array ();
  formulas->uses = g_array_new (FALSE, FALSE, sizeof (Use));
  formulas->levels = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return formulas;
}

/**
 * mon_formulas_free:
 * @formulas: (transfer full): formulas
 *
 * Frees them.
 */
void
mon_formulas_free (MonFormulas *formulas)
{
  g_array_unref (formulas->formulas);
  g_array_unref (formulas->uses);
  g_ptr_array_unref (formulas->levels);
  mon_handle_map_clear (&formulas->latest, g_free);
  g_free (formulas);
}

/**
 * mon_formulas_set_root:
 * @formulas: formulas
 * @root: a project
 *
 * Takes over the computed tags of a project. What is new or needs other tags than before is
 * computed by the next mon_formulas_run(), of the samples that there have been. O(tags).
 */
void
mon_formulas_set_root (MonFormulas    *formulas,
                       MonProjectSpec *root)
{
  g_autoptr (GArray) old = take_formulas (formulas);
  g_autoptr (GHashTable) by_handle = g_hash_table_new (NULL, NULL);
  g_autoptr (MonTagIndex) index = NULL;
  g_autoptr (MonFormulaGraph) graph = NULL;

  if (!mon_project_spec_has_computed (root))
    return;
  for (guint i = 0; i < old->len; i++)
    {
      Formula *formula = &g_array_index (old, Formula, i);

      g_hash_table_insert (by_handle, GUINT_TO_POINTER (formula->tag->handle), formula);
    }

  index = mon_tag_index_new (root);
  graph = mon_formula_graph_new (index);
  /* One at least, for those in circles. */
  for (guint i = 0; i < MAX (mon_formula_graph_get_n_levels (graph), 1); i++)
    g_ptr_array_add (formulas->levels, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < mon_formula_graph_get_n_nodes (graph); i++)
    {
      const MonFormulaNode *node = mon_formula_graph_get_node (graph, i);
      gpointer handle = GUINT_TO_POINTER (node->place->tag->handle);

      add_formula (formulas, node, g_hash_table_lookup (by_handle, handle));
    }
  /* Each comes before the others in its lists, so that those are in the order of the file. */
  for (guint i = formulas->formulas->len; i > 0; i--)
    add_uses (formulas, i - 1);
}

/**
 * mon_formulas_forget:
 * @formulas: formulas
 * @tag: handle of a tag
 *
 * Forgets what is known of a tag that is not in the project any more; an unknown one is no error.
 */
void
mon_formulas_forget (MonFormulas *formulas,
                     guint32      tag)
{
  Latest *latest = mon_handle_map_lookup (&formulas->latest, tag);

  if (latest == NULL)
    return;
  if (latest->first_use != 0)
    latest->has_sample = FALSE;
  else
    g_free (mon_handle_map_steal (&formulas->latest, tag));
}

/**
 * mon_formulas_observe:
 * @formulas: formulas
 * @samples: (array length=n_samples): samples in their order
 * @n_samples: their number
 *
 * Takes note of new samples. One look-up by handle a sample.
 */
void
mon_formulas_observe (MonFormulas     *formulas,
                      const MonSample *samples,
                      guint            n_samples)
{
  for (guint i = 0; i < n_samples; i++)
    take_note (formulas, &samples[i]);
}

/**
 * mon_formulas_run:
 * @formulas: formulas
 * @wall_us: wall time, for what depends on no sample
 * @samples: (element-type MonSample): what comes out is appended here
 *
 * Computes what has something new to be computed of, each tag once and after those that it needs.
 * Costs O(what is computed + levels).
 */
void
mon_formulas_run (MonFormulas *formulas,
                  gint64       wall_us,
                  GArray      *samples)
{
  for (guint level = 0; formulas->n_dirty > 0; level++)
    {
      /* What comes out makes only those of higher levels dirty. */
      GArray *dirty = g_ptr_array_index (formulas->levels, level);

      for (guint i = 0; i < dirty->len; i++)
        {
          Formula *formula = formula_at (formulas, g_array_index (dirty, guint, i));
          MonSample sample;

          formula->is_dirty = FALSE;
          formulas->n_dirty--;
          if (!make_sample (formulas, formula, wall_us, &sample))
            continue;
          take_note (formulas, &sample);
          g_array_append_val (samples, sample);
        }
      g_array_set_size (dirty, 0);
    }
}
