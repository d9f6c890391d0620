/* capture-maker.c: makes packets and capture files for tests, by other code than the program's.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "capture-maker.h"

#include <gio/gio.h>
#include <string.h>

static void
put (GByteArray *array,
     guint64     value,
     guint       n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    {
      guint8 byte = (guint8) (value >> (8 * (i - 1)));

      g_byte_array_append (array, &byte, 1);
    }
}

static void
put_address (GByteArray *array,
             const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  g_assert_nonnull (address);
  g_byte_array_append (array, g_inet_address_to_bytes (address),
                       (guint) g_inet_address_get_native_size (address));
}

static void
put_transport (GByteArray       *array,
               const MadePacket *packet)
{
  put (array, packet->source_port, 2);
  put (array, packet->destination_port, 2);
  if (packet->is_udp)
    {
      put (array, 8 + packet->len, 2);
      put (array, 0, 2);
    }
  else
    {
      put (array, packet->sequence, 4);
      put (array, packet->acknowledgment, 4);
      put (array, 0x50, 1);
      put (array, packet->flags, 1);
      put (array, 0x2000, 2);
      put (array, 0, 4);
    }
  if (packet->len > 0)
    g_byte_array_append (array, packet->payload, (guint) packet->len);
}

GByteArray *
make_ip (const MadePacket *packet)
{
  GByteArray *array = g_byte_array_new ();
  gsize len = (packet->is_udp ? 8 : 20) + packet->len;
  guint protocol = packet->is_udp ? 17 : 6;

  if (strchr (packet->source, ':') == NULL)
    {
      put (array, 0x4500, 2);
      put (array, 20 + len, 2);
      put (array, 0x12344000, 4);
      put (array, 64, 1);
      put (array, protocol, 1);
      put (array, 0, 2);
    }
  else
    {
      put (array, 0x60000000, 4);
      put (array, len, 2);
      put (array, protocol, 1);
      put (array, 64, 1);
    }
  put_address (array, packet->source);
  put_address (array, packet->destination);
  put_transport (array, packet);
  return array;
}

/* The headers of link types in hex, up to the type of what follows. */
static const struct
{
  guint       link_type;
  const char *header;
  gboolean    has_type;
} links[] = {
  { 1, "020000000002020000000001", TRUE },
  { 113, "0000000100060200000000010000", TRUE },
  { 276, NULL, FALSE },
  { 0, "02000000", FALSE },
  { 108, "00000002", FALSE },
  { 12, "", FALSE },
  { 14, "", FALSE },
  { 101, "", FALSE },
  { 228, "", FALSE },
  { 229, "", FALSE },
};

static void
put_hex (GByteArray *array,
         const char *hex)
{
  for (; *hex != '\0'; hex += 2)
    put (array, (guint64) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1])), 1);
}

GByteArray *
make_frame (guint             link_type,
            const MadePacket *packet)
{
  GByteArray *array = g_byte_array_new ();
  g_autoptr (GByteArray) ip = make_ip (packet);
  guint type = ip->data[0] >> 4 == 4 ? 0x0800 : 0x86dd;
  guint i = 0;

  while (links[i].link_type != link_type)
    i++;
  if (link_type == 276)
    {
      put (array, type, 2);
      put_hex (array, "000000000001000100060200000000010000");
    }
  else
    put_hex (array, links[i].header);
  if (links[i].has_type)
    put (array, type, 2);
  g_byte_array_append (array, ip->data, ip->len);
  return array;
}

void
maker_init (Maker    *maker,
            gboolean  is_little)
{
  maker->file = g_byte_array_new ();
  maker->is_little = is_little;
  maker->parts_per_s = 1000000;
}

void
maker_clear (Maker *maker)
{
  g_clear_pointer (&maker->file, g_byte_array_unref);
}

void
maker_u16 (Maker   *maker,
           guint16  value)
{
  put (maker->file, maker->is_little ? GUINT16_SWAP_LE_BE (value) : value, 2);
}

