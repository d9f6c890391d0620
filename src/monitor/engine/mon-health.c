/* mon-health.c: tells by the ends of exchanges how a device is doing; slows down for a dead one.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-health.h"

/* Each new round trip counts for an eighth, as in TCP. */
#define LATENCY_SHIFT 8

/* Between two probes of a demoted device: doubling from one second. */
#define PROBE_FIRST_US G_USEC_PER_SEC
#define PROBE_MAX_US (10 * G_USEC_PER_SEC)

/* Moves the window of seconds up to now and drops what falls out of it. */
static void
move_window (MonHealth *health,
             gint64     now_us)
{
  gint64 second = now_us / G_USEC_PER_SEC;
  gint64 n_new = MIN (second - health->second, MON_HEALTH_SPAN_S);

  for (gint64 i = 0; i < n_new; i++)
    {
      guint16 *slot = &health->timeouts[(second - i) % MON_HEALTH_SPAN_S];

      health->recent -= *slot;
      *slot = 0;
    }
  health->second = MAX (second, health->second);
}

static void
observe_answer (MonHealth        *health,
                const MbExchange *exchange)
{
  gint64 rtt_us = CLAMP (exchange->ended_us - exchange->sent_us, 0, G_MAXINT32);

  /* An answer that waited for us took no such time. */
  if (health->latency_us < 0 && !exchange->is_stalled)
    health->latency_us = (gint32) rtt_us;
  else if (!exchange->is_stalled)
    health->latency_us += (gint32) ((rtt_us - health->latency_us) / LATENCY_SHIFT);
  health->failures = 0;
  health->probe_us = 0;
  /* Only exceptions say whether exceptions are as they should be. */
  if (health->hint != MB_QUIRK_SHORT_EXCEPTION || exchange->verdict == MB_VERDICT_EXCEPTION)
    health->hint = MB_QUIRKS_NONE;
  health->answered_us = exchange->ended_wall_us;
}

static void
observe_failure (MonHealth        *health,
                 const MbExchange *exchange,
                 gint64            now_us)
{
  guint n_probes;

  health->breach = exchange->breach;
  if (exchange->hint != MB_QUIRKS_NONE)
    health->hint = exchange->hint;
  health->failures++;
  if (health->failures < MON_HEALTH_DEMOTE)
    return;
  n_probes = MIN (health->failures - MON_HEALTH_DEMOTE, 10);
  health->probe_us = now_us + MIN (PROBE_FIRST_US << n_probes, PROBE_MAX_US);
}

/**
 * mon_health_init:
 * @health: a health
 *
 * Begins anew: nothing is known.
 */
void
mon_health_init (MonHealth *health)
{
  *health = (MonHealth) { .latency_us = -1 };
}

/**
 * mon_health_observe:
 * @health: a health
 * @exchange: an exchange with the device that has ended
 * @now_us: the monotonic time now
 *
 * Takes the end of an exchange into account. What was not sent, cancelled or lost with its link
 * says nothing of the device, nor does a time-out while this program was stopped.
 */
void
mon_health_observe (MonHealth        *health,
                    const MbExchange *exchange,
                    gint64            now_us)
{
  move_window (health, now_us);
  switch (exchange->verdict)
    {
    case MB_VERDICT_ANSWER:
    case MB_VERDICT_EXCEPTION:
      observe_answer (health, exchange);
      break;
    case MB_VERDICT_TIMEOUT:
      if (exchange->is_stalled)
        break;
      health->timeouts[health->second % MON_HEALTH_SPAN_S]++;
      health->recent++;
      observe_failure (health, exchange, now_us);
      break;
    case MB_VERDICT_BREACH:
      observe_failure (health, exchange, now_us);
      break;
    case MB_VERDICT_CLOSED:
    case MB_VERDICT_CANCELLED:
    case MB_VERDICT_NOT_SENT:
    case MB_VERDICT_SENT:
      break;
    }
}

/**
 * mon_health_forgive:
 * @health: a health
 *
 * Ends the demotion, but not what is counted: there is a new link, or the user wants it now.
 */
void
mon_health_forgive (MonHealth *health)
{
  health->probe_us = 0;
}

/**
 * mon_health_get_timeouts:
 * @health: a health
 * @now_us: the monotonic time now
 *
 * Returns: how many requests to the device timed out in the last %MON_HEALTH_SPAN_S seconds
 */
guint
mon_health_get_timeouts (MonHealth *health,
                         gint64     now_us)
{
  move_window (health, now_us);
  return health->recent;
}

/**
 * mon_health_is_demoted:
 * @health: a health
 *
 * Returns: whether the device gets single probes only
 */
gboolean
mon_health_is_demoted (const MonHealth *health)
{
  return health->failures >= MON_HEALTH_DEMOTE;
}

/**
 * mon_health_get_probe_us:
 * @health: a health
 *
 * Returns: the monotonic time before which the device is not to be polled, 0 for any time
 */
gint64
mon_health_get_probe_us (const MonHealth *health)
{
  return health->probe_us;
}
