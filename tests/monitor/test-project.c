/* test-project.c: the document: undo, edits, what is modified, loading and saving.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-timeline.h"

typedef struct
{
  char  *folder;
  GFile *file;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("coilscope-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "Boiler house.coilscope", NULL);
  fixture->file = g_file_new_for_path (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_file_delete (fixture->file, NULL, NULL);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_object_unref (fixture->file);
  g_free (fixture->folder);
}

static void
write_text (Fixture    *fixture,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (g_file_peek_path (fixture->file), text, -1, &error);
  g_assert_no_error (error);
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static gboolean
load (MonProject  *project,
      GFile       *file,
      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mon_project_load_async (project, file, NULL, keep_result_cb, &result);
  g_assert_null (result);
  return mon_project_load_finish (project, wait_for (&result), error);
}

static gboolean
save (MonProject  *project,
      GFile       *file,
      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mon_project_save_async (project, file, NULL, keep_result_cb, &result);
  return mon_project_save_finish (project, wait_for (&result), error);
}

static MonConnectionSpec *
make_connection (const char *host)
{
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  g_free (connection->host);
  connection->host = g_strdup (host);
  for (guint16 i = 0; i < 3; i++)
    {
      MonTagSpec *tag = mon_tag_spec_new ();

      g_free (tag->name);
      tag->name = mon_tag_spec_default_name (tag->table, i);
      tag->address = i;
      g_ptr_array_add (device->tags, tag);
    }
  g_ptr_array_add (connection->devices, device);

  return connection;
}

static MonConnectionSpec *
first_connection (MonProject *project)
{
  return mon_project_get_root (project)->connections->pdata[0];
}

static MonTagSpec *
first_tag (MonProject *project)
{
  MonDeviceSpec *device = first_connection (project)->devices->pdata[0];

  return device->tags->pdata[0];
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
assert_state (MonProject *project,
              const char *undo_label,
              const char *redo_label,
              gboolean    modified)
{
  g_autofree char *undo = NULL;
  g_autofree char *redo = NULL;
  gboolean can_undo, can_redo, is_modified;

  g_object_get (project, "undo-label", &undo, "redo-label", &redo, "can-undo", &can_undo,
                "can-redo", &can_redo, "modified", &is_modified, NULL);
  g_assert_cmpstr (undo, ==, undo_label);
  g_assert_cmpstr (redo, ==, redo_label);
  g_assert_cmpint (can_undo, ==, undo_label != NULL);
  g_assert_cmpint (can_redo, ==, redo_label != NULL);
  g_assert_cmpint (is_modified, ==, modified);
  g_assert_cmpint (mon_project_get_modified (project), ==, modified);
}

static void
test_undo (void)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonConnectionSpec) a = make_connection ("a");
  g_autoptr (MonConnectionSpec) b = mon_connection_spec_edit (a);
  MonProjectSpec *first = mon_project_get_root (project);
  guint64 revision;
  guint n_changes = 0;

  g_signal_connect (project, "notify::root-revision", G_CALLBACK (count_cb), &n_changes);
  g_assert_cmpstr (mon_project_get_title (project), ==, "New Project");
  assert_state (project, NULL, NULL, FALSE);
  g_assert_false (mon_project_undo (project));
  g_assert_false (mon_project_redo (project));

  mon_project_add_connection (project, a);
  g_object_get (project, "root-revision", &revision, NULL);
  g_assert_cmpuint (revision, ==, mon_project_get_root (project)->revision);
  g_assert_cmpuint (revision, >, first->revision);
  assert_state (project, "Add Connection", NULL, TRUE);
  b->port = 503;
  mon_project_replace_connection (project, b);
  g_assert_true (first_connection (project) == b);
  assert_state (project, "Edit Connection", NULL, TRUE);

  g_assert_true (mon_project_undo (project));
  g_assert_true (first_connection (project) == a);
  assert_state (project, "Add Connection", "Edit Connection", TRUE);
  g_assert_true (mon_project_undo (project));
  g_assert_true (mon_project_get_root (project) == first);
  assert_state (project, NULL, "Add Connection", FALSE);
  g_assert_true (mon_project_redo (project));
  g_assert_true (mon_project_redo (project));
  g_assert_true (first_connection (project) == b);
  g_assert_cmpuint (n_changes, ==, 6);

  g_assert_true (mon_project_undo (project));
  mon_project_remove_connection (project, a->handle);
  g_assert_cmpuint (mon_project_get_root (project)->connections->len, ==, 0);
  assert_state (project, "Remove Connection", NULL, TRUE);

  mon_project_change (project, mon_project_get_root (project), "Nothing");
  g_assert_cmpuint (n_changes, ==, 8);
}

static GArray *
new_ranges (guint16 address,
            guint   n)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (MonDeadRange));

  for (guint i = 0; i < n; i++)
    {
      MonDeadRange range = {
        .table = MB_TABLE_HOLDING_REGISTERS,
        .address = (guint16) (address + i),
        .quantity = 1,
        .exception = 2,
      };

      g_array_append_val (ranges, range);
    }
  return ranges;
}

static void
assert_dead (MonProject *project,
             const char *expected)
{
  const GPtrArray *dead = mon_project_get_root (project)->dead;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < dead->len; i++)
    {
      const MonDeadSpec *spec = g_ptr_array_index (dead, i);

      g_string_append_printf (text, "%s%u", i > 0 ? " " : "", spec->range.address);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* What a device says is no edit: nothing to undo, nothing to save, and undoing forgets nothing. */
