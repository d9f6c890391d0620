/* ui-outcome.c: how the outcome of a write is shown: icon and words.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-outcome.h"

#include <glib/gi18n.h>

static const char *
get_word (MonOutcome outcome)
{
  switch (outcome)
    {
    case MON_OUTCOME_PENDING:
      return _("Pending");
    case MON_OUTCOME_CONFIRMED:
      return _("Confirmed");
    case MON_OUTCOME_REFUSED:
      return _("Refused");
    case MON_OUTCOME_UNKNOWN:
      return _("Outcome unknown");
    case MON_OUTCOME_NOT_SENT:
      return _("Not sent");
    }
  g_return_val_if_reached ("");
}

/**
 * ui_outcome_get_icon:
 * @outcome: an outcome
 *
 * Returns: (transfer none): the name of an icon
 */
const char *
ui_outcome_get_icon (MonOutcome outcome)
{
  switch (outcome)
    {
    case MON_OUTCOME_PENDING:
      return "content-loading-symbolic";
    case MON_OUTCOME_CONFIRMED:
      return "emblem-ok-symbolic";
    case MON_OUTCOME_REFUSED:
      return "dialog-error-symbolic";
    case MON_OUTCOME_UNKNOWN:
      return "dialog-question-symbolic";
    case MON_OUTCOME_NOT_SENT:
      return "dialog-warning-symbolic";
    }
  g_return_val_if_reached (NULL);
}

/**
 * ui_outcome_dup_text:
 * @job: a job that has ended
 *
 * Returns: (transfer full): its outcome in a word, and the sentence that explains it
 */
char *
ui_outcome_dup_text (MonJob *job)
{
  const char *text = mon_job_get_text (job);

  if (text == NULL || text[0] == '\0')
    return g_strdup (get_word (mon_job_get_outcome (job)));
  /* Translators: the outcome of a write in a word, and a sentence about it */
  return g_strdup_printf (_("%s: %s"), get_word (mon_job_get_outcome (job)), text);
}
