/* cli-input.c: lines from standard input, as they come, without waiting for them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-input.h"

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
};

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
  if (len == 0)
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
  g_object_unref (input->cancellable);
  g_object_unref (input->stream);
  g_byte_array_unref (input->bytes);
  g_free (input);
}

/* Removes the first @len bytes and their newline; gives the line that they are. */
static char *
take (CliInput *input,
      guint     len,
      guint     len_with_newline)
{
  char *line = g_strndup ((const char *) input->bytes->data, MIN (len, CLI_INPUT_MAX_LINE));

  g_byte_array_remove_range (input->bytes, 0, len_with_newline);
  g_strchomp (line);
  return line;
}

/**
 * cli_input_pop:
 * @input: an input
 *
 * Returns: (transfer full) (nullable): the next line, without blanks at its end
 */
char *
cli_input_pop (CliInput *input)
{
  const guint8 *newline = NULL;

  if (input->bytes->len > 0)
    newline = memchr (input->bytes->data, '\n', input->bytes->len);
  if (newline != NULL)
    {
      guint len = (guint) (newline - input->bytes->data);

      return take (input, len, len + 1);
    }
  if (input->is_at_end && input->bytes->len > 0)
    return take (input, input->bytes->len, input->bytes->len);

  /* The rest of a line that is far too long. */
  if (input->bytes->len > CLI_INPUT_MAX_LINE)
    g_byte_array_set_size (input->bytes, CLI_INPUT_MAX_LINE);
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
  return input->is_at_end && input->bytes->len == 0;
}
