/* mon-recording-run.c: a recording from its start to its end, over files that fail, fill and end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-identity.h"

/* Something that is missing, to be noted in the next transaction. */
typedef struct
{
  gint64  from_us;
  gint64  to_us;
  gint64  n_lost;
  char   *reason;
} Gap;

struct _MonRecordingRun
{
  char                *base_path;
  char                *path;
  char                *id;       /* tells its commits from those of others */
  char                *project;
  gboolean             is_fast;
  gboolean             has_traffic;
  MonRecordingSplit    split;
  gint64               split_bytes;

  MonRecordingCatalog *catalog;
  MonRecordingWriter  *writer; /* NULL after a failure */
  MonRecordingFound    found;
  GArray              *gaps;   /* of Gap */
  char                *previous;
  char                *failure;
  char                *aside;
  gboolean             is_known;    /* it was us who wrote this file before */
  gboolean             has_session;
  gint64               began_us; /* in this file */
  guint64              n_before; /* samples in this file before we wrote to it */
  guint64              n_in_file; /* that we have put into this file */
  guint64              n_samples;
  guint64              n_commits; /* the number of the last one that was tried */
  guint64              n_done;    /* the number of the last one that is in the file */
};

static void
clear_gap_cb (gpointer data)
{
  g_free (((Gap *) data)->reason);
}

static void
add_gap (MonRecordingRun *run,
         gint64           from_us,
         gint64           to_us,
         gint64           n_lost,
         const char      *reason)
{
  const Gap gap = {
    .from_us = from_us, .to_us = to_us, .n_lost = n_lost, .reason = g_strdup (reason),
  };

  g_array_append_val (run->gaps, gap);
}

static gboolean
put_gaps (MonRecordingRun  *run,
          GError          **error)
{
  for (guint i = 0; i < run->gaps->len; i++)
    {
      const Gap *gap = &g_array_index (run->gaps, Gap, i);

      if (!mon_recording_writer_put_gap (run->writer, gap->from_us, gap->to_us, gap->n_lost,
                                         gap->reason, error))
        return FALSE;
    }
  return TRUE;
}

/* The transaction is in the file. */
static void
note_done (MonRecordingRun *run)
{
  guint64 n_now = mon_recording_writer_get_n_samples (run->writer);

  run->has_session = TRUE;
  run->n_in_file += n_now - run->n_before;
  run->n_samples += n_now - run->n_before;
  run->n_before = n_now;
  g_array_set_size (run->gaps, 0);
  g_clear_pointer (&run->previous, g_free);
}

/* Notes what is new about the file: whose session it is, and what it continues. */
static gboolean
put_start (MonRecordingRun  *run,
           GError          **error)
{
  if (run->has_session)
    return TRUE;
  return mon_recording_writer_begin_session (run->writer, run->began_us, run->project, error)
         && (run->previous == NULL
             || mon_recording_writer_set (run->writer, "previous", run->previous, error));
}

/* What is counted from here on. A commit that failed may be in the file all the same, as when only
 * the call that was to bring it to the medium did not succeed. */
static gboolean
take_number (MonRecordingRun  *run,
             GError          **error)
{
  guint64 n_now = mon_recording_writer_get_n_samples (run->writer);
  g_autofree char *sql =
    g_strdup_printf ("SELECT substr (value, %d) FROM recording WHERE key = 'commit' "
                     "AND value GLOB '%s/*'", (int) strlen (run->id) + 2, run->id);
  gint64 number;

  if (!mon_sql_get_int (mon_recording_file_get_db (mon_recording_writer_get_file (run->writer)),
                        sql, &number, error))
    return FALSE;
  if (number > 0 && (guint64) number == run->n_commits)
    note_done (run);
  run->n_done = (guint64) number;
  run->n_before = n_now;
  return TRUE;
}

static gboolean
open_writer (MonRecordingRun  *run,
             gint64            wall_us,
             GError          **error)
{
  MonRecordingFound found;
  MonRecordingFile *file;

  file = mon_recording_file_open (run->path, run->is_fast, wall_us, &found, error);
  if (file == NULL)
    return FALSE;
  run->writer = mon_recording_writer_new (file, run->catalog, run->has_traffic, error);
  if (run->writer == NULL)
    return FALSE;
  if (found.is_new)
    run->has_session = FALSE;
  if (!run->is_known || found.is_new)
    {
      run->found = found;
      run->began_us = wall_us;
      run->n_in_file = 0;
      run->n_before = mon_recording_writer_get_n_samples (run->writer);
      if (!found.is_new)
        add_gap (run, found.last_us, wall_us, -1,
                 found.ended_badly ? _("The program that recorded was killed, or the power failed")
                                   : _("Not recorded"));
    }
  run->is_known = TRUE;
  return take_number (run, error);
}

