/* mon-device-text.c: draws the health of a device from its link and its exchanges, and says why.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-device-text.h"

#include <glib/gi18n-lib.h>

#include "monitor/store/mon-words.h"

/* Failures in a row after which a device counts as not answering at all. */
#define DOWN_FAILURES 3

static gboolean
is_link_bad (const MonDeviceFacts *facts)
{
  return facts->link->cause != MON_CAUSE_NONE;
}

/* A round trip that uses up a third of the time-out is on its way to time-outs. */
static gboolean
is_slow (const MonDeviceFacts *facts)
{
  return facts->state->latency_us > (gint64) facts->connection->timeout_ms * 1000 / 3;
}

static guint
seconds_to_next_try (const MonDeviceFacts *facts)
{
  gint64 left_us = facts->link->next_try_us - facts->now_us;

  return (guint) ((MAX (left_us, 0) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

/**
 * mon_device_text_judge:
 * @facts: the facts
 *
 * Judges the health of a device.
 *
 * Returns: the health
 */
MonDeviceHealth
mon_device_text_judge (const MonDeviceFacts *facts)
{
  if (facts->is_paused || !mon_device_spec_is_read (facts->spec))
    return MON_DEVICE_IDLE;
  if (is_link_bad (facts) || facts->state->failures >= DOWN_FAILURES)
    return MON_DEVICE_DOWN;
  if (facts->state->failures > 0 || facts->state->recent_timeouts > 0)
    return MON_DEVICE_TROUBLED;
  if (facts->state->answered_us == 0)
    return MON_DEVICE_CONNECTING;
  return is_slow (facts) ? MON_DEVICE_TROUBLED : MON_DEVICE_GOOD;
}

static const char *
cause_word (MonLinkCause cause)
{
  switch (cause)
    {
    case MON_CAUSE_NONE:
    case MON_CAUSE_OTHER:
      return _("Not connected");
    case MON_CAUSE_REFUSED:
      return _("Refused");
    case MON_CAUSE_UNREACHABLE:
      return _("No route");
    case MON_CAUSE_NO_NAME:
      return _("Name not found");
    case MON_CAUSE_NO_CONNECT:
      return _("No answer");
    case MON_CAUSE_SILENT:
      return _("No reply");
    case MON_CAUSE_CLOSED:
      return _("Closed by device");
    case MON_CAUSE_BREACH:
      return _("Not Modbus");
    case MON_CAUSE_NO_TLS:
      return _("No TLS");
    case MON_CAUSE_UNTRUSTED:
      return _("Not trusted");
    case MON_CAUSE_UNWANTED:
      return _("Refused our certificate");
    case MON_CAUSE_CREDENTIALS:
      return _("Our certificate is unusable");
    }
  g_assert_not_reached ();
}

static char *
link_reason (const MonDeviceFacts *facts)
{
  const char *cause = cause_word (facts->link->cause);

  if (facts->link->phase == MON_LINK_BACKING_OFF)
    /* Translators: what is wrong with a connection, such as “Refused”; when it is tried again. */
    return g_strdup_printf (_("%s, retry in %u s"), cause, seconds_to_next_try (facts));
  /* Translators: what is wrong with a connection, such as “Refused”; it is being tried now. */
  return g_strdup_printf (_("%s, trying again"), cause);
}

static char *
answer_reason (const MonDeviceFacts *facts)
{
  guint n_timeouts = facts->state->recent_timeouts;

  if (facts->state->failures >= DOWN_FAILURES)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "No valid reply to %u request",
                                         "No valid reply to %u requests",
                                         facts->state->failures), facts->state->failures);
  if (n_timeouts > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Slow: %u timeout in 1 min",
                                         "Slow: %u timeouts in 1 min", n_timeouts), n_timeouts);
  if (facts->state->failures > 0)
    return g_strdup (_("Broken replies"));
  if (is_slow (facts))
    return g_strdup_printf (_("Slow: replies take %d ms"), facts->state->latency_us / 1000);
  return NULL;
}

/**
 * mon_device_text_reason:
 * @facts: the facts
 *
 * Says in a few words what is wrong and what comes next.
 *
 * Returns: (transfer full) (nullable): the words, or %NULL when all is well
 */
char *
mon_device_text_reason (const MonDeviceFacts *facts)
{
  switch (mon_device_text_judge (facts))
    {
    case MON_DEVICE_IDLE:
      return g_strdup (facts->is_paused ? _("Paused") : _("Nothing to poll"));
    case MON_DEVICE_CONNECTING:
      return g_strdup (_("Connecting…"));
    case MON_DEVICE_GOOD:
      return NULL;
    case MON_DEVICE_TROUBLED:
    case MON_DEVICE_DOWN:
      return is_link_bad (facts) ? link_reason (facts) : answer_reason (facts);
    }
  g_assert_not_reached ();
}

/* Adds what would help, when there is a hint. */
static char *
with_hint (const MonDeviceFacts *facts,
           char                 *text)
{
  g_autofree char *owned = text;
  g_autofree char *hint = mon_words_hint (facts->state->hint);

  return hint == NULL ? g_steal_pointer (&owned) : g_strdup_printf ("%s; %s", owned, hint);
}

/* A link that was given up because nothing on it was right. */
static char *
dup_link_cause (const MonDeviceFacts *facts)
{
  const MonLinkState *link = facts->link;
  const char *cause = link->reason != NULL ? link->reason : cause_word (link->cause);

  if (link->cause != MON_CAUSE_SILENT)
    return g_strdup (cause);
  return with_hint (facts, g_strdup (cause));
}

/**
 * mon_device_text_details:
 * @facts: the facts
 *
 * Says cause, place and next step.
 *
 * Returns: (transfer full): whole sentences
 */
char *
mon_device_text_details (const MonDeviceFacts *facts)
{
  g_autofree char *label = mon_device_spec_dup_label (facts->spec, facts->connection);
  g_autofree char *reason = mon_device_text_reason (facts);
  const MonLinkState *link = facts->link;

  if (is_link_bad (facts) && !facts->is_paused)
    {
      g_autofree char *cause = dup_link_cause (facts);

      if (link->phase == MON_LINK_BACKING_OFF)
        /* Translators: device, whole sentence of what is wrong, seconds. */
        return g_strdup_printf (_("%s: %s. Trying again in %u s."), label, cause,
                                seconds_to_next_try (facts));
      return g_strdup_printf (_("%s: %s. Trying again now."), label, cause);
    }
  if (reason == NULL)
    return g_strdup_printf (_("%s answers within %.1f ms."), label,
                            facts->state->latency_us / 1000.0);
  if (!facts->is_paused)
    reason = with_hint (facts, g_steal_pointer (&reason));
  return g_strdup_printf ("%s: %s.", label, reason);
}
