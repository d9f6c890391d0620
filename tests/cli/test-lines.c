/* test-lines.c: what the command line prints, to the letter: answers and samples, JSON and text.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "cli/cli-answer.h"
#include "cli/cli-sample.h"

/* 2026-11-22 15:20:00.123456 UTC */
#define TIME_US G_GINT64_CONSTANT (1795360800123456)

static CliAsk *
new_ask (CliAskKind  kind,
         const char *type,
         const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  CliOptions options = { .timeout_ms = 200, .type = MB_TYPE_UINT16, .n_registers = 1 };
  g_autoptr (GError) error = NULL;
  CliAsk *ask = NULL;

  if (type != NULL)
    {
      g_assert_true (mb_type_from_name (type, &options.type, &options.n_registers));
      options.has_type = TRUE;
    }
  switch (kind)
    {
    case CLI_ASK_READ:
      ask = cli_ask_new_read (&options, words, &error);
      break;
    case CLI_ASK_WRITE:
      ask = cli_ask_new_write (&options, 0, words, &error);
      break;
    case CLI_ASK_REQUEST:
      ask = cli_ask_new_request (&options, words, &error);
      break;
    }
  g_assert_no_error (error);
  return ask;
}

/* An answer with this PDU, or an exception when it is one. */
static MonAnswer
answer_with (CliAsk     *response)
{
  const guint8 *pdu = g_bytes_get_data (response->pdu, NULL);

  if (pdu[0] < 0x80)
    return (MonAnswer) {
      .verdict = MB_VERDICT_ANSWER, .quality = MON_QUALITY_GOOD, .pdu = response->pdu,
    };
  return (MonAnswer) {
    .verdict = MB_VERDICT_EXCEPTION, .quality = MON_QUALITY_EXCEPTION, .exception = pdu[1],
    .pdu = response->pdu,
  };
}

static void
assert_lines (const CliAsk    *ask,
              MonOutcome       outcome,
              const MonAnswer *answer,
              CliExit          exit_code,
              const char      *json_line,
              const char      *text,
              const char      *note)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  g_autofree char *got_text = cli_answer_dup_text (ask, outcome, answer);
  g_autofree char *got_note = cli_answer_dup_note (ask, outcome, answer);

  cli_answer_put_json (json, ask, outcome, answer);
  g_assert_cmpstr (mb_json_get_text (json), ==, json_line);
  g_assert_cmpstr (got_text, ==, text);
  g_assert_cmpstr (got_note, ==, note);
  g_assert_cmpint (cli_answer_get_exit (ask, outcome, answer), ==, exit_code);
}

/* @pdu answers the wish, as in hex. */
static void
assert_answered (CliAskKind  kind,
                 const char *type,
                 const char *line,
                 const char *pdu,
                 const char *json_line,
                 const char *text)
{
  g_autoptr (CliAsk) ask = new_ask (kind, type, line);
  g_autoptr (CliAsk) response = new_ask (CLI_ASK_REQUEST, NULL, pdu);
  MonAnswer answer = answer_with (response);

  assert_lines (ask, MON_OUTCOME_CONFIRMED, &answer, CLI_EXIT_DONE, json_line, text, NULL);
}

