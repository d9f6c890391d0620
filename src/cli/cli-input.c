/* cli-input.c: lines from standard input, as they come, without waiting for them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-input.h"

#include <glib/gi18n.h>
#include <string.h>

/* Taken at once; what stays in the pipe is read when these lines are done. */
#define CHUNK 4096

struct _CliInput
{
  GInputStream *stream;
  GCancellable *cancellable;
  GByteArray   *bytes;
  CliInputFunc  arrived;
  gpointer      user_data;
  gboolean      is_reading;
  gboolean      is_at_end;
  /* Why there is an end, when it is not one. */
  GError       *error;
  /* What is in @bytes is the rest of a line that is too long. */
  gboolean      is_skipping;
};

/* What is left of a line could mean something else, so it is dropped. */
static void
stop (CliInput *input,
      GError   *error)
{
  input->error = error;
  input->is_at_end = TRUE;
  input->is_skipping = FALSE;
  g_byte_array_set_size (input->bytes, 0);
}

static void
read_cb (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  CliInput *input = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result,
                                                               &error);
  const guint8 *data;
  gsize len = 0;

  /* Freed meanwhile. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  input->is_reading = FALSE;
  data = chunk != NULL ? g_bytes_get_data (chunk, &len) : NULL;
  if (error != NULL)
    stop (input, g_steal_pointer (&error));
  else if (len == 0)
    input->is_at_end = TRUE;
  else
    g_byte_array_append (input->bytes, data, (guint) len);
  input->arrived (input->user_data);
}

static void
read_more (CliInput *input)
{
  if (input->is_reading || input->is_at_end)
    return;
  input->is_reading = TRUE;
  g_input_stream_read_bytes_async (input->stream, CHUNK, G_PRIORITY_DEFAULT, input->cancellable,
                                   read_cb, input);
}

/**
 * cli_input_new:
 * @stream: where lines come from
 * @arrived: called from the main loop when cli_input_pop() is worth a try again
 * @user_data: for @arrived
 *
 * Reads lines. Nothing is read while complete lines wait to be popped.
 *
 * Returns: (transfer full): the input
 */
CliInput *
cli_input_new (GInputStream *stream,
               CliInputFunc  arrived,
               gpointer      user_data)
{
  CliInput *input = g_new0 (CliInput, 1);

  input->stream = g_object_ref (stream);
  input->cancellable = g_cancellable_new ();
  input->bytes = g_byte_array_new ();
  input->arrived = arrived;
  input->user_data = user_data;
  return input;
}

/**
 * cli_input_free:
 * @input: (transfer full): an input
 *
 * Frees it; @arrived is not called any more.
 */
void
cli_input_free (CliInput *input)
{
  g_cancellable_cancel (input->cancellable);
  g_clear_error (&input->error);
  g_object_unref (input->cancellable);
  g_object_unref (input->stream);
  g_byte_array_unref (input->bytes);
  g_free (input);
}

/* The first @len bytes as a line, when they are one. */
static char *
make_line (CliInput  *input,
           guint      len,
           GError   **error)
{
  const char *text = (const char *) input->bytes->data;

  if (input->is_skipping || len > CLI_INPUT_MAX_LINE)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                 _("The line is too long; at most %d bytes are read."), CLI_INPUT_MAX_LINE);
  else if (len > 0 && memchr (text, '\0', len) != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _("The line is not text: it has a zero byte."));
  else
    return g_strchomp (g_strndup (text, len));
  return NULL;
}

/* Removes the first @len bytes and their newline; gives the line that they are. */
static char *
take (CliInput  *input,
      guint      len,
      guint      len_with_newline,
      GError   **error)
{
  char *line = make_line (input, len, error);

  input->is_skipping = FALSE;
  g_byte_array_remove_range (input->bytes, 0, len_with_newline);
  return line;
}

/**
 * cli_input_pop:
 * @input: an input
 * @error: return location for an error
 *
 * Takes the next line. One that is longer than %CLI_INPUT_MAX_LINE or has a zero byte is dropped as
 * a whole, since what is left of it could mean something else.
 *
 * Returns: (transfer full) (nullable): the line, without blanks at its end; %NULL with @error set
 *   for a line that was dropped, without it when there is none now
 */
char *
cli_input_pop (CliInput  *input,
               GError   **error)
{
  const guint8 *newline = NULL;

  if (input->bytes->len > 0)
    newline = memchr (input->bytes->data, '\n', input->bytes->len);
  if (newline != NULL)
    {
      guint len = (guint) (newline - input->bytes->data);

      return take (input, len, len + 1, error);
    }
  if (input->is_at_end && !cli_input_is_ended (input))
    return take (input, input->bytes->len, input->bytes->len, error);

  if (input->bytes->len > CLI_INPUT_MAX_LINE)
    {
      input->is_skipping = TRUE;
      g_byte_array_set_size (input->bytes, 0);
    }
  read_more (input);
  return NULL;
}

/**
 * cli_input_is_ended:
 * @input: an input
 *
 * Returns: whether there is no line any more and none will come
 */
gboolean
cli_input_is_ended (CliInput *input)
{
  return input->is_at_end && input->bytes->len == 0 && !input->is_skipping;
}

/**
 * cli_input_get_error:
 * @input: an input that has ended
 *
 * Returns: (transfer none) (nullable): why nothing more could be read; %NULL at the true end
 */
const GError *
cli_input_get_error (CliInput *input)
{
  return input->error;
}