static void
test_learn (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (MonConnectionSpec) connection = make_connection ("a");
  MonDeviceSpec *device = connection->devices->pdata[0];
  g_autofree char *id = g_strdup (device->id);
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonProject) again = mon_project_new ();
  g_autoptr (GArray) one = new_ranges (7, 1);
  g_autoptr (GArray) two = new_ranges (20, 2);
  g_autoptr (GArray) none = new_ranges (0, 0);
  g_autoptr (GError) error = NULL;
  guint n_notified = 0;

  mon_project_add_connection (project, connection);
  g_assert_true (save (project, fixture->file, &error));
  g_signal_connect (project, "notify", G_CALLBACK (count_cb), &n_notified);
  g_assert_true (mon_project_learn (project, id, one));
  assert_dead (project, "7");
  g_assert_cmpuint (n_notified, ==, 0);
  g_assert_false (mon_project_get_modified (project));
  g_assert_true (mon_project_get_root (project)->connections->pdata[0] == connection);

  /* All that is known of a device takes the place of what was. */
  mon_project_set_plotted (project, first_tag (project)->handle, TRUE);
  g_assert_true (mon_project_get_modified (project));
  g_assert_true (mon_project_learn (project, id, two));
  assert_dead (project, "20 21");
  g_assert_true (mon_project_get_modified (project));
  g_assert_true (mon_project_undo (project));
  assert_dead (project, "20 21");
  g_assert_false (mon_project_get_modified (project));
  g_assert_true (mon_project_redo (project));
  assert_dead (project, "20 21");
  g_assert_true (mon_project_get_modified (project));

  g_assert_true (save (project, fixture->file, &error));
  g_assert_true (load (again, fixture->file, &error));
  assert_dead (again, "20 21");

  g_assert_true (mon_project_learn (project, id, none));
  assert_dead (project, "");
  /* Of a device that has gone nothing is kept with the next findings. */
  g_assert_true (mon_project_learn (project, "gone", one));
  assert_dead (project, "7");
  g_assert_true (mon_project_learn (project, id, two));
  assert_dead (project, "20 21");
}

static void
test_undo_limit (void)
{
  g_autoptr (MonProject) project = mon_project_new ();
  guint n = 0;

  for (guint i = 0; i < MON_TIMELINE_MAX_STEPS + 20; i++)
    {
      g_autoptr (MonConnectionSpec) connection = make_connection ("a");

      mon_project_add_connection (project, connection);
    }
  while (mon_project_undo (project))
    n++;
  g_assert_cmpuint (n, ==, MON_TIMELINE_MAX_STEPS);
  g_assert_cmpuint (mon_project_get_root (project)->connections->len, ==, 20);
}

