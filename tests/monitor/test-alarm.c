/* test-alarm.c: one alarm through its states: delays, acknowledgement, latch, shelf, and at random.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-alarm.h"

typedef struct
{
  gboolean is_latched;
  int      on_delay_ms;
  guint    off_delay_ms;
} Options;

static MonAlarm
make (Options options)
{
  g_autoptr (MonAlarmSpec) spec = mon_alarm_spec_new ();
  MonAlarm alarm;

  spec->is_latched = options.is_latched;
  spec->on_delay_ms = options.on_delay_ms;
  spec->off_delay_ms = options.off_delay_ms;
  mon_alarm_init (&alarm, spec, 1000);
  return alarm;
}

#define assert_state(alarm, state) g_assert_cmpint (mon_alarm_get_state (alarm), ==, state)
#define assert_feed(alarm, finding, ms, change) \
  g_assert_cmpint (mon_alarm_feed (alarm, MON_FINDING_##finding, (ms) * 1000), ==, change)
#define assert_run(alarm, ms, change) \
  g_assert_cmpint (mon_alarm_run (alarm, (ms) * 1000), ==, change)
#define assert_next(alarm, ms) g_assert_cmpint (mon_alarm_get_next_us (alarm), ==, (ms) * 1000)

static void
test_states (void)
{
  MonAlarm alarm = make ((Options) { 0 });

  assert_state (&alarm, MON_ALARM_NORMAL);
  g_assert_false (mon_alarm_acknowledge (&alarm, 0));
  assert_feed (&alarm, RIGHT, 1, MON_ALARM_SAME);
  assert_feed (&alarm, WRONG, 2, MON_ALARM_RAISED);
  assert_state (&alarm, MON_ALARM_UNACKED);
  assert_feed (&alarm, WRONG, 3, MON_ALARM_SAME);
  g_assert_true (mon_alarm_acknowledge (&alarm, 0));
  g_assert_false (mon_alarm_acknowledge (&alarm, 0));
  assert_state (&alarm, MON_ALARM_ACKED);
  assert_feed (&alarm, RIGHT, 4, MON_ALARM_CLEARED);
  assert_state (&alarm, MON_ALARM_NORMAL);
  g_assert_cmpint (mon_alarm_get_next_us (&alarm), ==, MON_ALARM_NEVER);
}

/* Nobody has seen it: it waits for that, also when it comes and goes again. */
static void
test_acknowledge_cleared (void)
{
  MonAlarm alarm = make ((Options) { 0 });

  assert_feed (&alarm, WRONG, 1, MON_ALARM_RAISED);
  assert_feed (&alarm, RIGHT, 2, MON_ALARM_CLEARED);
  assert_state (&alarm, MON_ALARM_RETURNED);
  assert_feed (&alarm, WRONG, 3, MON_ALARM_RAISED);
  assert_state (&alarm, MON_ALARM_UNACKED);
  assert_feed (&alarm, RIGHT, 4, MON_ALARM_CLEARED);
  g_assert_true (mon_alarm_acknowledge (&alarm, 0));
  assert_state (&alarm, MON_ALARM_NORMAL);
  g_assert_false (mon_alarm_acknowledge (&alarm, 0));
}

/* What somebody has seen is not what has come since. */
static void
test_occurrence (void)
{
  MonAlarm alarm = make ((Options) { 0 });
  guint32 seen;

  assert_feed (&alarm, WRONG, 1, MON_ALARM_RAISED);
  seen = alarm.occurrence;
  assert_feed (&alarm, RIGHT, 2, MON_ALARM_CLEARED);
  assert_feed (&alarm, WRONG, 3, MON_ALARM_RAISED);
  g_assert_false (mon_alarm_acknowledge (&alarm, seen));
  assert_state (&alarm, MON_ALARM_UNACKED);
  g_assert_true (mon_alarm_acknowledge (&alarm, alarm.occurrence));
  assert_state (&alarm, MON_ALARM_ACKED);
}

