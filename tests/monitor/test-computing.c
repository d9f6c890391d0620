/* test-computing.c: computed tags in the engine: with polls, losses, pauses and changed projects.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"
#include "modbus/mb-error.h"
#include "monitor/tools/mon-views.h"
#include "monitor/tools/mon-write.h"

static MonTagSpec *
named_tag (MonTagSpec *tag,
           const char *id)
{
  g_free (tag->id);
  g_free (tag->name);
  tag->id = g_strdup (id);
  tag->name = g_strdup_printf ("Tag %s", id);
  return tag;
}

static MonTagSpec *
computed_tag (const char *id,
              const char *expression)
{
  MonTagSpec *tag = named_tag (mon_tag_spec_new (), id);

  tag->expression = mon_expression_parse (expression, NULL, NULL);
  g_assert_nonnull (tag->expression);
  return tag;
}

/* The default root has asked unit 1 once. Here it has "a" (register 5, every second) and "sum",
 * unit 2 has "b" (register 7, every two seconds) and "twice", which needs "sum". */
static MonProjectSpec *
make_root (EngineFixture *f)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = fixture_new_connection (f->device);

  for (guint unit = 1; unit <= 2; unit++)
    {
      MonDeviceSpec *device = fixture_new_device ((guint8) unit, 0, 0);

      g_free (device->name);
      device->name = g_strdup (unit == 1 ? "Boiler" : "Pump");
      if (unit == 1)
        {
          g_ptr_array_add (device->tags, named_tag (fixture_new_tag (5, 1000), "a"));
          g_ptr_array_add (device->tags, computed_tag ("sum", "{a} + {b}"));
        }
      else
        {
          g_ptr_array_add (device->tags, named_tag (fixture_new_tag (7, 2000), "b"));
          g_ptr_array_add (device->tags, computed_tag ("twice", "{sum} * 2"));
        }
      g_ptr_array_add (connection->devices, device);
    }
  g_ptr_array_add (root->connections, connection);
  return root;
}

static MonTagSpec *
tag_at (EngineFixture *f,
        guint          device,
        guint          index)
{
  return g_ptr_array_index (fixture_device_at (f, device)->tags, index);
}

#define A(f) (tag_at (f, 0, 0)->handle)
#define SUM(f) (tag_at (f, 0, 1)->handle)
#define B(f) (tag_at (f, 1, 0)->handle)
#define TWICE(f) (tag_at (f, 1, 1)->handle)

static void
set_up (EngineFixture *f,
        gconstpointer  data)
{
  fixture_set_up (f, data);
  fixture_set_root (f, make_root (f));
}

static MonTagState
state_of (EngineFixture *f,
          guint32        tag)
{
  MonTagState state;

  g_assert_true (mon_board_get_tag (f->stores.board, tag, &state));
  return state;
}

/* Each sample of a computed tag comes behind that of the input that brought it forth. */
static void
test_rounds (EngineFixture *f,
             gconstpointer  data)
{
  MonTagState state;

  fixture_forget_samples (f);
  fixture_advance (f, 4000);
  g_assert_cmpuint (fixture_count (f, A (f), MON_QUALITY_GOOD), ==, 4);
  g_assert_cmpuint (fixture_count (f, B (f), MON_QUALITY_GOOD), ==, 2);
  g_assert_cmpuint (fixture_count (f, SUM (f), MON_QUALITY_GOOD), ==,
                    fixture_count (f, TWICE (f), MON_QUALITY_GOOD));
  for (guint i = 0; i < f->samples->len; i++)
    {
      const MonSample *sample = &g_array_index (f->samples, MonSample, i);

      if (sample->tag != SUM (f))
        continue;
      g_assert_cmpint (sample->value.i, ==, 12);
      g_assert_cmpint (sample->time_us, ==, g_array_index (f->samples, MonSample, i - 1).time_us);
      g_assert_cmpuint (g_array_index (f->samples, MonSample, i + 1).tag, ==, TWICE (f));
    }
  g_assert_cmpuint (mon_history_get_n_samples (f->stores.history, SUM (f)), >=, 4);
  state = state_of (f, TWICE (f));
  g_assert_cmpint (state.last_value.i, ==, 24);
  /* Nobody asks a device for what is computed. */
  g_assert_cmpuint (f->device->n_of_unit[1], ==, 1 + 5);
  g_assert_cmpuint (f->device->n_of_unit[2], ==, 3);
}

