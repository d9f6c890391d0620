/* test-project-file.c: project files read and written; every refusal with its place and its range.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-project-folder.h"

#include <string.h>

/* The complete small one of the format's description. */
static const char small[] =
  "{\"coilscope\":1,\"connections\":[{\"name\":\"Boiler house\",\"host\":\"127.0.0.1\","
  "\"port\":1502,\"transport\":\"tcp\",\"devices\":[{\"name\":\"PLC\",\"unit\":1,\"tags\":["
  "{\"name\":\"Supply temperature\",\"table\":\"holding\",\"address\":0,\"type\":\"float32\","
  "\"order\":\"ABCD\",\"scale\":1,\"offset\":0,\"unit\":\"°C\",\"decimals\":2,"
  "\"period_ms\":1000}]}]}]}";

static MonProjectSpec *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  MonProjectSpec *root = mon_project_file_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (root);
  return root;
}

static MonConnectionSpec *
connection_of (MonProjectSpec *root)
{
  return root->connections->pdata[0];
}

static MonDeviceSpec *
device_of (MonProjectSpec *root)
{
  return connection_of (root)->devices->pdata[0];
}

static MonTagSpec *
tag_of (MonProjectSpec *root)
{
  return device_of (root)->tags->pdata[0];
}

static void
test_small (void)
{
  g_autoptr (MonProjectSpec) root = parse (small);
  MonConnectionSpec *connection = connection_of (root);
  MonTagSpec *tag = tag_of (root);

  g_assert_cmpstr (connection->name, ==, "Boiler house");
  g_assert_cmpstr (connection->host, ==, "127.0.0.1");
  g_assert_cmpuint (connection->port, ==, 1502);
  g_assert_cmpint (connection->transport, ==, MB_CARRIER_TCP);
  g_assert_cmpstr (device_of (root)->name, ==, "PLC");
  g_assert_cmpuint (device_of (root)->unit, ==, 1);
  g_assert_cmpstr (tag->name, ==, "Supply temperature");
  g_assert_cmpint (tag->table, ==, MB_TABLE_HOLDING_REGISTERS);
  g_assert_cmpuint (tag->address, ==, 0);
  g_assert_cmpint (tag->type, ==, MB_TYPE_FLOAT32);
  g_assert_cmpint (tag->order, ==, MB_ORDER_ABCD);
  g_assert_cmpstr (tag->unit, ==, "°C");
  g_assert_cmpint (tag->decimals, ==, 2);
  g_assert_cmpuint (tag->period_ms, ==, 1000);
  g_assert_cmpuint (root->plots->len, ==, 0);
  g_assert_null (root->extra);
}

static void
test_defaults (void)
{
  g_autoptr (MonProjectSpec) root = parse (
    "{\"coilscope\":1,\"connections\":[{\"host\":\"plc\",\"devices\":[{\"tags\":["
    "{\"name\":\"a\",\"table\":\"input\",\"address\":3},"
    "{\"name\":\"b\",\"table\":\"coils\",\"address\":4}]}]}]}");
  g_autoptr (MonProjectSpec) empty = parse ("\xef\xbb\xbf {\"coilscope\": 1}\n");
  MonTagSpec *bit = device_of (root)->tags->pdata[1];

  g_assert_cmpuint (connection_of (root)->port, ==, 502);
  g_assert_cmpstr (connection_of (root)->name, ==, "");
  g_assert_cmpuint (device_of (root)->unit, ==, 1);
  g_assert_cmpint (tag_of (root)->type, ==, MB_TYPE_UINT16);
  g_assert_cmpfloat (tag_of (root)->scale, ==, 1);
  g_assert_cmpint (tag_of (root)->decimals, ==, -1);
  g_assert_cmpint (bit->type, ==, MB_TYPE_BOOL);
  g_assert_cmpuint (strlen (bit->id), >, 0);
  g_assert_cmpuint (empty->connections->len, ==, 0);
}

