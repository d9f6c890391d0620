/* cli-progress.h: how far a long file is read, on a terminal.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CliProgress:
 * @size: size of the whole in bytes, or 0 when nothing is to be shown
 * @shown_us: when it was shown last
 * @is_shown: whether it is on the terminal now
 *
 * A line on standard error that is written over and over. Lives on the stack.
 */
typedef struct
{
  guint64  size;
  gint64   shown_us;
  gboolean is_shown;
} CliProgress;

/* Shows nothing unless standard error is a terminal, the size of @fd is known, and standard output
 * goes elsewhere: lines on the same terminal are progress enough. */
void cli_progress_init   (CliProgress *progress,
                          int          fd);
void cli_progress_update (CliProgress *progress,
                          guint64      n_bytes,
                          guint64      n_adus);
/* Takes the line away. */
void cli_progress_clear  (CliProgress *progress);

G_END_DECLS
