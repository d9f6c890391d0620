/* ui-project-files.c: opening, saving and closing the project of a window.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-project-files.h"

#include <glib/gi18n.h>

#include "ui/ui-compat.h"

/* A window that waits for its project to be saved, and whether it closes then. */
typedef struct
{
  UiWindow *window;
  gboolean  then_close;
} Saving;

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Saving *saving = user_data;
  g_autoptr (UiWindow) window = saving->window;
  gboolean then_close = saving->then_close;
  g_autoptr (GError) error = NULL;

  g_free (saving);
  if (!mon_project_save_finish (MON_PROJECT (source), result, &error))
    ui_compat_tell (GTK_WINDOW (window), _("The Project Was Not Saved"), error->message);
  else if (then_close)
    ui_window_close_now (window);
  else
    ui_window_add_toast (window, _("Saved"));
}

static void
save_to (UiWindow *window,
         GFile    *file,
         gboolean  then_close)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (window);
  saving->then_close = then_close;
  mon_project_save_async (ui_window_get_project (window), file, NULL, saved_cb, saving);
}

static void
save_chosen_cb (GFile    *file,
                gpointer  user_data)
{
  save_to (user_data, file, FALSE);
}

static void
save_and_close_chosen_cb (GFile    *file,
                          gpointer  user_data)
{
  save_to (user_data, file, TRUE);
}

static void
save (UiWindow *window,
      gboolean  elsewhere,
      gboolean  then_close)
{
  MonProject *project = ui_window_get_project (window);
  g_autofree char *name = NULL;

  if (!elsewhere && mon_project_get_file (project) != NULL)
    {
      save_to (window, NULL, then_close);
      return;
    }
  name = g_strconcat (mon_project_get_title (project), ".coilscope", NULL);
  ui_compat_choose_save (GTK_WINDOW (window), name,
                         then_close ? save_and_close_chosen_cb : save_chosen_cb, window);
}

static void
open_chosen_cb (GFile    *file,
                gpointer  user_data)
{
  GtkApplication *application = gtk_window_get_application (user_data);

  g_application_open (G_APPLICATION (application), &file, 1, "");
}

static void
answer_cb (const char *answer,
           gpointer    user_data)
{
  UiWindow *window = user_data;

  if (g_str_equal (answer, "save"))
    save (window, FALSE, TRUE);
  else if (g_str_equal (answer, "discard"))
    ui_window_close_now (window);
}

/**
 * ui_project_files_open:
 * @window: a window
 *
 * Asks for a project and opens it.
 */
void
ui_project_files_open (UiWindow *window)
{
  ui_compat_choose_open (GTK_WINDOW (window), open_chosen_cb, window);
}

/**
 * ui_project_files_save:
 * @window: a window
 * @elsewhere: whether to ask for another file
 *
 * Saves the project of a window; asks for a file when it has none.
 */
void
ui_project_files_save (UiWindow *window,
                       gboolean  elsewhere)
{
  save (window, elsewhere, FALSE);
}

/**
 * ui_project_files_ask_before_close:
 * @window: a window that is to be closed
 *
 * Asks what is to happen to changes that are not in a file.
 *
 * Returns: whether it asked; the answer closes the window
 */
gboolean
ui_project_files_ask_before_close (UiWindow *window)
{
  MonProject *project = ui_window_get_project (window);
  gboolean is_modified;

  g_object_get (project, "modified", &is_modified, NULL);
  if (!is_modified)
    return FALSE;
  ui_compat_ask_save (GTK_WINDOW (window), mon_project_get_title (project), answer_cb, window);
  return TRUE;
}

/**
 * ui_project_files_is_unused:
 * @window: a window
 *
 * Returns: whether another project may take the place of its project without a loss
 */
gboolean
ui_project_files_is_unused (UiWindow *window)
{
  MonProject *project = ui_window_get_project (window);
  GListModel *devices = mon_session_get_devices (ui_window_get_session (window));
  gboolean is_modified;

  g_object_get (project, "modified", &is_modified, NULL);
  return !is_modified && mon_project_get_file (project) == NULL &&
         g_list_model_get_n_items (devices) == 0;
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GApplication) application = user_data;

  mon_session_close_finish (MON_SESSION (source), result, NULL);
  if (application != NULL)
    g_application_release (application);
}

/**
 * ui_project_files_close:
 * @session: a session that no widget shows any more
 * @application: (nullable): stays until the engine has ended what the session began
 */
void
ui_project_files_close (MonSession   *session,
                        GApplication *application)
{
  if (application != NULL)
    g_application_hold (application);
  mon_session_close_async (session, closed_cb,
                           application != NULL ? g_object_ref (application) : NULL);
}
