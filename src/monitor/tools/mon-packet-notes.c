/* mon-packet-notes.c: which tags of a recording a request is about.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-packet-notes.h"

#include "modbus/mb-request.h"

/* A poll asks the same again and again; scans ask for everything once. */
#define MAX_NOTES 10000

/* More names than that nobody reads in a comment. */
#define MAX_NAMES 200

/* Items of one table of one device. */
typedef struct
{
  gint64  device;
  MbTable table;
  guint   address;
  guint   quantity;
} Span;

struct _MonPacketNotes
{
  MonRecordingReader *reader;
  GHashTable         *notes;   /* of Span → text, "" for none */
  GHashTable         *devices; /* row → GPtrArray of MonReaderTag */
};

static guint
span_hash (gconstpointer data)
{
  const Span *span = data;

  return (guint) span->device * 31 + span->table * 7 + span->address * 65599 + span->quantity;
}

static gboolean
span_equal (gconstpointer a,
            gconstpointer b)
{
  const Span *left = a;
  const Span *right = b;

  return left->device == right->device && left->table == right->table
         && left->address == right->address && left->quantity == right->quantity;
}

static void
tags_free (gpointer data)
{
  g_ptr_array_unref (data);
}

/**
 * mon_packet_notes_new:
 * @reader: a reader after a begin
 *
 * Returns: (transfer full): what knows its tags by their places
 */
MonPacketNotes *
mon_packet_notes_new (MonRecordingReader *reader)
{
  MonPacketNotes *notes = g_new0 (MonPacketNotes, 1);

  notes->reader = reader;
  notes->notes = g_hash_table_new_full (span_hash, span_equal, g_free, g_free);
  notes->devices = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, tags_free);
  for (guint i = 0; i < mon_recording_reader_get_n_tags (reader); i++)
    {
      const MonReaderTag *tag = mon_recording_reader_get_tag (reader, i);
      GPtrArray *tags = g_hash_table_lookup (notes->devices, &tag->device);

      if (tag->is_computed)
        continue;
      if (tags == NULL)
        {
          tags = g_ptr_array_new ();
          g_hash_table_insert (notes->devices, (gpointer) &tag->device, tags);
        }
      g_ptr_array_add (tags, (gpointer) tag);
    }
  return notes;
}

/**
 * mon_packet_notes_free:
 * @notes: (transfer full): notes
 *
 * Frees them.
 */
void
mon_packet_notes_free (MonPacketNotes *notes)
{
  g_hash_table_unref (notes->notes);
  g_hash_table_unref (notes->devices);
  g_free (notes);
}

/* What a request reads, or else what it writes. */
static gboolean
get_span (const MbRequest *request,
          Span            *span)
{
  static const MbTable tables[] = {
    [1] = MB_TABLE_COILS,
    [2] = MB_TABLE_DISCRETE_INPUTS,
    [3] = MB_TABLE_HOLDING_REGISTERS,
    [4] = MB_TABLE_INPUT_REGISTERS,
  };
  guint16 address, quantity;

  if (request->function >= 1 && request->function < G_N_ELEMENTS (tables))
    {
      span->table = tables[request->function];
      span->address = request->address;
      span->quantity = request->quantity;
      return TRUE;
    }
  if (!mb_request_get_written (request, &span->table, &address, &quantity))
    return FALSE;
  span->address = address;
  span->quantity = quantity;
  return TRUE;
}

static gboolean
is_within (const MonTagSpec *tag,
           const Span       *span)
{
  guint first = tag->address;

  return tag->table == span->table && first < span->address + span->quantity
         && first + mon_tag_spec_n_items (tag) > span->address;
}

static char *
dup_names (MonPacketNotes *notes,
           const Span     *span)
{
  const GPtrArray *tags = g_hash_table_lookup (notes->devices, &span->device);
  GString *names = g_string_new (NULL);
  guint n_names = 0;

  for (guint i = 0; tags != NULL && i < tags->len && n_names <= MAX_NAMES; i++)
    {
      const MonReaderTag *tag = g_ptr_array_index (tags, i);

      if (!is_within (tag->spec, span))
        continue;
      if (n_names > 0)
        g_string_append (names, ", ");
      g_string_append (names, n_names < MAX_NAMES ? tag->spec->name : "…");
      n_names++;
    }
  return g_string_free (names, FALSE);
}

/**
 * mon_packet_notes_find:
 * @notes: notes
 * @device: row of a device
 * @pdu: (array length=pdu_len): a request
 * @pdu_len: its length in bytes
 *
 * Returns: (transfer none) (nullable): the names of its tags
 */
const char *
mon_packet_notes_find (MonPacketNotes *notes,
                       gint64          device,
                       const guint8   *pdu,
                       gsize           pdu_len)
{
  Span span = { .device = device };
  MbRequest request;
  char *names;

  if (mb_request_parse (&request, pdu, pdu_len) != 0 || !get_span (&request, &span))
    return NULL;
  names = g_hash_table_lookup (notes->notes, &span);
  if (names == NULL)
    {
      if (g_hash_table_size (notes->notes) == MAX_NOTES)
        g_hash_table_remove_all (notes->notes);
      names = dup_names (notes, &span);
      g_hash_table_insert (notes->notes, g_memdup2 (&span, sizeof span), names);
    }
  return *names != '\0' ? names : NULL;
}
