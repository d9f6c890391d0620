/* test-examples.c: the examples that src/modbus/README.md and its headers quote, each of them run.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is quoted from here stands there to the letter: tests/style/examples.py compares them. The
 * quoted functions are written as a program would have them; the tests below them look on.
 */

#include "config.h"

#include "modbus/mb-capture.h"
#include "modbus/mb-client-table-calls.h"
#include "modbus/mb-connector.h"
#include "modbus/mb-device.h"
#include "modbus/mb-error.h"
#include "modbus/mb-pcapng-writer.h"
#include "modbus/mb-server.h"
#include "modbus/mb-value.h"
#include "modbus/mb-x509.h"

#include "fake-port.h"
#include "hex.h"
#include "pki.h"

/* A plant: a server with one device behind it. */

static gboolean
accept_cb (guint8    unit,
           guint    *out_delay_ms,
           gpointer  user_data)
{
  return unit == 1;
}

static guint8
execute_cb (guint8           unit,
            const MbRequest *request,
            MbResponse      *out_response,
            guint8          *data,
            gpointer         user_data)
{
  return mb_device_execute (user_data, request, out_response, data);
}

static gboolean
settle_cb (guint8           unit,
           const MbRequest *request,
           guint8           exception,
           gpointer         user_data)
{
  return mb_device_settle (user_data, request, exception);
}

static const MbBackend backend = {
  .accept = accept_cb,
  .execute = execute_cb,
  .settle = settle_cb,
};

static MbServer *
start_server (MbClock   *clock,
              MbDevice  *device,
              GError   **error)
{
  MbDatastore *store = mb_device_get_store (device);
  g_autoptr (MbServer) server = mb_server_new (clock, &backend, device);

  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, 200, 0);
  mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, 107, 0x42f6);
  mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, 108, 0xe979);
  if (!mb_server_listen (server, "127.0.0.1", 0, error))
    return NULL;
  return g_steal_pointer (&server);
}

static gboolean
make_secure (MbServer           *server,
             const MbTlsValues  *values,
             GError            **error)
{
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (values);
  g_autoptr (MbCredentials) credentials = mb_credentials_load (options, TRUE, error);
  g_autoptr (MbRoleRules) rules = mb_role_rules_new ();

  return credentials != NULL
         && mb_role_rules_add (rules, "Operator=read", error)
         && mb_server_set_tls (server, credentials, rules, error);
}

/* A meter: a client that reads one number, a float in two registers. */

typedef struct
{
  MbConnector *connector;
  MbClient    *client;
  GMainLoop   *loop;
  double       volts;
} Meter;

static void
note_volts (Meter            *meter,
            const MbResponse *response)
{
  const guint16 registers[] = {
    mb_response_get_register (response, 0),
    mb_response_get_register (response, 1),
  };
  MbValue value;

  mb_value_decode (&value, MB_TYPE_FLOAT32, MB_ORDER_ABCD, registers);
  meter->volts = mb_value_to_double (&value);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Meter *meter = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbResponse) response = mb_client_call_finish (meter->client, result, &error);

  if (response != NULL)
    {
      mb_connector_worked (meter->connector);
      note_volts (meter, response);
    }
  else
    g_printerr ("%s\n", error->message);
  g_main_loop_quit (meter->loop);
}

static void
opened_cb (MbConnector *connector,
           MbPort      *port,
           gpointer     user_data)
{
  Meter *meter = user_data;

  mb_client_open (meter->client, port);
  mb_client_read_async (meter->client, 1, MB_TABLE_HOLDING_REGISTERS, 107, 2, 1000, NULL,
                        read_cb, meter);
}

static void
state_changed_cb (MbConnector *connector,
                  gpointer     user_data)
{
  Meter *meter = user_data;

  if (mb_connector_get_state (connector) != MB_CONNECTOR_BACKING_OFF)
    return;
  g_printerr ("%s\n", mb_connector_get_error (connector)->message);
  g_main_loop_quit (meter->loop);
}

