/* narrow-stream.c: a stream whose system takes little at a time, and often nothing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "narrow-stream.h"

#define WIDTH 100

typedef struct
{
  GFilterOutputStream parent_instance;
  guint               n_writes;
} NarrowOutput;

typedef GFilterOutputStreamClass NarrowOutputClass;

static void pollable_init (GPollableOutputStreamInterface *iface);

GType narrow_output_get_type (void);
G_DEFINE_TYPE_WITH_CODE (NarrowOutput, narrow_output, G_TYPE_FILTER_OUTPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, pollable_init))

static GPollableOutputStream *
base_of (GPollableOutputStream *stream)
{
  GOutputStream *base =
    g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream));

  return G_POLLABLE_OUTPUT_STREAM (base);
}

static gboolean
is_writable (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_is_writable (base_of (stream));
}

static GSource *
create_source (GPollableOutputStream *stream,
               GCancellable          *cancellable)
{
  return g_pollable_source_new_full (stream,
                                     g_pollable_output_stream_create_source (base_of (stream),
                                                                             cancellable),
                                     cancellable);
}

static gssize
write_nonblocking (GPollableOutputStream  *stream,
                   const void             *buffer,
                   gsize                   count,
                   GError                **error)
{
  NarrowOutput *self = (NarrowOutput *) stream;

  if (self->n_writes++ % 4 != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "narrow");
      return -1;
    }
  return g_pollable_output_stream_write_nonblocking (base_of (stream), buffer,
                                                     MIN (count, WIDTH), NULL, error);
}

static void
pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = is_writable;
  iface->create_source = create_source;
  iface->write_nonblocking = write_nonblocking;
}

static void
narrow_output_class_init (NarrowOutputClass *klass)
{
}

static void
narrow_output_init (NarrowOutput *self)
{
}

GIOStream *
narrow_stream_new (GIOStream *base)
{
  g_autoptr (GOutputStream) out = g_object_new (narrow_output_get_type (), "base-stream",
                                                g_io_stream_get_output_stream (base), NULL);

  return g_simple_io_stream_new (g_io_stream_get_input_stream (base), out);
}
