/* fuzz-project.c: any text is a project or is refused with its place; a project survives saving.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "monitor/document/mon-json-scan.h"
#include "monitor/document/mon-project-file.h"
#include "fuzz.h"

/* "LINE:COLUMN: text", both from 1 on. */
static void
check_message (const char *message)
{
  char *end;

  g_assert_cmpuint (g_ascii_strtoull (message, &end, 10), >=, 1);
  g_assert_cmpint (*end, ==, ':');
  g_assert_cmpuint (g_ascii_strtoull (end + 1, &end, 10), >=, 1);
  g_assert_true (g_str_has_prefix (end, ": "));
  g_assert_cmpuint (strlen (end), >, 2);
  g_assert_true (g_utf8_validate (message, -1, NULL));
}

static JsonNodeType
expected_node_type (MonJsonType type)
{
  switch (type)
    {
    case MON_JSON_NULL:
      return JSON_NODE_NULL;
    case MON_JSON_ARRAY:
      return JSON_NODE_ARRAY;
    case MON_JSON_OBJECT:
      return JSON_NODE_OBJECT;
    case MON_JSON_FALSE:
    case MON_JSON_TRUE:
    case MON_JSON_NUMBER:
    case MON_JSON_STRING:
      return JSON_NODE_VALUE;
    }

  g_assert_not_reached ();
}

static void compare (const MonJsonTree *tree,
                     guint              value,
                     JsonNode          *node);

static void
compare_object (const MonJsonTree *tree,
                guint              value,
                JsonObject        *object)
{
  guint n = 0;

  for (guint i = mon_json_tree_first (tree, value); i != MON_JSON_NONE;
       i = mon_json_tree_next (tree, i), n++)
    {
      g_autoptr (GList) names = json_object_get_members (object);
      const char *name = g_list_nth_data (names, n);

      g_assert_nonnull (name);
      g_assert_true (mon_json_tree_has_key (tree, i, name));
      compare (tree, i, json_object_get_member (object, name));
    }
  g_assert_cmpuint (n, ==, json_object_get_size (object));
}

/* The second opinion of another reader about every value. */
static void
compare (const MonJsonTree *tree,
         guint              value,
         JsonNode          *node)
{
  MonJsonType type = mon_json_tree_get_type (tree, value);
  guint n = 0;

  g_assert_cmpint (json_node_get_node_type (node), ==, expected_node_type (type));
  if (type == MON_JSON_OBJECT)
    {
      compare_object (tree, value, json_node_get_object (node));
    }
  else if (type == MON_JSON_ARRAY)
    {
      for (guint i = mon_json_tree_first (tree, value); i != MON_JSON_NONE;
           i = mon_json_tree_next (tree, i))
        compare (tree, i, json_array_get_element (json_node_get_array (node), n++));
      g_assert_cmpuint (n, ==, json_array_get_length (json_node_get_array (node)));
    }
  else if (type == MON_JSON_STRING)
    {
      g_autofree char *text = mon_json_tree_dup_string (tree, value);

      g_assert_cmpstr (text, ==, json_node_get_string (node));
    }
}

static void
check_second_opinion (const char *text,
                      gsize       len)
{
  g_autoptr (MonJsonTree) tree = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (len >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    return;

  tree = mon_json_scan (text, len, NULL);
  if (tree == NULL)
    return;

  json_parser_load_from_data (parser, text, (gssize) len, &error);
  g_assert_no_error (error);
  compare (tree, 0, json_parser_get_root (parser));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  /* A block of its own, so that a look past the end is seen. */
  g_autofree char *text = g_memdup2 (data, MAX (size, 1));
  g_autoptr (MonProjectSpec) root = NULL;
  g_autoptr (MonProjectSpec) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  fuzz_begin ();
  check_second_opinion (text, size);

  root = mon_project_file_parse (text, (gssize) size, &error);
  g_assert_true ((root == NULL) == (error != NULL));
  if (root == NULL)
    {
      check_message (error->message);
      return 0;
    }

  first = mon_project_file_format (root);
  again = mon_project_file_parse (first, -1, &error);
  g_assert_no_error (error);
  second = mon_project_file_format (again);
  g_assert_cmpstr (first, ==, second);
  return 0;
}
