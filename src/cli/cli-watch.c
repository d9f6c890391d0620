/* cli-watch.c: the command that polls values and prints their samples.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-watch.h"

#include <glib/gi18n.h>

#include "cli/cli-feed.h"
#include "cli/cli-output.h"
#include "cli/cli-project-file.h"
#include "cli/cli-project.h"
#include "cli/cli-loop.h"

/* Between two rounds: 10 ms is more than most devices can do, a day is a slip of the keyboard. */
#define MIN_INTERVAL_MS 10
#define MAX_INTERVAL_MS 86400000
#define DEFAULT_INTERVAL_MS 1000

/* What an option holds until it is given; no option takes it. */
#define NOT_GIVEN G_MININT

/* Undo is not for a command line; its steps have a name all the same. */
#define STEP "watch"

typedef struct
{
  CliOptions options;
  int        interval_ms;
  int        n_rounds;
} Watch;

static void
watch_clear (Watch *what)
{
  cli_options_clear (&what->options);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, watch_clear)

static void
done_cb (gpointer user_data)
{
  cli_loop_end (user_data, CLI_EXIT_DONE);
}

/* The project is empty until the feed listens, so that no sample is missed. */
static int
watch (MonProjectSpec *root,
       const Watch    *what)
{
  g_autoptr (MonProject) project = mon_project_new ();
  g_autoptr (CliLoop) loop = cli_loop_new (project);
  /* The feed waits until a line can go out. */
  g_autoptr (CliWriter) writer = cli_writer_new (0);
  g_autoptr (CliFeed) feed = cli_feed_new (cli_loop_get_session (loop), writer,
                                           what->options.is_json);

  mon_project_change (project, root, STEP);
  cli_feed_set_root (feed, root);
  cli_feed_set_rounds (feed, (guint) MAX (what->n_rounds, 0), done_cb, loop);
  cli_loop_end_on_signals (loop);
  return cli_loop_run (loop);
}

static int
watch_host (Watch  *what,
            char  **words)
{
  g_auto (CliTarget) target = { NULL, };
  g_autoptr (MonProject) project = NULL;
  g_autoptr (GError) error = NULL;
  CliRange range;
  CliExit code;

  if (!cli_target_parse (&target, words[0], what->options.transport, &error) ||
      !cli_range_parse (&range, &what->options, words[1], words[2], words[3], &error))
    return cli_usage_error ("%s", error->message);
  code = cli_tls_open (&what->options.tls, what->options.transport);
  if (code != CLI_EXIT_DONE)
    return code;

  project = cli_project_new (&target, &what->options);
  cli_project_watch (project, &range, what->interval_ms == NOT_GIVEN ? DEFAULT_INTERVAL_MS
                                                                     : (guint) what->interval_ms);
  return watch (mon_project_get_root (project), what);
}

static int
watch_project (Watch      *what,
               const char *path)
{
  g_autoptr (MonProjectSpec) root = NULL;
  g_autoptr (MonProject) project = NULL;
  g_autoptr (GError) error = NULL;
  CliExit code;

  if (what->options.has_link_options || what->options.has_type)
    return cli_usage_error (_("A project says itself how to talk to its devices and what their "
                              "values are; only --interval, --count, --json and "
                              "--tls-passphrase-file go with it."));
  root = cli_project_file_load (path, &error);
  if (root == NULL)
    {
      cli_put_note ("%s", error->message);
      return CLI_EXIT_DATA;
    }
  code = cli_tls_open_project (&what->options.tls, root);
  if (code != CLI_EXIT_DONE)
    return code;

  project = mon_project_new_for_root (root, path);
  if (what->interval_ms != NOT_GIVEN)
    cli_project_set_period (project, (guint) what->interval_ms);
  return watch (mon_project_get_root (project), what);
}

static gboolean
check_numbers (const Watch  *what,
               GError      **error)
{
  if (what->interval_ms != NOT_GIVEN &&
      (what->interval_ms < MIN_INTERVAL_MS || what->interval_ms > MAX_INTERVAL_MS))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("%s takes a number from %d to %d, not %d."),
                   "--interval", MIN_INTERVAL_MS, MAX_INTERVAL_MS, what->interval_ms);
      return FALSE;
    }
  if (what->n_rounds != NOT_GIVEN && what->n_rounds < 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("%s takes a number from %d to %d, not %d."),
                   "--count", 1, G_MAXINT, what->n_rounds);
      return FALSE;
    }
  return TRUE;
}

/**
 * cli_watch:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `watch HOST TABLE ADDRESS [COUNT]` and `watch PROJECT`.
 *
 * Returns: the exit code, 0 whatever the samples were
 */
int
cli_watch (int   argc,
           char *argv[])
{
  g_auto (Watch) what = { .interval_ms = NOT_GIVEN, .n_rounds = NOT_GIVEN };
  const GOptionEntry entries[] = {
    { "interval", 'i', 0, G_OPTION_ARG_INT, &what.interval_ms,
      N_("Time between two rounds (1000; a project's own periods)"), "MS" },
    { "count", 'n', 0, G_OPTION_ARG_INT, &what.n_rounds,
      N_("End after so many samples of each value"), "N" },
    G_OPTION_ENTRY_NULL
  };
  static const CliExample examples[] = {
    { "watch 192.168.1.20 holding 0 10", N_("Ten holding registers, once a second.") },
    { "watch --interval 100 --count 50 --json 192.168.1.20 coils 0",
      N_("One coil ten times a second, for five seconds, as JSON.") },
    { "watch plant.coilscope", N_("All tags of a project, each with its own period.") },
    { NULL, NULL }
  };
  const CliUsage usage = {
    .arguments = "HOST TABLE ADDRESS [COUNT] | PROJECT",
    .summary = _("Polls values of a device, or all of a project, and prints each sample."),
    .help = {
      .details = _("COUNT (1) is the number of values of --type. A round without an answer gives a "
                   "sample that says why. Goes on until interrupted or --count, and then ends with "
                   "status 0. Text shows local time, JSON UTC. Computed tags of a project come "
                   "with the values they need; in JSON they have no table, address and raw."),
      .topics = CLI_TOPIC_HOST | CLI_TOPIC_TABLE | CLI_TOPIC_VALUES,
      .examples = examples,
    },
    .entries = entries,
    .min_words = 1,
    .max_words = 4,
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  if (!cli_options_parse (&what.options, &usage, argv, &words, &error) ||
      !check_numbers (&what, &error))
    return cli_usage_error ("%s", error->message);
  switch (g_strv_length (words))
    {
    case 1:
      return watch_project (&what, words[0]);
    case 2:
      return cli_usage_error (_("Something is missing: give %s."), usage.arguments);
    default:
      return watch_host (&what, words);
    }
}
