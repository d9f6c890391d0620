/* test-serve.c: `serve` as a process: the golden session, units, the log, signals, exit codes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>

#include "cli-run.h"

/**
 * Served:
 *
 * A running server, its standard output and a connection to it.
 */
typedef struct
{
  GSubprocess       *process;
  GDataInputStream  *lines;
  GSocketConnection *connection;
  guint16            port;
} Served;

static char *
next_line (Served *served)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (served->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

static void
served_connect (Served *served)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  g_clear_object (&served->connection);
  g_socket_client_set_timeout (client, 20);
  served->connection = g_socket_client_connect_to_host (client, "127.0.0.1", served->port, NULL,
                                                        &error);
  g_assert_no_error (error);
}

static void
served_start (Served     *served,
              const char *words)
{
  g_autofree char *all = g_strdup_printf ("%s serve --listen 127.0.0.1:0 %s",
                                          g_getenv ("COILSCOPE_CLI"), words);
  g_auto (GStrv) argv = g_strsplit (g_strchomp (all), " ", -1);
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  served->process = g_subprocess_newv ((const char * const *) argv,
                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  served->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (served->process));
  line = next_line (served);
  g_assert_true (g_str_has_prefix (line, "listening 127.0.0.1:"));
  served->port = (guint16) g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
  g_assert_cmpuint (served->port, !=, 0);
  served_connect (served);
}

/* Ends it by a signal; it must end with 0. */
static void
served_stop (Served *served,
             int     signal_number)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (served->process, signal_number);
  g_subprocess_wait (served->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (served->process));
  g_assert_cmpint (g_subprocess_get_exit_status (served->process), ==, 0);
  g_clear_object (&served->connection);
  g_clear_object (&served->lines);
  g_clear_object (&served->process);
}

static GByteArray *
parse_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; hex[0] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}

static void
served_send (Served     *served,
             GByteArray *bytes)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (served->connection));
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (out, bytes->data, bytes->len, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
served_expect (Served     *served,
               GByteArray *bytes)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (served->connection));
  g_autofree guint8 *got = g_malloc0 (bytes->len);
  g_autoptr (GError) error = NULL;
  gsize n;

  g_input_stream_read_all (in, got, bytes->len, &n, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (got, n, bytes->data, bytes->len);
}

static void
served_exchange (Served     *served,
                 const char *request_hex,
                 const char *reply_hex)
{
  g_autoptr (GByteArray) request = parse_hex (request_hex);
  g_autoptr (GByteArray) reply = parse_hex (reply_hex);

  served_send (served, request);
  served_expect (served, reply);
}

/* All ADUs of one direction in a row. */
static GByteArray *
load_golden (const char *prefix)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "golden",
                                                 "seed-session.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  GByteArray *all = g_byte_array_new ();

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GByteArray) adu = NULL;

      if (!g_str_has_prefix (lines[i], prefix))
        continue;
      adu = parse_hex (lines[i] + strlen (prefix));
      g_byte_array_append (all, adu->data, adu->len);
    }
  return all;
}

static void
test_golden (void)
{
  g_autoptr (GByteArray) requests = load_golden ("request ");
  g_autoptr (GByteArray) responses = load_golden ("response ");
  Served served = { NULL };

  g_assert_cmpuint (requests->len, ==, 186);
  served_start (&served, "--seed-session");
  served_send (&served, requests);
  served_expect (&served, responses);
  served_stop (&served, SIGTERM);
}

static void
test_golden_cut (void)
{
  g_autoptr (GByteArray) requests = load_golden ("request ");
  g_autoptr (GByteArray) responses = load_golden ("response ");
  Served served = { NULL };

  served_start (&served, "--seed-session");
  for (guint i = 0; i < requests->len; i++)
    {
      g_autoptr (GByteArray) byte = g_byte_array_new ();

      g_byte_array_append (byte, requests->data + i, 1);
      served_send (&served, byte);
    }
  served_expect (&served, responses);
  served_stop (&served, SIGINT);
}

static void
test_every_unit (void)
{
  Served served = { NULL };

  served_start (&served, "");
  served_exchange (&served, "000100000006ff03ffff0001", "000100000005ff03020000");
  served_exchange (&served, "00020000000607060000abcd", "00020000000607060000abcd");
  served_exchange (&served, "000300000006090300000001", "000300000005090302abcd");
  served_stop (&served, SIGTERM);
}