static void
test_plotted (void)
{
  g_autoptr (MonConnectionSpec) connection = make_connection ("a");
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();
  g_autoptr (MonProject) project = NULL;
  const MonPlotSpec *plot;
  guint32 tag;

  g_ptr_array_add (root->connections, mon_connection_spec_ref (connection));
  project = mon_project_new_for_root (root, "Demo plant");
  g_assert_cmpstr (mon_project_get_title (project), ==, "Demo plant");
  assert_state (project, NULL, NULL, FALSE);

  tag = first_tag (project)->handle;
  mon_project_set_plotted (project, tag, FALSE);
  assert_state (project, NULL, NULL, FALSE);
  mon_project_set_plotted (project, tag, TRUE);
  mon_project_set_plotted (project, tag, TRUE);
  plot = mon_project_get_root (project)->plots->pdata[0];
  g_assert_cmpuint (plot->tag_ids->len, ==, 1);
  g_assert_cmpstr (plot->tag_ids->pdata[0], ==, first_tag (project)->id);
  g_assert_cmpuint (root->plots->len, ==, 0);

  mon_project_set_plotted (project, tag, FALSE);
  plot = mon_project_get_root (project)->plots->pdata[0];
  g_assert_cmpuint (plot->tag_ids->len, ==, 0);
  g_assert_true (mon_project_undo (project));

  mon_project_remove_connection (project, connection->handle);
  plot = mon_project_get_root (project)->plots->pdata[0];
  g_assert_cmpuint (plot->tag_ids->len, ==, 0);
  g_assert_true (mon_project_undo (project));
  plot = mon_project_get_root (project)->plots->pdata[0];
  g_assert_cmpuint (plot->tag_ids->len, ==, 1);
}

