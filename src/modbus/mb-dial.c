/* mb-dial.c: one try to reach an endpoint: look its name up, connect, agree on TLS where that is
 * wanted, and explain what failed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-dial.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-datagram.h"
#include "modbus/mb-handshake.h"

#define DEFAULT_CONNECT_TIMEOUT_MS 3000

/* Lives until its asynchronous operation has returned, also when it was cancelled meanwhile. */
struct _MbDial
{
  MbClock       *clock;
  MbCarrier      carrier;
  char          *host;
  guint16        port;
  char          *place;
  guint          timeout_ms;
  MbTimer        timer;
  GCancellable  *cancellable;
  /* For TLS: from when they are loaded, and while it lasts. */
  MbCredentials *credentials;
  MbHandshake   *handshake;
  /* NULL once the owner has been told, or does not want to be. */
  MbDialFunc     done;
  gpointer       user_data;
};

static void
dial_free (MbDial *dial)
{
  mb_timer_disarm (&dial->timer);
  mb_turn_release (mb_clock_get_turn (dial->clock));
  g_object_unref (dial->cancellable);
  g_clear_pointer (&dial->credentials, mb_credentials_unref);
  mb_clock_unref (dial->clock);
  g_free (dial->host);
  g_free (dial->place);
  g_free (dial);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDial, dial_free)

/* Tells the owner, once, and stops whatever still goes on. */
static void
end (MbDial       *dial,
     MbPort       *port,
     const GError *error)
{
  MbDialFunc done = dial->done;

  dial->done = NULL;
  mb_timer_disarm (&dial->timer);
  done (port, error, dial->user_data);
}

static GError *
explain (MbDial       *dial,
         const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (error->domain, error->code,
                        _("Name not found: %s; check its spelling, or use the device's address"),
                        dial->host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (error->domain, error->code,
                        _("Connection refused by %s; check the port number, and that the device "
                          "takes connections"), dial->place);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    return g_error_new (error->domain, error->code,
                        _("No route to %s; check cable, network and address"), dial->place);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (error->domain, error->code,
                        _("No answer to connect from %s; check that the device is on and the "
                          "address is right"), dial->place);
  return g_error_new (error->domain, error->code, _("Cannot connect to %s: %s"), dial->place,
                      error->message);
}

static void
fail (MbDial       *dial,
      const GError *error)
{
  g_autoptr (GError) explained = explain (dial, error);

  end (dial, NULL, explained);
}

/* Ends what goes on for an owner who has been told, or does not want to be. */
static void
abandon (MbDial *dial)
{
  g_cancellable_cancel (dial->cancellable);
  if (dial->handshake == NULL)
    return;
  mb_handshake_cancel (g_steal_pointer (&dial->handshake));
  dial_free (dial);
}

static void
handshake_done_cb (MbPort       *port,
                   const GError *error,
                   gpointer      user_data)
{
  g_autoptr (MbDial) dial = user_data;

  dial->handshake = NULL;
  end (dial, port, error);
}

/* Comes from the main context, not from a source of the turn. */
static void
connect_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (MbDial) dial = user_data;
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (dial->clock));
  g_autoptr (GError) error = NULL;
  g_autoptr (MbPort) port = NULL;
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (dial->done == NULL)
    return;
  mb_turn_enter (turn);
  if (connection != NULL)
    g_socket_set_keepalive (g_socket_connection_get_socket (connection), TRUE);
  if (connection == NULL)
    fail (dial, error);
  else if (dial->carrier == MB_CARRIER_TLS)
    {
      dial->handshake = mb_handshake_start_client (dial->clock, connection, dial->credentials,
                                                   dial->host, dial->place, handshake_done_cb,
                                                   dial);
      g_steal_pointer (&dial);
    }
  else
    {
      port = mb_port_new_connection (connection);
      mb_port_set_carrier (port, dial->carrier);
      end (dial, port, NULL);
    }
  mb_turn_leave (turn);
}

static void
datagram_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MbDial) dial = user_data;
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (dial->clock));
  g_autoptr (GError) error = NULL;
  g_autoptr (MbPort) port = NULL;
  g_autoptr (GSocket) socket = mb_datagram_open_finish (result, &error);

  if (dial->done == NULL)
    return;
  mb_turn_enter (turn);
  if (socket == NULL)
    fail (dial, error);
  else
    {
      port = mb_port_new_socket (socket);
      end (dial, port, NULL);
    }
  mb_turn_leave (turn);
}

