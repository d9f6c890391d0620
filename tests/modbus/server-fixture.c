/* server-fixture.c: a server on loopback and a raw socket to it, in one thread.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include "hex.h"

/* How long a test waits for what must come. */
#define PATIENCE_US (10 * G_USEC_PER_SEC)

static gboolean
accept_unit (guint8    unit,
             guint    *out_delay_ms,
             gpointer  user_data)
{
  ServerFixture *f = user_data;

  *out_delay_ms = f->delay_ms;
  return unit != f->silent_unit;
}

static guint8
execute (guint8           unit,
         const MbRequest *request,
         MbResponse      *out_response,
         guint8          *data,
         gpointer         user_data)
{
  ServerFixture *f = user_data;

  return mb_device_execute (f->device, request, out_response, data);
}

static gboolean
settle (guint8           unit,
        const MbRequest *request,
        guint8           exception,
        gpointer         user_data)
{
  return mb_device_settle (((ServerFixture *) user_data)->device, request, exception);
}

static const MbBackend backend = {
  .accept = accept_unit,
  .execute = execute,
  .settle = settle,
};

void
server_fixture_set_up (ServerFixture *f,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, G_GINT64_CONSTANT (1700000000000000));
  f->device = mb_device_new ();
  f->store = mb_device_get_store (f->device);
  f->silent_unit = G_MAXUINT;
  mb_datastore_add_block (f->store, MB_TABLE_COILS, 0, MB_TABLE_SIZE, 1);
  mb_datastore_add_block (f->store, MB_TABLE_DISCRETE_INPUTS, 0, MB_TABLE_SIZE, 1);
  mb_datastore_add_block (f->store, MB_TABLE_INPUT_REGISTERS, 0, MB_TABLE_SIZE, 17);
  mb_datastore_add_block (f->store, MB_TABLE_HOLDING_REGISTERS, 0, 1000, 17);
  f->server = mb_server_new (f->clock, &backend, f);
  mb_server_set_carrier (f->server, f->carrier);
  mb_server_listen (f->server, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  f->socket = server_fixture_connect (f);
}

void
server_fixture_set_up_rtu (ServerFixture *f,
                           gconstpointer  data)
{
  f->carrier = MB_CARRIER_RTU_TCP;
  server_fixture_set_up (f, data);
}

void
server_fixture_set_up_udp (ServerFixture *f,
                           gconstpointer  data)
{
  f->carrier = MB_CARRIER_UDP;
  server_fixture_set_up (f, data);
}

void
server_fixture_tear_down (ServerFixture *f,
                          gconstpointer  data)
{
  g_object_unref (f->socket);
  mb_server_unref (f->server);
  mb_device_free (f->device);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
}

GSocket *
server_fixture_connect (ServerFixture *f)
{
  GSocket *socket = server_fixture_connect_now (f);

  server_fixture_run ();
  return socket;
}

GSocket *
server_fixture_connect_now (ServerFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address =
    g_inet_socket_address_new_from_string ("127.0.0.1", mb_server_get_port (f->server));
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
                                             f->carrier == MB_CARRIER_UDP
                                             ? G_SOCKET_TYPE_DATAGRAM : G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

void
server_fixture_send (GSocket      *socket,
                     const guint8 *bytes,
                     gsize         len)
{
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_send (socket, (const char *) bytes, len, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (n, ==, len);
}

void
server_fixture_send_hex (ServerFixture *f,
                         const char    *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);

  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  server_fixture_send (f->socket, len > 0 ? data : (const guint8 *) "", len);
}

char *
server_fixture_receive (GSocket *socket,
                        gsize    len)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  g_autofree guint8 *bytes = g_malloc (len + 1);
  gsize have = 0;

  while (have < len)
    {
      gssize n = g_socket_receive (socket, (char *) bytes + have, len - have, NULL, NULL);

      if (n == 0)
        return g_strdup ("end");
      if (n > 0)
        have += n;
      else if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  return hex_text (bytes, have);
}

void
server_fixture_expect (ServerFixture *f,
                       const char    *hex)
{
  g_autofree char *got = server_fixture_receive (f->socket, strlen (hex) / 2);

  g_assert_cmpstr (got, ==, hex);
}

void
server_fixture_run (void)
{
  for (guint i = 0; i < 20; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        i = 0;
      g_usleep (100);
    }
}
