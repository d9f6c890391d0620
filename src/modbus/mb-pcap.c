/* mb-pcap.c: the bytes of a capture file in, its packets out: the buffer, and the classic format.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-pcap.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "modbus/mb-pcap-private.h"

#define FIRST_SIZE (64 * 1024)

/* Sizes in the classic format (draft-ietf-opsawg-pcap, 4 and 5). */
#define MAGIC_SIZE 4
#define FILE_HEADER_SIZE 24
#define RECORD_HEADER_SIZE 16

/* Magic numbers as the first four bytes spell them in the order of the network. */
#define MAGIC_MICROSECONDS 0xa1b2c3d4
#define MAGIC_NANOSECONDS 0xa1b23c4d
#define MAGIC_BLOCKS 0x0a0d0d0a
#define MAGIC_GZIP 0x1f8b0800
#define GZIP_MASK 0xffffff00

G_DEFINE_QUARK (mb-pcap-error-quark, mb_pcap_error)

/**
 * mb_pcap_reader_new:
 *
 * Makes a reader for one capture: pcap with micro- or nanoseconds in either byte order
 * (draft-ietf-opsawg-pcap), or pcapng with any number of sections and interfaces
 * (draft-ietf-opsawg-pcapng). Bytes are pushed into it in pieces of any size; it takes as much
 * memory as the largest record, at most %MB_PCAP_MAX_BLOCK, and the interfaces of one section. For
 * one thread at a time.
 *
 * Returns: (transfer full): a reader without bytes
 */
MbPcapReader *
mb_pcap_reader_new (void)
{
  MbPcapReader *reader = g_new0 (MbPcapReader, 1);

  reader->size = FIRST_SIZE;
  reader->bytes = g_malloc (reader->size);
  reader->interfaces = g_array_new (FALSE, FALSE, sizeof (MbPcapInterface));
  return reader;
}

/**
 * mb_pcap_reader_free:
 * @reader: (transfer full) (nullable): a reader
 *
 * Frees a reader; packets taken from it are gone with it.
 */
void
mb_pcap_reader_free (MbPcapReader *reader)
{
  if (reader == NULL)
    return;
  g_array_unref (reader->interfaces);
  g_clear_error (&reader->error);
  g_free (reader->bytes);
  g_free (reader);
}

/**
 * mb_pcap_reader_reserve:
 * @reader: a reader
 * @out_space: (out): number of bytes there is room for, at least 1 when mb_pcap_reader_next() was
 *   called until it gave something else than a packet
 *
 * Gives the place for the next bytes of the file; say with mb_pcap_reader_commit() how many came.
 *
 * Returns: (transfer none): the place
 */
guint8 *
mb_pcap_reader_reserve (MbPcapReader *reader,
                        gsize        *out_space)
{
  g_return_val_if_fail (reader != NULL && out_space != NULL, NULL);

  /* After a failure nothing is looked at any more. */
  if (reader->error != NULL)
    reader->start = reader->end;
  if (reader->start > 0)
    {
      memmove (reader->bytes, reader->bytes + reader->start, reader->end - reader->start);
      reader->end -= reader->start;
      reader->start = 0;
    }
  if (reader->want > reader->size)
    {
      reader->size = reader->want;
      reader->bytes = g_realloc (reader->bytes, reader->size);
    }
  *out_space = reader->size - reader->end;
  return reader->bytes + reader->end;
}

/**
 * mb_pcap_reader_commit:
 * @reader: a reader
 * @n_bytes: how many bytes were put where mb_pcap_reader_reserve() said, at most its space
 *
 * Adds the bytes that were read.
 */
void
mb_pcap_reader_commit (MbPcapReader *reader,
                       gsize         n_bytes)
{
  g_return_if_fail (reader != NULL);
  g_return_if_fail (n_bytes <= reader->size - reader->end);

  reader->end += n_bytes;
}

gboolean
mb_pcap_reader_peek (MbPcapReader *reader,
                     gsize         len,
                     MbReader     *out_bytes)
{
  gsize left = reader->end - reader->start;

  if (left < len)
    {
      reader->want = len;
      return FALSE;
    }
  mb_reader_init (out_bytes, reader->bytes + reader->start, left);
  return TRUE;
}

/* Passes what is there of @len bytes, and the rest when it comes. */
void
mb_pcap_reader_pass (MbPcapReader *reader,
                     guint64       len)
{
  gsize now = (gsize) MIN (len, reader->end - reader->start);

  reader->start += now;
  reader->position += now;
  reader->n_to_pass = len - now;
  reader->want = 0;
}

MbPcapStep
mb_pcap_reader_fail (MbPcapReader *reader,
                     MbPcapError   code,
                     const char   *clause,
                     const char   *detail)
{
  unsigned long long n_packets = reader->n_packets;

  reader->error = g_error_new (MB_PCAP_ERROR, (gint) code,
                               /* Translators: the number of a packet, what is wrong with it, how
                                * many there were before it, its place in the file, more on it. */
                               _("record %llu: %s, stopped; %llu read (byte %llu: %s)"),
                               n_packets + 1, clause, n_packets,
                               (unsigned long long) reader->position, detail);
  return MB_PCAP_STEP_FAILED;
}