/* A text in the writer's own form, with everything that can differ from its default. */
static const char whole[] =
  "{\n"
  "  \"coilscope\": 1,\n"
  "  \"theme\": [\n"
  "    1.50,\n"
  "    {\n"
  "      \"a\": null\n"
  "    },\n"
  "    []\n"
  "  ],\n"
  "  \"connections\": [\n"
  "    {\n"
  "      \"id\": \"c1\",\n"
  "      \"name\": \"Boiler \\\"house\\\"\",\n"
  "      \"host\": \"fe80::1\",\n"
  "      \"port\": 1502,\n"
  "      \"transport\": \"tcp\",\n"
  "      \"connect_timeout_ms\": 5000,\n"
  "      \"timeout_ms\": 250,\n"
  "      \"retries\": 0,\n"
  "      \"window\": 16,\n"
  "      \"delay_ms\": 5,\n"
  "      \"delay_after_connect_ms\": 750,\n"
  "      \"max_timeouts\": 10,\n"
  "      \"color\": \"red\",\n"
  "      \"devices\": [\n"
  "        {\n"
  "          \"id\": \"d1\",\n"
  "          \"name\": \"PLC\",\n"
  "          \"unit\": 255,\n"
  "          \"max_read_registers\": 32,\n"
  "          \"max_read_bits\": 64,\n"
  "          \"max_gap\": 0,\n"
  "          \"quirks\": [\n"
  "            \"any-transaction\",\n"
  "            \"unit-255\"\n"
  "          ],\n"
  "          \"vendor\": true,\n"
  "          \"tags\": [\n"
  "            {\n"
  "              \"id\": \"t1\",\n"
  "              \"name\": \"Supply\",\n"
  "              \"table\": \"input\",\n"
  "              \"address\": 65534,\n"
  "              \"type\": \"float32\",\n"
  "              \"order\": \"DCBA\",\n"
  "              \"scale\": 0.1,\n"
  "              \"offset\": -273.15,\n"
  "              \"unit\": \"°C\",\n"
  "              \"decimals\": 2,\n"
  "              \"period_ms\": 10,\n"
  "              \"big\": 18446744073709551615\n"
  "            }\n"
  "          ]\n"
  "        }\n"
  "      ]\n"
  "    }\n"
  "  ],\n"
  "  \"plots\": [\n"
  "    {\n"
  "      \"id\": \"p1\",\n"
  "      \"name\": \"Heat\",\n"
  "      \"span_s\": 300,\n"
  "      \"tags\": [\n"
  "        \"t1\"\n"
  "      ],\n"
  "      \"axis\": -0.0\n"
  "    }\n"
  "  ],\n"
  "  \"dead_addresses\": [\n"
  "    {\n"
  "      \"device\": \"d1\",\n"
  "      \"table\": \"input\",\n"
  "      \"address\": 65534,\n"
  "      \"count\": 2,\n"
  "      \"exception\": 4,\n"
  "      \"seen\": \"once\"\n"
  "    },\n"
  "    {\n"
  "      \"device\": \"d1\",\n"
  "      \"table\": \"coils\",\n"
  "      \"address\": 0\n"
  "    }\n"
  "  ]\n"
  "}\n";

/* What was read is written back to the letter, unknown members of every level included. */
static void
test_roundtrip (void)
{
  g_autoptr (MonProjectSpec) root = parse (whole);
  g_autofree char *text = mon_project_file_format (root);

  g_assert_cmpstr (text, ==, whole);
  g_assert_cmpstr (tag_of (root)->extra, ==, "{\"big\":18446744073709551615}");
  g_assert_cmpstr (((MonPlotSpec *) root->plots->pdata[0])->tag_ids->pdata[0], ==, "t1");
  g_assert_cmpuint (device_of (root)->quirks, ==, MB_QUIRK_ANY_TRANSACTION | MB_QUIRK_UNIT_255);
  g_assert_cmpuint (connection_of (root)->delay_after_connect_ms, ==, 750);
}

