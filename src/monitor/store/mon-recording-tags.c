/* mon-recording-tags.c: the tags and states of a recording, as its samples refer to them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-tags.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "monitor/store/mon-recording-kind.h"

/* Ten times what a project may have: a file with more is none that we can have made. */
#define MAX_TAGS 1000000

/* States are few: reasons are the only part that varies. */
#define MAX_STATES 1000000

struct _MonRecordingTags
{
  GPtrArray  *tags;   /* of MonReaderTag, by row */
  GHashTable *by_row; /* row → MonReaderTag */
  GHashTable *states; /* row → MonReaderState */
};

static void
tag_free (gpointer data)
{
  MonReaderTag *tag = data;

  mon_tag_spec_unref (tag->spec);
  g_free ((char *) tag->device_name);
  g_free (tag);
}

static void
state_free (gpointer data)
{
  g_free (((MonReaderState *) data)->reason);
  g_free (data);
}

static char *
dup_text (sqlite3_stmt *statement,
          int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static const char *
get_text (sqlite3_stmt *statement,
          int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? text : "";
}

static void
read_bits (MonTagSpec *spec,
           const char *text)
{
  guint first, n;

  if (sscanf (text, "%2u+%2u", &first, &n) != 2 || n < 1 || n > 16 || first > 16 - n
      || mb_type_n_registers (spec->type) != 1)
    return;
  spec->first_bit = (guint8) first;
  spec->n_bits = (guint8) n;
}

static double
read_factor (sqlite3_stmt *statement,
             int           column,
             double        fallback,
             gboolean      may_be_zero)
{
  double number = sqlite3_column_double (statement, column);

  if (sqlite3_column_type (statement, column) == SQLITE_NULL || !isfinite (number)
      || (number == 0 && !may_be_zero))
    return fallback;
  return number;
}

/* The columns of LIST_TAGS from the name of the tag on. Gives whether it lies in a table. */
static gboolean
read_spec (sqlite3_stmt *statement,
           MonTagSpec   *spec)
{
  gboolean is_read = mb_table_from_name (get_text (statement, 6), &spec->table);
  const char *encoding = get_text (statement, 11);

  g_free (spec->name);
  spec->name = dup_text (statement, 5);
  if (spec->name == NULL)
    spec->name = g_strdup ("");
  spec->address = (guint16) sqlite3_column_int (statement, 7);
  if (!mb_type_from_name (get_text (statement, 8), &spec->type, &spec->length))
    {
      spec->type = MB_TYPE_UINT16;
      spec->length = 1;
    }
  mb_order_from_name (get_text (statement, 9), &spec->order);
  read_bits (spec, get_text (statement, 10));
  for (guint i = 0; i < MB_N_ENCODINGS; i++)
    if (g_str_equal (encoding, mb_encoding_name (i)))
      spec->encoding = i;
  for (guint i = 0; i < MB_N_PADDINGS; i++)
    if (g_str_equal (get_text (statement, 12), mb_padding_name (i)))
      spec->padding = i;
  spec->scale = read_factor (statement, 13, 1, FALSE);
  spec->offset = read_factor (statement, 14, 0, TRUE);
  g_free (spec->unit);
  spec->unit = dup_text (statement, 15);
  if (spec->unit == NULL)
    spec->unit = g_strdup ("");
  spec->decimals = CLAMP (sqlite3_column_int (statement, 16), -1, 17);
  return is_read;
}

static void
take_tag (MonRecordingTags *tags,
          sqlite3_stmt     *statement)
{
  MonReaderTag *tag = g_new0 (MonReaderTag, 1);
  char *device = dup_text (statement, 3);

  tag->row = sqlite3_column_int64 (statement, 0);
  tag->device = sqlite3_column_int64 (statement, 1);
  tag->connection = sqlite3_column_int64 (statement, 2);
  tag->device_name = device != NULL ? device : g_strdup ("");
  tag->unit = (guint8) sqlite3_column_int (statement, 4);
  tag->spec = mon_tag_spec_new ();
  tag->is_computed = !read_spec (statement, tag->spec);
  tag->kind = mon_recording_kind_from_name (get_text (statement, 17));
  if (tag->kind == MB_VALUE_NONE)
    tag->kind = MB_VALUE_FLOAT64;
  g_ptr_array_add (tags->tags, tag);
  g_hash_table_replace (tags->by_row, &tag->row, tag);
}

static void
take_state (MonRecordingTags *tags,
            sqlite3_stmt     *statement)
{
  MonReaderState *state = g_new0 (MonReaderState, 1);
  gint64 *row = g_new (gint64, 1);

  *row = sqlite3_column_int64 (statement, 0);
  state->quality = MON_QUALITY_NOT_AVAILABLE;
  for (guint i = 0; i <= MON_QUALITY_PAUSED; i++)
    if (g_str_equal (get_text (statement, 1), mon_quality_name (i)))
      state->quality = i;
  state->detail = (guint8) sqlite3_column_int (statement, 2);
  state->kind = mon_recording_kind_from_name (get_text (statement, 3));
  state->reason = dup_text (statement, 4);
  g_hash_table_replace (tags->states, row, state);
}

typedef void (*TakeFunc) (MonRecordingTags *tags,
                          sqlite3_stmt     *statement);

static gboolean
read_rows (MonRecordingTags  *tags,
           sqlite3           *db,
           const char        *sql,
           TakeFunc           take,
           guint              max_rows,
           GError           **error)
{
  g_autoptr (sqlite3_stmt) statement = mon_sql_prepare (db, sql, error);
  GError *failure = NULL;

  if (statement == NULL)
    return FALSE;
  for (guint n = 0; mon_sql_next (statement, &failure); n++)
    {
      if (n == max_rows)
        {
          g_set_error (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_DAMAGED,
                       /* Translators: a number. */
                       _("The recording has more than %u tags or states."), max_rows);
          return FALSE;
        }
      take (tags, statement);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * mon_recording_tags_new:
 * @db: the database of a recording, inside a transaction
 * @error: return location for an error
 *
 * Reads all tags and states.
 *
 * Returns: (transfer full) (nullable): the tags
 */
MonRecordingTags *
mon_recording_tags_new (sqlite3  *db,
                        GError  **error)
{
  static const char list_tags[] =
    "SELECT tag.id, tag.device, connection, device.name, device.unit, tag.name, \"table\", "
    "address, type, byte_order, bits, encoding, padding, scale, offset, tag.unit, decimals, kind "
    "FROM tag LEFT JOIN device ON device.id = tag.device ORDER BY tag.id";
  static const char list_states[] =
    "SELECT state.id, quality, detail, kind, text FROM state "
    "LEFT JOIN reason ON reason.id = state.reason";
  g_autoptr (MonRecordingTags) tags = g_new0 (MonRecordingTags, 1);

  tags->tags = g_ptr_array_new_with_free_func (tag_free);
  tags->by_row = g_hash_table_new (g_int64_hash, g_int64_equal);
  tags->states = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, state_free);
  if (read_rows (tags, db, list_tags, take_tag, MAX_TAGS, error)
      && read_rows (tags, db, list_states, take_state, MAX_STATES, error))
    return g_steal_pointer (&tags);
  return NULL;
}

/**
 * mon_recording_tags_free:
 * @tags: (transfer full): tags
 *
 * Frees them.
 */
void
mon_recording_tags_free (MonRecordingTags *tags)
{
  g_hash_table_unref (tags->by_row);
  g_hash_table_unref (tags->states);
  g_ptr_array_unref (tags->tags);
  g_free (tags);
}

/**
 * mon_recording_tags_get_n:
 * @tags: tags
 *
 * Returns: how many there are
 */
guint
mon_recording_tags_get_n (const MonRecordingTags *tags)
{
  return tags->tags->len;
}

/**
 * mon_recording_tags_get:
 * @tags: tags
 * @number: which one, in the order of the file
 *
 * Returns: (transfer none): the tag
 */
const MonReaderTag *
mon_recording_tags_get (const MonRecordingTags *tags,
                        guint                   number)
{
  return g_ptr_array_index (tags->tags, number);
}

/**
 * mon_recording_tags_find:
 * @tags: tags
 * @row: row of a tag
 *
 * Returns: (transfer none) (nullable): the tag
 */
const MonReaderTag *
mon_recording_tags_find (const MonRecordingTags *tags,
                         gint64                  row)
{
  return g_hash_table_lookup (tags->by_row, &row);
}

/**
 * mon_recording_tags_find_state:
 * @tags: tags
 * @row: row of a state
 *
 * Returns: (transfer none) (nullable): the state
 */
const MonReaderState *
mon_recording_tags_find_state (const MonRecordingTags *tags,
                               gint64                  row)
{
  return g_hash_table_lookup (tags->states, &row);
}
