/* cli-record-news.c: tells how a recording is doing: in JSON, in words, and on a terminal.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-record-news.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/cli-output.h"
#include "modbus/mb-json.h"

/* Back to the begin of the line, and nothing behind the cursor (ECMA-48, 8.3.41). */
#define REWIND "\r\033[K"

struct _CliRecordNews
{
  MonRecorder      *recorder;
  MbJson           *json; /* NULL: words only */
  gboolean          is_on_terminal;
  gboolean          is_line_shown;
  gboolean          was_told;
  MonRecorderStatus told;
};

/**
 * cli_record_news_new:
 * @recorder: a recorder, which must outlive it
 * @is_json: whether to print JSON lines
 *
 * Says what was found in the file.
 *
 * Returns: (transfer full): news
 */
CliRecordNews *
cli_record_news_new (MonRecorder *recorder,
                     gboolean     is_json)
{
  CliRecordNews *news = g_new0 (CliRecordNews, 1);
  const MonRecordingFound *found = mon_recorder_get_found (recorder);

  news->recorder = recorder;
  news->json = is_json ? mb_json_new (FALSE) : NULL;
  news->is_on_terminal = isatty (STDERR_FILENO);
  if (found->ended_badly)
    cli_put_note (g_dngettext (GETTEXT_PACKAGE,
                               "The recording was not ended in order; %lld sample is safe.",
                               "The recording was not ended in order; %lld samples are safe.",
                               (gulong) found->n_samples),
                  (long long) found->n_samples);
  return news;
}

static void
clear_line (CliRecordNews *news)
{
  if (news->is_line_shown)
    g_printerr (REWIND "%s", "");
  news->is_line_shown = FALSE;
}

/**
 * cli_record_news_free:
 * @news: (transfer full): news
 *
 * Frees them.
 */
void
cli_record_news_free (CliRecordNews *news)
{
  clear_line (news);
  mon_recorder_status_clear (&news->told);
  g_clear_pointer (&news->json, mb_json_free);
  g_free (news);
}

static const char *
name_phase (MonRecorderPhase phase)
{
  switch (phase)
    {
    case MON_RECORDER_RECORDING:
      return "recording";
    case MON_RECORDER_FAILING:
      return "failing";
    case MON_RECORDER_ENDED:
      return "ended";
    }
  g_assert_not_reached ();
}

static void
put_json (CliRecordNews           *news,
          const MonRecorderStatus *status)
{
  MbJson *json = news->json;

  mb_json_reset (json);
  mb_json_begin_object (json);
  mb_json_key (json, "recording");
  mb_json_string (json, status->path);
  mb_json_key (json, "state");
  mb_json_string (json, name_phase (status->phase));
  mb_json_key (json, "samples");
  mb_json_uint (json, status->n_samples);
  mb_json_key (json, "lost");
  mb_json_uint (json, status->n_lost);
  if (status->reason != NULL)
    {
      mb_json_key (json, "reason");
      mb_json_string (json, status->reason);
    }
  mb_json_end_object (json);
  cli_put_line (mb_json_get_text (json));
}

static void
put_words (CliRecordNews           *news,
           const MonRecorderStatus *status)
{
  clear_line (news);
  if (g_strcmp0 (status->aside, news->told.aside) != 0)
    cli_put_note (_("The recording was damaged. It is kept as %s, and another one was begun."),
                  status->aside);
  if (g_strcmp0 (status->damage, news->told.damage) != 0)
    cli_put_note (_("The recording is damaged: %s. Export what it has, and begin another one."),
                  status->damage);
  if (status->phase == MON_RECORDER_FAILING)
    cli_put_note (_("Not recording: %s Polling goes on, and writing is tried again."),
                  status->reason);
  else if (status->phase == MON_RECORDER_RECORDING && !news->was_told)
    cli_put_note (_("Recording into %s."), status->path);
  else if (status->phase == MON_RECORDER_RECORDING
           && news->told.phase == MON_RECORDER_FAILING)
    cli_put_note (g_dngettext (GETTEXT_PACKAGE,
                               "Recording again; %llu sample or message is lost.",
                               "Recording again; %llu samples and messages are lost.",
                               (gulong) status->n_lost),
                  (unsigned long long) status->n_lost);
  else if (status->phase == MON_RECORDER_RECORDING
           && g_strcmp0 (status->path, news->told.path) != 0)
    cli_put_note (_("Recording into %s."), status->path);
}

static void
show_line (CliRecordNews           *news,
           const MonRecorderStatus *status)
{
  if (!news->is_on_terminal)
    return;
  news->is_line_shown = TRUE;
  g_printerr (REWIND "%s", "");
  /* Translators: two numbers. */
  g_printerr (_("%llu samples recorded, %llu lost"), (unsigned long long) status->n_samples,
              (unsigned long long) status->n_lost);
}

static gboolean
is_news (const CliRecordNews     *news,
         const MonRecorderStatus *status)
{
  return !news->was_told || status->phase != news->told.phase
         || g_strcmp0 (status->path, news->told.path) != 0
         || g_strcmp0 (status->reason, news->told.reason) != 0
         || g_strcmp0 (status->aside, news->told.aside) != 0
         || g_strcmp0 (status->damage, news->told.damage) != 0;
}

/**
 * cli_record_news_tell:
 * @news: news
 *
 * Looks how the recorder is doing, and tells what has changed.
 */
void
cli_record_news_tell (CliRecordNews *news)
{
  MonRecorderStatus status;

  mon_recorder_get_status (news->recorder, &status);
  if (is_news (news, &status))
    {
      put_words (news, &status);
      if (news->json != NULL)
        put_json (news, &status);
    }
  mon_recorder_status_clear (&news->told);
  news->told = status;
  news->was_told = TRUE;
  if (status.phase == MON_RECORDER_RECORDING)
    show_line (news, &status);
}

/**
 * cli_record_news_end:
 * @news: news of a recorder that has ended
 *
 * Tells what came of it.
 *
 * Returns: whether all that was there in the end could be written
 */
gboolean
cli_record_news_end (CliRecordNews *news)
{
  gboolean is_whole;

  cli_record_news_tell (news);
  is_whole = news->told.reason == NULL;
  if (is_whole)
    cli_put_note (g_dngettext (GETTEXT_PACKAGE, "%llu sample is recorded.",
                               "%llu samples are recorded.", (gulong) news->told.n_samples),
                  (unsigned long long) news->told.n_samples);
  else
    cli_put_note (_("The rest could not be written: %s"), news->told.reason);
  return is_whole;
}
