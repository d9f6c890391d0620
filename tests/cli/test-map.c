/* test-map.c: the simulator as what a table of registers or a project says, from the outside.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "cli-stage.h"

#define MAP \
  "name,table,address,type,order,scale,offset,unit,decimals,value,writable\n" \
  "Supply,holding,0,float32,CDAB,,,°C,2,68.5,\n" \
  "Setpoint,holding,10,int16,,0.1,,°C,,72.4,no\n" \
  "Pump,coils,3,,,,,,,1,\n" \
  "Serial,input,100,string:4,,,,,,AB-1,\n" \
  "Valve,coils,4,,,,,,,,no\n"

#define PROJECT \
  "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"unit\":5,\"tags\":[" \
  "{\"name\":\"a\",\"table\":\"holding\",\"address\":7,\"type\":\"uint32\"}]}," \
  "{\"unit\":9,\"tags\":[{\"name\":\"b\",\"table\":\"coils\",\"address\":0}," \
  "{\"name\":\"c\",\"expression\":\"b + 1\"}]}]}]}"

typedef struct
{
  char    *path;
  Child    server;
  guint16  port;
} Stage;

static char *
write_file (const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path;
  int fd = g_file_open_tmp ("coilscope-map-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
stage_set_up (Stage      *stage,
              const char *text,
              const char *options)
{
  g_autofree char *words = NULL;

  stage->path = write_file (text);
  words = g_strdup_printf ("--map %s%s", stage->path, options);
  stage->port = server_start (&stage->server, 0, words);
}

static void
stage_tear_down (Stage *stage)
{
  g_assert_cmpint (child_end (&stage->server, SIGTERM), ==, 0);
  g_unlink (stage->path);
  g_free (stage->path);
}

/* One command with the port in it; its status and a part of its answer. */
static void
assert_answer (const Stage *stage,
               const char  *format,
               int          status,
               const char  *part)
{
  g_autofree char *host = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_auto (GStrv) parts = g_strsplit (format, "HOST", 2);
  g_autofree char *words = g_strjoinv (host, parts);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_test_message ("%s: %s%s", words, run.out, run.err);
  g_assert_cmpint (run.status, ==, status);
  g_assert_nonnull (strstr (run.out, part));
}

static void
test_table (void)
{
  Stage stage;

  stage_set_up (&stage, MAP, "");
  assert_answer (&stage, "read --json --type float32 --order CDAB HOST holding 0", 0,
                 "\"values\":[68.5]");
  assert_answer (&stage, "read --json --unit 200 HOST holding 10", 0, "\"values\":[724]");
  assert_answer (&stage, "read --json HOST coils 3 2", 0, "\"bits\":[1,0]");
  assert_answer (&stage, "read --json --type string:4 HOST input 100", 0, "\"values\":[\"AB-1\"]");
  assert_answer (&stage, "read --json HOST holding 1 2", 1, "\"exception\":2");
  assert_answer (&stage, "read --json HOST discrete 0", 1, "\"exception\":2");
  assert_answer (&stage, "write --json HOST holding 1 7", 0, "confirmed");
  assert_answer (&stage, "read --json HOST holding 1", 0, "\"values\":[7]");
  assert_answer (&stage, "write --json HOST holding 10 7", 1, "\"exception\":2");
  assert_answer (&stage, "write --json HOST coils 3 0 1", 1, "\"exception\":2");
  assert_answer (&stage, "write --json HOST coils 3 0", 0, "confirmed");
  stage_tear_down (&stage);
}

static void
test_table_units (void)
{
  Stage stage;

  stage_set_up (&stage, MAP, " --unit 3 --unit 4");
  assert_answer (&stage, "read --json --unit 4 HOST holding 10", 0, "[724]");
  assert_answer (&stage, "read --json --unit 5 --timeout 50 --retries 0 HOST holding 10", 3,
                 "timeout");
  stage_tear_down (&stage);
}

static void
test_project (void)
{
  Stage stage;

  stage_set_up (&stage, PROJECT, "");
  assert_answer (&stage, "read --json --unit 5 HOST holding 7 2", 0, "\"values\":[0,0]");
  assert_answer (&stage, "write --json --unit 5 HOST holding 7 1 2", 0, "confirmed");
  assert_answer (&stage, "read --json --unit 5 HOST holding 6", 1, "\"exception\":2");
  assert_answer (&stage, "read --json --unit 9 HOST coils 0", 0, "\"bits\":[0]");
  assert_answer (&stage, "read --json --unit 9 HOST holding 7", 1, "\"exception\":2");
  assert_answer (&stage, "read --json --unit 1 --timeout 50 --retries 0 HOST holding 7", 3,
                 "timeout");
  stage_tear_down (&stage);
}

static const struct
{
  const char *text;
  const char *options;
  int         status;
  const char *word;
} bad[] = {
  { "table,address\nholding,65536\n", "", 4, ":2:9: " },
  { "nonsense", "", 4, ":1:1: " },
  { "table,address\n", "", 4, "no registers" },
  { "{\"coilscope\":1,\"connections\":[]}", "", 4, "no device" },
  { PROJECT, " --unit 1", 4, "such a unit" },
  { MAP, " --demo", 2, "--map" },
  { MAP, " --seed-session", 2, "--map" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = write_file (bad[i].text);
      g_autofree char *words = g_strdup_printf ("serve --listen 127.0.0.1:0 --map %s%s", path,
                                                bad[i].options);
      g_auto (CliRun) run = { 0 };

      cli_run (&run, words, "");
      g_test_message ("%s", run.err);
      g_assert_cmpint (run.status, ==, bad[i].status);
      g_assert_cmpstr (run.out, ==, "");
      g_assert_nonnull (strstr (run.err, bad[i].word));
      g_unlink (path);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/map/table", test_table);
  g_test_add_func ("/cli/map/table-units", test_table_units);
  g_test_add_func ("/cli/map/project", test_project);
  g_test_add_func ("/cli/map/bad", test_bad);
  return g_test_run ();
}