MbPcapStep
mb_pcap_reader_too_long (MbPcapReader *reader,
                         guint32       length,
                         guint32       limit)
{
  g_autofree char *clause = g_strdup_printf (_("length %u"), length);
  g_autofree char *detail = g_strdup_printf (_("at most %u can be"), limit);

  return mb_pcap_reader_fail (reader, MB_PCAP_ERROR_RECORD, clause, detail);
}

static MbPcapStep
fail_format (MbPcapReader *reader,
             const char   *text)
{
  reader->error = g_error_new_literal (MB_PCAP_ERROR, MB_PCAP_ERROR_FORMAT, text);
  return MB_PCAP_STEP_FAILED;
}

static MbPcapStep
find_format (MbPcapReader *reader)
{
  MbReader bytes;
  guint32 magic, swapped;

  if (!mb_pcap_reader_peek (reader, MAGIC_SIZE, &bytes))
    return MB_PCAP_STEP_MORE;

  magic = mb_reader_u32 (&bytes);
  swapped = GUINT32_SWAP_LE_BE (magic);
  if (magic == MAGIC_BLOCKS)
    reader->format = MB_PCAP_FORMAT_BLOCKS;
  else if (magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS ||
           swapped == MAGIC_MICROSECONDS || swapped == MAGIC_NANOSECONDS)
    reader->format = MB_PCAP_FORMAT_CLASSIC;
  else if ((magic & GZIP_MASK) == MAGIC_GZIP)
    return fail_format (reader, _("this is compressed; decompress it first, as with gunzip"));
  else
    return fail_format (reader, _("this is not a capture: neither pcap nor pcapng"));
  return MB_PCAP_STEP_PASSED;
}

static MbPcapStep
read_file_header (MbPcapReader *reader)
{
  MbPcapInterface interface = { .decimals = 6 };
  MbReader bytes;
  guint32 magic;
  guint16 major;

  if (!mb_pcap_reader_peek (reader, FILE_HEADER_SIZE, &bytes))
    return MB_PCAP_STEP_MORE;

  magic = mb_reader_u32 (&bytes);
  reader->is_little = magic != MAGIC_MICROSECONDS && magic != MAGIC_NANOSECONDS;
  if (reader->is_little)
    magic = GUINT32_SWAP_LE_BE (magic);
  if (magic == MAGIC_NANOSECONDS)
    interface.decimals = 9;
  major = mb_pcap_u16 (reader, &bytes);
  if (major != 2)
    {
      g_autofree char *text = g_strdup_printf (_("version %u of pcap is not known, only 2"), major);

      return fail_format (reader, text);
    }
  /* The minor version, the time zone, the accuracy and the limit of lengths say nothing that can be
   * relied on. The upper half of the last word tells of check sums behind Ethernet frames, which
   * the length in the IP header leaves out. */
  mb_reader_bytes (&bytes, 14);
  interface.link_type = mb_pcap_u32 (reader, &bytes) & 0xffff;

  g_array_append_val (reader->interfaces, interface);
  reader->has_header = TRUE;
  mb_pcap_reader_pass (reader, FILE_HEADER_SIZE);
  return MB_PCAP_STEP_PASSED;
}

static MbPcapStep
read_record (MbPcapReader *reader,
             MbPcapPacket *out_packet)
{
  const MbPcapInterface *interface = &g_array_index (reader->interfaces, MbPcapInterface, 0);
  guint32 parts_per_s = interface->decimals == 9 ? 1000000000 : 1000000;
  guint32 seconds, parts, len, wire_len;
  MbReader bytes;

  if (!mb_pcap_reader_peek (reader, RECORD_HEADER_SIZE, &bytes))
    return MB_PCAP_STEP_MORE;
  seconds = mb_pcap_u32 (reader, &bytes);
  parts = mb_pcap_u32 (reader, &bytes);
  len = mb_pcap_u32 (reader, &bytes);
  wire_len = mb_pcap_u32 (reader, &bytes);
  if (len > MB_PCAP_MAX_PACKET)
    return mb_pcap_reader_too_long (reader, len, MB_PCAP_MAX_PACKET);
  if (!mb_pcap_reader_peek (reader, RECORD_HEADER_SIZE + (gsize) len, &bytes))
    return MB_PCAP_STEP_MORE;

  *out_packet = (MbPcapPacket) {
    /* Some programs write more parts than a second has. */
    .stamp.seconds = (gint64) seconds + parts / parts_per_s,
    .stamp.nanoseconds = parts % parts_per_s * (1000000000 / parts_per_s),
    .stamp.decimals = interface->decimals,
    .link_type = interface->link_type,
    .bytes = bytes.bytes + RECORD_HEADER_SIZE,
    .len = len,
    .wire_len = MAX (len, wire_len),
  };
  mb_pcap_reader_pass (reader, RECORD_HEADER_SIZE + (gsize) len);
  return MB_PCAP_STEP_PACKET;
}

