/* mb-pcap-private.h: the insides of the capture reader, for its two formats.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-pcap.h"
#include "modbus/mb-wire.h"

G_BEGIN_DECLS

/* What one step through the file gave. */
typedef enum
{
  MB_PCAP_STEP_MORE,    /* more bytes are needed: at least `want` from `start` on */
  MB_PCAP_STEP_PASSED,  /* something that is no packet is behind us */
  MB_PCAP_STEP_PACKET,
  MB_PCAP_STEP_FAILED,
} MbPcapStep;

typedef enum
{
  MB_PCAP_FORMAT_UNKNOWN,
  MB_PCAP_FORMAT_CLASSIC,
  MB_PCAP_FORMAT_BLOCKS,
} MbPcapFormat;

/* An interface of a section of pcapng; a classic file has one. */
typedef struct
{
  guint   link_type;
  guint32 snap_len;   /* 0: without limit */
  gint64  offset_s;
  guint8  resolution; /* as in the file: a power of 10, or of 2 with the highest bit */
  guint8  decimals;
} MbPcapInterface;

struct _MbPcapReader
{
  guint8       *bytes;
  gsize         size;
  gsize         start;
  gsize         end;
  gsize         want;
  /* Where `start` is in the file, and how many bytes from there on are of no interest. */
  guint64       position;
  guint64       n_to_pass;
  MbPcapFormat  format;
  gboolean      is_little;
  gboolean      has_header;
  GArray       *interfaces; /* of MbPcapInterface */
  guint64       n_packets;
  GError       *error;      /* once it failed, always the same */
};

static inline guint16
mb_pcap_u16 (const MbPcapReader *reader,
             MbReader           *bytes)
{
  guint16 value = mb_reader_u16 (bytes);

  return reader->is_little ? GUINT16_SWAP_LE_BE (value) : value;
}

static inline guint32
mb_pcap_u32 (const MbPcapReader *reader,
             MbReader           *bytes)
{
  guint32 value = mb_reader_u32 (bytes);

  return reader->is_little ? GUINT32_SWAP_LE_BE (value) : value;
}

/* Starts reading at the next byte of the file; at least @len bytes must be there, else FALSE, and
 * the step should give MB_PCAP_STEP_MORE. */
gboolean   mb_pcap_reader_peek   (MbPcapReader *reader,
                                  gsize         len,
                                  MbReader     *out_bytes);
void       mb_pcap_reader_pass   (MbPcapReader *reader,
                                  guint64       len);
/* What is wrong with the record that comes next; more about that with its place. */
MbPcapStep mb_pcap_reader_fail   (MbPcapReader *reader,
                                  MbPcapError   code,
                                  const char   *clause,
                                  const char   *detail);
MbPcapStep mb_pcap_reader_too_long (MbPcapReader *reader,
                                    guint32       length,
                                    guint32       limit);
MbPcapStep mb_pcap_blocks_step   (MbPcapReader *reader,
                                  MbPcapPacket *out_packet);

G_END_DECLS