static void
test_latched (void)
{
  MonAlarm alarm = make ((Options) { .is_latched = TRUE });

  g_assert_false (mon_alarm_reset (&alarm));
  assert_feed (&alarm, WRONG, 1, MON_ALARM_RAISED);
  g_assert_false (mon_alarm_reset (&alarm));
  assert_feed (&alarm, RIGHT, 2, MON_ALARM_CLEARED);
  assert_state (&alarm, MON_ALARM_LATCHED_UNACKED);
  g_assert_false (mon_alarm_reset (&alarm));
  g_assert_true (mon_alarm_acknowledge (&alarm, 0));
  assert_state (&alarm, MON_ALARM_LATCHED_ACKED);
  assert_feed (&alarm, WRONG, 3, MON_ALARM_RAISED);
  assert_state (&alarm, MON_ALARM_UNACKED);
  g_assert_true (mon_alarm_acknowledge (&alarm, 0));
  g_assert_false (mon_alarm_reset (&alarm));
  assert_feed (&alarm, RIGHT, 4, MON_ALARM_CLEARED);
  assert_state (&alarm, MON_ALARM_LATCHED_ACKED);
  g_assert_true (mon_alarm_reset (&alarm));
  assert_state (&alarm, MON_ALARM_NORMAL);
}

static void
test_on_delay (void)
{
  MonAlarm alarm = make ((Options) { .on_delay_ms = 50 });

  assert_feed (&alarm, WRONG, 100, MON_ALARM_SAME);
  assert_next (&alarm, 150);
  assert_feed (&alarm, WRONG, 120, MON_ALARM_SAME);
  assert_next (&alarm, 150);
  assert_run (&alarm, 149, MON_ALARM_SAME);
  assert_run (&alarm, 150, MON_ALARM_RAISED);
  assert_run (&alarm, 150, MON_ALARM_SAME);
  assert_state (&alarm, MON_ALARM_UNACKED);
  g_assert_cmpint (mon_alarm_get_next_us (&alarm), ==, MON_ALARM_NEVER);
}

/* One value that is right ends the delay; what comes then waits for all of it. */
static void
test_on_delay_cancelled (void)
{
  MonAlarm alarm = make ((Options) { .on_delay_ms = 50 });

  assert_feed (&alarm, WRONG, 100, MON_ALARM_SAME);
  assert_feed (&alarm, RIGHT, 149, MON_ALARM_SAME);
  g_assert_cmpint (mon_alarm_get_next_us (&alarm), ==, MON_ALARM_NEVER);
  assert_run (&alarm, 200, MON_ALARM_SAME);
  assert_feed (&alarm, WRONG, 210, MON_ALARM_SAME);
  assert_next (&alarm, 260);
  /* What is read counts before what is due. */
  assert_feed (&alarm, RIGHT, 260, MON_ALARM_SAME);
  assert_run (&alarm, 260, MON_ALARM_SAME);
  assert_state (&alarm, MON_ALARM_NORMAL);
}

static void
test_off_delay (void)
{
  MonAlarm alarm = make ((Options) { .off_delay_ms = 50 });

  assert_feed (&alarm, WRONG, 100, MON_ALARM_RAISED);
  assert_feed (&alarm, RIGHT, 110, MON_ALARM_SAME);
  assert_state (&alarm, MON_ALARM_UNACKED);
  assert_feed (&alarm, WRONG, 150, MON_ALARM_SAME);
  assert_run (&alarm, 160, MON_ALARM_SAME);
  assert_feed (&alarm, RIGHT, 170, MON_ALARM_SAME);
  assert_next (&alarm, 220);
  g_assert_true (mon_alarm_acknowledge (&alarm, 0));
  assert_state (&alarm, MON_ALARM_ACKED);
  assert_run (&alarm, 220, MON_ALARM_CLEARED);
  assert_state (&alarm, MON_ALARM_NORMAL);
}

