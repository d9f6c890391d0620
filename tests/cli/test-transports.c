/* test-transports.c: the commands over RTU in TCP and over UDP, against `serve` of the same kind.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

#include "cli-stage.h"

static const char *transports[] = { "rtu-tcp", "udp" };

static guint16
start (Child      *server,
       const char *transport,
       const char *words)
{
  g_autofree char *all = g_strdup_printf ("--transport %s%s%s", transport,
                                          *words != '\0' ? " " : "", words);

  return server_start (server, 0, all);
}

/* Runs "@command 127.0.0.1:@port --transport @transport @rest"; compares exit code and output. */
static void
assert_run (const char *command,
            guint16     port,
            const char *transport,
            const char *rest,
            int         status,
            const char *out)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = g_strdup_printf ("%s 127.0.0.1:%u --transport %s %s", command, port,
                                            transport, rest);

  cli_run (&run, words, "");
  g_test_message ("%s: %d %s", words, run.status, run.err);
  g_assert_cmpstr (run.out, ==, out);
  g_assert_cmpint (run.status, ==, status);
}

/* As assert_run(), but the output is JSON with this in it. */
static void
assert_reason (const char *command,
               guint16     port,
               const char *transport,
               const char *rest,
               const char *part)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = g_strdup_printf ("%s 127.0.0.1:%u --transport %s --json %s", command,
                                            port, transport, rest);

  cli_run (&run, words, "");
  g_test_message ("%s: %d %s", words, run.status, run.out);
  g_assert_nonnull (strstr (run.out, part));
  g_assert_cmpint (run.status, ==, 3);
}

