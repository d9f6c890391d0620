/* mb-server-door.c: where clients of a server with TLS wait until their handshake is done.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-server-door.h"

#include <sys/socket.h>

#include "modbus/mb-handshake.h"
#include "modbus/mb-wire.h"

/* The head of a record, and the type of those that a handshake begins with (RFC 8446, 5.1). */
#define HEAD_BYTES 5
#define TYPE_HANDSHAKE 22

/* Longest content of a record that is not encrypted (RFC 8446, 5.1). */
#define RECORD_BYTES 16384

struct _MbServerDoor
{
  MbClock          *clock;
  MbCredentials    *credentials;
  MbServerDoorFunc  entered;
  gpointer          user_data;
  /* All who wait, in the order in which they came, by Guest.node. */
  GQueue            guests;
  /* Those of them whose handshake could begin, and those for whom it has, by Guest.turn_node. */
  GQueue            ready;
  GQueue            shaking;
  MbTimer           timer;
};

typedef struct
{
  MbServerDoor *door;
  GList         node;
  GList         turn_node;
  /* The one of the queues that turn_node is in, or NULL. */
  GQueue       *queue;
  GSocket      *socket;
  char         *name;
  gint64        since_us;
  gint64        shaking_us;
  /* How much of the first message is waited for. */
  int           wanted;
  GSource      *source;
  MbHandshake  *handshake;
} Guest;

static void
leave_queue (Guest *guest)
{
  if (guest->queue != NULL)
    g_queue_unlink (guest->queue, &guest->turn_node);
  guest->queue = NULL;
}

static void
join_queue (Guest  *guest,
            GQueue *queue)
{
  leave_queue (guest);
  g_queue_push_tail_link (queue, &guest->turn_node);
  guest->queue = queue;
}

static void
drop_source (Guest *guest)
{
  if (guest->source != NULL)
    g_source_destroy (guest->source);
  g_clear_pointer (&guest->source, g_source_unref);
}

static void
guest_free (Guest *guest)
{
  leave_queue (guest);
  g_queue_unlink (&guest->door->guests, &guest->node);
  drop_source (guest);
  if (guest->handshake != NULL)
    mb_handshake_cancel (guest->handshake);
  g_object_unref (guest->socket);
  g_free (guest->name);
  g_free (guest);
}

/* A handshake closes the socket itself, when its thread does not use it any more. */
static void
send_away (Guest      *guest,
           const char *why)
{
  g_debug ("%s: %s", guest->name, why);
  if (guest->handshake == NULL)
    g_socket_close (guest->socket, NULL);
  guest_free (guest);
}

static Guest *
first_of (const GQueue *queue)
{
  return queue->head != NULL ? queue->head->data : NULL;
}

static void update (MbServerDoor *door);

static void
handshake_done_cb (MbPort       *port,
                   const GError *error,
                   gpointer      user_data)
{
  Guest *guest = user_data;
  MbServerDoor *door = guest->door;
  g_autofree char *name = g_strdup (guest->name);

  guest->handshake = NULL;
  guest_free (guest);
  if (port != NULL)
    door->entered (port, name, door->user_data);
  else
    g_debug ("%s: %s", name, error->message);
  update (door);
}

static void
start_handshake (Guest *guest)
{
  MbServerDoor *door = guest->door;
  g_autoptr (GSocketConnection) base =
    g_socket_connection_factory_create_connection (guest->socket);

  join_queue (guest, &door->shaking);
  guest->shaking_us = mb_clock_get_time_us (door->clock);
  g_socket_set_option (guest->socket, SOL_SOCKET, SO_RCVLOWAT, 1, NULL);
  guest->handshake = mb_handshake_start_server (door->clock, base, door->credentials, guest->name,
                                                handshake_done_cb, guest);
}

/* When somebody has to be looked at again. */
static gint64
next_due (MbServerDoor *door)
{
  Guest *oldest = first_of (&door->guests);
  Guest *slowest = first_of (&door->shaking);
  gint64 due_us = oldest->since_us + MB_SERVER_DOOR_PATIENCE_MS * 1000;

  if (door->ready.head != NULL && slowest != NULL)
    due_us = MIN (due_us, slowest->shaking_us + MB_SERVER_DOOR_HURRY_MS * 1000);
  return due_us;
}

/* Sends away who is late, lets in who can, and looks again in time. */
static void
update (MbServerDoor *door)
{
  gint64 now_us = mb_clock_get_time_us (door->clock);
  Guest *guest;

  while ((guest = first_of (&door->guests)) != NULL &&
         now_us - guest->since_us >= MB_SERVER_DOOR_PATIENCE_MS * 1000)
    send_away (guest, "the handshake took too long");
  while (door->ready.head != NULL && (guest = first_of (&door->shaking)) != NULL &&
         door->shaking.length >= MB_SERVER_DOOR_MAX_SHAKING &&
         now_us - guest->shaking_us >= MB_SERVER_DOOR_HURRY_MS * 1000)
    send_away (guest, "others wait, and the handshake took too long");
  while (door->ready.head != NULL && door->shaking.length < MB_SERVER_DOOR_MAX_SHAKING)
    start_handshake (first_of (&door->ready));

  if (door->guests.length > 0)
    mb_timer_arm (&door->timer, next_due (door));
  else
    mb_timer_disarm (&door->timer);
}

