/* test-record.c: recording and exporting from the outside: ends, refusals, kills, what is in files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli-stage.h"

#define HEADER "time,device,tag,table,address,value,raw,quality,reason\r\n"

/* A folder with a project for a simulator that runs. */
typedef struct
{
  Child   server;
  char   *folder;
  char   *project;
  char   *file;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  guint16 port = server_start (&f->server, 0, "--seed-session");
  g_autofree char *text = g_strdup_printf (
    "{\"coilscope\":1,\"connections\":[{\"host\":\"127.0.0.1\",\"port\":%u,\"devices\":["
    "{\"name\":\"PLC\",\"unit\":0,\"tags\":["
    "{\"name\":\"=1+1\",\"table\":\"holding\",\"address\":0,\"type\":\"int16\",\"scale\":-0.5,"
    "\"period_ms\":50},"
    "{\"name\":\"Two\",\"table\":\"input\",\"address\":7,\"type\":\"uint32\",\"period_ms\":50},"
    "{\"name\":\"Coil\",\"table\":\"coils\",\"address\":3,\"period_ms\":50}]}]}]}", port);
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("record-XXXXXX", &error);
  g_assert_no_error (error);
  f->project = g_build_filename (f->folder, "p.coilscope", NULL);
  f->file = g_build_filename (f->folder, "plant.db", NULL);
  g_file_set_contents (f->project, text, -1, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (f->folder);
  g_assert_cmpint (child_end (&f->server, SIGTERM), ==, 0);
  g_free (f->folder);
  g_free (f->project);
  g_free (f->file);
}

/* Begins a recording, and waits until the file holds something. */
static void
record_start (Fixture    *f,
              Child      *child,
              const char *words)
{
  g_autofree char *all = g_strdup_printf ("record %s --output %s --json%s", f->project, f->file,
                                          words);
  g_autofree char *line = NULL;

  child_start (child, all);
  line = child_read (child);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "{\"recording\":\""));
  g_assert_nonnull (strstr (line, "\"state\":\"recording\",\"samples\":0,\"lost\":0}"));
}

static void
export_csv (Fixture *f,
            CliRun  *run)
{
  g_autofree char *words = g_strdup_printf ("export %s --csv", f->file);

  cli_run (run, words, "");
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; (text = strchr (text, '\n')) != NULL; text++)
    n++;
  return n;
}

/* Waits until so many samples are in the file. */
static void
wait_for_samples (Fixture *f,
                  guint    n_samples)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_auto (CliRun) run = { 0 };

      export_csv (f, &run);
      if (run.status == 0 && count_lines (run.out) > n_samples)
        return;
      g_usleep (20000);
    }
  g_assert_not_reached ();
}

static void
test_csv (Fixture       *f,
          gconstpointer  data)
{
  Child record = { NULL };
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) lines = NULL;

  record_start (f, &record, "");
  wait_for_samples (f, 30);
  g_assert_cmpint (child_end (&record, GPOINTER_TO_INT (data)), ==, 0);
  export_csv (f, &run);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_true (g_str_has_prefix (run.out, HEADER));
  lines = g_strsplit (run.out, "\r\n", -1);
  for (guint i = 1; *lines[i] != '\0'; i++)
    {
      const char *rest = lines[i] + strlen ("2026-11-22T15:20:00.123456Z");

      g_assert_true (g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z,",
                                           lines[i], 0, 0));
      g_assert_true (g_str_equal (rest, ",PLC,\"'=1+1\",holding,0,-8.5,17,good,")
                     || g_str_equal (rest, ",PLC,Two,input,7,1114129,17 17,good,")
                     || g_str_equal (rest, ",PLC,Coil,coils,3,1,,good,")
                     || strstr (rest, ",late,") != NULL);
    }
}

/* A second start goes on, and marks what is missing. */
static void
test_resume (Fixture       *f,
             gconstpointer  data)
{
  g_auto (CliRun) before = { 0 };
  g_auto (CliRun) after = { 0 };

  for (guint i = 0; i < 2; i++)
    {
      Child record = { NULL };

      record_start (f, &record, "");
      wait_for_samples (f, 10 + (before.out != NULL ? count_lines (before.out) : 0));
      g_assert_cmpint (child_end (&record, SIGTERM), ==, 0);
      if (i == 0)
        export_csv (f, &before);
    }
  export_csv (f, &after);
  g_assert_true (g_str_has_prefix (after.out, before.out));
}

