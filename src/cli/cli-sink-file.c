/* cli-sink-file.c: where an export goes: standard output, or a file that is there whole or not.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-sink-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES (64 * 1024)

struct _CliSinkFile
{
  int         fd;
  char       *path;      /* NULL: standard output */
  char       *temp_path; /* NULL: written in place, as a device is */
  GByteArray *buffer;
  int         failure;   /* an errno */
};

/* Only a file can be replaced by another one. */
static gboolean
is_replaceable (const char *path)
{
  struct stat status;

  return stat (path, &status) != 0 || S_ISREG (status.st_mode);
}

static gboolean
open_path (CliSinkFile *sink)
{
  if (!is_replaceable (sink->path))
    {
      sink->fd = open (sink->path, O_WRONLY | O_CLOEXEC);
      return sink->fd >= 0;
    }
  sink->temp_path = g_strdup_printf ("%s.XXXXXX", sink->path);
  sink->fd = g_mkstemp_full (sink->temp_path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (sink->fd < 0)
    g_clear_pointer (&sink->temp_path, g_free);
  return sink->fd >= 0;
}

static void
set_error (CliSinkFile  *sink,
           int           saved_errno,
           GError      **error)
{
  /* Translators: the name of a file, and what the system says. */
  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (saved_errno),
               _("%s cannot be written: %s."),
               sink->path != NULL ? sink->path : _("Standard output"), g_strerror (saved_errno));
}

/**
 * cli_sink_file_new:
 * @path: (nullable): name of the file; %NULL for standard output
 * @error: return location for an error
 *
 * Opens it. A file that is there already stays until the new one is whole.
 *
 * Returns: (transfer full) (nullable): where to write
 */
CliSinkFile *
cli_sink_file_new (const char  *path,
                   GError     **error)
{
  g_autoptr (CliSinkFile) sink = g_new0 (CliSinkFile, 1);

  sink->path = g_strdup (path);
  sink->fd = STDOUT_FILENO;
  sink->buffer = g_byte_array_new ();
  if (path == NULL || open_path (sink))
    return g_steal_pointer (&sink);
  set_error (sink, errno, error);
  return NULL;
}

/**
 * cli_sink_file_free:
 * @sink: (transfer full): where to write
 *
 * Frees it.
 */
void
cli_sink_file_free (CliSinkFile *sink)
{
  if (sink->path != NULL && sink->fd >= 0)
    close (sink->fd);
  if (sink->temp_path != NULL)
    g_unlink (sink->temp_path);
  g_byte_array_unref (sink->buffer);
  g_free (sink->path);
  g_free (sink->temp_path);
  g_free (sink);
}

static gboolean
flush (CliSinkFile *sink)
{
  gsize n_done = 0;

  while (sink->failure == 0 && n_done < sink->buffer->len)
    {
      gssize n = write (sink->fd, sink->buffer->data + n_done, sink->buffer->len - n_done);

      if (n >= 0)
        n_done += (gsize) n;
      else if (errno != EINTR)
        sink->failure = errno;
    }
  g_byte_array_set_size (sink->buffer, 0);
  return sink->failure == 0;
}

/**
 * cli_sink_file_put:
 * @sink: where to write
 * @bytes: (array length=len): what to write
 * @len: number of bytes
 *
 * Writes something.
 *
 * Returns: whether to go on
 */
gboolean
cli_sink_file_put (CliSinkFile *sink,
                   const void  *bytes,
                   gsize        len)
{
  g_byte_array_append (sink->buffer, bytes, (guint) len);
  return sink->buffer->len < BUFFER_BYTES ? sink->failure == 0 : flush (sink);
}

/**
 * cli_sink_file_is_closed:
 * @sink: where to write
 *
 * Returns: whether whoever read it has enough
 */
gboolean
cli_sink_file_is_closed (CliSinkFile *sink)
{
  return sink->failure == EPIPE;
}

static gboolean
take_its_name (CliSinkFile *sink)
{
  if (sink->temp_path == NULL)
    return TRUE;
  if (fsync (sink->fd) != 0 || g_rename (sink->temp_path, sink->path) != 0)
    {
      sink->failure = errno;
      return FALSE;
    }
  g_clear_pointer (&sink->temp_path, g_free);
  return TRUE;
}

/* As open() would have made it. */
static void
set_usual_mode (CliSinkFile *sink)
{
  mode_t mask = umask (0);

  umask (mask);
  if (sink->temp_path != NULL)
    fchmod (sink->fd, 0666 & ~mask);
}

/**
 * cli_sink_file_end:
 * @sink: where to write
 * @error: return location for an error
 *
 * Writes the rest, and gives the file its name. That nobody reads standard output any more is no
 * error.
 *
 * Returns: whether all is well
 */
gboolean
cli_sink_file_end (CliSinkFile  *sink,
                   GError      **error)
{
  set_usual_mode (sink);
  if (flush (sink) && take_its_name (sink))
    return TRUE;
  if (cli_sink_file_is_closed (sink))
    return TRUE;
  set_error (sink, sink->failure, error);
  return FALSE;
}
