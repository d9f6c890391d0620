/* mon-json-tree.c: the values in a checked JSON text.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-json-tree-private.h"

#include "monitor/document/mon-json-text.h"

static MonJsonValue *
get_value (const MonJsonTree *tree,
           guint              value)
{
  return &g_array_index (tree->values, MonJsonValue, value);
}

/**
 * mon_json_tree_new:
 * @text: the text, which must outlive the tree
 *
 * Makes a tree without values, to be filled in by a scan.
 *
 * Returns: (transfer full): the tree
 */
MonJsonTree *
mon_json_tree_new (const char *text)
{
  MonJsonTree *tree = g_new0 (MonJsonTree, 1);

  tree->text = text;
  tree->values = g_array_new (FALSE, FALSE, sizeof (MonJsonValue));

  return tree;
}

/**
 * mon_json_tree_free:
 * @tree: (transfer full): a tree
 *
 * Frees the tree, not the text.
 */
void
mon_json_tree_free (MonJsonTree *tree)
{
  g_array_unref (tree->values);
  g_free (tree);
}

/**
 * mon_json_tree_begin:
 * @tree: a tree that grows
 * @type: type of the value
 * @start: offset of its first byte
 * @key: offset of the quote of its name, or 0
 * @previous: number of the sibling before it, or %MON_JSON_NONE
 *
 * Adds a value that is open until mon_json_tree_end().
 *
 * Returns: its number
 */
guint
mon_json_tree_begin (MonJsonTree *tree,
                     MonJsonType  type,
                     gsize        start,
                     gsize        key,
                     guint        previous)
{
  guint self = tree->values->len;
  MonJsonValue value = {
    .start = (guint32) start,
    .end = G_MAXUINT32,
    .key = (guint32) key,
    .type = type,
  };

  g_array_append_val (tree->values, value);
  if (previous != MON_JSON_NONE)
    get_value (tree, previous)->next = self;

  return self;
}

/**
 * mon_json_tree_end:
 * @tree: a tree that grows
 * @value: number of an open value
 * @end: offset of the first byte after it
 *
 * Closes a value.
 */
void
mon_json_tree_end (MonJsonTree *tree,
                   guint        value,
                   gsize        end)
{
  get_value (tree, value)->end = (guint32) end;
}

/**
 * mon_json_tree_get_n_values:
 * @tree: a tree
 *
 * Counts all values.
 *
 * Returns: their number
 */
guint
mon_json_tree_get_n_values (const MonJsonTree *tree)
{
  return tree->values->len;
}

/**
 * mon_json_tree_get_type:
 * @tree: a tree
 * @value: number of a value
 *
 * Tells what a value is.
 *
 * Returns: its type
 */
MonJsonType
mon_json_tree_get_type (const MonJsonTree *tree,
                        guint              value)
{
  return get_value (tree, value)->type;
}

/**
 * mon_json_tree_get_key:
 * @tree: a tree
 * @value: number of a member
 *
 * Gives the name of a member as it is written, from its quote on.
 *
 * Returns: (transfer none) (nullable): the place in the text, or %NULL for what is no member
 */
const char *
mon_json_tree_get_key (const MonJsonTree *tree,
                       guint              value)
{
  guint32 key = get_value (tree, value)->key;

  return key != 0 ? tree->text + key : NULL;
}

/**
 * mon_json_tree_first:
 * @tree: a tree
 * @value: number of a value
 *
 * Gives the first member of an object or element of an array.
 *
 * Returns: its number, or %MON_JSON_NONE for what is empty or no container
 */
guint
mon_json_tree_first (const MonJsonTree *tree,
                     guint              value)
{
  guint child = value + 1;

  if (child < tree->values->len && get_value (tree, child)->start < get_value (tree, value)->end)
    return child;

  return MON_JSON_NONE;
}

/**
 * mon_json_tree_next:
 * @tree: a tree
 * @value: number of a value
 *
 * Gives the next member or element of the same container.
 *
 * Returns: its number, or %MON_JSON_NONE after the last
 */
guint
mon_json_tree_next (const MonJsonTree *tree,
                    guint              value)
{
  guint next = get_value (tree, value)->next;

  return next != 0 ? next : MON_JSON_NONE;
}

/**
 * mon_json_tree_find:
 * @tree: a tree
 * @object: number of a value
 * @key: name of a member
 *
 * Finds a member of an object. O(members).
 *
 * Returns: its number, or %MON_JSON_NONE
 */
