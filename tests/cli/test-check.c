/* test-check.c: the command that looks for errors in project files, from the outside.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "cli-run.h"

#define GOOD \
  "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"unit\":1,\"tags\":[" \
  "{\"name\":\"a\",\"table\":\"holding\",\"address\":0}," \
  "{\"name\":\"b\",\"table\":\"holding\",\"address\":1}]}]}]}"

/* Each is JSON, but for the last; and where what is wrong stands. */
static const struct
{
  const char *text;
  const char *place;
} bad[] = {
  { "{\"connections\":[]}", ":1:1: " },
  { "{\"coilscope\":1,\n \"connections\":7}", ":2:16: " },
  { "{\"coilscope\":1,\"connections\":[\n  {\"host\":\"h\",\"port\":70000}]}", ":2:22: " },
  { "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"tags\":[\n"
    "{\"name\":\"a\",\"table\":\"holding\",\"address\":65535,\"type\":\"uint32\"}]}]}]}", ":2:" },
  { "{\"coilscope\":1,\n", ":2:1: " },
};

static char *
write_file (const char *text)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  char *path;

  folder = g_dir_make_tmp ("coilscope-check-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "plant.coilscope", NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
remove_file (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_good (void)
{
  g_autofree char *path = write_file (GOOD);
  g_autofree char *words = g_strdup_printf ("check %s", path);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, "connections: 1, devices: 1, tags: 2"));
  remove_file (path);
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = write_file (bad[i].text);
      g_autofree char *words = g_strdup_printf ("check %s", path);
      g_autofree char *start = g_strconcat (path, bad[i].place, NULL);
      g_auto (CliRun) run = { 0 };

      cli_run (&run, words, "");
      g_test_message ("%s", run.out);
      g_assert_cmpint (run.status, ==, 4);
      g_assert_true (g_str_has_prefix (run.out, start));
      g_assert_cmpstr (strchr (run.out, '\n'), ==, "\n");
      g_assert_cmpstr (run.err, ==, "");
      remove_file (path);
    }
}

/* Those behind a bad one are looked at, too. */
static void
test_several (void)
{
  g_autofree char *first = write_file ("{}");
  g_autofree char *second = write_file (GOOD);
  g_autofree char *words = g_strdup_printf ("check %s /nowhere/a.coilscope %s", first, second);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_true (g_str_has_prefix (run.out, first));
  g_assert_nonnull (strstr (run.err, "/nowhere/a.coilscope"));
  g_assert_nonnull (strstr (run.err, second));
  remove_file (first);
  remove_file (second);
}

static void
test_usage (void)
{
  g_auto (CliRun) run = { 0 };

  cli_run (&run, "check", "");
  g_assert_cmpint (run.status, ==, 2);
  g_assert_nonnull (strstr (run.err, "--help"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/check/good", test_good);
  g_test_add_func ("/cli/check/bad", test_bad);
  g_test_add_func ("/cli/check/several", test_several);
  g_test_add_func ("/cli/check/usage", test_usage);
  return g_test_run ();
}