static void
test_read (void)
{
  assert_answered (CLI_ASK_READ, NULL, "holding 10 4", "03 08 014c 016b 018a 01a9",
                   "{\"read\":\"holding 10\",\"address\":10,\"quantity\":4,"
                   "\"values\":[332,363,394,425],\"raw\":[332,363,394,425],\"quality\":\"good\"}",
                   "holding 10  332\nholding 11  363\nholding 12  394\nholding 13  425");
  assert_answered (CLI_ASK_READ, NULL, "coils 9 2", "01 01 02",
                   "{\"read\":\"coils 9\",\"address\":9,\"quantity\":2,\"bits\":[0,1],"
                   "\"quality\":\"good\"}",
                   "coils 9   0\ncoils 10  1");
  assert_answered (CLI_ASK_READ, "float32", "input 0 3", "04 0c 42f6e979 7fc00000 ff800000",
                   "{\"read\":\"input 0\",\"address\":0,\"quantity\":6,"
                   "\"values\":[123.456,\"nan\",\"-inf\"],"
                   "\"raw\":[17142,59769,32704,0,65408,0],\"quality\":\"good\"}",
                   "input 0  123.456\ninput 2      nan\ninput 4     -inf");
  assert_answered (CLI_ASK_READ, "int16", "holding 0", "03 02 ffff",
                   "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,\"values\":[-1],"
                   "\"raw\":[65535],\"quality\":\"good\"}",
                   "holding 0  -1");
  assert_answered (CLI_ASK_READ, "bool", "holding 0 2", "03 04 0000 0007",
                   "{\"read\":\"holding 0\",\"address\":0,\"quantity\":2,\"values\":[0,1],"
                   "\"raw\":[0,7],\"quality\":\"good\"}",
                   "holding 0  0\nholding 1  1");
  assert_answered (CLI_ASK_READ, "uint64", "holding 0", "03 08 ffff ffff ffff ffff",
                   "{\"read\":\"holding 0\",\"address\":0,\"quantity\":4,"
                   "\"values\":[18446744073709551615],\"raw\":[65535,65535,65535,65535],"
                   "\"quality\":\"good\"}",
                   "holding 0  18446744073709551615");
  assert_answered (CLI_ASK_READ, "string:3", "holding 0 2",
                   "03 0c 4162 2000 0000 b043 201b 2020",
                   "{\"read\":\"holding 0\",\"address\":0,\"quantity\":6,"
                   "\"values\":[\"Ab\",\"°C \\u001b\"],"
                   "\"raw\":[16738,8192,0,45123,8219,8224],\"quality\":\"good\"}",
                   "holding 0  Ab\nholding 3  °C ␛");
}

/* Registers that hold no number. */
static void
test_read_lacking (void)
{
  g_autoptr (CliAsk) ask = new_ask (CLI_ASK_READ, "bcd16", "holding 0 2");
  g_autoptr (CliAsk) some = new_ask (CLI_ASK_REQUEST, NULL, "03 04 1234 000a");
  g_autoptr (CliAsk) none = new_ask (CLI_ASK_REQUEST, NULL, "03 04 ffff 000a");
  MonAnswer answer = answer_with (some);

  assert_lines (ask, MON_OUTCOME_CONFIRMED, &answer, CLI_EXIT_DONE,
                "{\"read\":\"holding 0\",\"address\":0,\"quantity\":2,\"values\":[1234,null],"
                "\"raw\":[4660,10],\"quality\":\"good\","
                "\"reason\":\"holding 1: Not BCD: a digit is above 9\"}",
                "holding 0  1234\nholding 1     —",
                "holding 1: Not BCD: a digit is above 9.");

  answer = answer_with (none);
  assert_lines (ask, MON_OUTCOME_CONFIRMED, &answer, CLI_EXIT_DATA,
                "{\"read\":\"holding 0\",\"address\":0,\"quantity\":2,"
                "\"quality\":\"not-available\","
                "\"reason\":\"holding 0, holding 1: Not BCD: a digit is above 9\"}",
                "holding 0  —\nholding 1  —",
                "holding 0, holding 1: Not BCD: a digit is above 9.");
}

