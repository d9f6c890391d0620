/* test-help.c: the help of each command is readable, and its examples are command lines to try.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli-stage.h"

/* An option has what it does on its own line. */
#define MAX_COLUMNS 110

static const char * const commands[] = {
  "read", "write", "request", "watch", "identify", "scan", "session", "serve", "check", "decode",
  "record", "export",
};

static char *
replace (const char *text,
         const char *pattern,
         const char *replacement)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  char *replaced = g_regex_replace_literal (regex, text, -1, 0, replacement, 0, NULL);

  g_assert_nonnull (replaced);
  return replaced;
}

/* Nobody listens at port 1, and the files are not there: all that is asked is whether it is a
 * command line. */
static void
try_example (const char *example)
{
  g_autofree char *no_input = replace (example, " <.*", "");
  g_autofree char *line = replace (no_input, "192\\.168\\.1\\.20|plc\\.local:\\d+", "127.0.0.1:1");
  g_autofree char *all = NULL;
  g_auto (CliRun) run = { 0 };
  Child child;

  g_test_message ("%s", line);
  if (g_str_has_prefix (line, "serve") && strstr (line, "--tls") == NULL &&
      strstr (line, "--map") == NULL)
    {
      all = g_strconcat (line, " --listen 127.0.0.1:0", NULL);
      child_start (&child, all);
      g_free (child_read (&child));
      g_assert_cmpint (child_end (&child, SIGTERM), ==, 0);
      return;
    }
  all = g_str_has_prefix (line, "watch") ? replace (line, "^watch", "watch --count 1")
                                         : g_strdup (line);
  cli_run (&run, all, "");
  g_assert_cmpint (run.status, !=, 2);
}

static void
test_command (gconstpointer data)
{
  const char *command = data;
  const char *prefix = "  coilscope-cli ";
  g_autofree char *words = g_strdup_printf ("%s --help", command);
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) lines = NULL;
  guint n_examples = 0;

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.err, ==, "");
  lines = g_strsplit (run.out, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, MAX_COLUMNS);
      if (i < 2 || !g_str_has_prefix (lines[i], prefix))
        continue;
      n_examples++;
      g_assert_true (g_str_has_prefix (lines[i] + strlen (prefix), command));
      g_assert_true (g_str_has_prefix (lines[i + 1], "      "));
      try_example (lines[i] + strlen (prefix));
    }
  g_assert_cmpuint (n_examples, >, 1);
}

/* All commands, and no others. */
static void
test_commands (void)
{
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) parts = NULL;
  g_auto (GStrv) lines = NULL;

  cli_run (&run, "--help", "");
  g_assert_cmpint (run.status, ==, 0);
  parts = g_strsplit (run.out, "Commands:\n", 2);
  g_assert_nonnull (parts[1]);
  lines = g_strsplit (parts[1], "\n", -1);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *start = g_strdup_printf ("  %s ", commands[i]);

      g_assert_true (g_str_has_prefix (lines[i], start));
    }
  g_assert_cmpstr (lines[G_N_ELEMENTS (commands)], ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/help/%s", commands[i]);

      g_test_add_data_func (path, commands[i], test_command);
    }
  g_test_add_func ("/cli/help/commands", test_commands);
  return g_test_run ();
}
