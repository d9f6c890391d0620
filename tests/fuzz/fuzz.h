/* fuzz.h: what each fuzz target is to the engines that run it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Called for each input: by libFuzzer, by AFL++, or by replay.c for each file of a corpus. It
 * aborts when something is wrong, and leaves nothing behind. */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Takes one byte off the front of the input, 0 when there is none. */
static inline guint8
fuzz_take (const guint8 **data,
           gsize         *size)
{
  if (*size == 0)
    return 0;
  (*size)--;
  return *(*data)++;
}

/* A criticism of GLib is a finding as much as a crash. */
static inline void
fuzz_begin (void)
{
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
}

G_END_DECLS
