/* support.h: what the tests of the window share: an application, a window, a picture of a widget.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef gboolean (*SupportCondition) (gpointer user_data);

/* Registers an application that is nobody else's, so that styles, icons and templates are there. */
GtkApplication *support_get_application (void);

/* A window that shows @child, drawn once. */
GtkWindow      *support_show            (GtkWidget        *child,
                                         int               width,
                                         int               height);

/* Runs the main loop until @condition is true; fails after @seconds. */
void            support_wait_for        (SupportCondition  condition,
                                         gpointer          user_data,
                                         guint             seconds);
/* Runs the main loop for so long. */
void            support_run_for         (guint             milliseconds);

/* Downloads the picture of @widget: 4 bytes a pixel, B G R A, premultiplied. It is also left beside
 * the tests as NAME.png, to be looked at. */
guint8         *support_take_picture    (GtkWidget        *widget,
                                         const char       *name,
                                         int              *out_width,
                                         int              *out_height);

/* How many pixels are within @tolerance of a colour in a rectangle of a picture. */
guint           support_count_pixels    (const guint8     *pixels,
                                         int               picture_width,
                                         GdkRectangle      area,
                                         const GdkRGBA    *color,
                                         guint             tolerance);

/* The first descendant of a type, depth first. */
gpointer        support_find            (gpointer          root,
                                         GType             type);

G_END_DECLS
