/* mb-pcapng-writer.c: connections and their ADUs in, the bytes of a pcapng file out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-pcapng-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "modbus/mb-ip-packet.h"
#include "modbus/mb-packet.h"

/* Block types, and what they consist of (draft-ietf-opsawg-pcapng, 4). */
#define BLOCK_SECTION 0x0a0d0d0a
#define BLOCK_INTERFACE 1
#define BLOCK_PACKET 6
#define SECTION_MAGIC 0x1a2b3c4d
#define OPTION_END 0
#define OPTION_COMMENT 1
#define OPTION_APPLICATION 4
#define OPTION_NAME 2
#define OPTION_RESOLUTION 9

#define TLS_PORT_WRITTEN 502

/* A receiver acknowledges after so many bytes at the latest, or analysers see a window that is
 * full. */
#define MAX_UNACKNOWLEDGED 16384

/* Far enough from one link to the next one that their sequence numbers are not mixed up. */
#define SEQUENCE_STEP 0x01010101

/**
 * Link:
 *
 * A link that is open, or a place for one. Side 0 is the client.
 */
typedef struct
{
  gboolean     is_open;
  guint        interface;
  MbCarrier    carrier;
  MbNetAddress ends[2];
  guint32      sequences[2];
  guint        n_unacknowledged[2];
} Link;

struct _MbPcapngWriter
{
  GByteArray         *bytes;
  MbPcapngResolution  resolution;
  guint               n_interfaces;
  GArray             *links; /* of Link */
  guint32             next_sequence;
  guint16             next_id;
};

/* Blocks are little-endian on every machine, so that the same traffic gives the same file. */
static void
put_u16 (MbPcapngWriter *writer,
         guint16         value)
{
  guint16 little = GUINT16_TO_LE (value);

  g_byte_array_append (writer->bytes, (const guint8 *) &little, sizeof little);
}

static void
put_u32 (MbPcapngWriter *writer,
         guint32         value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (writer->bytes, (const guint8 *) &little, sizeof little);
}

static void
put_padded (MbPcapngWriter *writer,
            const guint8   *bytes,
            gsize           len)
{
  static const guint8 zeros[4] = { 0 };

  if (len > 0)
    g_byte_array_append (writer->bytes, bytes, (guint) len);
  g_byte_array_append (writer->bytes, zeros, (guint) ((4 - len % 4) % 4));
}

static void
put_option (MbPcapngWriter *writer,
            guint16         code,
            const guint8   *value,
            gsize           len)
{
  put_u16 (writer, code);
  put_u16 (writer, (guint16) len);
  put_padded (writer, value, len);
}

/* Texts are UTF-8 (draft-ietf-opsawg-pcapng, 3.5) and have as many bytes as their option says. */
static void
put_text (MbPcapngWriter *writer,
          guint16         code,
          const char     *text)
{
  g_autofree char *valid = NULL;
  gsize len;

  if (text == NULL)
    return;
  valid = g_utf8_make_valid (text, -1);
  len = strlen (valid);
  if (len > MB_PCAPNG_MAX_TEXT)
    len = (gsize) (g_utf8_find_prev_char (valid, valid + MB_PCAPNG_MAX_TEXT + 1) - valid);
  put_option (writer, code, (const guint8 *) valid, len);
}

/* Gives where the block begins, for end_block(). */
static guint
begin_block (MbPcapngWriter *writer,
             guint32         type)
{
  guint start = writer->bytes->len;

  put_u32 (writer, type);
  put_u32 (writer, 0);
  return start;
}

/* Ends the options, and writes the length before and behind the body. */
static void
end_block (MbPcapngWriter *writer,
           guint           start)
{
  guint32 len, little;

  put_option (writer, OPTION_END, NULL, 0);
  len = writer->bytes->len - start + 4;
  put_u32 (writer, len);
  little = GUINT32_TO_LE (len);
  memcpy (writer->bytes->data + start + 4, &little, sizeof little);
}

