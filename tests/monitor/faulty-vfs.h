/* faulty-vfs.h: a disk for SQLite that fails when it is told to.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * FaultyVfs:
 * @errno_of_writes: when not 0, so fails each call that writes or brings to the medium
 * @n_left: how many such calls succeed before
 * @n_calls: how many there were
 *
 * What happens to files that SQLite opens from faulty_vfs_install() on.
 */
typedef struct
{
  int   errno_of_writes;
  gint  n_left;
  guint n_calls;
} FaultyVfs;

extern FaultyVfs faulty_vfs;

void faulty_vfs_install (void);

G_END_DECLS
