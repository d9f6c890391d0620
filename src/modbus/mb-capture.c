/* mb-capture.c: captured packets in, ADUs out: the conversations of a capture.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-capture.h"

#include <string.h>

#include "modbus/mb-conversation.h"

#define N_PORTS 65536

/**
 * Key:
 *
 * Two ends in an order that does not depend on who sends. All bytes are set.
 */
typedef struct
{
  MbNetAddress ends[2];
  guint32      carrier;
} Key;

/**
 * Entry:
 *
 * A conversation and its place in the list of all, the one that was heard last at the front.
 */
typedef struct
{
  Key             key;
  GList           link;
  MbConversation *conversation;
} Entry;

struct _MbCapture
{
  guint8          ports[N_PORTS / 8];
  MbCapturedFunc  func;
  gpointer        user_data;
  GHashTable     *entries; /* Key of the Entry → Entry */
  GQueue          recent;
  MbTcpBudget     budget;
  MbCaptureCounts counts;
};

/* FNV-1a. */
static guint
hash_key (gconstpointer key)
{
  const guint8 *bytes = key;
  guint hash = 2166136261u;

  for (gsize i = 0; i < sizeof (Key); i++)
    hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

static gboolean
equal_keys (gconstpointer a,
            gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  mb_conversation_free (entry->conversation);
  g_free (entry);
}

static gboolean
has_port (const MbCapture *capture,
          guint16          port)
{
  return capture->ports[port / 8] >> (port % 8) & 1;
}

/**
 * mb_capture_new:
 * @ports: (array length=n_ports): ports of servers
 * @n_ports: number of @ports
 * @func: called for each ADU
 * @user_data: for @func
 *
 * Makes what finds the ADUs in the packets of one capture, those of TCP and UDP to and from any of
 * the ports; all other packets are left out. Its memory does not grow with the capture: at most
 * %MB_CAPTURE_MAX_CONNECTIONS are followed, with two buffers of 8 KiB and %MB_PAIRING_MAX_OPEN open
 * requests each, and together they hold %MB_CAPTURE_MAX_HELD_BYTES. For one thread at a time.
 *
 * Returns: (transfer full): a capture without packets
 */
MbCapture *
mb_capture_new (const guint16  *ports,
                gsize           n_ports,
                MbCapturedFunc  func,
                gpointer        user_data)
{
  MbCapture *capture = g_new0 (MbCapture, 1);

  g_return_val_if_fail (func != NULL, capture);

  for (gsize i = 0; i < n_ports; i++)
    capture->ports[ports[i] / 8] |= (guint8) (1u << (ports[i] % 8));
  capture->func = func;
  capture->user_data = user_data;
  capture->entries = g_hash_table_new_full (hash_key, equal_keys, NULL, free_entry);
  g_queue_init (&capture->recent);
  capture->budget.limit_bytes = MB_CAPTURE_MAX_HELD_BYTES;
  return capture;
}

/**
 * mb_capture_free:
 * @capture: (transfer full) (nullable): a capture
 *
 * Frees it. What is left of ADUs is not told; see mb_capture_finish().
 */
void
mb_capture_free (MbCapture *capture)
{
  if (capture == NULL)
    return;
  g_hash_table_unref (capture->entries);
  g_free (capture);
}

static void
remove_entry (MbCapture       *capture,
              Entry           *entry,
              MbCapturedCause  cause)
{
  mb_conversation_finish (entry->conversation, cause);
  g_queue_unlink (&capture->recent, &entry->link);
  g_hash_table_remove (capture->entries, &entry->key);
}

static Entry *
add_entry (MbCapture *capture,
           const Key *key)
{
  gboolean is_server[2] = {
    has_port (capture, key->ends[0].port), has_port (capture, key->ends[1].port),
  };
  const MbConversationSpec spec = {
    .ends = { key->ends[0], key->ends[1] },
    .carrier = (MbCarrier) key->carrier,
    .client_side = is_server[0] == is_server[1] ? MB_REASSEMBLY_NO_SIDE : is_server[0] ? 1 : 0,
    .budget = &capture->budget,
    .counts = &capture->counts,
    .func = capture->func,
    .user_data = capture->user_data,
  };
  Entry *entry;

  if (capture->recent.length >= MB_CAPTURE_MAX_CONNECTIONS)
    {
      capture->counts.n_given_up++;
      remove_entry (capture, capture->recent.tail->data, MB_CAPTURED_GIVEN_UP);
    }
  entry = g_new0 (Entry, 1);
  entry->key = *key;
  entry->link.data = entry;
  entry->conversation = mb_conversation_new (&spec);
  g_hash_table_insert (capture->entries, &entry->key, entry);
  g_queue_push_head_link (&capture->recent, &entry->link);
  return entry;
}

static void
take_packet (MbCapture          *capture,
             const MbPacket     *packet,
             MbCarrier           carrier,
             const MbPcapPacket *captured)
{
  guint side = mb_net_address_compare (&packet->source, &packet->destination) > 0 ? 1 : 0;
  Entry *entry;
  Key key;

  if (!has_port (capture, packet->source.port) && !has_port (capture, packet->destination.port))
    return;
  capture->counts.n_relevant++;

  memset (&key, 0, sizeof key);
  key.ends[side] = packet->source;
  key.ends[1 - side] = packet->destination;
  key.carrier = carrier;
  entry = g_hash_table_lookup (capture->entries, &key);
  if (entry == NULL)
    entry = add_entry (capture, &key);
  else if (capture->recent.head != &entry->link)
    {
      g_queue_unlink (&capture->recent, &entry->link);
      g_queue_push_head_link (&capture->recent, &entry->link);
    }
  mb_conversation_push (entry->conversation, side, packet, captured);
}

/**
 * mb_capture_push:
 * @capture: a capture
 * @packet: the next packet
 *
 * Takes the next packet; calls the function for each ADU that is complete now.
 */
void
mb_capture_push (MbCapture          *capture,
                 const MbPcapPacket *packet)
{
  MbCaptureCounts *counts = &capture->counts;
  MbPacket parsed;

  g_return_if_fail (capture != NULL && packet != NULL);

  counts->n_packets++;
  switch (mb_packet_parse (packet->link_type, packet->bytes, packet->len, packet->wire_len,
                           &parsed))
    {
    case MB_PACKET_TCP:
      take_packet (capture, &parsed, MB_CARRIER_TCP, packet);
      break;
    case MB_PACKET_UDP:
      take_packet (capture, &parsed, MB_CARRIER_UDP, packet);
      break;
    case MB_PACKET_FRAGMENT:
      counts->n_fragments++;
      break;
    case MB_PACKET_DAMAGED:
      counts->n_damaged++;
      break;
    case MB_PACKET_UNKNOWN_LINK:
      if (counts->n_unknown_link++ == 0)
        counts->unknown_link_type = packet->link_type;
      break;
    case MB_PACKET_OTHER:
      break;
    }
}

/**
 * mb_capture_finish:
 * @capture: a capture
 *
 * Says that there are no more packets: what is left of each conversation is told, the one that was
 * heard first at the front.
 */
void
mb_capture_finish (MbCapture *capture)
{
  g_return_if_fail (capture != NULL);

  while (capture->recent.tail != NULL)
    remove_entry (capture, capture->recent.tail->data, MB_CAPTURED_END);
}

/**
 * mb_capture_get_counts:
 * @capture: a capture
 *
 * Returns: (transfer none): what there was so far
 */
const MbCaptureCounts *
mb_capture_get_counts (MbCapture *capture)
{
  g_return_val_if_fail (capture != NULL, NULL);

  return &capture->counts;
}
