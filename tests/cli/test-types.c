/* test-types.c: values of every type and order, written to a simulator and read back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>

#include "cli-stage.h"

static const char *const orders[] = { "ABCD", "CDAB", "BADC", "DCBA" };
static const char *const wide_orders[] = { "ABCDEFGH", "GHEFCDAB", "BADCFEHG", "HGFEDCBA" };

typedef struct
{
  const char *type;
  /* As typed, then as JSON. */
  const char *typed;
  const char *values;
  guint       n_values;
  /* Registers in the order ABCD. */
  const char *raw;
} Case;

static const Case cases[] = {
  { "bool", "0 on", "[0,1]", 2, "[0,1]" },
  { "uint16", "0 65535 0x12", "[0,65535,18]", 3, "[0,65535,18]" },
  { "int16", "-32768 -1", "[-32768,-1]", 2, "[32768,65535]" },
  { "uint32", "305419896", "[305419896]", 1, "[4660,22136]" },
  { "int32", "-123456789 1", "[-123456789,1]", 2, "[63652,13035,0,1]" },
  { "uint64", "18446744073709551615", "[18446744073709551615]", 1, "[65535,65535,65535,65535]" },
  { "int64", "-1234567890123 -9223372036854775808", "[-1234567890123,-9223372036854775808]", 2,
    "[65535,65248,36356,64309,32768,0,0,0]" },
  { "float32", "123.456 -0 nan -inf", "[123.456,-0.0,\"nan\",\"-inf\"]", 4,
    "[17142,59769,32768,0,32704,0,65408,0]" },
  { "float64", "123.456 1e-300", "[123.456,1e-300]", 2,
    "[16478,56623,6815,48759,421,28191,49912,62297]" },
  { "bcd16", "1234 9999", "[1234,9999]", 2, "[4660,39321]" },
  { "bcd32", "12345678", "[12345678]", 1, "[4660,22136]" },
  { "time32", "1732313088 4294967295", "[1732313088,4294967295]", 2, "[26433,0,65535,65535]" },
  { "time64", "-1 1732313088", "[-1,1732313088]", 2,
    "[65535,65535,65535,65535,0,0,26433,0]" },
  { "string:3", "COIL \"Ab c\" \"20 °C\"", "[\"COIL\",\"Ab c\",\"20 °C\"]", 3,
    "[17231,18764,0,16738,8291,0,12848,8386,45123]" },
};

static char *
run_session (guint16     port,
             const char *type,
             const char *order,
             const char *input)
{
  g_autofree char *words = g_strdup_printf ("session --type %s --order %s 127.0.0.1:%u", type,
                                            order, port);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, input);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);
  return g_steal_pointer (&run.out);
}

/* What was written comes back, whatever the order; with ABCD the registers are known too. */
static void
check_case (guint16     port,
            const Case *c,
            const char *order)
{
  g_autofree char *input = g_strdup_printf ("write holding 100 %s\nread holding 100 %u\n",
                                            c->typed, c->n_values);
  g_autofree char *out = run_session (port, c->type, order, input);
  g_auto (GStrv) lines = g_strsplit (out, "\n", -1);
  g_autofree char *written = NULL;
  g_autofree char *values = NULL;
  g_autofree char *raw = NULL;

  g_test_message ("%s %s: %s", c->type, order, out);
  written = g_strdup_printf ("{\"write\":\"holding 100\",\"values\":%s,\"outcome\":\"confirmed\"}",
                             c->values);
  values = g_strdup_printf ("\"values\":%s,\"raw\":[", c->values);
  raw = g_strdup_printf ("\"raw\":%s,\"quality\":\"good\"}", c->raw);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, written);
  g_assert_nonnull (strstr (lines[1], values));
  if (g_str_has_prefix (order, "ABCD"))
    g_assert_true (g_str_has_suffix (lines[1], raw));
}

