/* test-polling.c: the engine polls: rounds, losses, returns, changed projects, several devices.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"

static guint32
tag_at (EngineFixture *f,
        guint          device,
        guint          index)
{
  MonTagSpec *tag = g_ptr_array_index (fixture_device_at (f, device)->tags, index);

  return tag->handle;
}

static MonLinkPhase
link_phase (EngineFixture *f,
            MonLinkCause  *out_cause)
{
  MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);
  g_auto (MonLinkState) state = { 0 };

  g_assert_true (mon_board_get_link (f->stores.board, connection->handle, &state));
  if (out_cause != NULL)
    *out_cause = state.cause;
  return state.phase;
}

static void
test_rounds (EngineFixture *f,
             gconstpointer  data)
{
  gint64 last_us = 0;

  fixture_advance (f, 5000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD), ==, 6);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 1), MON_QUALITY_GOOD), ==, 6);
  g_assert_cmpuint (f->samples->len, ==, 12);
  /* Both tags in one request; the samples of one exchange share a time that no other has. */
  g_assert_cmpuint (f->device->n_requests, ==, 6);
  for (guint i = 0; i < f->samples->len; i += 2)
    {
      const MonSample *first = &g_array_index (f->samples, MonSample, i);
      const MonSample *second = &g_array_index (f->samples, MonSample, i + 1);

      g_assert_cmpint (first->time_us, ==, second->time_us);
      g_assert_cmpint (first->time_us, >, last_us);
      g_assert_cmpuint (second->value.u, ==, 1);
      last_us = first->time_us;
    }
  g_assert_cmpuint (mon_history_get_n_samples (f->stores.history, tag_at (f, 0, 0)), ==, 6);
  g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_CONNECTED);
}

/* A sample and its exchange are found by each other's time. */
static void
test_times (EngineFixture *f,
            gconstpointer  data)
{
  guint64 first;
  guint64 end;
  MonTrafficRecord record;
  const MonSample *sample;
  g_autoptr (MonTrafficSlab) slab = NULL;

  mon_traffic_log_get_range (f->stores.log, &first, &end);
  g_assert_cmpuint (end - first, ==, 2);
  slab = mon_traffic_log_get (f->stores.log, end - 1, &record);
  sample = &g_array_index (f->samples, MonSample, 0);
  g_assert_cmpint (record.kind, ==, MON_TRAFFIC_EXCHANGE);
  g_assert_cmpint (record.time_us + record.rtt_us, ==, sample->time_us);
  g_assert_cmpuint (record.device, ==, fixture_device_at (f, 0)->handle);
  g_assert_cmpuint (record.request_len, ==, 12);
  g_assert_cmpuint (record.response_len, ==, 13);
}

static void
test_refused (EngineFixture *f,
              gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);
  MonLinkCause cause;
  guint n_rounds;

  fixture_advance (f, 2000);
  fake_device_switch_off (f->device);
  fixture_run (f);
  fixture_forget_samples (f);
  fixture_advance (f, 10000);
  /* Each round counts: one sample for each tag. And it becomes stale once. */
  n_rounds = fixture_count (f, tag, MON_QUALITY_LINK_DOWN);
  g_assert_cmpuint (n_rounds, >=, 9);
  g_assert_cmpuint (n_rounds, <=, 10);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_STALE), ==, 1);
  g_assert_cmpint (link_phase (f, &cause), ==, MON_LINK_BACKING_OFF);
  g_assert_cmpint (cause, ==, MON_CAUSE_REFUSED);

  fake_device_switch_on (f->device);
  fixture_forget_samples (f);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 1000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), >=, 1);
  g_assert_cmpint (link_phase (f, &cause), ==, MON_LINK_CONNECTED);
  g_assert_cmpint (cause, ==, MON_CAUSE_NONE);
}

/* A device slower than its period: what it cannot keep up with is dropped and counted, never
 * queued; what it gives is late. */
