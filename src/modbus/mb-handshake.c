/* mb-handshake.c: from a connected socket to a port over TLS, for clients and for servers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GIO runs a handshake on a thread of its own pool, which waits for the other side; only the
 * certificate is judged on ours. The judgement is passed twice: during the handshake, so that
 * nothing is said to a stranger, and once more when it is done, because GIO resumes sessions of TLS
 * 1.3 and then accepts whoever was accepted before, by whatever authorities and pin that was.
 */

#include "config.h"

#include "modbus/mb-handshake.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-tls-error.h"
#include "modbus/mb-tls-port.h"
#include "modbus/mb-trust.h"

/* How long a client that was refused may take to read why. */
#define PARTING_US (2 * G_USEC_PER_SEC)

/* Lives until its asynchronous operation has returned, also when it was cancelled meanwhile. */
struct _MbHandshake
{
  MbClock           *clock;
  GSocketConnection *base;
  MbCredentials     *credentials;
  /* Whom to expect; NULL on a server. */
  char              *name;
  char              *place;
  GTlsConnection    *connection;
  GCancellable      *cancellable;
  /* What was wrong with the other side, by our own judgement. */
  GError            *verdict;
  /* There is no connection to begin with. */
  GError            *start_error;
  MbTurnHook         start_hook;
  /* While a client that was refused may still read. */
  MbTimer            parting_timer;
  GSource           *parting_source;
  /* NULL once the owner has been told, or does not want to be. */
  MbHandshakeFunc    done;
  gpointer           user_data;
};

static void
handshake_free (MbHandshake *handshake)
{
  MbTurn *turn = mb_clock_get_turn (handshake->clock);

  mb_turn_hook_clear (&handshake->start_hook);
  mb_timer_disarm (&handshake->parting_timer);
  if (handshake->parting_source != NULL)
    g_source_destroy (handshake->parting_source);
  g_clear_pointer (&handshake->parting_source, g_source_unref);
  /* GIO would close what is still open by a call that waits, and ask again in a new handshake. */
  if (handshake->connection != NULL)
    g_signal_handlers_disconnect_by_data (handshake->connection, handshake);
  g_clear_object (&handshake->connection);
  g_main_context_release (mb_turn_get_context (turn));
  mb_turn_release (turn);
  g_object_unref (handshake->base);
  g_object_unref (handshake->cancellable);
  mb_credentials_unref (handshake->credentials);
  g_clear_error (&handshake->verdict);
  g_clear_error (&handshake->start_error);
  g_free (handshake->name);
  g_free (handshake->place);
  mb_clock_unref (handshake->clock);
  g_free (handshake);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbHandshake, handshake_free)

static gboolean
judge (MbHandshake          *handshake,
       GTlsCertificate      *certificate,
       GTlsCertificateFlags  flags)
{
  const MbTrust trust = {
    .place = handshake->place,
    .name = handshake->name,
    .pin = handshake->name != NULL ? mb_credentials_get_values (handshake->credentials)->pin : NULL,
    .now_s = mb_clock_get_wall_us (handshake->clock) / G_USEC_PER_SEC,
  };

  g_clear_error (&handshake->verdict);
  return mb_trust_check (&trust, certificate, flags, &handshake->verdict);
}

/* Comes from the main context, not from a source of the turn; GIO's thread waits for it. A client
 * is asked only when GIO itself finds something wrong, a server always. */
static gboolean
accept_certificate_cb (GTlsConnection       *connection,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  return judge (user_data, certificate, flags);
}

/* What GIO offers is an affair of its build and of the environment; what we take is not. */
static gboolean
check_version (MbHandshake *handshake)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (handshake->connection);

  /* The enum also has DTLS, whose numbers are larger. */
  if (version == G_TLS_PROTOCOL_VERSION_TLS_1_2 || version == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    return TRUE;
  g_set_error (&handshake->verdict, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE,
               _("%s speaks a version of TLS older than 1.2, which is not secure any more; it "
                 "needs a newer one"), handshake->place);
  return FALSE;
}

static gboolean
check_peer (MbHandshake *handshake)
{
  GTlsCertificate *peer = g_tls_connection_get_peer_certificate (handshake->connection);

  if (!check_version (handshake))
    return FALSE;
  if (peer != NULL)
    return judge (handshake, peer,
                  g_tls_connection_get_peer_certificate_errors (handshake->connection));
  g_set_error (&handshake->verdict, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED,
               _("%s has shown no certificate"), handshake->place);
  return FALSE;
}