/* An edit keeps what it does not know. */
static void
test_edit_keeps_unknown (void)
{
  g_autoptr (MonProjectSpec) root = parse (whole);
  g_autoptr (MonProjectSpec) edited = mon_project_spec_edit (root);
  g_autofree char *text = NULL;

  mon_connection_spec_unref (edited->connections->pdata[0]);
  edited->connections->pdata[0] = mon_connection_spec_edit (connection_of (root));
  text = mon_project_file_format (edited);
  g_assert_cmpstr (text, ==, whole);
}

static void
test_short_form (void)
{
  g_autoptr (MonProjectSpec) root = parse (small);
  g_autofree char *text = NULL;

  g_free (connection_of (root)->id);
  connection_of (root)->id = g_strdup ("c");
  g_free (device_of (root)->id);
  device_of (root)->id = g_strdup ("d");
  g_free (tag_of (root)->id);
  tag_of (root)->id = g_strdup ("t");
  text = mon_project_file_format (root);
  g_assert_nonnull (strstr (text, "\"id\": \"t\",\n"
                                  "              \"name\": \"Supply temperature\",\n"
                                  "              \"table\": \"holding\",\n"
                                  "              \"address\": 0,\n"
                                  "              \"type\": \"float32\",\n"
                                  "              \"unit\": \"°C\",\n"
                                  "              \"decimals\": 2\n            }"));
  g_assert_null (strstr (text, "scale"));
  g_assert_null (strstr (text, "plots"));
  g_assert_null (strstr (text, "timeout_ms"));
}

typedef struct
{
  const char *text;
  int         code;
  const char *message;
} BadCase;

#define TAG(members) \
  "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"tags\":[\n{" members "}]}]}]}"
#define DEVICE(members) \
  "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[\n{" members "}]}]}"
#define CONNECTION(members) "{\"coilscope\":1,\"connections\":[\n{" members "}]}"
#define IN_TAG "connections[0].devices[0].tags[0]"
#define IN_DEVICE "connections[0].devices[0]"
#define VALUE MON_PROJECT_ERROR_VALUE
#define SYNTAX MON_PROJECT_ERROR_SYNTAX