static void
test_read_failed (void)
{
  g_autoptr (CliAsk) ask = new_ask (CLI_ASK_READ, NULL, "holding 40 2");
  g_autoptr (CliAsk) refusal = new_ask (CLI_ASK_REQUEST, NULL, "8302");
  MonAnswer answer = answer_with (refusal);

  assert_lines (ask, MON_OUTCOME_REFUSED, &answer, CLI_EXIT_REFUSED,
                "{\"read\":\"holding 40\",\"address\":40,\"quantity\":2,\"quality\":\"exception\","
                "\"reason\":\"Illegal data address\",\"exception\":2}",
                NULL, "holding 40–41: Illegal data address (exception 2).");

  /* One that the specification does not name has its code in its name. */
  answer.exception = 0x41;
  assert_lines (ask, MON_OUTCOME_REFUSED, &answer, CLI_EXIT_REFUSED,
                "{\"read\":\"holding 40\",\"address\":40,\"quantity\":2,\"quality\":\"exception\","
                "\"reason\":\"Exception 0x41 (vendor)\",\"exception\":65}",
                NULL, "holding 40–41: Exception 0x41 (vendor).");

  answer = (MonAnswer) { .verdict = MB_VERDICT_TIMEOUT, .quality = MON_QUALITY_TIMEOUT };
  assert_lines (ask, MON_OUTCOME_UNKNOWN, &answer, CLI_EXIT_LINK,
                "{\"read\":\"holding 40\",\"address\":40,\"quantity\":2,\"quality\":\"timeout\","
                "\"reason\":\"No reply within 200 ms\"}",
                NULL, "holding 40–41: No reply within 200 ms.");

  answer = (MonAnswer) { .verdict = MB_VERDICT_BREACH, .quality = MON_QUALITY_BREACH,
                         .breach = MB_BREACH_UNIT };
  assert_lines (ask, MON_OUTCOME_UNKNOWN, &answer, CLI_EXIT_LINK,
                "{\"read\":\"holding 40\",\"address\":40,\"quantity\":2,\"quality\":\"breach\","
                "\"reason\":\"Reply from another unit\"}",
                NULL, "holding 40–41: Reply from another unit.");

  answer = (MonAnswer) { .verdict = MB_VERDICT_NOT_SENT, .quality = MON_QUALITY_LINK_DOWN,
                         .reason = (char *) "Connection refused by h:502" };
  assert_lines (ask, MON_OUTCOME_NOT_SENT, &answer, CLI_EXIT_LINK,
                "{\"read\":\"holding 40\",\"address\":40,\"quantity\":2,\"quality\":\"link-down\","
                "\"reason\":\"Connection refused by h:502\"}",
                NULL, "holding 40–41: Connection refused by h:502.");
}

static void
test_write (void)
{
  assert_answered (CLI_ASK_WRITE, NULL, "holding 20 1234", "060014 04d2",
                   "{\"write\":\"holding 20\",\"values\":[1234],\"outcome\":\"confirmed\"}",
                   "holding 20  1234  confirmed");
  assert_answered (CLI_ASK_WRITE, NULL, "coils 3 on off on", "0f00030003",
                   "{\"write\":\"coils 3\",\"bits\":[1,0,1],\"outcome\":\"confirmed\"}",
                   "coils 3–5  1 0 1  confirmed");
  assert_answered (CLI_ASK_WRITE, "float32", "holding 20 72.1 -3", "1000140004",
                   "{\"write\":\"holding 20\",\"values\":[72.1,-3],\"outcome\":\"confirmed\"}",
                   "holding 20–23  72.1 -3  confirmed");
  assert_answered (CLI_ASK_WRITE, "string:2", "holding 20 Ab c", "1000140004",
                   "{\"write\":\"holding 20\",\"values\":[\"Ab\",\"c\"],"
                   "\"outcome\":\"confirmed\"}",
                   "holding 20–23  Ab c  confirmed");
  assert_answered (CLI_ASK_WRITE, "int8h", "holding 20 -2", "16 0014 00ff fe00",
                   "{\"write\":\"holding 20\",\"values\":[-2],\"outcome\":\"confirmed\"}",
                   "holding 20  -2  confirmed");
}

