/* fake-device.c: takes requests off a socket and answers them, or does not.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-device.h"

#include <sys/socket.h>

#include "modbus/mb-framer.h"
#include "modbus/mb-response.h"
#include "modbus/mb-wire.h"

typedef struct
{
  FakeDevice        *device;
  /* NULL over UDP, whose replies go to the last sender. */
  GSocketConnection *connection;
  GSocket           *socket;
  GSocketAddress    *sender;
  GSource           *source;
  MbFramer          *framer;
  GByteArray        *held;
} Peer;

/* Data that was not read, and the end, are told by a reset. */
static void
set_linger (GSocket *socket)
{
  const struct linger linger = { .l_onoff = 1 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  if (peer->device->is_resetting)
    set_linger (peer->socket);
  g_source_destroy (peer->source);
  g_source_unref (peer->source);
  mb_framer_free (peer->framer);
  g_byte_array_unref (peer->held);
  if (peer->connection != NULL)
    g_io_stream_close (G_IO_STREAM (peer->connection), NULL, NULL);
  g_clear_object (&peer->connection);
  g_object_unref (peer->socket);
  g_clear_object (&peer->sender);
  g_free (peer);
}

static void
store_write (FakeDevice      *device,
             const MbRequest *request)
{
  if (request->function == MB_FUNCTION_WRITE_SINGLE_COIL)
    device->coils[request->address] = mb_request_get_register (request, 0) != 0;
  else
    for (guint i = 0; i < request->quantity; i++)
      device->registers[request->address + i] = mb_request_get_register (request, i);
}

/* How a read is refused, 0 when it is not. */
static guint8
refuse_read (const FakeDevice *device,
             const MbRequest  *request)
{
  if (device->max_quantity > 0 && request->quantity > device->max_quantity)
    return 2;
  for (guint i = 0; i < request->quantity; i++)
    if (device->dead[request->address + i] != 0)
      return device->dead[request->address + i];
  return 0;
}

static gsize
fill_data (FakeDevice      *device,
           const MbRequest *request,
           guint8          *data)
{
  if (request->function == MB_FUNCTION_READ_COILS
      || request->function == MB_FUNCTION_READ_DISCRETE_INPUTS)
    {
      for (guint i = 0; i < request->quantity; i++)
        mb_wire_put_bit (data, i, device->coils[request->address + i]);
      return (request->quantity + 7) / 8;
    }
  for (guint i = 0; i < request->quantity; i++)
    mb_wire_put_register (data, i, device->registers[request->address + i]);
  return 2 * request->quantity;
}

static void
let_go (Peer *peer)
{
  if (peer->held->len > 0)
    g_socket_send_to (peer->socket, peer->sender, (const char *) peer->held->data,
                      peer->held->len, NULL, NULL);
  g_byte_array_set_size (peer->held, 0);
}

/* One in 257 identifiers is the same with its bytes swapped; that one gets another, too. */
static guint16
swap (guint16 transaction)
{
  guint16 swapped = GUINT16_SWAP_LE_BE (transaction);

  return swapped != transaction ? swapped : (guint16) ~transaction;
}

static void
answer (Peer            *peer,
        const MbAdu     *adu,
        const MbRequest *request,
        guint8           refusal)
{
  FakeDevice *device = peer->device;
  MbFraming framing = mb_carrier_framing (device->carrier);
  guint16 transaction = device->swaps_transaction ? swap (adu->transaction) : adu->transaction;
  gboolean is_write = mb_function_writes (request->function);
  guint8 data[MB_PDU_MAX] = { 0 };
  guint8 reply[MB_ADU_MAX];
  gsize len;
  MbResponse response = {
    .function = request->function,
    .address = request->address,
    .quantity = request->quantity,
    .data = data,
  };

  if (device->n_busy > 0)
    {
      device->n_busy--;
      response.is_exception = TRUE;
      response.exception = 6;
    }
  else if (refusal != 0)
    {
      response.is_exception = TRUE;
      response.exception = refusal;
    }
  else if (is_write && device->exception != 0)
    {
      response.is_exception = TRUE;
      response.exception = device->exception;
    }
  else if (!is_write && refuse_read (device, request) != 0)
    {
      response.is_exception = TRUE;
      response.exception = refuse_read (device, request);
    }
  else if (is_write)
    {
      store_write (device, request);
      response.data_len = request->data_len;
      memcpy (data, request->data, request->data_len);
      if (device->echo_offset != 0)
        mb_wire_put_register (data, 0,
                              mb_request_get_register (request, 0) + device->echo_offset);
    }
  else
    response.data_len = fill_data (device, request, data);

  len = mb_response_encode (&response, reply + mb_framing_get_pdu_offset (framing), MB_PDU_MAX);
  len = mb_framing_wrap (framing, reply, transaction,
                         device->answering_unit >= 0 ? (guint8) device->answering_unit
                                                     : adu->unit, len);
  if (device->n_spoilt > 0)
    {
      device->n_spoilt--;
      reply[len - 1] ^= 1;
    }
  if (device->n_reply_bytes > 0)
    len = MIN (len, device->n_reply_bytes);
  g_byte_array_append (peer->held, reply, len);
  if (!device->is_holding)
    let_go (peer);
}

static const char http_line[] = "HTTP/1.1 400 Bad Request\r\n\r\n";

/* Returns whether the link stays. */
static gboolean
take_request (Peer        *peer,
              const MbAdu *adu)
{
  FakeDevice *device = peer->device;
  MbRequest request;

  guint8 refusal = mb_request_parse (&request, adu->pdu, adu->pdu_len);

  device->n_requests++;
  device->n_writes += mb_function_writes (request.function);
  device->n_of_unit[adu->unit]++;
  g_byte_array_append (device->functions, &request.function, 1);
  if (device->is_closing)
    return FALSE;
  if (device->ignores_writes && mb_function_writes (request.function))
    return TRUE;
  if (device->is_closing_after_write && mb_request_writes (&request))
    {
      store_write (device, &request);
      return FALSE;
    }
  if (device->is_web_server && !device->is_silent)
    {
      g_socket_send (g_socket_connection_get_socket (peer->connection), http_line,
                     strlen (http_line), NULL, NULL);
      return TRUE;
    }
  if (device->n_lost > 0)
    device->n_lost--;
  else if (!device->is_silent && adu->unit != device->silent_unit)
    answer (peer, adu, &request, refusal);
  return TRUE;
}

static gboolean
socket_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  Peer *peer = user_data;
  gsize space;
  guint8 *buffer = mb_framer_reserve (peer->framer, &space);
  gboolean is_datagram = peer->device->carrier == MB_CARRIER_UDP;
  g_autoptr (GSocketAddress) sender = NULL;
  gssize n_bytes = g_socket_receive_from (socket, is_datagram ? &sender : NULL, (char *) buffer,
                                          space, NULL, NULL);
  gboolean stays = n_bytes > 0;
  MbAdu adu;

  if (sender != NULL)
    g_set_object (&peer->sender, sender);
  if (stays)
    mb_framer_commit (peer->framer, n_bytes);
  for (guint n = 0; stays && mb_framer_next (peer->framer, &adu) == MB_FRAMER_ADU; n++)
    {
      peer->device->n_overlaps += n > 0;
      stays = take_request (peer, &adu);
    }
  if (!stays)
    g_ptr_array_remove (peer->device->peers, peer);
  return stays;
}

