/* mb-pcap.h: the bytes of a capture file in, its packets out; pcap and pcapng.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-stamp.h"

G_BEGIN_DECLS

/* The most bytes of one packet: what capture programs take at most (libpcap's MAXIMUM_SNAPLEN). */
#define MB_PCAP_MAX_PACKET 262144

/* The longest block of a pcapng file that has to be in memory at once: a largest packet, and room
 * for comments. Blocks that say nothing about packets may be longer, they are passed over. */
#define MB_PCAP_MAX_BLOCK (1024 * 1024)

/* Interfaces of one section. An older kind of block has two bytes for their number. */
#define MB_PCAP_MAX_INTERFACES 65536

/**
 * MB_PCAP_ERROR:
 *
 * Domain of what makes a capture unreadable from some place on. The codes are #MbPcapError.
 */
#define MB_PCAP_ERROR (mb_pcap_error_quark ())

/**
 * MbPcapError:
 * @MB_PCAP_ERROR_FORMAT: not a capture, or of a version or kind that is not known
 * @MB_PCAP_ERROR_RECORD: a record that cannot be one; what came before it is good
 * @MB_PCAP_ERROR_END: the file ends inside of a record; what came before it is good
 *
 * Codes of %MB_PCAP_ERROR.
 */
typedef enum
{
  MB_PCAP_ERROR_FORMAT,
  MB_PCAP_ERROR_RECORD,
  MB_PCAP_ERROR_END,
} MbPcapError;

/**
 * MbPcapPacket:
 * @stamp: its number and time
 * @link_type: what kind of header it begins with, by the list of link types for pcap
 * @bytes: (array length=len): the bytes that were captured
 * @len: number of @bytes, at most %MB_PCAP_MAX_PACKET
 * @wire_len: how many bytes it had on the wire, at least @len
 * @comment: (array length=comment_len) (nullable): its first comment, as it stands in the file:
 *   not terminated, and not always valid UTF-8
 * @comment_len: number of bytes of @comment
 *
 * One packet as a view over the reader's buffer; good until the next mb_pcap_reader_next() or
 * mb_pcap_reader_reserve().
 */
typedef struct
{
  MbStamp       stamp;
  guint         link_type;
  const guint8 *bytes;
  gsize         len;
  gsize         wire_len;
  const char   *comment;
  gsize         comment_len;
} MbPcapPacket;

/**
 * MbPcapResult:
 * @MB_PCAP_MORE: no whole packet is there
 * @MB_PCAP_PACKET: a packet
 * @MB_PCAP_FAILED: the file cannot be read from here on; it stays so
 *
 * What mb_pcap_reader_next() found.
 */
typedef enum
{
  MB_PCAP_MORE,
  MB_PCAP_PACKET,
  MB_PCAP_FAILED,
} MbPcapResult;

/**
 * MbPcapReader:
 *
 * Reads one capture whose bytes are pushed into it in pieces of any size: reserve, commit, then
 * next until there is no packet any more; see mb-capture.h for an example. It reads no file itself.
 * Memory is bounded by the largest record. For one thread at a time.
 */
typedef struct _MbPcapReader MbPcapReader;

GQuark        mb_pcap_error_quark           (void);

/* Makes a reader for one capture: pcap with micro- or nanoseconds in either byte order
 * (draft-ietf-opsawg-pcap), or pcapng with any number of sections and interfaces
 * (draft-ietf-opsawg-pcapng). */
MbPcapReader *mb_pcap_reader_new            (void);
/* Frees a reader; packets taken from it are gone with it. */
void          mb_pcap_reader_free           (MbPcapReader  *reader);
/* Where the next bytes of the file go, at least one when next gave no packet; say with commit how
 * many came. */
guint8       *mb_pcap_reader_reserve        (MbPcapReader  *reader,
                                             gsize         *out_space);
/* Adds the bytes that were read. */
void          mb_pcap_reader_commit         (MbPcapReader  *reader,
                                             gsize          n_bytes);
/* Takes the next packet; with %MB_PCAP_FAILED an error of %MB_PCAP_ERROR that says where, and how
 * many packets before are good. */
MbPcapResult  mb_pcap_reader_next           (MbPcapReader  *reader,
                                             MbPcapPacket  *out_packet,
                                             GError       **error);
/* To be called at the end of the file: FALSE with an error of %MB_PCAP_ERROR when it is empty, ends
 * inside of a record, or had failed before. */
gboolean      mb_pcap_reader_finish         (MbPcapReader  *reader,
                                             GError       **error);
/* How many packets it gave. */
guint64       mb_pcap_reader_get_n_packets  (MbPcapReader  *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPcapReader, mb_pcap_reader_free)

G_END_DECLS
