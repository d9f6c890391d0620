/* ui-hex-view.h: the bytes of an ADU in hex and ASCII, some of them highlighted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiHexView:
 *
 * Rows of 16 bytes, or of 8 or 4 where there is no room for more. Signal "byte-activated" (guint
 * offset): a byte was clicked or reached with the keyboard.
 */
#define UI_TYPE_HEX_VIEW (ui_hex_view_get_type ())
G_DECLARE_FINAL_TYPE (UiHexView, ui_hex_view, UI, HEX_VIEW, GtkWidget)

GtkWidget *ui_hex_view_new           (void);
void       ui_hex_view_set_bytes     (UiHexView *self,
                                      GBytes    *bytes,
                                      guint      header_len);
void       ui_hex_view_set_highlight (UiHexView *self,
                                      guint      offset,
                                      guint      len);
gboolean   ui_hex_view_get_highlight (UiHexView *self,
                                      guint     *out_offset,
                                      guint     *out_len);
gboolean   ui_hex_view_find_byte     (UiHexView *self,
                                      double     x,
                                      double     y,
                                      guint     *out_offset);
char      *ui_hex_view_dup_text      (UiHexView *self);

G_END_DECLS
