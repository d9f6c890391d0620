/* gio-client.c: the same reads by a bare GLib loop: what GLib's main context alone costs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "bench-link.h"

static guint n_done;

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
};

static gboolean
link_cb (gpointer user_data)
{
  n_done += bench_link_take (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
deadline_cb (gpointer user_data)
{
  guint *n_before = user_data;

  if (*n_before == n_done)
    bench_fail ("no answer");
  *n_before = n_done;
  return G_SOURCE_CONTINUE;
}

int
main (int   argc,
      char *argv[])
{
  static BenchLoad load;
  g_autofree BenchLink *links = NULL;
  guint n_before = 0;
  BenchMeter meter;

  bench_load_init (&load, argc, argv);
  links = bench_links_open (&load);
  for (guint i = 0; i < load.n_connections; i++)
    {
      g_autoptr (GSource) source = g_source_new (&source_funcs, sizeof (GSource));

      g_source_add_unix_fd (source, links[i].fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
      g_source_set_can_recurse (source, TRUE);
      g_source_set_callback (source, link_cb, &links[i], NULL);
      g_source_attach (source, NULL);
    }
  g_timeout_add (BENCH_PATIENCE_MS, deadline_cb, &n_before);

  bench_meter_start (&meter);
  for (guint i = 0; i < load.n_connections; i++)
    bench_link_ask (&links[i]);
  while (n_done < load.n)
    g_main_context_iteration (NULL, TRUE);
  bench_meter_report (&meter, n_done);
  return 0;
}
