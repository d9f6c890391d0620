/* fake-port.c: a port over two arrays.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-port.h"

#include "hex.h"

typedef struct
{
  GSource       parent;
  FakePort     *fake;
  GIOCondition  condition;
} FakeSource;

static gboolean
is_ready (GSource *source)
{
  FakeSource *self = (FakeSource *) source;
  FakePort *fake = self->fake;

  if (self->condition & G_IO_IN)
    return fake->input->len > 0 || fake->datagrams.length > 0 || fake->is_at_end ||
           fake->receive_error != 0;
  return fake->send_limit > 0 || fake->send_error != 0;
}

static gboolean
source_prepare (GSource *source,
                gint    *timeout)
{
  *timeout = -1;
  return is_ready (source);
}

static gboolean
source_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = {
  .prepare = source_prepare,
  .check = is_ready,
  .dispatch = source_dispatch,
};

static GSource *
create_source (gpointer     self,
               GIOCondition condition)
{
  GSource *source = g_source_new (&source_funcs, sizeof (FakeSource));

  ((FakeSource *) source)->fake = self;
  ((FakeSource *) source)->condition = condition;
  return source;
}

static gssize
receive (gpointer  self,
         guint8   *buffer,
         gsize     size,
         GError  **error)
{
  FakePort *fake = self;
  gsize n = MIN (size, fake->input->len);

  g_assert_false (fake->is_closed);
  g_assert_cmpuint (size, >, 0);
  if (fake->datagrams.length > 0)
    {
      g_autoptr (GBytes) datagram = g_queue_pop_head (&fake->datagrams);
      gsize len;
      const guint8 *bytes = g_bytes_get_data (datagram, &len);

      n = MIN (size, len);
      if (n > 0)
        memcpy (buffer, bytes, n);
      return n;
    }
  if (n > 0)
    {
      memcpy (buffer, fake->input->data, n);
      g_byte_array_remove_range (fake->input, 0, n);
      return n;
    }
  if (fake->is_at_end)
    return 0;
  g_set_error (error, G_IO_ERROR,
               fake->receive_error != 0 ? fake->receive_error : G_IO_ERROR_WOULD_BLOCK, "faked");
  return -1;
}

static gssize
send_bytes (gpointer       self,
            const guint8  *bytes,
            gsize          len,
            GError       **error)
{
  FakePort *fake = self;
  gsize n = MIN (len, fake->send_limit);

  g_assert_false (fake->is_closed);
  g_assert_cmpuint (len, >, 0);
  if (fake->send_error != 0 || n == 0)
    {
      g_set_error (error, G_IO_ERROR,
                   fake->send_error != 0 ? fake->send_error : G_IO_ERROR_WOULD_BLOCK, "faked");
      return -1;
    }
  g_ptr_array_add (fake->writes, g_bytes_new (bytes, n));
  fake->send_limit -= n;
  return n;
}

static void
start_close (gpointer self)
{
  FakePort *fake = self;

  g_assert_false (fake->is_closed);
  fake->is_closed = TRUE;
}

static char *
describe (gpointer self)
{
  return g_strdup ("fake → fake");
}

static void
free_nothing (gpointer self)
{
}

static const MbPortClass fake_class = {
  .create_source = create_source,
  .receive = receive,
  .send = send_bytes,
  .start_close = start_close,
  .describe = describe,
  .free = free_nothing,
};

FakePort *
fake_port_new (void)
{
  return fake_port_new_for (MB_CARRIER_TCP);
}

FakePort *
fake_port_new_for (MbCarrier carrier)
{
  FakePort *fake = g_new0 (FakePort, 1);

  fake->input = g_byte_array_new ();
  fake->writes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fake->send_limit = G_MAXSIZE;
  g_queue_init (&fake->datagrams);
  fake->port = mb_port_new (&fake_class, fake);
  mb_port_set_carrier (fake->port, carrier);
  return fake;
}

void
fake_port_free (FakePort *fake)
{
  mb_port_unref (fake->port);
  g_byte_array_unref (fake->input);
  g_queue_clear_full (&fake->datagrams, (GDestroyNotify) g_bytes_unref);
  g_ptr_array_unref (fake->writes);
  g_free (fake);
}

void
fake_port_put (FakePort   *fake,
               const void *bytes,
               gsize       len)
{
  if (mb_port_get_carrier (fake->port) == MB_CARRIER_UDP)
    g_queue_push_tail (&fake->datagrams, g_bytes_new (bytes, len));
  else
    g_byte_array_append (fake->input, bytes, len);
}

void
fake_port_put_hex (FakePort   *fake,
                   const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);

  fake_port_put (fake, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

char *
fake_port_take_hex (FakePort *fake)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; i < fake->writes->len; i++)
    {
      gsize len;
      const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (fake->writes, i), &len);

      g_byte_array_append (all, bytes, len);
    }
  g_ptr_array_set_size (fake->writes, 0);
  return hex_text (all->data, all->len);
}
