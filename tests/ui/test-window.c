/* test-window.c: the window on the demo plant: values, plot, traffic, writing, and what a main loop
 * that stands still does not lose.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-demo.h"
#include "support.h"
#include "ui/ui-field-tree.h"
#include "ui/ui-hex-view.h"
#include "ui/ui-plot.h"
#include "ui/ui-tag-text.h"
#include "ui/ui-traffic-detail.h"
#include "ui/ui-traffic-list.h"
#include "ui/ui-value-cell.h"
#include "ui/ui-window.h"
#include "ui/ui-write-popover.h"

typedef struct
{
  MonEngine  *engine;
  MonProject *project;
  UiWindow   *window;
  MonSession *session;
  MonDevice  *device;
  MonTag     *tag;
} Fixture;

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  MonProject **out_project = user_data;
  g_autoptr (GError) error = NULL;

  *out_project = mon_demo_start_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static MonTag *
find_tag (MonDevice  *device,
          const char *name)
{
  GListModel *tags = mon_device_get_tags (device);

  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr (MonTag) tag = g_list_model_get_item (tags, i);

      if (g_str_equal (mon_tag_get_name (tag), name))
        return tag;
    }
  g_error ("no tag %s", name);
}

static gboolean
is_fresh (gpointer user_data)
{
  return mon_tag_is_fresh (user_data);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  GtkApplication *application = support_get_application ();

  f->engine = mon_engine_new ();
  mon_demo_start_async (f->engine, started_cb, &f->project);
  support_wait_for (is_set, &f->project, 10);

  f->window = ui_window_new (application, f->engine, f->project);
  ui_window_set_fixed (f->window, 1280, 800);
  gtk_window_present (GTK_WINDOW (f->window));
  f->session = g_object_ref (ui_window_get_session (f->window));
  f->device = g_list_model_get_item (mon_session_get_devices (f->session), 0);
  f->tag = g_object_ref (find_tag (f->device, "Supply setpoint"));
  support_wait_for (is_fresh, f->tag, 10);
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *) user_data = mon_engine_stop_finish (MON_ENGINE (source), result, NULL);
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gboolean is_stopped = FALSE;

  ui_window_close_now (f->window);
  g_clear_object (&f->tag);
  g_clear_object (&f->device);
  mon_engine_stop_async (f->engine, stopped_cb, &is_stopped);
  support_wait_for (is_true, &is_stopped, 10);
  g_assert_finalize_object (g_steal_pointer (&f->session));
  g_clear_object (&f->project);
  g_clear_object (&f->engine);
}

/* ---- values ---- */

static gboolean
table_shows (GtkWidget  *root,
             const char *text)
{
  GtkWidget *child;

  if (GTK_IS_INSCRIPTION (root) &&
      g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (root)), text) == 0)
    return TRUE;
  for (child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (table_shows (child, text))
      return TRUE;
  return FALSE;
}

static void
test_values (Fixture       *f,
             gconstpointer  data)
{
  GtkWidget *table = GTK_WIDGET (ui_areas_get_table (ui_window_get_areas (f->window)));
  g_autofree guint8 *pixels = NULL;
  int width, height;

  g_assert_true (table_shows (table, "Supply setpoint"));
  g_assert_true (table_shows (table, mon_tag_get_value_text (f->tag)));
  g_assert_true (table_shows (table, "°C"));
  pixels = support_take_picture (GTK_WIDGET (f->window), "window", &width, &height);
  g_assert_cmpint (width, ==, 1280);
  g_assert_cmpint (height, ==, 800);
}

/* ---- plot ---- */

static gboolean
has_points (gpointer user_data)
{
  UiPlotScene *scene = ui_plot_get_scene (user_data);
  UiPlotCurve *curve = scene->curves->len > 0 ? g_ptr_array_index (scene->curves, 0) : NULL;

  return curve != NULL && curve->points->len >= 4;
}