static void
test_write_failed (void)
{
  g_autoptr (CliAsk) ask = new_ask (CLI_ASK_WRITE, NULL, "holding 20 1234");
  g_autoptr (CliAsk) refusal = new_ask (CLI_ASK_REQUEST, NULL, "8603");
  g_autoptr (CliAsk) acknowledge = new_ask (CLI_ASK_REQUEST, NULL, "8605");
  MonAnswer answer = answer_with (refusal);

  assert_lines (ask, MON_OUTCOME_REFUSED, &answer, CLI_EXIT_REFUSED,
                "{\"write\":\"holding 20\",\"values\":[1234],\"outcome\":\"refused\","
                "\"exception\":3}",
                "holding 20  1234  refused",
                "holding 20: Illegal data value (exception 3).");

  answer = answer_with (acknowledge);
  assert_lines (ask, MON_OUTCOME_UNKNOWN, &answer, CLI_EXIT_LINK,
                "{\"write\":\"holding 20\",\"values\":[1234],\"outcome\":\"unknown\","
                "\"exception\":5}",
                "holding 20  1234  unknown",
                "holding 20: Acknowledge: the device is still working on it (exception 5).");

  answer = (MonAnswer) { .verdict = MB_VERDICT_TIMEOUT, .quality = MON_QUALITY_TIMEOUT };
  assert_lines (ask, MON_OUTCOME_UNKNOWN, &answer, CLI_EXIT_LINK,
                "{\"write\":\"holding 20\",\"values\":[1234],\"outcome\":\"unknown\","
                "\"reason\":\"No reply within 200 ms\"}",
                "holding 20  1234  unknown", "holding 20: No reply within 200 ms.");

  answer = (MonAnswer) { .verdict = MB_VERDICT_NOT_SENT, .quality = MON_QUALITY_LINK_DOWN };
  assert_lines (ask, MON_OUTCOME_NOT_SENT, &answer, CLI_EXIT_LINK,
                "{\"write\":\"holding 20\",\"values\":[1234],\"outcome\":\"not-sent\","
                "\"reason\":\"Not connected\"}",
                "holding 20  1234  not-sent", "holding 20: Not connected.");
}

static void
test_request (void)
{
  g_autoptr (CliAsk) ask = new_ask (CLI_ASK_REQUEST, NULL, "0300000002");
  g_autoptr (CliAsk) refusal = new_ask (CLI_ASK_REQUEST, NULL, "8302");
  MonAnswer answer = answer_with (refusal);

  assert_answered (CLI_ASK_REQUEST, NULL, "07", "076d",
                   "{\"request\":\"07\",\"response\":\"076d\",\"quality\":\"good\","
                   "\"function\":7,\"function_name\":\"Read Exception Status\",\"data\":\"6d\"}",
                   "07 6d\n  Function Code: Read Exception Status (7)\n  Exception Status: 6d\n"
                   "    Output 0: 1\n    Output 1: 0\n    Output 2: 1\n    Output 3: 1\n"
                   "    Output 4: 0\n    Output 5: 1\n    Output 6: 1\n    Output 7: 0");
  assert_answered (CLI_ASK_REQUEST, NULL, "0300000002", "030400010002",
                   "{\"request\":\"0300000002\",\"response\":\"030400010002\","
                   "\"quality\":\"good\",\"function\":3,"
                   "\"function_name\":\"Read Holding Registers\",\"byte_count\":4,"
                   "\"values\":[1,2]}",
                   "03 04 00 01 00 02\n  Function Code: Read Holding Registers (3)\n"
                   "  Byte Count: 4\n  Register 0 (UINT16): 1\n  Register 1 (UINT16): 2");
  assert_answered (CLI_ASK_REQUEST, NULL, "0100000002", "010103",
                   "{\"request\":\"0100000002\",\"response\":\"010103\",\"quality\":\"good\","
                   "\"function\":1,\"function_name\":\"Read Coils\",\"byte_count\":1,"
                   "\"bits\":[1,1]}",
                   "01 01 03\n  Function Code: Read Coils (1)\n  Byte Count: 1\n"
                   "  Bit 0: 1\n  Bit 1: 1");
  assert_lines (ask, MON_OUTCOME_REFUSED, &answer, CLI_EXIT_REFUSED,
                "{\"request\":\"0300000002\",\"response\":\"8302\",\"quality\":\"exception\","
                "\"reason\":\"Illegal data address\",\"function\":3,"
                "\"function_name\":\"Read Holding Registers\",\"exception\":2}",
                "83 02\n  Function Code: Read Holding Registers (3)\n"
                "  Exception Code: Illegal Data Address (2)",
                "03 00 00 00 02: Illegal data address (exception 2).");

  answer = (MonAnswer) { .verdict = MB_VERDICT_TIMEOUT, .quality = MON_QUALITY_TIMEOUT };
  assert_lines (ask, MON_OUTCOME_UNKNOWN, &answer, CLI_EXIT_LINK,
                "{\"request\":\"0300000002\",\"quality\":\"timeout\","
                "\"reason\":\"No reply within 200 ms\"}",
                NULL, "03 00 00 00 02: No reply within 200 ms.");
}

