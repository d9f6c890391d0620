/* cli-record.c: the command that records a project into a file.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-record.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>

#include "cli/cli-exit.h"
#include "cli/cli-help.h"
#include "cli/cli-loop.h"
#include "cli/cli-output.h"
#include "cli/cli-project-file.h"
#include "cli/cli-record-news.h"
#include "monitor/store/mon-recorder.h"

/* Undo is not for a command line; its steps have a name all the same. */
#define STEP "record"

/* Less than a mebibyte for a part is a slip of the keyboard. */
#define MIN_SPLIT_BYTES (1024 * 1024)

/* What stays in memory besides: nobody looks at it. */
#define PAST_BYTES ((gsize) 2 << 20)

/* How often the command looks how its recorder is doing. */
#define NEWS_US (G_USEC_PER_SEC / 4)

typedef struct
{
  char      *output;
  char      *split_size;
  gboolean   is_split_by_day;
  gboolean   is_fast;
  gboolean   has_traffic;
  gboolean   is_json;
  char     **files;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->split_size);
  g_strfreev (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct
{
  CliRecordNews *news;
  MbClock       *clock;
  MbTimer        timer;
} Watch;

static void
news_cb (gpointer user_data)
{
  Watch *watch = user_data;

  cli_record_news_tell (watch->news);
  mb_timer_arm (&watch->timer, mb_clock_get_time_us (watch->clock) + NEWS_US);
}

/* The project is empty until the recorder listens, so that no sample is missed. */
static int
record (MonProjectSpec *root,
        MonRecorder    *recorder,
        gboolean        is_json)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (CliLoop) loop = cli_loop_new (project);
  g_autoptr (CliRecordNews) news = cli_record_news_new (recorder, is_json);
  Watch watch = { .news = news, .clock = cli_loop_get_clock (loop) };
  CliExit code;

  mon_session_set_limits (cli_loop_get_session (loop), PAST_BYTES, PAST_BYTES);
  mon_session_add_recording (cli_loop_get_session (loop), mon_recorder_get_queue (recorder));
  mon_project_change (project, root, STEP);
  cli_loop_end_on_signals (loop);
  mb_timer_init (&watch.timer, watch.clock, news_cb, &watch);
  news_cb (&watch);
  code = cli_loop_run (loop);
  mb_timer_disarm (&watch.timer);
  mon_recorder_finish (recorder);
  if (!cli_record_news_end (news) && code == CLI_EXIT_DONE)
    code = CLI_EXIT_DATA;
  return code;
}

static gboolean
parse_size (const char  *text,
            gint64      *out_bytes,
            GError     **error)
{
  static const char units[] = "KMGT";
  char *end;
  guint64 number = g_ascii_strtoull (text, &end, 10);
  const char *unit = *end != '\0' ? strchr (units, g_ascii_toupper (*end)) : NULL;
  guint shift = unit != NULL ? 10 * (guint) (unit - units + 1) : 0;

  if (!g_ascii_isdigit (*text) || (*end != '\0' && (unit == NULL || end[1] != '\0'))
      || number > (guint64) G_MAXINT64 >> shift || number << shift < MIN_SPLIT_BYTES)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("--split-size takes a number of bytes such as 500M or 2G, at least 1M, not "
                     "“%s”."), text);
      return FALSE;
    }
  *out_bytes = (gint64) (number << shift);
  return TRUE;
}

static gboolean
settle (const Options        *options,
        MonRecordingOptions  *recording,
        GError              **error)
{
  const char *problem = NULL;

  *recording = (MonRecordingOptions) {
    .path = options->output,
    .is_fast = options->is_fast,
    .has_traffic = options->has_traffic,
    .split = options->is_split_by_day ? MON_RECORDING_BY_DAY : MON_RECORDING_WHOLE,
  };
  if (options->files == NULL || options->output == NULL)
    problem = _("Something is missing: give PROJECT --output FILE.");
  else if (options->files[1] != NULL)
    problem = _("One project at a time.");
  else if (options->split_size != NULL && options->is_split_by_day)
    problem = _("Give either --split-size or --split-day.");
  if (problem != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, problem);
      return FALSE;
    }
  recording->project = options->files[0];
  if (options->split_size == NULL)
    return TRUE;
  recording->split = MON_RECORDING_BY_SIZE;
  return parse_size (options->split_size, &recording->split_bytes, error);
}

static int
run (const Options *options)
{
  g_autoptr (MonProjectSpec) root = NULL;
  g_autoptr (MonRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;
  MonRecordingOptions recording;

  if (!settle (options, &recording, &error))
    return cli_usage_error ("%s", error->message);
  root = cli_project_file_load (options->files[0], &error);
  if (root == NULL)
    {
      cli_put_note ("%s", error->message);
      return CLI_EXIT_DATA;
    }
  /* A file that may not grow any more is a failure like others, and no end. */
  signal (SIGXFSZ, SIG_IGN);
  recorder = mon_recorder_new (&recording, MON_PARCEL_QUEUE_LIMIT_BYTES, NULL, &error);
  if (recorder == NULL)
    {
      cli_put_note ("%s: %s", options->output, error->message);
      return CLI_EXIT_DATA;
    }
  return record (root, recorder, options->is_json);
}

static GOptionContext *
new_context (void)
{
  static const CliExample examples[] = {
    { "record plant.coilscope --output plant.db", N_("All tags of a project, until interrupted.") },
    { "record plant.coilscope --output plant.db --split-day --traffic",
      N_("A file for each day, with all requests and responses.") },
    { NULL, NULL }
  };
  const CliHelp help = {
    .details =
      _("PROJECT says what is polled and how often. FILE is an SQLite database, which any tool for "
        "that reads, also meanwhile; its view “samples” has the values with their names. It is "
        "made, or continued with a mark for the time between; a file that is something else is "
        "not touched. Every half second what came is committed, so that a crash costs no more.\n"
        "When the disk is full, or the file cannot be written for another reason, polling goes on, "
        "what comes waits in memory (64 MiB), and writing is tried again every ten seconds; "
        "standard error tells, and what was lost is marked in the recording.\n"
        "Goes on until interrupted, writes what waits, and ends with status 0. With --json each "
        "change is a line: {\"recording\":\"FILE\",\"state\":\"recording\",\"samples\":1200,"
        "\"lost\":0}; other states are “failing”, with a reason, and at last “ended”."),
    .examples = examples,
  };

  return cli_help_new_context (NULL, _("Records the values of a project into a file."), &help);
}

/**
 * cli_record:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `record PROJECT --output FILE`.
 *
 * Returns: 0 when it was interrupted; 2 for a wrong command line; 4 for a project or a file that
 *   cannot be used, or when at the end something could not be written
 */
int
cli_record (int   argc,
            char *argv[])
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("the file to record into"),
      "FILE" },
    { "traffic", 0, 0, G_OPTION_ARG_NONE, &options.has_traffic,
      N_("record all requests and responses, too"), NULL },
    { "split-size", 0, 0, G_OPTION_ARG_STRING, &options.split_size,
      N_("begin another file, NAME-2, when one has so many bytes (such as 500M)"), "SIZE" },
    { "split-day", 0, 0, G_OPTION_ARG_NONE, &options.is_split_by_day,
      N_("a file for each day, NAME-2026-11-22"), NULL },
    { "fast", 0, 0, G_OPTION_ARG_NONE, &options.is_fast,
      N_("for slow media: the last seconds may be lost when the power fails"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json,
      N_("print JSON lines about the recording"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "PROJECT" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = new_context ();
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_usage_error ("%s", error->message);
  return run (&options);
}