/* A project, a text, a folder, somebody else's database: nothing of it is touched. */
static void
test_refuses (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *over_project = g_strdup_printf ("record %s --output %s", f->project, f->project);
  g_autofree char *over_folder = g_strdup_printf ("record %s --output %s", f->project, f->folder);
  g_autofree char *nowhere = g_strdup_printf ("record %s --output %s/no/x", f->project, f->folder);
  g_autofree char *no_recording = g_strdup_printf ("export %s --csv", f->project);
  g_autofree char *no_file = g_strdup_printf ("export %s --csv", f->file);
  const char *lines[] = { over_project, over_folder, nowhere, no_recording, no_file };
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;

  g_assert_true (g_file_get_contents (f->project, &before, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (CliRun) run = { 0 };

      cli_run (&run, lines[i], "");
      g_assert_cmpint (run.status, ==, 4);
      g_assert_cmpstr (run.out, ==, "");
      g_assert_cmpstr (run.err, !=, "");
    }
  g_assert_true (g_file_get_contents (f->project, &now, NULL, NULL));
  g_assert_cmpstr (before, ==, now);
  g_assert_false (g_file_test (f->file, G_FILE_TEST_EXISTS));
}

static void
test_usage (Fixture       *f,
            gconstpointer  data)
{
  static const char * const lines[] = {
    "record", "record x", "record --output y", "record x y --output z",
    "record x --output y --split-size 3X", "record x --output y --split-size 1000",
    "record x --output y --split-size 2M --split-day", "export", "export x", "export x y --csv",
    "export x --csv --pcapng", "export x --pcapng --spreadsheet", "export x --xls",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (CliRun) run = { 0 };

      cli_run (&run, lines[i], "");
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
    }
}

static void
test_two_recorders (Fixture       *f,
                    gconstpointer  data)
{
  Child record = { NULL };
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = g_strdup_printf ("record %s --output %s", f->project, f->file);

  record_start (f, &record, "");
  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_nonnull (strstr (run.err, "Another program is recording into this file"));
  g_assert_cmpint (child_end (&record, SIGINT), ==, 0);
}

/* An export that cannot be written leaves nothing under its name; one that can replaces the old. */
static void
test_output (Fixture       *f,
             gconstpointer  data)
{
  Child record = { NULL };
  g_autofree char *csv = g_build_filename (f->folder, "plant.csv", NULL);
  g_autofree char *good = g_strdup_printf ("export %s --csv --output %s", f->file, csv);
  g_autofree char *full = g_strdup_printf ("export %s --csv --output /dev/full", f->file);
  g_autofree char *bad = g_strdup_printf ("export %s --csv --output %s/no/x", f->file, f->folder);
  g_autofree char *text = NULL;
  g_auto (CliRun) run = { 0 };

  record_start (f, &record, "");
  wait_for_samples (f, 3);
  g_assert_cmpint (child_end (&record, SIGTERM), ==, 0);
  g_assert_true (g_file_set_contents (csv, "old", -1, NULL));
  cli_run (&run, good, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, HEADER));
  cli_run (&run, full, "");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_nonnull (strstr (run.err, "/dev/full cannot be written"));
  cli_run (&run, bad, "");
  g_assert_cmpint (run.status, ==, 4);
}

