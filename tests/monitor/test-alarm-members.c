/* test-alarm-members.c: the alarms of project files, read, written and refused, and their shelf.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-project.h"
#include "monitor/store/mon-alarm-event.h"

#define TAGS(tags) \
  "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"tags\":[\n" tags "]}]}]}"
#define TAG(members, alarms) TAGS ("{\"name\":\"a\"," members ",\n\"alarms\":" alarms "}")
#define HOLDING "\"table\":\"holding\",\"address\":0"
#define COIL "\"table\":\"coils\",\"address\":0"

/* As in the description of the members. */
static const char example[] = TAGS (
  "{ \"name\": \"Supply temperature\", \"table\": \"holding\", \"address\": 0,"
  "  \"type\": \"float32\", \"unit\": \"°C\", \"alarms\": ["
  "  { \"kind\": \"high\", \"limit\": 85, \"hysteresis\": 2, \"on_delay_ms\": 5000 },"
  "  { \"kind\": \"high-high\", \"limit\": 95, \"hysteresis\": 2, \"priority\": \"critical\","
  "    \"text\": \"Boiler overheats\" },"
  "  { \"kind\": \"rate\", \"limit\": 5, \"window_ms\": 60000, \"direction\": \"up\" },"
  "  { \"kind\": \"stale\", \"on_delay_ms\": 10000 } ] },"
  "{ \"name\": \"Pump fault\", \"table\": \"discrete\", \"address\": 4, \"alarms\": ["
  "  { \"kind\": \"state\", \"latched\": true } ] },"
  "{ \"name\": \"Operating mode\", \"table\": \"holding\", \"address\": 15, \"alarms\": ["
  "  { \"kind\": \"state\", \"value\": 3, \"text\": \"Mode: emergency\","
  "    \"off_delay_ms\": 2000 } ] },"
  "{ \"name\": \"No alarm\", \"table\": \"holding\", \"address\": 16, \"alarms\": [] }");

static MonProjectSpec *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  MonProjectSpec *root = mon_project_file_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (root);
  return root;
}

static const MonTagSpec *
tag_of (MonProjectSpec *root,
        guint           index)
{
  MonConnectionSpec *connection = root->connections->pdata[0];
  MonDeviceSpec *device = connection->devices->pdata[0];

  return g_ptr_array_index (device->tags, index);
}

static const MonAlarmSpec *
alarm_of (MonProjectSpec *root,
          guint           tag,
          guint           index)
{
  return g_ptr_array_index (tag_of (root, tag)->alarms, index);
}

static void
check_example (MonProjectSpec *root)
{
  const MonAlarmSpec *high = alarm_of (root, 0, 0);
  const MonAlarmSpec *high_high = alarm_of (root, 0, 1);
  const MonAlarmSpec *rate = alarm_of (root, 0, 2);
  const MonAlarmSpec *stale = alarm_of (root, 0, 3);
  const MonAlarmSpec *fault = alarm_of (root, 1, 0);
  const MonAlarmSpec *mode = alarm_of (root, 2, 0);

  g_assert_cmpint (high->kind, ==, MON_ALARM_HIGH);
  g_assert_cmpfloat (high->limit, ==, 85);
  g_assert_cmpfloat (high->hysteresis, ==, 2);
  g_assert_cmpint (high->on_delay_ms, ==, 5000);
  g_assert_cmpint (high->priority, ==, MON_ALARM_PRIORITY_MEDIUM);
  g_assert_cmpint (high_high->kind, ==, MON_ALARM_HIGH_HIGH);
  g_assert_cmpint (high_high->on_delay_ms, ==, MON_ALARM_DELAY_OF_KIND);
  g_assert_cmpint (high_high->priority, ==, MON_ALARM_PRIORITY_CRITICAL);
  g_assert_cmpstr (high_high->text, ==, "Boiler overheats");
  g_assert_cmpint (rate->kind, ==, MON_ALARM_RATE);
  g_assert_cmpuint (rate->window_ms, ==, 60000);
  g_assert_cmpint (rate->direction, ==, MON_ALARM_UP);
  g_assert_cmpint (stale->kind, ==, MON_ALARM_STALE);
  g_assert_cmpint (fault->kind, ==, MON_ALARM_STATE);
  g_assert_cmpint (fault->value, ==, 1);
  g_assert_true (fault->is_latched);
  g_assert_cmpint (mode->value, ==, 3);
  g_assert_cmpuint (mode->off_delay_ms, ==, 2000);
  g_assert_false (mode->is_latched);
  g_assert_null (tag_of (root, 3)->alarms);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_null (tag_of (root, i)->extra);
      g_assert_null (alarm_of (root, 0, i)->extra);
    }
}

