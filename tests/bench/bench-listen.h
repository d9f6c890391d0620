/* bench-listen.h: how the benchmark servers begin and end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one argument of a server: its port, or 0 for any. */
guint16 bench_parse_port   (int   argc,
                            char *argv[]);
/* Ends the program with status 0 at SIGTERM and SIGINT. */
void    bench_end_by_signal (void);
/* Prints "listening 127.0.0.1:PORT". */
void    bench_print_ready  (guint port);

/* For servers that are none of ours: a listening socket on the port that the command line names. */
int     bench_listen       (int   argc,
                            char *argv[]);
void    bench_listen_ready (int   listener);
/* The next connection, without Nagle's delay. */
int     bench_accept       (int   listener);

G_END_DECLS