static void
test_once (gconstpointer data)
{
  const char *transport = data;
  Child server = { NULL };
  guint16 port = start (&server, transport, "");

  assert_run ("write --json --type int16", port, transport, "holding 20 -- 1234 -2", 0,
              "{\"write\":\"holding 20\",\"values\":[1234,-2],\"outcome\":\"confirmed\"}\n");
  assert_run ("write --json", port, transport, "coils 3 1", 0,
              "{\"write\":\"coils 3\",\"bits\":[1],\"outcome\":\"confirmed\"}\n");
  assert_run ("write --json --function 22", port, transport, "holding 21 0 7", 0,
              "{\"write\":\"holding 21\",\"and_mask\":0,\"or_mask\":7,"
              "\"outcome\":\"confirmed\"}\n");
  assert_run ("read --json", port, transport, "holding 20 3", 0,
              "{\"read\":\"holding 20\",\"address\":20,\"quantity\":3,\"values\":[1234,7,0],"
              "\"raw\":[1234,7,0],\"quality\":\"good\"}\n");
  assert_run ("read --json", port, transport, "coils 0 10", 0,
              "{\"read\":\"coils 0\",\"address\":0,\"quantity\":10,"
              "\"bits\":[0,0,0,1,0,0,0,0,0,0],\"quality\":\"good\"}\n");
  assert_run ("read --unit 200", port, transport, "input 65535", 0, "input 65535  0\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Each kind of request, those whose frames say nothing of their length among them. */
static void
test_request (gconstpointer data)
{
  static const char *pdus[][2] = {
    { "08 0000 a537 0001", "\"response\":\"080000a5370001\",\"quality\":\"good\"" },
    { "08 000b 0000", "\"quality\":\"good\"" },
    { "0b", "\"quality\":\"good\"" },
    { "0c", "\"quality\":\"good\"" },
    { "11", "\"quality\":\"good\"" },
    { "14 07 06 0001 0000 0002", "\"quality\":\"good\"" },
    { "15 09 06 0001 0000 0001 1234", "\"quality\":\"good\"" },
    { "17 0000 0002 0004 0001 02 0007", "\"quality\":\"good\"" },
    { "18 0000", "\"quality\":\"good\"" },
    { "2b 0e 01 00", "\"quality\":\"good\"" },
    { "2b 0d 01", "\"exception\":1" },
    { "63 0102", "\"exception\":1" },
    { "03 ffff 0002", "\"exception\":2" },
  };
  const char *transport = data;
  Child server = { NULL };
  guint16 port = start (&server, transport, "");

  for (guint i = 0; i < G_N_ELEMENTS (pdus); i++)
    {
      g_auto (CliRun) run = { 0 };
      g_autofree char *words = g_strdup_printf ("request --json --transport %s 127.0.0.1:%u %s",
                                                transport, port, pdus[i][0]);

      cli_run (&run, words, "");
      g_test_message ("%s: %s", words, run.out);
      g_assert_nonnull (strstr (run.out, pdus[i][1]));
    }
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_identify (gconstpointer data)
{
  const char *transport = data;
  Child server = { NULL };
  guint16 port = start (&server, transport, "--demo");
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = g_strdup_printf ("identify --json --transport %s 127.0.0.1:%u",
                                            transport, port);

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_str_has_prefix (run.out, "{\"unit\":1,\"conformity\":"));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_session (gconstpointer data)
{
  const char *transport = data;
  Child server = { NULL };
  Child session = { NULL };
  guint16 port = start (&server, transport, "");
  g_autofree char *words = g_strdup_printf ("session --json --transport %s 127.0.0.1:%u",
                                            transport, port);

  child_start (&session, words);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *write = g_strdup_printf ("write holding %u %u", i, 100 + i);
      g_autofree char *wrote = g_strdup_printf ("{\"write\":\"holding %u\",\"values\":[%u],"
                                                "\"outcome\":\"confirmed\"}", i, 100 + i);
      g_autofree char *read = g_strdup_printf ("read holding %u", i);
      g_autofree char *got = g_strdup_printf ("{\"read\":\"holding %u\",\"address\":%u,"
                                              "\"quantity\":1,\"values\":[%u],\"raw\":[%u],"
                                              "\"quality\":\"good\"}", i, i, 100 + i, 100 + i);

      child_write (&session, write);
      child_expect (&session, wrote);
      child_write (&session, read);
      child_expect (&session, got);
    }
  child_write (&session, "state");
  child_expect (&session, "{\"state\":\"connected\"}");
  child_write (&session, "quit");
  child_expect (&session, "{\"quit\":true}");
  g_assert_cmpint (child_end (&session, 0), ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Two units, one of which never answers: the other's values are its own, link by link. */
static void
test_silent_unit (gconstpointer data)
{
  const char *transport = data;
  Child server = { NULL };
  Child session = { NULL };
  guint16 port = start (&server, transport, "--unit 1");
  g_autofree char *words = g_strdup_printf ("session --json --timeout 100 --retries 0 --unit 2 "
                                            "--transport %s 127.0.0.1:%u", transport, port);

  child_start (&session, words);
  for (guint i = 0; i < 2; i++)
    {
      child_write (&session, "read holding 0");
      child_expect (&session, "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,"
                              "\"quality\":\"timeout\",\"reason\":\"No reply within 100 ms\"}");
    }
  g_assert_cmpint (child_end (&session, SIGTERM), ==, 0);
  assert_run ("read", port, transport, "holding 0", 0, "holding 0  0\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static char *
write_project (const char *transport,
               guint16     port)
{
  g_autofree char *text =
    g_strdup_printf ("{\"coilscope\":1,\"connections\":[{\"name\":\"C\",\"host\":\"127.0.0.1\","
                     "\"port\":%u,\"transport\":\"%s\",\"window\":4,\"devices\":[{\"name\":\"D\","
                     "\"tags\":[{\"name\":\"a\",\"table\":\"holding\",\"address\":0,"
                     "\"period_ms\":50},{\"name\":\"b\",\"table\":\"coils\",\"address\":0,"
                     "\"period_ms\":50}]}]}]}", port, transport);
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("transports-XXXXXX.coilscope", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* A project may have a window that the transport does not: it is one. Each sample has its value,
 * on a busy machine perhaps late. */
static void
test_project (gconstpointer data)
{
  const char *transport = data;
  Child server = { NULL };
  guint16 port = start (&server, transport, "--demo");
  g_autofree char *path = write_project (transport, port);
  g_autofree char *words = g_strdup_printf ("watch --json --count 3 %s", path);
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) lines = NULL;

  cli_run (&run, words, "");
  g_unlink (path);
  g_test_message ("%s", run.out);
  g_assert_cmpint (run.status, ==, 0);
  lines = g_strsplit (g_strchomp (run.out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_nonnull (strstr (lines[i], "\"value\":"));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* The log has what was on the wire, and nothing else. */
static void
test_log_rtu (void)
{
  Child server = { NULL };
  guint16 port = start (&server, "rtu-tcp", "--log");
  g_autofree char *received = NULL;
  g_autofree char *sent = NULL;

  assert_run ("read", port, "rtu-tcp", "holding 0", 0, "holding 0  0\n");
  received = child_read (&server);
  g_assert_null (strstr (received, "\"transaction\""));
  g_assert_nonnull (strstr (received, "\"adu\":\"010300000001840a\""));
  for (guint i = 0; i < 4; i++)
    {
      g_free (sent);
      sent = child_read (&server);
    }
  g_assert_null (strstr (sent, "\"transaction\""));
  g_assert_nonnull (strstr (sent, "\"step\":\"sent\""));
  g_assert_nonnull (strstr (sent, "\"adu\":\"0103020000b844\""));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* To unit 0 of a serial line nobody answers, though all of them carry it out. */
static void
test_broadcast (void)
{
  Child server = { NULL };
  guint16 port = start (&server, "rtu-tcp", "--unit 5 --unit 6");

  assert_reason ("write", port, "rtu-tcp", "--unit 0 --timeout 200 holding 0 99",
                 "\"outcome\":\"unknown\"");
  assert_run ("read --unit 5", port, "rtu-tcp", "holding 0", 0, "holding 0  99\n");
  assert_run ("read --unit 6", port, "rtu-tcp", "holding 0", 0, "holding 0  99\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Nobody there, and the wrong transport. */
static void
test_trouble (void)
{
  Child rtu = { NULL };
  Child tcp = { NULL };
  guint16 rtu_port = start (&rtu, "rtu-tcp", "");
  guint16 tcp_port = server_start (&tcp, 0, "");
  guint16 port;
  g_autoptr (GSocket) unused = bind_socket (&port);

  g_socket_close (unused, NULL);
  assert_reason ("read", port, "rtu-tcp", "holding 0", "Connection refused by 127.0.0.1:");
  assert_reason ("read", port, "udp", "holding 0", "Refused by 127.0.0.1:");
  assert_reason ("write", port, "udp", "holding 0 1", "\"outcome\":\"unknown\"");
  assert_reason ("read", rtu_port, "tcp", "--timeout 200 --retries 0 holding 0",
                 "No reply within 200 ms");
  assert_reason ("read", tcp_port, "rtu-tcp", "--timeout 200 --retries 0 holding 0",
                 "\"quality\":\"link-down\"");
  g_assert_cmpint (child_end (&rtu, SIGTERM), ==, 0);
  g_assert_cmpint (child_end (&tcp, SIGTERM), ==, 0);
}

static void
assert_usage (const char *words,
              const char *part)
{
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 2);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, part));
}

static void
test_usage (void)
{
  assert_usage ("read h holding 0 --transport rtu-tcp --window 2", "only one request is in flight");
  assert_usage ("read h holding 0 --transport pigeon", "use tcp, rtu-tcp, udp or tls");
  assert_usage ("serve --transport pigeon", "use tcp, rtu-tcp, udp or tls");
}

static void
test_port_in_use (void)
{
  Child server = { NULL };
  guint16 port = start (&server, "udp", "");
  g_autofree char *words = g_strdup_printf ("serve --transport udp --listen 127.0.0.1:%u", port);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 3);
  g_assert_nonnull (strstr (run.err, "in use"));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
add (const char     *name,
     GTestDataFunc   test)
{
  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/transports/%s/%s", transports[i], name);

      g_test_add_data_func (path, transports[i], test);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("once", test_once);
  add ("request", test_request);
  add ("identify", test_identify);
  add ("session", test_session);
  add ("silent-unit", test_silent_unit);
  add ("project", test_project);
  g_test_add_func ("/cli/transports/rtu-tcp/log", test_log_rtu);
  g_test_add_func ("/cli/transports/rtu-tcp/broadcast", test_broadcast);
  g_test_add_func ("/cli/transports/trouble", test_trouble);
  g_test_add_func ("/cli/transports/usage", test_usage);
  g_test_add_func ("/cli/transports/udp/port-in-use", test_port_in_use);
  return g_test_run ();
}