static void
test_silent (EngineFixture *f,
             gconstpointer  data)
{
  f->device->silent_unit = 2;
  fixture_forget_samples (f);
  fixture_advance (f, 7000);
  g_assert_cmpuint (fixture_count (f, SUM (f), MON_QUALITY_TIMEOUT), >=, 1);
  g_assert_cmpuint (fixture_count (f, TWICE (f), MON_QUALITY_TIMEOUT), >=, 1);
  /* However fresh “a” is. */
  g_assert_cmpuint (fixture_count (f, B (f), MON_QUALITY_STALE), ==, 1);
  g_assert_cmpuint (fixture_count (f, SUM (f), MON_QUALITY_STALE), >=, 1);
  g_assert_cmpint (state_of (f, A (f)).sample.quality, ==, MON_QUALITY_GOOD);
  g_assert_false (mon_quality_has_value (state_of (f, SUM (f)).sample.quality));
  g_assert_cmpint (state_of (f, SUM (f)).last_value.i, ==, 12);

  f->device->silent_unit = -1;
  fixture_advance (f, 12000);
  g_assert_cmpint (state_of (f, TWICE (f)).sample.quality, ==, MON_QUALITY_GOOD);
}

static void
test_pause (EngineFixture *f,
            gconstpointer  data)
{
  mon_line_set_paused (f->line, TRUE);
  fixture_forget_samples (f);
  fixture_advance (f, 10000);
  g_assert_cmpint (state_of (f, TWICE (f)).sample.quality, ==, MON_QUALITY_PAUSED);
  g_assert_cmpuint (fixture_count (f, SUM (f), MON_QUALITY_STALE), ==, 0);
  mon_line_set_paused (f->line, FALSE);
  fixture_advance (f, 1000);
  g_assert_cmpint (state_of (f, TWICE (f)).sample.quality, ==, MON_QUALITY_GOOD);
}

/* The root with one tag of the first device replaced. */
static MonProjectSpec *
with_first_tag (EngineFixture *f,
                guint          index,
                MonTagSpec    *tag)
{
  MonProjectSpec *root = mon_project_spec_edit (f->root);
  MonConnectionSpec *connection = mon_connection_spec_edit (root->connections->pdata[0]);
  MonDeviceSpec *device = mon_device_spec_edit (connection->devices->pdata[0]);

  mon_tag_spec_unref (device->tags->pdata[index]);
  device->tags->pdata[index] = tag;
  mon_device_spec_unref (connection->devices->pdata[0]);
  connection->devices->pdata[0] = device;
  mon_connection_spec_unref (root->connections->pdata[0]);
  root->connections->pdata[0] = connection;
  return root;
}

static MonProjectSpec *
without_second_device (EngineFixture *f)
{
  MonProjectSpec *root = mon_project_spec_edit (f->root);
  MonConnectionSpec *connection = mon_connection_spec_edit (root->connections->pdata[0]);

  g_ptr_array_remove_index (connection->devices, 1);
  mon_connection_spec_unref (root->connections->pdata[0]);
  root->connections->pdata[0] = connection;
  return root;
}

