/* mon-json-tree-private.h: the inside of a tree of JSON values, for what reads it and its places.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-json-tree.h"

G_BEGIN_DECLS

/* Offsets into the text; strings and keys with their quotes. The children of a value follow it. */
typedef struct
{
  guint32 start;
  guint32 end;   /* G_MAXUINT32 while it is open */
  guint32 key;   /* 0: not in an object */
  guint32 next;  /* number of its next sibling, 0: none */
  guint8  type;
} MonJsonValue;

struct _MonJsonTree
{
  const char *text;
  GArray     *values; /* of MonJsonValue */
};

G_END_DECLS
