/* mon-project.c: the open document: current root, undo and redo, file.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project.h"

#include <glib/gi18n-lib.h>

#include "monitor/document/mon-project-io.h"
#include "monitor/document/mon-timeline.h"

struct _MonProject
{
  GObject      parent_instance;
  MonTimeline *timeline;
  GFile       *file;
  char        *etag;
  char        *title;
  gboolean     is_busy;  /* loading or saving */
};

enum
{
  PROP_0,
  PROP_ROOT_REVISION,  /* from here to PROP_MODIFIED: changed with the root */
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  PROP_MODIFIED,
  PROP_FILE,
  PROP_TITLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonProject, mon_project, G_TYPE_OBJECT)

static void
notify_root (MonProject *self)
{
  for (guint id = PROP_ROOT_REVISION; id <= PROP_MODIFIED; id++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
}

static void
set_file (MonProject *self,
          GFile      *file,
          char       *etag)
{
  g_set_object (&self->file, file);
  g_free (self->etag);
  self->etag = etag;
  g_free (self->title);
  self->title = mon_project_io_dup_title (file);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* FALSE, with @task ended, while another load or save goes on. */
static gboolean
begin_work (MonProject *self,
            GTask      *task)
{
  if (self->is_busy)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               _("The project is still being loaded or saved"));
      return FALSE;
    }

  self->is_busy = TRUE;
  return TRUE;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  MonProject *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *etag = NULL;
  MonProjectSpec *root = mon_project_io_load_finish (result, &etag, &error);

  self->is_busy = FALSE;
  if (root == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  mon_timeline_reset (self->timeline, root);
  mon_project_spec_unref (root);
  set_file (self, G_FILE (source), etag);
  notify_root (self);
  g_task_return_boolean (task, TRUE);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  MonProject *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *etag = NULL;

  self->is_busy = FALSE;
  if (!mon_project_io_save_finish (result, &etag, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  mon_timeline_set_saved (self->timeline, g_task_get_task_data (task));
  set_file (self, G_FILE (source), etag);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
  g_task_return_boolean (task, TRUE);
}

static void
mon_project_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MonProject *self = MON_PROJECT (object);

  switch (prop_id)
    {
    case PROP_ROOT_REVISION:
      g_value_set_uint64 (value, mon_project_get_root (self)->revision);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, mon_timeline_get_back_label (self->timeline) != NULL);
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, mon_timeline_get_forth_label (self->timeline) != NULL);
      break;
    case PROP_UNDO_LABEL:
      g_value_set_string (value, mon_timeline_get_back_label (self->timeline));
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, mon_timeline_get_forth_label (self->timeline));
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, mon_project_get_modified (self));
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mon_project_finalize (GObject *object)
{
  MonProject *self = MON_PROJECT (object);

  mon_timeline_free (self->timeline);
  g_clear_object (&self->file);
  g_free (self->etag);
  g_free (self->title);

  G_OBJECT_CLASS (mon_project_parent_class)->finalize (object);
}