static void
closed_cb (MbClient     *client,
           const GError *reason,
           gpointer      user_data)
{
  Meter *meter = user_data;

  mb_connector_lost (meter->connector, reason);
}

static const MbConnectorEvents connector_events = {
  .opened = opened_cb,
  .state_changed = state_changed_cb,
};

static const MbClientEvents client_events = {
  .closed = closed_cb,
};

static void
finish (MbTurn *turn)
{
  while (mb_turn_is_held (turn) || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
}

static void
stop (Meter *meter)
{
  mb_connector_stop (meter->connector);
  mb_client_detach (meter->client);
  mb_connector_unref (meter->connector);
  mb_client_unref (meter->client);
}

static double
read_volts (MbClock          *clock,
            const MbEndpoint *endpoint)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Meter meter = { .loop = loop, .volts = -1 };

  meter.client = mb_client_new (clock, &client_events, &meter);
  meter.connector = mb_connector_new (clock, endpoint, &connector_events, &meter);
  mb_connector_start (meter.connector);
  g_main_loop_run (loop);
  stop (&meter);
  finish (mb_clock_get_turn (clock));
  return meter.volts;
}

static void
test_client (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  g_autoptr (MbDevice) device = mb_device_new ();
  g_autoptr (MbServer) server = start_server (clock, device, &error);
  const MbEndpoint endpoint = {
    .carrier = MB_CARRIER_TCP,
    .host = "127.0.0.1",
    .port = mb_server_get_port (server),
  };

  g_assert_no_error (error);
  g_assert_cmpfloat (read_volts (clock, &endpoint), ==, (double) 123.456f);
}

static double
read_volts_securely (MbClock           *clock,
                     guint16            port,
                     const MbTlsValues *values)
{
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (values);
  const MbEndpoint endpoint = {
    .carrier = MB_CARRIER_TLS,
    .host = "localhost",
    .port = port,
    .tls = options,
  };

  return read_volts (clock, &endpoint);
}

