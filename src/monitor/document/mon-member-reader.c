/* mon-member-reader.c: JSON objects to plain structs, by tables of their members.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-member-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-json-scan.h"

#define ID_MAX_BYTES 64

static gboolean
is_clean_text (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

/**
 * mon_member_reader_read_text:
 * @reader: what the reading needs
 * @value: number of the value
 * @min: 1 when the text must not be empty, else 0
 * @max: most bytes
 * @text: (inout): the text that was there before, which is freed, and the one that was read
 * @error: (nullable): place for the error
 *
 * Reads a text without control characters.
 *
 * Returns: %FALSE when the value is no such text
 */
gboolean
mon_member_reader_read_text (const MonMemberReader  *reader,
                             guint                   value,
                             int                     min,
                             int                     max,
                             char                  **text,
                             GError                **error)
{
  g_autofree char *read = NULL;
  int len;

  if (mon_json_tree_get_type (reader->tree, value) != MON_JSON_STRING)
    {
      mon_member_reader_refuse (reader, value, error, _("expected text in quotes"));
      return FALSE;
    }

  read = mon_json_tree_dup_string (reader->tree, value);
  len = (int) strlen (read);
  if (len < min)
    {
      mon_member_reader_refuse (reader, value, error, _("must not be empty"));
      return FALSE;
    }
  if (len > max)
    {
      mon_member_reader_refuse (reader, value, error,
                                _("text of %d bytes: expected at most %d"), len, max);
      return FALSE;
    }
  if (!is_clean_text (read))
    {
      mon_member_reader_refuse (reader, value, error, _("must not contain control characters"));
      return FALSE;
    }

  g_free (*text);
  *text = g_steal_pointer (&read);
  return TRUE;
}