static void
start_connect (MbDial *dial)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (dial->host, dial->port);
  GMainContext *context = mb_turn_get_context (mb_clock_get_turn (dial->clock));

  g_socket_client_set_enable_proxy (client, FALSE);
  g_main_context_push_thread_default (context);
  g_socket_client_connect_async (client, address, dial->cancellable, connect_cb, dial);
  g_main_context_pop_thread_default (context);
}

static void
start_datagram (MbDial *dial,
                guint   attempt)
{
  g_autoptr (GSocketConnectable) address = g_network_address_new (dial->host, dial->port);
  GMainContext *context = mb_turn_get_context (mb_clock_get_turn (dial->clock));

  g_main_context_push_thread_default (context);
  mb_datagram_open_async (address, attempt, dial->cancellable, datagram_cb, dial);
  g_main_context_pop_thread_default (context);
}

/* Comes from the main context, not from a source of the turn. */
static void
credentials_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MbDial) dial = user_data;
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (dial->clock));
  g_autoptr (GError) error = NULL;

  dial->credentials = mb_credentials_load_finish (result, &error);
  if (dial->done == NULL)
    return;
  if (dial->credentials != NULL)
    {
      start_connect (g_steal_pointer (&dial));
      return;
    }
  mb_turn_enter (turn);
  fail (dial, error);
  mb_turn_leave (turn);
}

/* Whoever the certificate is for, the device has nothing to do with it yet. */
static void
start_load (MbDial       *dial,
            MbTlsOptions *options)
{
  GMainContext *context = mb_turn_get_context (mb_clock_get_turn (dial->clock));

  g_main_context_push_thread_default (context);
  mb_credentials_load_async (options, dial->cancellable, credentials_cb, dial);
  g_main_context_pop_thread_default (context);
}

static void
timer_cb (gpointer user_data)
{
  MbDial *dial = user_data;
  g_autoptr (GError) error =
    g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                 dial->handshake == NULL
                 ? _("No answer to connect from %s within %g s; check that the device is on and "
                     "the address is right")
                 : _("%s took the connection, but did not agree on TLS within %g s; check the "
                     "port, which is 802 with TLS and 502 without"),
                 dial->place, dial->timeout_ms / 1000.0);

  end (dial, NULL, error);
  abandon (dial);
}

/**
 * mb_dial_start:
 * @clock: the clock, whose turn and context carry the try
 * @endpoint: where to connect, copied
 * @attempt: for datagrams, which of the addresses of a name to take, see mb_datagram_open_async()
 * @done: called once, unless the try is cancelled
 * @user_data: for @done
 *
 * Begins to connect. The name is looked up anew, and all of its addresses are tried, one after
 * another, within the one time-out. No proxy is asked: devices are on the local network. For
 * datagrams it opens as soon as there is an address, and whether somebody is there shows later. For
 * TLS the certificates are loaded first, anew each time, and the handshake follows the connect, all
 * within the same time-out.
 *
 * The turn of @clock is held until everything that was begun has come back, also after a cancel.
 *
 * Returns: (transfer none): the try, valid until @done is called or mb_dial_cancel() returns
 */
MbDial *
mb_dial_start (MbClock          *clock,
               const MbEndpoint *endpoint,
               guint             attempt,
               MbDialFunc        done,
               gpointer          user_data)
{
  MbDial *dial = g_new0 (MbDial, 1);

  dial->clock = mb_clock_ref (clock);
  dial->carrier = endpoint->carrier;
  dial->host = g_strdup (endpoint->host);
  dial->port = endpoint->port;
  dial->place = mb_endpoint_describe (endpoint);
  dial->timeout_ms = endpoint->connect_timeout_ms > 0 ? endpoint->connect_timeout_ms
                                                      : DEFAULT_CONNECT_TIMEOUT_MS;
  dial->cancellable = g_cancellable_new ();
  dial->done = done;
  dial->user_data = user_data;
  mb_timer_init (&dial->timer, clock, timer_cb, dial);
  mb_timer_arm (&dial->timer, mb_clock_get_time_us (clock) + (gint64) dial->timeout_ms * 1000);

  mb_turn_hold (mb_clock_get_turn (clock));
  if (dial->carrier == MB_CARRIER_TLS)
    start_load (dial, endpoint->tls);
  else if (dial->carrier == MB_CARRIER_UDP)
    start_datagram (dial, attempt);
  else
    start_connect (dial);
  return dial;
}

/**
 * mb_dial_cancel:
 * @dial: (transfer full): a try that has not ended
 *
 * Ends a try: done is not called, and what it had opened is closed.
 */
void
mb_dial_cancel (MbDial *dial)
{
  dial->done = NULL;
  mb_timer_disarm (&dial->timer);
  abandon (dial);
}
