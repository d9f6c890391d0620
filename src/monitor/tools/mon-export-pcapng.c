/* mon-export-pcapng.c: the traffic of a recording as a capture, with tag names as comments.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-export-pcapng.h"

#include <string.h>

#include "modbus/mb-framing.h"
#include "modbus/mb-pcapng-writer.h"
#include "monitor/store/mon-traffic-log.h"
#include "monitor/tools/mon-packet-notes.h"

/* Given away when so much is there. */
#define CHUNK_BYTES (64 * 1024)

/* For ends that the recording does not know: addresses for documentation (RFC 5737, RFC 3849), and
 * a port of those that clients get (RFC 6335, 6). */
#define UNKNOWN_CLIENT_4 "192.0.2.254"
#define UNKNOWN_SERVER_4 "192.0.2.1"
#define UNKNOWN_CLIENT_6 "2001:db8::fe"
#define FIRST_CLIENT_PORT 49152

/* Requests at their time, responses at theirs, links around them: sorted by SQLite, which needs
 * little memory for that. */
#define PACKETS \
  "SELECT time, CASE kind WHEN 'link-up' THEN 0 ELSE 3 END AS what, event.id AS id, connection, " \
  "NULL AS device, NULL AS carrier, NULL AS request, NULL AS message, text FROM event " \
  "LEFT JOIN reason ON reason.id = reason WHERE kind IN ('link-up', 'link-down') " \
  "UNION ALL SELECT time, 1, id, connection, device, carrier, request, request, NULL " \
  "FROM traffic WHERE request IS NOT NULL " \
  "UNION ALL SELECT time + coalesce (rtt, 0), 2, id, connection, device, carrier, request, " \
  "response, NULL FROM traffic WHERE response IS NOT NULL ORDER BY 1, 2, 3"

enum
{
  COLUMN_TIME,
  COLUMN_WHAT,
  COLUMN_ID,
  COLUMN_CONNECTION,
  COLUMN_DEVICE,
  COLUMN_CARRIER,
  COLUMN_REQUEST,
  COLUMN_MESSAGE,
  COLUMN_TEXT,
};

enum
{
  WHAT_LINK_UP,
  WHAT_REQUEST,
  WHAT_RESPONSE,
  WHAT_LINK_DOWN,
};

/* A connection with its interface, and the link that is open. */
typedef struct
{
  guint         interface;
  MbCarrier     carrier;
  MbNetAddress  client;
  MbNetAddress  server;
  gboolean      is_open;
  guint         link;
} Connection;

typedef struct
{
  MonRecordingReader *reader;
  MbPcapngWriter     *writer;
  MonPacketNotes     *notes;
  GHashTable         *connections; /* row → Connection */
  gint64              last_us;
  MonExportFunc       func;
  gpointer            user_data;
} Export;

static void
set_unknown_ends (Connection *connection,
                  gint64      row,
                  const char *host,
                  guint16     port)
{
  guint16 client_port = (guint16) (FIRST_CLIENT_PORT + row % 16384);

  if (!mb_net_address_parse (&connection->server, host, port))
    mb_net_address_parse (&connection->server, UNKNOWN_SERVER_4, port);
  mb_net_address_parse (&connection->client,
                        connection->server.version == 6 ? UNKNOWN_CLIENT_6 : UNKNOWN_CLIENT_4,
                        client_port);
}

static void
add_connection (Export       *export,
                sqlite3_stmt *row)
{
  Connection *connection = g_new0 (Connection, 1);
  gint64 *id = g_new (gint64, 1);
  const char *name = (const char *) sqlite3_column_text (row, 1);
  const char *host = (const char *) sqlite3_column_text (row, 2);
  const char *transport = (const char *) sqlite3_column_text (row, 4);
  g_autofree char *place = g_strdup_printf ("%s:%d", host != NULL ? host : "",
                                            sqlite3_column_int (row, 3));

  *id = sqlite3_column_int64 (row, 0);
  if (transport == NULL || !mb_carrier_from_name (transport, &connection->carrier))
    connection->carrier = MB_CARRIER_TCP;
  set_unknown_ends (connection, *id, host != NULL ? host : "",
                    (guint16) sqlite3_column_int (row, 3));
  connection->interface =
    mb_pcapng_writer_add_interface (export->writer,
                                    name != NULL && *name != '\0' ? name : place, place);
  g_hash_table_replace (export->connections, id, connection);
}

