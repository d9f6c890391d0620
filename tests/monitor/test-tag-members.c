/* test-tag-members.c: what project files say of the registers of a tag, read, written and refused.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-tag-value.h"

#define TAGS(tags) \
  "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"tags\":[\n" tags "]}]}]}"
#define TAG(members) TAGS ("{\"name\":\"a\"," members "}")
#define HOLDING "\"table\":\"holding\",\"address\":0"

/* As in the description of the members. */
static const char example[] = TAGS (
  "{ \"name\": \"Outdoor temperature\", \"table\": \"input\", \"address\": 30, \"type\": \"int16\","
  "  \"scale\": 0.1, \"unit\": \"°C\", \"decimals\": 1, \"sentinels\": [\"0x8000\", 9999] },"
  "{ \"name\": \"Operating mode\", \"table\": \"holding\", \"address\": 15,"
  "  \"labels\": { \"0\": \"Off\", \"1\": \"On\", \"2\": \"Automatic\" } },"
  "{ \"name\": \"Pump fault\", \"table\": \"holding\", \"address\": 20, \"bit\": 3,"
  "  \"labels\": { \"0\": \"OK\", \"1\": \"Fault\" } },"
  "{ \"name\": \"Stage\", \"table\": \"holding\", \"address\": 20, \"bits\": [4, 7] },"
  "{ \"name\": \"Alarms\", \"table\": \"holding\", \"address\": 21,"
  "  \"bit_names\": { \"0\": \"Low water\", \"1\": \"Flame lost\", \"15\": \"Service\" } },"
  "{ \"name\": \"Energy\", \"table\": \"input\", \"address\": 40, \"type\": \"uint64\","
  "  \"order\": \"GHEFCDAB\" },"
  "{ \"name\": \"Serial number\", \"table\": \"holding\", \"address\": 100, \"type\": \"string:8\","
  "  \"order\": \"BADC\", \"encoding\": \"latin-1\", \"padding\": \"blank\" }");

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

static void
check_example (MonProjectSpec *root)
{
  const MonTagSpec *outdoor = tag_of (root, 0);
  const MonTagSpec *mode = tag_of (root, 1);
  const MonTagSpec *fault = tag_of (root, 2);
  const MonTagSpec *stage = tag_of (root, 3);
  const MonTagSpec *alarms = tag_of (root, 4);
  const MonTagSpec *energy = tag_of (root, 5);
  const MonTagSpec *serial = tag_of (root, 6);

  g_assert_cmpuint (mon_sentinels_get_n (outdoor->sentinels), ==, 2);
  g_assert_true (mon_sentinels_get (outdoor->sentinels, 0)->is_pattern);
  g_assert_cmphex (mon_sentinels_get (outdoor->sentinels, 0)->bits, ==, 0x8000);
  g_assert_cmpint (mon_sentinels_get (outdoor->sentinels, 1)->number.i, ==, 9999);
  g_assert_null (outdoor->labels);
  g_assert_cmpint (mode->type, ==, MB_TYPE_UINT16);
  g_assert_cmpstr (mon_labels_find (mode->labels, 2), ==, "Automatic");
  g_assert_cmpint (fault->type, ==, MB_TYPE_BOOL);
  g_assert_cmpuint (fault->first_bit, ==, 3);
  g_assert_cmpuint (fault->n_bits, ==, 1);
  g_assert_cmpint (stage->type, ==, MB_TYPE_UINT16);
  g_assert_cmpuint (stage->first_bit, ==, 4);
  g_assert_cmpuint (stage->n_bits, ==, 4);
  g_assert_cmpstr (mon_labels_find (alarms->bit_names, 15), ==, "Service");
  g_assert_cmpint (energy->order, ==, MB_ORDER_CDAB);
  g_assert_cmpuint (mon_tag_spec_n_items (energy), ==, 4);
  g_assert_cmpint (serial->type, ==, MB_TYPE_STRING);
  g_assert_cmpuint (mon_tag_spec_n_items (serial), ==, 8);
  g_assert_cmpint (serial->encoding, ==, MB_ENCODING_LATIN1);
  g_assert_cmpint (serial->padding, ==, MB_PADDING_BLANK);
  for (guint i = 0; i < 7; i++)
    g_assert_null (tag_of (root, i)->extra);
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
  second = mon_project_file_format (again);
  g_assert_cmpstr (first, ==, second);
}

