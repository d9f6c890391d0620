/* bench-load.c: the command line, the registers and the figures of the benchmark clients.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "bench-load.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* As many as one read may ask for (V1.1b3, 6.3). */
#define QUANTITY_MAX 125
#define WINDOW_MAX 16

void
bench_fail (const char *format,
            ...)
{
  va_list args;

  va_start (args, format);
  vfprintf (stderr, format, args);
  va_end (args);
  fputc ('\n', stderr);
  exit (1);
}

static gint64
monotonic_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static guint
parse_number (const char *name,
              const char *text,
              guint       max)
{
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, max, &value, NULL))
    bench_fail ("%s needs a number from 1 to %u", name, max);
  return (guint) value;
}

static void
parse_arguments (BenchLoad *load,
                 int        argc,
                 char      *argv[])
{
  for (int i = 1; i < argc; i += 2)
    {
      if (g_str_equal (argv[i], "--port"))
        load->port = (guint16) parse_number (argv[i], argv[i + 1], G_MAXUINT16);
      else if (g_str_equal (argv[i], "--n"))
        load->n = parse_number (argv[i], argv[i + 1], G_MAXINT32);
      else if (g_str_equal (argv[i], "--qty"))
        load->quantity = parse_number (argv[i], argv[i + 1], QUANTITY_MAX);
      else if (g_str_equal (argv[i], "--window"))
        load->window = parse_number (argv[i], argv[i + 1], WINDOW_MAX);
      else if (g_str_equal (argv[i], "--conns"))
        load->n_connections = parse_number (argv[i], argv[i + 1], 10000);
      else
        bench_fail ("usage: %s --port P [--n N] [--qty Q] [--window W] [--conns C]", argv[0]);
    }
  if (load->port == 0)
    bench_fail ("--port is needed");
}

/* @len bytes or the end of the program. */
static void
receive_all (int     fd,
             guint8 *bytes,
             gsize   len)
{
  for (gsize done = 0; done < len; )
    {
      gssize n = recv (fd, bytes + done, len - done, 0);

      if (n <= 0)
        bench_fail ("the server closed the connection");
      done += (gsize) n;
    }
}

/* What is right differs from server to server, so it is asked once, before time counts, over a
 * connection that owes nothing to the code under test. */
static void
read_image (BenchLoad *load)
{
  int fd = bench_load_connect (load);

  for (guint address = 0; address < BENCH_SPAN; )
    {
      guint quantity = MIN (load->quantity, BENCH_SPAN - address);
      guint8 request[BENCH_REQUEST_SIZE];
      guint8 header[9];

      bench_put_request (request, (guint16) address, (guint16) address, (guint16) quantity);
      if (send (fd, request, sizeof request, MSG_NOSIGNAL) != sizeof request)
        bench_fail ("cannot send to the server");
      receive_all (fd, header, sizeof header);
      if (header[7] != 3 || header[8] != 2 * quantity)
        bench_fail ("the server has no holding registers %u to %u", address,
                    address + quantity - 1);
      receive_all (fd, load->image + 2 * (gsize) address, 2 * (gsize) quantity);
      address += quantity;
    }
  close (fd);
}

void
bench_load_init (BenchLoad *load,
                 int        argc,
                 char      *argv[])
{
  *load = (BenchLoad) { .n = 100000, .quantity = 10, .window = 1, .n_connections = 1 };
  parse_arguments (load, argc, argv);
  read_image (load);
}

int
bench_load_connect (const BenchLoad *load)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (load->port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    bench_fail ("cannot connect to port %u of 127.0.0.1", load->port);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

guint16
bench_load_take (BenchLoad *load)
{
  guint16 address = load->next_address;
  guint next = address + load->quantity;

  load->n_asked++;
  load->next_address = next + load->quantity <= BENCH_SPAN ? (guint16) next : 0;
  return address;
}

void
bench_load_check (const BenchLoad *load,
                  guint16          address,
                  const guint8    *bytes,
                  gsize            len)
{
  if (len != 2 * load->quantity || memcmp (bytes, load->image + 2 * (gsize) address, len) != 0)
    bench_fail ("wrong values for the registers from %u on", address);
}

void
bench_meter_start (BenchMeter *meter)
{
  getrusage (RUSAGE_SELF, &meter->usage);
  meter->time_us = monotonic_us ();
}

static double
seconds_between (struct timeval from,
                 struct timeval to)
{
  return (double) (to.tv_sec - from.tv_sec) + (double) (to.tv_usec - from.tv_usec) / 1e6;
}

/* The peak of this program's resident memory. Not ru_maxrss: that begins with what the program held
 * that started this one. */
static long
peak_kb (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    line = strstr (status, "VmHWM:");
  if (line == NULL)
    bench_fail ("/proc does not tell how much memory this program takes");
  return strtol (line + strlen ("VmHWM:"), NULL, 10);
}

void
bench_meter_report (const BenchMeter *meter,
                    guint             n)
{
  gint64 end_us = monotonic_us ();
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  printf ("tx=%u seconds=%.6f user=%.6f sys=%.6f maxrss_kb=%ld\n", n,
          (double) (end_us - meter->time_us) / 1e6,
          seconds_between (meter->usage.ru_utime, usage.ru_utime),
          seconds_between (meter->usage.ru_stime, usage.ru_stime), peak_kb ());
}

void
bench_put_request (guint8  *bytes,
                   guint16  transaction,
                   guint16  address,
                   guint16  quantity)
{
  const guint8 request[BENCH_REQUEST_SIZE] = {
    transaction >> 8, transaction & 0xff, 0, 0, 0, 6, 1, 3,
    address >> 8, address & 0xff, quantity >> 8, quantity & 0xff,
  };

  memcpy (bytes, request, sizeof request);
}
