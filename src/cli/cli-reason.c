/* cli-reason.c: why there is no value, in words for JSON and for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-reason.h"

#include <glib/gi18n.h>

#include "monitor/store/mon-words.h"

static char *
describe (MonQuality  quality,
          guint8      detail,
          const char *link_reason,
          guint       timeout_ms)
{
  /* With a detail nobody was asked: the device has not answered before. */
  if (quality == MON_QUALITY_TIMEOUT && detail == 0)
    return g_strdup_printf (_("No reply within %u ms"), timeout_ms);
  if (link_reason != NULL
      && (quality == MON_QUALITY_LINK_DOWN
          || (quality == MON_QUALITY_BREACH
              && (detail == MB_BREACH_FRAMING || detail == MB_BREACH_CRC))))
    return g_strdup (link_reason);
  return mon_words_quality (quality, detail);
}

static char *
with_hint (char       *text,
           const char *hint)
{
  g_autofree char *owned = text;

  return hint == NULL ? g_steal_pointer (&owned) : g_strdup_printf ("%s; %s", owned, hint);
}

/**
 * cli_reason_of_answer:
 * @answer: what became of a request
 * @timeout_ms: how long its reply could take
 *
 * Returns: (transfer full) (nullable): why there is no answer, or what an exception means; %NULL
 *   for an answer
 */
char *
cli_reason_of_answer (const MonAnswer *answer,
                      guint            timeout_ms)
{
  guint8 detail = answer->quality == MON_QUALITY_EXCEPTION ? answer->exception
                                                           : (guint8) answer->breach;

  g_autofree char *hint = mon_words_hint (answer->hint);

  if (answer->is_locked)
    return g_strdup (_("Writing is locked"));
  if (answer->verdict == MB_VERDICT_CANCELLED)
    return g_strdup (_("Interrupted"));
  if (answer->verdict == MB_VERDICT_SENT)
    return g_strdup (_("Broadcast: nobody answers"));
  return with_hint (describe (answer->quality, detail, answer->reason, timeout_ms), hint);
}

/**
 * cli_reason_of_sample:
 * @sample: a sample
 * @place: where it comes from
 *
 * Returns: (transfer full) (nullable): why it has no value; %NULL for a good one
 */
char *
cli_reason_of_sample (const MonSample *sample,
                      const CliPlace  *place)
{
  gboolean is_hinted = sample->quality == MON_QUALITY_TIMEOUT ||
                       sample->quality == MON_QUALITY_BREACH;
  g_autofree char *hint = is_hinted ? mon_words_hint (place->hint) : NULL;

  return with_hint (describe (sample->quality, sample->detail, place->link_reason,
                              place->timeout_ms), hint);
}