void
maker_u32 (Maker   *maker,
           guint32  value)
{
  put (maker->file, maker->is_little ? GUINT32_SWAP_LE_BE (value) : value, 4);
}

void
maker_bytes (Maker         *maker,
             gconstpointer  bytes,
             gsize          len)
{
  if (len > 0)
    g_byte_array_append (maker->file, bytes, (guint) len);
}

static void
pad (Maker *maker,
     gsize  len)
{
  put (maker->file, 0, (guint) ((4 - len % 4) % 4));
}

void
maker_begin (Maker *maker,
             guint  parts_per_s,
             guint  link_type)
{
  maker->parts_per_s = parts_per_s;
  maker_u32 (maker, parts_per_s == 1000000 ? 0xa1b2c3d4 : 0xa1b23c4d);
  maker_u16 (maker, 2);
  maker_u16 (maker, 4);
  maker_u32 (maker, 0);
  maker_u32 (maker, 0);
  maker_u32 (maker, 65535);
  maker_u32 (maker, link_type);
}

void
maker_record (Maker        *maker,
              guint32       seconds,
              guint32       parts,
              const guint8 *bytes,
              gsize         len,
              gsize         wire_len)
{
  maker_u32 (maker, seconds);
  maker_u32 (maker, parts);
  maker_u32 (maker, (guint32) len);
  maker_u32 (maker, (guint32) wire_len);
  maker_bytes (maker, bytes, len);
}

void
maker_packet (Maker            *maker,
              guint             number,
              guint             link_type,
              const MadePacket *packet)
{
  g_autoptr (GByteArray) frame = make_frame (link_type, packet);

  maker_record (maker, number, number, frame->data, frame->len, frame->len);
}

void
maker_block (Maker            *maker,
             guint32           type,
             const GByteArray *body)
{
  guint32 length = 12 + (body->len + 3) / 4 * 4;

  maker_u32 (maker, type);
  maker_u32 (maker, length);
  maker_bytes (maker, body->data, body->len);
  pad (maker, body->len);
  maker_u32 (maker, length);
}

void
maker_section (Maker *maker)
{
  g_auto (Maker) body;

  maker_init (&body, maker->is_little);
  maker_u32 (&body, 0x1a2b3c4d);
  maker_u16 (&body, 1);
  maker_u16 (&body, 0);
  maker_u32 (&body, G_MAXUINT32);
  maker_u32 (&body, G_MAXUINT32);
  maker_block (maker, 0x0a0d0d0a, body.file);
}

void
maker_interface (Maker            *maker,
                 guint             link_type,
                 guint32           snap_len,
                 const GByteArray *options)
{
  g_auto (Maker) body;

  maker_init (&body, maker->is_little);
  maker_u16 (&body, (guint16) link_type);
  maker_u16 (&body, 0);
  maker_u32 (&body, snap_len);
  if (options != NULL)
    maker_bytes (&body, options->data, options->len);
  maker_block (maker, 1, body.file);
}

void
maker_enhanced (Maker            *maker,
                guint32           interface,
                guint64           time,
                const guint8     *bytes,
                gsize             len,
                gsize             wire_len,
                const GByteArray *options)
{
  g_auto (Maker) body;

  maker_init (&body, maker->is_little);
  maker_u32 (&body, interface);
  maker_u32 (&body, (guint32) (time >> 32));
  maker_u32 (&body, (guint32) time);
  maker_u32 (&body, (guint32) len);
  maker_u32 (&body, (guint32) wire_len);
  maker_bytes (&body, bytes, len);
  pad (&body, len);
  if (options != NULL)
    maker_bytes (&body, options->data, options->len);
  maker_block (maker, 6, body.file);
}

void
maker_option (Maker         *maker,
              guint16        code,
              gconstpointer  value,
              gsize          len)
{
  maker_u16 (maker, code);
  maker_u16 (maker, (guint16) len);
  maker_bytes (maker, value, len);
  pad (maker, len);
}