static void
test_missed (EngineFixture *f,
             gconstpointer  data)
{
  MonDeviceState state;
  guint32 tag;
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = fixture_new_connection (f->device);

  g_ptr_array_add (connection->devices, fixture_new_device (1, 1, 100));
  g_ptr_array_add (root->connections, connection);
  fixture_set_root (f, root);
  tag = tag_at (f, 0, 0);
  fixture_advance (f, 50);
  fixture_forget_samples (f);
  f->device->n_requests = 0;
  for (guint i = 0; i < 10; i++)
    {
      /* Asked at the tick, answered behind four more. */
      f->device->is_holding = TRUE;
      fixture_advance (f, 490);
      f->device->is_holding = FALSE;
      fake_device_let_go (f->device);
      fixture_advance (f, 10);
    }
  g_assert_cmpuint (f->device->n_requests, <=, 21);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_LATE), >=, 10);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_LATE)
                    + fixture_count (f, tag, MON_QUALITY_GOOD), ==, f->device->n_requests);
  g_assert_true (mon_board_get_device (f->stores.board, fixture_device_at (f, 0)->handle, &state));
  g_assert_cmpuint (state.missed, >=, 25);
  g_assert_cmpuint (state.missed + f->device->n_requests, ==, 50);
}

/* A link that returns begins no round of its own: one sample for each tag and period, with it and
 * without. */
static void
test_return_rounds (EngineFixture *f,
                    gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);

  for (guint i = 0; i < 5; i++)
    {
      fixture_advance (f, 300);
      fake_device_switch_off (f->device);
      fixture_run (f);
      fixture_forget_samples (f);
      fixture_advance (f, 5000 + 100 * i);
      fake_device_switch_on (f->device);
      fixture_advance (f, 15000 - 300 - 100 * i);
      g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_LINK_DOWN), >=, 5);
      g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), >=, 2);
      g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_LINK_DOWN)
                        + fixture_count (f, tag, MON_QUALITY_GOOD), ==, 20);
    }
}

/* But for what has to wait long for its next round: that is asked once more. */
static void
test_return_slow (EngineFixture *f,
                  gconstpointer  data)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = fixture_new_connection (f->device);

  g_ptr_array_add (connection->devices, fixture_new_device (1, 1, 3600 * 1000));
  g_ptr_array_add (root->connections, connection);
  fake_device_switch_off (f->device);
  fixture_set_root (f, root);
  fixture_advance (f, 5000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LINK_DOWN), ==, 1);
  fake_device_switch_on (f->device);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD), ==, 1);
}

static void
test_retry_now (EngineFixture *f,
                gconstpointer  data)
{
  fake_device_switch_off (f->device);
  fixture_advance (f, 30000);
  g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_BACKING_OFF);
  fake_device_switch_on (f->device);
  fixture_forget_samples (f);
  mon_line_retry_now (f->line, 0);
  fixture_run (f);
  g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_CONNECTED);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD), ==, 1);
}

static void
test_silent (EngineFixture *f,
             gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);
  MonDeviceState state;

  fixture_advance (f, 1000);
  f->device->is_silent = TRUE;
  fixture_forget_samples (f);
  fixture_advance (f, 3100);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_TIMEOUT), >=, 1);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 0);
  g_assert_true (mon_board_get_device (f->stores.board, fixture_device_at (f, 0)->handle, &state));
  g_assert_cmpuint (state.recent_timeouts, >=, 2);
  g_assert_cmpuint (state.failures, >=, 2);

  /* The link that said nothing is dropped, and a new one is made. */
  fixture_advance (f, 30000);
  g_assert_cmpuint (f->device->n_accepted, >=, 2);
  f->device->is_silent = FALSE;
  fixture_forget_samples (f);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 4000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), >=, 1);
}

/* A device may close an idle link: the next poll connects again, and nothing is missing. */
static void
test_idle_close (EngineFixture *f,
                 gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);

  for (guint i = 0; i < 5; i++)
    {
      fixture_advance (f, 500);
      fake_device_close_links (f->device);
      fixture_run (f);
      g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_CLOSED);
      fixture_advance (f, 500);
    }
  g_assert_cmpuint (f->device->n_accepted, ==, 6);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 6);
  g_assert_cmpuint (f->samples->len, ==, 12);
}