static const BadCase bad_cases[] = {
  { "", SYNTAX, "1:1: expected a value" },
  { "{", SYNTAX, "1:2: expected a member name" },
  { "[1,\n 2", SYNTAX, "2:3: expected “,” or “]”" },
  { "{\"coilscope\":1,}", SYNTAX, "1:16: expected a member name" },
  { "{\"coilscope\":1} x", SYNTAX, "1:17: something follows the end" },
  { "{\"coilscope\":1,\"plots\":nan}", SYNTAX, "1:24: plots: expected a value" },
  { "{\"coilscope\":1,\"x\":{\"y\":01}}", SYNTAX, "1:25: x.y: not a number as JSON writes it" },
  { "{\"coilscope\":1,\"x\":[0,1e400]}", VALUE,
    "1:23: x[1]: number out of range: integers have up to 64 bits, others up to 1.79e308" },
  { "{\"coilscope\":1,\"x\":18446744073709551616}", VALUE,
    "1:20: x: number out of range: integers have up to 64 bits, others up to 1.79e308" },
  { "{\"coilscope\":1,\n\"x\":2,\n\"\\u0078\":3}", VALUE,
    "3:1: \\u0078: this member is there twice" },
  { "{\"coilscope\":1,\"x\":\"\\ud800\"}", SYNTAX, "1:21: x: not an escape that is allowed here" },
  { "{\"coilscope\":1,\"x\":\"\\u0000\"}", SYNTAX, "1:21: x: not an escape that is allowed here" },
  { "{\"coilscope\":1,\"x\":\"é\t\"}", SYNTAX, "1:22: x: a control character inside a string" },
  { "{\"coilscope\":1,\"x\":\"a\xff\"}", SYNTAX, "1:22: not UTF-8" },
  { "{\"coilscope\":1,\"x\":\"a", SYNTAX, "1:22: x: the string does not end" },
  { "null", VALUE, "1:1: not a project file: the member “coilscope” is missing" },
  { "{}", VALUE, "1:1: not a project file: the member “coilscope” is missing" },
  { "{\"coilscope\":\"1\"}", VALUE, "1:14: coilscope: expected the number of a format, 1 or more" },
  { "{\"coilscope\":1,\"dead_addresses\":[{\"device\":\"d\",\"table\":\"input\",\"address\":65535,"
    "\"count\":2}]}", VALUE,
    "1:88: dead_addresses[0].count: goes beyond the last address: expected at most 1" },
  { "{\"coilscope\":1,\"dead_addresses\":[{\"device\":\"d\",\"table\":\"input\",\"address\":1,"
    "\"count\":0}]}", VALUE,
    "1:84: dead_addresses[0].count: expected a whole number from 1 to 2000" },
  { "{\"coilscope\":1,\"dead_addresses\":[{\"table\":\"input\",\"address\":1}]}", VALUE,
    "1:34: dead_addresses[0]: the member “device” is missing" },
  { "{\"coilscope\":0}", VALUE, "1:14: coilscope: expected the number of a format, 1 or more" },
  { "{\"connections\":5,\"coilscope\":999999}", MON_PROJECT_ERROR_NEWER,
    "1:30: coilscope: the file has format 999999, made by a newer version; this one reads format "
    "1" },
  { "{\"coilscope\":1,\"connections\":{}}", VALUE,
    "1:30: connections: expected a list in brackets" },
  { "{\"coilscope\":1,\"connections\":[5]}", VALUE,
    "1:31: connections[0]: expected members in braces" },
  { CONNECTION (""), VALUE, "2:1: connections[0]: the member “host” is missing" },
  { CONNECTION ("\"host\":\"\""), VALUE, "2:9: connections[0].host: must not be empty" },
  { CONNECTION ("\"host\":5"), VALUE, "2:9: connections[0].host: expected text in quotes" },
  { CONNECTION ("\"host\":\"a b\""), VALUE,
    "2:9: connections[0].host: expected a host name or an address, without blanks, brackets and "
    "slashes" },
  { CONNECTION ("\"host\":\"h\",\"port\":0"), VALUE,
    "2:20: connections[0].port: expected a whole number from 1 to 65535" },
  { CONNECTION ("\"host\":\"h\",\"port\":65536"), VALUE,
    "2:20: connections[0].port: expected a whole number from 1 to 65535" },
  { CONNECTION ("\"host\":\"h\",\"port\":4294967798"), VALUE,
    "2:20: connections[0].port: expected a whole number from 1 to 65535" },
  { CONNECTION ("\"host\":\"h\",\"port\":502.5"), VALUE,
    "2:20: connections[0].port: expected a whole number from 1 to 65535" },
  { CONNECTION ("\"host\":\"h\",\"port\":\"502\""), VALUE,
    "2:20: connections[0].port: expected a whole number from 1 to 65535" },
  { CONNECTION ("\"host\":\"h\",\"transport\":\"carrier pigeon\""), VALUE,
    "2:25: connections[0].transport: unknown: expected tcp, rtu-tcp, udp, tls" },
  { CONNECTION ("\"host\":\"h\",\"tls_ca\":\"ca.pem\""), VALUE,
    "2:22: connections[0].tls_ca: without “transport”: “tls” this means nothing: add that, or "
    "leave out this" },
  { CONNECTION ("\"host\":\"h\",\"transport\":\"tls\",\"tls_pin\":\"12\""), VALUE,
    "2:41: connections[0].tls_pin: “12” is no SHA-256 of a certificate: expected 64 hexadecimal "
    "digits, as “openssl x509 -noout -fingerprint -sha256” prints them" },
  { CONNECTION ("\"host\":\"h\",\"transport\":\"tls\",\"tls_key\":\"me.key\""), VALUE,
    "2:41: connections[0].tls_key: There is a key, but no certificate that it belongs to" },
  { CONNECTION ("\"host\":\"h\",\"tls_passphrase\":\"x\""), VALUE,
    "2:30: connections[0].tls_passphrase: a passphrase does not belong into a file: leave it out, "
    "and give it in the environment variable COILSCOPE_TLS_PASSPHRASE" },
  { CONNECTION ("\"host\":\"h\",\"window\":17"), VALUE,
    "2:22: connections[0].window: expected a whole number from 1 to 16" },
  { CONNECTION ("\"host\":\"h\",\"delay_after_connect_ms\":60001"), VALUE,
    "2:38: connections[0].delay_after_connect_ms: expected a whole number from 0 to 60000" },
  { CONNECTION ("\"host\":\"h\",\"name\":\"a\\nb\""), VALUE,
    "2:20: connections[0].name: must not contain control characters" },
  { CONNECTION ("\"host\":\"h\",\"id\":\"x\"},{\"host\":\"h\",\"id\":\"x\""), VALUE,
    "2:40: connections[1].id: the id “x” is used twice: leave it out to get a new one" },
  { DEVICE ("\"unit\":256"), VALUE,
    "2:9: " IN_DEVICE ".unit: expected a whole number from 0 to 255" },
  { DEVICE ("\"unit\":-1"), VALUE,
    "2:9: " IN_DEVICE ".unit: expected a whole number from 0 to 255" },
  { DEVICE ("\"max_read_registers\":1,\"tags\":[{\"name\":\"a\",\"table\":\"input\",\"address\":0,"
            "\"type\":\"int32\"}]"), VALUE,
    "2:23: " IN_DEVICE ".max_read_registers: too few for the tag “a”: expected at least 2" },
  { DEVICE ("\"quirks\":[\"unit-0\",\"unit-1\"]"), VALUE,
    "2:21: " IN_DEVICE ".quirks[1]: unknown: expected any-transaction, short-exception, unit-0, "
    "unit-255" },
  { DEVICE ("\"quirks\":\"unit-0\""), VALUE,
    "2:11: " IN_DEVICE ".quirks: expected a list in brackets" },
  { DEVICE ("\"quirks\":[1]"), VALUE,
    "2:12: " IN_DEVICE ".quirks[0]: expected text in quotes" },
  { TAG ("\"table\":\"holding\",\"address\":0"), VALUE,
    "2:1: " IN_TAG ": the member “name” is missing" },
  { TAG ("\"name\":\"a\",\"address\":0"), VALUE, "2:1: " IN_TAG ": the member “table” is missing" },
  { TAG ("\"name\":\"a\",\"table\":\"holding\""), VALUE,
    "2:1: " IN_TAG ": the member “address” is missing" },
  { TAG ("\"name\":\"a\",\"table\":\"registers\",\"address\":0"), VALUE,
    "2:21: " IN_TAG ".table: unknown: expected coils, discrete, input, holding" },
  { TAG ("\"name\":\"a\",\"table\":\"holding\",\"address\":65536"), VALUE,
    "2:41: " IN_TAG ".address: expected a whole number from 0 to 65535" },
  { TAG ("\"name\":\"a\",\"table\":\"holding\",\"address\":65535,\"type\":\"float32\""), VALUE,
    "2:41: " IN_TAG ".address: the table ends at 65535: expected at most 65534 for float32" },
  { TAG ("\"name\":\"a\",\"table\":\"coils\",\"address\":0,\"type\":\"int16\""), VALUE,
    "2:48: " IN_TAG ".type: does not fit the table “coils”: expected bool" },
  { TAG ("\"name\":\"a\",\"table\":\"input\",\"address\":0,\"type\":\"float\""), VALUE,
    "2:48: " IN_TAG ".type: unknown: expected bool, uint8h, uint8l, int8h, int8l, uint16, int16, "
    "uint32, int32, uint64, int64, float32, float64, bcd16, bcd32, time32, time64, string:N (N "
    "from 1 to 125)" },
  { TAG ("\"name\":\"a\",\"table\":\"input\",\"address\":0,\"scale\":0"), VALUE,
    "2:49: " IN_TAG ".scale: must not be 0" },
  { TAG ("\"name\":\"a\",\"table\":\"input\",\"address\":0,\"period_ms\":9"), VALUE,
    "2:53: " IN_TAG ".period_ms: expected at least 10, or 0: only on demand" },
  { TAG ("\"name\":\"a\",\"table\":\"input\",\"address\":0,\"period_ms\":86400001"), VALUE,
    "2:53: " IN_TAG ".period_ms: expected a whole number from 0 to 86400000" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      MonProjectSpec *root = mon_project_file_parse (bad_cases[i].text, -1, &error);

      g_assert_null (root);
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, ==, bad_cases[i].message);
      g_assert_error (error, MON_PROJECT_ERROR, bad_cases[i].code);
    }
}