static void
test_tls (void)
{
  const MbTlsValues server_values = {
    .ca = pki_file ("authority.pem"),
    .certificate = pki_file ("server.pem"),
    .key = pki_file ("server.key"),
  };
  const MbTlsValues client_values = {
    .ca = pki_file ("authority.pem"),
    .certificate = pki_file ("operator.pem"),
    .key = pki_file ("operator.key"),
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  g_autoptr (MbDevice) device = mb_device_new ();
  g_autoptr (MbServer) server = NULL;

  if (!mb_x509_is_built_in ())
    {
      g_test_skip ("Roles cannot be read without GnuTLS");
      return;
    }
  /* A server becomes a secure one before it listens. */
  server = mb_server_new (clock, &backend, device);
  g_assert_true (make_secure (server, &server_values, &error));
  mb_datastore_add_block (mb_device_get_store (device), MB_TABLE_HOLDING_REGISTERS, 100, 50, 0);
  g_assert_true (mb_server_listen (server, "127.0.0.1", 0, &error));
  g_assert_cmpfloat (read_volts_securely (clock, mb_server_get_port (server), &client_values), ==,
                     0);
  g_clear_pointer (&server, mb_server_unref);
  finish (turn);
}

/* Requests without calls: what the poller of a thousand devices does. */

typedef struct
{
  GString *log;
} Poll;

static void
done_cb (MbClient         *client,
         const MbExchange *exchange,
         gpointer          user_data)
{
  Poll *poll = user_data;
  g_autoptr (GError) error = mb_exchange_to_error (exchange);

  if (error != NULL)
    g_string_append_printf (poll->log, "%s\n", error->message);
  else
    g_string_append_printf (poll->log, "%u\n", mb_response_get_register (exchange->response, 0));
}

static gboolean
submit_poll (MbClient *client,
             Poll     *poll)
{
  const MbRequest request = mb_request_read (MB_TABLE_INPUT_REGISTERS, 8, 1);
  guint32 token = mb_client_submit (client, 1, &request, 1000, done_cb, poll);

  return token != 0;
}

static void
test_submit (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new_virtual (turn, G_USEC_PER_SEC);
  g_autoptr (FakePort) fake = fake_port_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  Poll poll = { log };
  MbClient *client = mb_client_new (clock, NULL, NULL);

  g_assert_false (submit_poll (client, &poll));
  mb_client_set_next_transaction (client, 1);
  mb_client_open (client, fake->port);
  g_assert_true (submit_poll (client, &poll));
  finish (turn);
  fake_port_put_hex (fake, "0001 0000 0005 01 04 02 000a");
  finish (turn);
  g_assert_cmpstr (log->str, ==, "10\n");

  g_assert_true (submit_poll (client, &poll));
  finish (turn);
  mb_clock_advance (clock, G_USEC_PER_SEC);
  g_assert_nonnull (strstr (log->str, "no answer within 1.0 s"));
  mb_client_detach (client);
  finish (turn);
  mb_client_unref (client);
}

/* The clock and the turn. */

static void
tick_cb (gpointer user_data)
{
  guint *n_ticks = user_data;

  (*n_ticks)++;
}

static void
test_timer (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new_virtual (turn, 0);
  guint n_ticks = 0;
  MbTimer timer;

  mb_timer_init (&timer, clock, tick_cb, &n_ticks);
  mb_timer_arm (&timer, mb_clock_get_time_us (clock) + 60 * G_USEC_PER_SEC);

  mb_clock_advance (clock, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (n_ticks, ==, 1);
  g_assert_false (mb_timer_is_armed (&timer));
}

typedef struct
{
  MbTurn     *turn;
  MbTurnHook  save_hook;
  guint       n_changes;
  guint       n_saves;
} Journal;

static void
save_cb (gpointer user_data)
{
  Journal *journal = user_data;

  journal->n_saves++;
}

static void
note_change (Journal *journal)
{
  journal->n_changes++;
  mb_turn_hook_request (&journal->save_hook);
}

static gboolean
wishes_cb (gpointer user_data)
{
  Journal *journal = user_data;

  mb_turn_enter (journal->turn);
  note_change (journal);
  note_change (journal);
  mb_turn_leave (journal->turn);
  return G_SOURCE_REMOVE;
}

static void
test_turn (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  Journal journal = { .turn = turn };

  mb_turn_hook_init (&journal.save_hook, turn, MB_TURN_DELIVER, save_cb, &journal);
  wishes_cb (&journal);
  g_assert_cmpuint (journal.n_changes, ==, 2);
  g_assert_cmpuint (journal.n_saves, ==, 1);
  mb_turn_hook_clear (&journal.save_hook);
}

/* Bytes without a link. */

static gsize
make_adu (guint8 *adu)
{
  const MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 107, 3);
  gsize offset = mb_framing_get_pdu_offset (MB_FRAMING_MBAP);
  gsize pdu_len = mb_request_encode (&request, adu + offset, MB_PDU_MAX);

  return mb_framing_wrap (MB_FRAMING_MBAP, adu, 1, 17, pdu_len);
}

static const char *
take_reply (MbFramer        *framer,
            const MbRequest *request,
            guint16         *out_register)
{
  MbBreach breach;
  MbResponse response;
  MbAdu adu;

  if (mb_framer_next (framer, &adu) != MB_FRAMER_ADU)
    return "no whole ADU";
  breach = mb_response_parse (&response, request, adu.pdu, adu.pdu_len);
  if (breach != MB_BREACH_NONE)
    return mb_breach_name (breach);
  if (response.is_exception)
    return mb_exception_name (response.exception);
  *out_register = mb_response_get_register (&response, 0);
  return NULL;
}

static void
test_bytes (void)
{
  const MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 107, 3);
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_RESPONSE);
  g_autoptr (GBytes) good = hex_bytes ("0001 0000 0009 11 03 06 022b 0000 0064");
  g_autoptr (GBytes) bad = hex_bytes ("0001 0000 0003 11 83 02 0001 0000 0003 11 03 00");
  guint8 adu[MB_ADU_MAX];
  g_autofree char *text = hex_text (adu, make_adu (adu));
  guint16 first = 0;

  g_assert_cmpstr (text, ==, "0001000000061103006b0003");

  mb_framer_feed (framer, g_bytes_get_data (good, NULL), 5);
  g_assert_cmpstr (take_reply (framer, &request, &first), ==, "no whole ADU");
  mb_framer_feed (framer, (const guint8 *) g_bytes_get_data (good, NULL) + 5,
                  g_bytes_get_size (good) - 5);
  g_assert_null (take_reply (framer, &request, &first));
  g_assert_cmpuint (first, ==, 555);
  mb_framer_feed (framer, g_bytes_get_data (bad, NULL), g_bytes_get_size (bad));
  g_assert_cmpstr (take_reply (framer, &request, &first), ==, "Illegal Data Address");
  g_assert_cmpstr (take_reply (framer, &request, &first), ==, "wrong byte count");
}