static void
timer_cb (gpointer user_data)
{
  update (user_data);
}

/* How much has come of the first message, and how much it needs; FALSE when it is none of TLS. */
static gboolean
look_at_hello (Guest *guest,
               int   *out_available,
               int   *out_needed)
{
  guint8 head[HEAD_BYTES];
  gssize n = recv (g_socket_get_fd (guest->socket), head, sizeof head, MSG_PEEK | MSG_DONTWAIT);
  MbReader reader;
  guint16 content;

  mb_reader_init (&reader, head, (gsize) MAX (n, 0));
  if (mb_reader_u8 (&reader) != TYPE_HANDSHAKE)
    return FALSE;
  *out_available = (int) MAX (n, g_socket_get_available_bytes (guest->socket));
  *out_needed = HEAD_BYTES;
  if (n < HEAD_BYTES)
    return TRUE;
  /* The version is in there twice; this one means nothing. */
  mb_reader_u16 (&reader);
  content = mb_reader_u16 (&reader);
  *out_needed += content;
  return content > 0 && content <= RECORD_BYTES;
}

/* The system wakes us only when all that is wanted is there, or nothing more will come. */
static gboolean
wait_for (Guest *guest,
          int    n_bytes)
{
  if (n_bytes <= guest->wanted)
    return FALSE;
  guest->wanted = n_bytes;
  return g_socket_set_option (guest->socket, SOL_SOCKET, SO_RCVLOWAT, n_bytes, NULL);
}

static gboolean
hello_cb (GSocket      *socket,
          GIOCondition  condition,
          gpointer      user_data)
{
  Guest *guest = user_data;
  MbServerDoor *door = guest->door;
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (door->clock));
  int available;
  int needed;

  mb_turn_enter (turn);
  if (!look_at_hello (guest, &available, &needed))
    send_away (guest, "does not speak TLS");
  else if (available >= needed && needed > HEAD_BYTES)
    {
      drop_source (guest);
      join_queue (guest, &door->ready);
    }
  else if (!wait_for (guest, needed))
    send_away (guest, "closed in the middle of its first message");
  update (door);
  mb_turn_leave (turn);
  return G_SOURCE_CONTINUE;
}

/**
 * mb_server_door_new:
 * @clock: the clock, whose turn and context carry the handshakes
 * @credentials: who the server is and whom it trusts
 * @entered: told of each client that may come in
 * @user_data: for @entered
 *
 * Returns: (transfer full): a door where nobody waits
 */
MbServerDoor *
mb_server_door_new (MbClock          *clock,
                    MbCredentials    *credentials,
                    MbServerDoorFunc  entered,
                    gpointer          user_data)
{
  MbServerDoor *door = g_new0 (MbServerDoor, 1);

  door->clock = mb_clock_ref (clock);
  door->credentials = mb_credentials_ref (credentials);
  door->entered = entered;
  door->user_data = user_data;
  mb_timer_init (&door->timer, clock, timer_cb, door);
  return door;
}

/**
 * mb_server_door_free:
 * @door: (transfer full): a door
 *
 * Sends everybody away who waits, and frees the door.
 */
void
mb_server_door_free (MbServerDoor *door)
{
  mb_server_door_send_all_away (door);
  mb_credentials_unref (door->credentials);
  mb_clock_unref (door->clock);
  g_free (door);
}

/**
 * mb_server_door_take:
 * @door: a door
 * @socket: a socket that was accepted
 * @name: the address and port of the client
 *
 * Lets a client wait for its handshake.
 */
void
mb_server_door_take (MbServerDoor *door,
                     GSocket      *socket,
                     const char   *name)
{
  Guest *guest = g_new0 (Guest, 1);

  guest->door = door;
  guest->node.data = guest;
  guest->turn_node.data = guest;
  guest->socket = g_object_ref (socket);
  guest->name = g_strdup (name);
  guest->since_us = mb_clock_get_time_us (door->clock);
  g_queue_push_tail_link (&door->guests, &guest->node);
  g_socket_set_blocking (socket, FALSE);
  wait_for (guest, HEAD_BYTES);
  guest->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_can_recurse (guest->source, TRUE);
  g_source_set_callback (guest->source, G_SOURCE_FUNC (hello_cb), guest, NULL);
  g_source_attach (guest->source, mb_turn_get_context (mb_clock_get_turn (door->clock)));
  update (door);
}

/**
 * mb_server_door_get_n_waiting:
 * @door: a door
 *
 * Returns: how many clients wait
 */
guint
mb_server_door_get_n_waiting (MbServerDoor *door)
{
  return door->guests.length;
}

/**
 * mb_server_door_send_all_away:
 * @door: a door
 *
 * Sends everybody away who waits.
 */
void
mb_server_door_send_all_away (MbServerDoor *door)
{
  while (door->guests.head != NULL)
    send_away (first_of (&door->guests), "the server stops");
  mb_timer_disarm (&door->timer);
}

/**
 * mb_server_door_evict:
 * @door: a door where somebody waits
 *
 * Sends the client away that has waited longest.
 */
void
mb_server_door_evict (MbServerDoor *door)
{
  g_return_if_fail (door->guests.length > 0);

  send_away (first_of (&door->guests), "the server has too many connections");
  update (door);
}