static void
test_input_removed (EngineFixture *f,
                    gconstpointer  data)
{
  g_autoptr (MonProjectSpec) before = mon_project_spec_ref (f->root);
  guint32 gone = TWICE (f);
  MonTagState state;

  fixture_set_root (f, without_second_device (f));
  state = state_of (f, SUM (f));
  g_assert_cmpint (state.sample.quality, ==, MON_QUALITY_NOT_AVAILABLE);
  g_assert_cmpuint (state.sample.detail, ==, MON_FAULT_NO_TAG);
  g_assert_false (mon_board_get_tag (f->stores.board, gone, &state));

  fixture_set_root (f, mon_project_spec_ref (before));
  fixture_advance (f, 100);
  g_assert_cmpint (state_of (f, SUM (f)).sample.quality, ==, MON_QUALITY_GOOD);
  g_assert_cmpint (state_of (f, TWICE (f)).sample.quality, ==, MON_QUALITY_GOOD);
}

/* A tag that was read is computed from now on, and the other way round. */
static void
test_other_kind (EngineFixture *f,
                 gconstpointer  data)
{
  g_autoptr (MonTagSpec) read = mon_tag_spec_ref (tag_at (f, 0, 0));
  MonTagSpec *tag = mon_tag_spec_edit (read);
  guint n_requests;

  tag->expression = mon_expression_parse ("100", NULL, NULL);
  fixture_set_root (f, with_first_tag (f, 0, tag));
  g_assert_cmpint (state_of (f, TWICE (f)).last_value.i, ==, 214);
  n_requests = f->device->n_of_unit[1];
  fixture_forget_samples (f);
  fixture_advance (f, 10000);
  g_assert_cmpuint (f->device->n_of_unit[1], ==, n_requests);
  g_assert_cmpuint (fixture_count (f, A (f), MON_QUALITY_STALE), ==, 0);

  fixture_set_root (f, with_first_tag (f, 0, mon_tag_spec_ref (read)));
  fixture_advance (f, 2000);
  g_assert_cmpint (state_of (f, TWICE (f)).last_value.i, ==, 24);
  f->device->is_silent = TRUE;
  fixture_forget_samples (f);
  fixture_advance (f, 4000);
  g_assert_cmpuint (fixture_count (f, A (f), MON_QUALITY_STALE), ==, 1);
}

static void
expect_tag (MonViews   *views,
            guint32     handle,
            const char *value,
            const char *formula)
{
  MonTag *tag = mon_views_find_tag (views, handle);

  mon_views_refresh (views, handle);
  g_assert_cmpstr (mon_tag_get_value_text (tag), ==, value);
  g_assert_cmpstr (mon_tag_get_formula (tag), ==, formula);
  g_assert_cmpstr (mon_tag_get_type_text (tag), ==, formula != NULL ? "computed" : "uint16");
}

/* What rows show: the names of today, and nothing to write. */
static void
test_views (EngineFixture *f,
            gconstpointer  data)
{
  MonViews *views = mon_views_new (f->clock, f->stores.board);
  MonTagSpec *renamed = mon_tag_spec_edit (tag_at (f, 0, 0));
  g_autoptr (GError) error = NULL;
  MonTag *tag;

  mon_views_set_root (views, f->root);
  expect_tag (views, A (f), "5", NULL);
  expect_tag (views, SUM (f), "12", "'Tag a' + 'Pump/Tag b'");
  tag = mon_views_find_tag (views, SUM (f));
  g_assert_false (mon_tag_is_writable (tag));
  g_assert_null (mon_write_preview_new (tag, "5", &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==,
                   "Tag sum can not be written: it is computed of other tags.");

  g_free (renamed->name);
  renamed->name = g_strdup ("Supply");
  fixture_set_root (f, with_first_tag (f, 0, renamed));
  mon_views_set_root (views, f->root);
  expect_tag (views, SUM (f), "12", "Supply + 'Pump/Tag b'");
  mon_views_free (views);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, EngineFixture, NULL, set_up, func, fixture_tear_down)
  ADD ("/mon/computing/rounds", test_rounds);
  ADD ("/mon/computing/silent", test_silent);
  ADD ("/mon/computing/pause", test_pause);
  ADD ("/mon/computing/input-removed", test_input_removed);
  ADD ("/mon/computing/other-kind", test_other_kind);
  ADD ("/mon/computing/views", test_views);
  return g_test_run ();
}
