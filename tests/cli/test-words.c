/* test-words.c: what is typed on the command line: options, places, values, PDUs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "cli/cli-ask.h"
#include "cli/cli-words.h"

static const CliUsage usage = {
  .arguments = "HOST [VALUE…]",
  .summary = "Test",
  .min_words = 1,
  .max_words = 3,
};

static gboolean
parse (CliOptions   *options,
       const char   *line,
       char       ***out_words,
       GError      **error)
{
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);

  return cli_options_parse (options, &usage, argv, out_words, error);
}

static void
assert_words (const char *line,
              const char *expected)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *joined = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliOptions) options = { 0, };

  g_assert_true (parse (&options, line, &words, &error));
  g_assert_no_error (error);
  joined = g_strjoinv ("|", words);
  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_bad_options (const char *line,
                    const char *fragment)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliOptions) options = { 0, };

  g_assert_false (parse (&options, line, &words, &error));
  g_assert_nonnull (error);
  g_test_message ("%s: %s", line, error->message);
  g_assert_nonnull (strstr (error->message, fragment));
}

static void
test_defaults (void)
{
  g_auto (GStrv) words = NULL;
  g_auto (CliOptions) options = { 0, };

  g_assert_true (parse (&options, "test h", &words, NULL));
  g_assert_cmpint (options.unit, ==, 1);
  g_assert_cmpint (options.timeout_ms, ==, 1000);
  g_assert_cmpint (options.connect_timeout_ms, ==, 3000);
  g_assert_cmpint (options.retries, ==, 1);
  g_assert_cmpint (options.window, ==, 1);
  g_assert_cmpint (options.delay_ms, ==, 0);
  g_assert_false (options.has_link_options);
  g_assert_cmpint (options.type, ==, MB_TYPE_UINT16);
  g_assert_false (options.has_type);
  g_assert_cmpint (options.order, ==, MB_ORDER_ABCD);
  g_assert_false (options.is_json);
}

static void
test_given (void)
{
  g_auto (GStrv) words = NULL;
  g_auto (CliOptions) options = { 0, };

  g_assert_true (parse (&options,
                        "test --unit 0 h --timeout=200 --connect-timeout 300 --retries 0 "
                        "--window 16 --delay 5 --transport tcp --type float32 --order CDAB --json",
                        &words, NULL));
  g_assert_cmpint (options.unit, ==, 0);
  g_assert_cmpint (options.timeout_ms, ==, 200);
  g_assert_cmpint (options.connect_timeout_ms, ==, 300);
  g_assert_cmpint (options.retries, ==, 0);
  g_assert_cmpint (options.window, ==, 16);
  g_assert_cmpint (options.delay_ms, ==, 5);
  g_assert_true (options.has_link_options);
  g_assert_cmpint (options.type, ==, MB_TYPE_FLOAT32);
  g_assert_true (options.has_type);
  g_assert_cmpint (options.order, ==, MB_ORDER_CDAB);
  g_assert_true (options.is_json);
  g_assert_cmpuint (g_strv_length (words), ==, 1);
}

static void
test_types (void)
{
  static const struct
  {
    const char *line;
    MbType      type;
    guint       n_registers;
    MbOrder     order;
  } cases[] = {
    { "test h --type string:4", MB_TYPE_STRING, 4, MB_ORDER_ABCD },
    { "test h --type string:125 --order BADC", MB_TYPE_STRING, 125, MB_ORDER_BADC },
    { "test h --type float64 --order GHEFCDAB", MB_TYPE_FLOAT64, 4, MB_ORDER_CDAB },
    { "test h --type uint64 --order DCBA", MB_TYPE_UINT64, 4, MB_ORDER_DCBA },
    { "test h --order HGFEDCBA --type time64", MB_TYPE_TIME64, 4, MB_ORDER_DCBA },
    { "test h --type int8l", MB_TYPE_INT8L, 1, MB_ORDER_ABCD },
    { "test h", MB_TYPE_UINT16, 1, MB_ORDER_ABCD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) words = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (CliOptions) options = { 0, };

      parse (&options, cases[i].line, &words, &error);
      g_assert_no_error (error);
      g_assert_cmpint (options.type, ==, cases[i].type);
      g_assert_cmpuint (options.n_registers, ==, cases[i].n_registers);
      g_assert_cmpint (options.order, ==, cases[i].order);
    }
}

static void
test_separator (void)
{
  assert_words ("test h 1 2", "h|1|2");
  assert_words ("test h -- -5 -6", "h|-5|-6");
  assert_words ("test -- h -5", "h|-5");
  assert_words ("test h -- 5", "h|5");
  assert_words ("test --json h 1 -- -5", "h|1|-5");
}

static void
test_bad_options (void)
{
  assert_bad_options ("test", "HOST");
  assert_bad_options ("test a b c d", "HOST");
  assert_bad_options ("test h -5", "“--”");
  assert_bad_options ("test h --unit 256", "255");
  assert_bad_options ("test h --unit -1", "255");
  assert_bad_options ("test h --unit x", "x");
  assert_bad_options ("test h --timeout 0", "--timeout");
  assert_bad_options ("test h --window 17", "16");
  assert_bad_options ("test h --window 0", "16");
  assert_bad_options ("test h --retries -1", "--retries");
  assert_bad_options ("test h --transport rtu-tcp --window 2", "only one request");
  assert_bad_options ("test h --transport pigeon", "no transport");
  assert_bad_options ("test h --tls-ca x.pem", "--tls-ca means something with --transport tls");
  assert_bad_options ("test h --tls-pin abc", "--tls-pin means something with --transport tls");
  assert_bad_options ("test h --transport tls --tls-pin abc", "“abc” is no SHA-256");
  assert_bad_options ("test h --type string", "bool, uint8h, uint8l");
  assert_bad_options ("test h --type string:0", "string:N, where N is 1 to 125");
  assert_bad_options ("test h --type string:126", "1 to 125");
  assert_bad_options ("test h --type float", "float32, float64");
  assert_bad_options ("test h --order GHEFCDAB", "64 bits; use CDAB");
  assert_bad_options ("test h --order GHEFCDAB --type float32", "64 bits; use CDAB");
  assert_bad_options ("test h --order ABDC", "ABCD, CDAB, BADC, DCBA");
  assert_bad_options ("test h --nonsense", "nonsense");
}

static void
assert_target (const char *text,
               const char *host,
               guint       port)
{
  g_auto (CliTarget) target = { NULL, };
  g_autoptr (GError) error = NULL;

  g_assert_true (cli_target_parse (&target, text, MB_CARRIER_TCP, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (target.host, ==, host);
  g_assert_cmpuint (target.port, ==, port);
}

static void
test_target (void)
{
  static const char *const bad[] = {
    "", ":502", "[]", "[::1", "[::1]x", "[::1]:", "h:", "h:0", "h:65536", "h:x", "a b", "a/b",
    "http://h", "h:-1", "h:+1", "127.0.0.1:1:2", "h:1:2", "[h]:1", "[127.0.0.1]:1", "1:2:3",
    "[::1]:1:2", "::1::",
  };

  assert_target ("plc.local", "plc.local", 502);
  assert_target ("127.0.0.1:1502", "127.0.0.1", 1502);
  assert_target ("[::1]", "::1", 502);
  assert_target ("[::1]:802", "::1", 802);
  assert_target ("::1", "::1", 502);
  assert_target ("fe80::1%eth0", "fe80::1%eth0", 502);
  assert_target ("[fe80::1%eth0]:802", "fe80::1%eth0", 802);
  assert_target ("::ffff:127.0.0.1", "::ffff:127.0.0.1", 502);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (CliTarget) target = { NULL, };
      g_autoptr (GError) error = NULL;

      g_test_message ("“%s”", bad[i]);
      g_assert_false (cli_target_parse (&target, bad[i], MB_CARRIER_TCP, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

static void
assert_past_end (const char *type,
                 const char *count,
                 const char *message)
{
  CliOptions options = { 0, };
  CliRange range;
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_type_from_name (type, &options.type, &options.n_registers));
  g_assert_false (cli_range_parse (&range, &options, "holding", "65535", count, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_past_end (void)
{
  assert_past_end ("float32", NULL, "1 value of type float32 at address 65535 would pass the last "
                   "address, 65535; lower the address.");
  assert_past_end ("uint16", "2", "2 values of type uint16 at address 65535 would pass the last "
                   "address, 65535; lower the address or the count.");
}

static char *
hex (GBytes *bytes)
{
  GString *text = g_string_new (NULL);
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%02x", data[i]);
  return g_string_free (text, FALSE);
}

typedef enum
{
  READ,
  WRITE,
  REQUEST,
} Kind;

static CliAsk *
ask (Kind         kind,
     const char  *typing,
     guint        function,
     const char  *line,
     GError     **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  CliOptions options = { .timeout_ms = 1000, .type = MB_TYPE_UINT16, .n_registers = 1 };

  if (typing != NULL)
    {
      g_auto (GStrv) names = g_strsplit (typing, " ", -1);

      g_assert_true (mb_type_from_name (names[0], &options.type, &options.n_registers));
      options.has_type = TRUE;
      g_assert_true (names[1] == NULL || mb_order_from_name (names[1], &options.order));
    }
  switch (kind)
    {
    case READ:
      return cli_ask_new_read (&options, words, error);
    case WRITE:
      return cli_ask_new_write (&options, function, words, error);
    case REQUEST:
      return cli_ask_new_request (&options, words, error);
    }
  g_assert_not_reached ();
}

static void
assert_pdu (Kind        kind,
            const char *typing,
            guint       function,
            const char *line,
            const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliAsk) wish = ask (kind, typing, function, line, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = hex (wish->pdu);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (Kind        kind,
                const char *typing,
                guint       function,
                const char *line,
                const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliAsk) wish = ask (kind, typing, function, line, &error);

  g_assert_null (wish);
  g_assert_nonnull (error);
  g_test_message ("%s: %s", line, error->message);
  g_assert_nonnull (strstr (error->message, fragment));
}

static void
test_read (void)
{
  /* V1.1b3, 6.1: coils 19 to 37; 6.3: holding registers 107 to 109. */
  assert_pdu (READ, NULL, 0, "coils 19 19", "0100130013");
  assert_pdu (READ, NULL, 0, "discrete 0xc4 22", "0200c40016");
  assert_pdu (READ, NULL, 0, "holding 107 3", "03006b0003");
  assert_pdu (READ, NULL, 0, "input 8", "0400080001");
  assert_pdu (READ, NULL, 0, "holding 0xFFFF", "03ffff0001");
  assert_pdu (READ, NULL, 0, "holding 40001", "039c410001");
  assert_pdu (READ, NULL, 0, "holding 010 125", "03000a007d");
  assert_pdu (READ, "float32", 0, "holding 10 62", "03000a007c");
  assert_pdu (READ, "bool", 0, "coils 0 2000", "01000007d0");

  assert_pdu (READ, "float64", 0, "holding 0 31", "030000007c");
  assert_pdu (READ, "string:125", 0, "holding 0", "030000007d");
  assert_pdu (READ, "string:5", 0, "input 65531", "04fffb0005");
  assert_pdu (READ, "uint8h", 0, "holding 0 125", "030000007d");

  assert_refused (READ, "uint64", 0, "holding 0 32", "125 registers in one request, not 128");
  assert_refused (READ, "string:63", 0, "holding 0 2", "125 registers in one request, not 126");
  assert_refused (READ, "string:5", 0, "holding 65532", "would pass the last address");
  assert_refused (READ, "string:5", 0, "coils 0", "bool, not string");
  assert_refused (READ, NULL, 0, "holding", "COUNT");
  assert_refused (READ, NULL, 0, "holding 0 1 2", "COUNT");
  assert_refused (READ, NULL, 0, "registers 0", "holding");
  assert_refused (READ, NULL, 0, "holding 65536", "65535");
  assert_refused (READ, NULL, 0, "holding -1", "ADDRESS");
  assert_refused (READ, NULL, 0, "holding x", "ADDRESS");
  assert_refused (READ, NULL, 0, "holding 0x", "ADDRESS");
  assert_refused (READ, NULL, 0, "holding 0 0", "COUNT");
  assert_refused (READ, NULL, 0, "holding 0 126", "125");
  assert_refused (READ, NULL, 0, "coils 0 2001", "2000");
  assert_refused (READ, NULL, 0, "coils 0 65536", "2000");
  assert_refused (READ, "float32", 0, "holding 0 63", "125");
  assert_refused (READ, NULL, 0, "holding 65535 2", "65535");
  assert_refused (READ, "uint16", 0, "coils 0", "bool");
}