typedef struct
{
  CliPlace    place;
  CliColumns  columns;
  MonTagSpec *tag;
  MonSample   sample;
} Case;

static void
case_init (Case *c)
{
  c->tag = mon_tag_spec_new ();
  c->tag->table = MB_TABLE_HOLDING_REGISTERS;
  c->tag->address = 10;
  g_free (c->tag->name);
  c->tag->name = g_strdup ("holding 10");
  c->columns = (CliColumns) { .tag = 10 };
  c->place = (CliPlace) { .device = "127.0.0.1:1502/1", .tag = c->tag, .timeout_ms = 200 };
  c->sample = (MonSample) {
    .quality = MON_QUALITY_GOOD, .time_us = TIME_US, .n_raw = 1, .raw = { 332 },
    .value = { .kind = MB_VALUE_UINT, .u = 332 },
  };
}

static void
case_clear (Case *c)
{
  mon_tag_spec_unref (c->tag);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

#define SAMPLE_START \
  "{\"time\":\"2026-11-22T15:20:00.123456Z\",\"device\":\"127.0.0.1:1502/1\"," \
  "\"tag\":\"holding 10\",\"table\":\"holding\",\"address\":10,"

static void
assert_sample (Case       *c,
               const char *json_line,
               const char *text)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  g_autofree char *got_text = cli_sample_dup_text (&c->place, &c->columns, &c->sample);

  cli_sample_put_json (json, &c->place, &c->sample);
  g_assert_cmpstr (mb_json_get_text (json), ==, json_line);
  g_assert_cmpstr (got_text, ==, text);
}

static void
test_sample_values (void)
{
  g_auto (Case) c;

  case_init (&c);
  assert_sample (&c, SAMPLE_START "\"value\":332,\"raw\":[332],\"quality\":\"good\"}",
                 "15:20:00.123  holding 10         332");
  c.sample.quality = MON_QUALITY_LATE;
  assert_sample (&c, SAMPLE_START "\"value\":332,\"raw\":[332],\"quality\":\"late\"}",
                 "15:20:00.123  holding 10         332  Late");

  c.sample.quality = MON_QUALITY_GOOD;
  c.sample.value = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = 33.2 };
  c.tag->decimals = 2;
  g_free (c.tag->unit);
  c.tag->unit = g_strdup ("°C");
  c.columns.device = 18;
  assert_sample (&c, SAMPLE_START "\"value\":33.2,\"raw\":[332],\"quality\":\"good\"}",
                 "15:20:00.123  127.0.0.1:1502/1    holding 10       33.20 °C");
  c.sample.value.f = NAN;
  assert_sample (&c, SAMPLE_START "\"value\":\"nan\",\"raw\":[332],\"quality\":\"good\"}",
                 "15:20:00.123  127.0.0.1:1502/1    holding 10         nan °C");
}

