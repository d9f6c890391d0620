/* mon-json-place.c: says where in a JSON text something is wrong, by line, column and path.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-json-text.h"
#include "monitor/document/mon-json-tree-private.h"

/* Names longer than this are left out of error messages. */
#define MAX_NAME 64

static gsize
start_of (const MonJsonTree *tree,
          guint              value)
{
  return g_array_index (tree->values, MonJsonValue, value).start;
}

static void
append_step (GString    *path,
             const char *key,
             guint       index)
{
  gsize len;

  if (key == NULL)
    {
      g_string_append_printf (path, "[%u]", index);
      return;
    }

  len = mon_json_text_string_len (key) - 2;
  if (path->len > 0)
    g_string_append_c (path, '.');
  if (len <= MAX_NAME)
    g_string_append_len (path, key + 1, (gssize) len);
  else
    g_string_append (path, "…");
}

/* Member names and indexes on the way to the value that is at @offset: "connections[0].port". Each
 * value contains its children, so one walk down finds it, while it grows too. */
static char *
make_path (const MonJsonTree *tree,
           guint32            offset)
{
  g_autoptr (GString) path = g_string_new (NULL);
  guint value = tree->values->len > 0 ? mon_json_tree_first (tree, 0) : MON_JSON_NONE;
  guint index = 0;

  while (value != MON_JSON_NONE)
    {
      const MonJsonValue *v = &g_array_index (tree->values, MonJsonValue, value);

      if (offset >= v->end)
        {
          value = mon_json_tree_next (tree, value);
          index++;
          continue;
        }
      if (offset < (v->key != 0 ? v->key : v->start))
        break;

      append_step (path, v->key != 0 ? tree->text + v->key : NULL, index);
      value = mon_json_tree_first (tree, value);
      index = 0;
    }

  return g_string_free (g_steal_pointer (&path), FALSE);
}

/**
 * mon_json_tree_set_error_at:
 * @tree: a tree, even while it grows
 * @offset: of the byte that is at fault
 * @error: (nullable): place for the error
 * @domain: its domain
 * @code: its code
 * @message: what is wrong, in words
 *
 * Sets an error "LINE:COLUMN: PATH: text", the path being that of the value which contains @offset
 * ("connections[0].port"). Columns count characters. O(offset).
 */
void
mon_json_tree_set_error_at (const MonJsonTree *tree,
                            gsize              offset,
                            GError           **error,
                            GQuark             domain,
                            int                code,
                            const char        *message)
{
  g_autofree char *path = make_path (tree, (guint32) offset);
  guint line, column;

  mon_json_text_locate (tree->text, offset, &line, &column);
  if (path[0] != '\0')
    g_set_error (error, domain, code, "%u:%u: %s: %s", line, column, path, message);
  else
    g_set_error (error, domain, code, "%u:%u: %s", line, column, message);
}

/**
 * mon_json_tree_set_error:
 * @tree: a tree
 * @value: number of the value that is at fault
 * @error: (nullable): place for the error
 * @domain: its domain
 * @code: its code
 * @format: what is wrong, in words
 * @...: arguments
 *
 * Sets an error at a value, as mon_json_tree_set_error_at() does.
 */
void
mon_json_tree_set_error (const MonJsonTree  *tree,
                         guint               value,
                         GError            **error,
                         GQuark              domain,
                         int                 code,
                         const char         *format,
                         ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  mon_json_tree_set_error_at (tree, start_of (tree, value), error, domain, code, message);
}

/**
 * mon_json_tree_set_error_in:
 * @tree: a tree
 * @value: number of a string
 * @offset: of a byte of its text, at most its length
 * @error: (nullable): place for the error
 * @domain: its domain
 * @code: its code
 * @message: what is wrong, in words
 *
 * Sets an error in the middle of a string, as mon_json_tree_set_error_at() does.
 */
void
mon_json_tree_set_error_in (const MonJsonTree *tree,
                            guint              value,
                            gsize              offset,
                            GError           **error,
                            GQuark             domain,
                            int                code,
                            const char        *message)
{
  gsize start = start_of (tree, value);

  mon_json_tree_set_error_at (tree, start + mon_json_text_find (tree->text + start, offset), error,
                              domain, code, message);
}