static void
test_save_and_load (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonProject) other = mon_project_new ();
  g_autoptr (MonConnectionSpec) connection = make_connection ("plc");
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  mon_project_add_connection (project, connection);
  g_assert_true (save (project, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mon_project_get_title (project), ==, "Boiler house");
  g_assert_true (g_file_equal (mon_project_get_file (project), fixture->file));
  assert_state (project, "Add Connection", NULL, FALSE);

  g_assert_true (load (other, fixture->file, &error));
  g_assert_no_error (error);
  assert_state (other, NULL, NULL, FALSE);
  g_assert_cmpstr (mon_project_get_title (other), ==, "Boiler house");
  g_assert_cmpstr (first_connection (other)->id, ==, connection->id);
  first = mon_project_file_format (mon_project_get_root (project));
  second = mon_project_file_format (mon_project_get_root (other));
  g_assert_cmpstr (first, ==, second);

  /* Undone to before the saving: modified; and saving again is no conflict with ourselves. */
  g_assert_true (mon_project_undo (project));
  g_assert_true (mon_project_get_modified (project));
  g_assert_true (save (project, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (mon_project_get_modified (project));
}

static void
test_changed_on_disk (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonConnectionSpec) connection = make_connection ("plc");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  struct stat status;

  write_text (fixture, "{\"coilscope\":1}");
  g_assert_true (load (project, fixture->file, &error));
  mon_project_add_connection (project, connection);

  /* Another second, so that the change shows without waiting for one. */
  write_text (fixture, "{\"coilscope\":1,\"other\":true}");
  g_assert_cmpint (g_stat (g_file_peek_path (fixture->file), &status), ==, 0);
  g_file_set_attribute_uint64 (fixture->file, G_FILE_ATTRIBUTE_TIME_MODIFIED,
                               (guint64) status.st_mtime + 10, G_FILE_QUERY_INFO_NONE, NULL,
                               &error);
  g_assert_no_error (error);

  g_assert_false (save (project, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_assert_true (mon_project_get_modified (project));
  g_file_get_contents (g_file_peek_path (fixture->file), &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "{\"coilscope\":1,\"other\":true}");
}

static void
test_unknown_members_saved (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonConnectionSpec) added = make_connection ("plc");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_text (fixture, "{\"coilscope\":1,\"alarms\":[1.0],"
                       "\"connections\":[{\"host\":\"h\",\"wish\":{}}]}");
  g_assert_true (load (project, fixture->file, &error));
  mon_project_add_connection (project, added);
  g_assert_true (save (project, NULL, &error));
  g_assert_no_error (error);
  g_file_get_contents (g_file_peek_path (fixture->file), &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "\"alarms\": [\n    1.0\n  ]"));
  g_assert_nonnull (strstr (text, "\"wish\": {}"));
}

static void
test_load_fails (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonConnectionSpec) connection = make_connection ("plc");
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GFile) device = g_file_new_for_path ("/dev/zero");
  g_autoptr (GError) error = NULL;
  MonProjectSpec *root;

  mon_project_add_connection (project, connection);
  root = mon_project_get_root (project);

  g_assert_false (load (project, fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (load (project, folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_assert_false (load (project, device, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  write_text (fixture, "{\"coilscope\":1,\n\"connections\":[}");
  g_assert_false (load (project, fixture->file, &error));
  g_assert_error (error, MON_PROJECT_ERROR, MON_PROJECT_ERROR_SYNTAX);
  g_assert_true (g_str_has_prefix (error->message, "2:16: "));
  g_clear_error (&error);
  write_text (fixture, "{\"coilscope\":2}");
  g_assert_false (load (project, fixture->file, &error));
  g_assert_error (error, MON_PROJECT_ERROR, MON_PROJECT_ERROR_NEWER);

  g_assert_true (mon_project_get_root (project) == root);
  g_assert_null (mon_project_get_file (project));
  assert_state (project, "Add Connection", NULL, TRUE);
}

static void
test_fifo (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (g_file_peek_path (fixture->file), 0600), ==, 0);
  g_assert_false (load (project, fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_save_fails (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonConnectionSpec) connection = make_connection ("plc");
  g_autoptr (GFile) nowhere = g_file_get_child (fixture->file, "below-a-file.coilscope");
  g_autoptr (GError) error = NULL;

  write_text (fixture, "");
  mon_project_add_connection (project, connection);
  g_assert_false (save (project, nowhere, &error));
  g_assert_nonnull (error);
  g_assert_true (mon_project_get_modified (project));
  g_assert_null (mon_project_get_file (project));
}

/* What is changed while the file is being written is not in it. */
static void
test_change_while_saving (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (MonConnectionSpec) connection = make_connection ("plc");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  mon_project_save_async (project, fixture->file, NULL, keep_result_cb, &result);
  mon_project_add_connection (project, connection);
  mon_project_save_async (project, fixture->file, NULL, keep_result_cb, &second);
  g_assert_false (mon_project_save_finish (project, wait_for (&second), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);
  g_assert_true (mon_project_save_finish (project, wait_for (&result), &error));
  g_assert_no_error (error);
  g_assert_true (mon_project_get_modified (project));
  g_assert_true (mon_project_undo (project));
  g_assert_false (mon_project_get_modified (project));
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  write_text (fixture, "{\"coilscope\":1}");
  g_cancellable_cancel (cancellable);
  mon_project_load_async (project, fixture->file, cancellable, keep_result_cb, &result);
  g_assert_false (mon_project_load_finish (project, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (mon_project_get_file (project));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/project/undo", test_undo);
  g_test_add_func ("/mon/project/undo-limit", test_undo_limit);
  g_test_add ("/mon/project/learn", Fixture, NULL, set_up, test_learn, tear_down);
  g_test_add_func ("/mon/project/plotted", test_plotted);
  ADD ("/mon/project/save-and-load", test_save_and_load);
  ADD ("/mon/project/changed-on-disk", test_changed_on_disk);
  ADD ("/mon/project/unknown-members-saved", test_unknown_members_saved);
  ADD ("/mon/project/load-fails", test_load_fails);
  ADD ("/mon/project/fifo", test_fifo);
  ADD ("/mon/project/save-fails", test_save_fails);
  ADD ("/mon/project/change-while-saving", test_change_while_saving);
  ADD ("/mon/project/cancel", test_cancel);
  return g_test_run ();
}
