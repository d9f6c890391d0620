/* ui-application.c: the application: command line, actions and the window of each project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-application.h"

struct _UiApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (UiApplication, ui_application, ADW_TYPE_APPLICATION)

static void
ui_application_activate (GApplication *application)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));

  gtk_window_set_title (GTK_WINDOW (window), "Coilscope");
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), adw_status_page_new ());
  gtk_window_present (GTK_WINDOW (window));
}

static void
ui_application_class_init (UiApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = ui_application_activate;
}

static void
ui_application_init (UiApplication *self)
{
}

/**
 * ui_application_new:
 *
 * Makes the application; run it with g_application_run().
 *
 * Returns: (transfer full): the application
 */
UiApplication *
ui_application_new (void)
{
  return g_object_new (UI_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "resource-base-path", "/io/github/coilscope/Coilscope",
                       NULL);
}
