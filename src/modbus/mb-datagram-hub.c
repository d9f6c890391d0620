/* mb-datagram-hub.c: hands what comes to one datagram socket to a port for each sender.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-datagram-hub.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* Datagrams taken at one dispatch, so that a flood of them does not starve others. */
#define DATAGRAMS_PER_TURN 64

/* What is kept of a datagram: more than an ADU has, so that a longer one is seen to be that. */
#define KEPT_BYTES 512

struct _MbDatagramHub
{
  guint              n_refs;
  MbClock           *clock;
  /* NULL once closed. */
  GSocket           *socket;
  int                fd;
  GSource           *source;
  MbDatagramHubFunc  opened;
  gpointer           user_data;
  /* Of HubPort, by their addresses; the ports belong to who took them. */
  GHashTable        *ports;
};

/* Who sends; all bytes of it are set. */
typedef struct
{
  struct sockaddr_storage address;
  socklen_t               len;
} Sender;

typedef struct
{
  Sender         sender;
  MbDatagramHub *hub;
  char          *name;
  /* Of GBytes, the oldest first. */
  GQueue         waiting;
  gboolean       is_closed;
} HubPort;

typedef struct
{
  GSource  parent;
  HubPort *port;
} HubSource;

static guint
hash_sender (gconstpointer key)
{
  const Sender *sender = key;
  const guint8 *bytes = (const guint8 *) &sender->address;
  guint hash = 5381;

  for (socklen_t i = 0; i < sender->len; i++)
    hash = hash * 33 + bytes[i];
  return hash;
}

static gboolean
equal_senders (gconstpointer a,
               gconstpointer b)
{
  const Sender *sender = a, *other = b;

  return sender->len == other->len &&
         memcmp (&sender->address, &other->address, sender->len) == 0;
}

static void
hub_unref (MbDatagramHub *hub)
{
  if (--hub->n_refs > 0)
    return;
  g_hash_table_unref (hub->ports);
  mb_clock_unref (hub->clock);
  g_free (hub);
}

static gboolean
hub_source_is_ready (GSource *source)
{
  return ((HubSource *) source)->port->waiting.length > 0;
}

static gboolean
hub_source_prepare (GSource *source,
                    gint    *timeout)
{
  *timeout = -1;
  return hub_source_is_ready (source);
}

static gboolean
hub_source_dispatch (GSource     *source,
                     GSourceFunc  callback,
                     gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs in_source_funcs = {
  .prepare = hub_source_prepare,
  .check = hub_source_is_ready,
  .dispatch = hub_source_dispatch,
};

static GSourceFuncs out_source_funcs = {
  .dispatch = hub_source_dispatch,
};

static GSource *
hub_port_create_source (gpointer     self,
                        GIOCondition condition)
{
  HubPort *port = self;
  GSource *source;

  if (condition & G_IO_IN)
    {
      source = g_source_new (&in_source_funcs, sizeof (HubSource));
      ((HubSource *) source)->port = port;
      return source;
    }
  source = g_source_new (&out_source_funcs, sizeof (GSource));
  g_source_add_unix_fd (source, port->hub->fd, condition | G_IO_HUP | G_IO_ERR);
  return source;
}

static gssize
hub_port_receive (gpointer  self,
                  guint8   *buffer,
                  gsize     size,
                  GError  **error)
{
  HubPort *port = self;
  g_autoptr (GBytes) datagram = g_queue_pop_head (&port->waiting);
  const guint8 *bytes;
  gsize len;

  if (datagram == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, g_strerror (EAGAIN));
      return -1;
    }
  bytes = g_bytes_get_data (datagram, &len);
  len = MIN (len, size);
  if (len > 0)
    memcpy (buffer, bytes, len);
  return (gssize) len;
}

static gssize
hub_port_send (gpointer       self,
               const guint8  *bytes,
               gsize          len,
               GError       **error)
{
  HubPort *port = self;
  gssize n;

  do
    n = sendto (port->hub->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL,
                (const struct sockaddr *) &port->sender.address, port->sender.len);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  return n;
}

static void
hub_port_start_close (gpointer self)
{
  HubPort *port = self;

  if (port->is_closed)
    return;
  port->is_closed = TRUE;
  g_hash_table_remove (port->hub->ports, &port->sender);
}

static char *
hub_port_describe (gpointer self)
{
  HubPort *port = self;

  return g_strdup_printf ("* → %s", port->name);
}

static void
hub_port_free (gpointer self)
{
  HubPort *port = self;

  hub_port_start_close (port);
  g_queue_clear_full (&port->waiting, (GDestroyNotify) g_bytes_unref);
  g_free (port->name);
  hub_unref (port->hub);
  g_free (port);
}

