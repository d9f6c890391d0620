/* test-once.c: the commands that ask once, from the outside: read, write and request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>
#include <sys/socket.h>

#include "cli-stage.h"

/* Runs "@command 127.0.0.1:@port @rest" and compares the exit code and standard output. */
static void
assert_run (const char *command,
            guint16     port,
            const char *rest,
            int         status,
            const char *out)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = g_strdup_printf ("%s 127.0.0.1:%u %s", command, port, rest);

  cli_run (&run, words, "");
  g_test_message ("%s: %d %s", words, run.status, run.err);
  g_assert_cmpstr (run.out, ==, out);
  g_assert_cmpint (run.status, ==, status);
}

static void
test_read (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--seed-session");

  assert_run ("read --unit 0 --json", port, "holding 10 4", 0,
              "{\"read\":\"holding 10\",\"address\":10,\"quantity\":4,\"values\":[17,17,17,17],"
              "\"raw\":[17,17,17,17],\"quality\":\"good\"}\n");
  assert_run ("read --unit 0", port, "input 0x0A --json", 0,
              "{\"read\":\"input 10\",\"address\":10,\"quantity\":1,\"values\":[17],"
              "\"raw\":[17],\"quality\":\"good\"}\n");
  assert_run ("read --unit 0 --json", port, "discrete 65535", 0,
              "{\"read\":\"discrete 65535\",\"address\":65535,\"quantity\":1,\"bits\":[1],"
              "\"quality\":\"good\"}\n");
  assert_run ("read --unit 0 --json --type uint32 --order CDAB", port, "holding 0 2", 0,
              "{\"read\":\"holding 0\",\"address\":0,\"quantity\":4,\"values\":[1114129,1114129],"
              "\"raw\":[17,17,17,17],\"quality\":\"good\"}\n");
  assert_run ("read --unit 0", port, "coils 8 3", 0, "coils 8   1\ncoils 9   1\ncoils 10  1\n");
  assert_run ("read --unit 0", port, "holding 99 2", 0, "holding 99   17\nholding 100  17\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_write (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  assert_run ("write --json", port, "holding 20 1234", 0,
              "{\"write\":\"holding 20\",\"values\":[1234],\"outcome\":\"confirmed\"}\n");
  assert_run ("write --json --type int16", port, "holding 21 -- -5 -6", 0,
              "{\"write\":\"holding 21\",\"values\":[-5,-6],\"outcome\":\"confirmed\"}\n");
  assert_run ("write --json --type float32 --order DCBA --function 16", port, "holding 23 72.1", 0,
              "{\"write\":\"holding 23\",\"values\":[72.1],\"outcome\":\"confirmed\"}\n");
  assert_run ("read --json", port, "holding 20 5", 0,
              "{\"read\":\"holding 20\",\"address\":20,\"quantity\":5,"
              "\"values\":[1234,65531,65530,13107,36930],"
              "\"raw\":[1234,65531,65530,13107,36930],\"quality\":\"good\"}\n");
  assert_run ("read --json --type float32 --order DCBA", port, "holding 23", 0,
              "{\"read\":\"holding 23\",\"address\":23,\"quantity\":2,\"values\":[72.1],"
              "\"raw\":[13107,36930],\"quality\":\"good\"}\n");
  assert_run ("write --json", port, "holding 4 0x12", 0,
              "{\"write\":\"holding 4\",\"values\":[18],\"outcome\":\"confirmed\"}\n");
  assert_run ("write --json --function 22", port, "holding 4 0xf2 0x25", 0,
              "{\"write\":\"holding 4\",\"and_mask\":242,\"or_mask\":37,"
              "\"outcome\":\"confirmed\"}\n");
  assert_run ("write --function 22", port, "holding 4 65535 0", 0,
              "holding 4  AND 0xffff OR 0x0000  confirmed\n");
  assert_run ("read --json", port, "holding 4", 0,
              "{\"read\":\"holding 4\",\"address\":4,\"quantity\":1,\"values\":[23],"
              "\"raw\":[23],\"quality\":\"good\"}\n");
  assert_run ("write", port, "coils 7 on", 0, "coils 7  1  confirmed\n");
  assert_run ("write --json", port, "coils 8 1 off on", 0,
              "{\"write\":\"coils 8\",\"bits\":[1,0,1],\"outcome\":\"confirmed\"}\n");
  assert_run ("write --json --function 15", port, "coils 12 1", 0,
              "{\"write\":\"coils 12\",\"bits\":[1],\"outcome\":\"confirmed\"}\n");
  assert_run ("read --json", port, "coils 7 6", 0,
              "{\"read\":\"coils 7\",\"address\":7,\"quantity\":6,\"bits\":[1,1,0,1,0,1],"
              "\"quality\":\"good\"}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_request (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--seed-session");

  assert_run ("request --unit 0 --json", port, "0300010002", 0,
              "{\"request\":\"0300010002\",\"response\":\"030400110011\",\"quality\":\"good\","
              "\"function\":3,\"function_name\":\"Read Holding Registers\",\"byte_count\":4,"
              "\"values\":[17,17]}\n");
  assert_run ("request --unit 0 --json", port, "05 0001 FF00", 0,
              "{\"request\":\"050001ff00\",\"response\":\"050001ff00\",\"quality\":\"good\","
              "\"function\":5,\"function_name\":\"Write Single Coil\",\"address\":1,"
              "\"bits\":[1],\"data\":\"ff00\"}\n");
  assert_run ("request --unit 0 --json", port, "64 01 02", 1,
              "{\"request\":\"640102\",\"response\":\"e401\",\"quality\":\"exception\","
              "\"reason\":\"Illegal function\",\"function\":100,"
              "\"function_name\":\"Function 100\",\"exception\":1}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_opaque_answer (void)
{
  Bad bad;

  bad_start (&bad, "0000000301076d");
  assert_run ("request --json", bad.port, "07", 0,
              "{\"request\":\"07\",\"response\":\"076d\",\"quality\":\"good\",\"function\":7,"
              "\"function_name\":\"Read Exception Status\",\"data\":\"6d\"}\n");
  bad_stop (&bad);
  g_assert_cmpint (bad.n_requests, ==, 1);
}

static void
test_exceptions (void)
{
  Bad bad;

  bad_start (&bad, "0000000301" "8302");
  assert_run ("read --json", bad.port, "holding 40 2", 1,
              "{\"read\":\"holding 40\",\"address\":40,\"quantity\":2,\"quality\":\"exception\","
              "\"reason\":\"Illegal data address\",\"exception\":2}\n");
  assert_run ("read", bad.port, "holding 40 2", 1, "");
  bad_stop (&bad);

  bad_start (&bad, "0000000301" "8603");
  assert_run ("write --json", bad.port, "holding 40 2", 1,
              "{\"write\":\"holding 40\",\"values\":[2],\"outcome\":\"refused\","
              "\"exception\":3}\n");
  assert_run ("write", bad.port, "holding 40 2", 1, "holding 40  2  refused\n");
  bad_stop (&bad);

  /* Acknowledge, and a gateway that does not know: nobody can say whether it was done. */
  bad_start (&bad, "0000000301" "8605");
  assert_run ("write --json", bad.port, "holding 40 2", 3,
              "{\"write\":\"holding 40\",\"values\":[2],\"outcome\":\"unknown\","
              "\"exception\":5}\n");
  bad_stop (&bad);
  bad_start (&bad, "0000000301" "860b");
  assert_run ("write --json", bad.port, "holding 40 2", 3,
              "{\"write\":\"holding 40\",\"values\":[2],\"outcome\":\"unknown\","
              "\"exception\":11}\n");
  bad_stop (&bad);
}

static void
test_breach (void)
{
  Bad bad;

  bad_start (&bad, "0000000502" "03020001");
  assert_run ("read --json --timeout 200 --retries 0", bad.port, "holding 0", 3,
              "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,\"quality\":\"breach\","
              "\"reason\":\"Reply from another unit\"}\n");
  bad_stop (&bad);

  bad_start (&bad, "0000000601" "0600010003");
  assert_run ("write --json --timeout 200", bad.port, "holding 1 2", 3,
              "{\"write\":\"holding 1\",\"values\":[2],\"outcome\":\"unknown\","
              "\"reason\":\"The device confirmed something else\"}\n");
  bad_stop (&bad);
  g_assert_cmpint (bad.n_requests, ==, 1);
}

static void
test_silent (void)
{
  Bad bad;

  bad_start (&bad, NULL);
  assert_run ("read --json --timeout 100 --retries 2", bad.port, "holding 0", 3,
              "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,\"quality\":\"timeout\","
              "\"reason\":\"No reply within 100 ms\"}\n");
  bad_stop (&bad);
  g_assert_cmpint (bad.n_requests, ==, 3);

  /* A write is never repeated. */
  bad_start (&bad, NULL);
  assert_run ("write --json --timeout 100 --retries 2", bad.port, "holding 0 1", 3,
              "{\"write\":\"holding 0\",\"values\":[1],\"outcome\":\"unknown\","
              "\"reason\":\"No reply within 100 ms\"}\n");
  bad_stop (&bad);
  g_assert_cmpint (bad.n_requests, ==, 1);

  bad_start (&bad, NULL);
  assert_run ("request --json --timeout 100 --retries 0", bad.port, "07", 3,
              "{\"request\":\"07\",\"quality\":\"timeout\","
              "\"reason\":\"No reply within 100 ms\"}\n");
  bad_stop (&bad);
}

/* The line that comes begins like this and goes on with a reason. */
static void
assert_reason (const char *words,
               const char *start)
{
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_test_message ("%s: %s", words, run.out);
  g_assert_cmpint (run.status, ==, 3);
  g_assert_true (g_str_has_prefix (run.out, start));
  g_assert_true (g_str_has_suffix (run.out, "\"}\n"));
}

static void
test_nobody_there (void)
{
  g_autoptr (GSocket) socket = NULL;
  g_autofree char *read_words = NULL;
  g_autofree char *write_words = NULL;
  guint16 port;

  socket = bind_socket (&port);
  read_words = g_strdup_printf ("read --json 127.0.0.1:%u holding 0", port);
  write_words = g_strdup_printf ("write --json 127.0.0.1:%u holding 0 1", port);
  assert_reason (read_words, "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,"
                             "\"quality\":\"link-down\",\"reason\":\"");
  assert_reason (write_words, "{\"write\":\"holding 0\",\"values\":[1],\"outcome\":\"not-sent\","
                              "\"reason\":\"");
  assert_reason ("read --json no-such-host.invalid holding 0",
                 "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,"
                 "\"quality\":\"link-down\",\"reason\":\"");
}

/* A full queue of connections: the system does not answer a further one. */
static GPtrArray *
fill_queue (guint16 *out_port)
{
  GPtrArray *clients = g_ptr_array_new_with_free_func (g_object_unref);
  GSocket *socket = bind_socket (out_port);
  g_autoptr (GSocketAddress) address = NULL;

  g_ptr_array_add (clients, socket);
  g_assert_cmpint (listen (g_socket_get_fd (socket), 0), ==, 0);
  address = g_socket_get_local_address (socket, NULL);
  for (guint i = 0; i < 4; i++)
    {
      GSocket *client = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (client, FALSE);
      g_socket_connect (client, address, NULL, NULL);
      g_ptr_array_add (clients, client);
    }
  return clients;
}

static void
test_connect_timeout (void)
{
  guint16 port;
  g_autoptr (GPtrArray) clients = fill_queue (&port);
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autofree char *words = NULL;

  words = g_strdup_printf ("read --json --connect-timeout 300 127.0.0.1:%u holding 0", port);
  g_timer_start (timer);
  assert_reason (words, "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,"
                        "\"quality\":\"link-down\",\"reason\":\"");
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), >, 0.25);
}

