/* test-alarm-list.c: alarms as rows: their words, their order, and those that belong together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project-file.h"
#include "monitor/tools/mon-alarm-list.h"

typedef struct
{
  MonProjectSpec *root;
  MonAlarmLog    *log;
  MonAlarmList   *list;
  guint64         serial;
  guint           n_items_changed;
  guint           n_changed;
} Fixture;

static const char project[] =
  "{\"coilscope\":1,\"connections\":[{\"name\":\"Boiler house\",\"host\":\"h\",\"devices\":["
  "{\"tags\":["
  "{\"name\":\"Supply\",\"table\":\"holding\",\"address\":0,\"unit\":\"°C\",\"alarms\":["
  "  {\"kind\":\"high\",\"limit\":85},"
  "  {\"kind\":\"stale\",\"priority\":\"low\"},"
  "  {\"kind\":\"rate\",\"limit\":5,\"priority\":\"critical\",\"window_ms\":1500},"
  "  {\"kind\":\"low\",\"limit\":5,\"text\":\"It freezes\",\"latched\":true}]},"
  "{\"name\":\"Mode\",\"table\":\"holding\",\"address\":1,\"labels\":{\"3\":\"Emergency\"},"
  "  \"alarms\":[{\"kind\":\"state\",\"value\":3}]},"
  "{\"name\":\"Fault\",\"table\":\"coils\",\"address\":1,\"alarms\":[{\"kind\":\"state\"}]}"
  "]}]}]}";

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  Fixture    *f)
{
  f->n_items_changed++;
}

static void
changed_cb (MonAlarmItem *item,
            Fixture      *f)
{
  f->n_changed++;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  f->root = mon_project_file_parse (project, -1, &error);
  g_assert_no_error (error);
  f->log = mon_alarm_log_new (100);
  f->list = mon_alarm_list_new (f->log);
  mon_alarm_list_set_root (f->list, f->root);
  g_signal_connect (mon_alarm_list_get_model (f->list), "items-changed",
                    G_CALLBACK (items_changed_cb), f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  mon_alarm_list_free (f->list);
  mon_alarm_log_unref (f->log);
  mon_project_spec_unref (f->root);
}

/* By the number of the tag and that of the alarm of the tag. */
static const MonAlarmSpec *
alarm_at (Fixture *f,
          guint    tag,
          guint    index)
{
  MonConnectionSpec *connection = f->root->connections->pdata[0];
  MonDeviceSpec *device = connection->devices->pdata[0];
  MonTagSpec *spec = device->tags->pdata[tag];

  return g_ptr_array_index (spec->alarms, index);
}

static MonAlarmStatus
status_of (const MonAlarmSpec *alarm,
           MonAlarmState       state,
           double              value)
{
  gboolean is_over = state == MON_ALARM_RETURNED || state == MON_ALARM_LATCHED_UNACKED;

  return (MonAlarmStatus) {
    .alarm = alarm->handle,
    .state = (guint8) state,
    .priority = (guint8) alarm->priority,
    .kind = (guint8) alarm->kind,
    .is_active = state != MON_ALARM_NORMAL && !is_over,
    .needs_ack = state == MON_ALARM_UNACKED || is_over,
    .value = { .kind = MB_VALUE_FLOAT64, .f = value },
    .limit = alarm->limit,
  };
}

/* @group 0: it stands alone. */
static void
come (Fixture            *f,
      const MonAlarmSpec *alarm,
      double              value,
      guint64             group)
{
  MonAlarmEvent event = {
    .serial = ++f->serial,
    .alarm = alarm->handle,
    .group = group != 0 ? group : f->serial,
    .action = MON_ALARM_EVENT_RAISED,
  };
  MonAlarmStatus status = status_of (alarm, MON_ALARM_UNACKED, value);

  status.serial = event.serial;
  status.group = event.group;
  mon_alarm_log_put (f->log, &event, 1, &status, 1);
}

static void
put (Fixture            *f,
     const MonAlarmSpec *alarm,
     MonAlarmState       state)
{
  MonAlarmStatus status = status_of (alarm, state, 1);

  mon_alarm_log_put (f->log, NULL, 0, &status, 1);
}

static MonAlarmItem *
row_at (Fixture *f,
        guint    index)
{
  g_autoptr (MonAlarmItem) item =
    g_list_model_get_item (mon_alarm_list_get_model (f->list), index);

  return item;
}

static guint
n_rows (Fixture *f)
{
  return g_list_model_get_n_items (mon_alarm_list_get_model (f->list));
}

