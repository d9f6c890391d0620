/* cli-progress.c: how far a long file is read, on a terminal.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-progress.h"

#include <glib/gi18n.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modbus/mb-clock.h"

/* Four times a second is as much as anybody reads. */
#define PERIOD_US (G_USEC_PER_SEC / 4)

/* Back to the begin of the line, and nothing behind the cursor (ECMA-48, 8.3.41). */
#define REWIND "\r\033[K"

/**
 * cli_progress_init:
 * @progress: (out caller-allocates): a progress
 * @fd: the file that is read, before its first byte
 *
 * Begins to show how far it is read. The first time is after a quarter of a second.
 */
void
cli_progress_init (CliProgress *progress,
                   int          fd)
{
  struct stat status;

  *progress = (CliProgress) { .shown_us = mb_wall_time_us () };
  if (!isatty (STDERR_FILENO) || isatty (STDOUT_FILENO))
    return;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    progress->size = (guint64) status.st_size;
}

/**
 * cli_progress_update:
 * @progress: a progress
 * @n_bytes: how many bytes were read
 * @n_adus: how many ADUs were found
 *
 * Shows it, unless that was done just now.
 */
void
cli_progress_update (CliProgress *progress,
                     guint64      n_bytes,
                     guint64      n_adus)
{
  g_autofree char *size = NULL;
  gint64 now_us;

  if (progress->size == 0)
    return;
  /* The wall clock may be set back meanwhile. */
  now_us = mb_wall_time_us ();
  if (now_us >= progress->shown_us && now_us - progress->shown_us < PERIOD_US)
    return;

  progress->shown_us = now_us;
  progress->is_shown = TRUE;
  size = g_format_size (progress->size);
  g_printerr (REWIND);
  /* Translators: how much of how much is read, such as "42 % of 1.2 GB"; a number of ADUs. */
  g_printerr (_("%u %% of %s, %llu ADUs"),
              (guint) (100.0 * (double) MIN (n_bytes, progress->size) / (double) progress->size),
              size, (unsigned long long) n_adus);
}

/**
 * cli_progress_clear:
 * @progress: a progress
 *
 * Takes the line off the terminal, before something else is written there and at the end.
 */
void
cli_progress_clear (CliProgress *progress)
{
  if (progress->is_shown)
    g_printerr (REWIND);
  progress->is_shown = FALSE;
}
