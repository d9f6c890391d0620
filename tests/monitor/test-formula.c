/* test-formula.c: names of tags, expressions between people and files, computed tags in files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-formula-graph.h"
#include "monitor/document/mon-formula.h"
#include "monitor/document/mon-project-file.h"

#include <string.h>

#define READ(id, name) \
  "{\"id\":\"" id "\",\"name\":\"" name "\",\"table\":\"holding\",\"address\":0}"
#define COMPUTED(id, name, expression) \
  "{\"id\":\"" id "\",\"name\":\"" name "\",\"expression\":\"" expression "\"}"
#define DEVICE(name, tags) "{\"name\":\"" name "\",\"tags\":[" tags "]}"
#define CONNECTION(name, devices) \
  "{\"name\":\"" name "\",\"host\":\"10.0.0.1\",\"devices\":[" devices "]}"
#define PROJECT(connections) "{\"coilscope\":1,\"connections\":[" connections "]}"

static MonProjectSpec *
read_project (const char *text)
{
  g_autoptr (GError) error = NULL;
  MonProjectSpec *root = mon_project_file_parse (text, -1, &error);

  g_assert_no_error (error);
  return root;
}

/* Names that are easy to mix up. */
static const char names[] = PROJECT (
  CONNECTION ("North", DEVICE ("Boiler", READ ("nbs", "Supply") "," READ ("nbr", "Return") ","
                               READ ("nbx", "Pump/Speed"))
              "," DEVICE ("Pump", READ ("nps", "Speed") "," READ ("npo", "Only")))
  "," CONNECTION ("South", DEVICE ("Boiler", READ ("sbs", "Supply") "," READ ("sbt", "Twice") ","
                                   READ ("sbu", "Twice"))
                  "," DEVICE ("", READ ("s-r", "Return"))));

static const struct
{
  guint       home;  /* number of a tag in the home device; NO_HOME: none */
  const char *name;
  const char *id;    /* NULL: unknown; "": ambiguous */
} name_cases[] = {
#define NO_HOME 99
  { 0, "Supply", "nbs" },
  { 5, "Supply", "sbs" },
  { 3, "Supply", "" },
  { NO_HOME, "Supply", "" },
  { NO_HOME, "Only", "npo" },
  { 5, "Only", "npo" },
  { 0, "Boiler/Supply", "" },
  { 0, "North/Boiler/Supply", "nbs" },
  { 0, "South/Boiler/Supply", "sbs" },
  { 0, "Boiler/Return", "nbr" },
  { 0, "10.0.0.1:502/1/Return", "s-r" },
  { 0, "South/10.0.0.1:502/1/Return", "s-r" },
  { 0, "Pump/Speed", "nbx" },
  { NO_HOME, "Pump/Speed", "nbx" },
  { NO_HOME, "North/Pump/Speed", "nps" },
  { NO_HOME, "Boiler/Pump/Speed", "nbx" },
  { NO_HOME, "Speed", "nps" },
  { 5, "Twice", "" },
  { 0, "supply", NULL },
  { 0, "Cellar/Supply", NULL },
  { 0, "North/Supply", NULL },
  { 0, "/Supply", NULL },
  { 0, "Supply/", NULL },
};

static void
test_names (void)
{
  g_autoptr (MonProjectSpec) root = read_project (names);
  g_autoptr (MonTagIndex) index = mon_tag_index_new (root);

  g_assert_cmpuint (mon_tag_index_get_n_places (index), ==, 9);
  for (guint i = 0; i < G_N_ELEMENTS (name_cases); i++)
    {
      guint home_tag = name_cases[i].home;
      const MonDeviceSpec *home = home_tag == NO_HOME
                                  ? NULL : mon_tag_index_get_place (index, home_tag)->device;
      const char *id = name_cases[i].id;
      g_autoptr (GError) error = NULL;
      const MonTagPlace *place = mon_tag_index_find_name (index, home, name_cases[i].name, &error);

      if (place != NULL)
        g_assert_cmpstr (place->tag->id, ==, id);
      else if (id == NULL)
        g_assert_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_UNKNOWN);
      else
        {
          g_assert_cmpstr (id, ==, "");
          g_assert_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_AMBIGUOUS);
        }
    }
  g_assert_null (mon_tag_index_find_id (index, "Supply"));
  g_assert_cmpstr (mon_tag_index_find_id (index, "nps")->device->name, ==, "Pump");
}