/* While nothing is known nothing ends, and then what is known decides at once. */
static void
test_held (void)
{
  MonAlarm alarm = make ((Options) { .on_delay_ms = 50, .off_delay_ms = 50 });

  assert_feed (&alarm, WRONG, 100, MON_ALARM_SAME);
  assert_feed (&alarm, NONE, 120, MON_ALARM_SAME);
  g_assert_true (alarm.is_held);
  g_assert_cmpint (mon_alarm_get_next_us (&alarm), ==, MON_ALARM_NEVER);
  assert_run (&alarm, 500, MON_ALARM_SAME);
  assert_feed (&alarm, WRONG, 600, MON_ALARM_RAISED);
  g_assert_false (alarm.is_held);

  assert_feed (&alarm, RIGHT, 700, MON_ALARM_SAME);
  assert_feed (&alarm, NONE, 720, MON_ALARM_SAME);
  assert_run (&alarm, 900, MON_ALARM_SAME);
  assert_state (&alarm, MON_ALARM_UNACKED);
  assert_feed (&alarm, WRONG, 910, MON_ALARM_SAME);
  assert_feed (&alarm, NONE, 920, MON_ALARM_SAME);
  assert_feed (&alarm, RIGHT, 930, MON_ALARM_SAME);
  assert_next (&alarm, 980);
}

static void
test_long_wrong (void)
{
  MonAlarm alarm = make ((Options) { .on_delay_ms = 50 });

  assert_feed (&alarm, WRONG, 100, MON_ALARM_SAME);
  assert_feed (&alarm, LONG_WRONG, 101, MON_ALARM_RAISED);
  assert_feed (&alarm, LONG_WRONG, 102, MON_ALARM_SAME);
}

static void
test_shelf_by_time (void)
{
  MonAlarm alarm = make ((Options) { 0 });

  assert_feed (&alarm, WRONG, 1, MON_ALARM_RAISED);
  g_assert_true (mon_alarm_shelve (&alarm, 100 * 1000));
  g_assert_false (mon_alarm_shelve (&alarm, 100 * 1000));
  assert_state (&alarm, MON_ALARM_SHELVED);
  assert_next (&alarm, 100);
  g_assert_false (mon_alarm_acknowledge (&alarm, 0));
  assert_feed (&alarm, RIGHT, 10, MON_ALARM_SAME);
  assert_feed (&alarm, WRONG, 20, MON_ALARM_SAME);
  g_assert_cmpuint (alarm.occurrence, ==, 1);
  assert_run (&alarm, 99, MON_ALARM_SAME);
  assert_run (&alarm, 100, MON_ALARM_UNSHELVED);
  assert_state (&alarm, MON_ALARM_UNACKED);
  g_assert_cmpuint (alarm.occurrence, ==, 2);
}

static void
test_shelf_by_hand (void)
{
  MonAlarm alarm = make ((Options) { .is_latched = TRUE });

  g_assert_false (mon_alarm_unshelve (&alarm));
  assert_feed (&alarm, WRONG, 1, MON_ALARM_RAISED);
  mon_alarm_shelve (&alarm, 100 * 1000);
  g_assert_true (mon_alarm_shelve (&alarm, 50 * 1000));
  assert_next (&alarm, 50);
  assert_feed (&alarm, RIGHT, 10, MON_ALARM_SAME);
  g_assert_true (mon_alarm_unshelve (&alarm));
  assert_state (&alarm, MON_ALARM_NORMAL);
  assert_run (&alarm, 1000, MON_ALARM_SAME);
}

/* A delay goes on on the shelf, and both may end in the same moment. */
static void
test_shelf_and_delay (void)
{
  MonAlarm alarm = make ((Options) { .on_delay_ms = 50 });

  mon_alarm_shelve (&alarm, 100 * 1000);
  assert_feed (&alarm, WRONG, 50, MON_ALARM_SAME);
  assert_next (&alarm, 100);
  assert_run (&alarm, 100, MON_ALARM_UNSHELVED);
  assert_state (&alarm, MON_ALARM_UNACKED);
}

