/* test-decode-file.c: captures taken apart by the program: sound ones, odd ones, hostile ones.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "capture-maker.h"
#include "cli-stage.h"

static char *
capture_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "captures", name, NULL);
}

/* Runs decode with options on a file of tests/data/captures. */
static void
decode (CliRun     *run,
        const char *options,
        const char *name)
{
  g_autofree char *path = capture_path (name);
  g_autofree char *words = g_strdup_printf ("decode %s%s", options, path);

  cli_run (run, words, "");
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* A line of JSON from "direction" on, as --hex prints it. */
static char *
strip_packet (const char *line)
{
  const char *direction = strstr (line, "\"direction\":");

  g_assert_nonnull (direction);
  return g_strconcat ("{", direction, NULL);
}

/* The golden session is the same from each of its captures. */
static void
test_golden (void)
{
  static const struct
  {
    const char *name;
    const char *first;
    guint       n_apart; /* packets between two ADUs */
  } captures[] = {
    { "golden.pcap", "{\"frame\":4,\"time\":1700000000.000004,\"source\":\"10.0.0.1:50000\","
      "\"destination\":\"10.0.0.2:502\",\"transport\":\"tcp\",\"direction\":\"request\","
      "\"transaction\":1,", 1 },
    { "golden-nano-big-endian.pcap", "{\"frame\":4,\"time\":1700000000.000000004,", 1 },
    { "golden-sections.pcapng", "{\"frame\":4,\"time\":1700000000.000004,", 1 },
    { "golden-vlan.pcap", "{\"frame\":4,\"time\":1700000000.000004,", 1 },
    { "golden-udp.pcap", "{\"frame\":1,\"time\":1700000000.000001,\"source\":\"10.0.0.1:50000\","
      "\"destination\":\"10.0.0.2:502\",\"transport\":\"udp\",\"direction\":\"request\",", 1 },
    { "golden-byte-by-byte.pcap", "{\"frame\":15,\"time\":1700000000.000015,", 0 },
  };
  g_autofree char *golden_path = g_test_build_filename (G_TEST_DIST, "data", "golden",
                                                        "seed-session.jsonl", NULL);
  g_autofree char *golden = NULL;
  g_auto (GStrv) expected = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (golden_path, &golden, NULL, &error);
  g_assert_no_error (error);
  expected = g_strsplit (golden, "\n", -1);
  for (guint i = 0; i < G_N_ELEMENTS (captures); i++)
    {
      g_auto (CliRun) run = { 0 };
      g_auto (GStrv) lines = NULL;

      decode (&run, "--json ", captures[i].name);
      g_assert_cmpint (run.status, ==, 0);
      g_assert_cmpstr (run.err, ==, "");
      g_assert_true (g_str_has_prefix (run.out, captures[i].first));
      lines = g_strsplit (run.out, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (expected));
      for (guint k = 0; *lines[k] != '\0'; k++)
        {
          g_autofree char *plain = strip_packet (lines[k]);

          g_assert_cmpstr (plain, ==, expected[k]);
        }
    }
}

static void
test_text (void)
{
  g_auto (CliRun) run = { 0 };

  decode (&run, "", "golden-sections.pcapng");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpuint (count_lines (run.out), ==, 24);
  g_assert_true (g_str_has_prefix (run.out,
                                   "4 2023-11-14T22:13:20.000004Z 10.0.0.1:50000 → 10.0.0.2:502 "
                                   "tcp request #1 unit 0 Write Single Coil (5), "
                                   "Reference Number: 1, Data: ff00\n"));
  /* The second section has nanoseconds and comments. */
  g_assert_nonnull (strstr (run.out, "\n27 2023-11-14T22:13:20.000000027Z 10.0.0.2:502 → "
                            "10.0.0.1:50000 tcp response #12 unit "));
  g_assert_true (g_str_has_suffix (run.out, ": 17 17 17 17 17 17 17 17 # packet 27 ✓\n"));
}

/* What each odd capture gives, of the first line that has it. */
static void
test_odd_streams (void)
{
  static const struct
  {
    const char *name;
    guint       n_lines;
    const char *out;
    const char *err;
  } cases[] = {
    { "golden-cut-at-70.pcap", 24, "\"error\":\"Offset 4: truncated ADU, 16 of 29 bytes; what "
      "follows is not in the capture\"}", "Bytes of TCP are missing in the capture in 5 places." },
    { "reordered.pcap", 2, "{\"frame\":5,", "" },
    { "hole-of-2-gib.pcap", 2, "\"error\":\"warning: where it begins is a guess\"}", "" },
    { "lost-request.pcap", 20, "\"error\":\"warning: 12 bytes before it are not in the capture\"}",
      "Bytes of TCP are missing in the capture in 1 place." },
    { "tls.pcap", 2, "\"error\":\"Offset 2: not Modbus (protocol id 256); it looks like TLS; "
      "nothing more of this direction is decoded\"}", "" },
    { "broken-headers.pcap", 4, "\"error\":\"Offset 4: length is 256, allowed are 2 to 254; "
      "nothing more of this direction is decoded\"}", "" },
    { "broken-headers.pcap", 4, "\"error\":\"Offset 2: not Modbus (protocol id 7)\"}", "" },
    { "broken-headers.pcap", 4, "\"error\":\"Offset 4: length is 0, allowed are 2 to 254; ", "" },
    { "fragments.pcap", 1, "{\"frame\":3,",
      "2 packets are parts of IP packets and were not decoded." },
    { "headers-that-lie.pcap", 1, "{\"frame\":2,",
      "6 packets were not decoded: their headers are cut or wrong." },
    { "option-too-long.pcapng", 1, "{\"frame\":1,", "" },
    { "time-beyond-all.pcapng", 1, "\"time\":9223372036854775807.000000,", "" },
    { "header-only.pcap", 0, "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (CliRun) run = { 0 };

      g_test_message ("%s", cases[i].name);
      decode (&run, "--json ", cases[i].name);
      g_assert_cmpint (run.status, ==, 0);
      g_assert_cmpuint (count_lines (run.out), ==, cases[i].n_lines);
      g_assert_nonnull (strstr (run.out, cases[i].out));
      if (*cases[i].err == '\0')
        g_assert_cmpstr (run.err, ==, "");
      g_assert_nonnull (strstr (run.err, cases[i].err));
    }
}

/* Hostile files end with a clear message, behind what was read before. */
static void
test_hostile (void)
{
  static const struct
  {
    const char *name;
    guint       n_lines;
    const char *err;
  } cases[] = {
    { "record-too-long.pcap", 13, "record 17: length 4294967295, stopped; 16 read" },
    { "record-longer-than-file.pcap", 13,
      "record 17: the file ends inside of it, stopped; 16 read" },
    { "cut-in-record-header.pcap", 13, "record 17: the file ends inside of it, stopped; 16 read" },
    { "cut-in-header.pcap", 0, "this capture ends inside of its first header" },
    { "unknown-link-type.pcap", 0,
      "16 packets were not decoded: link type 147 is not supported." },
    { "block-of-length-0.pcapng", 1, "record 2: length 0, stopped; 1 read" },
    { "block-too-long.pcapng", 1, "record 2: length 4294967280, stopped; 1 read" },
    { "block-skips-past-end.pcapng", 1, "record 2: the file ends inside of it, stopped; 1 read" },
    { "block-lengths-differ.pcapng", 1, "record 2: length 52, stopped; 1 read" },
    { "packet-longer-than-block.pcapng", 1, "record 2: length 65, stopped; 1 read" },
    { "interface-missing.pcapng", 1, "record 2: interface 1, stopped; 1 read" },
    { "no-interface.pcapng", 0, "record 1: interface 0, stopped; 0 read" },
    { "no-byte-order.pcapng", 0, "record 1: no byte order, stopped; 0 read" },
    { "make-captures.py", 0, "this is not a capture: neither pcap nor pcapng" },
    { "none.pcap", 0, "none.pcap: No such file or directory" },
    { "", 0, "captures: Is a directory" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (CliRun) run = { 0 };

      g_test_message ("%s", cases[i].name);
      decode (&run, "--json ", cases[i].name);
      g_assert_cmpint (run.status, ==, 4);
      g_assert_cmpuint (count_lines (run.out), ==, cases[i].n_lines);
      g_assert_nonnull (strstr (run.err, cases[i].err));
      g_assert_true (g_str_has_prefix (run.err, "coilscope-cli decode: "));
    }
}

/* Standard input may have no end: this one is no capture at once, however much there is. */
static void
test_endless (void)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autofree char *line = g_strdup_printf ("sh -c '\"%s\" decode - < /dev/zero'",
                                           g_getenv ("COILSCOPE_CLI"));
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (line, &out, &err, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (WEXITSTATUS (status), ==, 4);
  g_assert_cmpstr (err, ==, "coilscope-cli decode: standard input: this is not a capture: neither "
                            "pcap nor pcapng\n");
}

static void
test_ports (void)
{
  static const struct
  {
    const char *options;
    guint       n_lines;
    const char *err;
  } cases[] = {
    { "--port 502 ", 24, "" },
    { "--port 1 --port 502 ", 24, "" },
    { "-p 1,502 ", 24, "" },
    { "--port 1502 --port 802 ", 0,
      "no packet goes to or from port 1502 802; name others with --port." },
    /* Who connected is the client, though the port is his. */
    { "--port 50000 ", 24, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (CliRun) run = { 0 };

      decode (&run, cases[i].options, "golden.pcap");
      g_assert_cmpint (run.status, ==, 0);
      g_assert_cmpuint (count_lines (run.out), ==, cases[i].n_lines);
      g_assert_nonnull (strstr (run.err, cases[i].err));
      if (cases[i].n_lines > 0)
        g_assert_nonnull (strstr (run.out, "10.0.0.1:50000 → 10.0.0.2:502 tcp request "));
    }
}

static void
test_usage (void)
{
  static const char *const wrong[] = {
    "decode --port 0 x.pcap", "decode --port 65536 x.pcap", "decode --port x x.pcap",
    "decode --port 502, x.pcap", "decode a.pcap b.pcap", "decode --hex a.pcap",
    "decode --hex --port 502", "decode --filter unit==1 a.pcap",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (CliRun) run = { 0 };

      g_test_message ("%s", wrong[i]);
      cli_run (&run, wrong[i], "");
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
      g_assert_nonnull (strstr (run.err, "--help"));
    }
}

/* A capture that comes in as it is made is decoded as it comes. */
static void
test_live (void)
{
  Child child = { NULL };
  g_autofree char *path = capture_path ("golden.pcap");
  g_autofree char *data = NULL;
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *input;
  gsize len;

  g_file_get_contents (path, &data, &len, &error);
  g_assert_no_error (error);
  child_start (&child, "decode --json -");
  input = g_subprocess_get_stdin_pipe (child.process);
  /* The header and four packets, and a byte of the next one; each is padded to 60 bytes or more. */
  g_output_stream_write_all (input, data, 24 + 3 * 76 + 16 + 66 + 1, NULL, NULL, &error);
  g_assert_no_error (error);
  first = child_read (&child);
  g_assert_true (g_str_has_prefix (first, "{\"frame\":4,"));
  g_output_stream_write_all (input, data + 24 + 3 * 76 + 16 + 66 + 1,
                             len - (24 + 3 * 76 + 16 + 66 + 1), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (child_end (&child, 0), ==, 0);
}

/* Who reads the lines may have enough of them: that is told, and no signal kills the program. */
static void
test_reader_that_ends (void)
{
  static const guint8 adu[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1 };
  const MadePacket packet = {
    .source = "10.0.0.1", .source_port = 50000, .destination = "10.0.0.2",
    .destination_port = 502, .is_udp = TRUE, .payload = adu, .len = sizeof adu,
  };
  g_autofree char *folder = g_dir_make_tmp ("coilscope-decode-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "many.pcap", NULL);
  const char *argv[] = {
    "sh", "-c", "{ \"$0\" decode \"$1\"; echo \"status $?\" >&2; } | head -n 1",
    g_getenv ("COILSCOPE_CLI"), path, NULL,
  };
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Maker) maker;

  maker_init (&maker, TRUE);
  maker_begin (&maker, 1000000, 101);
  for (guint i = 0; i < 2000; i++)
    maker_packet (&maker, i, 101, &packet);
  g_file_set_contents (path, (const char *) maker.file->data, (gssize) maker.file->len, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, NULL,
                &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_lines (out), ==, 1);
  g_assert_cmpstr (err, ==, "coilscope-cli decode: Standard output cannot be written: Broken "
                            "pipe.\nstatus 4\n");
  g_remove (path);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/decode-file/golden", test_golden);
  g_test_add_func ("/cli/decode-file/text", test_text);
  g_test_add_func ("/cli/decode-file/odd-streams", test_odd_streams);
  g_test_add_func ("/cli/decode-file/hostile", test_hostile);
  g_test_add_func ("/cli/decode-file/endless", test_endless);
  g_test_add_func ("/cli/decode-file/ports", test_ports);
  g_test_add_func ("/cli/decode-file/usage", test_usage);
  g_test_add_func ("/cli/decode-file/live", test_live);
  g_test_add_func ("/cli/decode-file/reader-that-ends", test_reader_that_ends);
  return g_test_run ();
}