static void
test_round_trip (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (orders); j++)
      {
        check_case (port, &cases[i], orders[j]);
        if (strstr (cases[i].type, "64") != NULL)
          check_case (port, &cases[i], wide_orders[j]);
      }
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
assert_session (guint16     port,
                const char *type,
                const char *input,
                const char *expected)
{
  g_autofree char *out = run_session (port, type, "ABCD", input);

  g_assert_cmpstr (out, ==, expected);
}

/* Each half is written without the other. */
static void
test_halves (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");

  assert_session (port, "uint8h", "write holding 7 18\nread holding 7",
                  "{\"write\":\"holding 7\",\"values\":[18],\"outcome\":\"confirmed\"}\n"
                  "{\"read\":\"holding 7\",\"address\":7,\"quantity\":1,\"values\":[18],"
                  "\"raw\":[4608],\"quality\":\"good\"}\n");
  assert_session (port, "int8l", "write holding 7 -2\nread holding 7",
                  "{\"write\":\"holding 7\",\"values\":[-2],\"outcome\":\"confirmed\"}\n"
                  "{\"read\":\"holding 7\",\"address\":7,\"quantity\":1,\"values\":[-2],"
                  "\"raw\":[4862],\"quality\":\"good\"}\n");
  assert_session (port, "uint8l", "read holding 7",
                  "{\"read\":\"holding 7\",\"address\":7,\"quantity\":1,\"values\":[254],"
                  "\"raw\":[4862],\"quality\":\"good\"}\n");
  assert_session (port, "int8h", "read holding 7",
                  "{\"read\":\"holding 7\",\"address\":7,\"quantity\":1,\"values\":[18],"
                  "\"raw\":[4862],\"quality\":\"good\"}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_watch (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("watch --json --count 1 --type string:3 "
                                            "127.0.0.1:%u holding 100 2", port);
  g_autofree char *expected = NULL;
  g_autofree char *plain = NULL;
  g_auto (CliRun) run = { 0 };

  assert_session (port, "string:3", "write holding 100 \"Ab c\" °C\n",
                  "{\"write\":\"holding 100\",\"values\":[\"Ab c\",\"°C\"],"
                  "\"outcome\":\"confirmed\"}\n");
  cli_run (&run, words, "");
  plain = without_times (run.out);
  expected = g_strdup_printf ("{\"time\":\"T\",\"device\":\"127.0.0.1:%u/1\","
                              "\"tag\":\"holding 100\",\"table\":\"holding\",\"address\":100,"
                              "\"value\":\"Ab c\",\"raw\":[16738,8291,0],\"quality\":\"good\"}\n"
                              "{\"time\":\"T\",\"device\":\"127.0.0.1:%u/1\","
                              "\"tag\":\"holding 103\",\"table\":\"holding\",\"address\":103,"
                              "\"value\":\"°C\",\"raw\":[49840,17152,0],\"quality\":\"good\"}\n",
                              port, port);
  g_assert_cmpstr (plain, ==, expected);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_not_bcd (void)
{
  Child server = { NULL };
  guint16 port = server_start (&server, 0, "");
  g_autofree char *words = g_strdup_printf ("read --type bcd16 --json 127.0.0.1:%u holding 7",
                                            port);
  g_auto (CliRun) run = { 0 };

  assert_session (port, "uint16", "write holding 7 0xfff1",
                  "{\"write\":\"holding 7\",\"values\":[65521],\"outcome\":\"confirmed\"}\n");
  cli_run (&run, words, "");
  g_assert_cmpstr (run.out, ==,
                   "{\"read\":\"holding 7\",\"address\":7,\"quantity\":1,"
                   "\"quality\":\"not-available\","
                   "\"reason\":\"holding 7: Not BCD: a digit is above 9\"}\n");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/types/round-trip", test_round_trip);
  g_test_add_func ("/cli/types/halves", test_halves);
  g_test_add_func ("/cli/types/watch", test_watch);
  g_test_add_func ("/cli/types/not-bcd", test_not_bcd);
  return g_test_run ();
}
