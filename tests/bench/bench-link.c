/* bench-link.c: the connection of a bare client.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "bench-link.h"

#include <string.h>
#include <sys/socket.h>

BenchLink *
bench_links_open (BenchLoad *load)
{
  BenchLink *links = g_new0 (BenchLink, load->n_connections);

  for (guint i = 0; i < load->n_connections; i++)
    {
      links[i].load = load;
      links[i].fd = bench_load_connect (load);
    }
  return links;
}

void
bench_link_ask (BenchLink *link)
{
  BenchLoad *load = link->load;
  guint8 requests[BENCH_LINK_SLOTS * BENCH_REQUEST_SIZE];
  gsize len = 0;

  while (link->n_flying < load->window && load->n_asked < load->n)
    {
      guint16 transaction = link->next_transaction++;
      guint slot = transaction % BENCH_LINK_SLOTS;

      link->transactions[slot] = transaction;
      link->addresses[slot] = bench_load_take (load);
      bench_put_request (requests + len, transaction, link->addresses[slot],
                         (guint16) load->quantity);
      len += BENCH_REQUEST_SIZE;
      link->n_flying++;
    }
  if (len > 0 && send (link->fd, requests, len, MSG_DONTWAIT | MSG_NOSIGNAL) != (gssize) len)
    bench_fail ("cannot send to the server");
}

static void
take_answer (BenchLink    *link,
             const guint8 *answer,
             gsize         len)
{
  guint16 transaction = (guint16) (answer[0] << 8 | answer[1]);
  guint slot = transaction % BENCH_LINK_SLOTS;

  if (link->transactions[slot] != transaction || answer[2] != 0 || answer[3] != 0 ||
      answer[6] != 1 || answer[7] != 3 || answer[8] != len - 9)
    bench_fail ("an answer to nothing that was asked");
  bench_load_check (link->load, link->addresses[slot], answer + 9, len - 9);
  link->n_flying--;
}

guint
bench_link_take (BenchLink *link)
{
  gssize n = recv (link->fd, link->bytes + link->len, sizeof link->bytes - link->len,
                   MSG_DONTWAIT);
  gsize len = BENCH_ANSWER_SIZE (link->load->quantity);
  gsize start = 0;
  guint n_answers = 0;

  if (n <= 0)
    bench_fail ("the server closed the connection");
  link->len += (gsize) n;
  for (; link->len - start >= len; start += len)
    {
      if ((gsize) (link->bytes[start + 4] << 8 | link->bytes[start + 5]) != len - 6)
        bench_fail ("an answer of the wrong length");
      take_answer (link, link->bytes + start, len);
      n_answers++;
    }
  link->len -= start;
  memmove (link->bytes, link->bytes + start, link->len);
  bench_link_ask (link);
  return n_answers;
}
