/* raw-client.c: the same reads by a bare epoll loop: what any client has to be measured against.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "bench-link.h"
#include "bench-load.h"

#define N_EVENTS 64

static int
watch_links (BenchLink *links,
             guint      n_links)
{
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);

  for (guint i = 0; i < n_links; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = &links[i] };

      if (epoll_ctl (epoll_fd, EPOLL_CTL_ADD, links[i].fd, &event) != 0)
        bench_fail ("cannot watch a socket");
    }
  return epoll_fd;
}

int
main (int   argc,
      char *argv[])
{
  static BenchLoad load;
  g_autofree BenchLink *links = NULL;
  struct epoll_event ready[N_EVENTS];
  guint n_done = 0;
  BenchMeter meter;
  int epoll_fd;

  bench_load_init (&load, argc, argv);
  links = bench_links_open (&load);
  epoll_fd = watch_links (links, load.n_connections);

  bench_meter_start (&meter);
  for (guint i = 0; i < load.n_connections; i++)
    bench_link_ask (&links[i]);
  while (n_done < load.n)
    {
      int n_ready = epoll_wait (epoll_fd, ready, N_EVENTS, BENCH_PATIENCE_MS);

      if (n_ready <= 0)
        bench_fail ("no answer");
      for (int i = 0; i < n_ready; i++)
        n_done += bench_link_take (ready[i].data.ptr);
    }
  bench_meter_report (&meter, n_done);
  return 0;
}