static void
tell (MbHandshake  *handshake,
      MbPort       *port,
      const GError *error)
{
  MbHandshakeFunc done = handshake->done;

  handshake->done = NULL;
  done (port, error, handshake->user_data);
}

static void
tell_error (MbHandshake *handshake,
            GError      *cause)
{
  g_autoptr (GError) explained = NULL;

  if (handshake->verdict != NULL)
    explained = g_error_copy (handshake->verdict);
  else
    explained = mb_tls_error_explain_handshake (cause, handshake->connection, handshake->place);
  tell (handshake, NULL, explained);
}

static void
tell_port (MbHandshake *handshake)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (handshake->connection);
  g_autoptr (MbCertificate) peer = mb_certificate_new (certificate);
  GSocket *socket = g_socket_connection_get_socket (handshake->base);
  g_autoptr (MbPort) port = mb_tls_port_new (mb_clock_get_turn (handshake->clock),
                                             handshake->connection, socket, peer);

  tell (handshake, port, NULL);
}

/* A connection that nobody wants is closed at the socket: its own close would wait. */
static void
drop_connection (MbHandshake *handshake)
{
  g_socket_close (g_socket_connection_get_socket (handshake->base), NULL);
}

static void
parting_timer_cb (gpointer user_data)
{
  MbHandshake *handshake = user_data;

  drop_connection (handshake);
  handshake_free (handshake);
}

static gboolean
parting_source_cb (GSocket      *socket,
                   GIOCondition  condition,
                   gpointer      user_data)
{
  char buffer[4096];
  g_autoptr (GError) error = NULL;

  if (g_socket_receive_with_blocking (socket, buffer, sizeof buffer, FALSE, NULL, &error) > 0 ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  parting_timer_cb (user_data);
  return G_SOURCE_REMOVE;
}

/* Closing a socket in which something lies unread resets the connection, and takes the alert that
 * says why away from the client (RFC 1122, 4.2.2.13). So it is only half closed, until the client
 * goes too. Takes @handshake. */
static void
part (MbHandshake *handshake)
{
  GSocket *socket = g_socket_connection_get_socket (handshake->base);

  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  mb_timer_init (&handshake->parting_timer, handshake->clock, parting_timer_cb, handshake);
  mb_timer_arm (&handshake->parting_timer, mb_clock_get_time_us (handshake->clock) + PARTING_US);
  handshake->parting_source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (handshake->parting_source, G_SOURCE_FUNC (parting_source_cb), handshake,
                         NULL);
  g_source_attach (handshake->parting_source,
                   mb_turn_get_context (mb_clock_get_turn (handshake->clock)));
}

/* Comes from the main context, not from a source of the turn. */
static void
handshake_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MbHandshake) handshake = user_data;
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (handshake->clock));
  g_autoptr (GError) error = NULL;
  gboolean is_done = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);

  if (handshake->done == NULL)
    {
      drop_connection (handshake);
      return;
    }
  mb_turn_enter (turn);
  if (is_done && check_peer (handshake))
    tell_port (handshake);
  else
    {
      tell_error (handshake, error);
      if (handshake->name == NULL)
        part (g_steal_pointer (&handshake));
      else
        drop_connection (handshake);
    }
  mb_turn_leave (turn);
}

static void
start_failed_cb (gpointer user_data)
{
  g_autoptr (MbHandshake) handshake = user_data;

  drop_connection (handshake);
  tell (handshake, NULL, handshake->start_error);
}

static MbHandshake *
handshake_new (MbClock           *clock,
               GSocketConnection *base,
               MbCredentials     *credentials,
               const char        *place,
               MbHandshakeFunc    done,
               gpointer           user_data)
{
  MbHandshake *handshake = g_new0 (MbHandshake, 1);

  handshake->clock = mb_clock_ref (clock);
  handshake->base = g_object_ref (base);
  handshake->credentials = mb_credentials_ref (credentials);
  handshake->place = g_strdup (place);
  handshake->cancellable = g_cancellable_new ();
  handshake->done = done;
  handshake->user_data = user_data;
  mb_turn_hold (mb_clock_get_turn (clock));
  /* Between two iterations a context has no owner, and then GIO would judge the certificate on its
   * own thread (g_main_context_invoke()). */
  g_main_context_acquire (mb_turn_get_context (mb_clock_get_turn (clock)));
  mb_turn_hook_init (&handshake->start_hook, mb_clock_get_turn (clock), MB_TURN_DELIVER,
                     start_failed_cb, handshake);
  return handshake;
}

