/* ui-plot-paper.c: what a plot is drawn on, and texts on it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot-paper.h"

#include <math.h>

/**
 * ui_plot_paper_layout:
 * @paper: what is drawn on
 * @text: a text
 *
 * Returns: (transfer full): the text, ready to be measured or drawn
 */
PangoLayout *
ui_plot_paper_layout (const UiPlotPaper *paper,
                      const char        *text)
{
  PangoLayout *layout = pango_layout_new (paper->context);
  PangoAttrList *attributes = pango_attr_list_new ();

  /* Digits of equal width, or numbers dance while they change. */
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/**
 * ui_plot_paper_put_text:
 * @paper: what is drawn on
 * @snapshot: gets the drawing
 * @text: a text
 * @x: where the part of it that @x_align names comes
 * @y: where its middle comes
 * @x_align: 0 for its left end, 1 for its right end
 * @color: its colour
 *
 * Writes a text.
 */
void
ui_plot_paper_put_text (const UiPlotPaper *paper,
                        GtkSnapshot       *snapshot,
                        const char        *text,
                        double             x,
                        double             y,
                        double             x_align,
                        const GdkRGBA     *color)
{
  g_autoptr (PangoLayout) layout = ui_plot_paper_layout (paper, text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x - width * x_align),
                                                          (float) round (y - height / 2.0)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/**
 * ui_plot_paper_foreground:
 * @paper: what is drawn on
 * @alpha: 0 to 1
 *
 * Returns: the colour of texts, made fainter
 */
GdkRGBA
ui_plot_paper_foreground (const UiPlotPaper *paper,
                          float              alpha)
{
  GdkRGBA color = paper->foreground;

  color.alpha *= alpha;
  return color;
}