static void
mon_project_class_init (MonProjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mon_project_get_property;
  object_class->finalize = mon_project_finalize;

  properties[PROP_ROOT_REVISION] =
    g_param_spec_uint64 ("root-revision", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mon_project_init (MonProject *self)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();

  self->timeline = mon_timeline_new (root);
  self->title = g_strdup (_("New Project"));
}

/**
 * mon_project_new:
 *
 * Makes an empty project without a file.
 *
 * Returns: (transfer full): the project
 */
MonProject *
mon_project_new (void)
{
  return g_object_new (MON_TYPE_PROJECT, NULL);
}

/**
 * mon_project_new_for_root:
 * @root: (transfer none): what it begins with
 * @title: what to call it
 *
 * Makes a project without a file that counts as unmodified as long as it has this root.
 *
 * Returns: (transfer full): the project
 */
MonProject *
mon_project_new_for_root (MonProjectSpec *root,
                          const char     *title)
{
  MonProject *self = mon_project_new ();

  mon_timeline_reset (self->timeline, root);
  g_free (self->title);
  self->title = g_strdup (title);

  return self;
}

/**
 * mon_project_get_root:
 * @self: a project
 *
 * Gives the current root; take a reference to keep it past the next change.
 *
 * Returns: (transfer none): the root
 */
MonProjectSpec *
mon_project_get_root (MonProject *self)
{
  g_return_val_if_fail (MON_IS_PROJECT (self), NULL);

  return mon_timeline_get_root (self->timeline);
}

/**
 * mon_project_get_title:
 * @self: a project
 *
 * Gives the name of the file without its ending, or what the project was called without a file.
 *
 * Returns: (transfer none): the title
 */
const char *
mon_project_get_title (MonProject *self)
{
  g_return_val_if_fail (MON_IS_PROJECT (self), NULL);

  return self->title;
}

/**
 * mon_project_get_file:
 * @self: a project
 *
 * Gives the file that was last loaded or saved.
 *
 * Returns: (transfer none) (nullable): the file
 */
GFile *
mon_project_get_file (MonProject *self)
{
  g_return_val_if_fail (MON_IS_PROJECT (self), NULL);

  return self->file;
}

/**
 * mon_project_get_modified:
 * @self: a project
 *
 * Tells whether something would be lost without saving. Undoing everything since the last saving
 * makes it unmodified again.
 *
 * Returns: whether the current root is not the saved one
 */
gboolean
mon_project_get_modified (MonProject *self)
{
  g_return_val_if_fail (MON_IS_PROJECT (self), FALSE);

  return mon_timeline_is_modified (self->timeline);
}

/**
 * mon_project_change:
 * @self: a project
 * @root: (transfer none): the new root
 * @label: (not nullable): name of the step for undo, such as "Add device"
 *
 * Makes another root the current one. The steps that were undone are gone then.
 */
void
mon_project_change (MonProject     *self,
                    MonProjectSpec *root,
                    const char     *label)
{
  g_return_if_fail (MON_IS_PROJECT (self));
  g_return_if_fail (root != NULL && label != NULL);

  if (mon_timeline_go (self->timeline, root, label))
    notify_root (self);
}

/**
 * mon_project_amend:
 * @self: a project
 * @root: (transfer none): the current root, of which something was learned
 *
 * Replaces the root without a step of undo, anything to be saved, or a word.
 *
 * Returns: %FALSE while the project is loaded or saved: nothing has happened
 */
gboolean
mon_project_amend (MonProject     *self,
                   MonProjectSpec *root)
{
  g_return_val_if_fail (MON_IS_PROJECT (self), FALSE);

  if (!self->is_busy)
    mon_timeline_amend (self->timeline, root);
  return !self->is_busy;
}

/**
 * mon_project_undo:
 * @self: a project
 *
 * Goes back by one change.
 *
 * Returns: %FALSE when there was none
 */
gboolean
mon_project_undo (MonProject *self)
{
  g_return_val_if_fail (MON_IS_PROJECT (self), FALSE);

  if (!mon_timeline_go_back (self->timeline))
    return FALSE;

  notify_root (self);
  return TRUE;
}

/**
 * mon_project_redo:
 * @self: a project
 *
 * Makes a change again that was undone.
 *
 * Returns: %FALSE when there was none
 */
gboolean
mon_project_redo (MonProject *self)
{
  g_return_val_if_fail (MON_IS_PROJECT (self), FALSE);

  if (!mon_timeline_go_forth (self->timeline))
    return FALSE;

  notify_root (self);
  return TRUE;
}

/**
 * mon_project_load_async:
 * @self: a project
 * @file: the file to load
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads a file in a worker thread and makes it the project: new root, no steps to undo. Until then,
 * and when it fails, the project stays as it is.
 */
void
mon_project_load_async (MonProject          *self,
                        GFile               *file,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MON_IS_PROJECT (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mon_project_load_async);
  if (begin_work (self, task))
    mon_project_io_load_async (file, cancellable, loaded_cb, g_object_ref (task));
}

/**
 * mon_project_load_finish:
 * @self: a project
 * @result: what the callback was given
 * @error: (nullable): place for a %MON_PROJECT_ERROR or %G_IO_ERROR
 *
 * Ends mon_project_load_async().
 *
 * Returns: whether the file was loaded
 */
gboolean
mon_project_load_finish (MonProject    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mon_project_save_async:
 * @self: a project
 * @file: (nullable): where to save, or %NULL: to the file of the project, which must have one
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes the current root in a worker thread; what is changed meanwhile is left modified. The file
 * of the project is replaced only as long as nobody else has changed it; another one is replaced
 * whatever it is.
 */
void
mon_project_save_async (MonProject          *self,
                        GFile               *file,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  MonProjectSpec *root = mon_project_get_root (self);
  const char *etag = NULL;

  g_return_if_fail (file != NULL || self->file != NULL);

  if (file == NULL)
    file = self->file;
  if (self->file != NULL && g_file_equal (file, self->file))
    etag = self->etag;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mon_project_save_async);
  g_task_set_task_data (task, mon_project_spec_ref (root),
                        (GDestroyNotify) mon_project_spec_unref);
  if (begin_work (self, task))
    mon_project_io_save_async (root, file, etag, cancellable, saved_cb, g_object_ref (task));
}

/**
 * mon_project_save_finish:
 * @self: a project
 * @result: what the callback was given
 * @error: (nullable): place for a %G_IO_ERROR; %G_IO_ERROR_WRONG_ETAG when somebody else has
 *   changed the file
 *
 * Ends mon_project_save_async().
 *
 * Returns: whether it was saved
 */
gboolean
mon_project_save_finish (MonProject    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
