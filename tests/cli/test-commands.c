/* test-commands.c: the lines that a session understands.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "cli/cli-command.h"

static const CliOptions options = { .timeout_ms = 200, .type = MB_TYPE_INT16, .n_registers = 1 };

static void
assert_pdu (const char *line,
            const char *expected)
{
  g_auto (CliCommand) command = { 0, };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) hex = g_string_new (NULL);
  const guint8 *pdu;
  gsize len;

  g_assert_true (cli_command_parse (&command, &options, line, &error));
  g_assert_no_error (error);
  g_assert_cmpint (command.kind, ==, CLI_COMMAND_ASK);
  pdu = g_bytes_get_data (command.ask->pdu, &len);
  for (gsize i = 0; i < len; i++)
    g_string_append_printf (hex, "%02x", pdu[i]);
  g_assert_cmpstr (hex->str, ==, expected);
}

static void
assert_bad (const char *line,
            const char *fragment)
{
  g_auto (CliCommand) command = { 0, };
  g_autoptr (GError) error = NULL;

  g_assert_false (cli_command_parse (&command, &options, line, &error));
  g_assert_nonnull (error);
  g_test_message ("%s: %s", line, error->message);
  g_assert_nonnull (strstr (error->message, fragment));
}

static void
assert_kind (const char     *line,
             CliCommandKind  expected)
{
  g_auto (CliCommand) command = { 0, };
  g_autoptr (GError) error = NULL;

  g_assert_true (cli_command_parse (&command, &options, line, &error));
  g_assert_no_error (error);
  g_assert_cmpint (command.kind, ==, expected);
}

static void
test_asks (void)
{
  assert_pdu ("read holding 10 4", "03000a0004");
  assert_pdu ("  read\tcoils  0x10 ", "0100100001");
  assert_pdu ("write coils 3 on", "050003ff00");
  assert_pdu ("request 03 0000 0001", "0300000001");
  assert_bad ("read holding", "TABLE ADDRESS");
  assert_bad ("write input 0 1", "input");
}

/* With “--” in front, as on the command line, and without. */
static void
test_negative (void)
{
  assert_pdu ("write holding 20 -- -5", "060014fffb");
  assert_pdu ("write holding 20 -5", "060014fffb");
  assert_pdu ("write -- holding 20 -1 -2", "100014000204fffffffe");
  assert_pdu ("write holding 20 7 -- -5", "1000140002040007fffb");
  assert_bad ("write holding 20 -- -- -5", "“--”");
  assert_bad ("write holding 20 --", "VALUE");
  assert_pdu ("-- write holding 20 -5", "060014fffb");
}

static void
test_others (void)
{
  g_auto (CliCommand) command = { 0, };

  assert_kind ("state", CLI_COMMAND_STATE);
  assert_kind ("unwatch", CLI_COMMAND_UNWATCH);
  assert_kind ("quit", CLI_COMMAND_QUIT);
  g_assert_true (cli_command_parse (&command, &options, "watch holding 5 2 100", NULL));
  g_assert_cmpint (command.kind, ==, CLI_COMMAND_WATCH);
  g_assert_cmpuint (command.range.address, ==, 5);
  g_assert_cmpuint (command.range.n_items, ==, 2);
  g_assert_cmpuint (command.interval_ms, ==, 100);
  g_assert_true (cli_command_parse (&command, &options, "wait 0", NULL));
  g_assert_cmpint (command.kind, ==, CLI_COMMAND_WAIT);
  g_assert_cmpuint (command.wait_ms, ==, 0);

  assert_bad ("", "empty");
  assert_bad (" \t ", "empty");
  assert_bad ("Read holding 0", "“Read”");
  assert_bad ("quit now", "no arguments");
  assert_bad ("wait", "MS");
  assert_bad ("wait 86400001", "86400000");
  assert_bad ("watch holding 0 1 9", "10");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/commands/asks", test_asks);
  g_test_add_func ("/cli/commands/negative", test_negative);
  g_test_add_func ("/cli/commands/others", test_others);
  return g_test_run ();
}