static void
test_words (Fixture       *f,
            gconstpointer  data)
{
  static const char *const words[][2] = {
    { "Fault: On", "On" },
    { "Mode: Emergency", "Emergency" },
    { "It freezes", "3 °C, limit 5 °C" },
    { "Supply: changes too fast", "3 °C within 1.5 s, limit 5 °C" },
    { "Supply: no value", "" },
    { "Supply: too high", "3 °C, limit 85 °C" },
  };
  MonAlarmStatus fault = status_of (alarm_at (f, 2, 0), MON_ALARM_UNACKED, 1);

  for (guint i = 0; i < 4; i++)
    come (f, alarm_at (f, 0, i), 3, 0);
  come (f, alarm_at (f, 1, 0), 3, 0);
  come (f, alarm_at (f, 2, 0), 1, 0);
  fault.serial = fault.group = f->serial;
  fault.value = (MbValue) { .kind = MB_VALUE_BOOL, .b = TRUE };
  mon_alarm_log_put (f->log, NULL, 0, &fault, 1);
  mon_alarm_list_set_order (f->list, MON_ALARM_BY_TIME);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (n_rows (f), ==, G_N_ELEMENTS (words));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      MonAlarmItem *row = row_at (f, i);

      g_assert_cmpstr (mon_alarm_item_get_title (row), ==, words[i][0]);
      g_assert_cmpstr (mon_alarm_item_get_value_text (row), ==, words[i][1]);
      g_assert_false (mon_alarm_item_is_group (row));
      g_assert_null (mon_alarm_item_get_members (row));
      g_assert_cmpuint (mon_alarm_item_get_n_alarms (row), ==, 1);
    }
}

static void
test_states (Fixture       *f,
             gconstpointer  data)
{
  static const char *const words[] = {
    NULL, "Active", "Active, acknowledged", "Over, not acknowledged",
    "Over, not acknowledged, latched", "Over, waits for its reset", "Shelved",
    "Behind a worse alarm",
  };
  MonAlarmStatus held = status_of (alarm_at (f, 0, 0), MON_ALARM_ACKED, 1);
  MonAlarmItem *row;

  put (f, alarm_at (f, 0, 0), MON_ALARM_UNACKED);
  mon_alarm_list_update (f->list);
  row = row_at (f, 0);
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), f);
  for (guint state = MON_ALARM_UNACKED; state <= MON_ALARM_SUPPRESSED; state++)
    {
      put (f, alarm_at (f, 0, 0), (MonAlarmState) state);
      mon_alarm_list_update (f->list);
      mon_alarm_list_update (f->list);
      g_assert_true (row_at (f, 0) == row);
      g_assert_cmpstr (mon_alarm_item_get_state_text (row), ==, words[state]);
      g_assert_cmpuint (f->n_changed, ==, state - MON_ALARM_UNACKED);
    }
  held.is_held = TRUE;
  mon_alarm_log_put (f->log, NULL, 0, &held, 1);
  mon_alarm_list_update (f->list);
  g_assert_cmpstr (mon_alarm_item_get_state_text (row), ==,
                   "Active, acknowledged; held without a valid value");
  g_assert_cmpuint (f->n_items_changed, ==, 1);
  put (f, alarm_at (f, 0, 0), MON_ALARM_NORMAL);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (n_rows (f), ==, 0);
}

static void
test_order (Fixture       *f,
            gconstpointer  data)
{
  const MonAlarmSpec *high = alarm_at (f, 0, 0);
  const MonAlarmSpec *stale = alarm_at (f, 0, 1);
  const MonAlarmSpec *rate = alarm_at (f, 0, 2);
  const MonAlarmSpec *mode = alarm_at (f, 1, 0);
  const guint32 by_priority[] = { rate->handle, mode->handle, high->handle, stale->handle };
  const guint32 by_time[] = { stale->handle, mode->handle, rate->handle, high->handle };
  MonAlarmStatus shelved = status_of (rate, MON_ALARM_SHELVED, 1);

  come (f, high, 90, 0);
  come (f, rate, 9, 0);
  come (f, mode, 3, 0);
  come (f, stale, 0, 0);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (f->n_items_changed, ==, 1);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (mon_alarm_item_get_status (row_at (f, i))->alarm, ==, by_priority[i]);
  g_assert_cmpuint (mon_alarm_list_get_n_active (f->list), ==, 4);
  g_assert_cmpuint (mon_alarm_list_get_n_unacked (f->list), ==, 4);
  mon_alarm_list_set_order (f->list, MON_ALARM_BY_TIME);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (mon_alarm_item_get_status (row_at (f, i))->alarm, ==, by_time[i]);
  mon_alarm_list_set_order (f->list, MON_ALARM_BY_PRIORITY);
  mon_alarm_log_put (f->log, NULL, 0, &shelved, 1);
  put (f, mode, MON_ALARM_RETURNED);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (mon_alarm_item_get_status (row_at (f, 3))->alarm, ==, rate->handle);
  g_assert_cmpuint (mon_alarm_list_get_n_active (f->list), ==, 2);
  g_assert_cmpuint (mon_alarm_list_get_n_unacked (f->list), ==, 3);
}