/**
 * mb_pcapng_writer_new:
 * @resolution: unit of all times
 * @application: (nullable): name and version of the program, for the header
 * @comment: (nullable): comment on the whole file
 *
 * Makes what writes Modbus traffic as a capture (draft-ietf-opsawg-pcapng) that any analyser opens:
 * raw IP (link type 101) with the true addresses and ports, one interface for each connection. The
 * TCP around the messages is made up, because only they are known: a handshake when a link begins,
 * one segment for each message with the sequence numbers and checksums that belong there,
 * acknowledgments, and a FIN from both sides at its end. Writing needs memory for what was not
 * fetched yet and for the links that are open. For one thread at a time.
 *
 * Returns: (transfer full): a writer that has the header of the file ready
 */
MbPcapngWriter *
mb_pcapng_writer_new (MbPcapngResolution  resolution,
                      const char         *application,
                      const char         *comment)
{
  MbPcapngWriter *writer = g_new0 (MbPcapngWriter, 1);
  guint start;

  writer->bytes = g_byte_array_new ();
  writer->resolution = resolution;
  writer->links = g_array_new (FALSE, TRUE, sizeof (Link));

  start = begin_block (writer, BLOCK_SECTION);
  put_u32 (writer, SECTION_MAGIC);
  put_u16 (writer, 1);
  put_u16 (writer, 0);
  /* The section is as long as the file turns out to be. */
  put_u32 (writer, G_MAXUINT32);
  put_u32 (writer, G_MAXUINT32);
  put_text (writer, OPTION_COMMENT, comment);
  put_text (writer, OPTION_APPLICATION, application);
  end_block (writer, start);
  return writer;
}

/**
 * mb_pcapng_writer_free:
 * @writer: (transfer full) (nullable): a writer
 *
 * Frees a writer, with what was not fetched.
 */
void
mb_pcapng_writer_free (MbPcapngWriter *writer)
{
  if (writer == NULL)
    return;
  g_byte_array_unref (writer->bytes);
  g_array_unref (writer->links);
  g_free (writer);
}

/**
 * mb_pcapng_writer_add_interface:
 * @writer: a writer
 * @name: (nullable): name of the connection
 * @comment: (nullable): comment on it
 *
 * Adds an interface. There may be any number; most programs, this one's reader among them, read up
 * to 65,536.
 *
 * Returns: its number, from 0
 */
guint
mb_pcapng_writer_add_interface (MbPcapngWriter *writer,
                                const char     *name,
                                const char     *comment)
{
  guint8 resolution;
  guint start;

  g_return_val_if_fail (writer != NULL, 0);

  resolution = (guint8) writer->resolution;
  start = begin_block (writer, BLOCK_INTERFACE);
  put_u16 (writer, MB_LINK_TYPE_RAW);
  put_u16 (writer, 0);
  put_u32 (writer, 0);
  put_text (writer, OPTION_COMMENT, comment);
  put_text (writer, OPTION_NAME, name);
  put_option (writer, OPTION_RESOLUTION, &resolution, 1);
  end_block (writer, start);
  return writer->n_interfaces++;
}

