/* cli-scan.c: the command that looks for hosts and units.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-scan.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/cli-hosts.h"
#include "cli/cli-loop.h"
#include "cli/cli-output.h"
#include "cli/cli-project.h"
#include "modbus/mb-json.h"
#include "monitor/tools/mon-scan.h"

/* Of one host all that a serial line behind it can have; of each of many those that devices with
 * TCP of their own have. */
#define UNITS_OF_ONE "1-247,255,0"
#define UNITS_OF_MANY "1,255"

#define PROGRESS_PERIOD_US (G_USEC_PER_SEC / 5)
#define REWIND "\r\033[K"

typedef struct
{
  CliLoop          *loop;
  const CliOptions *options;
  guint16           port;
  guint             n_found;
  gboolean          has_progress;
  gint64            shown_us;
} Wish;

static void
hide_progress (Wish *wish)
{
  if (wish->shown_us != 0)
    g_printerr (REWIND);
  wish->shown_us = 0;
}

static void
found_cb (const MonScanFound *found,
          gpointer            user_data)
{
  Wish *wish = user_data;
  const char *answer = found->exception != 0 ? "exception" : "good";
  g_autofree char *line = NULL;
  g_autoptr (MbJson) json = mb_json_new (FALSE);

  hide_progress (wish);
  wish->n_found++;
  if (!wish->options->is_json)
    {
      /* Translators: a host, a port, a unit identifier, then "good" or "exception". */
      line = g_strdup_printf (_("%s port %u  unit %u  %s"), found->host, wish->port, found->unit,
                              answer);
      cli_put_line (line);
      return;
    }
  mb_json_begin_object (json);
  mb_json_key (json, "host");
  mb_json_string (json, found->host);
  mb_json_key (json, "port");
  mb_json_uint (json, wish->port);
  mb_json_key (json, "unit");
  mb_json_uint (json, found->unit);
  mb_json_key (json, "answer");
  mb_json_string (json, answer);
  mb_json_end_object (json);
  cli_put_line (mb_json_get_text (json));
}

static void
progress_cb (guint64  n_done,
             guint64  n_all,
             gpointer user_data)
{
  Wish *wish = user_data;
  gint64 now_us = mb_clock_get_time_us (cli_loop_get_clock (wish->loop));

  if (!wish->has_progress || now_us - wish->shown_us < PROGRESS_PERIOD_US)
    return;
  wish->shown_us = now_us;
  /* Translators: two numbers: how many of how many. */
  g_printerr (REWIND);
  g_printerr (_("%llu of %llu units asked"), (unsigned long long) n_done,
              (unsigned long long) n_all);
}

static void
ended_cb (gpointer user_data)
{
  Wish *wish = user_data;

  hide_progress (wish);
  if (wish->n_found == 0)
    cli_put_note (_("Nobody answered."));
  cli_loop_end (wish->loop, CLI_EXIT_DONE);
}

static const MonScanEvents events = {
  .found = found_cb,
  .progress = progress_cb,
  .ended = ended_cb,
};

static CliExit
scan_hosts (const CliTarget  *target,
            const CliOptions *options,
            GStrv             hosts,
            const GByteArray *units)
{
  g_autoptr (MonProject) project = cli_project_new (target, options);
  g_autoptr (MonConnectionSpec) settings =
    mon_connection_spec_edit (cli_project_get_connection (project));
  g_autoptr (CliLoop) loop = cli_loop_new (project);
  Wish wish = { .loop = loop, .options = options, .port = target->port };
  g_autoptr (MonScan) scan = NULL;

  wish.has_progress = isatty (STDERR_FILENO) && !isatty (STDOUT_FILENO);
  cli_loop_end_on_signals (loop);
  scan = mon_scan_new (cli_loop_get_session (loop), settings, (const char *const *) hosts, units,
                       &events, &wish);
  return cli_loop_run (loop);
}

/**
 * cli_scan:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `scan HOST[/BITS]`.
 *
 * Returns: the exit code, 0 whoever answered
 */
int
cli_scan (int   argc,
          char *argv[])
{
  g_autofree char *units_text = NULL;
  const GOptionEntry entries[] = {
    { "units", 0, 0, G_OPTION_ARG_STRING, &units_text,
      N_("Which units to ask, such as 1-32,255 (1-247,255,0; of a network 1,255)"), "LIST" },
    G_OPTION_ENTRY_NULL
  };
  static const CliExample examples[] = {
    { "scan --timeout 200 192.168.1.20",
      N_("Units behind one host; those that are not there take a time-out each.") },
    { "scan --units 1-32 --json 192.168.1.20", N_("Units 1 to 32, as JSON.") },
    { "scan 192.168.1.20/30", N_("The hosts of a network.") },
    { NULL, NULL }
  };
  const CliUsage usage = {
    .arguments = "HOST[/BITS]",
    .summary = _("Looks for hosts and units that answer."),
    .help = {
      .details = _("Each unit is asked for one holding register, one after another, and nothing "
                   "is written. One that answers with an exception is there, too, unless it is a "
                   "gateway that says that nobody is (exceptions 10 and 11). BITS are those of a "
                   "network of IPv4, 16 to 32; up to 32 hosts are asked at the same time. Scan "
                   "only what is yours: old devices may not bear it."),
      .topics = CLI_TOPIC_HOST,
      .examples = examples,
    },
    .entries = entries,
    .min_words = 1,
    .max_words = 1,
  };
  g_auto (CliOptions) options = { 0, };
  g_auto (CliTarget) target = { NULL, };
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) hosts = NULL;
  g_autoptr (GByteArray) units = NULL;
  g_autoptr (GError) error = NULL;
  CliExit code;

  if (!cli_options_parse (&options, &usage, argv, &words, &error) ||
      !cli_hosts_parse (&target, &hosts, words[0], options.transport, &error) ||
      !cli_hosts_parse_units (&units, units_text != NULL ? units_text
                                      : hosts[1] != NULL ? UNITS_OF_MANY : UNITS_OF_ONE, &error))
    return cli_usage_error ("%s", error->message);
  code = cli_tls_open (&options.tls, options.transport);
  return code == CLI_EXIT_DONE ? scan_hosts (&target, &options, hosts, units) : code;
}