/* A lost link and what is stale since then: one row, with those that are not over. */
static void
test_link_group (Fixture       *f,
                 gconstpointer  data)
{
  MonAlarmEvent lost = {
    .serial = ++f->serial, .group = f->serial, .action = MON_ALARM_EVENT_LINK_LOST,
  };
  MonAlarmItem *row;

  mon_alarm_log_put (f->log, &lost, 1, NULL, 0);
  come (f, alarm_at (f, 0, 1), 0, lost.serial);
  come (f, alarm_at (f, 1, 0), 0, lost.serial);
  come (f, alarm_at (f, 2, 0), 1, 0);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (n_rows (f), ==, 2);
  row = row_at (f, 1);
  g_assert_true (mon_alarm_item_is_group (row));
  g_assert_cmpstr (mon_alarm_item_get_title (row), ==, "2 alarms: connection to Boiler house lost");
  g_assert_cmpstr (mon_alarm_item_get_state_text (row), ==, "2 active, 2 not acknowledged");
  g_assert_cmpuint (g_list_model_get_n_items (mon_alarm_item_get_members (row)), ==, 2);
  g_assert_cmpint (mon_alarm_item_get_status (row)->state, ==, MON_ALARM_UNACKED);
  g_assert_cmpint (mon_alarm_item_get_status (row)->priority, ==, MON_ALARM_PRIORITY_MEDIUM);

  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), f);
  mon_alarm_list_set_root (f->list, f->root);
  g_assert_cmpuint (f->n_changed, ==, 0);
  put (f, alarm_at (f, 1, 0), MON_ALARM_NORMAL);
  mon_alarm_list_update (f->list);
  g_assert_true (row_at (f, 1) == row);
  g_assert_cmpuint (f->n_changed, ==, 1);
  g_assert_cmpuint (mon_alarm_item_get_n_alarms (row), ==, 2);
  g_assert_cmpstr (mon_alarm_item_get_state_text (row), ==, "1 active, 1 not acknowledged");
  put (f, alarm_at (f, 0, 1), MON_ALARM_NORMAL);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (n_rows (f), ==, 1);
}

/* It becomes a storm by the tenth. */
static void
test_storm (Fixture       *f,
            gconstpointer  data)
{
  for (guint i = 1; i <= MON_ALARM_STORM_MIN; i++)
    {
      come (f, i == 1 ? alarm_at (f, 0, 0) : alarm_at (f, 1 + i % 2, 0), 90, 1);
      mon_alarm_list_update (f->list);
      g_assert_cmpuint (n_rows (f), ==, i == MON_ALARM_STORM_MIN ? 1 : MIN (i, 3));
    }
  g_assert_cmpstr (mon_alarm_item_get_title (row_at (f, 0)), ==,
                   "10 alarms, first: Supply: too high");
  g_assert_true (mon_alarm_item_get_spec (row_at (f, 0)) == alarm_at (f, 0, 0));
}

static void
test_gone (Fixture       *f,
           gconstpointer  data)
{
  MonAlarmStatus gone = status_of (alarm_at (f, 0, 0), MON_ALARM_UNACKED, 1);

  come (f, alarm_at (f, 0, 0), 90, 0);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (n_rows (f), ==, 1);
  gone.is_gone = TRUE;
  mon_alarm_log_put (f->log, NULL, 0, &gone, 1);
  mon_alarm_list_update (f->list);
  g_assert_cmpuint (n_rows (f), ==, 0);
  g_assert_cmpuint (mon_alarm_list_get_n_active (f->list), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/mon/alarm-list/words", test_words);
  ADD ("/mon/alarm-list/states", test_states);
  ADD ("/mon/alarm-list/order", test_order);
  ADD ("/mon/alarm-list/link-group", test_link_group);
  ADD ("/mon/alarm-list/storm", test_storm);
  ADD ("/mon/alarm-list/gone", test_gone);

  return g_test_run ();
}