static void
test_write (void)
{
  /* V1.1b3, 6.5, 6.6, 6.11, 6.12. */
  assert_pdu (WRITE, NULL, 0, "coils 172 on", "0500acff00");
  assert_pdu (WRITE, NULL, 0, "coils 172 0", "0500ac0000");
  assert_pdu (WRITE, NULL, 15, "coils 172 1", "0f00ac00010101");
  assert_pdu (WRITE, NULL, 0, "coils 19 1 0 1 1 0 0 1 1 1 0", "0f0013000a02cd01");
  assert_pdu (WRITE, NULL, 0, "holding 1 3", "0600010003");
  assert_pdu (WRITE, NULL, 16, "holding 1 3", "1000010001020003");
  assert_pdu (WRITE, NULL, 0, "holding 1 10 258", "100001000204000a0102");
  assert_pdu (WRITE, "int16", 0, "holding 1 -5", "060001fffb");
  assert_pdu (WRITE, "int16 BADC", 0, "holding 1 -5", "060001fbff");
  assert_pdu (WRITE, "float32 CDAB", 0, "holding 1 123.456", "1000010002" "04e97942f6");
  assert_pdu (WRITE, "bool", 0, "holding 1 on", "0600010001");
  assert_pdu (WRITE, "float64", 0, "holding 1 123.456", "1000010004" "08405edd2f1a9fbe77");
  assert_pdu (WRITE, "int64 CDAB", 0, "holding 1 -1234567890123",
              "1000010004" "08fb358e04fee0ffff");
  assert_pdu (WRITE, "uint64", 0, "holding 1 18446744073709551615",
              "1000010004" "08ffffffffffffffff");
  assert_pdu (WRITE, "bcd16", 0, "holding 1 1234", "0600011234");
  assert_pdu (WRITE, "bcd32 CDAB", 0, "holding 1 12345678", "1000010002" "0456781234");
  assert_pdu (WRITE, "time32", 0, "holding 1 1732313088", "1000010002" "0467410000");
  assert_pdu (WRITE, "string:3", 0, "holding 1 COIL", "1000010003" "06434f494c0000");
  assert_pdu (WRITE, "string:1 BADC", 0, "holding 1 AB CD", "1000010002" "0442414443");
  assert_pdu (WRITE, "string:1", 0, "holding 1 AB", "0600014142");

  /* Half a register by its mask: AND keeps the other half, OR is the value (V1.1b3, 6.16). */
  assert_pdu (WRITE, "uint8h", 0, "holding 4 0xfe", "16000400fffe00");
  assert_pdu (WRITE, "uint8l", 0, "holding 4 0xfe", "160004ff0000fe");
  assert_pdu (WRITE, "int8h", 0, "holding 4 -2", "16000400fffe00");
  assert_pdu (WRITE, "int8l BADC", 0, "holding 4 -2", "16000400fffe00");
  assert_refused (WRITE, "uint8h", 0, "holding 4 1 2", "one at a time");
  assert_refused (WRITE, "uint8h", 6, "holding 4 1", "function 22");
  assert_refused (WRITE, "int8l", 16, "holding 4 1", "function 22");
  assert_refused (WRITE, "uint8h", 0, "holding 4 256", "from 0 to 255");

  assert_refused (WRITE, "string:2", 0, "holding 1 COILS", "5 bytes; 2 registers hold 4");
  assert_refused (WRITE, "string:124", 0, "holding 1 x", "123 registers in one request, not 124");
  assert_refused (WRITE, "bcd16", 0, "holding 1 10000", "from 0 to 9999");
  assert_refused (WRITE, "float64", 0, "holding 1 1e400", "does not fit float64");
  assert_refused (WRITE, "uint64", 6, "holding 1 1", "at most 1");

  assert_refused (WRITE, NULL, 0, "holding 1", "VALUE");
  assert_refused (WRITE, NULL, 0, "input 1 1", "cannot be written");
  assert_refused (WRITE, NULL, 0, "discrete 1 1", "cannot be written");
  assert_refused (WRITE, NULL, 6, "coils 1 1", "15");
  assert_refused (WRITE, NULL, 15, "holding 1 1", "16");
  assert_refused (WRITE, NULL, 6, "holding 1 1 2", "at most 1");
  assert_refused (WRITE, "uint32", 6, "holding 1 1", "at most 1");
  assert_refused (WRITE, NULL, 0, "holding 1 65536", "65535");
  assert_refused (WRITE, NULL, 0, "holding 1 -1", "65535");
  assert_refused (WRITE, NULL, 0, "holding 1 x", "x");
  assert_refused (WRITE, NULL, 0, "coils 1 2", "on");
  assert_refused (WRITE, NULL, 0, "holding 65535 1 2", "65535");
}

