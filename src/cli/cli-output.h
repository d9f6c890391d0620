/* cli-output.h: lines on standard output, each sent at once, and words for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of results on standard output, flushed at once. */
void cli_put_line    (const char *text);
/* A line for people on standard error. */
void cli_put_note    (const char *format,
                      ...) G_GNUC_PRINTF (1, 2);
/* The same for a wrong command line, with a hint at --help; gives the exit code for that. */
int  cli_usage_error (const char *format,
                      ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
