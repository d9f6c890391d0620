/* mon-plot-spec.h: the tags that are drawn together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonPlotSpec:
 * @id: identity in files
 * @name: "" when it has none
 * @span_s: width of the live view in seconds, 1 to 31,536,000; 60 by default
 * @tag_ids: (element-type utf8): ids of the tags drawn; one that no tag has is passed over
 * @extra: (nullable): members of the file that this version does not know
 *
 * A plot and its curves.
 */
typedef struct _MonPlotSpec MonPlotSpec;
struct _MonPlotSpec
{
  char      *id;
  char      *name;
  guint      span_s;
  GPtrArray *tag_ids;
  char      *extra;
};

MonPlotSpec *mon_plot_spec_new   (void);
MonPlotSpec *mon_plot_spec_edit  (const MonPlotSpec *spec);
MonPlotSpec *mon_plot_spec_ref   (MonPlotSpec       *spec);
void         mon_plot_spec_unref (MonPlotSpec       *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonPlotSpec, mon_plot_spec_unref)

G_END_DECLS