/* Whatever is said is understood. */
static void
test_shortest_names (void)
{
  static const char *const expected[] = {
    "Supply", "Return", "Pump/Speed", "North/Pump/Speed", "Pump/Only", "South/Boiler/Supply", NULL,
    NULL, "10.0.0.1:502/1/Return",
  };
  g_autoptr (MonProjectSpec) root = read_project (names);
  g_autoptr (MonTagIndex) index = mon_tag_index_new (root);
  const MonDeviceSpec *home = mon_tag_index_get_place (index, 0)->device;

  for (guint i = 0; i < mon_tag_index_get_n_places (index); i++)
    {
      const MonTagPlace *place = mon_tag_index_get_place (index, i);
      g_autofree char *name = mon_tag_index_dup_name (index, home, place);

      g_assert_cmpstr (name, ==, expected[i]);
      if (name != NULL)
        g_assert_true (mon_tag_index_find_name (index, home, name, NULL) == place);
    }
}

static void
test_resolve (void)
{
  g_autoptr (MonProjectSpec) root = read_project (names);
  g_autoptr (MonTagIndex) index = mon_tag_index_new (root);
  const MonDeviceSpec *home = mon_tag_index_get_place (index, 0)->device;
  g_autoptr (MonExpression) expression =
    mon_expression_parse ("Supply - ('Boiler/Return'+{gone}) × 'North/Pump/Speed'", NULL, NULL);
  g_autoptr (GError) error = NULL;
  MonExpressionSpot spot;
  g_autoptr (MonExpression) resolved = mon_formula_resolve (expression, index, home, &spot, &error);
  g_autoptr (MonExpression) unknown = mon_expression_parse ("Supply + größe + Speeed", NULL, NULL);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (mon_expression_get_text (resolved), ==, "{nbs} - ({nbr}+{gone}) × {nps}");
  text = mon_formula_dup_text (resolved, index, home);
  g_assert_cmpstr (text, ==, "Supply - ('Return'+{gone}) × 'North/Pump/Speed'");

  g_assert_null (mon_formula_resolve (unknown, index, home, &spot, &error));
  g_assert_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_UNKNOWN);
  g_assert_cmpstr (error->message, ==, "there is no tag “größe”");
  g_assert_cmpuint (spot.column, ==, 10);
}

/* A file with names comes back with ids, and all else as it was; renaming changes nothing in it. */
static void
test_file (void)
{
  g_autoptr (MonProjectSpec) root = read_project (
    PROJECT (CONNECTION ("", DEVICE ("Boiler",
      "{\"id\":\"d\",\"name\":\"Difference\",\"expression\":\"Supply  − 'Pump/Return'\","
      "\"unit\":\"K\",\"decimals\":1,\"note\":5}," READ ("s", "Supply"))
    "," DEVICE ("Pump", READ ("r", "Return") "," COMPUTED ("l", "Alarm", "Difference > 3")))));
  const MonConnectionSpec *connection = root->connections->pdata[0];
  const MonDeviceSpec *boiler = connection->devices->pdata[0];
  MonTagSpec *difference = boiler->tags->pdata[0];
  MonTagSpec *supply = boiler->tags->pdata[1];
  const MonTagSpec *alarm = ((MonDeviceSpec *) connection->devices->pdata[1])->tags->pdata[1];
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (MonProjectSpec) read_again = NULL;

  g_assert_true (mon_tag_spec_is_computed (difference));
  g_assert_false (mon_tag_spec_is_writable (difference));
  g_assert_false (mon_tag_spec_is_bool (difference));
  g_assert_cmpuint (mon_tag_spec_n_items (difference), ==, 0);
  g_assert_true (mon_tag_spec_is_bool (alarm));
  g_assert_false (mon_tag_spec_is_computed (supply));
  g_assert_cmpstr (mon_expression_get_text (alarm->expression), ==, "{d} > 3");

  g_free (supply->name);
  supply->name = g_strdup ("Vorlauf");
  text = mon_project_file_format (root);
  g_assert_nonnull (strstr (text, "\"id\": \"d\",\n"
                                  "              \"name\": \"Difference\",\n"
                                  "              \"expression\": \"{s}  − {r}\",\n"
                                  "              \"unit\": \"K\",\n"
                                  "              \"decimals\": 1,\n"
                                  "              \"note\": 5\n            }"));
  read_again = read_project (text);
  again = mon_project_file_format (read_again);
  g_assert_cmpstr (again, ==, text);
}