static void
test_nul_and_length (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MonProjectSpec) root = mon_project_file_parse ("{\"coilscope\":1}garbage", 15, &error);

  g_assert_no_error (error);
  g_assert_null (mon_project_file_parse ("{\"coilscope\":1}\n\0\0", 18, &error));
  g_assert_cmpstr (error->message, ==, "2:1: a NUL byte");
}

/* A file that was cut anywhere is refused, never taken by half. */
static void
test_cut (void)
{
  for (gssize len = 0; len < (gssize) strlen (whole) - 2; len++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mon_project_file_parse (whole, len, &error));
      g_assert_nonnull (error);
    }
}

static void
test_hostile_sizes (void)
{
  g_autoptr (GString) deep = g_string_new ("{\"coilscope\":1,\"x\":");
  g_autoptr (GString) wide = g_string_new ("{\"coilscope\":1,\"x\":\"");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    {
      g_string_append_c (deep, '[');
      g_string_append_c (wide, 'a');
    }
  g_string_append (wide, "\"}");

  g_assert_null (mon_project_file_parse (deep->str, -1, &error));
  g_assert_error (error, MON_PROJECT_ERROR, MON_PROJECT_ERROR_TOO_LARGE);
  g_assert_true (g_str_has_suffix (error->message, "nested too deep: the limit is 64 levels"));
  g_clear_error (&error);
  g_assert_null (mon_project_file_parse (wide->str, -1, &error));
  g_assert_cmpstr (error->message, ==, "1:20: x: text too long: the limit is 64 KiB");
}

