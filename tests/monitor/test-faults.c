/* test-faults.c: devices that turn away, close, reset, confirm something else, or want it slowly.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"

static const guint8 write_pdu[] = { 6, 0, 1, 0x12, 0x34 };

static guint32
tag_at (EngineFixture *f,
        guint          device,
        guint          index)
{
  MonTagSpec *tag = g_ptr_array_index (fixture_device_at (f, device)->tags, index);

  return tag->handle;
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

static void
get_link_state (EngineFixture *f,
                MonLinkState  *out_state)
{
  MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);

  g_assert_true (mon_board_get_link (f->stores.board, connection->handle, out_state));
}

/* A device that takes a connection and closes it at once is not called in a busy loop: at most five
 * times a second, ever more seldom; and the user hears what it does. */
static void
test_turned_away (EngineFixture *f,
                  gconstpointer  data)
{
  gboolean is_reset = GPOINTER_TO_INT (data);
  g_auto (MonLinkState) state = { 0 };
  guint n_first_second;

  fake_device_switch_off (f->device);
  f->device->is_turning_away = TRUE;
  f->device->is_resetting = is_reset;
  f->device->n_accepted = 0;
  fixture_advance (f, 10000);
  fake_device_switch_on (f->device);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS);
  g_assert_cmpuint (f->device->n_accepted, >=, 1);
  mon_line_retry_now (f->line, 0);
  f->device->n_accepted = 0;
  fixture_advance (f, 1000);
  n_first_second = f->device->n_accepted;
  g_assert_cmpuint (n_first_second, <=, 5);
  f->device->n_accepted = 0;
  fixture_advance (f, 30000);
  g_assert_cmpuint (f->device->n_accepted, <=, 30);
  get_link_state (f, &state);
  g_assert_cmpint (state.phase, ==, MON_LINK_BACKING_OFF);
  g_assert_cmpint (state.cause, ==, MON_CAUSE_CLOSED);
  g_assert_nonnull (state.reason);

  f->device->is_turning_away = FALSE;
  fixture_forget_samples (f);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 1100);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD), >=, 1);
}

static void
expect_not_modbus (EngineFixture *f,
                   MonLinkPhase   phase)
{
  g_auto (MonLinkState) state = { 0 };

  get_link_state (f, &state);
  g_assert_cmpint (state.phase, ==, phase);
  g_assert_cmpint (state.cause, ==, MON_CAUSE_BREACH);
  g_assert_nonnull (strstr (state.reason, "HTTP"));
}

/* What does not speak Modbus is known as such until it does; taking a connection proves nothing. */
static void
test_not_modbus (EngineFixture *f,
                 gconstpointer  data)
{
  g_auto (MonLinkState) state = { 0 };

  f->device->is_web_server = TRUE;
  fixture_advance (f, 5000);
  expect_not_modbus (f, MON_LINK_BACKING_OFF);
  f->device->is_silent = TRUE;
  f->device->n_accepted = 0;
  for (guint i = 0; i < MON_LINK_MAX_WAIT_MS / 10 && f->device->n_accepted == 0; i++)
    fixture_advance (f, 10);
  expect_not_modbus (f, MON_LINK_CONNECTED);
  f->device->is_silent = FALSE;
  f->device->is_web_server = FALSE;
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 1100);
  get_link_state (f, &state);
  g_assert_cmpint (state.phase, ==, MON_LINK_CONNECTED);
  g_assert_cmpint (state.cause, ==, MON_CAUSE_NONE);
  g_assert_null (state.reason);
}

/* Two connections of a project to the same endpoint, and a write: one socket for all of it. */
static void
test_one_connection (EngineFixture *f,
                     gconstpointer  data)
{
  MonProjectSpec *root = mon_project_spec_edit (f->root);
  MonConnectionSpec *second = fixture_new_connection (f->device);

  g_ptr_array_add (second->devices, fixture_new_device (2, 1, 500));
  g_ptr_array_add (root->connections, second);
  fixture_set_root (f, root);
  fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_advance (f, 3000);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
  g_assert_cmpuint (f->device->peers->len, ==, 1);
  g_assert_cmpuint (f->device->n_of_unit[2], >=, 6);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_CONFIRMED);
}

/* Many are due at once: unless asked for, there is never more than one request on its way. */
static void
test_one_at_a_time (EngineFixture *f,
                    gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);

  for (guint8 unit = 2; unit <= 9; unit++)
    g_ptr_array_add (connection->devices, fixture_new_device (unit, 1, 200));
  fixture_set_root (f, root);
  for (guint i = 0; i < 5; i++)
    fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_advance (f, 2000);
  g_assert_cmpuint (f->device->n_requests, >=, 80);
  g_assert_cmpuint (f->device->n_overlaps, ==, 0);

  root = edit_first_connection (f, &connection);
  connection->window = 16;
  fixture_set_root (f, root);
  fixture_advance (f, 2000);
  g_assert_cmpuint (f->device->n_overlaps, >, 0);
}

typedef enum
{
  APPLIED_THEN_CLOSED,
  APPLIED_THEN_RESET,
  CLOSED_BEFORE,
  RESET_BEFORE,
  SILENT,
  WRONG_ECHO,
} WriteFault;

static const char *write_faults[] = {
  "applied-then-closed", "applied-then-reset", "closed-before", "reset-before", "silent",
  "wrong-echo",
};

