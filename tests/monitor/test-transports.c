/* test-transports.c: the engine over RTU in TCP and over UDP: polls, writes, losses, and the bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-traffic-item.h"

#include "engine-fixture.h"

static const guint8 write_pdu[] = { 6, 0, 4, 0x02, 0xd0 };

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

/* Lets device and connection change over to another carrier. */
static void
speak (EngineFixture *f,
       MbCarrier      carrier)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);

  fake_device_speak (f->device, carrier);
  connection->port = f->device->port;
  connection->transport = carrier;
  connection->window = 4;
  fixture_set_root (f, root);
  fixture_run (f);
  fixture_forget_samples (f);
  f->device->n_accepted = 0;
  f->device->n_requests = 0;
}

static void
set_up (EngineFixture *f,
        gconstpointer  data)
{
  fixture_set_up (f, NULL);
  speak (f, (MbCarrier) GPOINTER_TO_INT (data));
  fixture_advance (f, 1000);
  fixture_forget_samples (f);
}

static MbCarrier
carrier_of (gconstpointer data)
{
  return (MbCarrier) GPOINTER_TO_INT (data);
}

static guint32
tag_at (EngineFixture *f,
        guint          device)
{
  MonTagSpec *tag = g_ptr_array_index (fixture_device_at (f, device)->tags, 0);

  return tag->handle;
}

static MonLinkPhase
link_phase (EngineFixture *f,
            MonLinkCause  *out_cause)
{
  MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);
  g_auto (MonLinkState) state = { 0 };

  g_assert_true (mon_board_get_link (f->stores.board, connection->handle, &state));
  *out_cause = state.cause;
  return state.phase;
}

/* The newest record of a kind; the item keeps its bytes. */
static MonTrafficItem *
find_newest (EngineFixture  *f,
             MonTrafficKind  kind)
{
  guint64 first, sequence;

  mon_traffic_log_get_range (f->stores.log, &first, &sequence);
  while (sequence-- > first)
    {
      MonTrafficRecord record;
      g_autoptr (MonTrafficSlab) slab = mon_traffic_log_get (f->stores.log, sequence, &record);

      g_assert_nonnull (slab);
      if (record.kind == kind)
        return mon_traffic_item_new (f->stores.log, sequence);
    }
  g_assert_not_reached ();
}

static void
test_rounds (EngineFixture *f,
             gconstpointer  data)
{
  guint n_before = f->device->n_requests;

  fixture_advance (f, 5000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), ==, 5);
  g_assert_cmpuint (f->device->n_requests - n_before, ==, 5);
  /* The link that was there is still the one. */
  g_assert_cmpuint (f->device->n_accepted, ==, 0);
}

static void
test_write (EngineFixture *f,
            gconstpointer  data)
{
  fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_run (f);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_CONFIRMED);
  g_assert_cmpuint (f->device->registers[4], ==, 720);
}

/* A write that got no answer is not sent again, by this link or the next. */
static void
test_write_lost (EngineFixture *f,
                 gconstpointer  data)
{
  f->device->n_lost = 1;
  fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_advance (f, 3000);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_UNKNOWN);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
}

/* What was on the wire is what is kept and shown. */
static void
test_traffic (EngineFixture *f,
              gconstpointer  data)
{
  g_autoptr (MonTrafficItem) item = find_newest (f, MON_TRAFFIC_EXCHANGE);
  g_autoptr (GBytes) request = mon_traffic_item_dup_adu (item, MB_DIRECTION_REQUEST);
  g_autoptr (MbDissection) asked = mon_traffic_item_dup_dissection (item, MB_DIRECTION_REQUEST);
  g_autoptr (MbDissection) got = mon_traffic_item_dup_dissection (item, MB_DIRECTION_RESPONSE);
  g_autofree char *function = mon_traffic_item_dup_function_text (item);
  g_autofree char *summary = mon_traffic_item_dup_summary (item, MON_NOTATION_PROTOCOL);
  gboolean is_serial = carrier_of (data) == MB_CARRIER_RTU_TCP;
  guint n = mb_dissection_get_n_fields (got);

  g_assert_cmpuint (g_bytes_get_size (request), ==, is_serial ? 8 : 12);
  g_assert_null (mb_dissection_get_error (asked));
  g_assert_null (mb_dissection_get_error (got));
  g_assert_cmpstr (mb_dissection_get_field (got, n - 1)->name, ==,
                   is_serial ? "CRC" : "Register 1 (UINT16)");
  g_assert_cmpstr (mb_dissection_get_field (asked, 0)->name, ==,
                   is_serial ? "Serial Line" : "MBAP Header");
  g_assert_cmpstr (function, ==, "Read Holding Registers");
  g_assert_cmpstr (summary, ==, "0–1");
}

/* A reply that is lost, or whose checksum is wrong, costs a read another try and nothing more. */
static void
test_lost (EngineFixture *f,
           gconstpointer  data)
{
  f->device->n_lost = 1;
  fixture_advance (f, 3000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_TIMEOUT), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD)
                    + fixture_count (f, tag_at (f, 0), MON_QUALITY_LATE), >=, 2);
}

