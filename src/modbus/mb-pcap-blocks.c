/* mb-pcap-blocks.c: the blocks of a pcapng file: sections, interfaces, packets.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-pcap-private.h"

/* Block types (draft-ietf-opsawg-pcapng, 10.1). The type of a section header reads the same in both
 * byte orders; its magic number behind the length tells which one it is. */
#define BLOCK_SECTION 0x0a0d0d0a
#define BLOCK_INTERFACE 1
#define BLOCK_PACKET_OLD 2
#define BLOCK_PACKET_SIMPLE 3
#define BLOCK_PACKET 6
#define SECTION_MAGIC 0x1a2b3c4d

/* Type and length stand before a body, and the length once more behind it. */
#define HEAD_SIZE 8
#define FRAME_SIZE 12

/* Options (3.5, 4.2). */
#define OPTION_END 0
#define OPTION_COMMENT 1
#define OPTION_RESOLUTION 9
#define OPTION_OFFSET 14

#define RESOLUTION_MICROSECONDS 6
#define RESOLUTION_BASE_2 0x80

#define NANOSECONDS G_GUINT64_CONSTANT (1000000000)

/* Lengths are padded to a multiple of four. */
static gsize
padded (gsize len)
{
  return (len + 3) & ~(gsize) 3;
}

static guint64
power_of_ten (guint exponent)
{
  guint64 power = 1;

  while (exponent-- > 0)
    power *= 10;
  return power;
}

/* The nanoseconds of @parts, of which a second has 10^@exponent and which are fewer than that. */
static guint64
nanoseconds_of_decimals (guint64 parts,
                         guint   exponent)
{
  if (exponent <= 9)
    return parts * power_of_ten (9 - exponent);
  return exponent - 9 <= 19 ? parts / power_of_ten (exponent - 9) : 0;
}

/* The same where a second has 2^@exponent parts; what is finer than 2^-32 s does not count. */
static guint64
nanoseconds_of_halves (guint64 parts,
                       guint   exponent)
{
  if (exponent > 32)
    {
      parts = exponent - 32 < 64 ? parts >> (exponent - 32) : 0;
      exponent = 32;
    }
  return parts * NANOSECONDS >> exponent;
}

/* Splits a time into seconds and nanoseconds; exponents up to 127 come from the file. */
static void
set_time (MbStamp               *stamp,
          const MbPcapInterface *interface,
          guint64                units)
{
  guint exponent = interface->resolution & (RESOLUTION_BASE_2 - 1);
  guint64 seconds = 0, parts = units;

  if (interface->resolution & RESOLUTION_BASE_2)
    {
      if (exponent < 64)
        {
          seconds = units >> exponent;
          parts = units & ((G_GUINT64_CONSTANT (1) << exponent) - 1);
        }
      stamp->nanoseconds = (guint32) nanoseconds_of_halves (parts, exponent);
    }
  else
    {
      /* 10^19 is the largest power that fits 64 bits. */
      if (exponent <= 19)
        {
          seconds = units / power_of_ten (exponent);
          parts = units % power_of_ten (exponent);
        }
      stamp->nanoseconds = (guint32) nanoseconds_of_decimals (parts, exponent);
    }
  stamp->seconds = (gint64) MIN (seconds, (guint64) G_MAXINT64);
  if (interface->offset_s > 0 && stamp->seconds > G_MAXINT64 - interface->offset_s)
    stamp->seconds = G_MAXINT64;
  else
    stamp->seconds += interface->offset_s;
  stamp->decimals = interface->decimals;
}

/* Takes the next option; FALSE at their end, and where one claims to be longer than its block. */
static gboolean
next_option (const MbPcapReader *reader,
             MbReader           *options,
             guint16            *out_code,
             MbReader           *out_value)
{
  guint16 len;
  const guint8 *value;

  *out_code = mb_pcap_u16 (reader, options);
  len = mb_pcap_u16 (reader, options);
  value = mb_reader_bytes (options, len);
  if (options->failed || *out_code == OPTION_END)
    return FALSE;
  mb_reader_init (out_value, value, len);
  /* The last option may lack its padding when nothing follows. */
  mb_reader_bytes (options, MIN (padded (len) - len, mb_reader_left (options)));
  return TRUE;
}

/* Finds out in which byte order the section that begins here is written; checks its version. */
static MbPcapStep
read_section (MbPcapReader *reader,
              MbReader     *body)
{
  guint16 major;

  mb_reader_u32 (body);
  major = mb_pcap_u16 (reader, body);
  if (major != 1)
    {
      g_autofree char *clause = g_strdup_printf (_("version %u of pcapng"), major);

      return mb_pcap_reader_fail (reader, MB_PCAP_ERROR_FORMAT, clause, _("only 1 is known"));
    }
  g_array_set_size (reader->interfaces, 0);
  reader->has_header = TRUE;
  return MB_PCAP_STEP_PASSED;
}

