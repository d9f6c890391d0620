/* mb-pcapng-writer.h: connections and their ADUs in, the bytes of a pcapng file out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-endpoint.h"
#include "modbus/mb-field.h"
#include "modbus/mb-net-address.h"

G_BEGIN_DECLS

/* The longest message that one packet takes: with its headers it has to fit the 16 bits of an IP
 * packet's length. An ADU has 260 bytes at most. */
#define MB_PCAPNG_MAX_MESSAGE 65000

/* The longest comment or name in bytes; what is longer is cut between two characters. The lengths
 * of options have 16 bits. */
#define MB_PCAPNG_MAX_TEXT 65532

/**
 * MbPcapngResolution:
 * @MB_PCAPNG_MICROSECONDS: times count microseconds
 * @MB_PCAPNG_NANOSECONDS: times count nanoseconds
 *
 * The unit of all times of a file: the negative power of ten that a second is divided by.
 */
typedef enum
{
  MB_PCAPNG_MICROSECONDS = 6,
  MB_PCAPNG_NANOSECONDS = 9,
} MbPcapngResolution;

/**
 * MbPcapngWriter:
 *
 * Connections have interfaces, links of them are opened and closed, messages go over links, and the
 * bytes are fetched whenever it suits:
 *
 * ```c
 * link = mb_pcapng_writer_open_link (writer, interface, MB_CARRIER_TCP, &client, &server, time_us);
 * mb_pcapng_writer_put (writer, link, MB_DIRECTION_REQUEST, time_us, adu, len, NULL);
 * mb_pcapng_writer_close_link (writer, link, time_us);
 *
 * bytes = mb_pcapng_writer_get_bytes (writer, &n_bytes);
 * if (!g_output_stream_write_all (stream, bytes, n_bytes, NULL, NULL, error))
 *   return FALSE;
 * mb_pcapng_writer_clear (writer);
 * ```
 *
 * Times count from 1970 UTC in the unit of the file. The TCP around the messages is made up, since
 * only they are known. For one thread at a time.
 */
typedef struct _MbPcapngWriter MbPcapngWriter;

/* Makes what writes Modbus traffic as a capture (draft-ietf-opsawg-pcapng) that any analyser
 * opens: raw IP (link type 101) with the true addresses and ports, one interface for each
 * connection. @application and @comment may be NULL. */
MbPcapngWriter *mb_pcapng_writer_new           (MbPcapngResolution    resolution,
                                                const char           *application,
                                                const char           *comment);
/* Frees a writer, with what was not fetched. */
void            mb_pcapng_writer_free          (MbPcapngWriter       *writer);
/* Adds an interface, one for each connection, whatever number of links it had; gives its number,
 * from 0. @name and @comment may be NULL. */
guint           mb_pcapng_writer_add_interface (MbPcapngWriter       *writer,
                                                const char           *name,
                                                const char           *comment);
/* Begins a link of a connection, TCP with its handshake; gives its number, which is good until it
 * is closed. The addresses are copied and of one version of IP. */
guint           mb_pcapng_writer_open_link     (MbPcapngWriter       *writer,
                                                guint                 interface,
                                                MbCarrier             carrier,
                                                const MbNetAddress   *client,
                                                const MbNetAddress   *server,
                                                gint64                time);
/* Writes one message, 1 to MB_PCAPNG_MAX_MESSAGE bytes, as one packet; @comment may be NULL. */
void            mb_pcapng_writer_put           (MbPcapngWriter       *writer,
                                                guint                 link,
                                                MbDirection           direction,
                                                gint64                time,
                                                const guint8         *message,
                                                gsize                 len,
                                                const char           *comment);
/* Ends a link: over TCP with a FIN from the client, then one from the server, whoever it was. */
void            mb_pcapng_writer_close_link    (MbPcapngWriter       *writer,
                                                guint                 link,
                                                gint64                time);
/* What is to be written to the file now, good until the writer is used again;
 * mb_pcapng_writer_clear() when that is done. */
const guint8   *mb_pcapng_writer_get_bytes     (MbPcapngWriter       *writer,
                                                gsize                *out_len);
/* Forgets what was fetched with mb_pcapng_writer_get_bytes(). */
void            mb_pcapng_writer_clear         (MbPcapngWriter       *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPcapngWriter, mb_pcapng_writer_free)

G_END_DECLS
