/* test-connect-storm.c: a thousand devices that are down at once, and come back at once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-connector.h"

#define N_DEVICES 1000
#define N_PER_SECOND MB_CONNECT_BUDGET_DEFAULT
#define MAX_WAIT_MS 8000

/* Virtual time moves by this; a second is a multiple of it, so what is noted at the end of a step
 * is as far apart as what happened within it. */
#define STEP_MS 20

/* Behind all others, after the longest wait: nobody may wait longer between two tries. */
#define LONGEST_US ((N_DEVICES / N_PER_SECOND) * G_USEC_PER_SEC \
                    + MAX_WAIT_MS * G_GINT64_CONSTANT (1000) + STEP_MS * 1000)

typedef struct
{
  MbConnector *connector;
  gint64       tried_us;
  guint        n_tries;
  gboolean     is_open;
} Device;

typedef struct
{
  MbTurn          *turn;
  MbClock         *clock;
  MbConnectBudget *budget;
  GSocket         *socket;
  guint16          port;
  Device           devices[N_DEVICES];
  guint            n_open;
  /* Of gint64: the end of each try. */
  GArray          *tries;
} Storm;

static Storm *the_storm;

static void
note_try (Device *device)
{
  gint64 now_us = mb_clock_get_time_us (the_storm->clock);

  g_assert_cmpint (now_us - device->tried_us, <=, LONGEST_US);
  device->tried_us = now_us;
  device->n_tries++;
  g_array_append_val (the_storm->tries, now_us);
}

static void
opened_cb (MbConnector *connector,
           MbPort      *port,
           gpointer     user_data)
{
  Device *device = user_data;

  note_try (device);
  device->is_open = TRUE;
  the_storm->n_open++;
}

static void
state_changed_cb (MbConnector *connector,
                  gpointer     user_data)
{
  if (mb_connector_get_state (connector) == MB_CONNECTOR_BACKING_OFF)
    note_try (user_data);
}

/* A port that is taken, so that nobody else gets it, and where nobody listens yet. */
static void
take_port (Storm *storm)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  storm->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                NULL);
  g_assert_true (g_socket_bind (storm->socket, any, FALSE, NULL));
  bound = g_socket_get_local_address (storm->socket, NULL);
  storm->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
start_devices (Storm *storm)
{
  static const MbConnectorEvents events = {
    .opened = opened_cb,
    .state_changed = state_changed_cb,
  };
  const MbEndpoint endpoint = { .host = "127.0.0.1", .port = storm->port };

  for (guint i = 0; i < N_DEVICES; i++)
    {
      Device *device = &storm->devices[i];

      device->connector = mb_connector_new (storm->clock, &endpoint, &events, device);
      device->tried_us = mb_clock_get_time_us (storm->clock);
      mb_connector_set_budget (device->connector, storm->budget);
      mb_connector_set_max_wait_ms (device->connector, MAX_WAIT_MS);
      mb_connector_start (device->connector);
    }
}

static void
accept_all (Storm *storm)
{
  GSocket *peer;

  while ((peer = g_socket_accept (storm->socket, NULL, NULL)) != NULL)
    g_object_unref (peer);
}

/* How many have begun to connect and not ended. */
static guint
count_under_way (Storm *storm)
{
  guint n = 0;

  for (guint i = 0; i < N_DEVICES; i++)
    n += mb_connector_get_state (storm->devices[i].connector) == MB_CONNECTOR_CONNECTING;
  return n - mb_connect_budget_get_waiting (storm->budget);
}

/* What has begun ends, and time stands still meanwhile. */
static void
settle (Storm *storm)
{
  do
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      accept_all (storm);
    }
  while (count_under_way (storm) > 0);
}

static void
pass (Storm *storm,
      guint  ms)
{
  for (guint passed_ms = 0; passed_ms < ms; passed_ms += STEP_MS)
    {
      mb_clock_advance (storm->clock, STEP_MS * 1000);
      settle (storm);
    }
}

static void
expect_rate (Storm *storm)
{
  for (guint i = N_PER_SECOND; i < storm->tries->len; i++)
    g_assert_cmpint (g_array_index (storm->tries, gint64, i)
                     - g_array_index (storm->tries, gint64, i - N_PER_SECOND), >=,
                     G_USEC_PER_SEC);
}

static void
test_storm (void)
{
  g_autofree Storm *storm = g_new0 (Storm, 1);

  the_storm = storm;
  storm->turn = mb_turn_new (NULL);
  storm->clock = mb_clock_new_virtual (storm->turn, G_GINT64_CONSTANT (1700000000000000));
  storm->budget = mb_connect_budget_new (storm->clock, N_PER_SECOND);
  storm->tries = g_array_new (FALSE, FALSE, sizeof (gint64));
  take_port (storm);
  g_socket_set_blocking (storm->socket, FALSE);
  start_devices (storm);
  settle (storm);

  pass (storm, 120 * 1000);
  g_assert_cmpuint (storm->n_open, ==, 0);
  /* As many as there may be. */
  g_assert_cmpuint (storm->tries->len, >=, 119 * N_PER_SECOND);
  for (guint i = 0; i < N_DEVICES; i++)
    g_assert_cmpuint (storm->devices[i].n_tries, >=, 4);

  g_socket_set_listen_backlog (storm->socket, 1000);
  g_assert_true (g_socket_listen (storm->socket, NULL));
  pass (storm, 60 * 1000);
  g_assert_cmpuint (storm->n_open, ==, N_DEVICES);
  expect_rate (storm);

  for (guint i = 0; i < N_DEVICES; i++)
    {
      mb_connector_stop (storm->devices[i].connector);
      mb_connector_unref (storm->devices[i].connector);
    }
  mb_connect_budget_unref (storm->budget);
  mb_clock_unref (storm->clock);
  mb_turn_unref (storm->turn);
  g_array_unref (storm->tries);
  g_object_unref (storm->socket);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/connector/storm", test_storm);
  return g_test_run ();
}