/* Writes one packet of a link from @side; @message is NULL for those that only carry flags. */
static void
put_packet (MbPcapngWriter *writer,
            Link           *link,
            guint           side,
            guint8          flags,
            gint64          time,
            const guint8   *message,
            gsize           len,
            const char     *comment)
{
  const MbIpPacket packet = {
    .source = &link->ends[side],
    .destination = &link->ends[1 - side],
    .is_udp = link->carrier == MB_CARRIER_UDP,
    .id = writer->next_id++,
    .sequence = link->sequences[side],
    .acknowledgment = flags & MB_TCP_ACK ? link->sequences[1 - side] : 0,
    .flags = flags,
    .payload = message,
    .len = len,
  };
  guint64 units = (guint64) MAX (time, 0);
  guint8 headers[MB_IP_PACKET_HEADERS_MAX];
  gsize headers_len = mb_ip_packet_write_headers (&packet, headers);
  guint start = begin_block (writer, BLOCK_PACKET);

  put_u32 (writer, link->interface);
  put_u32 (writer, (guint32) (units >> 32));
  put_u32 (writer, (guint32) units);
  put_u32 (writer, (guint32) (headers_len + len));
  put_u32 (writer, (guint32) (headers_len + len));
  g_byte_array_append (writer->bytes, headers, (guint) headers_len);
  /* All headers have a multiple of four bytes. */
  put_padded (writer, message, len);
  put_text (writer, OPTION_COMMENT, comment);
  end_block (writer, start);

  link->sequences[side] += (guint32) len + (flags & (MB_TCP_SYN | MB_TCP_FIN) ? 1 : 0);
  link->n_unacknowledged[side] += (guint) len;
  if (flags & MB_TCP_ACK)
    link->n_unacknowledged[1 - side] = 0;
}

static void
put_flags (MbPcapngWriter *writer,
           Link           *link,
           guint           side,
           guint8          flags,
           gint64          time,
           const char     *comment)
{
  put_packet (writer, link, side, flags, time, NULL, 0, comment);
}

/* A place that is free, so that memory grows with the links that are open at once. */
static guint
find_place (MbPcapngWriter *writer)
{
  for (guint i = 0; i < writer->links->len; i++)
    if (!g_array_index (writer->links, Link, i).is_open)
      return i;
  g_array_set_size (writer->links, writer->links->len + 1);
  return writer->links->len - 1;
}

static char *
describe_tls (const MbNetAddress *server)
{
  char text[MB_NET_ADDRESS_TEXT_SIZE];

  return g_strdup_printf (
    /* Translators: an address with its port; two numbers of ports. */
    _("These messages went through TLS to %s. They are written without it, to port %u in place of "
      "%u."),
    mb_net_address_format (server, text), TLS_PORT_WRITTEN, server->port);
}

/**
 * mb_pcapng_writer_open_link:
 * @writer: a writer
 * @interface: number of the interface of its connection
 * @carrier: how the messages went. %MB_CARRIER_TLS is written as plain Modbus to port 502 of the
 *   same server, with a comment at its begin that says so, because the bytes that were on the wire
 *   are not known
 * @client: address and port of the client; copied
 * @server: the same of the server, of the same version of IP; copied
 * @time: when it began, since 1970 UTC, in the unit of the file; before 1970 counts as 1970
 *
 * Begins a link: over TCP with the three packets of a handshake. Cost grows with the links that are
 * open.
 *
 * Returns: its number, until it is closed; numbers are used again
 */
guint
mb_pcapng_writer_open_link (MbPcapngWriter     *writer,
                            guint               interface,
                            MbCarrier           carrier,
                            const MbNetAddress *client,
                            const MbNetAddress *server,
                            gint64              time)
{
  g_autofree char *comment = NULL;
  Link *link;
  guint number;

  g_return_val_if_fail (writer != NULL && interface < writer->n_interfaces, 0);
  g_return_val_if_fail (client != NULL && server != NULL, 0);
  g_return_val_if_fail (client->version == server->version, 0);

  number = find_place (writer);
  link = &g_array_index (writer->links, Link, number);
  *link = (Link) {
    .is_open = TRUE,
    .interface = interface,
    .carrier = carrier,
    .ends = { *client, *server },
    .sequences = { writer->next_sequence, writer->next_sequence + SEQUENCE_STEP / 2 },
  };
  writer->next_sequence += SEQUENCE_STEP;
  if (carrier == MB_CARRIER_TLS)
    {
      comment = describe_tls (server);
      link->ends[1].port = TLS_PORT_WRITTEN;
    }
  if (carrier != MB_CARRIER_UDP)
    {
      put_flags (writer, link, 0, MB_TCP_SYN, time, comment);
      put_flags (writer, link, 1, MB_TCP_SYN | MB_TCP_ACK, time, NULL);
      put_flags (writer, link, 0, MB_TCP_ACK, time, NULL);
    }
  return number;
}