/* The second request alone is answered. */
/* More than the four tables: files, masks, diagnostics, identity. */
static void
test_every_function (void)
{
  Served served = { NULL };

  served_start (&served, "");
  served_exchange (&served, "0001000000060105000aff00", "0001000000060105000aff00");
  served_exchange (&served, "0002000000020107", "000200000003010700");
  served_exchange (&served, "000300000006010800000102", "000300000006010800000102");
  served_exchange (&served, "000400000002010b", "000400000006010b00000003");
  served_exchange (&served, "00050000000c01150906000a270f0001abcd",
                   "00050000000c01150906000a270f0001abcd");
  served_exchange (&served, "00060000000a01140706000a270f0001", "0006000000070114040306abcd");
  served_exchange (&served, "0007000000080116000400f20025", "0007000000080116000400f20025");
  served_exchange (&served, "000800000006010300040001", "0008000000050103020005");
  served_exchange (&served, "00090000000401180005", "000900000006011800020000");
  served_exchange (&served, "000a00000005012b0e0400",
                   "000a00000013012b0e04820000010009436f696c73636f7065");
  served_stop (&served, SIGTERM);
}

static void
test_some_units (void)
{
  Served served = { NULL };

  served_start (&served, "--unit 3 --unit 4");
  served_exchange (&served, "000100000006010300000001000200000006040300000001",
                   "0002000000050403020000");
  served_stop (&served, SIGTERM);
}

static void
test_demo (void)
{
  Served served = { NULL };

  served_start (&served, "--demo");
  served_exchange (&served, "000100000006010300040001", "00010000000501030202d0");
  served_exchange (&served, "0002000000060104000a0001", "000200000003018402");
  /* The one that refuses connections is not there. */
  served_exchange (&served, "000300000006030300000001000400000006010300040001",
                   "00040000000501030202d0");
  served_stop (&served, SIGTERM);
}

static void
test_log (void)
{
  static const char *steps[] = { "received", "decoded", "validated", "set", "sent" };
  Served served = { NULL };

  served_start (&served, "--log --seed-session");
  served_exchange (&served, "00010000000600050001ff00", "00010000000600050001ff00");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *line = next_line (&served);
      g_autofree char *start = g_strdup_printf ("{\"step\":\"%s\",\"peer\":\"127.0.0.1:", steps[i]);

      g_assert_true (g_str_has_prefix (line, start));
      g_assert_nonnull (strstr (line, "\"transaction\":1,\"unit\":0,\"function\":5"));
    }
  served_stop (&served, SIGTERM);
}

/* Nobody reads the log: clients are answered all the same, and it ends when it is told to. */
static void
test_blocked_log (void)
{
  Served served = { NULL };

  served_start (&served, "--log --seed-session");
  for (guint i = 0; i < 12000; i++)
    served_exchange (&served, "00010000000600050001ff00", "00010000000600050001ff00");
  served_stop (&served, SIGTERM);
}

static void
test_port_in_use (void)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = NULL;
  Served served = { NULL };

  served_start (&served, "");
  words = g_strdup_printf ("serve --listen 127.0.0.1:%u", served.port);
  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 3);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, "in use"));
  served_stop (&served, SIGTERM);
}

/* Starts a server, stops it when it listens, and gives what it says for people. */
static char *
notes_of (const char *listen)
{
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL,
                      g_getenv ("COILSCOPE_CLI"), "serve", "--listen", listen, NULL);
  g_autoptr (GDataInputStream) lines =
    g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_autoptr (GDataInputStream) notes =
    g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));

  g_assert_true (g_str_has_prefix (line, "listening "));
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
  return g_data_input_stream_read_line (notes, NULL, NULL, NULL);
}

/* Whoever lets others in is told so. */
static void
test_reachable (void)
{
  g_autofree char *all = notes_of ("0.0.0.0:0");
  g_autofree char *own = notes_of ("127.0.0.1:0");

  g_assert_nonnull (all);
  g_assert_nonnull (strstr (all, "Others on the network can reach this server"));
  g_assert_null (own);
}

static void
test_usage (void)
{
  static const char *wrong[] = {
    "serve --unit 256", "serve --unit x", "serve --listen 127.0.0.1:99999", "serve --listen [::1",
    "serve --demo --seed-session", "serve --demo --unit 1", "serve --transport pigeon",
    "serve --tls-ca x", "serve --tls-cert x", "serve --tls-key x",
    "serve --role a=read", "serve more", "serve --nonsense",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (CliRun) run = { 0 };

      cli_run (&run, wrong[i], "");
      g_test_message ("%s: %s", wrong[i], run.err);
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
      g_assert_cmpstr (run.err, !=, "");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/serve/golden", test_golden);
  g_test_add_func ("/cli/serve/golden-cut", test_golden_cut);
  g_test_add_func ("/cli/serve/every-unit", test_every_unit);
  g_test_add_func ("/cli/serve/every-function", test_every_function);
  g_test_add_func ("/cli/serve/some-units", test_some_units);
  g_test_add_func ("/cli/serve/demo", test_demo);
  g_test_add_func ("/cli/serve/log", test_log);
  g_test_add_func ("/cli/serve/blocked-log", test_blocked_log);
  g_test_add_func ("/cli/serve/port-in-use", test_port_in_use);
  g_test_add_func ("/cli/serve/reachable", test_reachable);
  g_test_add_func ("/cli/serve/usage", test_usage);
  return g_test_run ();
}
