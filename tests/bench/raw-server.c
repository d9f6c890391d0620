/* raw-server.c: a bare epoll loop that answers reads: what any server has to be measured against.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench-listen.h"
#include "bench-load.h"

#define N_EVENTS 64
#define N_REGISTERS 65536

typedef struct
{
  int    fd;
  gsize  len;
  guint8 bytes[8192];
} Peer;

static guint8 registers[2 * N_REGISTERS];

static guint
get_u16 (const guint8 *bytes)
{
  return (guint) (bytes[0] << 8 | bytes[1]);
}

/* Answers one read; knows no exceptions but one. */
static gsize
answer (const guint8 *request,
        guint8       *reply)
{
  guint address = get_u16 (request + 8);
  guint quantity = get_u16 (request + 10);

  memcpy (reply, request, 8);
  reply[4] = 0;
  if (request[7] != 3 || quantity < 1 || quantity > 125 || address + quantity > N_REGISTERS)
    {
      reply[5] = 3;
      reply[7] |= 0x80;
      reply[8] = 2;
      return 9;
    }
  reply[5] = (guint8) (3 + 2 * quantity);
  reply[8] = (guint8) (2 * quantity);
  memcpy (reply + 9, registers + 2 * (gsize) address, 2 * (gsize) quantity);
  return BENCH_ANSWER_SIZE (quantity);
}

/* FALSE when the peer is gone. */
static gboolean
serve (Peer *peer)
{
  guint8 replies[sizeof peer->bytes / BENCH_REQUEST_SIZE * 260];
  gssize n = recv (peer->fd, peer->bytes + peer->len, sizeof peer->bytes - peer->len,
                   MSG_DONTWAIT);
  gsize start = 0;
  gsize len = 0;

  if (n <= 0)
    return FALSE;
  peer->len += (gsize) n;
  for (; peer->len - start >= BENCH_REQUEST_SIZE; start += BENCH_REQUEST_SIZE)
    {
      if (get_u16 (peer->bytes + start + 2) != 0 || get_u16 (peer->bytes + start + 4) != 6)
        return FALSE;
      len += answer (peer->bytes + start, replies + len);
    }
  peer->len -= start;
  memmove (peer->bytes, peer->bytes + start, peer->len);
  return len == 0 || send (peer->fd, replies, len, MSG_NOSIGNAL) == (gssize) len;
}

static void
add_peer (int epoll_fd,
          int listener)
{
  Peer *peer = g_new0 (Peer, 1);
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = peer };

  peer->fd = bench_accept (listener);
  if (epoll_ctl (epoll_fd, EPOLL_CTL_ADD, peer->fd, &event) != 0)
    bench_fail ("cannot watch a socket");
}

int
main (int   argc,
      char *argv[])
{
  int listener = bench_listen (argc, argv);
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  struct epoll_event event = { .events = EPOLLIN };
  struct epoll_event ready[N_EVENTS];

  for (guint i = 0; i < N_REGISTERS; i++)
    {
      registers[2 * i] = (guint8) (i >> 8);
      registers[2 * i + 1] = (guint8) i;
    }
  epoll_ctl (epoll_fd, EPOLL_CTL_ADD, listener, &event);
  bench_listen_ready (listener);
  while (TRUE)
    {
      int n_ready = epoll_wait (epoll_fd, ready, N_EVENTS, -1);

      for (int i = 0; i < n_ready; i++)
        {
          Peer *peer = ready[i].data.ptr;

          if (peer == NULL)
            add_peer (epoll_fd, listener);
          else if (!serve (peer))
            {
              close (peer->fd);
              g_free (peer);
            }
        }
    }
}
