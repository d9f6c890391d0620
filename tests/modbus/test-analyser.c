/* test-analyser.c: what tshark says of the captures that we write.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "modbus/mb-pcapng-writer.h"
#include "golden.h"

#define N_ONE_SIDED 3000

/**
 * Written:
 *
 * A capture in a file of its own, to be written and then looked at.
 */
typedef struct
{
  MbPcapngWriter *writer;
  char           *folder;
  char           *path;
} Written;

static void
written_init (Written *written)
{
  g_autoptr (GError) error = NULL;

  written->writer = mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, "Coilscope test", "all of it");
  written->folder = g_dir_make_tmp ("coilscope-analyser-XXXXXX", &error);
  g_assert_no_error (error);
  written->path = g_build_filename (written->folder, "written.pcapng", NULL);
}

static void
written_clear (Written *written)
{
  mb_pcapng_writer_free (written->writer);
  g_remove (written->path);
  g_rmdir (written->folder);
  g_free (written->path);
  g_free (written->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Written, written_clear)

static guint
open_link (Written    *written,
           MbCarrier   carrier,
           const char *client,
           const char *server,
           guint16     port,
           const char *name)
{
  guint interface = mb_pcapng_writer_add_interface (written->writer, name, "a connection");
  MbNetAddress ends[2];

  g_assert_true (mb_net_address_parse (&ends[0], client, 50000));
  g_assert_true (mb_net_address_parse (&ends[1], server, port));
  return mb_pcapng_writer_open_link (written->writer, interface, carrier, &ends[0], &ends[1],
                                     1700000000000000);
}

static void
put_golden (Written *written,
            guint    link)
{
  g_autoptr (GArray) adus = golden_load ();

  for (guint i = 0; i < adus->len; i++)
    {
      const GoldenAdu *golden = &g_array_index (adus, GoldenAdu, i);
      gsize len;
      const guint8 *bytes = g_bytes_get_data (golden->adu, &len);

      mb_pcapng_writer_put (written->writer, link, golden->direction, 1700000000000001 + i, bytes,
                            len, i == 5 ? "the sixth" : NULL);
    }
  mb_pcapng_writer_close_link (written->writer, link, 1700000000000100);
}

static void
put_one_sided (Written *written,
               guint    link)
{
  for (guint i = 0; i < N_ONE_SIDED; i++)
    {
      const guint8 request[] = { (guint8) (i >> 8), (guint8) i, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1 };

      mb_pcapng_writer_put (written->writer, link, MB_DIRECTION_REQUEST, 1700000000000200 + i,
                            request, sizeof request, NULL);
    }
}

/* All that tshark writes to standard output for these words, separated by bars; NULL when there is
 * no tshark, of which the test is told. */
static char *
run_tshark (Written    *written,
            const char *words)
{
  g_autofree char *line = g_strdup_printf ("tshark|-n|-r|%s|-o|ip.check_checksum:TRUE|-o|"
                                           "tcp.check_checksum:TRUE|-o|udp.check_checksum:TRUE|%s",
                                           written->path, words);
  g_auto (GStrv) argv = g_strsplit (line, "|", -1);
  g_autofree char *program = g_find_program_in_path ("tshark");
  g_autoptr (GError) error = NULL;
  gsize len;
  const guint8 *bytes = mb_pcapng_writer_get_bytes (written->writer, &len);
  char *out = NULL;
  int status;

  if (program == NULL)
    {
      g_test_skip ("tshark (package tshark) is not installed");
      return NULL;
    }
  g_file_set_contents (written->path, (const char *) bytes, (gssize) len, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  return out;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static void
put_all (Written *written)
{
  put_golden (written,
              open_link (written, MB_CARRIER_TCP, "192.0.2.1", "192.0.2.2", 502, "one"));
  put_golden (written,
              open_link (written, MB_CARRIER_TCP, "2001:db8::1", "2001:db8::2", 502, "six"));
  put_golden (written,
              open_link (written, MB_CARRIER_UDP, "192.0.2.1", "192.0.2.2", 502, "udp"));
  put_golden (written,
              open_link (written, MB_CARRIER_UDP, "2001:db8::1", "2001:db8::2", 502, "u6"));
  put_golden (written,
              open_link (written, MB_CARRIER_TLS, "192.0.2.1", "192.0.2.3", 802, "tls"));
  put_one_sided (written,
                 open_link (written, MB_CARRIER_TCP, "192.0.2.1", "192.0.2.4", 502, "1"));
}

/* No bad checksum, nothing malformed, nothing that looks repeated, lost or full. tshark has a note
 * on each FIN that a connection closes. */
static void
test_nothing_wrong (void)
{
  g_auto (Written) written;
  g_autofree char *wrong = NULL;
  g_autofree char *good = NULL;

  written_init (&written);
  put_all (&written);
  wrong = run_tshark (&written,
                      "-Y|_ws.malformed or tcp.analysis.flags or ip.checksum.status == \"Bad\" "
                      "or tcp.checksum.status == \"Bad\" or udp.checksum.status == \"Bad\" "
                      "or _ws.expert.severity == \"Error\" or _ws.expert.severity == \"Warning\" "
                      "or (_ws.expert.severity == \"Note\" and not tcp.flags.fin == 1)");
  if (wrong == NULL)
    return;
  g_assert_cmpstr (wrong, ==, "");

  /* That it looks at checksums at all: TCP over IPv4 has two good ones. */
  good = run_tshark (&written, "-Y|ip.checksum.status == \"Good\" and tcp.checksum.status == "
                               "\"Good\" and ip.dst == 192.0.2.2");
  g_assert_cmpuint (count_lines (good), ==, 12 + 4);
}

static void
test_modbus (void)
{
  g_auto (Written) written;
  g_autofree char *tcp = NULL;
  g_autofree char *udp = NULL;
  g_autofree char *registers = NULL;

  written_init (&written);
  put_all (&written);
  tcp = run_tshark (&written, "-Y|mbtcp and modbus");
  if (tcp == NULL)
    return;
  g_assert_cmpuint (count_lines (tcp), ==, 3 * 24 + N_ONE_SIDED);
  udp = run_tshark (&written, "-Y|udp and modbus");
  g_assert_cmpuint (count_lines (udp), ==, 2 * 24);
  registers = run_tshark (&written, "-Y|ip.dst == 192.0.2.1 and tcp.srcport == 502 and "
                          "modbus.func_code == 4 and modbus.regval_uint16 and ip.src == 192.0.2.3|"
                          "-T|fields|-e|mbtcp.trans_id|-e|modbus.regval_uint16|-E|aggregator=,");
  g_assert_cmpstr (registers, ==, "10\t17,17,17,17,17,17,17,17\n12\t17,17,17,17,17,17,17,17\n");
}

static void
test_texts (void)
{
  g_auto (Written) written;
  g_autofree char *comments = NULL;
  g_autofree char *names = NULL;

  written_init (&written);
  put_all (&written);
  comments = run_tshark (&written, "-Y|frame.comment and ip.dst == 192.0.2.3|-T|fields|"
                                   "-e|frame.comment");
  if (comments == NULL)
    return;
  g_assert_cmpstr (comments, ==, "These messages went through TLS to 192.0.2.3:802. They are "
                                 "written without it, to port 502 in place of 802.\n");
  names = run_tshark (&written, "-Y|tcp.flags == 0x002 or udp and mbtcp.trans_id == 1 and "
                                "udp.dstport == 502|-T|fields|-e|frame.interface_name");
  g_assert_cmpstr (names, ==, "one\nsix\nudp\nu6\ntls\n1\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/analyser/nothing-wrong", test_nothing_wrong);
  g_test_add_func ("/mb/analyser/modbus", test_modbus);
  g_test_add_func ("/mb/analyser/texts", test_texts);
  return g_test_run ();
}
