/* test-decode.c: the command that takes ADUs apart, from the outside.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "cli-run.h"

static char *
read_golden (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "golden", name, NULL);
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_golden (void)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *input = read_golden ("seed-session.txt");
  g_autofree char *expected = read_golden ("seed-session.jsonl");

  cli_run (&run, "decode --hex --json", input);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==, expected);
  g_assert_cmpstr (run.err, ==, "");
}

static void
test_text (void)
{
  g_auto (CliRun) run = { 0 };

  cli_run (&run, "decode --hex",
           "request 000200000006000100010008\r\n"
           "  response 0002 0000 0004 00 01 01 A5\n");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==,
                   "request #2 unit 0 Read Coils (1), Reference Number: 1, Bit Count: 8\n"
                   "response #2 unit 0 Read Coils (1), Byte Count: 1, Bit 1: 1 0 1 0 0 1 0 1\n");
}

/* A malformed ADU is an answer, not a failure. */
static void
test_malformed (void)
{
  g_auto (CliRun) run = { 0 };

  cli_run (&run, "decode --hex --json -", "request 000100070006010300000001\nrequest 00\n");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (run.out, "\"error\":\"Offset 2: not Modbus (protocol id 7)\"}\n"));
  g_assert_nonnull (strstr (run.out, "\"adu\":\"00\""));
}

/* Lines that are no ADU are named; those after them are decoded all the same. */
static void
test_bad_lines (void)
{
  g_auto (CliRun) run = { 0 };

  cli_run (&run, "decode --hex --json",
           "# comment\n\nrequest 0001000000020107\nreply 00\nrequest\nrequest 0\nrequest 0g\n"
           "request \nresponse 000100000003010700");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_true (g_str_has_prefix (run.out, "{\"direction\":\"request\",\"transaction\":1,"));
  g_assert_nonnull (strstr (run.out, "\n{\"direction\":\"response\",\"transaction\":1,"));
  for (guint line = 4; line <= 8; line++)
    {
      g_autofree char *name = g_strdup_printf ("line %u: ", line);

      g_assert_nonnull (strstr (run.err, name));
    }
  g_assert_null (strstr (run.err, "line 9"));
}

static void
test_long_line (void)
{
  g_auto (CliRun) run = { 0 };
  g_autofree char *zeros = g_strnfill (200000, '0');
  g_autofree char *input = g_strdup_printf ("request %s\nrequest 0001000000020107\n", zeros);

  cli_run (&run, "decode --hex --json", input);
  g_assert_cmpint (run.status, ==, 4);
  g_assert_nonnull (strstr (run.err, "line 1: "));
  g_assert_nonnull (strstr (run.out, "\"function\":7"));
}

static void
test_usage (void)
{
  static const char *const wrong[] = {
    "", "nothing", "decode", "decode --json", "decode --hex more",
    "decode --unknown", "--unknown",
  };
  g_auto (CliRun) run = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      cli_run (&run, wrong[i], "");
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
      g_assert_nonnull (strstr (run.err, "--help"));
    }
}

static void
test_version (void)
{
  g_auto (CliRun) run = { 0 };

  cli_run (&run, "--version", "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==, "coilscope-cli " PACKAGE_VERSION "\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/decode/golden", test_golden);
  g_test_add_func ("/cli/decode/text", test_text);
  g_test_add_func ("/cli/decode/malformed", test_malformed);
  g_test_add_func ("/cli/decode/bad-lines", test_bad_lines);
  g_test_add_func ("/cli/decode/long-line", test_long_line);
  g_test_add_func ("/cli/main/usage", test_usage);
  g_test_add_func ("/cli/main/version", test_version);
  return g_test_run ();
}
