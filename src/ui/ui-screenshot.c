/* ui-screenshot.c: a widget as a picture, drawn by the cairo renderer whatever draws the screen.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-screenshot.h"

#include <glib/gi18n.h>

/**
 * ui_screenshot_take:
 * @widget: a widget that has been drawn and not been changed since: see ui_screenshot_when_drawn()
 *
 * Returns: (transfer full) (nullable): its picture; %NULL when it has not been drawn
 */
GdkTexture *
ui_screenshot_take (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GskRenderer) renderer = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GskRenderNode *node;
  GdkTexture *texture;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;

  renderer = gsk_cairo_renderer_new ();
  gsk_renderer_realize (renderer, NULL, NULL);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width,
                                                              (float) height));
  gsk_renderer_unrealize (renderer);
  gsk_render_node_unref (node);
  return texture;
}

typedef struct
{
  GtkWidget        *widget;
  UiScreenshotFunc  func;
  gpointer          user_data;
  gulong            handler;
} DrawnCall;

static void
after_paint_cb (GdkFrameClock *frame_clock,
                gpointer       user_data)
{
  DrawnCall *call = user_data;

  g_signal_handler_disconnect (frame_clock, call->handler);
  call->func (call->widget, call->user_data);
  g_object_unref (call->widget);
  g_free (call);
}

/**
 * ui_screenshot_when_drawn:
 * @widget: a mapped widget
 * @func: called once
 * @user_data: for @func
 *
 * Draws the widget and calls @func in the one moment when it is as drawn and nothing has changed.
 */
void
ui_screenshot_when_drawn (GtkWidget        *widget,
                          UiScreenshotFunc  func,
                          gpointer          user_data)
{
  DrawnCall *call = g_new0 (DrawnCall, 1);

  call->widget = g_object_ref (widget);
  call->func = func;
  call->user_data = user_data;
  call->handler = g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint",
                                    G_CALLBACK (after_paint_cb), call);
  gtk_widget_queue_draw (widget);
}

/**
 * ui_screenshot_save:
 * @widget: a widget that has just been drawn
 * @path: where its picture goes, as PNG
 * @error: why it could not be written
 *
 * Returns: whether the picture has been written
 */
gboolean
ui_screenshot_save (GtkWidget   *widget,
                    const char  *path,
                    GError     **error)
{
  g_autoptr (GdkTexture) texture = ui_screenshot_take (widget);
  g_autoptr (GBytes) png = NULL;

  if (texture == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _("The window has drawn nothing yet."));
      return FALSE;
    }
  png = gdk_texture_save_to_png_bytes (texture);
  return g_file_set_contents (path, g_bytes_get_data (png, NULL),
                              (gssize) g_bytes_get_size (png), error);
}