/* What TLS needs is read, and written as it was; without a port it is that of TLS. */
static void
test_tls (void)
{
  g_autoptr (MonProjectSpec) root =
    parse ("{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"transport\":\"tls\","
           "\"tls_ca\":\"ca.pem\",\"tls_certificate\":\"me.pem\",\"tls_key\":"
           "\"keys/me.key\","
           "\"tls_name\":\"device.test\",\"tls_pin\":"
           "\"00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF\"}]}");
  const MonConnectionSpec *connection = connection_of (root);
  g_autofree char *text = mon_project_file_format (root);
  g_autoptr (MonProjectSpec) again = parse (text);
  g_autofree char *second = mon_project_file_format (again);

  g_assert_cmpint (connection->transport, ==, MB_CARRIER_TLS);
  g_assert_cmpuint (connection->port, ==, 802);
  g_assert_cmpstr (connection->tls_ca, ==, "ca.pem");
  g_assert_cmpstr (connection->tls_cert, ==, "me.pem");
  g_assert_cmpstr (connection->tls_key, ==, "keys/me.key");
  g_assert_cmpstr (connection->tls_name, ==, "device.test");
  g_assert_nonnull (strstr (text, "\"tls_key\": \"keys/me.key\""));
  g_assert_nonnull (strstr (text, "\"tls_pin\": \"00112233445566778899AABB"));
  g_assert_cmpstr (text, ==, second);
}

