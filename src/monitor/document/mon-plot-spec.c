/* mon-plot-spec.c: the tags that are drawn together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-plot-spec.h"

#include "monitor/document/mon-identity.h"

static gpointer
strdup_cb (gconstpointer text,
           gpointer      user_data)
{
  return g_strdup (text);
}

static void
clear_cb (gpointer data)
{
  MonPlotSpec *spec = data;

  g_free (spec->id);
  g_free (spec->name);
  g_ptr_array_unref (spec->tag_ids);
  g_free (spec->extra);
}

/**
 * mon_plot_spec_new:
 *
 * Makes a plot of nothing that shows the last minute.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonPlotSpec *
mon_plot_spec_new (void)
{
  MonPlotSpec *spec = g_atomic_rc_box_new0 (MonPlotSpec);

  spec->id = mon_identity_new_id ();
  spec->name = g_strdup ("");
  spec->span_s = 60;
  spec->tag_ids = g_ptr_array_new_with_free_func (g_free);

  return spec;
}

/**
 * mon_plot_spec_edit:
 * @spec: a plot
 *
 * Makes a copy with the same id and a list of its own.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonPlotSpec *
mon_plot_spec_edit (const MonPlotSpec *spec)
{
  MonPlotSpec *copy;

  g_return_val_if_fail (spec != NULL, NULL);

  copy = g_atomic_rc_box_new0 (MonPlotSpec);
  *copy = *spec;
  copy->id = g_strdup (spec->id);
  copy->name = g_strdup (spec->name);
  copy->tag_ids = g_ptr_array_copy (spec->tag_ids, strdup_cb, NULL);
  copy->extra = g_strdup (spec->extra);

  return copy;
}

/**
 * mon_plot_spec_ref:
 * @spec: a plot
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @spec
 */
MonPlotSpec *
mon_plot_spec_ref (MonPlotSpec *spec)
{
  return g_atomic_rc_box_acquire (spec);
}

/**
 * mon_plot_spec_unref:
 * @spec: (transfer full): a plot
 *
 * Drops a reference. Any thread.
 */
void
mon_plot_spec_unref (MonPlotSpec *spec)
{
  g_atomic_rc_box_release_full (spec, clear_cb);
}
