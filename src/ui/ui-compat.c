/* ui-compat.c: the one place for API that newer GTK and libadwaita have replaced.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-compat.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  UiFileFunc func;
  gpointer   user_data;
} FileCall;

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             gpointer         user_data)
{
  FileCall *call = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      call->func (file, call->user_data);
    }
  g_free (call);
  /* Native dialogs belong to nobody but who made them. */
  g_object_unref (dialog);
}

static void
choose (GtkWindow            *parent,
        GtkFileChooserAction  action,
        const char           *title,
        const char           *name,
        UiFileFunc            func,
        gpointer              user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);
  GtkFileFilter *filter = gtk_file_filter_new ();
  FileCall *call = g_new0 (FileCall, 1);

  call->func = func;
  call->user_data = user_data;
  gtk_file_filter_set_name (filter, _("Coilscope projects"));
  gtk_file_filter_add_pattern (filter, "*.coilscope");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_object_unref (filter);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), call);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * ui_compat_choose_open:
 * @parent: window that asks
 * @func: called with the file, if one is chosen
 * @user_data: for @func; must live as long as @parent is open
 *
 * Asks for a project file to be opened.
 */
void
ui_compat_choose_open (GtkWindow  *parent,
                       UiFileFunc  func,
                       gpointer    user_data)
{
  choose (parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("Open Project"), NULL, func, user_data);
}

/**
 * ui_compat_choose_save:
 * @parent: window that asks
 * @name: proposed name of the file
 * @func: called with the file, if one is chosen
 * @user_data: for @func; must live as long as @parent is open
 *
 * Asks where a project is saved.
 */
void
ui_compat_choose_save (GtkWindow  *parent,
                       const char *name,
                       UiFileFunc  func,
                       gpointer    user_data)
{
  choose (parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("Save Project"), name, func, user_data);
}

typedef struct
{
  UiAnswerFunc func;
  gpointer     user_data;
} AnswerCall;

static void
answer_cb (AdwMessageDialog *dialog,
           const char       *answer,
           gpointer          user_data)
{
  AnswerCall *call = user_data;

  call->func (answer, call->user_data);
}

static void
answer_call_free (gpointer  data,
                  GClosure *closure)
{
  g_free (data);
}

/**
 * ui_compat_ask_save:
 * @parent: window that asks
 * @title: name of the project
 * @func: called with "save", "discard" or "cancel"
 * @user_data: for @func; must live as long as @parent is open
 *
 * Asks what is to happen to changes before a project closes.
 */
void
ui_compat_ask_save (GtkWindow    *parent,
                    const char   *title,
                    UiAnswerFunc  func,
                    gpointer      user_data)
{
  g_autofree char *body = g_strdup_printf (_("“%s” has changes that are not in its file."), title);
  GtkWidget *widget = adw_message_dialog_new (parent, _("Save Changes?"), body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  AnswerCall *call = g_new0 (AnswerCall, 1);

  call->func = func;
  call->user_data = user_data;
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "discard", _("_Discard"),
                                    "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answer_cb), call, answer_call_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * ui_compat_tell:
 * @parent: (nullable): window that tells
 * @heading: what has happened
 * @body: the cause, and what can be done
 *
 * Tells of something that could not be done.
 */
void
ui_compat_tell (GtkWindow  *parent,
                const char *heading,
                const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * ui_compat_show_about:
 * @parent: (nullable): window that it stands before
 *
 * Shows what Coilscope is and who made it.
 */
void
ui_compat_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name", "Coilscope",
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Coilscope authors"),
                         "copyright", _("© 2026 The Coilscope authors"),
                         "comments", _("Watch and edit Modbus devices live"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}