static MbPcapStep
take_step (MbPcapReader *reader,
           MbPcapPacket *out_packet)
{
  if (reader->error != NULL)
    return MB_PCAP_STEP_FAILED;
  if (reader->n_to_pass > 0)
    {
      mb_pcap_reader_pass (reader, reader->n_to_pass);
      if (reader->n_to_pass > 0)
        return MB_PCAP_STEP_MORE;
    }
  switch (reader->format)
    {
    case MB_PCAP_FORMAT_UNKNOWN:
      return find_format (reader);
    case MB_PCAP_FORMAT_CLASSIC:
      return reader->has_header ? read_record (reader, out_packet) : read_file_header (reader);
    case MB_PCAP_FORMAT_BLOCKS:
      return mb_pcap_blocks_step (reader, out_packet);
    }
  g_assert_not_reached ();
}

static gboolean
give_error (const MbPcapReader  *reader,
            GError             **error)
{
  if (error != NULL)
    *error = g_error_copy (reader->error);
  return FALSE;
}

/**
 * mb_pcap_reader_next:
 * @reader: a reader
 * @out_packet: (out caller-allocates): the packet, for %MB_PCAP_PACKET; its bytes are good until
 *   the next call of this function or of mb_pcap_reader_reserve()
 * @error: return location for an error, for %MB_PCAP_FAILED
 *
 * Takes the next packet. Call it until it gives %MB_PCAP_MORE. Lengths in the file are checked
 * before they are used: one that cannot be is an %MB_PCAP_ERROR_RECORD whose message has the number
 * of the packet, the length and how many packets came before, which are good. %MB_PCAP_ERROR_FORMAT
 * is for what is no capture at all, or of a version that is not known.
 *
 * Returns: what is there
 */
MbPcapResult
mb_pcap_reader_next (MbPcapReader  *reader,
                     MbPcapPacket  *out_packet,
                     GError       **error)
{
  MbPcapStep step;

  g_return_val_if_fail (reader != NULL && out_packet != NULL, MB_PCAP_FAILED);

  do
    step = take_step (reader, out_packet);
  while (step == MB_PCAP_STEP_PASSED);

  if (step == MB_PCAP_STEP_MORE)
    return MB_PCAP_MORE;
  if (step == MB_PCAP_STEP_FAILED)
    {
      give_error (reader, error);
      return MB_PCAP_FAILED;
    }
  out_packet->stamp.frame = ++reader->n_packets;
  return MB_PCAP_PACKET;
}

/* The file ends where a record of @want bytes or more began. */
static void
fail_at_end (MbPcapReader *reader)
{
  g_autofree char *detail = NULL;
  unsigned long long n_there = reader->end - reader->start;

  if (reader->n_to_pass > 0)
    detail = g_strdup_printf (_("%llu bytes more should follow"),
                              (unsigned long long) reader->n_to_pass);
  else
    /* Translators: two numbers of bytes. */
    detail = g_strdup_printf (_("%llu of at least %llu bytes are there"), n_there,
                              (unsigned long long) reader->want);
  mb_pcap_reader_fail (reader, MB_PCAP_ERROR_END, _("the file ends inside of it"), detail);
}

/**
 * mb_pcap_reader_finish:
 * @reader: a reader from which mb_pcap_reader_next() gave %MB_PCAP_MORE or %MB_PCAP_FAILED
 * @error: return location for an error
 *
 * Says that the file has no more bytes.
 *
 * Returns: %FALSE when it ends before the first record, as an empty one does
 *   (%MB_PCAP_ERROR_FORMAT), inside of a record (%MB_PCAP_ERROR_END), or had failed before
 */
gboolean
mb_pcap_reader_finish (MbPcapReader  *reader,
                       GError       **error)
{
  g_return_val_if_fail (reader != NULL, FALSE);

  if (reader->error == NULL && reader->format == MB_PCAP_FORMAT_UNKNOWN)
    fail_format (reader, reader->end == reader->start
                           ? _("this is not a capture: it is empty")
                           : _("this is not a capture: neither pcap nor pcapng"));
  else if (reader->error == NULL && !reader->has_header)
    fail_format (reader, _("this capture ends inside of its first header"));
  else if (reader->error == NULL && (reader->n_to_pass > 0 || reader->end > reader->start))
    fail_at_end (reader);
  return reader->error == NULL || give_error (reader, error);
}

/**
 * mb_pcap_reader_get_n_packets:
 * @reader: a reader
 *
 * Returns: how many packets it gave
 */
guint64
mb_pcap_reader_get_n_packets (MbPcapReader *reader)
{
  g_return_val_if_fail (reader != NULL, 0);

  return reader->n_packets;
}
