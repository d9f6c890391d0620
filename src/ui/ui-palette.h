/* ui-palette.h: which colour a tag has, in the table and on the plot alike.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiPalette:
 *
 * Colours of the tags on the plot. A tag keeps its colour as long as it is there, whatever comes
 * and goes beside it. Signal "changed": a tag has got or lost its colour, or the style went from
 * light to dark or back.
 */
#define UI_TYPE_PALETTE (ui_palette_get_type ())
G_DECLARE_FINAL_TYPE (UiPalette, ui_palette, UI, PALETTE, GObject)

UiPalette *ui_palette_new        (void);
void       ui_palette_set_tags   (UiPalette     *self,
                                  const guint32 *handles,
                                  guint          n_handles);
void       ui_palette_follow     (UiPalette     *self,
                                  GListModel    *tags);
gboolean   ui_palette_get_color  (UiPalette     *self,
                                  guint32        handle,
                                  GdkRGBA       *out_color,
                                  gboolean      *out_dashed);

G_END_DECLS