/* Whatever became of it, nobody can say; and it was sent once. */
static void
test_write (EngineFixture *f,
            gconstpointer  data)
{
  WriteFault fault = (WriteFault) GPOINTER_TO_INT (data);
  gboolean is_applied = fault == APPLIED_THEN_CLOSED || fault == APPLIED_THEN_RESET
                        || fault == WRONG_ECHO;

  fixture_advance (f, 500);
  f->device->is_closing_after_write = fault == APPLIED_THEN_CLOSED || fault == APPLIED_THEN_RESET;
  f->device->is_resetting = fault == APPLIED_THEN_RESET || fault == RESET_BEFORE;
  f->device->is_closing = fault == CLOSED_BEFORE || fault == RESET_BEFORE;
  f->device->is_silent = fault == SILENT;
  f->device->echo_offset = fault == WRONG_ECHO;
  fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_advance (f, 1100);
  g_assert_cmpuint (f->ends->len, ==, 1);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_UNKNOWN);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
  g_assert_cmphex (f->device->registers[1], ==, is_applied ? 0x1234 : 1);
  f->device->is_closing = FALSE;
  f->device->is_silent = FALSE;
  fixture_advance (f, 20000);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
  g_assert_cmpuint (f->ends->len, ==, 1);
}

/* Busy twice, then good: with tries enough nothing is seen of it, and the device gets its time. */
static void
test_busy_twice (EngineFixture *f,
                 gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);
  guint n_requests;

  connection->retries = 2;
  fixture_set_root (f, root);
  fixture_advance (f, 500);
  fixture_forget_samples (f);
  n_requests = f->device->n_requests;
  f->device->n_busy = 2;
  fixture_advance (f, 550);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 1);
  fixture_advance (f, 100);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 2);
  fixture_advance (f, 100);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 2);
  fixture_advance (f, 100);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 3);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD), ==, 1);
  g_assert_cmpuint (f->samples->len, ==, 2);
}

/* Polling does not care for the wall clock; samples tell it as it is, one after another. */
static void
test_wall_clock (EngineFixture *f,
                 gconstpointer  data)
{
  const gint64 hour_us = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  const gint64 jumps_us[] = { hour_us, -hour_us, -100 };

  fixture_advance (f, 500);
  for (guint i = 0; i < G_N_ELEMENTS (jumps_us); i++)
    {
      gint64 wall_us = mb_clock_get_wall_us (f->clock) + jumps_us[i];
      gint64 last_us = 0;

      fixture_forget_samples (f);
      mb_clock_set_wall_us (f->clock, wall_us);
      fixture_advance (f, 5000);
      g_assert_cmpuint (fixture_count (f, tag_at (f, 0, 0), MON_QUALITY_GOOD), ==, 5);
      g_assert_cmpuint (f->samples->len, ==, 10);
      for (guint j = 0; j < f->samples->len; j += 2)
        {
          const MonSample *sample = &g_array_index (f->samples, MonSample, j);

          g_assert_cmpint (sample->time_us, >, last_us);
          g_assert_cmpint (sample->time_us, >=, wall_us);
          g_assert_cmpint (sample->time_us, <=, wall_us + 6 * G_USEC_PER_SEC);
          last_us = sample->time_us;
        }
    }
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
}

/* A device is down for a minute: one probe at a time, and when it is back everything is. */
static void
test_back_after_demotion (EngineFixture *f,
                          gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);
  MonDeviceSpec *device = fixture_new_device (9, 1, 1000);
  MonTagSpec *other = fixture_new_tag (200, 1000);

  g_ptr_array_add (device->tags, other);
  g_ptr_array_add (connection->devices, device);
  f->device->silent_unit = 9;
  fixture_set_root (f, root);
  fixture_advance (f, 60000);
  g_assert_cmpuint (f->device->n_of_unit[9], <=, 20);
  f->device->silent_unit = -1;
  fixture_forget_samples (f);
  fixture_advance (f, 11000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 0), MON_QUALITY_GOOD), >=, 1);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 1), MON_QUALITY_GOOD), >=, 1);
  fixture_forget_samples (f);
  fixture_advance (f, 3000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 0), MON_QUALITY_GOOD), ==, 3);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1, 1), MON_QUALITY_GOOD), ==, 3);
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*func) (EngineFixture *f,
                           gconstpointer  data))
{
  g_test_add (path, EngineFixture, data, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/mon/faults/turned-away/fin", GINT_TO_POINTER (FALSE), test_turned_away);
  add ("/mon/faults/turned-away/rst", GINT_TO_POINTER (TRUE), test_turned_away);
  add ("/mon/faults/not-modbus", NULL, test_not_modbus);
  add ("/mon/faults/one-connection", NULL, test_one_connection);
  add ("/mon/faults/one-at-a-time", NULL, test_one_at_a_time);
  for (guint i = 0; i < G_N_ELEMENTS (write_faults); i++)
    {
      g_autofree char *path = g_strconcat ("/mon/faults/write/", write_faults[i], NULL);

      add (path, GINT_TO_POINTER (i), test_write);
    }
  add ("/mon/faults/busy-twice", NULL, test_busy_twice);
  add ("/mon/faults/wall-clock", NULL, test_wall_clock);
  add ("/mon/faults/back-after-demotion", NULL, test_back_after_demotion);

  return g_test_run ();
}