static void
test_write_limits (void)
{
  g_autoptr (GString) line = g_string_new ("holding 0");
  g_autoptr (CliAsk) longest = NULL;

  for (guint i = 0; i < 123; i++)
    g_string_append (line, " 1");
  longest = ask (WRITE, NULL, 0, line->str, NULL);
  g_assert_nonnull (longest);
  g_string_append (line, " 1");
  assert_refused (WRITE, NULL, 0, line->str, "123");
}

static void
test_split (void)
{
  static const char *const lines[][2] = {
    { "", "" },
    { " \t ", "" },
    { "read holding 0", "read|holding|0" },
    { "\tread  coils\t0x3 ", "read|coils|0x3" },
    { "write holding 0 \"Ab c\"", "write|holding|0|Ab c" },
    { "a \"\" \"x\\\"y\\\\z\\n\" b\"c", "a||x\"y\\z\\n|b\"c" },
    { "write holding 0 -- -5 -- --", "write|holding|0|-5|--|--" },
    { "a \"--\" --b --", "a|--|--b" },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (GStrv) words = cli_words_split (lines[i][0], &error);
      g_autofree char *joined = NULL;

      g_assert_no_error (error);
      joined = g_strjoinv ("|", words);
      g_assert_cmpstr (joined, ==, lines[i][1]);
    }
  g_assert_null (cli_words_split ("a \"b c", &error));
  g_assert_nonnull (error);
}

