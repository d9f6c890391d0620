/* test-scan.c: the command that looks for hosts and units, from the outside.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "cli-stage.h"

static void
assert_scan (const char *words,
             const char *expected)
{
  g_autofree char *all = g_strdup_printf ("scan %s", words);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, all, "");
  g_test_message ("%s: %s%s", all, run.out, run.err);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==, expected);
}

/* Silence is no answer, however often it comes in a row. */
static void
test_units (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--unit 3 --unit 17");
  g_autofree char *words = g_strdup_printf ("--json --timeout 30 --units 1-20,17 127.0.0.1:%u",
                                            port);
  g_autofree char *expected = g_strdup_printf (
    "{\"host\":\"127.0.0.1\",\"port\":%u,\"unit\":3,\"answer\":\"good\"}\n"
    "{\"host\":\"127.0.0.1\",\"port\":%u,\"unit\":17,\"answer\":\"good\"}\n", port, port);

  assert_scan (words, expected);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_network (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("--json 127.0.0.2:%u/30", port);
  g_autofree char *other = g_strdup_printf ("--json --units 9 127.0.0.1/32:%u", port);
  g_autofree char *expected = g_strdup_printf (
    "{\"host\":\"127.0.0.1\",\"port\":%u,\"unit\":1,\"answer\":\"good\"}\n"
    "{\"host\":\"127.0.0.1\",\"port\":%u,\"unit\":255,\"answer\":\"good\"}\n", port, port);
  g_autofree char *other_expected = g_strdup_printf (
    "{\"host\":\"127.0.0.1\",\"port\":%u,\"unit\":9,\"answer\":\"good\"}\n", port);

  assert_scan (words, expected);
  assert_scan (other, other_expected);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Who says no is there; a gateway that speaks for somebody else is not him. */
static void
test_exceptions (void)
{
  static const struct
  {
    const char *reply;
    const char *answer;
  } cases[] = {
    { "000000030183" "02", "{\"host\":\"127.0.0.1\",\"port\":%u,\"unit\":1,"
                           "\"answer\":\"exception\"}\n" },
    { "000000030183" "0a", "" },
    { "000000030183" "0b", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Bad bad;
      g_autofree char *words = NULL;
      g_autofree char *port = NULL;
      g_auto (GStrv) parts = g_strsplit (cases[i].answer, "%u", 2);
      g_autofree char *expected = NULL;

      bad_start (&bad, cases[i].reply);
      port = g_strdup_printf ("%u", bad.port);
      words = g_strdup_printf ("--json --units 1 127.0.0.1:%u", bad.port);
      expected = parts[1] != NULL ? g_strjoinv (port, parts) : g_strdup ("");
      assert_scan (words, expected);
      bad_stop (&bad);
    }
}

static void
test_nobody (void)
{
  guint16 port;
  g_autoptr (GSocket) socket = bind_socket (&port);
  g_autofree char *words = g_strdup_printf ("127.0.0.1:%u", port);

  assert_scan (words, "");
}

static void
test_text (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("--units 5 127.0.0.1:%u", port);
  g_autofree char *expected = g_strdup_printf ("127.0.0.1 port %u  unit 5  good\n", port);

  assert_scan (words, expected);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Asked to end in the middle, it does, and what it found is out already. */
static void
test_interrupted (void)
{
  Child server = { NULL }, scan = { NULL };
  guint16 port = server_start (&server, 0, "--unit 1");
  g_autofree char *words = g_strdup_printf ("scan --timeout 60000 127.0.0.1:%u", port);
  g_autofree char *expected = g_strdup_printf ("127.0.0.1 port %u  unit 1  good", port);

  child_start (&scan, words);
  child_expect (&scan, expected);
  g_assert_cmpint (child_end (&scan, SIGINT), ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_usage (void)
{
  static const char *const wrong[] = {
    "scan", "scan a b", "scan h/24", "scan 10.0.0.0/15", "scan 10.0.0.0/33", "scan 10.0.0.0/",
    "scan 10.0.0.0/x", "scan ::1/120", "scan --units 256 h", "scan --units 5-4 h",
    "scan --units 1- h", "scan --units , h", "scan --units 1,,2 h", "scan 10.0.0.0/24:0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (CliRun) run = { 0 };

      cli_run (&run, wrong[i], "");
      g_test_message ("%s: %s", wrong[i], run.err);
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/scan/units", test_units);
  g_test_add_func ("/cli/scan/network", test_network);
  g_test_add_func ("/cli/scan/exceptions", test_exceptions);
  g_test_add_func ("/cli/scan/nobody", test_nobody);
  g_test_add_func ("/cli/scan/text", test_text);
  g_test_add_func ("/cli/scan/interrupted", test_interrupted);
  g_test_add_func ("/cli/scan/usage", test_usage);
  return g_test_run ();
}