/* In the form in which a person would edit it. */
static const char *const written[][2] = {
  { HOLDING ",\"type\":\"uint64\",\"order\":\"CDAB\"",
    "\"type\": \"uint64\",\n\"order\": \"GHEFCDAB\"" },
  { HOLDING ",\"order\":\"CDAB\"", "\"type\": \"uint16\",\n\"order\": \"CDAB\"" },
  { HOLDING ",\"bit\":0", "\"type\": \"bool\",\n\"bit\": 0" },
  { HOLDING ",\"bits\":[3,3]", "\"type\": \"uint16\",\n\"bits\": [\n3,\n3\n]" },
  { HOLDING ",\"bits\":[0,15],\"type\":\"int16\"",
    "\"type\": \"int16\",\n\"bits\": [\n0,\n15\n]" },
  { HOLDING ",\"labels\":{\"2\":\"b\",\"-0x1\":\"a\"}",
    "\"labels\": {\n\"-1\": \"a\",\n\"2\": \"b\"\n}" },
  { HOLDING ",\"labels\":{},\"sentinels\":[],\"bit_names\":{}", "\"type\": \"uint16\"\n}" },
  { HOLDING ",\"type\":\"float32\",\"sentinels\":[\"NaN\",-9999.5,\"INF\",\"0x7f\",1]",
    "\"sentinels\": [\n\"nan\",\n-9999.5,\n\"inf\",\n\"0x7F\",\n1\n]" },
  { HOLDING ",\"type\":\"string:125\",\"padding\":\"nul\",\"encoding\":\"utf-8\"",
    "\"type\": \"string:125\"\n}" },
};

/* @text without the blanks that indent it. */
static char *
without_indentation (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("^ +", G_REGEX_MULTILINE, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, "", 0, NULL);
}

static void
test_written (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autofree char *text = g_strdup_printf (TAG ("%s"), written[i][0]);
      g_autoptr (MonProjectSpec) root = parse (text);
      g_autofree char *formatted = mon_project_file_format (root);
      g_autofree char *plain = without_indentation (formatted);

      g_test_message ("%s: %s", written[i][0], plain);
      g_assert_nonnull (strstr (plain, written[i][1]));
    }
}