static void
test_example (void)
{
  g_autoptr (MonProjectSpec) root = parse (example);
  g_autoptr (MonProjectSpec) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  check_example (root);
  first = mon_project_file_format (root);
  again = parse (first);
  check_example (again);
  g_assert_cmpstr (alarm_of (root, 0, 0)->id, ==, alarm_of (again, 0, 0)->id);
  g_assert_cmpuint (alarm_of (root, 0, 0)->handle, !=, alarm_of (again, 0, 0)->handle);
  second = mon_project_file_format (again);
  g_assert_cmpstr (first, ==, second);
}

/* Lines of an alarm as a person would edit it, without indentation and id. */
static const char *const written[][2] = {
  { "[{\"kind\":\"state\",\"value\":1,\"latched\":false,\"off_delay_ms\":0,\"hue\":[7]}]",
    "\"kind\": \"state\",\n\"hue\": [\n7\n]\n}" },
  { "[{\"limit\":5,\"kind\":\"low\",\"on_delay_ms\":0}]",
    "\"kind\": \"low\",\n\"limit\": 5,\n\"on_delay_ms\": 0\n}" },
  { "[{\"kind\":\"rate\",\"limit\":0.5,\"window_ms\":60000,\"direction\":\"both\"}]",
    "\"kind\": \"rate\",\n\"limit\": 0.5\n}" },
  { "[{\"text\":\"x\",\"latched\":true,\"priority\":\"low\",\"kind\":\"stale\"}]",
    "\"kind\": \"stale\",\n\"priority\": \"low\",\n\"latched\": true,\n\"text\": \"x\"\n}" },
};

static char *
without_indentation (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_strchug (lines[i]);
  return g_strjoinv ("\n", lines);
}

static void
test_written (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autofree char *text = g_strdup_printf (TAG (HOLDING, "%s"), written[i][0]);
      g_autoptr (MonProjectSpec) root = parse (text);
      g_autofree char *formatted = mon_project_file_format (root);
      g_autofree char *plain = without_indentation (formatted);

      g_test_message ("%s", written[i][0]);
      if (strstr (plain, written[i][1]) == NULL)
        g_test_message ("%s", plain);
      g_assert_nonnull (strstr (plain, written[i][1]));
    }
}

typedef struct
{
  const char *members;
  const char *alarms;
  const char *message;
} Refused;