static Link *
get_link (MbPcapngWriter *writer,
          guint           number)
{
  Link *link;

  g_return_val_if_fail (number < writer->links->len, NULL);

  link = &g_array_index (writer->links, Link, number);
  return link->is_open ? link : NULL;
}

/**
 * mb_pcapng_writer_put:
 * @writer: a writer
 * @link: number of an open link
 * @direction: who sent it: a request is from the client
 * @time: when it went, as in mb_pcapng_writer_open_link()
 * @message: (array length=len): an ADU, or a frame of a serial line; borrowed for the call
 * @len: number of its bytes, 1 to %MB_PCAPNG_MAX_MESSAGE
 * @comment: (nullable): comment on it
 *
 * Writes one message as one packet. Without heap of its own but for the comment; the bytes to be
 * fetched grow.
 */
void
mb_pcapng_writer_put (MbPcapngWriter *writer,
                      guint           link,
                      MbDirection     direction,
                      gint64          time,
                      const guint8   *message,
                      gsize           len,
                      const char     *comment)
{
  guint side = direction == MB_DIRECTION_REQUEST ? 0 : 1;
  guint8 flags = MB_TCP_PSH | MB_TCP_ACK;
  Link *open;

  g_return_if_fail (writer != NULL);
  g_return_if_fail (message != NULL && len > 0 && len <= MB_PCAPNG_MAX_MESSAGE);
  open = get_link (writer, link);
  g_return_if_fail (open != NULL);

  if (open->carrier == MB_CARRIER_UDP)
    flags = 0;
  put_packet (writer, open, side, flags, time, message, len, comment);
  if (flags != 0 && open->n_unacknowledged[side] > MAX_UNACKNOWLEDGED)
    put_flags (writer, open, 1 - side, MB_TCP_ACK, time, NULL);
}

/**
 * mb_pcapng_writer_close_link:
 * @writer: a writer
 * @link: number of an open link; it may be given to another one now
 * @time: when it ended, as in mb_pcapng_writer_open_link()
 *
 * Ends a link: over TCP with a FIN from the client, then one from the server, whoever it was.
 */
void
mb_pcapng_writer_close_link (MbPcapngWriter *writer,
                             guint           link,
                             gint64          time)
{
  Link *open;

  g_return_if_fail (writer != NULL);
  open = get_link (writer, link);
  g_return_if_fail (open != NULL);

  if (open->carrier != MB_CARRIER_UDP)
    {
      put_flags (writer, open, 0, MB_TCP_FIN | MB_TCP_ACK, time, NULL);
      put_flags (writer, open, 1, MB_TCP_FIN | MB_TCP_ACK, time, NULL);
      put_flags (writer, open, 0, MB_TCP_ACK, time, NULL);
    }
  open->is_open = FALSE;
}

/**
 * mb_pcapng_writer_get_bytes:
 * @writer: a writer
 * @out_len: (out): how many there are
 *
 * Gives what is to be written to the file next. When that is done, mb_pcapng_writer_clear() forgets
 * it; do that often.
 *
 * Returns: (transfer none) (array length=out_len): the bytes, good until the writer is used again
 */
const guint8 *
mb_pcapng_writer_get_bytes (MbPcapngWriter *writer,
                            gsize          *out_len)
{
  g_return_val_if_fail (writer != NULL && out_len != NULL, NULL);

  *out_len = writer->bytes->len;
  return writer->bytes->data;
}

/**
 * mb_pcapng_writer_clear:
 * @writer: a writer
 *
 * Forgets what was fetched with mb_pcapng_writer_get_bytes().
 */
void
mb_pcapng_writer_clear (MbPcapngWriter *writer)
{
  g_return_if_fail (writer != NULL);

  g_byte_array_set_size (writer->bytes, 0);
}