static void
test_spoilt (EngineFixture *f,
             gconstpointer  data)
{
  g_autoptr (MonTrafficItem) stray = NULL;
  g_autoptr (MbDissection) dissection = NULL;
  g_autofree char *text = NULL;

  f->device->n_spoilt = 1;
  fixture_advance (f, 3000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_BREACH), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD)
                    + fixture_count (f, tag_at (f, 0), MON_QUALITY_LATE), >=, 2);

  stray = find_newest (f, MON_TRAFFIC_STRAY);
  text = mon_traffic_item_dup_function_text (stray);
  g_assert_cmpstr (text, ==, "Damaged reply");
  dissection = mon_traffic_item_dup_dissection (stray, MB_DIRECTION_RESPONSE);
  g_assert_nonnull (strstr (mb_dissection_get_error (dissection), "checksum is wrong"));

  /* With none that is right the samples say why. */
  f->device->n_spoilt = G_MAXUINT;
  fixture_forget_samples (f);
  fixture_advance (f, 5000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_BREACH), >=, 1);
  f->device->n_spoilt = 0;
  fixture_forget_samples (f);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 5000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), >=, 1);
}

/* A unit that never answers costs those beside it nothing, though over a serial line each of its
 * time-outs costs a link; none of these waits for a back-off. */
static void
test_dead_neighbour (EngineFixture *f,
                     gconstpointer  data)
{
  MonConnectionSpec *connection;
  MonProjectSpec *root = edit_first_connection (f, &connection);

  g_ptr_array_add (connection->devices, fixture_new_device (9, 1, 1000));
  f->device->silent_unit = 9;
  fixture_set_root (f, root);
  fixture_forget_samples (f);
  fixture_advance (f, 60000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD)
                    + fixture_count (f, tag_at (f, 0), MON_QUALITY_LATE), >=, 50);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_LINK_DOWN), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_STALE), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1), MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1), MON_QUALITY_TIMEOUT), >=, 5);
  g_assert_cmpuint (f->device->n_overlaps, ==, 0);
  if (carrier_of (data) == MB_CARRIER_RTU_TCP)
    g_assert_cmpuint (f->device->n_accepted, >=, 5);

  f->device->silent_unit = -1;
  fixture_forget_samples (f);
  fixture_advance (f, 12000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 1), MON_QUALITY_GOOD), >=, 2);
}

/* Nobody answers any more: told, tried again ever more seldom, and back by itself. */
static void
test_silent (EngineFixture *f,
             gconstpointer  data)
{
  guint n_before = f->device->n_accepted;
  MonLinkCause cause;

  f->device->is_silent = TRUE;
  fixture_advance (f, 30000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_TIMEOUT), >=, 1);
  /* Each with a time-out of a second before it. */
  g_assert_cmpuint (f->device->n_accepted - n_before, <=, 30);

  f->device->is_silent = FALSE;
  fixture_forget_samples (f);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 12000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), >=, 1);
  g_assert_cmpint (link_phase (f, &cause), ==, MON_LINK_CONNECTED);
}

static void
test_refused (EngineFixture *f,
              gconstpointer  data)
{
  MonLinkCause cause;

  fake_device_switch_off (f->device);
  fixture_run (f);
  fixture_forget_samples (f);
  fixture_advance (f, 10000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), ==, 0);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_LINK_DOWN), >=, 1);
  g_assert_cmpint (link_phase (f, &cause), ==, MON_LINK_BACKING_OFF);
  g_assert_cmpint (cause, ==, MON_CAUSE_REFUSED);

  fake_device_switch_on (f->device);
  fixture_forget_samples (f);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 2000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), >=, 1);
  g_assert_cmpint (link_phase (f, &cause), ==, MON_LINK_CONNECTED);
}

/* Another transport is another link. */
static void
test_change (EngineFixture *f,
             gconstpointer  data)
{
  static const MbCarrier others[] = { MB_CARRIER_TCP, MB_CARRIER_UDP, MB_CARRIER_RTU_TCP };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      speak (f, others[i]);
      fixture_advance (f, 2000);
      g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), >=, 2);
    }
}

static void
add (const char *name,
     void      (*test) (EngineFixture *f,
                        gconstpointer  data))
{
  static const MbCarrier carriers[] = { MB_CARRIER_RTU_TCP, MB_CARRIER_UDP };

  for (guint i = 0; i < G_N_ELEMENTS (carriers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mon/transports/%s/%s",
                                               mb_carrier_name (carriers[i]), name);

      g_test_add (path, EngineFixture, GINT_TO_POINTER (carriers[i]), set_up, test,
                  fixture_tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("rounds", test_rounds);
  add ("write", test_write);
  add ("write-lost", test_write_lost);
  add ("traffic", test_traffic);
  add ("lost", test_lost);
  g_test_add ("/mon/transports/rtu-tcp/spoilt", EngineFixture,
              GINT_TO_POINTER (MB_CARRIER_RTU_TCP), set_up, test_spoilt, fixture_tear_down);
  add ("dead-neighbour", test_dead_neighbour);
  add ("silent", test_silent);
  add ("refused", test_refused);
  add ("change", test_change);
  return g_test_run ();
}