static const Refused refused[] = {
  { HOLDING, "{}", "alarms: expected a list in brackets" },
  { HOLDING, "[3]", "alarms[0]: expected members in braces" },
  { HOLDING, "[{}]", "3:11: connections[0].devices[0].tags[0].alarms[0]: the member “kind” is" },
  { HOLDING, "[{\"kind\":\"hi\"}]", "alarms[0].kind: unknown: expected low-low, low, high, high-" },
  { HOLDING, "[{\"kind\":\"high\"}]", "alarms[0]: the member “limit” is missing" },
  { HOLDING, "[{\"kind\":\"rate\"}]", "alarms[0]: the member “limit” is missing" },
  { HOLDING, "[{\"kind\":\"high\",\"limit\":\"5\"}]", "alarms[0].limit: expected a number" },
  { HOLDING, "[{\"kind\":\"rate\",\"limit\":0}]", "alarms[0].limit: must be above 0" },
  { HOLDING, "[{\"kind\":\"rate\",\"limit\":-1}]", "alarms[0].limit: must be above 0" },
  { HOLDING, "[{\"kind\":\"low\",\"limit\":1,\"hysteresis\":-1}]",
    "alarms[0].hysteresis: must not be below 0" },
  { HOLDING, "[{\"kind\":\"stale\",\"limit\":1}]",
    "alarms[0].limit: has no meaning for an alarm of the kind “stale”" },
  { HOLDING, "[{\"kind\":\"high\",\"limit\":1,\"value\":1}]", "alarms[0].value: has no meaning" },
  { HOLDING, "[{\"kind\":\"high\",\"limit\":1,\"window_ms\":500}]",
    "alarms[0].window_ms: has no meaning" },
  { HOLDING, "[{\"kind\":\"state\",\"hysteresis\":1}]", "alarms[0].hysteresis: has no meaning" },
  { HOLDING, "[{\"kind\":\"state\",\"value\":1.5}]", "alarms[0].value: expected a whole number" },
  { HOLDING, "[{\"kind\":\"state\",\"latched\":1}]", "alarms[0].latched: expected true or false" },
  { HOLDING, "[{\"kind\":\"state\",\"on_delay_ms\":-1}]",
    "alarms[0].on_delay_ms: expected a whole number from 0 to 86400000" },
  { HOLDING, "[{\"kind\":\"rate\",\"limit\":1,\"window_ms\":99}]",
    "alarms[0].window_ms: expected a whole number from 100" },
  { HOLDING, "[{\"kind\":\"high\",\"limit\":1},{\"kind\":\"high\",\"limit\":2}]",
    "alarms[1]: the tag has an alarm of this kind already" },
  { HOLDING, "[{\"kind\":\"stale\"},{\"kind\":\"stale\"}]",
    "alarms[1]: the tag has an alarm of this kind already" },
  { HOLDING, "[{\"kind\":\"high-high\",\"limit\":5},{\"kind\":\"high\",\"limit\":5}]",
    "alarms[1]: limits must rise" },
  { HOLDING,
    "[{\"kind\":\"low\",\"limit\":5},{\"kind\":\"stale\"},"
    "{\"kind\":\"high\",\"limit\":4}]",
    "alarms[2]: limits must rise" },
  { HOLDING ",\"type\":\"string:2\"", "[{\"kind\":\"state\"}]",
    "alarms[0]: a text can have no alarm but “stale”" },
  { COIL, "[{\"kind\":\"stale\"},{\"kind\":\"high\",\"limit\":1}]",
    "alarms[1]: does not fit a bool: expected “state” or “stale”" },
  { COIL, "[{\"kind\":\"state\",\"value\":2}]", "alarms[0]: a bool has the values 0 and 1 only" },
  { HOLDING ",\"bit\":3", "[{\"kind\":\"rate\",\"limit\":1}]", "alarms[0]: does not fit a bool" },
  { "\"expression\":\"1 > 2\"", "[{\"kind\":\"low\",\"limit\":1}]",
    "alarms[0]: does not fit a bool" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *text = g_strdup_printf (TAG ("%s", "%s"), refused[i].members,
                                               refused[i].alarms);
      g_autoptr (GError) error = NULL;

      g_assert_null (mon_project_file_parse (text, -1, &error));
      g_assert_error (error, MON_PROJECT_ERROR, MON_PROJECT_ERROR_VALUE);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, refused[i].message));
    }
}

static void
test_allowed (void)
{
  g_autoptr (MonProjectSpec) computed = parse (
    TAG ("\"expression\":\"1 + 2\"", "[{\"kind\":\"low\",\"limit\":1}]"));
  g_autoptr (MonProjectSpec) text = parse (
    TAG (HOLDING ",\"type\":\"string:2\"", "[{\"kind\":\"stale\"}]"));
  g_autoptr (MonProjectSpec) states = parse (
    TAG (HOLDING, "[{\"kind\":\"state\",\"value\":2},{\"kind\":\"state\",\"value\":-2}]"));
  g_autoptr (MonTagSpec) edited = mon_tag_spec_edit (tag_of (computed, 0));
  g_autoptr (MonAlarmSpec) alarm = mon_alarm_spec_edit (alarm_of (computed, 0, 0));

  g_assert_cmpuint (tag_of (text, 0)->alarms->len, ==, 1);
  g_assert_cmpuint (tag_of (states, 0)->alarms->len, ==, 2);
  g_assert_true (edited->alarms == tag_of (computed, 0)->alarms);
  g_assert_cmpuint (alarm->handle, ==, alarm_of (computed, 0, 0)->handle);
  g_assert_cmpstr (alarm->id, ==, alarm_of (computed, 0, 0)->id);
}

static void
test_too_many (void)
{
  for (guint n = MON_ALARMS_MAX; n <= MON_ALARMS_MAX + 1; n++)
    {
      g_autoptr (GString) alarms = g_string_new ("[");
      g_autofree char *text = NULL;
      g_autoptr (MonProjectSpec) root = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (alarms, "%s{\"kind\":\"state\",\"value\":%u}", i > 0 ? "," : "", i);
      g_string_append_c (alarms, ']');
      text = g_strdup_printf (TAG (HOLDING, "%s"), alarms->str);
      root = mon_project_file_parse (text, -1, &error);
      g_assert_true ((root != NULL) == (n == MON_ALARMS_MAX));
      if (root == NULL)
        g_assert_nonnull (strstr (error->message, "alarms[32]: too many: expected at most 32"));
    }
}

/* 2026-11-22T15:20:00Z */
#define UNTIL_US (G_GINT64_CONSTANT (1795360800) * G_USEC_PER_SEC)

