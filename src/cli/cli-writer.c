/* cli-writer.c: lines that wait until standard output takes them, while the program goes on.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-writer.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli-exit.h"
#include "cli/cli-output.h"

/* A pipe that is ready takes so many bytes without making the writer wait (PIPE_BUF of Linux). The
 * descriptor stays a blocking one, because others may write to it as well. */
#define CHUNK 4096

struct _CliWriter
{
  /* GString, each with its newline; @offset bytes of the first are out. */
  GQueue         lines;
  gsize          offset;
  gsize          n_bytes;
  gsize          limit_bytes;
  guint          n_lost;
  guint          source_id;
  CliWriterFunc  drained;
  gpointer       user_data;
};

static void
free_line (gpointer data)
{
  g_string_free (data, TRUE);
}

static gboolean
is_writable (int fd)
{
  GPollFD poll = { .fd = fd, .events = G_IO_OUT };

  return g_poll (&poll, 1, 0) != 0;
}

/**
 * cli_writer_new:
 * @limit_bytes: how much may wait, or 0 for no limit when who puts lines waits himself
 *
 * Returns: (transfer full): a writer to standard output on the main context; one for each process
 */
CliWriter *
cli_writer_new (gsize limit_bytes)
{
  CliWriter *writer = g_new0 (CliWriter, 1);

  g_queue_init (&writer->lines);
  writer->limit_bytes = limit_bytes;
  return writer;
}

/* When standard error would make the program wait too, it is told later. */
static void
tell_loss (CliWriter *writer)
{
  if (writer->n_lost == 0 || !is_writable (STDERR_FILENO))
    return;
  cli_put_note (g_dngettext (GETTEXT_PACKAGE,
                             "%u line is lost: standard output is too slow.",
                             "%u lines are lost: standard output is too slow.", writer->n_lost),
                writer->n_lost);
  writer->n_lost = 0;
}

/**
 * cli_writer_free:
 * @writer: (transfer full): a writer
 *
 * Frees it. What still waits is lost, and standard error says how much.
 */
void
cli_writer_free (CliWriter *writer)
{
  g_clear_handle_id (&writer->source_id, g_source_remove);
  writer->n_lost += g_queue_get_length (&writer->lines);
  tell_loss (writer);
  g_queue_clear_full (&writer->lines, free_line);
  g_free (writer);
}

/**
 * cli_writer_set_drained:
 * @writer: a writer
 * @drained: called from the main loop each time that the last line that waited is out
 * @user_data: for @drained
 *
 * Says who waits for it.
 */
void
cli_writer_set_drained (CliWriter     *writer,
                        CliWriterFunc  drained,
                        gpointer       user_data)
{
  writer->drained = drained;
  writer->user_data = user_data;
}

/* Writes what standard output takes of the first line. */
static void
write_chunk (CliWriter *writer)
{
  GString *line = g_queue_peek_head (&writer->lines);
  gssize n_written = write (STDOUT_FILENO, line->str + writer->offset,
                            MIN (line->len - writer->offset, CHUNK));

  if (n_written < 0 && errno != EAGAIN && errno != EINTR)
    {
      cli_put_note (_("Standard output cannot be written: %s."), g_strerror (errno));
      exit (CLI_EXIT_DATA);
    }
  writer->offset += (gsize) MAX (n_written, 0);
  if (writer->offset < line->len)
    return;
  writer->offset = 0;
  writer->n_bytes -= line->len;
  free_line (g_queue_pop_head (&writer->lines));
}

static void
flush (CliWriter *writer)
{
  while (cli_writer_is_waiting (writer) && is_writable (STDOUT_FILENO))
    write_chunk (writer);
}

static gboolean
writable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  CliWriter *writer = user_data;

  flush (writer);
  if (cli_writer_is_waiting (writer))
    return G_SOURCE_CONTINUE;
  writer->source_id = 0;
  tell_loss (writer);
  if (writer->drained != NULL)
    writer->drained (writer->user_data);
  return G_SOURCE_REMOVE;
}

/* Drops the oldest lines, half of what may wait at once so that not each is told by itself. One
 * that is partly out stays. */
static void
drop_oldest (CliWriter *writer)
{
  guint first = writer->offset > 0 ? 1 : 0;

  while (writer->n_bytes > writer->limit_bytes / 2 && g_queue_get_length (&writer->lines) > first)
    {
      GString *line = g_queue_pop_nth (&writer->lines, first);

      writer->n_bytes -= line->len;
      writer->n_lost++;
      free_line (line);
    }
  tell_loss (writer);
}

/**
 * cli_writer_put:
 * @writer: a writer
 * @text: a line without its newline
 *
 * Writes one line as soon as standard output takes it, after those that wait, and never waits
 * itself. Past the limit the oldest lines are lost, which standard error says. When standard output
 * cannot be written the program ends with exit code 4.
 */
void
cli_writer_put (CliWriter  *writer,
                const char *text)
{
  GString *line = g_string_new (text);

  g_string_append_c (line, '\n');
  g_queue_push_tail (&writer->lines, line);
  writer->n_bytes += line->len;
  flush (writer);
  if (!cli_writer_is_waiting (writer))
    return;
  if (writer->source_id == 0)
    writer->source_id = g_unix_fd_add (STDOUT_FILENO, G_IO_OUT, writable_cb, writer);
  if (writer->limit_bytes > 0 && writer->n_bytes > writer->limit_bytes)
    drop_oldest (writer);
}

/**
 * cli_writer_is_ready:
 * @writer: a writer
 *
 * Returns: whether a line of up to 4096 bytes would go out at once
 */
gboolean
cli_writer_is_ready (CliWriter *writer)
{
  return !cli_writer_is_waiting (writer) && is_writable (STDOUT_FILENO);
}

/**
 * cli_writer_is_waiting:
 * @writer: a writer
 *
 * Returns: whether lines wait for standard output
 */
gboolean
cli_writer_is_waiting (CliWriter *writer)
{
  return !g_queue_is_empty (&writer->lines);
}
