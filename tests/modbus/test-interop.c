/* test-interop.c: our client against other people's servers, their client against our server.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>

#ifdef HAVE_LIBMODBUS
#include <modbus.h>
#endif

#include "modbus/mb-connector.h"
#include "modbus/mb-error.h"

#include "golden-calls.h"
#include "golden-session.h"
#include "hex.h"
#include "server-fixture.h"

/* How long a test waits for the other side. */
#define PATIENCE_US (30 * G_USEC_PER_SEC)

/* Items that the other servers have in each table. */
#define N_ITEMS 1000

/**
 * Ours:
 *
 * Our client, connected by our connector, on real time.
 */
typedef struct
{
  MbTurn      *turn;
  MbClock     *clock;
  MbConnector *connector;
  MbClient    *client;
} Ours;

static void
opened_cb (MbConnector *connector,
           MbPort      *port,
           gpointer     user_data)
{
  mb_client_open (((Ours *) user_data)->client, port);
}

static void
iterate_until (gboolean (*is_done) (gpointer user_data),
               gpointer   user_data)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!is_done (user_data))
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (100);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

static gboolean
is_open (gpointer user_data)
{
  return mb_client_is_open (((Ours *) user_data)->client);
}

static void
ours_connect (Ours      *ours,
              MbCarrier  carrier,
              guint16    port,
              guint      window)
{
  static const MbConnectorEvents events = { .opened = opened_cb };
  MbEndpoint endpoint = { .carrier = carrier, .host = "127.0.0.1", .port = port };

  ours->turn = mb_turn_new (NULL);
  ours->clock = mb_clock_new (ours->turn);
  ours->client = mb_client_new (ours->clock, NULL, NULL);
  mb_client_set_window (ours->client, window);
  ours->connector = mb_connector_new (ours->clock, &endpoint, &events, ours);
  mb_connector_start (ours->connector);
  iterate_until (is_open, ours);
}

static void
ours_close (Ours *ours)
{
  mb_connector_stop (ours->connector);
  mb_connector_unref (ours->connector);
  mb_client_detach (ours->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mb_client_unref (ours->client);
  mb_clock_unref (ours->clock);
  mb_turn_unref (ours->turn);
}

static gboolean
are_done (gpointer user_data)
{
  Calls *calls = user_data;

  return calls->n_done == calls->next;
}

/* The golden session, largest reads, and what the other side must refuse. */
static void
exercise_server (MbCarrier carrier,
                 guint16   port,
                 guint     window)
{
  Ours ours;
  g_auto (Calls) calls = { NULL };
  const MbResponse *largest;

  ours_connect (&ours, carrier, port, window);
  calls.client = ours.client;
  calls.unit = 1;
  golden_calls_start (&calls);
  calls_read_at (&calls, MB_TABLE_HOLDING_REGISTERS, 100, 125, NULL);
  calls_read_at (&calls, MB_TABLE_COILS, N_ITEMS - 9, 9, NULL);
  calls_read_at (&calls, MB_TABLE_INPUT_REGISTERS, N_ITEMS - 1, 2, NULL);
  iterate_until (are_done, &calls);

  golden_calls_expect (&calls);
  g_assert_no_error (calls.errors[12]);
  largest = calls.responses[12];
  g_assert_cmpuint (largest->data_len, ==, 250);
  g_assert_cmpuint (mb_response_get_register (largest, 124), ==, 17);
  g_assert_no_error (calls.errors[13]);
  g_assert_true (mb_response_get_bit (calls.responses[13], 8));
  g_assert_error (calls.errors[14], MB_EXCEPTION, 2);
  g_assert_cmpuint (mb_client_get_counters (ours.client)->breaches, ==, 0);
  calls_clear (&calls);
  ours_close (&ours);
}

#ifdef HAVE_LIBMODBUS

typedef struct
{
  modbus_t *context;
  int       listener;
  guint16   port;
  guint     n_peers;
} LibmodbusServer;

static gpointer
serve_libmodbus (gpointer data)
{
  LibmodbusServer *server = data;
  modbus_mapping_t *map = modbus_mapping_new (N_ITEMS, N_ITEMS, N_ITEMS, N_ITEMS);
  uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];

  for (guint peer = 0; peer < server->n_peers; peer++)
    {
      int n;

      for (guint i = 0; i < N_ITEMS; i++)
        {
          map->tab_bits[i] = map->tab_input_bits[i] = 1;
          map->tab_registers[i] = map->tab_input_registers[i] = 17;
        }
      modbus_tcp_accept (server->context, &server->listener);
      while ((n = modbus_receive (server->context, query)) != -1)
        modbus_reply (server->context, query, n, map);
      modbus_close (server->context);
    }
  modbus_mapping_free (map);
  return NULL;
}

