/* mon-json-tree.h: the values in a checked JSON text, and the place of each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-json.h"

G_BEGIN_DECLS

typedef enum
{
  MON_JSON_NULL,
  MON_JSON_FALSE,
  MON_JSON_TRUE,
  MON_JSON_NUMBER,
  MON_JSON_STRING,
  MON_JSON_ARRAY,
  MON_JSON_OBJECT,
} MonJsonType;

/**
 * MonJsonTree:
 *
 * A checked text and the values in it, which are numbered in the order of the text; number 0 is the
 * whole. Immutable; borrows the text.
 */
typedef struct _MonJsonTree MonJsonTree;

/* "No such value", and "take the next". */
#define MON_JSON_NONE G_MAXUINT

MonJsonTree *mon_json_tree_new          (const char         *text);
void         mon_json_tree_free         (MonJsonTree        *tree);

/* For the scan, which numbers the values in the order of the text. */
guint        mon_json_tree_begin        (MonJsonTree        *tree,
                                         MonJsonType         type,
                                         gsize               start,
                                         gsize               key,
                                         guint               previous);
void         mon_json_tree_end          (MonJsonTree        *tree,
                                         guint               value,
                                         gsize               end);

guint        mon_json_tree_get_n_values (const MonJsonTree  *tree);
MonJsonType  mon_json_tree_get_type     (const MonJsonTree  *tree,
                                         guint               value);
const char  *mon_json_tree_get_key      (const MonJsonTree  *tree,
                                         guint               value);
guint        mon_json_tree_first        (const MonJsonTree  *tree,
                                         guint               value);
guint        mon_json_tree_next         (const MonJsonTree  *tree,
                                         guint               value);
guint        mon_json_tree_find         (const MonJsonTree  *tree,
                                         guint               object,
                                         const char         *key);
gboolean     mon_json_tree_has_key      (const MonJsonTree  *tree,
                                         guint               value,
                                         const char         *key);
char        *mon_json_tree_dup_string   (const MonJsonTree  *tree,
                                         guint               value);
gboolean     mon_json_tree_get_int      (const MonJsonTree  *tree,
                                         guint               value,
                                         gint64             *out_number);
double       mon_json_tree_get_double   (const MonJsonTree  *tree,
                                         guint               value);

void         mon_json_tree_write        (const MonJsonTree  *tree,
                                         guint               value,
                                         MbJson             *json);
void         mon_json_tree_write_member (const MonJsonTree  *tree,
                                         guint               value,
                                         MbJson             *json);

void         mon_json_tree_set_error    (const MonJsonTree  *tree,
                                         guint               value,
                                         GError            **error,
                                         GQuark              domain,
                                         int                 code,
                                         const char         *format,
                                         ...) G_GNUC_PRINTF (6, 7);
void         mon_json_tree_set_error_at (const MonJsonTree  *tree,
                                         gsize               offset,
                                         GError            **error,
                                         GQuark              domain,
                                         int                 code,
                                         const char         *message);
void         mon_json_tree_set_error_in (const MonJsonTree  *tree,
                                         guint               value,
                                         gsize               offset,
                                         GError            **error,
                                         GQuark              domain,
                                         int                 code,
                                         const char         *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonJsonTree, mon_json_tree_free)

G_END_DECLS