/* Waits until a program has a handler for SIGINT. */
static void
await_handler (Child *child)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status",
                                           g_subprocess_get_identifier (child->process));

  for (gboolean has_handler = FALSE; !has_handler; g_thread_yield ())
    {
      g_autofree char *status = NULL;
      const char *caught;

      g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
      caught = strstr (status, "SigCgt:");
      g_assert_nonnull (caught);
      has_handler = g_ascii_strtoull (caught + strlen ("SigCgt:"), NULL, 16) >> (SIGINT - 1) & 1;
    }
}

/* A write that nobody waits for any more does not end in silence. */
static void
test_interrupted (void)
{
  Bad bad;
  Child child = { NULL };
  guint16 port;
  g_autoptr (GPtrArray) clients = fill_queue (&port);
  g_autofree char *sent = NULL;
  g_autofree char *unsent = NULL;

  bad_start (&bad, NULL);
  sent = g_strdup_printf ("write --json --timeout 60000 127.0.0.1:%u holding 0 1", bad.port);
  child_start (&child, sent);
  while (g_atomic_int_get (&bad.n_requests) == 0)
    g_thread_yield ();
  await_handler (&child);
  g_subprocess_send_signal (child.process, SIGINT);
  child_expect (&child, "{\"write\":\"holding 0\",\"values\":[1],\"outcome\":\"unknown\","
                        "\"reason\":\"Interrupted\"}");
  g_assert_cmpint (child_end (&child, 0), ==, 3);
  bad_stop (&bad);

  unsent = g_strdup_printf ("write --json --connect-timeout 60000 127.0.0.1:%u holding 0 1", port);
  child_start (&child, unsent);
  await_handler (&child);
  g_subprocess_send_signal (child.process, SIGTERM);
  child_expect (&child, "{\"write\":\"holding 0\",\"values\":[1],\"outcome\":\"not-sent\","
                        "\"reason\":\"Not connected\"}");
  g_assert_cmpint (child_end (&child, 0), ==, 3);
}