static void
test_libmodbus_server (void)
{
  static const guint windows[] = { 1, 16 };
  LibmodbusServer server = { .n_peers = G_N_ELEMENTS (windows) };
  struct sockaddr_in address;
  socklen_t len = sizeof address;
  GThread *thread;

  server.context = modbus_new_tcp ("127.0.0.1", 0);
  server.listener = modbus_tcp_listen (server.context, 1);
  g_assert_cmpint (server.listener, >=, 0);
  g_assert_cmpint (getsockname (server.listener, (struct sockaddr *) &address, &len), ==, 0);
  server.port = ntohs (address.sin_port);

  thread = g_thread_new ("libmodbus", serve_libmodbus, &server);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    exercise_server (MB_CARRIER_TCP, server.port, windows[i]);
  g_thread_join (thread);
  close (server.listener);
  modbus_free (server.context);
}

typedef struct
{
  guint16 port;
  gint    is_done;
} LibmodbusClient;

static void
use_libmodbus_bits (modbus_t *context)
{
  uint8_t bits[2000];
  uint8_t off[10] = { 0 };

  g_assert_cmpint (modbus_read_bits (context, 0, 2000, bits), ==, 2000);
  g_assert_cmpuint (bits[1999], ==, 1);
  g_assert_cmpint (modbus_read_input_bits (context, 65535, 1, bits), ==, 1);
  g_assert_cmpint (modbus_write_bit (context, 5, 0), ==, 1);
  g_assert_cmpint (modbus_write_bits (context, 8, 10, off), ==, 10);
  g_assert_cmpint (modbus_read_bits (context, 4, 16, bits), ==, 16);
  for (guint i = 0; i < 16; i++)
    g_assert_cmpuint (bits[i], ==, i == 0 || i == 2 || i == 3 || i >= 14);
}

static void
use_libmodbus_registers (modbus_t *context)
{
  uint16_t registers[125];
  uint16_t written[] = { 1, 2, 3 };

  g_assert_cmpint (modbus_read_registers (context, 0, 125, registers), ==, 125);
  g_assert_cmpuint (registers[124], ==, 17);
  g_assert_cmpint (modbus_read_input_registers (context, 65535, 1, registers), ==, 1);
  g_assert_cmpuint (registers[0], ==, 17);
  g_assert_cmpint (modbus_write_register (context, 9, 0xabcd), ==, 1);
  g_assert_cmpint (modbus_write_registers (context, 10, 3, written), ==, 3);
  g_assert_cmpint (modbus_read_registers (context, 9, 4, registers), ==, 4);
  g_assert_cmpuint (registers[0], ==, 0xabcd);
  g_assert_cmpuint (registers[3], ==, 3);
  g_assert_cmpint (modbus_write_and_read_registers (context, 20, 3, written, 21, 3, registers),
                   ==, 3);
  g_assert_cmpuint (registers[0], ==, 2);
  g_assert_cmpuint (registers[2], ==, 17);
}