/* A worse one hides it, and it comes forth as it was. */
static void
test_superseded (void)
{
  for (guint is_acked = 0; is_acked <= 1; is_acked++)
    {
      MonAlarm alarm = make ((Options) { 0 });

      g_assert_false (mon_alarm_set_superseded (&alarm, TRUE));
      g_assert_false (mon_alarm_set_superseded (&alarm, FALSE));
      assert_feed (&alarm, WRONG, 1, MON_ALARM_RAISED);
      g_assert_true (!is_acked || mon_alarm_acknowledge (&alarm, 0));
      g_assert_true (mon_alarm_set_superseded (&alarm, TRUE));
      assert_state (&alarm, MON_ALARM_SUPPRESSED);
      g_assert_true (mon_alarm_set_superseded (&alarm, FALSE));
      assert_state (&alarm, is_acked ? MON_ALARM_ACKED : MON_ALARM_UNACKED);
      mon_alarm_set_superseded (&alarm, TRUE);
      assert_feed (&alarm, RIGHT, 2, MON_ALARM_CLEARED);
      assert_state (&alarm, is_acked ? MON_ALARM_NORMAL : MON_ALARM_RETURNED);
    }
}

static void
test_adopt (void)
{
  MonAlarm before = make ((Options) { .is_latched = TRUE });
  MonAlarm alarm = make ((Options) { .off_delay_ms = 5 });

  mon_alarm_feed (&before, MON_FINDING_WRONG, 1000);
  mon_alarm_acknowledge (&before, 0);
  mon_alarm_feed (&before, MON_FINDING_RIGHT, 2000);
  assert_state (&before, MON_ALARM_LATCHED_ACKED);
  mon_alarm_adopt (&alarm, &before);
  assert_state (&alarm, MON_ALARM_NORMAL);
  g_assert_cmpint (alarm.off_delay_us, ==, 5000);
  g_assert_cmpuint (alarm.occurrence, ==, 1);
}

/* The same once more, by the transitions of the states and a look at every tick of the time. */
typedef struct
{
  Options       options;
  MonAlarmState state;        /* as if there were no shelf and no worse one */
  MonFinding    finding;
  gboolean      is_active;
  gint64        since;        /* when it became other than is_active */
  gboolean      is_shelved;
  gint64        shelved_until;
  gboolean      is_superseded;
} Model;

static void
model_turn (Model *model)
{
  model->is_active = !model->is_active;
  if (model->is_shelved)
    return;
  switch (model->state)
    {
    case MON_ALARM_NORMAL:
    case MON_ALARM_RETURNED:
    case MON_ALARM_LATCHED_UNACKED:
    case MON_ALARM_LATCHED_ACKED:
      model->state = MON_ALARM_UNACKED;
      break;
    case MON_ALARM_UNACKED:
      model->state = model->options.is_latched ? MON_ALARM_LATCHED_UNACKED : MON_ALARM_RETURNED;
      break;
    case MON_ALARM_ACKED:
      model->state = model->options.is_latched ? MON_ALARM_LATCHED_ACKED : MON_ALARM_NORMAL;
      break;
    case MON_ALARM_SHELVED:
    case MON_ALARM_SUPPRESSED:
      g_assert_not_reached ();
    }
}

static gboolean
model_wants_to_turn (const Model *model)
{
  return model->finding != MON_FINDING_NONE
         && (model->finding != MON_FINDING_RIGHT) != model->is_active;
}

static void
model_feed (Model      *model,
            MonFinding  finding,
            gint64      now)
{
  if (finding != MON_FINDING_NONE)
    {
      model->finding = finding;
      if (!model_wants_to_turn (model))
        model->since = -1;
      else if (model->since < 0)
        model->since = now;
    }
  model->finding = finding;
}

static void
model_tick (Model *model,
            gint64 now)
{
  gint64 delay = model->is_active ? (gint64) model->options.off_delay_ms
                                  : model->options.on_delay_ms;

  if (model_wants_to_turn (model)
      && (now - model->since >= delay || model->finding == MON_FINDING_LONG_WRONG))
    {
      model_turn (model);
      model->since = -1;
    }
  if (model->is_shelved && now >= model->shelved_until)
    {
      model->is_shelved = FALSE;
      model->state = model->is_active ? MON_ALARM_UNACKED : MON_ALARM_NORMAL;
    }
}

static MonAlarmState
model_state (const Model *model)
{
  if (model->is_shelved)
    return MON_ALARM_SHELVED;
  if (model->is_superseded && model->is_active)
    return MON_ALARM_SUPPRESSED;
  return model->state;
}

