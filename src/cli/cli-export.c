/* cli-export.c: the command that writes a recording in other formats.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-export.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli-exit.h"
#include "cli/cli-help.h"
#include "cli/cli-output.h"
#include "cli/cli-sink-file.h"
#include "modbus/mb-clock.h"
#include "monitor/tools/mon-export-csv.h"
#include "monitor/tools/mon-export-pcapng.h"

/* How many samples go by before somebody looks at the clock, and how often progress is shown. */
#define PROGRESS_SAMPLES 8192
#define PROGRESS_US (G_USEC_PER_SEC / 4)

/* Back to the begin of the line, and nothing behind the cursor (ECMA-48, 8.3.41). */
#define REWIND "\r\033[K"

typedef struct
{
  gboolean   is_csv;
  gboolean   is_pcapng;
  gboolean   is_spreadsheet;
  char      *output;
  char     **files;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_strfreev (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct
{
  CliSinkFile  *sink;
  MonExportCsv *csv;
  gboolean      has_progress;
  guint64       n_samples;
  guint64       n_done;
  gint64        shown_us;
} Export;

static void
show_progress (Export *export)
{
  gint64 now_us = mb_wall_time_us ();

  if (!export->has_progress || (now_us >= export->shown_us
                                && now_us - export->shown_us < PROGRESS_US))
    return;
  export->shown_us = now_us;
  /* Translators: how much of how much is done, as in "42 % of 1000000 samples". */
  g_printerr (REWIND "%s", "");
  g_printerr (_("%u %% of %llu samples"),
              (guint) (100.0 * (double) export->n_done / (double) MAX (export->n_samples, 1)),
              (unsigned long long) export->n_samples);
}

static gboolean
sample_cb (const MonReaderSample *sample,
           gpointer               user_data)
{
  Export *export = user_data;
  const char *line = mon_export_csv_format (export->csv, sample);

  if (++export->n_done % PROGRESS_SAMPLES == 0)
    show_progress (export);
  return cli_sink_file_put (export->sink, line, strlen (line));
}

static gboolean
write_csv (MonRecordingReader  *reader,
           CliSinkFile         *sink,
           gboolean             is_spreadsheet,
           GError             **error)
{
  g_autoptr (MonExportCsv) csv =
    mon_export_csv_new (is_spreadsheet ? MON_CSV_SPREADSHEET : MON_CSV_MACHINE);
  const char *header = mon_export_csv_get_header (csv);
  Export export = {
    .sink = sink,
    .csv = csv,
    .has_progress = isatty (STDERR_FILENO) && !isatty (STDOUT_FILENO),
    .shown_us = mb_wall_time_us (),
  };
  gboolean is_done;

  cli_sink_file_put (sink, header, strlen (header));
  is_done = mon_recording_reader_count (reader, &export.n_samples, error)
            && mon_recording_reader_walk (reader, sample_cb, &export, error);
  if (export.has_progress)
    g_printerr (REWIND "%s", "");
  return is_done;
}

static gboolean
bytes_cb (const guint8 *bytes,
          gsize         len,
          gpointer      user_data)
{
  return cli_sink_file_put (user_data, bytes, len);
}

static gboolean
export_file (const Options  *options,
             GError        **error)
{
  g_autoptr (MonRecordingReader) reader = mon_recording_reader_new (options->files[0], error);
  g_autoptr (CliSinkFile) sink = NULL;

  if (reader == NULL || !mon_recording_reader_begin (reader, error))
    {
      g_prefix_error (error, "%s: ", options->files[0]);
      return FALSE;
    }
  sink = cli_sink_file_new (options->output, error);
  if (sink == NULL)
    return FALSE;
  if (!(options->is_csv ? write_csv (reader, sink, options->is_spreadsheet, error)
                        : mon_export_pcapng (reader, bytes_cb, sink, error)))
    {
      g_prefix_error (error, "%s: ", options->files[0]);
      return FALSE;
    }
  return cli_sink_file_end (sink, error);
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;

  if (options->files == NULL)
    return cli_usage_error (_("Something is missing: give %s."), "FILE");
  if (options->files[1] != NULL)
    return cli_usage_error (_("“%s”: one file at a time."), options->files[1]);
  if (options->is_csv == options->is_pcapng)
    return cli_usage_error (_("Give either --csv or --pcapng."));
  if (options->is_spreadsheet && !options->is_csv)
    return cli_usage_error (_("--spreadsheet goes with --csv."));
  if (export_file (options, &error))
    return CLI_EXIT_DONE;
  cli_put_note ("%s", error->message);
  return CLI_EXIT_DATA;
}

static GOptionContext *
new_context (void)
{
  static const CliExample examples[] = {
    { "export plant.db --csv --output plant.csv", N_("All samples, a line each.") },
    { "export plant.db --csv --spreadsheet --output sheet.csv",
      N_("The same for a spreadsheet of this country.") },
    { "export plant.db --pcapng --output plant.pcapng",
      N_("What went over the network, if that was recorded, for a network analyser.") },
    { NULL, NULL }
  };
  const CliHelp help = {
    .details =
      _("FILE is a recording; it may just be recorded. CSV has the columns time, device, tag, "
        "table, address, value, raw, quality, reason: UTF-8, commas, decimal points, UTC; raw are "
        "the registers in decimal, with blanks between them. Names and texts that a spreadsheet "
        "would take for a formula begin with an apostrophe.\n"
        "A capture has each connection as an interface, with the names of the tags as comments; "
        "there is something in it only of what was recorded with --traffic.\n"
        "A file is given its name when it is whole."),
    .examples = examples,
  };

  return cli_help_new_context (NULL, _("Writes a recording in other formats."), &help);
}

/**
 * cli_export:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `export FILE --csv|--pcapng`.
 *
 * Returns: 0, also when nobody reads standard output to its end; 2 for a wrong command line; 4 for
 *   a file that is no recording, or that cannot be written
 */
int
cli_export (int   argc,
            char *argv[])
{
  g_auto (Options) options = { FALSE };
  const GOptionEntry entries[] = {
    { "csv", 0, 0, G_OPTION_ARG_NONE, &options.is_csv, N_("write the samples as CSV"), NULL },
    { "spreadsheet", 0, 0, G_OPTION_ARG_NONE, &options.is_spreadsheet,
      N_("with --csv: decimal mark, separator and time as a spreadsheet of this country has them"),
      NULL },
    { "pcapng", 0, 0, G_OPTION_ARG_NONE, &options.is_pcapng,
      N_("write the traffic as a capture"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_("file to write, in place of standard output"), "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "FILE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = new_context ();
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_usage_error ("%s", error->message);
  return run (&options);
}
