/* mon-handle-map.h: pointers by handle, found in a few nanoseconds.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MonHandlePage MonHandlePage;

/**
 * MonHandleMap:
 *
 * A table of pages: handles are counted from 1 and never reused, so those in use lie close
 * together, and the pages of long gone ones are freed. Embedded in its owner, zeroed at first; not
 * thread-safe. All members are private.
 */
typedef struct
{
  MonHandlePage **pages;
  guint           n_pages;
} MonHandleMap;

typedef void (*MonHandleFunc) (gpointer value);

gpointer mon_handle_map_lookup (const MonHandleMap *map,
                                guint32             handle);
void     mon_handle_map_insert (MonHandleMap       *map,
                                guint32             handle,
                                gpointer            value);
gpointer mon_handle_map_steal  (MonHandleMap       *map,
                                guint32             handle);
void     mon_handle_map_clear  (MonHandleMap       *map,
                                MonHandleFunc       free_func);

G_END_DECLS