static void
test_edit_shares_expression (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  g_autoptr (MonTagSpec) copy = NULL;

  tag->expression = mon_expression_parse ("1 + 2", NULL, NULL);
  copy = mon_tag_spec_edit (tag);
  g_assert_true (copy->expression == tag->expression);
  g_clear_pointer (&tag, mon_tag_spec_unref);
  g_assert_cmpstr (mon_expression_get_text (copy->expression), ==, "1 + 2");
}

#define IN "connections[0].devices[0].tags"

static const struct
{
  const char *text;
  const char *message;
} refused_cases[] = {
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":\"1 +\"}"))),
    "2:30: " IN "[0].expression: expected a value, not the end" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":\"größe × ?\"}"))),
    "2:35: " IN "[0].expression: this sign means nothing here" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":"
                                          "\"\\u0067\\u00f6\\\" ?\"}"))),
    "2:39: " IN "[0].expression: expected names in single quotes: 'Name'" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":\"\"}"))),
    "2:26: " IN "[0].expression: must not be empty" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":5}"))),
    "2:26: " IN "[0].expression: expected text in quotes" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":\"2 * Supply\"}"))),
    "2:31: " IN "[0].expression: there is no tag “Supply”" },
  { PROJECT (CONNECTION ("", DEVICE ("D", READ ("b", "b") "," READ ("c", "b")
                                          ",\n{\"name\":\"a\",\"expression\":\"b\"}"))),
    "2:27: " IN "[2].expression: there are several tags “b”: write 'Device/Tag', "
    "'Connection/Device/Tag' or, by its id, {id}" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":\"a + 1\"}"))),
    "2:27: " IN "[0].expression: computed of itself: a → a" },
  { PROJECT (CONNECTION ("", DEVICE ("D", COMPUTED ("x", "x", "b") ",\n"
                                          COMPUTED ("b", "b", "'c d'") ",\n"
                                          COMPUTED ("c", "c d", "1 + d") ",\n"
                                          COMPUTED ("d", "d", "b * 2")))),
    "2:36: " IN "[1].expression: computed of itself: b → c d → d → b" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":\"1\","
                                          "\"table\":\"holding\"}"))),
    "2:38: " IN "[0].table: a tag with an expression is computed, not read: leave out this, or the "
    "expression" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"address\":0,\"name\":\"a\","
                                          "\"expression\":\"1\"}"))),
    "2:12: " IN "[0].address: a tag with an expression is computed, not read: leave out this, or "
    "the expression" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"name\":\"a\",\"expression\":\"1\","
                                          "\"period_ms\":100}"))),
    "2:42: " IN "[0].period_ms: a tag with an expression is computed, not read: leave out this, or "
    "the expression" },
  { PROJECT (CONNECTION ("", DEVICE ("D", "\n{\"expression\":\"1\"}"))),
    "2:1: " IN "[0]: the member “name” is missing" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused_cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mon_project_file_parse (refused_cases[i].text, -1, &error));
      g_assert_error (error, MON_PROJECT_ERROR, MON_PROJECT_ERROR_VALUE);
      g_assert_cmpstr (error->message, ==, refused_cases[i].message);
    }
}

/* What is gone may come back by undo; a file is not lost for it. */
static void
test_gone (void)
{
  g_autoptr (MonProjectSpec) root = read_project (
    PROJECT (CONNECTION ("", DEVICE ("D", COMPUTED ("a", "a", "{gone} + 1")))));
  g_autofree char *text = mon_project_file_format (root);

  g_assert_nonnull (strstr (text, "\"expression\": \"{gone} + 1\""));
}

static MonFormulaGraph *
graph_of (const MonTagIndex *index)
{
  MonFormulaGraph *graph = mon_formula_graph_new (index);

  for (guint i = 0; i < mon_formula_graph_get_n_nodes (graph); i++)
    {
      const MonFormulaNode *node = mon_formula_graph_get_node (graph, i);

      g_assert_cmpint (node->level, <, (int) mon_formula_graph_get_n_levels (graph));
    }
  return graph;
}

