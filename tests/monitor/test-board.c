/* test-board.c: the latest state of tags, links and devices, and the list of what changed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-board.h"

static MonSample
sample (guint32    tag,
        gint64     time_us,
        MonQuality quality,
        guint64    value)
{
  MonSample s = { .tag = tag, .quality = quality, .time_us = time_us };

  if (mon_quality_has_value (quality))
    {
      s.value.kind = MB_VALUE_UINT;
      s.value.u = value;
    }
  return s;
}

static void
put (MonBoard   *board,
     guint32     tag,
     gint64      time_us,
     MonQuality  quality,
     guint64     value)
{
  MonSample s = sample (tag, time_us, quality, value);

  mon_board_put_samples (board, &s, 1);
}

/* The board keeps the text by itself. */
static void
put_text (MonBoard   *board,
          gint64      time_us,
          const char *text)
{
  static const guint16 registers[] = { 0x4142, 0x4344, 0x4546, 0x4748, 0x494a };
  MonSample s = sample (1, time_us, MON_QUALITY_GOOD, 0);

  s.text = mon_text_new (registers, G_N_ELEMENTS (registers), text);
  s.n_raw = G_N_ELEMENTS (registers);
  s.value = (MbValue) { .kind = MB_VALUE_TEXT, .text = s.text->text };
  mon_board_put_samples (board, &s, 1);
  mon_sample_clear (&s);
}

