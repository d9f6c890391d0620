/* bench-link.h: one connection of a bare client: receive once, check the answers, send once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "bench-load.h"

G_BEGIN_DECLS

#define BENCH_LINK_SLOTS 16

/* As little as reading by Modbus TCP takes: requests in flight by transaction identifier, one
 * buffer, one recv() for all that came and one send() for all that is asked next. No time-outs, no
 * exceptions, nothing ever closes. */
typedef struct
{
  BenchLoad *load;
  int        fd;
  guint16    next_transaction;
  guint      n_flying;
  guint16    transactions[BENCH_LINK_SLOTS];
  guint16    addresses[BENCH_LINK_SLOTS];
  gsize      len;
  guint8     bytes[8192];
} BenchLink;

/* One for each connection of @load, connected. */
BenchLink *bench_links_open (BenchLoad *load);
/* Fills the window. */
void       bench_link_ask   (BenchLink *link);
/* Receives, checks and asks on; returns how many answers came. */
guint      bench_link_take  (BenchLink *link);

G_END_DECLS
