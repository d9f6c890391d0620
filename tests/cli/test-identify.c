/* test-identify.c: the command identify, from the outside: devices that know it and others.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>
#include <sys/socket.h>

#include "cli-stage.h"

static void
run (CliRun     *out_run,
     guint16     port,
     const char *options)
{
  g_autofree char *words = g_strdup_printf ("identify 127.0.0.1:%u %s", port, options);

  cli_run (out_run, words, "");
  g_test_message ("%s: %d %s", words, out_run->status, out_run->err);
}

static void
test_server (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "--demo");
  g_auto (CliRun) json = { 0 };
  g_auto (CliRun) text = { 0 };

  run (&json, port, "--unit 1 --json");
  g_assert_cmpint (json.status, ==, 0);
  g_assert_true (g_str_has_prefix (json.out, "{\"unit\":1,\"conformity\":130,\"objects\":["
                                             "{\"id\":0,\"value\":\"Coilscope\"},"));
  run (&text, port, "--unit 1");
  g_assert_cmpint (text.status, ==, 0);
  g_assert_true (g_str_has_prefix (text.out, "VendorName           Coilscope\n"));
  g_assert_nonnull (strstr (text.err, "regular objects"));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* What is no text comes in hex; the list that never ends is left. */
static void
test_private (void)
{
  g_auto (CliRun) result = { 0 };
  Bad bad;

  bad_start (&bad, "0000" "000f" "01" "2b0e0101ff0002" "000141" "8002ff00");
  run (&result, bad.port, "--json");
  bad_stop (&bad);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpint (bad.n_requests, ==, 1);
  g_assert_cmpstr (result.out, ==,
                   "{\"unit\":1,\"conformity\":1,\"objects\":[{\"id\":0,\"value\":\"A\"},"
                   "{\"id\":128,\"value\":\"ff00\",\"hex\":true}]}\n");
}

static void
test_refused (void)
{
  g_auto (CliRun) result = { 0 };
  Bad bad;

  bad_start (&bad, "0000" "0003" "01" "ab01");
  run (&result, bad.port, "--json");
  bad_stop (&bad);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_cmpstr (result.out, ==, "{\"unit\":1,\"quality\":\"exception\","
                                   "\"reason\":\"Illegal function\",\"exception\":1}\n");
}

static void
test_silent (void)
{
  g_auto (CliRun) result = { 0 };
  Bad bad;

  bad_start (&bad, NULL);
  run (&result, bad.port, "--json --timeout 50 --retries 0");
  bad_stop (&bad);
  g_assert_cmpint (result.status, ==, 3);
  g_assert_true (g_str_has_prefix (result.out, "{\"unit\":1,\"quality\":\"timeout\","));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/identify/server", test_server);
  g_test_add_func ("/cli/identify/private", test_private);
  g_test_add_func ("/cli/identify/refused", test_refused);
  g_test_add_func ("/cli/identify/silent", test_silent);
  return g_test_run ();
}