/* Files are beside the project, wherever it was opened, and stay where they are when it moves. */
static void
test_folder (void)
{
  g_autoptr (MonProjectSpec) root =
    parse ("{\"coilscope\":1,\"connections\":[{\"host\":\"a\"},{\"host\":\"h\","
           "\"transport\":\"tls\",\"tls_ca\":\"/etc/ca.pem\",\"tls_certificate\":"
           "\"pkcs11:token=t;type=cert\"},{\"host\":\"h\",\"transport\":\"tls\","
           "\"tls_certificate\":\"me.pem\",\"tls_key\":\"../me.key\"}]}");
  g_autoptr (MonProjectSpec) same = NULL;
  g_autoptr (MonProjectSpec) moved = NULL;
  g_autoptr (MbTlsOptions) options = NULL;
  const MonConnectionSpec *connection;

  mon_project_folder_set (root, "/plant");
  options = mon_connection_spec_dup_tls (root->connections->pdata[2]);
  g_assert_cmpstr (mb_tls_options_get (options)->certificate, ==, "/plant/me.pem");
  g_assert_cmpstr (mb_tls_options_get (options)->key, ==, "/plant/../me.key");
  g_assert_null (mb_tls_options_get (options)->ca);

  same = mon_project_folder_move (root, "/plant");
  g_assert_true (same == root);
  moved = mon_project_folder_move (root, "/elsewhere");
  connection = moved->connections->pdata[1];
  g_assert_cmpstr (connection->tls_ca, ==, "/etc/ca.pem");
  g_assert_cmpstr (connection->tls_cert, ==, "pkcs11:token=t;type=cert");
  connection = moved->connections->pdata[2];
  g_assert_cmpstr (connection->tls_cert, ==, "/plant/me.pem");
  g_assert_cmpstr (connection->tls_key, ==, "/plant/../me.key");
  g_assert_cmpstr (connection->tls_ca, ==, "");
}

/* The deepest, longest and oddest that is allowed still comes back after writing. */
static void
test_limits_survive_writing (void)
{
  g_autoptr (GString) text = g_string_new ("{\"coilscope\":1,\"\\u007f\":\"");
  g_autoptr (MonProjectSpec) root = NULL;
  g_autoptr (MonProjectSpec) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  for (guint i = 0; i < 64 * 1024; i++)
    g_string_append_c (text, '\x7f');
  g_string_append (text, "\",\"deep\":");
  for (guint i = 0; i < 63; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < 63; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');

  root = parse (text->str);
  first = mon_project_file_format (root);
  again = parse (first);
  second = mon_project_file_format (again);
  g_assert_cmpstr (first, ==, second);
}

static void
test_many_tags (void)
{
  g_autoptr (GString) text = g_string_new ("{\"coilscope\":1,\"connections\":[{\"host\":\"h\","
                                           "\"devices\":[{\"tags\":[");
  g_autoptr (MonProjectSpec) root = NULL;
  g_autofree char *written = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "%s{\"name\":\"Tag %u\",\"table\":\"holding\",\"address\":%u,"
                            "\"type\":\"int16\",\"scale\":0.1,\"unit\":\"bar\",\"period_ms\":500}",
                            i > 0 ? "," : "", i, i % 65536);
  g_string_append (text, "]}]}]}");

  g_test_timer_start ();
  root = parse (text->str);
  g_test_message ("100,000 tags read in %.3f s", g_test_timer_elapsed ());
  g_assert_cmpuint (device_of (root)->tags->len, ==, 100000);

  g_test_timer_start ();
  written = mon_project_file_format (root);
  g_test_message ("and written, %zu bytes, in %.3f s", strlen (written), g_test_timer_elapsed ());
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/project-file/small", test_small);
  g_test_add_func ("/mon/project-file/defaults", test_defaults);
  g_test_add_func ("/mon/project-file/roundtrip", test_roundtrip);
  g_test_add_func ("/mon/project-file/edit-keeps-unknown", test_edit_keeps_unknown);
  g_test_add_func ("/mon/project-file/short-form", test_short_form);
  g_test_add_func ("/mon/project-file/refused", test_refused);
  g_test_add_func ("/mon/project-file/nul-and-length", test_nul_and_length);
  g_test_add_func ("/mon/project-file/cut", test_cut);
  g_test_add_func ("/mon/project-file/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/mon/project-file/limits-survive-writing", test_limits_survive_writing);
  g_test_add_func ("/mon/project-file/many-tags", test_many_tags);
  g_test_add_func ("/mon/project-file/tls", test_tls);
  g_test_add_func ("/mon/project-file/folder", test_folder);
  return g_test_run ();
}