static void
assert_dirty (MonBoard   *board,
              const char *expected)
{
  g_autoptr (GArray) handles = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) text = g_string_new (NULL);

  mon_board_take_dirty (board, handles);
  for (guint i = 0; i < handles->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (handles, guint32, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_changes (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  MonTagState state;

  g_assert_false (mon_board_get_tag (board, 1, &state));

  put (board, 1, 100, MON_QUALITY_GOOD, 5);
  put (board, 1, 200, MON_QUALITY_GOOD, 5);
  g_assert_true (mon_board_get_tag (board, 1, &state));
  g_assert_cmpuint (state.changes, ==, 0);
  g_assert_cmpint (state.since_us, ==, 100);
  g_assert_cmpint (state.last_good_us, ==, 200);

  put (board, 1, 300, MON_QUALITY_GOOD, 6);
  put (board, 1, 400, MON_QUALITY_TIMEOUT, 0);
  put (board, 1, 500, MON_QUALITY_GOOD, 6);
  put (board, 1, 600, MON_QUALITY_LATE, 5);
  g_assert_true (mon_board_get_tag (board, 1, &state));
  g_assert_cmpuint (state.changes, ==, 2);
  g_assert_cmpint (state.since_us, ==, 600);
}

/* A text is shown when there is none any more, and a copy of the state outlives the board. */
static void
test_texts (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  g_auto (MonTagState) first = { .changes = 0 };
  g_auto (MonTagState) second = { .changes = 0 };
  g_auto (MonTagState) none = { .changes = 0 };

  g_assert_false (mon_board_get_tag (board, 1, &none));
  put_text (board, 100, "ABCDEFGHIJ");
  put_text (board, 200, "ABCDEFGHIJ");
  g_assert_true (mon_board_get_tag (board, 1, &first));
  g_assert_cmpuint (first.changes, ==, 0);
  g_assert_cmpstr (first.sample.value.text, ==, "ABCDEFGHIJ");
  g_assert_cmphex (mon_sample_get_raw (&first.sample)[4], ==, 0x494a);

  put_text (board, 300, "other");
  put (board, 1, 400, MON_QUALITY_TIMEOUT, 0);
  g_assert_true (mon_board_get_tag (board, 1, &second));
  g_assert_cmpuint (second.changes, ==, 1);
  g_assert_cmpint (second.sample.value.kind, ==, MB_VALUE_NONE);
  g_assert_cmpstr (second.last_value.text, ==, "other");

  /* The tag has become a number. */
  put (board, 1, 500, MON_QUALITY_GOOD, 7);
  mon_tag_state_clear (&second);
  g_assert_true (mon_board_get_tag (board, 1, &second));
  g_assert_null (second.last_text);
  g_assert_cmpuint (second.last_value.u, ==, 7);

  put_text (board, 600, "last");
  g_clear_pointer (&board, mon_board_unref);
  g_assert_cmpstr (first.last_value.text, ==, "ABCDEFGHIJ");
}

static void
test_since (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  MonSample s = sample (1, 200, MON_QUALITY_EXCEPTION, 0);
  MonTagState state;

  put (board, 1, 100, MON_QUALITY_GOOD, 5);
  s.detail = 2;
  mon_board_put_samples (board, &s, 1);
  s.time_us = 300;
  mon_board_put_samples (board, &s, 1);
  g_assert_true (mon_board_get_tag (board, 1, &state));
  g_assert_cmpint (state.since_us, ==, 200);
  g_assert_cmpint (state.sample.time_us, ==, 300);
  g_assert_cmpint (state.last_good_us, ==, 100);
  g_assert_cmpuint (state.last_value.u, ==, 5);

  s.time_us = 400;
  s.detail = 4;
  mon_board_put_samples (board, &s, 1);
  g_assert_true (mon_board_get_tag (board, 1, &state));
  g_assert_cmpint (state.since_us, ==, 400);
}

static void
assert_quality (MonBoard   *board,
                MonQuality  quality,
                gint64      since_us)
{
  g_auto (MonTagState) state = { .last_text = NULL };

  g_assert_true (mon_board_get_tag (board, 1, &state));
  g_assert_cmpint (state.sample.quality, ==, quality);
  g_assert_cmpint (state.since_us, ==, since_us);
}

/* What has no value for a reason is not merely stale; what has no reason is. */
static void
test_stale (void)
{
  const MonQuality reasons[] = {
    MON_QUALITY_TIMEOUT, MON_QUALITY_EXCEPTION, MON_QUALITY_BREACH, MON_QUALITY_LINK_DOWN,
    MON_QUALITY_NOT_AVAILABLE,
  };
  const MonQuality others[] = { MON_QUALITY_GOOD, MON_QUALITY_LATE, MON_QUALITY_PAUSED };
  g_autoptr (MonBoard) board = mon_board_new ();

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      put (board, 1, 1000, MON_QUALITY_GOOD, 5);
      put (board, 1, 2000, reasons[i], 0);
      put (board, 1, 3000, MON_QUALITY_STALE, 0);
      assert_quality (board, reasons[i], 2000);
      put (board, 1, 4000, reasons[i], 0);
      assert_quality (board, reasons[i], 2000);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      put (board, 1, 1000, others[i], 5);
      put (board, 1, 3000, MON_QUALITY_STALE, 0);
      assert_quality (board, MON_QUALITY_STALE, 3000);
      put (board, 1, 4000, MON_QUALITY_TIMEOUT, 0);
      assert_quality (board, MON_QUALITY_TIMEOUT, 4000);
    }
}

static void
test_link_and_device (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  g_auto (MonLinkState) link = { 0 };
  MonDeviceState device;
  MonTagState tag;
  char reason[] = "Connection refused";

  g_assert_false (mon_board_get_link (board, 1, &link));
  g_assert_cmpint (link.phase, ==, MON_LINK_CLOSED);
  g_assert_null (link.reason);

  mon_board_put_link (board, 1, &(MonLinkState) { .phase = MON_LINK_BACKING_OFF,
                                                  .reason = reason,
                                                  .since_us = 10,
                                                  .next_try_us = 20 });
  reason[0] = 'X';
  g_assert_true (mon_board_get_link (board, 1, &link));
  g_assert_cmpstr (link.reason, ==, "Connection refused");
  g_assert_cmpint (link.next_try_us, ==, 20);

  mon_board_put_link (board, 1, &(MonLinkState) { .phase = MON_LINK_CONNECTED });
  g_assert_cmpstr (link.reason, ==, "Connection refused");

  mon_board_put_device (board, 2, &(MonDeviceState) { .latency_us = 1500, .failures = 3 });
  g_assert_true (mon_board_get_device (board, 2, &device));
  g_assert_cmpint (device.latency_us, ==, 1500);

  g_assert_false (mon_board_get_tag (board, 1, &tag));
  g_assert_false (mon_board_get_device (board, 1, &device));
}

static void
test_dirty (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();

  assert_dirty (board, "");
  put (board, 3, 1, MON_QUALITY_GOOD, 1);
  put (board, 1, 1, MON_QUALITY_GOOD, 1);
  put (board, 3, 2, MON_QUALITY_GOOD, 2);
  mon_board_put_device (board, 2, &(MonDeviceState) { 0 });
  assert_dirty (board, "3 1 2");
  assert_dirty (board, "");
  put (board, 1, 2, MON_QUALITY_GOOD, 1);
  assert_dirty (board, "1");
}

static void
test_forget (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  MonTagState state;

  put (board, 1, 1, MON_QUALITY_GOOD, 1);
  put (board, 2, 1, MON_QUALITY_GOOD, 1);
  mon_board_put_link (board, 3, &(MonLinkState) { .reason = (char *) "gone" });
  mon_board_forget (board, 1);
  mon_board_forget (board, 3);
  mon_board_forget (board, 99);
  g_assert_false (mon_board_get_tag (board, 1, &state));
  assert_dirty (board, "2");

  /* Forgotten and put again between two calls: still each once. */
  put (board, 2, 1, MON_QUALITY_GOOD, 1);
  mon_board_forget (board, 2);
  put (board, 2, 5, MON_QUALITY_GOOD, 1);
  assert_dirty (board, "2");
  g_assert_true (mon_board_get_tag (board, 2, &state));
  g_assert_cmpint (state.since_us, ==, 5);
}

static void
test_many (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  g_autoptr (GArray) handles = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint round = 0; round < 3; round++)
    for (guint32 tag = 1; tag <= 5000; tag++)
      put (board, tag, round, MON_QUALITY_GOOD, round);

  mon_board_take_dirty (board, handles);
  g_assert_cmpuint (handles->len, ==, 5000);
  for (guint32 i = 0; i < handles->len; i++)
    g_assert_cmpuint (g_array_index (handles, guint32, i), ==, i + 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/board/changes", test_changes);
  g_test_add_func ("/mon/board/texts", test_texts);
  g_test_add_func ("/mon/board/since", test_since);
  g_test_add_func ("/mon/board/stale", test_stale);
  g_test_add_func ("/mon/board/link-and-device", test_link_and_device);
  g_test_add_func ("/mon/board/dirty", test_dirty);
  g_test_add_func ("/mon/board/forget", test_forget);
  g_test_add_func ("/mon/board/many", test_many);
  return g_test_run ();
}