static MbPcapStep
fail_interface (MbPcapReader *reader,
                guint32       interface,
                const char   *detail)
{
  g_autofree char *clause = g_strdup_printf (_("interface %u"), interface);

  return mb_pcap_reader_fail (reader, MB_PCAP_ERROR_RECORD, clause, detail);
}

static MbPcapStep
read_interface (MbPcapReader *reader,
                MbReader     *body)
{
  MbPcapInterface interface = { .resolution = RESOLUTION_MICROSECONDS };
  MbReader value;
  guint16 code;

  interface.link_type = mb_pcap_u16 (reader, body);
  mb_pcap_u16 (reader, body);
  interface.snap_len = mb_pcap_u32 (reader, body);
  if (reader->interfaces->len >= MB_PCAP_MAX_INTERFACES)
    return fail_interface (reader, reader->interfaces->len, _("a section has too many of them"));

  while (next_option (reader, body, &code, &value))
    {
      if (code == OPTION_RESOLUTION)
        interface.resolution = mb_reader_u8 (&value);
      else if (code == OPTION_OFFSET && value.len == 8)
        {
          guint64 first = mb_pcap_u32 (reader, &value);
          guint64 second = mb_pcap_u32 (reader, &value);

          interface.offset_s = (gint64) (reader->is_little ? second << 32 | first
                                                           : first << 32 | second);
        }
    }
  /* 2^-20 s is the first power of two that is finer than a microsecond. */
  if (interface.resolution & RESOLUTION_BASE_2)
    interface.decimals = interface.resolution >= (RESOLUTION_BASE_2 | 20) ? 9 : 6;
  else
    interface.decimals = interface.resolution > RESOLUTION_MICROSECONDS ? 9 : 6;
  g_array_append_val (reader->interfaces, interface);
  return MB_PCAP_STEP_PASSED;
}

/* The two kinds of packets that tell their interface, their time and both lengths. */
static MbPcapStep
read_packet (MbPcapReader *reader,
             MbReader     *body,
             gboolean      is_old,
             MbPcapPacket *out_packet)
{
  const MbPcapInterface *interface;
  guint32 number, high, low, len, wire_len;
  MbReader value;
  guint16 code;
  gsize room;

  number = is_old ? mb_pcap_u16 (reader, body) : mb_pcap_u32 (reader, body);
  if (is_old)
    mb_pcap_u16 (reader, body);
  high = mb_pcap_u32 (reader, body);
  low = mb_pcap_u32 (reader, body);
  len = mb_pcap_u32 (reader, body);
  wire_len = mb_pcap_u32 (reader, body);
  room = MIN (mb_reader_left (body), MB_PCAP_MAX_PACKET);
  if (len > room)
    return mb_pcap_reader_too_long (reader, len, (guint32) room);
  if (number >= reader->interfaces->len)
    return fail_interface (reader, number, _("it is not described before"));

  interface = &g_array_index (reader->interfaces, MbPcapInterface, number);
  *out_packet = (MbPcapPacket) {
    .link_type = interface->link_type,
    .bytes = mb_reader_bytes (body, len),
    .len = len,
    .wire_len = MAX (len, wire_len),
  };
  set_time (&out_packet->stamp, interface, (guint64) high << 32 | low);
  mb_reader_bytes (body, MIN (padded (len) - len, mb_reader_left (body)));
  while (out_packet->comment == NULL && next_option (reader, body, &code, &value))
    if (code == OPTION_COMMENT)
      {
        out_packet->comment = (const char *) value.bytes;
        out_packet->comment_len = value.len;
      }
  return MB_PCAP_STEP_PACKET;
}

/* A packet of the first interface without a time (4.4), as long as all limits let it be. */
static MbPcapStep
read_simple_packet (MbPcapReader *reader,
                    MbReader     *body,
                    MbPcapPacket *out_packet)
{
  const MbPcapInterface *interface;
  guint32 wire_len = mb_pcap_u32 (reader, body);
  gsize len = MIN (wire_len, mb_reader_left (body));

  if (reader->interfaces->len == 0)
    return fail_interface (reader, 0, _("it is not described before"));
  interface = &g_array_index (reader->interfaces, MbPcapInterface, 0);
  if (interface->snap_len > 0)
    len = MIN (len, interface->snap_len);
  if (len > MB_PCAP_MAX_PACKET)
    return mb_pcap_reader_too_long (reader, (guint32) len, MB_PCAP_MAX_PACKET);
  *out_packet = (MbPcapPacket) {
    .link_type = interface->link_type,
    .bytes = mb_reader_bytes (body, len),
    .len = len,
    .wire_len = wire_len,
  };
  return MB_PCAP_STEP_PACKET;
}

