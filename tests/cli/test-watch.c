/* test-watch.c: the command that polls, from the outside: rounds, failures, restarts, projects.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>

#include "cli-stage.h"

/* Runs "watch @words" to its end and compares standard output without its times. */
static void
assert_watch (const char *words,
              const char *expected)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *all = g_strdup_printf ("watch %s", words);
  g_autofree char *plain = NULL;

  cli_run (&run, all, "");
  plain = without_times (run.out);
  g_assert_cmpstr (plain, ==, expected);
  g_assert_cmpint (run.status, ==, 0);
}

/* What a sample of a device begins with. */
static char *
sample_start (guint16     port,
              guint       unit,
              const char *table,
              guint       address)
{
  return g_strdup_printf ("{\"time\":\"T\",\"device\":\"127.0.0.1:%u/%u\",\"tag\":\"%s %u\","
                          "\"table\":\"%s\",\"address\":%u,",
                          port, unit, table, address, table, address);
}

static void
test_rounds (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--seed-session");
  g_autofree char *words = g_strdup_printf ("--unit 0 --json --interval 500 --count 2 "
                                            "127.0.0.1:%u holding 10 2", port);
  g_autofree char *bits_words = g_strdup_printf ("--unit 0 --json --count 1 "
                                                 "127.0.0.1:%u discrete 3", port);
  g_autofree char *first = sample_start (port, 0, "holding", 10);
  g_autofree char *second = sample_start (port, 0, "holding", 11);
  g_autofree char *bits = sample_start (port, 0, "discrete", 3);
  const char *value = "\"value\":17,\"raw\":[17],\"quality\":\"good\"}\n";
  g_autofree char *expected = g_strconcat (first, value, second, value,
                                           first, value, second, value, NULL);
  g_autofree char *expected_bits = g_strconcat (bits, "\"value\":1,\"quality\":\"good\"}\n", NULL);

  assert_watch (words, expected);
  assert_watch (bits_words, expected_bits);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* More registers than one request can read: several requests, in their order. */
static void
test_several_blocks (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--seed-session");
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autofree char *words = g_strdup_printf ("watch --unit 0 --json --count 1 "
                                            "127.0.0.1:%u input 0 300", port);

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  lines = g_strsplit (run.out, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 301);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *address = g_strdup_printf ("\"address\":%u,\"value\":17,", i);

      g_assert_nonnull (strstr (lines[i], address));
    }
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_text (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--seed-session");
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = g_strdup_printf ("watch --unit 0 --count 1 "
                                            "127.0.0.1:%u holding 9 2", port);

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_regex_match_simple ("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  holding 9           17\n"
                                       "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  holding 10          17\n$",
                                       run.out, 0, 0));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_exception (void)
{
  Bad bad;
  g_autofree char *words = NULL;
  g_autofree char *start = NULL;
  g_autofree char *expected = NULL;

  bad_start (&bad, "0000000301" "8302");
  words = g_strdup_printf ("--json --interval 50 --count 2 127.0.0.1:%u holding 4", bad.port);
  start = sample_start (bad.port, 1, "holding", 4);
  expected = g_strdup_printf ("%1$s%2$s%1$s%2$s", start,
                              "\"reason\":\"Illegal data address\",\"exception\":2,"
                              "\"quality\":\"exception\"}\n");
  assert_watch (words, expected);
  bad_stop (&bad);
}

static void
test_silent (void)
{
  Bad bad;
  g_autofree char *words = NULL;
  g_autofree char *start = NULL;
  g_autofree char *expected = NULL;

  bad_start (&bad, NULL);
  words = g_strdup_printf ("--json --timeout 50 --retries 0 --interval 5000 --count 1 "
                           "127.0.0.1:%u holding 4", bad.port);
  start = sample_start (bad.port, 1, "holding", 4);
  expected = g_strconcat (start, "\"reason\":\"No reply within 50 ms\",\"quality\":\"timeout\"}\n",
                          NULL);
  assert_watch (words, expected);
  bad_stop (&bad);
}

/* What is wrong with each reply, and what would help. */
static void
test_breach (void)
{
  Bad bad;
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = NULL;

  bad_start (&bad, "0000000500" "03020007");
  words = g_strdup_printf ("watch --json --timeout 500 --retries 0 --interval 5000 --count 1 "
                           "127.0.0.1:%u holding 4", bad.port);
  cli_run (&run, words, "");
  bad_stop (&bad);
  g_test_message ("%s", run.out);
  g_assert_nonnull (strstr (run.out, "\"reason\":\"Reply from another unit; the device answers as "
                                     "unit 0; "));
}

/* What speaks there instead is known with the end of the link; the first sample says it, however
 * soon the command ends. */
static void
test_web_server (void)
{
  Bad bad;
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = NULL;

  bad_start (&bad, "54502f312e3120343030204261640d0a");
  bad.start = "HT";
  words = g_strdup_printf ("watch --json --timeout 500 --retries 0 --interval 5000 --count 1 "
                           "127.0.0.1:%u holding 4", bad.port);
  cli_run (&run, words, "");
  bad_stop (&bad);
  g_test_message ("%s", run.out);
  g_assert_nonnull (strstr (run.out, "\"quality\":\"breach\""));
  g_assert_nonnull (strstr (run.out, "it seems, HTTP ("));
}

/* Rounds go on without a link, and each tag is told why it has no value. */
static void
test_nobody_there (void)
{
  g_autoptr (GSocket) socket = NULL;
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autofree char *words = NULL;
  g_auto (GStrv) starts = g_new0 (char *, 3);
  guint n_down = 0;
  guint16 port;

  socket = bind_socket (&port);
  words = g_strdup_printf ("watch --json --interval 100 --count 5 127.0.0.1:%u holding 4 2", port);
  starts[0] = sample_start (port, 1, "holding", 4);
  starts[1] = sample_start (port, 1, "holding", 5);
  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  lines = g_strsplit (run.out, "\n", -1);
  for (guint i = 0; *lines[i] != '\0'; i++)
    {
      g_autofree char *plain = without_times (lines[i]);

      if (g_str_has_suffix (plain, "\"quality\":\"stale\",\"last_good\":null}"))
        continue;
      g_assert_true (g_str_has_prefix (plain, starts[n_down % 2]));
      g_assert_true (g_str_has_prefix (plain + strlen (starts[0]), "\"reason\":\""));
      g_assert_true (g_str_has_suffix (plain, "\",\"quality\":\"link-down\"}"));
      n_down++;
    }
  g_assert_cmpuint (n_down, ==, 10);
}

/* Reads lines until one ends like this; gives how many others came. */
static guint
skip_until (Child      *child,
            const char *suffix)
{
  for (guint n = 0;; n++)
    {
      g_autofree char *line = child_read (child);
      g_autofree char *plain = NULL;

      g_assert_nonnull (line);
      plain = without_times (line);
      if (g_str_has_suffix (plain, suffix))
        return n;
    }
}

static void
test_restart (void)
{
  Child server = { NULL };
  Child watch = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("watch --json --interval 100 127.0.0.1:%u holding 0",
                                            port);

  child_start (&watch, words);
  skip_until (&watch, "\"quality\":\"good\"}");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
  skip_until (&watch, "\"quality\":\"link-down\"}");
  /* Once on the transition; what fails afterwards keeps its own quality. */
  skip_until (&watch, "\"quality\":\"stale\",\"last_good\":\"T\"}");
  g_assert_cmpuint (skip_until (&watch, "\"quality\":\"link-down\"}"), ==, 0);
  g_assert_cmpuint (skip_until (&watch, "\"quality\":\"link-down\"}"), ==, 0);

  server_start (&server, port, "");
  skip_until (&watch, "\"quality\":\"good\"}");
  skip_until (&watch, "\"quality\":\"good\"}");
  g_assert_cmpint (child_end (&watch, SIGINT), ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_terminate (void)
{
  g_autoptr (GSocket) socket = NULL;
  g_autofree char *words = NULL;
  Child watch = { NULL };
  guint16 port;

  socket = bind_socket (&port);
  words = g_strdup_printf ("watch --json --interval 100 127.0.0.1:%u holding 4", port);
  child_start (&watch, words);
  skip_until (&watch, "\"quality\":\"link-down\"}");
  g_assert_cmpint (child_end (&watch, SIGTERM), ==, 0);
}

static char *
write_project (const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("coilscope-XXXXXX.coilscope", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_project (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *text = g_strdup_printf (
    "{\"coilscope\":1,\"connections\":[{\"host\":\"127.0.0.1\",\"port\":%u,\"devices\":["
    "{\"name\":\"PLC\",\"unit\":1,\"tags\":[{\"name\":\"Supply\",\"table\":\"holding\","
    "\"address\":3,\"type\":\"int16\",\"scale\":0.5,\"offset\":10,\"unit\":\"°C\","
    "\"decimals\":1}]},"
    "{\"unit\":2,\"tags\":[{\"name\":\"Pump\",\"table\":\"coils\",\"address\":7}]}]}]}", port);
  g_autofree char *path = write_project (text);
  g_autofree char *words = g_strdup_printf ("watch --json --interval 500 --count 1 %s", path);
  g_autofree char *text_words = g_strdup_printf ("watch --count 1 %s", path);
  /* Which device comes first is up to the engine. */
  const char *first = "{\"time\":\"T\",\"device\":\"PLC\",\"tag\":\"Supply\","
                      "\"table\":\"holding\",\"address\":3,\"value\":10,\"raw\":[0],"
                      "\"quality\":\"good\"}\n";
  g_autofree char *second = g_strdup_printf (
    "{\"time\":\"T\",\"device\":\"127.0.0.1:%u/2\",\"tag\":\"Pump\",\"table\":\"coils\","
    "\"address\":7,\"value\":0,\"quality\":\"good\"}\n", port);
  g_autofree char *plain = NULL;
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  plain = without_times (run.out);
  g_assert_cmpuint (strlen (plain), ==, strlen (first) + strlen (second));
  g_assert_nonnull (strstr (plain, first));
  g_assert_nonnull (strstr (plain, second));

  cli_run (&run, text_words, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (run.out, "  PLC                "));
  g_assert_nonnull (strstr (run.out, "  Supply        10.0 °C\n"));
  g_unlink (path);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Computed tags come behind what they are computed of; they have no place and no words. */
static void
test_computed (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--seed-session");
  g_autofree char *text = g_strdup_printf (
    "{\"coilscope\":1,\"connections\":[{\"host\":\"127.0.0.1\",\"port\":%u,\"devices\":["
    "{\"name\":\"PLC\",\"unit\":0,\"tags\":["
    "{\"name\":\"Bad\",\"expression\":\"1 / (Low - 17)\"},"
    "{\"name\":\"High\",\"expression\":\"'Twice' > 30 and Low > 0\"},"
    "{\"name\":\"Twice\",\"expression\":\"'PLC/Low' × 2.5\",\"unit\":\"bar\",\"decimals\":1},"
    "{\"name\":\"Low\",\"table\":\"holding\",\"address\":3}]}]}]}", port);
  g_autofree char *path = write_project (text);
  g_autofree char *words = g_strdup_printf ("--json --interval 300 --count 2 %s", path);
  g_autofree char *text_words = g_strdup_printf ("watch --count 1 %s", path);
  const char *start = "{\"time\":\"T\",\"device\":\"PLC\",\"tag\":";
  g_autofree char *round = g_strconcat (
    start, "\"Low\",\"table\":\"holding\",\"address\":3,\"value\":17,\"raw\":[17],"
           "\"quality\":\"good\"}\n",
    start, "\"Bad\",\"reason\":\"Division by zero\",\"quality\":\"not-available\"}\n",
    start, "\"Twice\",\"value\":42.5,\"quality\":\"good\"}\n",
    start, "\"High\",\"value\":1,\"quality\":\"good\"}\n", NULL);
  g_autofree char *expected = g_strconcat (round, round, NULL);
  g_auto (CliRun) run = { 0 };

  assert_watch (words, expected);
  cli_run (&run, text_words, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (run.out, "  Twice        42.5 bar\n"));
  g_assert_nonnull (strstr (run.out, "  Bad             —  Division by zero\n"));
  g_unlink (path);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* The reason is that of the worst input, which need not be of the same device. */
static void
test_computed_without (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");
  guint16 dead;
  g_autoptr (GSocket) bound = bind_socket (&dead);
  g_autofree char *text = g_strdup_printf (
    "{\"coilscope\":1,\"connections\":[{\"host\":\"127.0.0.1\",\"port\":%u,\"devices\":["
    "{\"name\":\"PLC\",\"tags\":[{\"name\":\"Sum\",\"expression\":\"Here + There\"},"
    "{\"name\":\"Here\",\"table\":\"holding\",\"address\":3}]}]},"
    "{\"host\":\"127.0.0.1\",\"port\":%u,\"devices\":[{\"name\":\"Dead\",\"tags\":["
    "{\"name\":\"There\",\"table\":\"holding\",\"address\":3}]}]}]}", port, dead);
  g_autofree char *path = write_project (text);
  g_autofree char *words = g_strdup_printf ("watch --json --interval 300 --count 2 %s", path);
  g_autofree char *plain = NULL;
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  plain = without_times (run.out);
  g_assert_nonnull (strstr (plain, "{\"time\":\"T\",\"device\":\"PLC\",\"tag\":\"Sum\","
                            "\"reason\":\"Not connected\",\"quality\":\"link-down\"}\n"));
  g_assert_null (strstr (plain, "\"Sum\",\"value\""));
  g_unlink (path);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Marks for "not available", bits of a register and words for values. */
static void
test_project_of_meanings (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *text = g_strdup_printf (
    "{\"coilscope\":1,\"connections\":[{\"host\":\"127.0.0.1\",\"port\":%u,\"devices\":["
    "{\"name\":\"PLC\",\"tags\":["
    "{\"name\":\"Outdoor\",\"table\":\"holding\",\"address\":3,\"type\":\"int16\","
    "\"scale\":0.1,\"sentinels\":[\"0x8000\"]},"
    "{\"name\":\"Mode\",\"table\":\"holding\",\"address\":4,\"bits\":[4,7],"
    "\"labels\":{\"10\":\"Automatic\"}},"
    "{\"name\":\"Fault\",\"table\":\"holding\",\"address\":4,\"bit\":0},"
    "{\"name\":\"Serial\",\"table\":\"holding\",\"address\":4,\"type\":\"string:1\"}"
    "]}]}]}", port);
  g_autofree char *path = write_project (text);
  g_autofree char *write_words = g_strdup_printf (
    "write --type uint16 127.0.0.1:%u holding 3 0x8000 0x41a5", port);
  g_autofree char *words = g_strdup_printf ("watch --json --count 1 %s", path);
  g_autofree char *text_words = g_strdup_printf ("watch --count 1 %s", path);
  g_autofree char *plain = NULL;
  g_auto (CliRun) run = { 0 };

  cli_run (&run, write_words, "");
  g_assert_cmpint (run.status, ==, 0);
  cli_run (&run, words, "");
  plain = without_times (run.out);
#define START "{\"time\":\"T\",\"device\":\"PLC\",\"tag\":"
  g_assert_cmpstr (plain, ==,
                   START "\"Outdoor\",\"table\":\"holding\",\"address\":3,"
                   "\"reason\":\"Not available\",\"quality\":\"not-available\"}\n"
                   START "\"Mode\",\"table\":\"holding\",\"address\":4,\"value\":10,"
                   "\"raw\":[16805],\"quality\":\"good\"}\n"
                   START "\"Fault\",\"table\":\"holding\",\"address\":4,\"value\":1,"
                   "\"raw\":[16805],\"quality\":\"good\"}\n"
                   START "\"Serial\",\"table\":\"holding\",\"address\":4,\"value\":\"A¥\","
                   "\"raw\":[16805],\"quality\":\"good\"}\n");
#undef START
  g_assert_cmpint (run.status, ==, 0);

  cli_run (&run, text_words, "");
  g_assert_nonnull (strstr (run.out, "  Outdoor           —  Not available\n"));
  g_assert_nonnull (strstr (run.out, "  Mode      Automatic\n"));
  g_unlink (path);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* FILE:LINE:COLUMN of what is wrong inside the expression. */
static void
test_bad_expression (void)
{
  g_autofree char *path = write_project (
    "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"tags\":[\n"
    "{\"name\":\"a\",\"expression\":\"1 + größe\"}]}]}]}");
  g_autofree char *words = g_strdup_printf ("watch %s", path);
  g_autofree char *expected = g_strdup_printf (
    "%s:2:31: connections[0].devices[0].tags[0].expression: there is no tag “größe”", path);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, expected));
  g_unlink (path);
}

static void
test_bad_project (void)
{
  g_autofree char *path = write_project ("{\"coilscope\":1,\n \"connections\":7}");
  g_autofree char *words = g_strdup_printf ("watch %s", path);
  g_autofree char *start = g_strdup_printf ("%s:2:", path);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, start));
  g_unlink (path);

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_nonnull (strstr (run.err, path));
}

static void
test_usage (void)
{
  static const char *const wrong[] = {
    "watch", "watch h holding", "watch h holding 0 1 2", "watch --interval 9 h holding 0",
    "watch --interval -1 h holding 0", "watch --count 0 h holding 0", "watch --count x h holding 0",
    "watch h holding 65535 2", "watch --unit 2 project.coilscope",
    "watch --type int16 project.coilscope", "watch --transport pigeon h holding 0",
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
  g_test_add_func ("/cli/watch/rounds", test_rounds);
  g_test_add_func ("/cli/watch/several-blocks", test_several_blocks);
  g_test_add_func ("/cli/watch/text", test_text);
  g_test_add_func ("/cli/watch/exception", test_exception);
  g_test_add_func ("/cli/watch/silent", test_silent);
  g_test_add_func ("/cli/watch/breach", test_breach);
  g_test_add_func ("/cli/watch/web-server", test_web_server);
  g_test_add_func ("/cli/watch/nobody-there", test_nobody_there);
  g_test_add_func ("/cli/watch/restart", test_restart);
  g_test_add_func ("/cli/watch/terminate", test_terminate);
  g_test_add_func ("/cli/watch/project", test_project);
  g_test_add_func ("/cli/watch/computed", test_computed);
  g_test_add_func ("/cli/watch/computed-without", test_computed_without);
  g_test_add_func ("/cli/watch/bad-expression", test_bad_expression);
  g_test_add_func ("/cli/watch/project-of-meanings", test_project_of_meanings);
  g_test_add_func ("/cli/watch/bad-project", test_bad_project);
  g_test_add_func ("/cli/watch/usage", test_usage);
  return g_test_run ();
}