static gpointer
use_libmodbus_client (gpointer data)
{
  LibmodbusClient *client = data;
  modbus_t *context = modbus_new_tcp ("127.0.0.1", client->port);
  const uint8_t unknown[] = { 7, 0x63, 1, 2 };
  uint8_t answer[MODBUS_TCP_MAX_ADU_LENGTH];
  uint16_t registers[2];

  modbus_set_slave (context, 7);
  modbus_set_response_timeout (context, 20, 0);
  g_assert_cmpint (modbus_connect (context), ==, 0);
  use_libmodbus_bits (context);
  use_libmodbus_registers (context);
  g_assert_cmpint (modbus_read_registers (context, 999, 2, registers), ==, -1);
  g_assert_cmpint (errno, ==, EMBXILADD);
  /* 17 and 0xF2, or what of 0x25 is not in 0xF2 (V1.1b3, 6.16). */
  g_assert_cmpint (modbus_mask_write_register (context, 0, 0xf2, 0x25), ==, 1);
  g_assert_cmpint (modbus_read_registers (context, 0, 1, registers), ==, 1);
  g_assert_cmpuint (registers[0], ==, 0x15);
  /* Id, run indicator. */
  g_assert_cmpint (modbus_report_slave_id (context, sizeof answer, answer), ==, 2);
  g_assert_cmphex (answer[1], ==, 0xff);
  /* A function that nobody has. */
  g_assert_cmpint (modbus_send_raw_request (context, unknown, sizeof unknown), >, 0);
  g_assert_cmpint (modbus_receive_confirmation (context, answer), ==, 9);
  g_assert_cmphex (answer[7], ==, 0xe3);
  g_assert_cmpuint (answer[8], ==, 1);
  modbus_close (context);
  modbus_free (context);
  g_atomic_int_set (&client->is_done, TRUE);
  return NULL;
}

static gboolean
is_client_done (gpointer user_data)
{
  return g_atomic_int_get (&((LibmodbusClient *) user_data)->is_done);
}

static void
test_libmodbus_client (ServerFixture *f,
                       gconstpointer  data)
{
  LibmodbusClient client = { .port = mb_server_get_port (f->server) };
  GThread *thread = g_thread_new ("libmodbus", use_libmodbus_client, &client);

  iterate_until (is_client_done, &client);
  g_thread_join (thread);
}

#else

static void
test_without_libmodbus (void)
{
  g_test_skip ("libmodbus (libmodbus-dev) was not there at build time");
}

#endif

/* Starts a script with pymodbus; NULL, and a skip, when that is not installed. @line is its first
 * line then. */
static GSubprocess *
start_pymodbus (const char  *name,
                const char  *transport,
                const char  *port,
                char       **line)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "modbus", name, NULL);
  const char *argv[] = { g_getenv ("PYTHON3"), script, transport, port, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;

  g_assert_nonnull (argv[0]);
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  if (line == NULL)
    return g_steal_pointer (&process);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (*line);
  if (!g_str_has_prefix (*line, "missing "))
    return g_steal_pointer (&process);
  g_test_skip ("pymodbus 3 (python3-pymodbus) is not installed");
  return NULL;
}

typedef struct
{
  MbCarrier carrier;
  guint     window;
} ServerCase;

static const ServerCase server_cases[] = {
  { MB_CARRIER_TCP, 1 },
  { MB_CARRIER_TCP, 16 },
  { MB_CARRIER_RTU_TCP, 1 },
  { MB_CARRIER_UDP, 1 },
  { MB_CARRIER_UDP, 16 },
};

/* Requests for all functions that pymodbus's server answers, besides those of the golden session;
 * the last two by an exception. Its contents of files have a byte count of their own kind, so that
 * the answer to function 20 is taken as it is. */
static const char *const pymodbus_requests[] = {
  "07", "08 0000 a537", "08 000b 0000", "0b", "0c", "11", "16 0004 00f2 0025",
  "17 0000 0002 0004 0002 04 0007 0008", "18 0000", "2b 0e 01 00", "2b 0e 04 00",
  "14 07 06 0001 0000 0002", "15 09 06 0001 0000 0001 1234", "03 ffff 0001", "63 01",
};

#define N_REFUSED 2
#define READ_FILE_RECORD 0x14

typedef struct
{
  guint n_done;
  guint n_answers;
  guint n_exceptions;
} Tally;

static void
tally_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Tally *tally = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbResponse) response = mb_client_call_finish (NULL, result, &error);

  tally->n_done++;
  tally->n_answers += response != NULL;
  tally->n_exceptions += error != NULL && error->domain == MB_EXCEPTION;
  if (response == NULL)
    g_test_message ("%s", error->message);
}

static gboolean
is_tally_full (gpointer user_data)
{
  return ((Tally *) user_data)->n_done == G_N_ELEMENTS (pymodbus_requests);
}