/* Takes what g_tls_client_connection_new() or its like for servers gave. */
static void
start (MbHandshake *handshake,
       GIOStream   *connection)
{
  GMainContext *context = mb_turn_get_context (mb_clock_get_turn (handshake->clock));
  GTlsDatabase *database = mb_credentials_get_database (handshake->credentials);
  GTlsInteraction *interaction = mb_credentials_get_interaction (handshake->credentials);

  if (connection == NULL)
    {
      mb_turn_hook_request (&handshake->start_hook);
      return;
    }
  handshake->connection = G_TLS_CONNECTION (connection);
  g_tls_connection_set_database (handshake->connection, database);
  if (interaction != NULL)
    g_tls_connection_set_interaction (handshake->connection, interaction);
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                    handshake);
  g_main_context_push_thread_default (context);
  g_tls_connection_handshake_async (handshake->connection, G_PRIORITY_DEFAULT,
                                    handshake->cancellable, handshake_cb, handshake);
  g_main_context_pop_thread_default (context);
}

/**
 * mb_handshake_start_client:
 * @clock: the clock, whose turn and context carry the handshake; the turn is held until it is over
 * @base: a connected stream socket, which belongs to the handshake from here on
 * @credentials: whom to trust and who we are
 * @host: what the server was reached by; its certificate must be for the name in @credentials, or
 *   without one for this
 * @place: where the server is, for words
 * @done: called once, unless the handshake is cancelled
 * @user_data: for @done
 *
 * Begins a handshake as a client. TLS older than 1.2 is refused (Modbus/TCP Security v36, 10.1), as
 * is a server whose certificate is not from a trusted authority or the pinned one, not of this day
 * or for another name. Ciphers are GIO's affair; whether all that the standard asks of them is kept
 * was not verified.
 *
 * Returns: (transfer none): the handshake, valid until @done is called or mb_handshake_cancel()
 *   returns
 */
MbHandshake *
mb_handshake_start_client (MbClock           *clock,
                           GSocketConnection *base,
                           MbCredentials     *credentials,
                           const char        *host,
                           const char        *place,
                           MbHandshakeFunc    done,
                           gpointer           user_data)
{
  MbHandshake *handshake = handshake_new (clock, base, credentials, place, done, user_data);
  const char *name = mb_credentials_get_values (credentials)->name;
  GTlsCertificate *certificate = mb_credentials_get_certificate (credentials);
  g_autoptr (GSocketConnectable) identity = NULL;
  GIOStream *connection;

  handshake->name = g_strdup (name != NULL ? name : host);
  identity = mb_trust_new_identity (handshake->name);
  connection = g_tls_client_connection_new (G_IO_STREAM (base), identity, &handshake->start_error);
  if (connection != NULL && certificate != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (connection), certificate);
  start (handshake, connection);
  return handshake;
}

/**
 * mb_handshake_start_server:
 * @clock: the clock, whose turn and context carry the handshake; the turn is held until it is over
 * @base: a connected stream socket, which belongs to the handshake from here on
 * @credentials: who we are and whom to trust, both there
 * @place: where the client is, for words
 * @done: called once, unless the handshake is cancelled
 * @user_data: for @done
 *
 * Begins a handshake as a server. A client has to show a certificate (R-06 of Modbus/TCP Security)
 * that a trusted authority has signed and that is of this day.
 *
 * Returns: (transfer none): the handshake, valid until @done is called or mb_handshake_cancel()
 *   returns
 */
MbHandshake *
mb_handshake_start_server (MbClock           *clock,
                           GSocketConnection *base,
                           MbCredentials     *credentials,
                           const char        *place,
                           MbHandshakeFunc    done,
                           gpointer           user_data)
{
  MbHandshake *handshake = handshake_new (clock, base, credentials, place, done, user_data);
  GIOStream *connection =
    g_tls_server_connection_new (G_IO_STREAM (base),
                                 mb_credentials_get_certificate (credentials),
                                 &handshake->start_error);

  if (connection != NULL)
    g_object_set (connection, "authentication-mode", G_TLS_AUTHENTICATION_REQUIRED, NULL);
  start (handshake, connection);
  return handshake;
}

/**
 * mb_handshake_cancel:
 * @handshake: (transfer full): a handshake that has not ended
 *
 * Ends a handshake: done is not called, and the connection is closed.
 */
void
mb_handshake_cancel (MbHandshake *handshake)
{
  handshake->done = NULL;
  g_cancellable_cancel (handshake->cancellable);
  if (handshake->connection == NULL)
    handshake_free (handshake);
}