static gboolean
model_acknowledge (Model *model)
{
  if (model->is_shelved)
    return FALSE;
  if (model->state == MON_ALARM_UNACKED)
    model->state = MON_ALARM_ACKED;
  else if (model->state == MON_ALARM_RETURNED)
    model->state = MON_ALARM_NORMAL;
  else if (model->state == MON_ALARM_LATCHED_UNACKED)
    model->state = MON_ALARM_LATCHED_ACKED;
  else
    return FALSE;
  return TRUE;
}

static gboolean
model_reset (Model *model)
{
  if (model->is_shelved || model->state != MON_ALARM_LATCHED_ACKED)
    return FALSE;
  model->state = MON_ALARM_NORMAL;
  return TRUE;
}

static void
act (MonAlarm *alarm,
     Model    *model,
     gint64    now)
{
  gint64 until = now + g_test_rand_int_range (1, 20);

  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
    case 1:
      g_assert_true (mon_alarm_acknowledge (alarm, 0) == model_acknowledge (model));
      break;
    case 2:
      g_assert_true (mon_alarm_reset (alarm) == model_reset (model));
      break;
    case 3:
      mon_alarm_shelve (alarm, until * 1000);
      model->is_shelved = TRUE;
      model->shelved_until = until;
      break;
    case 4:
      mon_alarm_unshelve (alarm);
      model->shelved_until = now;
      model_tick (model, now);
      break;
    case 5:
      model->is_superseded = !model->is_superseded;
      mon_alarm_set_superseded (alarm, model->is_superseded);
      break;
    default:
      break;
    }
}

static void
run_at_random (Options options)
{
  MonAlarm alarm = make (options);
  Model model = { .options = options, .finding = MON_FINDING_NONE, .since = -1 };
  MonFinding likely = MON_FINDING_RIGHT;

  model.state = MON_ALARM_NORMAL;
  for (gint64 now = 1; now < 400; now++)
    {
      gboolean is_due;

      if (g_test_rand_int_range (0, 8) == 0)
        likely = (MonFinding) g_test_rand_int_range (0, 4);
      if (g_test_rand_bit ())
        {
          model_feed (&model, likely, now);
          mon_alarm_feed (&alarm, likely, now * 1000);
          model_tick (&model, now);
        }
      is_due = mon_alarm_get_next_us (&alarm) <= now * 1000;
      model_tick (&model, now);
      while (mon_alarm_run (&alarm, now * 1000) != MON_ALARM_SAME)
        g_assert_true (is_due);
      g_assert_cmpint (mon_alarm_get_state (&alarm), ==, model_state (&model));
      act (&alarm, &model, now);
      g_assert_cmpint (mon_alarm_get_state (&alarm), ==, model_state (&model));
    }
}

static void
test_random (void)
{
  for (guint i = 0; i < 500; i++)
    run_at_random ((Options) {
      .is_latched = g_test_rand_bit (),
      .on_delay_ms = g_test_rand_int_range (0, 6),
      .off_delay_ms = (guint) g_test_rand_int_range (0, 6),
    });
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mon/alarm/states", test_states);
  g_test_add_func ("/mon/alarm/acknowledge-cleared", test_acknowledge_cleared);
  g_test_add_func ("/mon/alarm/occurrence", test_occurrence);
  g_test_add_func ("/mon/alarm/latched", test_latched);
  g_test_add_func ("/mon/alarm/on-delay", test_on_delay);
  g_test_add_func ("/mon/alarm/on-delay-cancelled", test_on_delay_cancelled);
  g_test_add_func ("/mon/alarm/off-delay", test_off_delay);
  g_test_add_func ("/mon/alarm/held", test_held);
  g_test_add_func ("/mon/alarm/long-wrong", test_long_wrong);
  g_test_add_func ("/mon/alarm/shelf-by-time", test_shelf_by_time);
  g_test_add_func ("/mon/alarm/shelf-by-hand", test_shelf_by_hand);
  g_test_add_func ("/mon/alarm/shelf-and-delay", test_shelf_and_delay);
  g_test_add_func ("/mon/alarm/superseded", test_superseded);
  g_test_add_func ("/mon/alarm/adopt", test_adopt);
  g_test_add_func ("/mon/alarm/random", test_random);

  return g_test_run ();
}