/* A computed tag has a value like the others, no address, and its expression in the tooltip. */
static void
test_computed (Fixture       *f,
               gconstpointer  data)
{
  UiTagTable *table = ui_areas_get_table (ui_window_get_areas (f->window));
  g_autoptr (MonTag) tag = g_object_ref (find_tag (f->device, "Temperature difference"));
  g_autofree char *address = ui_tag_text_address (tag);
  g_autofree char *tooltip = NULL;
  g_autofree char *row = NULL;

  support_wait_for (is_fresh, tag, 10);
  g_assert_cmpstr (address, ==, "");
  g_assert_false (mon_tag_is_writable (tag));
  tooltip = ui_tag_text_tooltip (tag);
  g_assert_cmpstr (tooltip, ==, "Temperature difference\n"
                                "= 'Supply temperature' − 'Return temperature'");
  row = ui_tag_text_row (tag);
  g_assert_true (g_str_has_prefix (row, "Temperature difference\t\tcomputed\t"));
  g_assert_false (ui_tag_table_open_write (table, tag));
}

static void
test_plot (Fixture       *f,
           gconstpointer  data)
{
  UiPlot *plot = support_find (f->window, UI_TYPE_PLOT);
  UiPlotCurve *curve;
  GListModel *plotted = mon_session_get_plotted (f->session);
  guint n = g_list_model_get_n_items (plotted);

  g_assert_cmpuint (n, >, 1);
  support_wait_for (has_points, plot, 20);
  g_assert_cmpuint (ui_plot_get_scene (plot)->curves->len, ==, n);
  curve = g_ptr_array_index (ui_plot_get_scene (plot)->curves, 0);
  g_assert_cmpfloat (g_array_index (curve->points, MonPoint, 1).time_us, >,
                     g_array_index (curve->points, MonPoint, 0).time_us);

  /* The mark before a name takes a tag onto the plot and off again. */
  mon_project_set_plotted (f->project, mon_tag_get_handle (f->tag), TRUE);
  g_assert_cmpuint (ui_plot_get_scene (plot)->curves->len, ==, n + 1);
  mon_project_set_plotted (f->project, mon_tag_get_handle (f->tag), FALSE);
  g_assert_cmpuint (ui_plot_get_scene (plot)->curves->len, ==, n);
}

/* ---- traffic ---- */

static gboolean
has_dissection (gpointer user_data)
{
  return ui_field_tree_select_byte (user_data, 0);
}

static void
test_traffic (Fixture       *f,
              gconstpointer  data)
{
  UiTrafficDetail *detail = support_find (f->window, UI_TYPE_TRAFFIC_DETAIL);
  UiFieldTree *tree = support_find (detail, UI_TYPE_FIELD_TREE);
  UiHexView *hex = support_find (detail, UI_TYPE_HEX_VIEW);
  g_auto (GStrv) bytes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *number = NULL;
  const MbField *field;
  guint offset, len;

  /* An exchange is shown without being asked for; its first field is the transaction id. */
  support_wait_for (has_dissection, tree, 10);
  field = ui_field_tree_get_selected (tree);
  g_assert_cmpstr (field->name, ==, "Transaction Identifier");
  g_assert_true (ui_hex_view_get_highlight (hex, &offset, &len));
  g_assert_cmpuint (offset, ==, 0);
  g_assert_cmpuint (len, ==, 2);
  text = ui_hex_view_dup_text (hex);
  bytes = g_strsplit (text, " ", -1);
  number = g_strdup_printf ("%" G_GUINT64_FORMAT,
                            g_ascii_strtoull (bytes[0], NULL, 16) * 256 +
                            g_ascii_strtoull (bytes[1], NULL, 16));
  g_assert_cmpstr (field->value, ==, number);

  /* A byte leads to its field. */
  g_signal_emit_by_name (hex, "byte-activated", 6);
  g_assert_cmpstr (ui_field_tree_get_selected (tree)->name, ==, "Unit Identifier");
  g_assert_cmpstr (ui_field_tree_get_selected (tree)->value, ==, "1");
}

/* ---- writing ---- */

static guint
count_writes (Fixture *f)
{
  GListModel *rows = G_LIST_MODEL (mon_session_get_traffic (f->session));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (MonTrafficItem) item = g_list_model_get_item (rows, i);

      n += mon_traffic_item_is_write (item);
    }
  return n;
}

static gboolean
is_ended (gpointer user_data)
{
  return mon_job_get_outcome (user_data) != MON_OUTCOME_PENDING;
}