static void
test_shelved (void)
{
  g_autoptr (MonProjectSpec) root = parse (
    "{\"coilscope\":1,\"connections\":[],\"shelved\":[{\"alarm\":\"x\",\"why\":1,"
    "\"until\":\"2026-11-22T16:20:00.75+01:00\"}]}");
  const MonShelving *shelving = g_ptr_array_index (root->shelvings, 0);
  g_autofree char *text = mon_project_file_format (root);

  g_assert_cmpstr (shelving->alarm_id, ==, "x");
  g_assert_cmpint (shelving->until_us, ==, UNTIL_US);
  g_assert_nonnull (strstr (text, "\"until\": \"2026-11-22T15:20:00Z\""));
  g_assert_nonnull (strstr (text, "\"why\": 1"));
}

static void
test_shelved_refused (void)
{
  static const char *const cases[][2] = {
    { "3", "shelved: expected a list in brackets" },
    { "[{\"alarm\":\"x\"}]", "shelved[0]: the member “until” is missing" },
    { "[{\"until\":\"2026-11-22T15:20:00Z\"}]", "shelved[0]: the member “alarm” is missing" },
    { "[{\"alarm\":\"x\",\"until\":5}]", "shelved[0].until: expected text in quotes" },
    { "[{\"alarm\":\"x\",\"until\":\"tomorrow\"}]", "shelved[0].until: expected a time such as" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"coilscope\":1,\"shelved\":%s}", cases[i][0]);
      g_autoptr (GError) error = NULL;

      g_assert_null (mon_project_file_parse (text, -1, &error));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i][1]));
    }
}

static const MonShelving *
shelving_at (MonProject *project,
             guint       index)
{
  return g_ptr_array_index (mon_project_get_root (project)->shelvings, index);
}

/* By steps of undo; what has ended goes with the next step, whatever it is. */
static void
test_shelve (void)
{
  static const char *const two[] = { "a", "b", NULL };
  static const char *const one[] = { "a", NULL };
  static const char *const other[] = { "c", NULL };
  g_autoptr (MonProject) project = mon_project_new ();

  mon_project_set_shelved (project, two, UNTIL_US - 1, 0);
  g_assert_cmpuint (mon_project_get_root (project)->shelvings->len, ==, 2);
  g_assert_cmpint (shelving_at (project, 0)->until_us, ==, UNTIL_US);
  mon_project_set_shelved (project, one, UNTIL_US + G_USEC_PER_SEC, 0);
  g_assert_cmpuint (mon_project_get_root (project)->shelvings->len, ==, 2);
  g_assert_cmpstr (shelving_at (project, 1)->alarm_id, ==, "a");
  mon_project_set_shelved (project, other, 0, UNTIL_US);
  g_assert_cmpuint (mon_project_get_root (project)->shelvings->len, ==, 1);
  g_assert_cmpstr (shelving_at (project, 0)->alarm_id, ==, "a");
  mon_project_set_shelved (project, one, 0, UNTIL_US);
  g_assert_cmpuint (mon_project_get_root (project)->shelvings->len, ==, 0);
  g_assert_true (mon_project_undo (project));
  g_assert_cmpuint (mon_project_get_root (project)->shelvings->len, ==, 1);
}

static void
test_names (void)
{
  g_assert_cmpstr (mon_alarm_state_name (MON_ALARM_RETURNED), ==, "returned");
  g_assert_cmpstr (mon_alarm_state_name (MON_ALARM_SUPPRESSED), ==, "suppressed");
  g_assert_cmpstr (mon_alarm_action_name (MON_ALARM_EVENT_LINK_LOST), ==, "link-lost");
  for (guint i = 0; i <= MON_ALARM_SUPPRESSED; i++)
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (mon_alarm_state_name (i), !=, mon_alarm_state_name (k));
  for (guint i = 0; i <= MON_ALARM_EVENT_LINK_BACK; i++)
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (mon_alarm_action_name (i), !=, mon_alarm_action_name (k));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mon/alarm-members/example", test_example);
  g_test_add_func ("/mon/alarm-members/written", test_written);
  g_test_add_func ("/mon/alarm-members/refused", test_refused);
  g_test_add_func ("/mon/alarm-members/allowed", test_allowed);
  g_test_add_func ("/mon/alarm-members/too-many", test_too_many);
  g_test_add_func ("/mon/alarm-members/shelved", test_shelved);
  g_test_add_func ("/mon/alarm-members/shelved-refused", test_shelved_refused);
  g_test_add_func ("/mon/alarm-members/shelve", test_shelve);
  g_test_add_func ("/mon/alarm-members/names", test_names);

  return g_test_run ();
}