static gboolean
read_id (const MonMemberReader  *reader,
         guint                   value,
         char                  **id,
         GError                **error)
{
  if (!mon_member_reader_read_text (reader, value, 1, ID_MAX_BYTES, id, error))
    return FALSE;

  if (!g_hash_table_add (reader->ids, g_strdup (*id)))
    {
      mon_member_reader_refuse (reader, value, error,
                                _("the id “%s” is used twice: leave it out to get a new one"), *id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_int (const MonMemberReader  *reader,
          const MonMember        *member,
          guint                   value,
          gpointer                place,
          GError                **error)
{
  gint64 number;

  if (!mon_json_tree_get_int (reader->tree, value, &number) || number < member->min
      || number > member->max)
    {
      mon_member_reader_refuse (reader, value, error,
                                _("expected a whole number from %d to %d"), member->min,
                                member->max);
      return FALSE;
    }

  if (member->kind == MON_MEMBER_UINT8)
    *(guint8 *) place = (guint8) number;
  else if (member->kind == MON_MEMBER_UINT16)
    *(guint16 *) place = (guint16) number;
  else
    *(int *) place = (int) number;

  return TRUE;
}

static gboolean
read_double (const MonMemberReader  *reader,
             guint                   value,
             double                 *place,
             GError                **error)
{
  if (mon_json_tree_get_type (reader->tree, value) != MON_JSON_NUMBER)
    {
      mon_member_reader_refuse (reader, value, error, _("expected a number"));
      return FALSE;
    }

  *place = mon_json_tree_get_double (reader->tree, value);
  return TRUE;
}

static char *
list_names (const MonMemberNames *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->n_names; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", names->get_name (i));

  return g_string_free (text, FALSE);
}

static gboolean
read_named (const MonMemberReader  *reader,
            const MonMember        *member,
            guint                   value,
            int                    *place,
            GError                **error)
{
  const MonMemberNames *names = member->names;
  g_autofree char *name = NULL;
  g_autofree char *known = NULL;

  if (!mon_member_reader_read_text (reader, value, 0, MON_JSON_MAX_STRING, &name, error))
    return FALSE;

  for (guint i = 0; i < names->n_names; i++)
    if (strcmp (names->get_name (i), name) == 0)
      {
        *place = (int) i;
        return TRUE;
      }

  known = list_names (names);
  mon_member_reader_refuse (reader, value, error, _("unknown: expected %s"), known);
  return FALSE;
}

/* What its names mean can be known only when everything is read. */
static gboolean
read_expression (const MonMemberReader  *reader,
                 guint                   value,
                 MonExpression         **place,
                 GError                **error)
{
  MonReadExpression read = { .place = place, .value = value };
  g_autofree char *text = NULL;
  g_autoptr (GError) own_error = NULL;
  MonExpressionSpot spot;

  if (!mon_member_reader_read_text (reader, value, 1, MON_JSON_MAX_STRING, &text, error))
    return FALSE;

  *place = mon_expression_parse (text, &spot, &own_error);
  if (*place == NULL)
    {
      mon_json_tree_set_error_in (reader->tree, value, spot.offset, error, reader->domain,
                                  reader->code, own_error->message);
      return FALSE;
    }
  g_array_append_val (reader->expressions, read);
  return TRUE;
}

static gboolean
check_array (const MonMemberReader  *reader,
             guint                   value,
             GError                **error)
{
  if (mon_json_tree_get_type (reader->tree, value) == MON_JSON_ARRAY)
    return TRUE;

  mon_member_reader_refuse (reader, value, error, _("expected a list in brackets"));
  return FALSE;
}

/* Flags: the number of each name is that of its bit. */
static gboolean
read_named_set (const MonMemberReader  *reader,
                const MonMember        *member,
                guint                   value,
                guint                  *place,
                GError                **error)
{
  guint flags = 0;

  if (!check_array (reader, value, error))
    return FALSE;

  for (guint i = mon_json_tree_first (reader->tree, value); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i))
    {
      int number;

      if (!read_named (reader, member, i, &number, error))
        return FALSE;
      flags |= 1u << number;
    }

  *place = flags;
  return TRUE;
}

static gboolean
read_strings (const MonMemberReader  *reader,
              guint                   value,
              GPtrArray              *strings,
              GError                **error)
{
  if (!check_array (reader, value, error))
    return FALSE;

  for (guint i = mon_json_tree_first (reader->tree, value); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i))
    {
      char *text = NULL;

      if (!mon_member_reader_read_text (reader, i, 1, ID_MAX_BYTES, &text, error))
        return FALSE;
      g_ptr_array_add (strings, text);
    }

  return TRUE;
}

static gboolean
read_children (const MonMemberReader  *reader,
               const MonNodeType      *type,
               guint                   value,
               GPtrArray              *nodes,
               GError                **error)
{
  if (!check_array (reader, value, error))
    return FALSE;

  for (guint i = mon_json_tree_first (reader->tree, value); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i))
    {
      gpointer node = mon_member_reader_read (reader, type, i, error);

      if (node == NULL)
        return FALSE;
      g_ptr_array_add (nodes, node);
    }

  return TRUE;
}

static gboolean
read_member (const MonMemberReader  *reader,
             const MonMember        *member,
             guint                   value,
             gpointer                node,
             GError                **error)
{
  gpointer place = G_STRUCT_MEMBER_P (node, member->offset);

  switch (member->kind)
    {
    case MON_MEMBER_CONSTANT:
      return TRUE;
    case MON_MEMBER_STRING:
      return mon_member_reader_read_text (reader, value, member->min, member->max, place, error);
    case MON_MEMBER_ID:
      return read_id (reader, value, place, error);
    case MON_MEMBER_UINT8:
    case MON_MEMBER_UINT16:
    case MON_MEMBER_INT:
      return read_int (reader, member, value, place, error);
    case MON_MEMBER_DOUBLE:
      return read_double (reader, value, place, error);
    case MON_MEMBER_NAMED:
      return read_named (reader, member, value, place, error);
    case MON_MEMBER_NAMED_SET:
      return read_named_set (reader, member, value, place, error);
    case MON_MEMBER_EXPRESSION:
      return read_expression (reader, value, place, error);
    case MON_MEMBER_STRINGS:
      return read_strings (reader, value, *(GPtrArray **) place, error);
    case MON_MEMBER_CHILDREN:
      return read_children (reader, member->child, value, *(GPtrArray **) place, error);
    case MON_MEMBER_CUSTOM:
      return member->hooks->read (reader, value, node, error);
    }

  g_assert_not_reached ();
}