static void
print_value (GString       *text,
             const guint16 *registers)
{
  char buffer[MB_NUMBER_TEXT_SIZE];
  MbValue value;

  mb_value_decode (&value, MB_TYPE_FLOAT32, MB_ORDER_CDAB, registers);
  mb_value_format (&value, buffer, sizeof buffer);
  g_string_append (text, buffer);
}

static gboolean
encode_text (const char  *typed,
             guint16     *registers,
             GError     **error)
{
  MbValue value;

  return mb_value_parse (&value, MB_TYPE_INT32, typed, error)
         && mb_value_encode (&value, MB_TYPE_INT32, MB_ORDER_ABCD, registers, error);
}

static void
test_values (void)
{
  static const guint16 float_registers[] = { 0xe979, 0x42f6 };
  guint16 registers[2];
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  print_value (text, float_registers);
  g_assert_cmpstr (text->str, ==, "123.456");
  g_assert_true (encode_text ("-123456789", registers, &error));
  g_assert_cmphex (registers[0], ==, 0xf8a4);
  g_assert_cmphex (registers[1], ==, 0x32eb);
  g_assert_false (encode_text ("2147483648", registers, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
}

/* Captures. */

static void
adu_cb (const MbCapturedAdu *adu,
        gpointer             user_data)
{
  GString *text = user_data;
  g_autoptr (MbDissection) dissection = mb_dissection_new (adu->bytes, adu->len, adu->direction,
                                                           adu->request, adu->request_len);

  g_string_append_printf (text, "%s %s\n",
                          adu->direction == MB_DIRECTION_REQUEST ? "->" : "<-",
                          mb_dissection_get_function_name (dissection));
}

static gboolean
read_capture (GInputStream  *stream,
              MbCapture     *capture,
              GError       **error)
{
  g_autoptr (MbPcapReader) reader = mb_pcap_reader_new ();
  MbPcapResult result = MB_PCAP_MORE;
  gssize n_bytes = 1;

  while (result == MB_PCAP_MORE && n_bytes > 0)
    {
      MbPcapPacket packet;
      gsize space;
      guint8 *place = mb_pcap_reader_reserve (reader, &space);

      n_bytes = g_input_stream_read (stream, place, space, NULL, error);
      if (n_bytes < 0)
        return FALSE;
      mb_pcap_reader_commit (reader, (gsize) n_bytes);
      while ((result = mb_pcap_reader_next (reader, &packet, error)) == MB_PCAP_PACKET)
        mb_capture_push (capture, &packet);
    }
  mb_capture_finish (capture);
  return result == MB_PCAP_MORE && mb_pcap_reader_finish (reader, error);
}

static void
test_capture (void)
{
  static const guint16 ports[] = { 502 };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "captures", "golden.pcap",
                                                 NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MbCapture) capture = mb_capture_new (ports, G_N_ELEMENTS (ports), adu_cb, text);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (read_capture (G_INPUT_STREAM (stream), capture, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mb_capture_get_counts (capture)->n_adus, ==, 24);
  g_assert_nonnull (strstr (text->str, "-> Read Coils\n<- Read Coils\n"));
}

static void
print_fields (GString            *text,
              const MbDissection *dissection)
{
  const char *error = mb_dissection_get_error (dissection);

  for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      g_string_append_printf (text, "%*s%s: %s\n", 2 * field->depth, "", field->name,
                              field->value);
    }
  if (error != NULL)
    g_string_append_printf (text, "! %s\n", error);
}

static void
test_fields (void)
{
  static const guint8 good[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0x6b, 0, 3 };
  static const guint8 wrong[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0x6b, 0, 0 };
  g_autoptr (MbDissection) dissection = mb_dissection_new (good, sizeof good,
                                                           MB_DIRECTION_REQUEST, NULL, 0);
  g_autoptr (MbDissection) malformed = mb_dissection_new (wrong, sizeof wrong,
                                                          MB_DIRECTION_REQUEST, NULL, 0);
  g_autoptr (GString) text = g_string_new (NULL);

  print_fields (text, dissection);
  g_assert_true (g_str_has_prefix (text->str,
                                   "MBAP Header: \n"
                                   "  Transaction Identifier: 1\n"));
  g_assert_null (strchr (text->str, '!'));
  print_fields (text, malformed);
  g_assert_nonnull (strchr (text->str, '!'));
}

static gboolean
write_capture (GOutputStream  *stream,
               gint64          time_us,
               const guint8   *adu,
               gsize           len,
               GError        **error)
{
  g_autoptr (MbPcapngWriter) writer =
    mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, "Sniffer", NULL);
  guint interface = mb_pcapng_writer_add_interface (writer, "Press 4", NULL);
  MbNetAddress client, server;
  const guint8 *bytes;
  gsize n_bytes;
  guint link;

  mb_net_address_parse (&client, "192.0.2.1", 50000);
  mb_net_address_parse (&server, "192.0.2.2", 502);
  link = mb_pcapng_writer_open_link (writer, interface, MB_CARRIER_TCP, &client, &server, time_us);
  mb_pcapng_writer_put (writer, link, MB_DIRECTION_REQUEST, time_us, adu, len, NULL);
  mb_pcapng_writer_close_link (writer, link, time_us);

  bytes = mb_pcapng_writer_get_bytes (writer, &n_bytes);
  if (!g_output_stream_write_all (stream, bytes, n_bytes, NULL, NULL, error))
    return FALSE;
  mb_pcapng_writer_clear (writer);
  return TRUE;
}