static void
add_peer (FakeDevice        *device,
          GSocket           *socket,
          GSocketConnection *connection)
{
  Peer *peer = g_new0 (Peer, 1);

  peer->device = device;
  peer->held = g_byte_array_new ();
  peer->socket = g_object_ref (socket);
  peer->connection = connection != NULL ? g_object_ref (connection) : NULL;
  peer->framer = mb_framer_new (mb_carrier_framing (device->carrier), MB_DIRECTION_REQUEST);
  g_socket_set_blocking (socket, FALSE);
  peer->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (peer->source, G_SOURCE_FUNC (socket_cb), peer, NULL);
  g_source_attach (peer->source, NULL);
  g_ptr_array_add (device->peers, peer);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  FakeDevice *device = user_data;
  GSocket *socket = g_socket_connection_get_socket (connection);

  device->n_accepted++;
  if (device->is_turning_away)
    {
      if (device->is_resetting)
        set_linger (socket);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }
  add_peer (device, socket, connection);
  return TRUE;
}

static void
bind_datagrams (FakeDevice     *device,
                GSocketAddress *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                                             G_SOCKET_PROTOCOL_UDP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, FALSE, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  device->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  add_peer (device, socket, NULL);
}

/* The first time any port, later the same one. */
static void
listen_again (FakeDevice *device)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, device->port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  if (device->carrier == MB_CARRIER_UDP)
    {
      bind_datagrams (device, address);
      return;
    }
  device->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (device->service), address,
                                 G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                 &error);
  g_assert_no_error (error);
  device->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (device->service, "incoming", G_CALLBACK (incoming_cb), device);
  g_socket_service_start (device->service);
}

/* Makes a device that listens on a port of its own choice. */
FakeDevice *
fake_device_new (void)
{
  FakeDevice *device = g_new0 (FakeDevice, 1);

  for (guint i = 0; i < G_N_ELEMENTS (device->registers); i++)
    device->registers[i] = (guint16) i;
  device->silent_unit = -1;
  device->answering_unit = -1;
  device->functions = g_byte_array_new ();
  device->peers = g_ptr_array_new_with_free_func (peer_free);
  listen_again (device);
  return device;
}

void
fake_device_speak (FakeDevice *device,
                   MbCarrier   carrier)
{
  fake_device_switch_off (device);
  device->carrier = carrier;
  device->port = 0;
  listen_again (device);
}

void
fake_device_free (FakeDevice *device)
{
  fake_device_switch_off (device);
  g_ptr_array_unref (device->peers);
  g_byte_array_unref (device->functions);
  g_free (device);
}

void
fake_device_close_links (FakeDevice *device)
{
  g_ptr_array_set_size (device->peers, 0);
}

void
fake_device_switch_off (FakeDevice *device)
{
  fake_device_close_links (device);
  fake_device_stop_listening (device);
}

void
fake_device_stop_listening (FakeDevice *device)
{
  if (device->service == NULL)
    return;
  g_socket_service_stop (device->service);
  g_socket_listener_close (G_SOCKET_LISTENER (device->service));
  g_clear_object (&device->service);
}

void
fake_device_switch_on (FakeDevice *device)
{
  listen_again (device);
}

void
fake_device_let_go (FakeDevice *device)
{
  device->is_holding = FALSE;
  for (guint i = 0; i < device->peers->len; i++)
    let_go (g_ptr_array_index (device->peers, i));
}
