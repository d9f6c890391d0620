/* ui-application.c: the application: command line, actions and the window of each project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "monitor/tools/mon-demo.h"
#include "ui/ui-clock.h"
#include "ui/ui-compat.h"
#include "ui/ui-options.h"
#include "ui/ui-project-files.h"
#include "ui/ui-screenshot.h"
#include "ui/ui-settings.h"
#include "ui/ui-window.h"

/* Ends of the process, by the public contract. */
#define STATUS_USAGE 2
#define STATUS_FILE 4

struct _UiApplication
{
  AdwApplication  parent_instance;

  MonEngine      *engine;
  int             status;

  /* File of the one picture that this process was started for; NULL in any other. */
  char           *picture;
  int             picture_width;
  int             picture_height;
  MbTimer         picture_timer;
};

G_DEFINE_FINAL_TYPE (UiApplication, ui_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "app.about", { NULL } },
  { "window.close", { "<Control>w" } },
  { "win.add-connection", { "<Control>n" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z" } },
  { "win.paused", { "<Control>p" } },
  { "win.armed", { "<Control>e" } },
  { "win.show-traffic", { "F9" } },
  { "win.retry", { "<Control>r", "F5" } },
  { "win.step-device(1)", { "<Control>Page_Down" } },
  { "win.step-device(-1)", { "<Control>Page_Up" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
};

/* ---- windows ---- */

static UiWindow *
find_unused_window (UiApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (UI_IS_WINDOW (l->data) && ui_window_get_session (l->data) != NULL &&
        ui_project_files_is_unused (l->data))
      return l->data;
  return NULL;
}

static void
show_project (UiApplication *self,
              MonProject    *project)
{
  UiWindow *window = find_unused_window (self);

  if (window != NULL)
    ui_window_set_project (window, project);
  else
    window = ui_window_new (GTK_APPLICATION (self), ui_application_get_engine (self), project);
  if (self->picture != NULL)
    ui_window_set_fixed (window, self->picture_width, self->picture_height);
  gtk_window_present (GTK_WINDOW (window));
}

static void
close_all (UiApplication *self)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
}

/* A project could not be had: said in a window, or where a picture is wanted by the status. */
static void
tell_failure (UiApplication *self,
              const char    *heading,
              const GError  *error)
{
  g_autoptr (MonProject) project = NULL;
  GtkWindow *window;

  if (self->picture != NULL)
    {
      g_printerr ("coilscope: %s: %s\n", heading, error->message);
      self->status = STATUS_FILE;
      close_all (self);
      return;
    }
  window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (window == NULL)
    {
      project = mon_project_new ();
      show_project (self, project);
      window = gtk_application_get_active_window (GTK_APPLICATION (self));
    }
  ui_compat_tell (window, heading, error->message);
}

static void
demo_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (UiApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MonProject) project = mon_demo_start_finish (result, &error);

  if (project != NULL)
    show_project (self, project);
  else
    tell_failure (self, _("The Demo Plant Did Not Start"), error);
  g_application_release (G_APPLICATION (self));
}

static void
start_demo (UiApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  mon_demo_start_async (ui_application_get_engine (self), demo_cb, g_object_ref (self));
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (UiApplication) self = user_data;
  g_autoptr (MonProject) project = MON_PROJECT (source);
  g_autoptr (GError) error = NULL;

  if (mon_project_load_finish (project, result, &error))
    show_project (self, project);
  else
    tell_failure (self, _("The Project Was Not Opened"), error);
  g_application_release (G_APPLICATION (self));
}

static void
load (UiApplication *self,
      GFile         *file)
{
  g_application_hold (G_APPLICATION (self));
  mon_project_load_async (mon_project_new (), file, NULL, loaded_cb, g_object_ref (self));
}

/* ---- the picture ---- */

static void
picture_drawn_cb (GtkWidget *window,
                  gpointer   user_data)
{
  UiApplication *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ui_screenshot_save (window, self->picture, &error))
    {
      g_printerr ("coilscope: %s: %s\n", self->picture, error->message);
      self->status = STATUS_FILE;
    }
  close_all (self);
}

static void
picture_timer_cb (gpointer user_data)
{
  UiApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    ui_screenshot_when_drawn (GTK_WIDGET (window), picture_drawn_cb, self);
  else
    g_application_quit (G_APPLICATION (self));
}

static void
prepare_picture (UiApplication   *self,
                 const UiOptions *options)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->picture = g_strdup (options->screenshot);
  self->picture_width = options->width;
  self->picture_height = options->height;
  if (options->style != UI_STYLE_DEFAULT)
    adw_style_manager_set_color_scheme (style, options->style == UI_STYLE_DARK
                                               ? ADW_COLOR_SCHEME_FORCE_DARK
                                               : ADW_COLOR_SCHEME_FORCE_LIGHT);
  mb_timer_init (&self->picture_timer, ui_clock_get_default (), picture_timer_cb, self);
  mb_timer_arm (&self->picture_timer, mb_clock_get_time_us (ui_clock_get_default ()) +
                                      (gint64) (options->after_s * G_USEC_PER_SEC));
}

