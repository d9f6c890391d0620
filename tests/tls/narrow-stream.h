/* narrow-stream.h: a stream whose system takes little at a time, and often nothing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads as @base. A write that does not wait takes 100 bytes at most, three of four take none. */
GIOStream *narrow_stream_new (GIOStream *base);

G_END_DECLS