guint
mon_json_tree_find (const MonJsonTree *tree,
                    guint              object,
                    const char        *key)
{
  guint member = mon_json_tree_first (tree, object);

  while (member != MON_JSON_NONE && !mon_json_tree_has_key (tree, member, key))
    member = mon_json_tree_next (tree, member);

  return member;
}

/**
 * mon_json_tree_has_key:
 * @tree: a tree
 * @value: number of a value
 * @key: a name
 *
 * Tells whether a value is the member of this name of its object.
 *
 * Returns: whether it is
 */
gboolean
mon_json_tree_has_key (const MonJsonTree *tree,
                       guint              value,
                       const char        *key)
{
  const MonJsonValue *v = get_value (tree, value);

  return v->key != 0 && mon_json_text_string_is (tree->text + v->key, key);
}

/**
 * mon_json_tree_dup_string:
 * @tree: a tree
 * @value: number of a string
 *
 * Gives the text of a string, with its escapes resolved.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
mon_json_tree_dup_string (const MonJsonTree *tree,
                          guint              value)
{
  g_return_val_if_fail (mon_json_tree_get_type (tree, value) == MON_JSON_STRING, NULL);

  return mon_json_text_dup_string (tree->text + get_value (tree, value)->start);
}

/**
 * mon_json_tree_get_int:
 * @tree: a tree
 * @value: number of a value
 * @out_number: (out): the number
 *
 * Reads a whole number, however it is written: 5, 5.0 and 0.5e1 are the same.
 *
 * Returns: %FALSE when the value is no whole number or does not fit
 */
gboolean
mon_json_tree_get_int (const MonJsonTree *tree,
                       guint              value,
                       gint64            *out_number)
{
  const MonJsonValue *v = get_value (tree, value);

  return v->type == MON_JSON_NUMBER
         && mon_json_text_get_int (tree->text + v->start, v->end - v->start, out_number);
}

/**
 * mon_json_tree_get_double:
 * @tree: a tree
 * @value: number of a number
 *
 * Reads a number.
 *
 * Returns: the number, finite
 */
double
mon_json_tree_get_double (const MonJsonTree *tree,
                          guint              value)
{
  const MonJsonValue *v = get_value (tree, value);

  g_return_val_if_fail (v->type == MON_JSON_NUMBER, 0);

  return mon_json_text_get_double (tree->text + v->start, v->end - v->start);
}

/**
 * mon_json_tree_write:
 * @tree: a tree
 * @value: number of a value
 * @json: a writer
 *
 * Writes a value anew: numbers as they were written, blanks as the writer likes.
 */
void
mon_json_tree_write (const MonJsonTree *tree,
                     guint              value,
                     MbJson            *json)
{
  const MonJsonValue *v = get_value (tree, value);
  g_autofree char *text = NULL;

  switch ((MonJsonType) v->type)
    {
    case MON_JSON_NULL:
    case MON_JSON_FALSE:
    case MON_JSON_TRUE:
    case MON_JSON_NUMBER:
      text = g_strndup (tree->text + v->start, v->end - v->start);
      mb_json_raw (json, text);
      break;
    case MON_JSON_STRING:
      text = mon_json_tree_dup_string (tree, value);
      mb_json_string (json, text);
      break;
    case MON_JSON_ARRAY:
      mb_json_begin_array (json);
      for (guint i = mon_json_tree_first (tree, value); i != MON_JSON_NONE;
           i = mon_json_tree_next (tree, i))
        mon_json_tree_write (tree, i, json);
      mb_json_end_array (json);
      break;
    case MON_JSON_OBJECT:
      mb_json_begin_object (json);
      for (guint i = mon_json_tree_first (tree, value); i != MON_JSON_NONE;
           i = mon_json_tree_next (tree, i))
        mon_json_tree_write_member (tree, i, json);
      mb_json_end_object (json);
      break;
    }
}

/**
 * mon_json_tree_write_member:
 * @tree: a tree
 * @value: number of a member of an object
 * @json: a writer inside an object
 *
 * Writes a member anew, name and value.
 */
void
mon_json_tree_write_member (const MonJsonTree *tree,
                            guint              value,
                            MbJson            *json)
{
  g_autofree char *key = mon_json_text_dup_string (tree->text + get_value (tree, value)->key);

  mb_json_key (json, key);
  mon_json_tree_write (tree, value, json);
}