static const MbPortClass hub_port_class = {
  .create_source = hub_port_create_source,
  .receive = hub_port_receive,
  .send = hub_port_send,
  .start_close = hub_port_start_close,
  .describe = hub_port_describe,
  .free = hub_port_free,
};

static char *
name_sender (const Sender *sender)
{
  g_autoptr (GSocketAddress) address =
    g_socket_address_new_from_native ((gpointer) &sender->address, sender->len);

  return address != NULL ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
                         : g_strdup ("?");
}

static void
put (HubPort      *port,
     const guint8 *bytes,
     gsize         len)
{
  if (port->waiting.length < MB_DATAGRAM_HUB_MAX_WAITING)
    g_queue_push_tail (&port->waiting, g_bytes_new (bytes, len));
}

/* The port of a new sender has its first datagram before anybody hears of it. */
static void
open_port (MbDatagramHub *hub,
           const Sender  *sender,
           const guint8  *bytes,
           gsize          len)
{
  HubPort *port = g_new0 (HubPort, 1);
  g_autoptr (MbPort) handle = mb_port_new (&hub_port_class, port);

  mb_port_set_carrier (handle, MB_CARRIER_UDP);
  port->sender = *sender;
  port->hub = hub;
  hub->n_refs++;
  port->name = name_sender (sender);
  g_queue_init (&port->waiting);
  g_hash_table_insert (hub->ports, &port->sender, port);
  put (port, bytes, len);
  hub->opened (handle, port->name, hub->user_data);
}

/* Returns whether there may be more. */
static gboolean
receive_one (MbDatagramHub *hub)
{
  guint8 bytes[KEPT_BYTES];
  Sender sender = { .len = sizeof sender.address };
  HubPort *port;
  gssize len = recvfrom (hub->fd, bytes, sizeof bytes, MSG_DONTWAIT,
                         (struct sockaddr *) &sender.address, &sender.len);

  if (len < 0)
    return errno == EINTR;
  port = g_hash_table_lookup (hub->ports, &sender);
  if (port != NULL)
    put (port, bytes, (gsize) len);
  else
    open_port (hub, &sender, bytes, (gsize) len);
  return TRUE;
}

static gboolean
receive_cb (GSocket      *socket,
            GIOCondition  condition,
            gpointer      user_data)
{
  MbDatagramHub *hub = user_data;
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (hub->clock));

  hub->n_refs++;
  mb_turn_enter (turn);
  for (guint i = 0; i < DATAGRAMS_PER_TURN && hub->socket != NULL; i++)
    if (!receive_one (hub))
      break;
  mb_turn_leave (turn);
  hub_unref (hub);
  return G_SOURCE_CONTINUE;
}

/**
 * mb_datagram_hub_new:
 * @clock: the clock, whose turn and context carry the ports
 * @socket: a bound datagram socket that does not block
 * @opened: told of each address that had no port
 * @user_data: for @opened; it must outlive the hub
 *
 * Begins to take what comes. Datagrams have no connections: a port stands for an address as long
 * as somebody keeps it, and what is sent over it goes there.
 *
 * Returns: (transfer full): a hub, ended by mb_datagram_hub_close()
 */
MbDatagramHub *
mb_datagram_hub_new (MbClock           *clock,
                     GSocket           *socket,
                     MbDatagramHubFunc  opened,
                     gpointer           user_data)
{
  MbDatagramHub *hub = g_new0 (MbDatagramHub, 1);

  hub->n_refs = 1;
  hub->clock = mb_clock_ref (clock);
  hub->socket = g_object_ref (socket);
  hub->fd = g_socket_get_fd (socket);
  hub->opened = opened;
  hub->user_data = user_data;
  hub->ports = g_hash_table_new (hash_sender, equal_senders);
  hub->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_can_recurse (hub->source, TRUE);
  g_source_set_callback (hub->source, G_SOURCE_FUNC (receive_cb), hub, NULL);
  g_source_attach (hub->source, mb_turn_get_context (mb_clock_get_turn (clock)));
  return hub;
}

/**
 * mb_datagram_hub_close:
 * @hub: (transfer full): a hub
 *
 * Closes the socket. Ports that somebody still keeps neither get nor send anything any more.
 */
void
mb_datagram_hub_close (MbDatagramHub *hub)
{
  g_source_destroy (hub->source);
  g_clear_pointer (&hub->source, g_source_unref);
  g_socket_close (hub->socket, NULL);
  g_clear_object (&hub->socket);
  hub->fd = -1;
  hub_unref (hub);
}
