/* test-session.c: the command that takes commands from standard input, by whole transcripts.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>

#include "cli-stage.h"

/* Runs "session @words 127.0.0.1:@port" with @input and compares what it answers. */
static void
assert_transcript (const char *words,
                   guint16     port,
                   const char *input,
                   const char *expected)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *all = g_strdup_printf ("session %s 127.0.0.1:%u", words, port);

  cli_run (&run, all, input);
  g_assert_cmpstr (run.out, ==, expected);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);
}

static void
test_transcript (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  assert_transcript (
    "--json", port,
    "write holding 20 1234 5678\n"
    "read holding 20 2\n"
    "\tread  coils 0x3 2 \r\n"
    "write coils 3 on\n"
    "read coils 3 2\n"
    "request 0300140001\n"
    "request 64\n"
    "wait 30\n"
    "state\n"
    "unwatch\n"
    "quit\n",
    "{\"write\":\"holding 20\",\"values\":[1234,5678],\"outcome\":\"confirmed\"}\n"
    "{\"read\":\"holding 20\",\"address\":20,\"quantity\":2,\"values\":[1234,5678],"
    "\"raw\":[1234,5678],\"quality\":\"good\"}\n"
    "{\"read\":\"coils 3\",\"address\":3,\"quantity\":2,\"bits\":[0,0],\"quality\":\"good\"}\n"
    "{\"write\":\"coils 3\",\"bits\":[1],\"outcome\":\"confirmed\"}\n"
    "{\"read\":\"coils 3\",\"address\":3,\"quantity\":2,\"bits\":[1,0],\"quality\":\"good\"}\n"
    "{\"request\":\"0300140001\",\"response\":\"030204d2\",\"quality\":\"good\",\"function\":3,"
    "\"function_name\":\"Read Holding Registers\",\"byte_count\":2,\"values\":[1234]}\n"
    "{\"request\":\"64\",\"response\":\"e401\",\"quality\":\"exception\","
    "\"reason\":\"Illegal function\",\"function\":100,\"function_name\":\"Function 100\","
    "\"exception\":1}\n"
    "{\"wait\":30}\n"
    "{\"state\":\"connected\"}\n"
    "{\"unwatch\":false}\n"
    "{\"quit\":true}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* The end of the input is an end like any other, in the middle of a line too. */
static void
test_end_of_input (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  assert_transcript ("--type int16", port, "write holding 1 -7\nread holding 1",
                     "{\"write\":\"holding 1\",\"values\":[-7],\"outcome\":\"confirmed\"}\n"
                     "{\"read\":\"holding 1\",\"address\":1,\"quantity\":1,\"values\":[-7],"
                     "\"raw\":[65529],\"quality\":\"good\"}\n");
  assert_transcript ("--json", port, "", "");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* An input that fails is not taken for its end. */
static void
test_broken_input (void)
{
  const char *argv[] = {
    "/bin/sh", "-c", "\"$COILSCOPE_CLI\" session 127.0.0.1:1 </", NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status,
                &error);
  g_assert_no_error (error);
  g_assert_false (g_spawn_check_wait_status (status, &error));
  g_assert_error (error, G_SPAWN_EXIT_ERROR, 4);
  g_assert_cmpstr (out, ==, "");
  g_assert_nonnull (strstr (err, "Standard input cannot be read"));
}

/* Each line that is not understood gets one object, and the session goes on. */
static void
test_errors (void)
{
  static const char *const wrong[] = {
    "", "nonsense", "READ holding 0", "read", "read holding", "read holding 65536",
    "read holding 0 126", "read holding 0 1 2", "write holding 0", "write input 0 1",
    "write holding 0 65536", "write holding 0 x", "request", "request 0",
    "watch holding 0 1", "watch holding 0 1 5", "watch holding 65535 2 100", "unwatch now",
    "wait", "wait x", "wait -1", "state now", "quit now", "# comment", "\"\xff\"",
  };
  Child server = { NULL };
  Child session = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("session 127.0.0.1:%u", port);

  child_start (&session, words);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *line = NULL;

      child_write (&session, wrong[i]);
      line = child_read (&session);
      g_test_message ("%s", line);
      g_assert_true (g_str_has_prefix (line, "{\"error\":\""));
      g_assert_true (g_str_has_suffix (line, "\"}"));
    }
  child_write (&session, "wait 0");
  child_expect (&session, "{\"wait\":0}");
  child_write (&session, "quit");
  child_expect (&session, "{\"quit\":true}");
  g_assert_cmpint (child_end (&session, 0), ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Writes @start, @n_fill times a byte, @end and a newline. */
static void
write_line (Child      *session,
            const char *start,
            char        byte,
            gsize       n_fill,
            const char *end)
{
  g_autoptr (GString) text = g_string_new (start);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < n_fill; i++)
    g_string_append_c (text, byte);
  g_string_append (text, end);
  g_string_append_c (text, '\n');
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (session->process), text->str, text->len,
                             NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A line of which not all can be taken is not executed at all, and the next one is. */
static void
test_cut_line (void)
{
  static const char too_long[] =
    "{\"error\":\"The line is too long; at most 65536 bytes are read.\"}";
  static const char not_text[] = "{\"error\":\"The line is not text: it has a zero byte.\"}";
  Child server = { NULL };
  Child session = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("session 127.0.0.1:%u", port);

  child_start (&session, words);
  write_line (&session, "write holding 40 12", '\0', 1, "345");
  child_expect (&session, not_text);
  write_line (&session, "write holding 40 1", ' ', 65536, "9");
  child_expect (&session, too_long);
  write_line (&session, "write holding 40 1", ' ', 65536 - 18, "9");
  child_expect (&session, too_long);
  write_line (&session, "", 'a', 300000, "");
  child_expect (&session, too_long);
  write_line (&session, "read holding 40", ' ', 65536 - 15, "");
  child_expect (&session, "{\"read\":\"holding 40\",\"address\":40,\"quantity\":1,"
                          "\"values\":[0],\"raw\":[0],\"quality\":\"good\"}");
  g_assert_cmpint (child_end (&session, SIGTERM), ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* At the end of the input as well. */
static void
test_cut_end (void)
{
  g_autofree char *words = g_strdup_printf ("session 127.0.0.1:%u", 9);
  g_autofree char *junk = g_strnfill (70000, 'a');
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, junk);
  g_assert_cmpstr (run.out, ==, "{\"error\":\"The line is too long; at most 65536 bytes are "
                                "read.\"}\n");
  g_assert_cmpint (run.status, ==, 0);
}

/* From the first moment on it is on its way to connect, or there already. */
static void
test_first_state (void)
{
  Bad device;
  g_autofree char *words = NULL;
  g_auto (CliRun) run = { 0 };

  bad_start (&device, NULL);
  words = g_strdup_printf ("session 127.0.0.1:%u", device.port);
  cli_run (&run, words, "state\nquit\n");
  g_assert_cmpint (run.status, ==, 0);
  if (!g_str_has_prefix (run.out, "{\"state\":\"connected\"}\n"))
    g_assert_true (g_str_has_prefix (run.out, "{\"state\":\"connecting\"}\n"));
  bad_stop (&device);
}

/* Fills the pipe with answers, each to a command that is no command. With three lines at most one
 * is left to be read when the session stops reading, so that writing them never waits for it. */
static void
write_loud_lines (Child *session,
                  guint  n_lines)
{
  for (guint i = 0; i < n_lines; i++)
    write_line (session, "", 'a' + (char) i, 30000, "");
}

/* Answers wait for who reads them; none is lost, and none comes out of order. */
static void
test_slow_reader (void)
{
  Child session = { NULL };

  child_start (&session, "session 127.0.0.1:9");
  write_loud_lines (&session, 3);
  child_write (&session, "unwatch\nquit");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *line = child_read (&session);
      char start[] = "{\"error\":\"There is no command \xe2\x80\x9c?";

      start[sizeof start - 2] = 'a' + (char) i;
      g_assert_cmpuint (strlen (line), >, 30000);
      g_assert_true (g_str_has_prefix (line, start));
      g_assert_true (g_str_has_suffix (line, "or quit.\"}"));
    }
  child_expect (&session, "{\"unwatch\":false}");
  child_expect (&session, "{\"quit\":true}");
  g_assert_cmpint (child_end (&session, 0), ==, 0);
}

/* Nobody reads: it ends all the same when it is told to. */
static void
test_blocked (void)
{
  Child session = { NULL };
  g_autoptr (GError) error = NULL;

  child_start (&session, "session 127.0.0.1:9");
  write_loud_lines (&session, 3);
  g_subprocess_send_signal (session.process, SIGTERM);
  g_subprocess_wait (session.process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (session.process), ==, 0);
  g_clear_object (&session.lines);
  g_clear_object (&session.process);
}

/* Takes samples of two tags in turns up to @last; gives how many there were. */
static guint
take_samples (Child      *session,
              guint       address,
              const char *last)
{
  for (guint n = 0;; n++)
    {
      g_autofree char *line = child_read (session);
      g_autofree char *plain = NULL;
      g_autofree char *tag = g_strdup_printf (",\"tag\":\"holding %u\",\"table\":\"holding\","
                                              "\"address\":%u,\"value\":0,\"raw\":[0],"
                                              "\"quality\":\"",
                                              address + n % 2, address + n % 2);

      g_assert_nonnull (line);
      if (g_str_equal (line, last))
        return n;
      plain = without_times (line);
      g_assert_true (g_str_has_prefix (plain, "{\"time\":\"T\",\"device\":\"127.0.0.1:"));
      g_assert_nonnull (strstr (plain, tag));
      g_assert_true (g_str_has_suffix (plain, "\"good\"}") ||
                     g_str_has_suffix (plain, "\"late\"}"));
    }
}

/* Samples come between the answers; a new watch replaces the old one; none after unwatch. */
static void
test_watch (void)
{
  Child server = { NULL };
  Child session = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("session 127.0.0.1:%u", port);
  guint n;

  child_start (&session, words);
  child_write (&session, "watch holding 0 2 100\nwait 450");
  child_expect (&session, "{\"watch\":\"holding 0\",\"quantity\":2,\"interval_ms\":100}");
  n = take_samples (&session, 0, "{\"wait\":450}");
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpuint (n, <=, 12);
  g_assert_cmpuint (n % 2, ==, 0);

  child_write (&session, "watch holding 8 2 50");
  take_samples (&session, 0, "{\"watch\":\"holding 8\",\"quantity\":2,\"interval_ms\":50}");
  child_write (&session, "wait 200");
  g_assert_cmpuint (take_samples (&session, 8, "{\"wait\":200}"), >=, 2);
  child_write (&session, "unwatch");
  take_samples (&session, 8, "{\"unwatch\":true}");

  child_write (&session, "wait 200\nunwatch\nquit");
  child_expect (&session, "{\"wait\":200}");
  child_expect (&session, "{\"unwatch\":false}");
  child_expect (&session, "{\"quit\":true}");
  g_assert_cmpint (child_end (&session, 0), ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
expect_start (Child      *child,
              const char *start)
{
  g_autofree char *line = child_read (child);

  g_assert_nonnull (line);
  g_test_message ("%s", line);
  g_assert_true (g_str_has_prefix (line, start));
}

/* Asks a session for its state, a little later. */
static gboolean
is_in_state (Child      *session,
             const char *start)
{
  g_autofree char *line = NULL;

  child_write (session, "wait 20\nstate");
  child_expect (session, "{\"wait\":20}");
  line = child_read (session);
  g_test_message ("%s", line);
  g_assert_true (g_str_has_prefix (line, "{\"state\":\""));
  return g_str_has_prefix (line, start);
}

/* A device that is not there ends nothing, and one that comes is found. */
static void
test_reconnect (void)
{
  g_autoptr (GSocket) socket = NULL;
  g_autofree char *words = NULL;
  Child server = { NULL };
  Child session = { NULL };
  guint16 port;

  socket = bind_socket (&port);
  words = g_strdup_printf ("session 127.0.0.1:%u", port);
  child_start (&session, words);
  child_write (&session, "read holding 0");
  expect_start (&session, "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,"
                          "\"quality\":\"link-down\",\"reason\":\"");
  while (!is_in_state (&session, "{\"state\":\"backing-off\",\"reason\":\""))
    ;
  child_write (&session, "write holding 0 1");
  expect_start (&session, "{\"write\":\"holding 0\",\"values\":[1],\"outcome\":\"not-sent\","
                          "\"reason\":\"");

  g_clear_object (&socket);
  server_start (&server, port, "");
  while (!is_in_state (&session, "{\"state\":\"connected\"}"))
    ;
  child_write (&session, "write holding 0 1");
  child_expect (&session, "{\"write\":\"holding 0\",\"values\":[1],\"outcome\":\"confirmed\"}");
  g_assert_cmpint (child_end (&session, SIGTERM), ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/session/transcript", test_transcript);
  g_test_add_func ("/cli/session/end-of-input", test_end_of_input);
  g_test_add_func ("/cli/session/broken-input", test_broken_input);
  g_test_add_func ("/cli/session/errors", test_errors);
  g_test_add_func ("/cli/session/cut-line", test_cut_line);
  g_test_add_func ("/cli/session/cut-end", test_cut_end);
  g_test_add_func ("/cli/session/slow-reader", test_slow_reader);
  g_test_add_func ("/cli/session/blocked", test_blocked);
  g_test_add_func ("/cli/session/first-state", test_first_state);
  g_test_add_func ("/cli/session/watch", test_watch);
  g_test_add_func ("/cli/session/reconnect", test_reconnect);
  return g_test_run ();
}