static void
test_sample_bits (void)
{
  g_auto (Case) c;

  case_init (&c);
  c.tag->table = MB_TABLE_COILS;
  c.tag->type = MB_TYPE_BOOL;
  c.sample.n_raw = 0;
  c.sample.value = (MbValue) { .kind = MB_VALUE_BOOL, .b = TRUE };
  assert_sample (&c,
                 "{\"time\":\"2026-11-22T15:20:00.123456Z\",\"device\":\"127.0.0.1:1502/1\","
                 "\"tag\":\"holding 10\",\"table\":\"coils\",\"address\":10,\"value\":1,"
                 "\"quality\":\"good\"}",
                 "15:20:00.123  holding 10           1");
}

static void
test_sample_failed (void)
{
  g_auto (Case) c;

  case_init (&c);
  c.sample = (MonSample) { .quality = MON_QUALITY_EXCEPTION, .detail = 2, .time_us = TIME_US };
  assert_sample (&c,
                 SAMPLE_START "\"reason\":\"Illegal data address\",\"exception\":2,"
                 "\"quality\":\"exception\"}",
                 "15:20:00.123  holding 10           —  Illegal data address");
  c.sample.quality = MON_QUALITY_TIMEOUT;
  c.sample.detail = 0;
  assert_sample (&c,
                 SAMPLE_START "\"reason\":\"No reply within 200 ms\",\"quality\":\"timeout\"}",
                 "15:20:00.123  holding 10           —  No reply within 200 ms");
  c.sample.detail = 5;
  assert_sample (&c,
                 SAMPLE_START "\"reason\":\"The device does not answer; it is asked again within "
                 "5 s\",\"quality\":\"timeout\"}",
                 "15:20:00.123  holding 10           —  The device does not answer; it is asked "
                 "again within 5 s");
  c.sample.detail = 0;
  c.sample.quality = MON_QUALITY_LINK_DOWN;
  assert_sample (&c,
                 SAMPLE_START "\"reason\":\"Not connected\",\"quality\":\"link-down\"}",
                 "15:20:00.123  holding 10           —  Not connected");
  c.place.link_reason = "Refused";
  assert_sample (&c, SAMPLE_START "\"reason\":\"Refused\",\"quality\":\"link-down\"}",
                 "15:20:00.123  holding 10           —  Refused");
}

static void
test_sample_stale (void)
{
  g_auto (Case) c;

  case_init (&c);
  c.sample = (MonSample) { .quality = MON_QUALITY_STALE, .time_us = TIME_US };
  assert_sample (&c,
                 SAMPLE_START "\"reason\":\"Stale\",\"quality\":\"stale\",\"last_good\":null}",
                 "15:20:00.123  holding 10           —  Stale");
  c.place.last_good_us = TIME_US - 3 * G_USEC_PER_SEC;
  assert_sample (&c,
                 SAMPLE_START "\"reason\":\"Stale\",\"quality\":\"stale\","
                 "\"last_good\":\"2026-11-22T15:19:57.123456Z\"}",
                 "15:20:00.123  holding 10           —  Stale");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/answer/read", test_read);
  g_test_add_func ("/cli/answer/read-failed", test_read_failed);
  g_test_add_func ("/cli/answer/read-lacking", test_read_lacking);
  g_test_add_func ("/cli/answer/write", test_write);
  g_test_add_func ("/cli/answer/write-failed", test_write_failed);
  g_test_add_func ("/cli/answer/request", test_request);
  g_test_add_func ("/cli/sample/values", test_sample_values);
  g_test_add_func ("/cli/sample/bits", test_sample_bits);
  g_test_add_func ("/cli/sample/failed", test_sample_failed);
  g_test_add_func ("/cli/sample/stale", test_sample_stale);
  return g_test_run ();
}