static void
test_write_locked (Fixture       *f,
                   gconstpointer  data)
{
  UiTagTable *table = ui_areas_get_table (ui_window_get_areas (f->window));
  UiWritePopover *popover = support_find (table, UI_TYPE_WRITE_POPOVER);
  GtkEntry *entry = support_find (popover, GTK_TYPE_ENTRY);
  g_autoptr (MonWritePreview) preview = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MonJob) job = NULL;
  g_autofree char *before = g_strdup (mon_tag_get_value_text (f->tag));

  /* Enter in the popover sends nothing. */
  g_assert_false (mon_session_get_armed (f->session));
  g_assert_true (ui_tag_table_open_write (table, f->tag));
  gtk_editable_set_text (GTK_EDITABLE (entry), "65.5");
  g_signal_emit_by_name (entry, "activate");
  support_run_for (1500);
  g_assert_cmpuint (count_writes (f), ==, 0);
  g_assert_cmpstr (mon_tag_get_value_text (f->tag), ==, before);

  /* Neither does who goes past it: the engine has the lock, not the popover. */
  preview = mon_session_preview_write (f->session, f->tag, "65.5", &error);
  g_assert_no_error (error);
  job = mon_session_write (f->session, preview);
  support_wait_for (is_ended, job, 5);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_REFUSED);
  support_run_for (500);
  g_assert_cmpuint (count_writes (f), ==, 0);
  g_assert_cmpstr (mon_tag_get_value_text (f->tag), ==, before);
}

static gboolean
is_armed (gpointer user_data)
{
  return mon_session_get_armed (user_data);
}

static void
outcome_cb (UiTagTable *table,
            MonJob     *job,
            MonJob    **out_job)
{
  *out_job = g_object_ref (job);
}

typedef struct
{
  MonTag     *tag;
  const char *text;
} Expected;

static gboolean
has_value (gpointer user_data)
{
  Expected *expected = user_data;

  return g_str_equal (mon_tag_get_value_text (expected->tag), expected->text);
}

static void
test_write_armed (Fixture       *f,
                  gconstpointer  data)
{
  UiTagTable *table = ui_areas_get_table (ui_window_get_areas (f->window));
  UiWritePopover *popover = support_find (table, UI_TYPE_WRITE_POPOVER);
  GtkEntry *entry = support_find (popover, GTK_TYPE_ENTRY);
  g_autoptr (MonJob) job = NULL;
  Expected expected = { f->tag, "65.5" };

  g_signal_connect (table, "outcome", G_CALLBACK (outcome_cb), &job);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), "win.armed", NULL));
  support_wait_for (is_armed, f->session, 5);
  g_assert_cmpuint (mon_session_get_armed_left (f->session), >, 290);

  g_assert_true (ui_tag_table_open_write (table, f->tag));
  gtk_editable_set_text (GTK_EDITABLE (entry), "65.5");
  g_signal_emit_by_name (entry, "activate");
  support_wait_for (is_set, &job, 5);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_CONFIRMED);
  support_wait_for (has_value, &expected, 5);
  g_assert_cmpuint (count_writes (f), ==, 1);

  /* What cannot be written is said before it is sent. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "not a number");
  g_signal_emit_by_name (entry, "activate");
  support_run_for (300);
  g_assert_cmpuint (count_writes (f), ==, 1);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
}

/* ---- keyboard ---- */

/* One press of Tab leaves a list of whatever length, in both directions. */
static void
test_tab (Fixture       *f,
          gconstpointer  data)
{
  GtkWidget *table = GTK_WIDGET (ui_areas_get_table (ui_window_get_areas (f->window)));
  GtkWidget *list = support_find (f->window, UI_TYPE_TRAFFIC_LIST);
  GtkWidget *lists[] = { table, list };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint k = 0; k < 2; k++)
      {
        g_assert_true (gtk_widget_child_focus (lists[i], GTK_DIR_TAB_FORWARD));
        g_assert_nonnull (gtk_widget_get_focus_child (lists[i]));
        gtk_widget_child_focus (GTK_WIDGET (f->window), k == 0 ? GTK_DIR_TAB_FORWARD
                                                               : GTK_DIR_TAB_BACKWARD);
        g_assert_nonnull (gtk_root_get_focus (GTK_ROOT (f->window)));
        g_assert_null (gtk_widget_get_focus_child (lists[i]));
      }
}