/* A link that was good is closed in the middle of a read: the read is asked once more. */
static void
test_close_on_read (EngineFixture *f,
                    gconstpointer  data)
{
  fixture_advance (f, 500);
  f->device->is_closing = TRUE;
  mb_clock_advance (f->clock, 500 * 1000);
  while (f->device->n_requests < 2)
    g_main_context_iteration (NULL, TRUE);
  f->device->is_closing = FALSE;
  fixture_run (f);
  g_assert_cmpuint (f->device->n_accepted, ==, 2);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD), ==, 2);
  g_assert_cmpuint (f->samples->len, ==, 4);
}

/* A device that is busy is given time, more each time; nothing is seen of it unless it lasts. */
static void
test_busy (EngineFixture *f,
           gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);

  fixture_advance (f, 900);
  f->device->n_busy = 1;
  fixture_advance (f, 180);
  g_assert_cmpuint (f->device->n_requests, ==, 2);
  fixture_advance (f, 30);
  g_assert_cmpuint (f->device->n_requests, ==, 3);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 2);
  g_assert_cmpuint (f->samples->len, ==, 4);
  f->device->n_busy = 2;
  fixture_advance (f, 1000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_EXCEPTION), ==, 1);
}

static MonProjectSpec *
edit_first_connection (EngineFixture      *f,
                       MonConnectionSpec **out_connection)
{
  MonProjectSpec *root = mon_project_spec_edit (f->root);
  MonConnectionSpec *old = g_ptr_array_index (root->connections, 0);

  *out_connection = mon_connection_spec_edit (old);
  mon_connection_spec_unref (old);
  root->connections->pdata[0] = *out_connection;
  return root;
}

/* Equal pointers mean unchanged: the socket stays, and no round of the old device is disturbed. */
static void
test_add_device (EngineFixture *f,
                 gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root;
  guint32 tag = tag_at (f, 0, 0);

  fixture_advance (f, 500);
  root = edit_first_connection (f, &connection);
  g_ptr_array_add (connection->devices, fixture_new_device (2, 1, 1000));
  fixture_set_root (f, root);
  g_assert_cmpuint (f->device->n_of_unit[1], ==, 1);
  g_assert_cmpuint (f->device->n_of_unit[2], ==, 1);
  fixture_advance (f, 3000);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
  g_assert_cmpuint (f->device->n_of_unit[1], ==, 4);
  g_assert_cmpuint (f->device->n_of_unit[2], ==, 4);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 4);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_STALE), ==, 0);
}

/* One device is another node, its neighbour is not. */
static void
test_edit_device (EngineFixture *f,
                  gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);
  MonDeviceSpec *device;

  g_ptr_array_add (connection->devices, fixture_new_device (2, 1, 1000));
  g_ptr_array_add (connection->devices, fixture_new_device (3, 1, 1000));
  fixture_set_root (f, root);
  root = edit_first_connection (f, &connection);
  device = mon_device_spec_edit (connection->devices->pdata[1]);
  g_ptr_array_add (device->tags, fixture_new_tag (9, 1000));
  mon_device_spec_unref (connection->devices->pdata[1]);
  connection->devices->pdata[1] = device;
  fixture_set_root (f, root);
  g_assert_cmpuint (f->device->n_of_unit[1], ==, 1);
  g_assert_cmpuint (f->device->n_of_unit[2], ==, 2);
  g_assert_cmpuint (f->device->n_of_unit[3], ==, 1);
}

static void
test_remove_device (EngineFixture *f,
                    gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root;
  guint32 tag = tag_at (f, 0, 0);
  MonTagState state;

  g_assert_true (mon_board_get_tag (f->stores.board, tag, &state));
  root = edit_first_connection (f, &connection);
  g_ptr_array_remove_index (connection->devices, 0);
  fixture_set_root (f, root);
  fixture_forget_samples (f);
  fixture_advance (f, 10000);
  g_assert_cmpuint (f->samples->len, ==, 0);
  g_assert_false (mon_board_get_tag (f->stores.board, tag, &state));
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
}

