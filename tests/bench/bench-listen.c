/* bench-listen.c: port, first line and end of the benchmark servers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "bench-listen.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench-load.h"

guint16
bench_parse_port (int   argc,
                  char *argv[])
{
  guint64 port;

  if (argc != 2 || !g_ascii_string_to_unsigned (argv[1], 10, 0, G_MAXUINT16, &port, NULL))
    bench_fail ("usage: %s PORT", argv[0]);
  return (guint16) port;
}

/* There is nothing to clean up, and a source that watches for signals would be measured, too. */
static void
signal_cb (int signal_number)
{
  _exit (0);
}

void
bench_end_by_signal (void)
{
  signal (SIGTERM, signal_cb);
  signal (SIGINT, signal_cb);
}

void
bench_print_ready (guint port)
{
  printf ("listening 127.0.0.1:%u\n", port);
  fflush (stdout);
}

int
bench_listen (int   argc,
              char *argv[])
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (bench_parse_port (argc, argv)),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  setsockopt (listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0 ||
      listen (listener, 128) != 0)
    bench_fail ("cannot listen on port %s", argv[1]);
  bench_end_by_signal ();
  return listener;
}

void
bench_listen_ready (int listener)
{
  struct sockaddr_in address;
  socklen_t len = sizeof address;

  getsockname (listener, (struct sockaddr *) &address, &len);
  bench_print_ready (ntohs (address.sin_port));
}

int
bench_accept (int listener)
{
  int fd = accept (listener, NULL, NULL);
  int on = 1;

  if (fd < 0)
    bench_fail ("cannot accept a connection");
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}