/* ---- a main loop that stands still ---- */

/* The tag was polled in every period since @from_us, and every time with success. */
static void
assert_nothing_lost (Fixture *f,
                     gint64   from_us,
                     gint64   to_us)
{
  MonTag *tag = find_tag (f->device, "Supply temperature");
  gint64 period_us = mon_tag_get_spec (tag)->period_ms * 1000;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (MonPoint));
  gint64 last_us = 0;
  guint n = 0;

  mon_series_get_points (mon_history_get_series (mon_session_get_history (f->session)),
                         mon_tag_get_handle (tag), from_us, to_us, points);
  for (guint i = 0; i < points->len; i++)
    {
      const MonPoint *point = &g_array_index (points, MonPoint, i);

      g_assert_cmpint (point->quality, ==, MON_QUALITY_GOOD);
      if (last_us > 0)
        g_assert_cmpint (point->time_us - last_us, <, 3 * period_us);
      last_us = point->time_us;
      n++;
    }
  g_assert_cmpint (n, >=, (to_us - from_us) / period_us * 9 / 10);
}

static gint64
now_us (Fixture *f)
{
  return mb_clock_get_wall_us (mon_session_get_clock (f->session));
}

/* ---- the narrow form ---- */

static void
assert_sensitive (GtkWidget *root)
{
  GtkWidget *child;

  if (GTK_IS_BUTTON (root))
    g_assert_true (gtk_widget_is_sensitive (root));
  for (child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_sensitive (child);
}

static void
test_narrow (Fixture       *f,
             gconstpointer  data)
{
  UiAreas *areas;
  g_autofree guint8 *pixels = NULL;
  int width, height;

  ui_window_close_now (f->window);
  f->window = ui_window_new (support_get_application (), f->engine, f->project);
  ui_window_set_fixed (f->window, 360, 700);
  gtk_window_present (GTK_WINDOW (f->window));
  support_run_for (1500);
  areas = ui_window_get_areas (f->window);
  pixels = support_take_picture (GTK_WIDGET (f->window), "window-narrow", &width, &height);
  g_assert_cmpint (width, ==, 360);
  assert_sensitive (support_find (areas, g_type_from_name ("UiTrafficPane")));
}

static void
test_blocked (Fixture       *f,
              gconstpointer  data)
{
  gint64 from_us = now_us (f);

  g_usleep (3 * G_USEC_PER_SEC);
  assert_nothing_lost (f, from_us, now_us (f) - G_USEC_PER_SEC / 2);
  support_run_for (300);
  g_assert_true (mon_tag_is_fresh (f->tag));
  g_assert_cmpint (mon_device_get_health (f->device), ==, MON_DEVICE_GOOD);
}

static void
test_unmapped (Fixture       *f,
               gconstpointer  data)
{
  UiPlot *plot = support_find (f->window, UI_TYPE_PLOT);
  UiPlotCurve *curve = g_ptr_array_index (ui_plot_get_scene (plot)->curves, 0);
  gint64 from_us = now_us (f);
  guint n;

  gtk_widget_set_visible (GTK_WIDGET (f->window), FALSE);
  support_run_for (200);
  n = curve->points->len;
  support_run_for (9800);
  /* Nothing is read for a plot that nobody sees. */
  g_assert_cmpuint (curve->points->len, ==, n);
  assert_nothing_lost (f, from_us, now_us (f) - G_USEC_PER_SEC / 2);
  g_assert_true (mon_tag_is_fresh (f->tag));

  gtk_widget_set_visible (GTK_WIDGET (f->window), TRUE);
  support_run_for (300);
  g_assert_cmpuint (curve->points->len, >, n + 5);
  g_assert_cmpint (mon_device_get_health (f->device), ==, MON_DEVICE_GOOD);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/ui/window/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("values", test_values);
  ADD ("computed", test_computed);
  ADD ("plot", test_plot);
  ADD ("traffic", test_traffic);
  ADD ("write-locked", test_write_locked);
  ADD ("write-armed", test_write_armed);
  ADD ("narrow", test_narrow);
  ADD ("tab", test_tab);
  ADD ("blocked", test_blocked);
  ADD ("unmapped", test_unmapped);
#undef ADD

  return g_test_run ();
}