/* The number of the member of this name, or n_members. */
static guint
find_member (const MonMemberReader *reader,
             const MonNodeType     *type,
             guint                  value)
{
  guint m = 0;

  while (m < type->n_members && !mon_json_tree_has_key (reader->tree, value, type->members[m].name))
    m++;

  return m;
}

static void
keep_unknown (const MonMemberReader  *reader,
              guint                   value,
              MbJson                **extra)
{
  if (*extra == NULL)
    {
      *extra = mb_json_new (FALSE);
      mb_json_begin_object (*extra);
    }
  mon_json_tree_write_member (reader->tree, value, *extra);
}

static gboolean
read_all_members (const MonMemberReader  *reader,
                  const MonNodeType      *type,
                  guint                   object,
                  gpointer                node,
                  GError                **error)
{
  g_autoptr (MbJson) extra = NULL;
  guint64 seen = 0;

  for (guint i = mon_json_tree_first (reader->tree, object); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i))
    {
      guint m = find_member (reader, type, i);

      if (m == type->n_members)
        keep_unknown (reader, i, &extra);
      else if (!read_member (reader, &type->members[m], i, node, error))
        return FALSE;
      else
        seen |= G_GUINT64_CONSTANT (1) << m;
    }

  for (guint m = 0; m < type->n_members; m++)
    if (type->members[m].presence == MON_MEMBER_REQUIRED && !(seen >> m & 1)
        && mon_member_applies (&type->members[m], node))
      {
        mon_member_reader_refuse (reader, object, error, _("the member “%s” is missing"),
                                  type->members[m].name);
        return FALSE;
      }

  if (extra != NULL)
    {
      mb_json_end_object (extra);
      *(char **) G_STRUCT_MEMBER_P (node, type->extra_offset) = g_strdup (mb_json_get_text (extra));
    }

  return TRUE;
}

/**
 * mon_member_reader_read:
 * @reader: what the reading needs
 * @type: what kind of node
 * @object: number of the value to read
 * @error: (nullable): place for the error
 *
 * Makes a node of an object. Members that the table does not name are kept as text.
 *
 * Returns: (transfer full) (nullable): the node, or %NULL
 */
gpointer
mon_member_reader_read (const MonMemberReader  *reader,
                  const MonNodeType      *type,
                  guint                   object,
                  GError                **error)
{
  gpointer node;

  if (mon_json_tree_get_type (reader->tree, object) != MON_JSON_OBJECT)
    {
      mon_member_reader_refuse (reader, object, error, _("expected members in braces"));
      return NULL;
    }

  node = type->create ();
  if (!read_all_members (reader, type, object, node, error)
      || (type->check != NULL && !type->check (reader, object, node, error)))
    g_clear_pointer (&node, type->destroy);

  return node;
}

/**
 * mon_member_reader_refuse:
 * @reader: what the reading needs
 * @value: number of the value that is at fault
 * @error: (nullable): place for the error
 * @format: what is wrong, in words
 * @...: arguments
 *
 * Sets an error "LINE:COLUMN: PATH: text" of the reader's domain and code.
 */
void
mon_member_reader_refuse (const MonMemberReader  *reader,
                          guint                   value,
                          GError                **error,
                          const char             *format,
                          ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  mon_json_tree_set_error (reader->tree, value, error, reader->domain, reader->code, "%s", text);
}