static void
test_levels (void)
{
  static const int levels[] = { 2, 0, 1, 0, 3 };
  g_autoptr (MonProjectSpec) root = read_project (
    PROJECT (CONNECTION ("", DEVICE ("D", COMPUTED ("a", "a", "c + b") "," COMPUTED ("b", "b", "r")
                                     "," COMPUTED ("c", "c", "b + b + r") "," READ ("r", "r")
                                     "," COMPUTED ("d", "d", "pi + {gone}") ","
                                     COMPUTED ("e", "e", "a + b")))));
  g_autoptr (MonTagIndex) index = mon_tag_index_new (root);
  g_autoptr (MonFormulaGraph) graph = graph_of (index);
  const MonFormulaNode *last = mon_formula_graph_get_node (graph, 4);

  g_assert_cmpuint (mon_formula_graph_get_n_nodes (graph), ==, G_N_ELEMENTS (levels));
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    g_assert_cmpint (mon_formula_graph_get_node (graph, i)->level, ==, levels[i]);
  g_assert_cmpuint (mon_formula_graph_get_n_levels (graph), ==, 4);
  g_assert_cmpuint (last->n_inputs, ==, 2);
  g_assert_cmpuint (last->inputs[0], ==, mon_tag_index_find_id (index, "a")->tag->handle);
  g_assert_cmpuint (mon_formula_graph_get_node (graph, 3)->inputs[0], ==, 0);
}

static void
add_computed (MonDeviceSpec *device,
              const char    *id,
              const char    *text)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  g_free (tag->id);
  g_free (tag->name);
  tag->id = g_strdup (id);
  tag->name = g_strdup_printf ("tag %s", id);
  tag->expression = mon_expression_parse (text, NULL, NULL);
  g_ptr_array_add (device->tags, tag);
}

static MonProjectSpec *
project_of (MonDeviceSpec *device)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_new ();

  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  return root;
}

/* What stands behind a circle is found to, yet it is not what is to blame. */
static void
test_circle (void)
{
  MonDeviceSpec *device = mon_device_spec_new ();
  g_autoptr (MonProjectSpec) root = project_of (device);
  g_autoptr (MonTagIndex) index = NULL;
  g_autoptr (MonFormulaGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  guint node;

  add_computed (device, "behind", "{y}");
  add_computed (device, "fine", "1");
  add_computed (device, "x", "{fine} + {y}");
  add_computed (device, "y", "'tag x'");
  index = mon_tag_index_new (root);
  graph = graph_of (index);
  g_assert_cmpint (mon_formula_graph_get_node (graph, 0)->level, ==, -1);
  g_assert_cmpint (mon_formula_graph_get_node (graph, 1)->level, ==, 0);
  g_assert_cmpint (mon_formula_graph_get_node (graph, 2)->level, ==, -1);
  g_assert_false (mon_formula_graph_check (graph, &node, &error));
  g_assert_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_CIRCLE);
  g_assert_cmpstr (error->message, ==, "computed of itself: tag x → tag y → tag x");
  g_assert_cmpuint (node, ==, 2);
}

/* Neither a long chain nor a large circle needs a deep stack or a long message. */
static void
test_long_chains (void)
{
  MonDeviceSpec *device = mon_device_spec_new ();
  g_autoptr (MonProjectSpec) root = project_of (device);
  MonTagSpec *first;
  g_autoptr (MonTagIndex) index = NULL;
  g_autoptr (MonFormulaGraph) graph = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 50000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autofree char *text = g_strdup_printf ("{%u} + 1", i - 1);

      add_computed (device, id, i == 0 ? "1" : text);
    }
  index = mon_tag_index_new (root);
  graph = graph_of (index);
  g_assert_cmpuint (mon_formula_graph_get_n_levels (graph), ==, 50000);
  g_assert_true (mon_formula_graph_check (graph, NULL, NULL));
  g_clear_pointer (&graph, mon_formula_graph_free);

  first = device->tags->pdata[0];
  mon_expression_unref (first->expression);
  first->expression = mon_expression_parse ("{49999}", NULL, NULL);
  graph = graph_of (index);
  g_assert_cmpuint (mon_formula_graph_get_n_levels (graph), ==, 0);
  g_assert_false (mon_formula_graph_check (graph, NULL, &error));
  g_assert_cmpstr (error->message, ==,
                   "computed of itself: tag 0 → tag 49999 → tag 49998 → tag 49997 → tag 49996 → "
                   "tag 49995 → tag 49994 → tag 49993 → … → tag 0");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/formula/names", test_names);
  g_test_add_func ("/mon/formula/shortest-names", test_shortest_names);
  g_test_add_func ("/mon/formula/resolve", test_resolve);
  g_test_add_func ("/mon/formula/file", test_file);
  g_test_add_func ("/mon/formula/edit-shares-expression", test_edit_shares_expression);
  g_test_add_func ("/mon/formula/refused", test_refused);
  g_test_add_func ("/mon/formula/gone", test_gone);
  g_test_add_func ("/mon/formula/levels", test_levels);
  g_test_add_func ("/mon/formula/circle", test_circle);
  g_test_add_func ("/mon/formula/long-chains", test_long_chains);
  return g_test_run ();
}