/* What a body has at least, and the step that takes it; other blocks say nothing about packets. */
static MbPcapStep
read_body (MbPcapReader *reader,
           guint32       type,
           MbReader     *body,
           MbPcapPacket *out_packet)
{
  switch (type)
    {
    case BLOCK_SECTION:
      return read_section (reader, body);
    case BLOCK_INTERFACE:
      return read_interface (reader, body);
    case BLOCK_PACKET_OLD:
      return read_packet (reader, body, TRUE, out_packet);
    case BLOCK_PACKET:
      return read_packet (reader, body, FALSE, out_packet);
    case BLOCK_PACKET_SIMPLE:
      return read_simple_packet (reader, body, out_packet);
    default:
      return MB_PCAP_STEP_PASSED;
    }
}

static guint32
min_length (guint32 type)
{
  switch (type)
    {
    case BLOCK_SECTION:
      return FRAME_SIZE + 16;
    case BLOCK_INTERFACE:
      return FRAME_SIZE + 8;
    case BLOCK_PACKET_OLD:
    case BLOCK_PACKET:
      return FRAME_SIZE + 20;
    case BLOCK_PACKET_SIMPLE:
      return FRAME_SIZE + 4;
    default:
      return FRAME_SIZE;
    }
}

static gboolean
matters (guint32 type)
{
  return min_length (type) > FRAME_SIZE;
}

/* Reads type and length; the length of a section header is in the byte order that it brings. */
static MbPcapStep
read_head (MbPcapReader *reader,
           guint32      *out_type,
           guint32      *out_length)
{
  MbReader bytes;
  guint32 magic;

  if (!mb_pcap_reader_peek (reader, FRAME_SIZE, &bytes))
    return MB_PCAP_STEP_MORE;
  *out_type = mb_pcap_u32 (reader, &bytes);
  *out_length = mb_reader_u32 (&bytes);
  magic = mb_reader_u32 (&bytes);
  if (*out_type == BLOCK_SECTION)
    {
      if (magic != SECTION_MAGIC && GUINT32_SWAP_LE_BE (magic) != SECTION_MAGIC)
        return mb_pcap_reader_fail (reader, MB_PCAP_ERROR_FORMAT, _("no byte order"),
                                    _("a section does not begin with its magic number"));
      reader->is_little = magic != SECTION_MAGIC;
    }
  if (reader->is_little)
    *out_length = GUINT32_SWAP_LE_BE (*out_length);
  return MB_PCAP_STEP_PASSED;
}

static MbPcapStep
fail_length (MbPcapReader *reader,
             guint32       length,
             const char   *detail)
{
  g_autofree char *clause = g_strdup_printf (_("length %u"), length);

  return mb_pcap_reader_fail (reader, MB_PCAP_ERROR_RECORD, clause, detail);
}

/* Takes the next block. Its length is checked before anything waits for so many bytes, and must
 * stand behind the body once more. */
MbPcapStep
mb_pcap_blocks_step (MbPcapReader *reader,
                     MbPcapPacket *out_packet)
{
  guint32 type, length;
  MbReader bytes, body;
  MbPcapStep step;

  step = read_head (reader, &type, &length);
  if (step != MB_PCAP_STEP_PASSED)
    return step;
  if (length < min_length (type))
    return fail_length (reader, length, _("too short for a block of its kind"));
  if (length % 4 != 0)
    return fail_length (reader, length, _("not a multiple of 4"));
  if (length > MB_PCAP_MAX_BLOCK && matters (type))
    return mb_pcap_reader_too_long (reader, length, MB_PCAP_MAX_BLOCK);
  if (length > MB_PCAP_MAX_BLOCK)
    {
      mb_pcap_reader_pass (reader, length);
      return MB_PCAP_STEP_PASSED;
    }

  if (!mb_pcap_reader_peek (reader, length, &bytes))
    return MB_PCAP_STEP_MORE;
  mb_reader_init (&body, bytes.bytes + HEAD_SIZE, length - FRAME_SIZE);
  mb_reader_bytes (&bytes, length - 4);
  if (mb_pcap_u32 (reader, &bytes) != length)
    return fail_length (reader, length, _("another one stands at the end of the block"));
  step = read_body (reader, type, &body, out_packet);
  if (step != MB_PCAP_STEP_FAILED)
    mb_pcap_reader_pass (reader, length);
  return step;
}