static void
test_other_port (EngineFixture *f,
                 gconstpointer  data)
{
  FakeDevice *other = fake_device_new ();
  MonConnectionSpec *connection;
  MonProjectSpec *root;

  other->registers[1] = 4711;
  root = edit_first_connection (f, &connection);
  connection->port = other->port;
  fixture_set_root (f, root);
  g_assert_cmpuint (f->device->peers->len, ==, 0);
  g_assert_cmpuint (other->n_accepted, ==, 1);
  g_assert_cmpuint (g_array_index (f->samples, MonSample, 3).value.u, ==, 4711);
  g_ptr_array_set_size (f->root->connections, 0);
  fixture_set_root (f, mon_project_spec_new ());
  g_assert_cmpuint (other->peers->len, ==, 0);
  fake_device_free (other);
}

/* One socket for both; the dead one costs the other no round. */
static void
test_dead_neighbour (EngineFixture *f,
                     gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root;
  guint n_good;

  root = edit_first_connection (f, &connection);
  g_ptr_array_add (connection->devices, fixture_new_device (9, 1, 1000));
  f->device->silent_unit = 9;
  fixture_set_root (f, root);
  fixture_forget_samples (f);
  fixture_advance (f, 60000);
  n_good = fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD)
           + fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LATE);
  g_assert_cmpuint (n_good, >=, 50);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_STALE), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 0), MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 0), MON_QUALITY_TIMEOUT), >=, 5);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);

  f->device->silent_unit = -1;
  fixture_forget_samples (f);
  fixture_advance (f, 12000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 0), MON_QUALITY_GOOD), >=, 2);
}

/* A listener whose queue is full: what connects hears nothing, neither yes nor no. */
static GSocket *
new_deaf_listener (GPtrArray *callers,
                   guint16   *out_port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocket *listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                    G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_true (g_socket_bind (listener, any, FALSE, NULL));
  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_listen (listener, NULL));
  bound = g_socket_get_local_address (listener, NULL);
  *out_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  for (guint i = 0; i < 3; i++)
    {
      GSocket *caller = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (caller, FALSE);
      g_socket_connect (caller, bound, NULL, NULL);
      g_ptr_array_add (callers, caller);
    }
  return listener;
}

/* The first round waits for the connect; what follows a failure does not. */
static void
test_connect_hangs (EngineFixture *f,
                    gconstpointer  data)
{
  g_autoptr (GPtrArray) callers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocket) listener = NULL;
  MonConnectionSpec *connection;
  MonProjectSpec *root;
  MonLinkCause cause;

  root = edit_first_connection (f, &connection);
  listener = new_deaf_listener (callers, &connection->port);
  connection->connect_timeout_ms = 5000;
  fixture_forget_samples (f);
  fixture_set_root (f, root);
  g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_CONNECTING);
  fixture_advance (f, 4900);
  g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_CONNECTING);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LINK_DOWN), ==, 0);
  fixture_advance (f, 100);
  g_assert_cmpint (link_phase (f, &cause), ==, MON_LINK_BACKING_OFF);
  g_assert_cmpint (cause, ==, MON_CAUSE_NO_CONNECT);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LINK_DOWN), ==, 1);
  fixture_advance (f, 20000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LINK_DOWN), >=, 20);

  /* Changed settings hold from the next try on. */
  root = edit_first_connection (f, &connection);
  connection->connect_timeout_ms = 200;
  fixture_set_root (f, root);
  while (link_phase (f, NULL) == MON_LINK_CONNECTING)
    fixture_advance (f, 10);
  mon_line_retry_now (f->line, 0);
  fixture_run (f);
  fixture_advance (f, 190);
  g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_CONNECTING);
  fixture_advance (f, 10);
  g_assert_cmpint (link_phase (f, NULL), ==, MON_LINK_BACKING_OFF);
}

