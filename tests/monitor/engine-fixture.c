/* engine-fixture.c: sets an engine, its stores and a fake device up, and moves their time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"

/* Between two steps of time; every timer of the engine is a multiple of some milliseconds. */
#define STEP_MS 10

/* How long a reply over the loopback interface is waited for. Nothing in a test ends sooner or
 * later by this: it only has to be long enough for a thread to be scheduled. */
#define SETTLE_US 2000

static void
changed_cb (gpointer user_data)
{
  EngineFixture *f = user_data;

  mon_line_listen (f->line);
}

static void
job_ended_cb (MonJobEnd *end,
              gpointer   user_data)
{
  EngineFixture *f = user_data;

  g_ptr_array_add (f->ends, end);
}

static void
closed_cb (gpointer user_data)
{
  EngineFixture *f = user_data;

  f->is_closed = TRUE;
}

static const MonLineEvents line_events = {
  .changed = changed_cb,
  .job_ended = job_ended_cb,
  .closed = closed_cb,
};

static void
take_samples (EngineFixture *f)
{
  MonQueueItem *item;

  while ((item = mon_queue_pop (f->queue)) != NULL)
    {
      if (item->kind == MON_QUEUE_SAMPLES)
        g_array_append_vals (f->samples, item->samples, item->n_samples);
      mon_queue_item_free (item);
    }
}

MonTagSpec *
fixture_new_tag (guint16 address,
                 guint   period_ms)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  g_free (tag->name);
  tag->table = MB_TABLE_HOLDING_REGISTERS;
  tag->address = address;
  tag->name = mon_tag_spec_default_name (tag->table, address);
  tag->period_ms = period_ms;
  return tag;
}

MonDeviceSpec *
fixture_new_device (guint8 unit,
                    guint  n_tags,
                    guint  period_ms)
{
  MonDeviceSpec *device = mon_device_spec_new ();

  device->unit = unit;
  for (guint i = 0; i < n_tags; i++)
    g_ptr_array_add (device->tags, fixture_new_tag ((guint16) i, period_ms));
  return device;
}

MonConnectionSpec *
fixture_new_connection (FakeDevice *device)
{
  MonConnectionSpec *connection = mon_connection_spec_new ();

  g_free (connection->host);
  connection->host = g_strdup ("127.0.0.1");
  connection->port = device->port;
  return connection;
}

void
fixture_set_root (EngineFixture  *f,
                  MonProjectSpec *root)
{
  mon_line_set_root (f->line, root);
  g_clear_pointer (&f->root, mon_project_spec_unref);
  f->root = root;
  fixture_run (f);
}

MonDeviceSpec *
fixture_device_at (EngineFixture *f,
                   guint          index)
{
  MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);

  return g_ptr_array_index (connection->devices, index);
}

static MonProjectSpec *
default_root (EngineFixture *f)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = fixture_new_connection (f->device);

  g_ptr_array_add (connection->devices, fixture_new_device (1, 2, 1000));
  g_ptr_array_add (root->connections, connection);
  return root;
}

void
fixture_set_up (EngineFixture *f,
                gconstpointer  data)
{
  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, FIXTURE_START_WALL_US);
  f->engine = mon_engine_new_on_clock (f->clock);
  f->device = fake_device_new ();
  f->samples = g_array_new (FALSE, FALSE, sizeof (MonSample));
  f->ends = g_ptr_array_new_with_free_func ((GDestroyNotify) mon_job_end_free);
  f->queue = mon_queue_new (8 << 20);
  mon_stores_init (&f->stores);
  f->line = mon_line_open (f->engine, mon_stores_make_sinks (&f->stores), &line_events, f);
  mon_line_add_sink (f->line, mon_sink_new_queue (f->queue));
  fixture_set_root (f, default_root (f));
}

void
fixture_tear_down (EngineFixture *f,
                   gconstpointer  data)
{
  mon_line_hang_up (f->line);
  g_assert_finalize_object (f->engine);
  fake_device_free (f->device);
  fixture_run (f);
  g_clear_pointer (&f->root, mon_project_spec_unref);
  mon_stores_clear (&f->stores);
  mon_queue_unref (f->queue);
  g_array_unref (f->samples);
  g_ptr_array_unref (f->ends);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
}

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until nothing has happened for SETTLE_US. */
void
fixture_run (EngineFixture *f)
{
  gboolean is_quiet = FALSE;

  while (!is_quiet)
    {
      g_autoptr (GSource) source = g_timeout_source_new (SETTLE_US / 1000);

      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_source_set_callback (source, wake_cb, &is_quiet, NULL);
      g_source_set_priority (source, G_PRIORITY_LOW);
      g_source_attach (source, NULL);
      g_main_context_iteration (NULL, TRUE);
      g_source_destroy (source);
    }
  take_samples (f);
}

void
fixture_advance (EngineFixture *f,
                 guint          ms)
{
  guint left_ms = ms;

  while (left_ms > 0)
    {
      guint step_ms = MIN (left_ms, STEP_MS);

      mb_clock_advance (f->clock, (gint64) step_ms * 1000);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      if (left_ms % 100 < STEP_MS)
        fixture_run (f);
      left_ms -= step_ms;
    }
  fixture_run (f);
}

guint32
fixture_start_job (EngineFixture    *f,
                   const guint8     *pdu,
                   gsize             len,
                   gboolean          is_armed,
                   const MonTagSpec *read_back)
{
  g_autoptr (GBytes) bytes = g_bytes_new (pdu, len);
  guint32 device = fixture_device_at (f, 0)->handle;

  mon_line_start_job (f->line, mon_wish_new (++f->last_job, device, bytes, is_armed, read_back));
  return f->last_job;
}

const MonJobEnd *
fixture_last_end (EngineFixture *f)
{
  g_assert_cmpuint (f->ends->len, >, 0);
  return g_ptr_array_index (f->ends, f->ends->len - 1);
}

guint
fixture_count (EngineFixture *f,
               guint32        tag,
               MonQuality     quality)
{
  guint n = 0;

  for (guint i = 0; i < f->samples->len; i++)
    {
      const MonSample *sample = &g_array_index (f->samples, MonSample, i);

      n += sample->tag == tag && sample->quality == quality;
    }
  return n;
}

void
fixture_forget_samples (EngineFixture *f)
{
  g_array_set_size (f->samples, 0);
}
