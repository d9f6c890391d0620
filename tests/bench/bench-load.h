/* bench-load.h: what all benchmark clients share: command line, what they read, their figures.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sys/resource.h>

G_BEGIN_DECLS

/* Reads keep to these registers. */
#define BENCH_SPAN 1000

/* What a read request and the answer with @quantity registers are long (V1.1b3, 6.3). */
#define BENCH_REQUEST_SIZE 12
#define BENCH_ANSWER_SIZE(quantity) (9 + 2 * (gsize) (quantity))

/* Nobody answers that late: the server is stuck, and the benchmark fails. */
#define BENCH_PATIENCE_MS 5000

/**
 * BenchLoad:
 * @port: where the server listens, on 127.0.0.1
 * @n: transactions in all
 * @quantity: registers in each
 * @window: requests in flight on each connection
 * @n_connections: connections
 * @n_asked: transactions begun
 * @next_address: where the next read begins
 * @image: what the server holds, in wire form
 *
 * The work of a client.
 */
typedef struct
{
  guint16 port;
  guint   n;
  guint   quantity;
  guint   window;
  guint   n_connections;
  guint   n_asked;
  guint16 next_address;
  guint8  image[2 * BENCH_SPAN];
} BenchLoad;

/* What was used when the loop began. */
typedef struct
{
  gint64        time_us;
  struct rusage usage;
} BenchMeter;

/* Ends the program with a sentence on standard error. */
void    bench_fail         (const char       *format,
                            ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;
/* Parses the command line, and reads the image from the server over a connection of its own. */
void    bench_load_init    (BenchLoad        *load,
                            int               argc,
                            char             *argv[]);
/* A connected blocking socket without Nagle's delay. */
int     bench_load_connect (const BenchLoad  *load);
/* Where the next read begins; counts it as asked. */
guint16 bench_load_take    (BenchLoad        *load);
/* Ends the program unless @bytes are what the registers from @address on hold. */
void    bench_load_check   (const BenchLoad  *load,
                            guint16           address,
                            const guint8     *bytes,
                            gsize             len);
void    bench_meter_start  (BenchMeter       *meter);
/* Prints "tx=N seconds=S user=U sys=Y maxrss_kb=K". */
void    bench_meter_report (const BenchMeter *meter,
                            guint             n);

/* Writes a request to read @quantity holding registers from unit 1. */
void    bench_put_request  (guint8           *bytes,
                            guint16           transaction,
                            guint16           address,
                            guint16           quantity);

G_END_DECLS
