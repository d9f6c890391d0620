/* mon-network-watch.c: waits until a change of the network has settled, then tells.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-network-watch.h"

struct _MonNetworkWatch
{
  MbClock         *clock;
  MbTimer          timer;
  MonNetworkFunc   changed;
  gpointer         user_data;
  GNetworkMonitor *monitor;
  gulong           handler_id;
};

static void
network_changed_cb (MonNetworkWatch *watch,
                    gboolean         is_available)
{
  if (!is_available || mb_timer_is_armed (&watch->timer))
    return;
  mb_timer_arm (&watch->timer, mb_clock_get_time_us (watch->clock) +
                               MON_NETWORK_SETTLE_MS * G_GINT64_CONSTANT (1000));
}

static void
timer_cb (gpointer user_data)
{
  MonNetworkWatch *watch = user_data;

  watch->changed (watch->user_data);
}

/**
 * mon_network_watch_new:
 * @clock: the clock of the main thread
 * @changed: called inside a turn of @clock, after the network has changed and is there
 * @user_data: for @changed
 *
 * Begins to watch. What was unreachable may be reachable after a change, so nobody needs to wait
 * for the end of a back-off then.
 *
 * Returns: (transfer full): a new watch
 */
MonNetworkWatch *
mon_network_watch_new (MbClock        *clock,
                       MonNetworkFunc  changed,
                       gpointer        user_data)
{
  MonNetworkWatch *watch = g_new0 (MonNetworkWatch, 1);

  watch->clock = mb_clock_ref (clock);
  watch->changed = changed;
  watch->user_data = user_data;
  mb_timer_init (&watch->timer, clock, timer_cb, watch);
  watch->monitor = g_object_ref (g_network_monitor_get_default ());
  watch->handler_id = g_signal_connect_swapped (watch->monitor, "network-changed",
                                                G_CALLBACK (network_changed_cb), watch);
  return watch;
}

/**
 * mon_network_watch_free:
 * @watch: (transfer full): a watch
 *
 * Ends it.
 */
void
mon_network_watch_free (MonNetworkWatch *watch)
{
  g_clear_signal_handler (&watch->handler_id, watch->monitor);
  g_object_unref (watch->monitor);
  mb_timer_disarm (&watch->timer);
  mb_clock_unref (watch->clock);
  g_free (watch);
}
