/* mon-member-writer.c: plain structs to JSON objects, by tables of their members.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-member-writer.h"

#include <string.h>

#include "monitor/document/mon-expression.h"
#include "monitor/document/mon-json-scan.h"

static gconstpointer
place_of (gconstpointer    node,
          const MonMember *member)
{
  return G_STRUCT_MEMBER_P (node, member->offset);
}

static gboolean
is_default (const MonMember *member,
            gconstpointer    node,
            gconstpointer    defaults)
{
  gconstpointer a = place_of (node, member);
  gconstpointer b = place_of (defaults, member);

  switch (member->kind)
    {
    case MON_MEMBER_CONSTANT:
    case MON_MEMBER_ID:
      return FALSE;
    case MON_MEMBER_STRING:
      return strcmp (*(char *const *) a, *(char *const *) b) == 0;
    case MON_MEMBER_UINT8:
      return *(const guint8 *) a == *(const guint8 *) b;
    case MON_MEMBER_UINT16:
      return *(const guint16 *) a == *(const guint16 *) b;
    case MON_MEMBER_INT:
    case MON_MEMBER_NAMED:
    case MON_MEMBER_NAMED_SET:
      return *(const int *) a == *(const int *) b;
    case MON_MEMBER_DOUBLE:
      return *(const double *) a == *(const double *) b;
    case MON_MEMBER_EXPRESSION:
      return *(MonExpression *const *) a == NULL;
    case MON_MEMBER_STRINGS:
    case MON_MEMBER_CHILDREN:
      return (*(GPtrArray *const *) a)->len == 0;
    case MON_MEMBER_CUSTOM:
      return member->hooks->is_default (node);
    }

  g_assert_not_reached ();
}

static void write_node (const MonNodeType *type,
                        gconstpointer      node,
                        gconstpointer      defaults,
                        MbJson            *json);

static void
write_children (const MonNodeType *type,
                const GPtrArray   *nodes,
                MbJson            *json)
{
  gpointer defaults = type->create ();

  mb_json_begin_array (json);
  for (guint i = 0; i < nodes->len; i++)
    write_node (type, nodes->pdata[i], defaults, json);
  mb_json_end_array (json);
  type->destroy (defaults);
}

static void
write_named_set (const MonMemberNames *names,
                 guint                 flags,
                 MbJson               *json)
{
  mb_json_begin_array (json);
  for (guint i = 0; i < names->n_names; i++)
    if (flags >> i & 1)
      mb_json_string (json, names->get_name (i));
  mb_json_end_array (json);
}

static void
write_strings (const GPtrArray *strings,
               MbJson          *json)
{
  mb_json_begin_array (json);
  for (guint i = 0; i < strings->len; i++)
    mb_json_string (json, strings->pdata[i]);
  mb_json_end_array (json);
}

static void
write_member (const MonMember *member,
              gconstpointer    node,
              MbJson          *json)
{
  gconstpointer place = place_of (node, member);

  mb_json_key (json, member->name);
  switch (member->kind)
    {
    case MON_MEMBER_CONSTANT:
      mb_json_int (json, member->min);
      break;
    case MON_MEMBER_STRING:
    case MON_MEMBER_ID:
      mb_json_string (json, *(char *const *) place);
      break;
    case MON_MEMBER_UINT8:
      mb_json_int (json, *(const guint8 *) place);
      break;
    case MON_MEMBER_UINT16:
      mb_json_int (json, *(const guint16 *) place);
      break;
    case MON_MEMBER_INT:
      mb_json_int (json, *(const int *) place);
      break;
    case MON_MEMBER_DOUBLE:
      mb_json_double (json, *(const double *) place);
      break;
    case MON_MEMBER_NAMED:
      mb_json_string (json, member->names->get_name (*(const guint *) place));
      break;
    case MON_MEMBER_NAMED_SET:
      write_named_set (member->names, *(const guint *) place, json);
      break;
    case MON_MEMBER_EXPRESSION:
      mb_json_string (json, mon_expression_get_text (*(MonExpression *const *) place));
      break;
    case MON_MEMBER_STRINGS:
      write_strings (*(GPtrArray *const *) place, json);
      break;
    case MON_MEMBER_CHILDREN:
      write_children (member->child, *(GPtrArray *const *) place, json);
      break;
    case MON_MEMBER_CUSTOM:
      member->hooks->write (node, json);
      break;
    }
}

static void
write_extra (const char *extra,
             MbJson     *json)
{
  g_autoptr (MonJsonTree) tree = mon_json_scan (extra, strlen (extra), NULL);

  /* We wrote it ourselves when the file was read. */
  g_assert (tree != NULL);

  for (guint i = mon_json_tree_first (tree, 0); i != MON_JSON_NONE;
       i = mon_json_tree_next (tree, i))
    mon_json_tree_write_member (tree, i, json);
}

/* Unknown members come before children, where a person finds them. */
static void
write_node (const MonNodeType *type,
            gconstpointer      node,
            gconstpointer      defaults,
            MbJson            *json)
{
  const char *extra = *(char *const *) G_STRUCT_MEMBER_P (node, type->extra_offset);

  mb_json_begin_object (json);
  for (guint m = 0; m < type->n_members; m++)
    {
      const MonMember *member = &type->members[m];

      if (member->kind == MON_MEMBER_CHILDREN && extra != NULL)
        write_extra (g_steal_pointer (&extra), json);
      if (mon_member_applies (member, node)
          && (member->presence != MON_MEMBER_OPTIONAL || !is_default (member, node, defaults)))
        write_member (member, node, json);
    }
  if (extra != NULL)
    write_extra (extra, json);
  mb_json_end_object (json);
}

/**
 * mon_member_writer_write:
 * @type: what kind of node
 * @node: the node
 * @json: a writer
 *
 * Writes a node as an object: first what the table names, as far as it is not left at its default,
 * with the unknown members before the children.
 */
void
mon_member_writer_write (const MonNodeType *type,
                   gconstpointer      node,
                   MbJson            *json)
{
  gpointer defaults = type->create ();

  write_node (type, node, defaults, json);
  type->destroy (defaults);
}