/* A recording that cannot be read any more keeps what it has, under another name. */
static gboolean
replace_damaged (MonRecordingRun  *run,
                 gint64            wall_us,
                 GError          **error)
{
  g_autofree char *aside = mon_recording_file_move_aside (run->path, error);
  g_autofree char *reason = NULL;

  if (aside == NULL)
    return FALSE;
  /* Translators: the name of a file. */
  reason = g_strdup_printf (_("The recording was damaged; what there is of it is in %s"), aside);
  add_gap (run, run->began_us != 0 ? run->began_us : wall_us, wall_us, (gint64) run->n_in_file,
           reason);
  g_free (run->aside);
  run->aside = g_steal_pointer (&aside);
  run->has_session = FALSE;
  run->is_known = FALSE;
  return open_writer (run, wall_us, error);
}

static gboolean
reopen (MonRecordingRun  *run,
        gint64            wall_us,
        GError          **error)
{
  GError *failure = NULL;

  if (open_writer (run, wall_us, &failure))
    return TRUE;
  if (g_error_matches (failure, MON_RECORDING_ERROR, MON_RECORDING_ERROR_DAMAGED))
    {
      g_error_free (failure);
      return replace_damaged (run, wall_us, error);
    }
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * mon_recording_run_new:
 * @options: what is to be recorded where; copied
 * @wall_us: the wall time now
 * @error: return location for a #MonRecordingError
 *
 * Opens the file, and makes it when there is none. A recording that is there is continued, with a
 * mark; one that is damaged is moved aside; what is none is refused.
 *
 * Returns: (transfer full) (nullable): the run
 */
MonRecordingRun *
mon_recording_run_new (const MonRecordingOptions  *options,
                       gint64                      wall_us,
                       GError                    **error)
{
  MonRecordingRun *run = g_new0 (MonRecordingRun, 1);

  run->base_path = g_strdup (options->path);
  run->path = mon_recording_parts_first (options->path, options->split, wall_us);
  run->id = mon_identity_new_id ();
  run->project = g_strdup (options->project);
  run->is_fast = options->is_fast;
  run->has_traffic = options->has_traffic;
  run->split = options->split;
  run->split_bytes = options->split_bytes;
  run->catalog = mon_recording_catalog_new ();
  run->gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  g_array_set_clear_func (run->gaps, clear_gap_cb);
  if (reopen (run, wall_us, error))
    return run;
  mon_recording_run_free (run, wall_us);
  return NULL;
}

/* Ends what was begun in the file that is open. It needs no other file then, so that it can be
 * carried elsewhere, and read from a medium that cannot be written. */
static void
end_file (MonRecordingRun *run,
          gint64           wall_us)
{
  if (mon_recording_writer_begin (run->writer, NULL)
      && put_gaps (run, NULL)
      && mon_recording_writer_end_session (run->writer, wall_us, NULL)
      && mon_recording_writer_commit (run->writer, NULL))
    mon_recording_file_seal (mon_recording_writer_get_file (run->writer));
}

/**
 * mon_recording_run_free:
 * @run: (transfer full): a run
 * @wall_us: the wall time now
 *
 * Ends the session, and closes the file.
 */
void
mon_recording_run_free (MonRecordingRun *run,
                        gint64           wall_us)
{
  if (run->writer != NULL && run->has_session)
    end_file (run, wall_us);
  g_clear_pointer (&run->writer, mon_recording_writer_free);
  mon_recording_catalog_free (run->catalog);
  g_array_unref (run->gaps);
  g_free (run->base_path);
  g_free (run->path);
  g_free (run->id);
  g_free (run->project);
  g_free (run->previous);
  g_free (run->failure);
  g_free (run->aside);
  g_free (run);
}

static gboolean
put_parcels (MonRecordingRun  *run,
             const GQueue     *parcels,
             GError          **error)
{
  for (const GList *link = parcels->head; link != NULL; link = link->next)
    {
      MonParcel *parcel = link->data;

      if (parcel->attempt != 0 && parcel->attempt <= run->n_done)
        continue;
      if (parcel->attempt == 0)
        parcel->attempt = run->n_commits;
      if (parcel->n_lost > 0
          && !mon_recording_writer_put_gap (run->writer, parcel->lost_from_us, parcel->lost_to_us,
                                            (gint64) parcel->n_lost,
                                            run->failure != NULL ? run->failure
                                                                 : _("The disk is too slow"),
                                            error))
        return FALSE;
      if (!mon_recording_writer_put_parcel (run->writer, parcel, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_number (MonRecordingRun  *run,
            GError          **error)
{
  g_autofree char *number = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, run->id, ++run->n_commits);

  return mon_recording_writer_set (run->writer, "commit", number, error);
}

/* What was written into a file that nobody can find any more is lost. */
static gboolean
check_file (MonRecordingRun  *run,
            gint64            wall_us,
            GError          **error)
{
  g_autoptr (GError) failure = NULL;

  if (mon_recording_file_check (mon_recording_writer_get_file (run->writer), &failure))
    return TRUE;
  g_clear_pointer (&run->writer, mon_recording_writer_free);
  if (run->n_in_file > 0)
    add_gap (run, run->began_us, wall_us, (gint64) run->n_in_file, failure->message);
  run->n_samples -= run->n_in_file;
  run->n_in_file = 0;
  run->has_session = FALSE;
  run->is_known = FALSE;
  return reopen (run, wall_us, error);
}

static gboolean
write_parcels (MonRecordingRun  *run,
               const GQueue     *parcels,
               gint64            wall_us,
               GError          **error)
{
  if (run->writer == NULL ? !reopen (run, wall_us, error) : !check_file (run, wall_us, error))
    return FALSE;
  if (!mon_recording_writer_begin (run->writer, error)
      || !put_number (run, error)
      || !put_start (run, error)
      || !put_gaps (run, error)
      || !put_parcels (run, parcels, error)
      || !mon_recording_writer_commit (run->writer, error))
    return FALSE;

  note_done (run);
  run->n_done = run->n_commits;
  g_clear_pointer (&run->failure, g_free);
  return TRUE;
}

static gboolean
is_complete (MonRecordingRun *run,
             const char      *next)
{
  MonRecordingFile *file = mon_recording_writer_get_file (run->writer);

  if (run->split == MON_RECORDING_BY_SIZE)
    return mon_recording_file_get_size (file) >= run->split_bytes;
  return !g_str_equal (next, run->path);
}

/* When the next file cannot be opened now it will be with the next parcels. */
static void
split_if_due (MonRecordingRun *run,
              gint64           wall_us)
{
  g_autofree char *next = NULL;

  if (run->split == MON_RECORDING_WHOLE)
    return;
  next = mon_recording_parts_next (run->base_path, run->path, run->split, wall_us);
  if (!is_complete (run, next))
    return;
  end_file (run, wall_us);
  g_clear_pointer (&run->writer, mon_recording_writer_free);
  g_free (run->previous);
  run->previous = g_path_get_basename (run->path);
  g_free (run->path);
  run->path = g_steal_pointer (&next);
  run->has_session = FALSE;
  run->is_known = FALSE;
}

static void
note_failure (MonRecordingRun *run,
              const GError    *failure)
{
  g_clear_pointer (&run->writer, mon_recording_writer_free);
  g_free (run->failure);
  run->failure = g_strdup (failure->message);
}

/**
 * mon_recording_run_write:
 * @run: a run
 * @parcels: (element-type MonParcel): what is to be written; stays the caller's
 * @wall_us: the wall time now
 * @error: return location for a #MonRecordingError
 *
 * Writes parcels in one transaction. When that fails nothing of them is there, and the next call
 * opens the file anew.
 *
 * Returns: whether all of it is on the medium
 */
gboolean
mon_recording_run_write (MonRecordingRun  *run,
                         const GQueue     *parcels,
                         gint64            wall_us,
                         GError          **error)
{
  GError *failure = NULL;

  if (!write_parcels (run, parcels, wall_us, &failure))
    {
      note_failure (run, failure);
      g_propagate_error (error, failure);
      return FALSE;
    }
  /* It is all there: whatever goes wrong now shows with what comes next. */
  if (!mon_recording_writer_tidy (run->writer, NULL))
    g_clear_pointer (&run->writer, mon_recording_writer_free);
  else
    split_if_due (run, wall_us);
  return TRUE;
}

/**
 * mon_recording_run_get_path:
 * @run: a run
 *
 * Returns: (transfer none): the file that it is in
 */
const char *
mon_recording_run_get_path (MonRecordingRun *run)
{
  return run->path;
}

/**
 * mon_recording_run_get_found:
 * @run: a run
 *
 * Returns: (transfer none): what was in the file before
 */
const MonRecordingFound *
mon_recording_run_get_found (MonRecordingRun *run)
{
  return &run->found;
}

/**
 * mon_recording_run_get_n_samples:
 * @run: a run
 *
 * Returns: how many samples it has written
 */
guint64
mon_recording_run_get_n_samples (MonRecordingRun *run)
{
  return run->n_samples;
}

/**
 * mon_recording_run_get_aside:
 * @run: a run
 *
 * Returns: (transfer none) (nullable): what a damaged recording is called now
 */
const char *
mon_recording_run_get_aside (MonRecordingRun *run)
{
  return run->aside;
}
