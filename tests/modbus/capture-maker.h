/* capture-maker.h: makes packets and capture files for tests, by other code than the program's.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MadePacket:
 *
 * What a packet says. Addresses are text, both of IPv4 or both of IPv6.
 */
typedef struct
{
  const char   *source;
  guint16       source_port;
  const char   *destination;
  guint16       destination_port;
  gboolean      is_udp;
  guint32       sequence;
  guint32       acknowledgment;
  guint8        flags;
  const guint8 *payload;
  gsize         len;
} MadePacket;

/**
 * Maker:
 * @file: the capture so far
 * @is_little: byte order of what is added
 * @parts_per_s: unit of its times, for the classic format
 *
 * A capture in the making.
 */
typedef struct
{
  GByteArray *file;
  gboolean    is_little;
  guint       parts_per_s;
} Maker;

/* From the IP header on, with checksums of 0. */
GByteArray *make_ip             (const MadePacket *packet);
/* With the header of a link type before it. */
GByteArray *make_frame          (guint             link_type,
                                 const MadePacket *packet);

void        maker_init          (Maker            *maker,
                                 gboolean          is_little);
void        maker_clear         (Maker            *maker);
void        maker_u16           (Maker            *maker,
                                 guint16           value);
void        maker_u32           (Maker            *maker,
                                 guint32           value);
void        maker_bytes         (Maker            *maker,
                                 gconstpointer     bytes,
                                 gsize             len);

/* The classic format. */
void        maker_begin         (Maker            *maker,
                                 guint             parts_per_s,
                                 guint             link_type);
void        maker_record        (Maker            *maker,
                                 guint32           seconds,
                                 guint32           parts,
                                 const guint8     *bytes,
                                 gsize             len,
                                 gsize             wire_len);
/* Makes a frame and adds it, at a second that counts the packets from 1 on, and @number parts. */
void        maker_packet        (Maker            *maker,
                                 guint             number,
                                 guint             link_type,
                                 const MadePacket *packet);

/* pcapng: blocks, with the options given as bytes (%NULL: none) or made by maker_option(). */
void        maker_block         (Maker            *maker,
                                 guint32           type,
                                 const GByteArray *body);
void        maker_section       (Maker            *maker);
void        maker_interface     (Maker            *maker,
                                 guint             link_type,
                                 guint32           snap_len,
                                 const GByteArray *options);
void        maker_enhanced      (Maker            *maker,
                                 guint32           interface,
                                 guint64           time,
                                 const guint8     *bytes,
                                 gsize             len,
                                 gsize             wire_len,
                                 const GByteArray *options);
void        maker_option        (Maker            *maker,
                                 guint16           code,
                                 gconstpointer     value,
                                 gsize             len);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maker, maker_clear)

G_END_DECLS