static const char *const bad_cases[][2] = {
  { TAG ("\"table\":\"input\",\"address\":0,\"type\":\"string\""),
    ".type: unknown: expected bool, uint8h, uint8l, int8h, int8l, uint16, int16, "
    "uint32, int32, uint64, int64, float32, float64, bcd16, bcd32, time32, time64, string:N (N "
    "from 1 to 125)" },
  { TAG ("\"table\":\"holding\",\"address\":65530,\"type\":\"string:7\""),
    ".address: the table ends at 65535: expected at most 65529 for string:7" },
  { TAG (HOLDING ",\"order\":\"ABDC\""),
    ".order: unknown: expected ABCD, CDAB, BADC, DCBA, or for 64 bits ABCDEFGH, "
    "GHEFCDAB, BADCFEHG, HGFEDCBA" },
  { TAG (HOLDING ",\"order\":\"GHEFCDAB\",\"type\":\"float32\""),
    ".order: is for types of 64 bits: expected CDAB" },
  { TAG (HOLDING ",\"bit\":16"), ".bit: expected a whole number from 0 to 15" },
  { TAG (HOLDING ",\"bit\":3,\"type\":\"uint16\""),
    ".type: does not fit “bit”: expected bool" },
  { TAG (HOLDING ",\"bits\":[3,4],\"bit\":3"),
    ".bit: give “bit” or “bits”, not both" },
  { TAG (HOLDING ",\"bits\":[4,3]"),
    ".bits: expected the first and the last bit, such as [4, 7]" },
  { TAG (HOLDING ",\"bits\":[4]"),
    ".bits: expected the first and the last bit, such as [4, 7]" },
  { TAG (HOLDING ",\"bits\":[1,2,3]"),
    ".bits: expected the first and the last bit, such as [4, 7]" },
  { TAG (HOLDING ",\"bits\":[0,-1]"),
    ".bits[1]: expected a whole number from 0 to 15" },
  { TAG (HOLDING ",\"bits\":[4,7],\"type\":\"uint32\""),
    ".type: does not fit “bits”: expected uint16 or int16" },
  { TAG ("\"table\":\"coils\",\"address\":0,\"bit\":3"),
    ".bit: is for registers only: leave it out" },
  { TAG ("\"table\":\"coils\",\"address\":0,\"sentinels\":[1]"),
    ".sentinels: is for registers only: leave it out" },
  { TAG (HOLDING ",\"labels\":[\"Off\"]"),
    ".labels: expected labels in braces, such as {\"0\": \"Off\"}" },
  { TAG (HOLDING ",\"labels\":{\"x\":\"Off\"}"),
    ".labels.x: the key must be a whole number from -9223372036854775808 to "
    "9223372036854775807" },
  { TAG (HOLDING ",\"labels\":{\"1\":\"Off\",\"0x1\":\"On\"}"),
    ".labels.0x1: the number 1 has two labels" },
  { TAG (HOLDING ",\"labels\":{\"1\":\"\"}"), ".labels.1: must not be empty" },
  { TAG (HOLDING ",\"labels\":{\"1\":true}"),
    ".labels.1: expected text in quotes" },
  { TAG (HOLDING ",\"labels\":{\"1\":\"a\"},\"type\":\"string:1\""),
    ".labels: is for numbers only: leave it out" },
  { TAG (HOLDING ",\"bit_names\":{\"64\":\"a\"}"),
    ".bit_names.64: the key must be a whole number from 0 to 63" },
  { TAG (HOLDING ",\"bit_names\":{\"16\":\"a\"}"),
    ".bit_names: bit 16 is beyond the value: expected at most 15" },
  { TAG (HOLDING ",\"bit_names\":{\"0\":\"a\"},\"scale\":2"),
    ".bit_names: is for whole numbers without scale and offset only" },
  { TAG (HOLDING ",\"sentinels\":\"nan\""),
    ".sentinels: expected a list in brackets" },
  { TAG (HOLDING ",\"sentinels\":[\"x\"]"),
    ".sentinels[0]: expected a number, bits such as \"0x8000\", \"nan\", \"inf\" or "
    "\"-inf\"" },
  { TAG (HOLDING ",\"sentinels\":[1,\"0x10000\"]"),
    ".sentinels[1]: no value of type uint16 can be that" },
  { TAG (HOLDING ",\"sentinels\":[-1]"),
    ".sentinels[0]: no value of type uint16 can be that" },
  { TAG (HOLDING ",\"sentinels\":[1.5]"),
    ".sentinels[0]: no value of type uint16 can be that" },
  { TAG (HOLDING ",\"sentinels\":[\"nan\"]"),
    ".sentinels[0]: no value of type uint16 can be that" },
  { TAG (HOLDING ",\"sentinels\":[8],\"bits\":[0,2]"),
    ".sentinels[0]: no value of type uint16 can be that" },
  { TAG (HOLDING ",\"scale\":2,\"type\":\"string:1\""),
    ".scale: is for numbers only: leave it out" },
  { TAG (HOLDING ",\"padding\":\"nul\""),
    ".padding: is for strings only: leave it out" },
  { TAG (HOLDING ",\"encoding\":\"ascii\",\"type\":\"string:1\""),
    ".encoding: unknown: expected utf-8, latin-1" },
};

/* Each is refused with its place, all of which are on the second line. */
static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *expected = g_strdup_printf (" connections[0].devices[0].tags[0]%s",
                                                   bad_cases[i][1]);

      g_assert_null (mon_project_file_parse (bad_cases[i][0], -1, &error));
      g_assert_error (error, MON_PROJECT_ERROR, MON_PROJECT_ERROR_VALUE);
      g_assert_true (g_str_has_prefix (error->message, "2:"));
      g_assert_cmpstr (strchr (error->message, ' '), ==, expected);
    }
}

static void
test_limits (void)
{
  g_autoptr (GString) labels = g_string_new ("{\"0\":\"a\"");
  g_autoptr (GString) sentinels = g_string_new ("[0");
  g_autofree char *many_labels = NULL;
  g_autofree char *many_sentinels = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= MON_LABELS_MAX; i++)
    g_string_append_printf (labels, ",\"%u\":\"a\"", i);
  for (guint i = 1; i <= MON_SENTINELS_MAX; i++)
    g_string_append_printf (sentinels, ",%u", i);
  many_labels = g_strdup_printf (TAG (HOLDING ",\"labels\":%s}"), labels->str);
  many_sentinels = g_strdup_printf (TAG (HOLDING ",\"sentinels\":%s]"), sentinels->str);

  g_assert_null (mon_project_file_parse (many_labels, -1, &error));
  g_assert_nonnull (strstr (error->message, "too many: expected at most 1000"));
  g_clear_error (&error);
  g_assert_null (mon_project_file_parse (many_sentinels, -1, &error));
  g_assert_nonnull (strstr (error->message, "too many: expected at most 32"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/tag-members/example", test_example);
  g_test_add_func ("/mon/tag-members/written", test_written);
  g_test_add_func ("/mon/tag-members/refused", test_refused);
  g_test_add_func ("/mon/tag-members/limits", test_limits);
  return g_test_run ();
}
