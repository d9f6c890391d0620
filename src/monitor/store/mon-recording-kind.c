/* mon-recording-kind.c: the names of kinds of values in a recording; values in and out of SQLite.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-kind.h"

#include <math.h>

static const char * const names[] = {
  [MB_VALUE_NONE] = NULL,
  [MB_VALUE_BOOL] = "bool",
  [MB_VALUE_INT] = "int",
  [MB_VALUE_UINT] = "uint",
  [MB_VALUE_FLOAT32] = "float32",
  [MB_VALUE_FLOAT64] = "float64",
  [MB_VALUE_TEXT] = "text",
};

/**
 * mon_recording_kind_name:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): its name
 */
const char *
mon_recording_kind_name (MbValueKind kind)
{
  return names[kind];
}

/**
 * mon_recording_kind_from_name:
 * @name: (nullable): a name, perhaps
 *
 * Returns: the kind, %MB_VALUE_NONE for anything else
 */
MbValueKind
mon_recording_kind_from_name (const char *name)
{
  for (guint i = MB_VALUE_BOOL; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return (MbValueKind) i;
  return MB_VALUE_NONE;
}

/**
 * mon_recording_kind_of_tag:
 * @tag: a tag
 *
 * Returns: the kind that its values usually have
 */
MbValueKind
mon_recording_kind_of_tag (const MonTagSpec *tag)
{
  if (mon_tag_spec_is_computed (tag))
    return MB_VALUE_FLOAT64;
  if (mb_table_is_bits (tag->table))
    return MB_VALUE_BOOL;
  if (tag->type != MB_TYPE_BOOL && tag->type != MB_TYPE_STRING
      && (tag->scale != 1.0 || tag->offset != 0.0))
    return MB_VALUE_FLOAT64;
  return mb_type_kind (tag->type);
}

/**
 * mon_recording_kind_bind:
 * @statement: a statement
 * @column: number of its parameter, from 1
 * @value: a value
 *
 * Puts a value in. SQLite has no NaN and no whole numbers above 2^63 - 1: those become NULL and
 * text.
 */
void
mon_recording_kind_bind (sqlite3_stmt  *statement,
                         int            column,
                         const MbValue *value)
{
  char digits[MB_NUMBER_TEXT_SIZE];

  switch (value->kind)
    {
    case MB_VALUE_NONE:
      sqlite3_bind_null (statement, column);
      break;
    case MB_VALUE_BOOL:
      sqlite3_bind_int (statement, column, value->b ? 1 : 0);
      break;
    case MB_VALUE_INT:
      sqlite3_bind_int64 (statement, column, value->i);
      break;
    case MB_VALUE_UINT:
      if (value->u <= G_MAXINT64)
        sqlite3_bind_int64 (statement, column, (gint64) value->u);
      else
        {
          mb_value_format (value, digits, sizeof digits);
          sqlite3_bind_text (statement, column, digits, -1, SQLITE_TRANSIENT);
        }
      break;
    case MB_VALUE_FLOAT32:
    case MB_VALUE_FLOAT64:
      sqlite3_bind_double (statement, column, value->f);
      break;
    case MB_VALUE_TEXT:
      mon_sql_bind_text (statement, column, value->text);
      break;
    }
}

static guint64
read_unsigned (sqlite3_stmt *statement,
               int           column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_TEXT)
    return g_ascii_strtoull ((const char *) sqlite3_column_text (statement, column), NULL, 10);
  return (guint64) sqlite3_column_int64 (statement, column);
}

static double
read_double (sqlite3_stmt *statement,
             int           column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NAN;
  return sqlite3_column_double (statement, column);
}

/**
 * mon_recording_kind_read:
 * @statement: a statement on a row
 * @column: number of the column, from 0
 * @kind: what the value is
 * @out_value: (out caller-allocates): the value
 *
 * Takes a value out. Whatever a file has there, it is one of that kind afterwards.
 */
void
mon_recording_kind_read (sqlite3_stmt *statement,
                         int           column,
                         MbValueKind   kind,
                         MbValue      *out_value)
{
  *out_value = (MbValue) { .kind = kind };
  switch (kind)
    {
    case MB_VALUE_NONE:
      break;
    case MB_VALUE_BOOL:
      out_value->b = sqlite3_column_int (statement, column) != 0;
      break;
    case MB_VALUE_INT:
      out_value->i = sqlite3_column_int64 (statement, column);
      break;
    case MB_VALUE_UINT:
      out_value->u = read_unsigned (statement, column);
      break;
    case MB_VALUE_FLOAT32:
      out_value->f = (float) read_double (statement, column);
      break;
    case MB_VALUE_FLOAT64:
      out_value->f = read_double (statement, column);
      break;
    case MB_VALUE_TEXT:
      out_value->text = (const char *) sqlite3_column_text (statement, column);
      if (out_value->text == NULL || !g_utf8_validate (out_value->text, -1, NULL))
        out_value->text = "";
      break;
    }
}