/* Descriptors that are closed are taken by no socket: what is printed does not go to a device. */
static void
test_closed_descriptors (void)
{
  static const char *const closed[] = { "<&-", ">&-", "<&- >&- 2>&-" };
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autofree char *line =
        g_strdup_printf ("\"$COILSCOPE_CLI\" write 127.0.0.1:%u holding %u 7 %s", port, i,
                         closed[i]);
      const char *argv[] = { "/bin/sh", "-c", line, NULL };
      g_autoptr (GError) error = NULL;
      g_autofree char *out = NULL;
      int status;

      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status,
                    &error);
      g_assert_no_error (error);
      g_assert_true (g_spawn_check_wait_status (status, &error));
      g_assert_cmpstr (out, ==, i == 0 ? "holding 0  7  confirmed\n" : "");
    }
  assert_run ("read --json", port, "holding 0 3", 0,
              "{\"read\":\"holding 0\",\"address\":0,\"quantity\":3,\"values\":[7,7,7],"
              "\"raw\":[7,7,7],\"quality\":\"good\"}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_usage (void)
{
  static const char *const wrong[] = {
    "read", "read h", "read h holding", "read h holding 0 1 2", "read h registers 0",
    "read h holding 65536", "read h holding 0 126", "read h coils 0 2001",
    "read --type float32 h holding 0 63", "read --type string h holding 0",
    "read --order GHEFCDAB h holding 0", "read h:0 holding 0",
    "read 127.0.0.1:1:2 holding 0", "read --transport pigeon h holding 0",
    "read --tls-ca x h holding 0", "read --unit 256 h holding 0", "read --nonsense h holding 0",
    "write h holding 0", "write h input 0 1", "write h holding 0 65536", "write h holding 0 -5",
    "write h coils 0 2", "write --function 22 h holding 0 1", "write --function 22 h coils 0 1 2",
    "write --function 22 h holding 0 1 65536", "write --function 3 h holding 0 1",
    "write --function 6 h holding 0 1 2", "write --function 16 h coils 0 1",
    "request h", "request h 0", "request h xy", "nonsense", "read --quirk unit-1 h holding 0",
    "write --broadcast h holding 0 1", "write --broadcast --unit 1 h holding 0 1",
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

/* Any PDU is sent, and the device says what it thinks of it. */
static void
test_any_pdu (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  assert_run ("request --json", port, "0300000000", 1,
              "{\"request\":\"0300000000\",\"response\":\"8303\",\"quality\":\"exception\","
              "\"reason\":\"Illegal data value\",\"function\":3,"
              "\"function_name\":\"Read Holding Registers\",\"exception\":3}\n");
  assert_run ("request --json", port, "06", 1,
              "{\"request\":\"06\",\"response\":\"8603\",\"quality\":\"exception\","
              "\"reason\":\"Illegal data value\",\"function\":6,"
              "\"function_name\":\"Write Single Register\",\"exception\":3}\n");
  assert_run ("request --json", port, "8301", 1,
              "{\"request\":\"8301\",\"response\":\"8301\",\"quality\":\"exception\","
              "\"reason\":\"Illegal function\",\"function\":3,"
              "\"function_name\":\"Read Holding Registers\",\"exception\":1}\n");
  assert_run ("request --json", port, "00", 1,
              "{\"request\":\"00\",\"response\":\"8001\",\"quality\":\"exception\","
              "\"reason\":\"Illegal function\",\"function\":0,"
              "\"function_name\":\"Function 0\",\"exception\":1}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Sent is all that can be said of it. */
static void
test_broadcast (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  assert_run ("write --json --unit 0 --broadcast", port, "holding 3 77", 3,
              "{\"write\":\"holding 3\",\"values\":[77],\"outcome\":\"unknown\","
              "\"reason\":\"Broadcast: nobody answers\"}\n");
  assert_run ("read --json", port, "holding 3", 0,
              "{\"read\":\"holding 3\",\"address\":3,\"quantity\":1,\"values\":[77],"
              "\"raw\":[77],\"quality\":\"good\"}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* A device that answers as unit 0: refused with a hint, taken when that is allowed. */
static void
test_quirk (void)
{
  Bad bad;

  bad_start (&bad, "0000000500" "03020007");
  assert_run ("read --json --retries 0", bad.port, "holding 0", 3,
              "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,\"quality\":\"breach\","
              "\"reason\":\"Reply from another unit; the device answers as unit 0; if it is the "
              "right one, allow it the quirk “unit-0”\"}\n");
  assert_run ("read --json --quirk unit-255 --quirk unit-0", bad.port, "holding 0", 0,
              "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,\"values\":[7],"
              "\"raw\":[7],\"quality\":\"good\"}\n");
  bad_stop (&bad);
}

/* Whoever speaks something else is named by it. */
static void
test_http (void)
{
  Bad bad;
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = NULL;

  bad_start (&bad, "54502f312e3120343030204261640d0a");
  bad.start = "HT";
  words = g_strdup_printf ("read --json --retries 0 127.0.0.1:%u holding 0", bad.port);
  cli_run (&run, words, "");
  bad_stop (&bad);
  g_test_message ("%s", run.out);
  g_assert_cmpint (run.status, ==, 3);
  g_assert_nonnull (strstr (run.out, "\"quality\":\"breach\",\"reason\":\"The other side does not "
                                     "speak Modbus TCP but, it seems, HTTP ("));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/once/read", test_read);
  g_test_add_func ("/cli/once/write", test_write);
  g_test_add_func ("/cli/once/request", test_request);
  g_test_add_func ("/cli/once/opaque-answer", test_opaque_answer);
  g_test_add_func ("/cli/once/exceptions", test_exceptions);
  g_test_add_func ("/cli/once/breach", test_breach);
  g_test_add_func ("/cli/once/silent", test_silent);
  g_test_add_func ("/cli/once/nobody-there", test_nobody_there);
  g_test_add_func ("/cli/once/connect-timeout", test_connect_timeout);
  g_test_add_func ("/cli/once/interrupted", test_interrupted);
  g_test_add_func ("/cli/once/closed-descriptors", test_closed_descriptors);
  g_test_add_func ("/cli/once/usage", test_usage);
  g_test_add_func ("/cli/once/any-pdu", test_any_pdu);
  g_test_add_func ("/cli/once/broadcast", test_broadcast);
  g_test_add_func ("/cli/once/quirk", test_quirk);
  g_test_add_func ("/cli/once/http", test_http);
  return g_test_run ();
}