static void
test_pause (EngineFixture *f,
            gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);
  guint n_requests;

  fixture_advance (f, 1000);
  n_requests = f->device->n_requests;
  mon_line_set_paused (f->line, TRUE);
  fixture_advance (f, 10000);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_PAUSED), ==, 1);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_STALE), ==, 0);
  mon_line_set_paused (f->line, FALSE);
  fixture_run (f);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 1);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
}

/* What is added meanwhile is paused, too, and says so. */
static void
test_add_paused (EngineFixture *f,
                 gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root;
  guint32 tag;

  mon_line_set_paused (f->line, TRUE);
  fixture_run (f);
  f->device->n_requests = 0;
  root = edit_first_connection (f, &connection);
  g_ptr_array_add (connection->devices, fixture_new_device (2, 1, 1000));
  fixture_set_root (f, root);
  tag = tag_at (f, 1, 0);
  fixture_advance (f, 10000);
  g_assert_cmpuint (f->device->n_requests, ==, 0);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_PAUSED), ==, 1);
  mon_line_set_paused (f->line, FALSE);
  fixture_run (f);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 1);
}

static void
test_delay (EngineFixture *f,
            gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root;
  guint n_requests;

  root = edit_first_connection (f, &connection);
  connection->delay_ms = 400;
  for (guint8 unit = 2; unit <= 4; unit++)
    g_ptr_array_add (connection->devices, fixture_new_device (unit, 1, 10000));
  n_requests = f->device->n_requests;
  fixture_set_root (f, root);
  fixture_advance (f, 390);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests);
  fixture_advance (f, 10);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 1);
  fixture_advance (f, 400);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 2);
}

/* A device gets its pause after the connect, every time. */
static void
test_delay_after_connect (EngineFixture *f,
                          gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root;

  root = edit_first_connection (f, &connection);
  connection->delay_after_connect_ms = 700;
  fixture_set_root (f, root);
  fixture_advance (f, 500);
  for (guint i = 0; i < 2; i++)
    {
      guint n_requests;

      fake_device_close_links (f->device);
      fixture_run (f);
      n_requests = f->device->n_requests;
      /* At the next full second it connects, and then waits. */
      fixture_advance (f, 500 + 690);
      g_assert_cmpuint (f->device->n_accepted, ==, 2 + i);
      g_assert_cmpuint (f->device->n_requests, ==, n_requests);
      fixture_advance (f, 20);
      g_assert_cmpuint (f->device->n_requests, ==, n_requests + 1);
      fixture_advance (f, 790);
    }
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_TIMEOUT), ==, 0);
}

static MbQuirks
hint_of (EngineFixture *f)
{
  MonDeviceState state;

  g_assert_true (mon_board_get_device (f->stores.board, fixture_device_at (f, 0)->handle, &state));
  return state.hint;
}

static void
set_quirks (EngineFixture *f,
            MbQuirks       quirks)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);
  MonDeviceSpec *device = mon_device_spec_edit (connection->devices->pdata[0]);

  connection->window = 16;
  device->quirks = quirks;
  mon_device_spec_unref (connection->devices->pdata[0]);
  connection->devices->pdata[0] = device;
  fixture_set_root (f, root);
}

/* Without the quirk there is no value, and a hint; with it all is well. */
static void
test_quirk_unit (EngineFixture *f,
                 gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);

  f->device->answering_unit = 255;
  fixture_forget_samples (f);
  fixture_advance (f, 2000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_BREACH), ==, 2);
  g_assert_cmpuint (hint_of (f), ==, MB_QUIRK_UNIT_255);
  set_quirks (f, MB_QUIRK_UNIT_255);
  g_assert_cmpuint (hint_of (f), ==, MB_QUIRKS_NONE);
  fixture_advance (f, 2000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), >=, 2);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_BREACH), ==, 2);
}

static void
test_quirk_transaction (EngineFixture *f,
                        gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);

  f->device->swaps_transaction = TRUE;
  fixture_forget_samples (f);
  fixture_advance (f, 4000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (hint_of (f), ==, MB_QUIRK_ANY_TRANSACTION);
  set_quirks (f, MB_QUIRK_ANY_TRANSACTION);
  fixture_advance (f, 12000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), >=, 4);
  g_assert_cmpuint (hint_of (f), ==, MB_QUIRKS_NONE);
}