/* ---- actions ---- */

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  close_all (user_data);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  ui_compat_show_about (gtk_application_get_active_window (user_data));
}

static void
demo_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  start_demo (user_data);
}

static gboolean
terminated_cb (gpointer user_data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (user_data));

  /* Nobody is there to be asked. */
  for (GList *l = windows; l != NULL; l = l->next)
    if (UI_IS_WINDOW (l->data))
      ui_window_close_now (l->data);
    else
      gtk_window_destroy (l->data);
  g_list_free (windows);
  return G_SOURCE_CONTINUE;
}

static void
add_actions (UiApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "about", .activate = about_action },
    { .name = "demo", .activate = demo_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  if (ui_settings_has ("address-notation"))
    {
      g_autoptr (GAction) notation = g_settings_create_action (ui_settings_get_default (),
                                                               "address-notation");

      g_action_map_add_action (G_ACTION_MAP (self), notation);
    }
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           shortcuts[i].keys);
}

/* ---- virtual functions ---- */

static void
ui_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (ui_application_parent_class)->startup (application);

  add_actions (UI_APPLICATION (application));
  g_unix_signal_add (SIGINT, terminated_cb, application);
  g_unix_signal_add (SIGTERM, terminated_cb, application);
}

static void
ui_application_activate (GApplication *application)
{
  UiApplication *self = UI_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (MonProject) project = NULL;

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  project = mon_project_new ();
  show_project (self, project);
}

static void
ui_application_open (GApplication  *application,
                     GFile        **files,
                     int            n_files,
                     const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    load (UI_APPLICATION (application), files[i]);
}

static int
ui_application_command_line (GApplication            *application,
                             GApplicationCommandLine *command_line)
{
  UiApplication *self = UI_APPLICATION (application);
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (command_line, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UiOptions) options = ui_options_parse (arguments, FALSE, &error);

  if (options == NULL)
    {
      g_application_command_line_printerr (command_line, "coilscope: %s\n", error->message);
      return STATUS_USAGE;
    }
  if (options->screenshot != NULL && self->picture == NULL)
    prepare_picture (self, options);
  if (options->host != NULL)
    {
      g_autoptr (MonProject) project = mon_demo_new_connect_project (options->host, options->port,
                                                                     options->unit);

      show_project (self, project);
    }
  if (options->demo)
    start_demo (self);
  for (guint i = 0; options->files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line,
                                                                               options->files[i]);

      load (self, file);
    }
  if (options->host == NULL && !options->demo && options->files[0] == NULL)
    g_application_activate (application);
  return 0;
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *is_stopped = user_data;

  mon_engine_stop_finish (MON_ENGINE (source), result, NULL);
  *is_stopped = TRUE;
}

static void
ui_application_shutdown (GApplication *application)
{
  UiApplication *self = UI_APPLICATION (application);
  gboolean is_stopped = FALSE;

  if (self->picture != NULL)
    mb_timer_disarm (&self->picture_timer);

  /* No window is left that could freeze; the engine needs at most 8 s to end in order. */
  if (self->engine != NULL)
    {
      mon_engine_stop_async (self->engine, stopped_cb, &is_stopped);
      while (!is_stopped)
        g_main_context_iteration (NULL, TRUE);
    }
  g_clear_object (&self->engine);

  G_APPLICATION_CLASS (ui_application_parent_class)->shutdown (application);
}

static void
ui_application_finalize (GObject *object)
{
  UiApplication *self = UI_APPLICATION (object);

  g_clear_pointer (&self->picture, g_free);

  G_OBJECT_CLASS (ui_application_parent_class)->finalize (object);
}

static void
ui_application_class_init (UiApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ui_application_finalize;
  application_class->startup = ui_application_startup;
  application_class->activate = ui_application_activate;
  application_class->open = ui_application_open;
  application_class->command_line = ui_application_command_line;
  application_class->shutdown = ui_application_shutdown;
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
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/coilscope/Coilscope",
                       NULL);
}

/**
 * ui_application_get_engine:
 * @self: the application
 *
 * Gives the engine, starting it at the first call.
 *
 * Returns: (transfer none): the engine
 */
MonEngine *
ui_application_get_engine (UiApplication *self)
{
  if (self->engine == NULL)
    self->engine = mon_engine_new ();
  return self->engine;
}

/**
 * ui_application_get_status:
 * @self: the application
 *
 * Returns: what the process ends with, when the application itself ran well
 */
int
ui_application_get_status (UiApplication *self)
{
  return self->status;
}