static gboolean
add_connections (Export  *export,
                 GError **error)
{
  g_autoptr (sqlite3_stmt) rows = NULL;
  GError *failure = NULL;

  rows = mon_sql_prepare (mon_recording_reader_get_db (export->reader),
                          "SELECT id, name, host, port, transport FROM connection ORDER BY id",
                          error);
  if (rows == NULL)
    return FALSE;
  while (mon_sql_next (rows, &failure))
    add_connection (export, rows);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* "192.0.2.1:502" or "[2001:db8::1%eth0]:502", with whatever behind it after a blank. */
static gboolean
parse_end (MbNetAddress *address,
           const char   *text)
{
  g_autofree char *end = g_strndup (text, strcspn (text, " "));
  char *colon = strrchr (end, ':');
  char *host = end;

  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  if (*host == '[' && host[strlen (host) - 1] == ']')
    {
      host++;
      host[strcspn (host, "%]")] = '\0';
    }
  return mb_net_address_parse (address, host, (guint16) g_ascii_strtoull (colon + 1, NULL, 10));
}

/* Both ends, as mb_port_describe() names them. */
static void
take_ends (Connection *connection,
           const char *text)
{
  const char *arrow = text != NULL ? strstr (text, " → ") : NULL;
  MbNetAddress client, server;

  if (arrow == NULL || !parse_end (&client, text)
      || !parse_end (&server, arrow + strlen (" → "))
      || client.version != server.version)
    return;
  connection->client = client;
  connection->server = server;
}

static void
close_link (Export     *export,
            Connection *connection,
            gint64      time_us)
{
  if (connection->is_open)
    mb_pcapng_writer_close_link (export->writer, connection->link, time_us);
  connection->is_open = FALSE;
}

static void
open_link (Export     *export,
           Connection *connection,
           gint64      time_us)
{
  if (connection->is_open)
    return;
  connection->link = mb_pcapng_writer_open_link (export->writer, connection->interface,
                                                 connection->carrier, &connection->client,
                                                 &connection->server, time_us);
  connection->is_open = TRUE;
}

static const char *
find_note (Export       *export,
           Connection   *connection,
           sqlite3_stmt *row)
{
  const guint8 *request = sqlite3_column_blob (row, COLUMN_REQUEST);
  gsize len = (gsize) sqlite3_column_bytes (row, COLUMN_REQUEST);
  const guint8 *pdu;
  gsize pdu_len;

  if (request == NULL
      || len <= mb_framing_get_pdu_offset (mb_carrier_framing (connection->carrier)))
    return NULL;
  pdu = mb_framing_get_pdu (mb_carrier_framing (connection->carrier), request, len, &pdu_len);
  if (pdu == NULL || pdu_len == 0)
    return NULL;
  return mon_packet_notes_find (export->notes, sqlite3_column_int64 (row, COLUMN_DEVICE), pdu,
                                pdu_len);
}

static void
put_message (Export       *export,
             Connection   *connection,
             sqlite3_stmt *row,
             gint64        time_us)
{
  MbDirection direction = sqlite3_column_int (row, COLUMN_WHAT) == WHAT_REQUEST
                            ? MB_DIRECTION_REQUEST : MB_DIRECTION_RESPONSE;
  const guint8 *message = sqlite3_column_blob (row, COLUMN_MESSAGE);
  gsize len = (gsize) sqlite3_column_bytes (row, COLUMN_MESSAGE);

  if (message == NULL || len == 0 || len > MB_PCAPNG_MAX_MESSAGE)
    return;
  open_link (export, connection, time_us);
  mb_pcapng_writer_put (export->writer, connection->link, direction, time_us, message, len,
                        find_note (export, connection, row));
}

static void
put_row (Export       *export,
         sqlite3_stmt *row)
{
  gint64 id = sqlite3_column_int64 (row, COLUMN_CONNECTION);
  Connection *connection = g_hash_table_lookup (export->connections, &id);
  gint64 time_us = mon_recording_reader_get_origin (export->reader)
                   + sqlite3_column_int64 (row, COLUMN_TIME);

  if (connection == NULL)
    return;
  export->last_us = time_us;
  switch (sqlite3_column_int (row, COLUMN_WHAT))
    {
    case WHAT_LINK_UP:
      close_link (export, connection, time_us);
      take_ends (connection, (const char *) sqlite3_column_text (row, COLUMN_TEXT));
      open_link (export, connection, time_us);
      break;
    case WHAT_LINK_DOWN:
      close_link (export, connection, time_us);
      break;
    default:
      put_message (export, connection, row, time_us);
    }
}

static gboolean
give_bytes (Export *export,
            gsize   least)
{
  gsize len;
  const guint8 *bytes = mb_pcapng_writer_get_bytes (export->writer, &len);
  gboolean goes_on;

  if (len < least)
    return TRUE;
  goes_on = export->func (bytes, len, export->user_data);
  mb_pcapng_writer_clear (export->writer);
  return goes_on;
}

static void
close_links (Export *export)
{
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, export->connections);
  while (g_hash_table_iter_next (&iter, NULL, &connection))
    close_link (export, connection, export->last_us);
}

static gboolean
put_rows (Export  *export,
          GError **error)
{
  g_autoptr (sqlite3_stmt) rows = NULL;
  GError *failure = NULL;

  rows = mon_sql_prepare (mon_recording_reader_get_db (export->reader), PACKETS, error);
  if (rows == NULL)
    return FALSE;
  while (mon_sql_next (rows, &failure))
    {
      put_row (export, rows);
      if (!give_bytes (export, CHUNK_BYTES))
        return TRUE;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  close_links (export);
  give_bytes (export, 1);
  return TRUE;
}

/**
 * mon_export_pcapng:
 * @reader: a reader after a begin
 * @func: gets the bytes of the file, one piece after the other
 * @user_data: for @func
 * @error: return location for an error
 *
 * Makes a capture of what was recorded of the traffic: each connection is an interface, each link a
 * TCP connection with the addresses that it had, each message a packet with its time. Where the
 * recording began in the middle of a link its addresses are made up.
 *
 * Returns: %FALSE for an error; when @func did not want more it is %TRUE
 */
gboolean
mon_export_pcapng (MonRecordingReader  *reader,
                   MonExportFunc        func,
                   gpointer             user_data,
                   GError             **error)
{
  g_autoptr (MbPcapngWriter) writer =
    mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, "Coilscope " PACKAGE_VERSION, NULL);
  g_autoptr (MonPacketNotes) notes = mon_packet_notes_new (reader);
  g_autoptr (GHashTable) connections =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  Export export = {
    .reader = reader,
    .writer = writer,
    .notes = notes,
    .connections = connections,
    .last_us = mon_recording_reader_get_origin (reader),
    .func = func,
    .user_data = user_data,
  };

  return add_connections (&export, error) && put_rows (&export, error);
}