/* A dead device behind such a gateway ends the link with each time-out; the others go on, without
 * a back-off. */
static void
test_quirk_neighbour (EngineFixture *f,
                      gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root;
  MonDeviceSpec *dead = fixture_new_device (9, 1, 1000);
  guint n_good;

  set_quirks (f, MB_QUIRK_ANY_TRANSACTION);
  f->device->swaps_transaction = TRUE;
  f->device->silent_unit = 9;
  root = edit_first_connection (f, &connection);
  dead->quirks = MB_QUIRK_ANY_TRANSACTION;
  g_ptr_array_add (connection->devices, dead);
  fixture_set_root (f, root);
  fixture_forget_samples (f);
  fixture_advance (f, 60000);
  n_good = fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD)
           + fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LATE);
  g_assert_cmpuint (n_good, >=, 50);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LINK_DOWN), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 0), MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (f->device->n_accepted, >=, 5);
}

/* A reply that stops half-way is a time-out, though the retry finds nobody to connect to. */
static void
test_half_reply (EngineFixture *f,
                 gconstpointer  data)
{
  guint32 tag = tag_at (f, 0, 0);

  fixture_advance (f, 500);
  f->device->n_reply_bytes = 6;
  fixture_advance (f, 600);
  fake_device_stop_listening (f->device);
  fixture_advance (f, 1000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_TIMEOUT), ==, 1);
}

/* Each round of a device that does not answer counts, asked or not, and costs no request. */
static void
test_silent_rounds (EngineFixture *f,
                    gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);
  guint n_rounds;

  f->device->is_silent = TRUE;
  connection->timeout_ms = 100;
  connection->retries = 0;
  g_ptr_array_set_size (connection->devices, 0);
  g_ptr_array_add (connection->devices, fixture_new_device (1, 1, 200));
  f->device->n_requests = 0;
  fixture_set_root (f, root);
  fixture_forget_samples (f);
  fixture_advance (f, 1600);
  n_rounds = fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_TIMEOUT)
             + fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LINK_DOWN);
  g_assert_cmpuint (n_rounds, >=, 8);
  g_assert_cmpuint (f->device->n_requests, <=, 4);
  fixture_advance (f, 18400);
  n_rounds = fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_TIMEOUT)
             + fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_LINK_DOWN);
  g_assert_cmpuint (n_rounds, >=, 98);
  /* Each time that the link is back a round begins at once, before its time, with a request. */
  g_assert_cmpuint (n_rounds, <=, 101 + f->device->n_requests);
  g_assert_cmpuint (f->device->n_requests, <=, 12);
}

#define ADD(path, func) \
  g_test_add ("/mon/polling/" path, EngineFixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("rounds", test_rounds);
  ADD ("times", test_times);
  ADD ("refused", test_refused);
  ADD ("missed", test_missed);
  ADD ("return-rounds", test_return_rounds);
  ADD ("return-slow", test_return_slow);
  ADD ("retry-now", test_retry_now);
  ADD ("silent", test_silent);
  ADD ("idle-close", test_idle_close);
  ADD ("close-on-read", test_close_on_read);
  ADD ("busy", test_busy);
  ADD ("add-device", test_add_device);
  ADD ("edit-device", test_edit_device);
  ADD ("remove-device", test_remove_device);
  ADD ("other-port", test_other_port);
  ADD ("dead-neighbour", test_dead_neighbour);
  ADD ("connect-hangs", test_connect_hangs);
  ADD ("pause", test_pause);
  ADD ("add-paused", test_add_paused);
  ADD ("delay", test_delay);
  ADD ("delay-after-connect", test_delay_after_connect);
  ADD ("quirk-unit", test_quirk_unit);
  ADD ("quirk-transaction", test_quirk_transaction);
  ADD ("quirk-neighbour", test_quirk_neighbour);
  ADD ("half-reply", test_half_reply);
  ADD ("silent-rounds", test_silent_rounds);

  return g_test_run ();
}
