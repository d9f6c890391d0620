/* libmodbus-server.c: a server of libmodbus over epoll; register i holds i.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <modbus.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bench-listen.h"
#include "bench-load.h"

#define N_EVENTS 64
#define N_REGISTERS 65536

static void
watch (int epoll_fd,
       int fd)
{
  struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

  if (epoll_ctl (epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
    bench_fail ("cannot watch a socket");
}

/* One request, as libmodbus takes them. */
static void
serve (modbus_t         *context,
       modbus_mapping_t *mapping,
       int               fd)
{
  guint8 request[MODBUS_TCP_MAX_ADU_LENGTH];
  int len;

  modbus_set_socket (context, fd);
  len = modbus_receive (context, request);
  if (len > 0)
    modbus_reply (context, request, len, mapping);
  else if (len < 0)
    close (fd);
}

int
main (int   argc,
      char *argv[])
{
  int listener = bench_listen (argc, argv);
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  modbus_t *context = modbus_new_tcp ("127.0.0.1", 0);
  modbus_mapping_t *mapping = modbus_mapping_new (0, 0, N_REGISTERS, 0);
  struct epoll_event ready[N_EVENTS];

  for (guint i = 0; i < N_REGISTERS; i++)
    mapping->tab_registers[i] = (guint16) i;
  watch (epoll_fd, listener);
  bench_listen_ready (listener);
  while (TRUE)
    {
      int n_ready = epoll_wait (epoll_fd, ready, N_EVENTS, -1);

      for (int i = 0; i < n_ready; i++)
        {
          if (ready[i].data.fd == listener)
            watch (epoll_fd, bench_accept (listener));
          else
            serve (context, mapping, ready[i].data.fd);
        }
    }
}