/* The reader of a pipe may have enough before the end. */
static void
test_closed_pipe (Fixture       *f,
                  gconstpointer  data)
{
  Child record = { NULL };
  Child export = { NULL };
  g_autofree char *words = g_strdup_printf ("export %s --csv", f->file);
  g_autoptr (GError) error = NULL;

  record_start (f, &record, "");
  wait_for_samples (f, 30);
  g_assert_cmpint (child_end (&record, SIGTERM), ==, 0);
  child_start (&export, words);
  g_input_stream_close (g_subprocess_get_stdout_pipe (export.process), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait (export.process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (export.process), ==, 0);
  g_clear_object (&export.lines);
  g_clear_object (&export.process);
}

/* Twenty times in one file: what could be read before the kill is there after it. */
static void
test_kill (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *known = g_strdup ("");

  for (guint i = 0; i < 20; i++)
    {
      Child record = { NULL };
      g_auto (CliRun) before = { 0 };
      g_auto (CliRun) after = { 0 };
      g_autoptr (GError) error = NULL;

      record_start (f, &record, "");
      g_usleep ((gulong) g_test_rand_int_range (0, 1200000));
      export_csv (f, &before);
      g_assert_cmpint (before.status, ==, 0);
      g_subprocess_send_signal (record.process, SIGKILL);
      g_subprocess_wait (record.process, NULL, &error);
      g_assert_no_error (error);
      g_clear_object (&record.lines);
      g_clear_object (&record.process);
      export_csv (f, &after);
      g_assert_cmpint (after.status, ==, 0);
      g_assert_true (g_str_has_prefix (before.out, known));
      g_assert_true (g_str_has_prefix (after.out, before.out));
      g_free (known);
      known = g_steal_pointer (&after.out);
    }
  g_assert_cmpuint (count_lines (known), >, 20);
}

/* The next start says what was found. */
static void
test_ended_badly (Fixture       *f,
                  gconstpointer  data)
{
  Child record = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) again = NULL;
  g_autofree char *text = NULL;

  record_start (f, &record, "");
  wait_for_samples (f, 6);
  g_subprocess_send_signal (record.process, SIGKILL);
  g_subprocess_wait (record.process, NULL, &error);
  g_clear_object (&record.lines);
  g_clear_object (&record.process);

  again = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, g_getenv ("COILSCOPE_CLI"),
                            "record", f->project, "--output", f->file, NULL);
  g_assert_no_error (error);
  record.lines = g_data_input_stream_new (g_subprocess_get_stderr_pipe (again));
  text = child_read (&record);
  g_assert_true (g_regex_match_simple ("was not ended in order; \\d+ samples are safe\\.$", text, 0,
                                       0));
  g_subprocess_send_signal (again, SIGTERM);
  g_subprocess_wait (again, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&record.lines);
}

static void
limit_setup_cb (gpointer user_data)
{
  const struct rlimit limit = { 256 * 1024, 256 * 1024 };

  setrlimit (RLIMIT_FSIZE, &limit);
}

/* The system lets no file grow beyond a size: polling goes on, and it is told; what was committed
 * stays. */
static void
test_limit (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_auto (CliRun) run = { 0 };
  g_autoptr (GError) error = NULL;
  Child record = { NULL };
  g_autofree char *line = NULL;
  int status;

  g_subprocess_launcher_set_child_setup (launcher, limit_setup_cb, NULL, NULL);
  record.process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("COILSCOPE_CLI"),
                                                "record", f->project, "--output", f->file,
                                                "--json", "--traffic", NULL);
  g_assert_no_error (error);
  record.lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (record.process));
  do
    {
      g_free (line);
      line = child_read (&record);
      g_assert_nonnull (line);
    }
  while (strstr (line, "\"state\":\"failing\"") == NULL);
  g_assert_nonnull (strstr (line, "\"reason\":\""));
  /* What waits may fit in the end, or not. */
  status = child_end (&record, SIGTERM);
  g_assert_true (status == 0 || status == 4);
  export_csv (f, &run);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpuint (count_lines (run.out), >, 10);
}

#define ADD(path, data, func) \
  g_test_add ("/cli/record/" path, Fixture, GINT_TO_POINTER (data), set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("csv-sigterm", SIGTERM, test_csv);
  ADD ("csv-sigint", SIGINT, test_csv);
  ADD ("resume", 0, test_resume);
  ADD ("refuses", 0, test_refuses);
  ADD ("usage", 0, test_usage);
  ADD ("two-recorders", 0, test_two_recorders);
  ADD ("output", 0, test_output);
  ADD ("closed-pipe", 0, test_closed_pipe);
  ADD ("kill", 0, test_kill);
  ADD ("limit", 0, test_limit);
  ADD ("ended-badly", 0, test_ended_badly);

  return g_test_run ();
}