static void
test_request (void)
{
  g_autofree char *longest = g_strnfill (2 * MB_PDU_MAX, 'a');
  g_autofree char *too_long = g_strnfill (2 * MB_PDU_MAX + 2, 'a');

  assert_pdu (REQUEST, NULL, 0, "07", "07");
  assert_pdu (REQUEST, NULL, 0, "03006B0003", "03006b0003");
  assert_pdu (REQUEST, NULL, 0, "03 00 6b 00:03", "03006b0003");
  assert_pdu (REQUEST, NULL, 0, longest, longest);
  assert_refused (REQUEST, NULL, 0, "0", "hex");
  assert_refused (REQUEST, NULL, 0, "0x07", "hex");
  assert_refused (REQUEST, NULL, 0, "03 0", "hex");
  assert_refused (REQUEST, NULL, 0, "", "PDUHEX");
  assert_refused (REQUEST, NULL, 0, ":", "253");
  assert_refused (REQUEST, NULL, 0, too_long, "253");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/options/defaults", test_defaults);
  g_test_add_func ("/cli/options/given", test_given);
  g_test_add_func ("/cli/options/types", test_types);
  g_test_add_func ("/cli/options/separator", test_separator);
  g_test_add_func ("/cli/options/bad", test_bad_options);
  g_test_add_func ("/cli/target/hosts", test_target);
  g_test_add_func ("/cli/words/split", test_split);
  g_test_add_func ("/cli/words/past-end", test_past_end);
  g_test_add_func ("/cli/ask/read", test_read);
  g_test_add_func ("/cli/ask/write", test_write);
  g_test_add_func ("/cli/ask/write-limits", test_write_limits);
  g_test_add_func ("/cli/ask/request", test_request);
  return g_test_run ();
}