static void
test_writer (void)
{
  static const guint16 ports[] = { 502 };
  guint8 adu[MB_ADU_MAX];
  gsize len = make_adu (adu);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GInputStream) in = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MbCapture) capture = mb_capture_new (ports, G_N_ELEMENTS (ports), adu_cb, text);
  g_autoptr (GError) error = NULL;

  g_assert_true (write_capture (out, G_USEC_PER_SEC, adu, len, &error));
  g_assert_no_error (error);
  g_output_stream_close (out, NULL, NULL);
  written = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
  in = g_memory_input_stream_new_from_bytes (written);
  g_assert_true (read_capture (in, capture, &error));
  g_assert_cmpstr (text->str, ==, "-> Read Holding Registers\n");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/examples/bytes", test_bytes);
  g_test_add_func ("/mb/examples/capture", test_capture);
  g_test_add_func ("/mb/examples/client", test_client);
  g_test_add_func ("/mb/examples/fields", test_fields);
  g_test_add_func ("/mb/examples/submit", test_submit);
  g_test_add_func ("/mb/examples/timer", test_timer);
  g_test_add_func ("/mb/examples/tls", test_tls);
  g_test_add_func ("/mb/examples/turn", test_turn);
  g_test_add_func ("/mb/examples/values", test_values);
  g_test_add_func ("/mb/examples/writer", test_writer);
  pki_set_up ();
  status = g_test_run ();
  pki_tear_down ();
  return status;
}
