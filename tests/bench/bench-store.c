/* bench-store.c: what the stores besides the history cost: one figure a line, as "name value unit".
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <malloc.h>
#include <string.h>

#include "modbus/mb-clock.h"
#include "monitor/document/mon-project-file.h"
#include "monitor/store/mon-board.h"
#include "monitor/store/mon-traffic-log.h"

#define N_SAMPLES 10000000
#define N_TAGS 1000
#define N_TURN 100
#define N_EXCHANGES 1000000
#define N_PROJECT_TAGS 100000
#define NO_LIMIT ((gsize) 1 << 40)

/* What the program holds, by the allocator's own account. */
static gsize
bytes_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
report (const char *name,
        double      value,
        const char *unit)
{
  g_print ("%s %.3f %s\n", name, value, unit);
}

/* A turn of the engine: N_TURN tags of one device, each with the next value of its curve. */
static void
fill_turn (MonSample *samples,
           int        turn)
{
  for (guint32 i = 0; i < N_TURN; i++)
    {
      MonSample *sample = &samples[i];

      sample->tag = 1 + ((guint32) turn * N_TURN + i) % N_TAGS;
      sample->quality = MON_QUALITY_GOOD;
      sample->time_us = 1700000000000000 + (gint64) turn * 100000;
      sample->value.kind = MB_VALUE_FLOAT32;
      sample->value.f = turn % 1000;
    }
}

static void
bench_board (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  g_autoptr (GArray) handles = g_array_new (FALSE, FALSE, sizeof (guint32));
  MonSample samples[N_TURN];
  gint64 start_us, spent_us = 0;

  memset (samples, 0, sizeof samples);
  for (int turn = 0; turn < N_SAMPLES / N_TURN; turn++)
    {
      fill_turn (samples, turn);
      start_us = mb_wall_time_us ();
      mon_board_put_samples (board, samples, N_TURN);
      spent_us += mb_wall_time_us () - start_us;
    }
  report ("board-put", spent_us * 1000.0 / N_SAMPLES, "ns/sample");

  start_us = mb_wall_time_us ();
  mon_board_take_dirty (board, handles);
  report ("board-take-dirty", (mb_wall_time_us () - start_us) * 1000.0 / handles->len, "ns/tag");
}

static void
bench_traffic_log (void)
{
  static const guint8 bytes[29];
  gsize before = bytes_in_use ();
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (NO_LIMIT);
  g_autoptr (MonTrafficSlab) slab = NULL;
  MonTrafficRecord record = {
    .request = bytes,
    .request_len = 12,
    .response = bytes,
    .response_len = sizeof bytes,
  };
  gint64 start_us = mb_wall_time_us ();
  guint64 n_slow = 0;

  for (guint i = 0; i < N_EXCHANGES; i++)
    {
      record.time_us = i;
      record.rtt_us = (gint32) i % 1000;
      mon_traffic_log_append (log, &record);
    }
  report ("traffic-log-append", (mb_wall_time_us () - start_us) * 1000.0 / N_EXCHANGES,
          "ns/exchange");
  report ("traffic-log-memory", (double) (bytes_in_use () - before) / (1024 * 1024),
          "MiB/million");

  start_us = mb_wall_time_us ();
  for (guint64 i = 0; i < N_EXCHANGES; i++)
    {
      if (slab == NULL || !mon_traffic_slab_read (slab, i, &record))
        {
          g_clear_pointer (&slab, mon_traffic_slab_unref);
          slab = mon_traffic_log_get (log, i, &record);
        }
      n_slow += record.rtt_us > 990;
    }
  g_assert_cmpuint (n_slow, ==, N_EXCHANGES / 1000 * 9);
  report ("traffic-log-walk", (mb_wall_time_us () - start_us) / 1000.0, "ms/million");
}

static void
bench_project_file (void)
{
  g_autoptr (GString) text = g_string_new ("{\"coilscope\":1,\"connections\":[{\"host\":\"h\","
                                           "\"devices\":[{\"tags\":[");
  g_autoptr (MonProjectSpec) root = NULL;
  g_autofree char *written = NULL;
  gint64 start_us;

  for (guint i = 0; i < N_PROJECT_TAGS; i++)
    g_string_append_printf (text, "%s{\"name\":\"Tag %u\",\"table\":\"holding\",\"address\":%u,"
                            "\"type\":\"int16\",\"scale\":0.1,\"unit\":\"bar\",\"period_ms\":500}",
                            i > 0 ? "," : "", i, i % 65536);
  g_string_append (text, "]}]}]}");

  start_us = mb_wall_time_us ();
  root = mon_project_file_parse (text->str, -1, NULL);
  report ("project-parse", (mb_wall_time_us () - start_us) / 1000.0, "ms/100000-tags");
  start_us = mb_wall_time_us ();
  written = mon_project_file_format (root);
  report ("project-format", (mb_wall_time_us () - start_us) / 1000.0, "ms/100000-tags");
}

int
main (void)
{
  bench_board ();
  bench_traffic_log ();
  bench_project_file ();
  return 0;
}
