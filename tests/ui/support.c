/* support.c: what the tests of the window share: an application, a window, a picture of a widget.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "support.h"

#include "ui/ui-application.h"
#include "ui/ui-screenshot.h"

GtkApplication *
support_get_application (void)
{
  static GtkApplication *application = NULL;

  if (application == NULL)
    {
      g_autoptr (GError) error = NULL;

      application = GTK_APPLICATION (ui_application_new ());
      g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
      g_application_register (G_APPLICATION (application), NULL, &error);
      g_assert_no_error (error);
      g_application_set_default (G_APPLICATION (application));
    }
  return application;
}

GtkWindow *
support_show (GtkWidget *child,
              int        width,
              int        height)
{
  GtkWidget *window = gtk_window_new ();

  support_get_application ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return GTK_WINDOW (window);
}

static gboolean
expired_cb (gpointer user_data)
{
  gboolean *has_expired = user_data;

  *has_expired = TRUE;
  return G_SOURCE_REMOVE;
}

void
support_wait_for (SupportCondition condition,
                  gpointer         user_data,
                  guint            seconds)
{
  gboolean has_expired = FALSE;
  guint id = g_timeout_add_seconds (seconds, expired_cb, &has_expired);

  while (!condition (user_data))
    {
      if (has_expired)
        g_error ("nothing happened within %u s", seconds);
      g_main_context_iteration (NULL, TRUE);
    }
  if (!has_expired)
    g_source_remove (id);
}

void
support_run_for (guint milliseconds)
{
  gboolean has_expired = FALSE;

  g_timeout_add (milliseconds, expired_cb, &has_expired);
  while (!has_expired)
    g_main_context_iteration (NULL, TRUE);
}

guint8 *
support_take_picture (GtkWidget  *widget,
                      const char *name,
                      int        *out_width,
                      int        *out_height)
{
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "ui", file, NULL);
  guint8 *pixels;

  gtk_widget_queue_draw (widget);
  gtk_test_widget_wait_for_draw (widget);
  texture = ui_screenshot_take (widget);
  g_assert_nonnull (texture);
  *out_width = gdk_texture_get_width (texture);
  *out_height = gdk_texture_get_height (texture);
  gdk_texture_save_to_png (texture, path);
  pixels = g_malloc ((gsize) *out_width * *out_height * 4);
  gdk_texture_download (texture, pixels, (gsize) *out_width * 4);
  return pixels;
}

guint
support_count_pixels (const guint8  *pixels,
                      int            picture_width,
                      GdkRectangle   area,
                      const GdkRGBA *color,
                      guint          tolerance)
{
  int blue = (int) (color->blue * 255), green = (int) (color->green * 255);
  int red = (int) (color->red * 255), limit = (int) tolerance;
  guint n = 0;

  for (int y = area.y; y < area.y + area.height; y++)
    for (int x = area.x; x < area.x + area.width; x++)
      {
        const guint8 *pixel = pixels + ((gsize) y * picture_width + x) * 4;

        n += pixel[3] > 200 && ABS (pixel[0] - blue) <= limit &&
             ABS (pixel[1] - green) <= limit && ABS (pixel[2] - red) <= limit;
      }
  return n;
}

gpointer
support_find (gpointer root,
              GType    type)
{
  GtkWidget *child;

  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = support_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}