static void
exercise_functions (const ServerCase *c,
                    guint16           port)
{
  Ours ours;
  Tally tally = { 0 };

  ours_connect (&ours, c->carrier, port, c->window);
  for (guint i = 0; i < G_N_ELEMENTS (pymodbus_requests); i++)
    {
      g_autoptr (GBytes) pdu = hex_bytes (pymodbus_requests[i]);
      g_autoptr (GError) error = NULL;
      gsize len;
      const guint8 *bytes = g_bytes_get_data (pdu, &len);
      MbRequest request = mb_request_raw (bytes, len);

      if (bytes[0] != READ_FILE_RECORD)
        mb_request_from_pdu (&request, bytes, len, &error);
      g_assert_no_error (error);
      mb_client_call_async (ours.client, 1, &request, 5000, NULL, tally_cb, &tally);
    }
  iterate_until (is_tally_full, &tally);
  g_assert_cmpuint (tally.n_exceptions, ==, N_REFUSED);
  g_assert_cmpuint (tally.n_answers, ==, G_N_ELEMENTS (pymodbus_requests) - N_REFUSED);
  ours_close (&ours);
}

static void
test_pymodbus_server (gconstpointer data)
{
  const ServerCase *c = data;
  g_autofree char *line = NULL;
  g_autoptr (GSubprocess) process = start_pymodbus ("pymodbus-server.py",
                                                    mb_carrier_name (c->carrier), NULL, &line);
  guint16 port;

  if (process == NULL)
    return;
  g_assert_true (g_str_has_prefix (line, "listening "));
  port = (guint16) g_ascii_strtoull (line + strlen ("listening "), NULL, 10);
  exercise_server (c->carrier, port, c->window);
  exercise_functions (c, port);
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Their client, with all functions that it has, against our server. */
static void
test_pymodbus_client (ServerFixture *f,
                      gconstpointer  data)
{
  g_autofree char *port = g_strdup_printf ("%u", mb_server_get_port (f->server));
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_exited = FALSE;
  const char *text;
  gsize len;

  mb_file_store_add (mb_device_get_files (f->device), 1, 100);
  for (guint8 id = 0; id < 3; id++)
    mb_identification_set_text (mb_device_get_identification (f->device), id, "text");
  process = start_pymodbus ("pymodbus-client.py", mb_carrier_name (f->carrier), port, NULL);
  g_subprocess_wait_async (process, NULL, exited_cb, &has_exited);
  iterate_until (is_true, &has_exited);
  out = g_input_stream_read_bytes (g_subprocess_get_stdout_pipe (process), 1000, NULL, &error);
  g_assert_no_error (error);
  text = g_bytes_get_data (out, &len);
  if (len > 0 && g_str_has_prefix (text, "missing"))
    g_test_skip ("pymodbus 3 (python3-pymodbus) is not installed");
  else
    g_assert_cmpmem (text, len, "done\n", 5);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#ifdef HAVE_LIBMODBUS
  g_test_add_func ("/mb/interop/libmodbus-server", test_libmodbus_server);
  g_test_add ("/mb/interop/libmodbus-client", ServerFixture, NULL, server_fixture_set_up,
              test_libmodbus_client, server_fixture_tear_down);
#else
  g_test_add_func ("/mb/interop/libmodbus-server", test_without_libmodbus);
  g_test_add_func ("/mb/interop/libmodbus-client", test_without_libmodbus);
#endif
  for (guint i = 0; i < G_N_ELEMENTS (server_cases); i++)
    {
      const ServerCase *c = &server_cases[i];
      g_autofree char *path = g_strdup_printf ("/mb/interop/pymodbus-server/%s/window-%u",
                                               mb_carrier_name (c->carrier), c->window);

      g_test_add_data_func (path, c, test_pymodbus_server);
    }
  g_test_add ("/mb/interop/pymodbus-client/tcp", ServerFixture, NULL, server_fixture_set_up,
              test_pymodbus_client, server_fixture_tear_down);
  g_test_add ("/mb/interop/pymodbus-client/rtu-tcp", ServerFixture, NULL,
              server_fixture_set_up_rtu, test_pymodbus_client, server_fixture_tear_down);
  g_test_add ("/mb/interop/pymodbus-client/udp", ServerFixture, NULL, server_fixture_set_up_udp,
              test_pymodbus_client, server_fixture_tear_down);
  return g_test_run ();
}
