/* mon-recording-catalog.c: finds or makes the rows of what samples are of, and of how they are.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-catalog.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-response.h"
#include "monitor/store/mon-recording-kind.h"
#include "monitor/store/mon-recording-rows.h"
#include "monitor/store/mon-words.h"

/* A connection of the root. @serial tells one reason from the next. */
typedef struct
{
  gint64  row;
  guint   timeout_ms;
  char   *reason;
  guint   serial;
} Connection;

/* A tag of the root, with the state that it was in last, since that is mostly the next one too. */
typedef struct
{
  MonRecordedTag  public;
  Connection     *connection;
  gboolean        has_state;
  guint8          quality;
  guint8          detail;
  guint8          kind;
  guint           serial;
  gint64          state;
} Tag;

struct _MonRecordingCatalog
{
  MonRecordingRows *rows; /* NULL: no file */
  MonProjectSpec   *root;
  GHashTable       *connections; /* handle → Connection; stay when the root changes */
  GHashTable       *devices;     /* handle → row + 1 */
  GHashTable       *tags;        /* handle → Tag */
};

static void
connection_free (gpointer data)
{
  g_free (((Connection *) data)->reason);
  g_free (data);
}

static void
tag_free (gpointer data)
{
  mon_tag_spec_unref (((Tag *) data)->public.spec);
  g_free (data);
}

/**
 * mon_recording_catalog_new:
 *
 * Returns: (transfer full): a catalog without a file and a root
 */
MonRecordingCatalog *
mon_recording_catalog_new (void)
{
  MonRecordingCatalog *catalog = g_new0 (MonRecordingCatalog, 1);

  catalog->connections = g_hash_table_new_full (NULL, NULL, NULL, connection_free);
  catalog->devices = g_hash_table_new (NULL, NULL);
  catalog->tags = g_hash_table_new_full (NULL, NULL, NULL, tag_free);
  return catalog;
}

static void
detach (MonRecordingCatalog *catalog)
{
  g_clear_pointer (&catalog->rows, mon_recording_rows_free);
  g_hash_table_remove_all (catalog->devices);
  g_hash_table_remove_all (catalog->tags);
}

/**
 * mon_recording_catalog_free:
 * @catalog: (transfer full): a catalog
 *
 * Frees it. The file must still be open, or have been taken from it.
 */
void
mon_recording_catalog_free (MonRecordingCatalog *catalog)
{
  detach (catalog);
  g_hash_table_unref (catalog->connections);
  g_hash_table_unref (catalog->devices);
  g_hash_table_unref (catalog->tags);
  g_clear_pointer (&catalog->root, mon_project_spec_unref);
  g_free (catalog);
}

static gboolean
take_tags (MonRecordingCatalog      *catalog,
           Connection               *connection,
           gint64                    device,
           const MonDeviceSpec      *spec,
           GError                  **error)
{
  for (guint i = 0; i < spec->tags->len; i++)
    {
      MonTagSpec *tag_spec = g_ptr_array_index (spec->tags, i);
      gint64 row = mon_recording_rows_tag (catalog->rows, device, tag_spec, error);
      Tag *tag;

      if (row < 0)
        return FALSE;
      tag = g_new0 (Tag, 1);
      tag->public.row = row;
      tag->public.spec = mon_tag_spec_ref (tag_spec);
      tag->public.kind = mon_recording_kind_of_tag (tag_spec);
      tag->connection = connection;
      g_hash_table_replace (catalog->tags, GUINT_TO_POINTER (tag_spec->handle), tag);
    }
  return TRUE;
}

static Connection *
ensure_connection (MonRecordingCatalog *catalog,
                   guint32              handle)
{
  Connection *connection = g_hash_table_lookup (catalog->connections, GUINT_TO_POINTER (handle));

  if (connection == NULL)
    {
      connection = g_new0 (Connection, 1);
      connection->row = -1;
      g_hash_table_insert (catalog->connections, GUINT_TO_POINTER (handle), connection);
    }
  return connection;
}

static gboolean
take_connection (MonRecordingCatalog      *catalog,
                 const MonConnectionSpec  *spec,
                 GError                  **error)
{
  Connection *connection = ensure_connection (catalog, spec->handle);

  connection->timeout_ms = spec->timeout_ms;
  connection->row = mon_recording_rows_connection (catalog->rows, spec, error);
  if (connection->row < 0)
    return FALSE;
  for (guint i = 0; i < spec->devices->len; i++)
    {
      const MonDeviceSpec *device = g_ptr_array_index (spec->devices, i);
      g_autofree char *label = mon_device_spec_dup_label (device, spec);
      gint64 row = mon_recording_rows_device (catalog->rows, connection->row, device, label, error);

      if (row < 0)
        return FALSE;
      g_hash_table_insert (catalog->devices, GUINT_TO_POINTER (device->handle),
                           GSIZE_TO_POINTER ((gsize) row + 1));
      if (!take_tags (catalog, connection, row, device, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * mon_recording_catalog_set_root:
 * @catalog: a catalog
 * @root: a root
 * @error: return location for an error
 *
 * From now on handles are those of this root. Without a file nothing is written.
 *
 * Returns: whether all rows are there
 */
gboolean
mon_recording_catalog_set_root (MonRecordingCatalog  *catalog,
                                MonProjectSpec       *root,
                                GError              **error)
{
  mon_project_spec_ref (root);
  g_clear_pointer (&catalog->root, mon_project_spec_unref);
  catalog->root = root;
  g_hash_table_remove_all (catalog->devices);
  g_hash_table_remove_all (catalog->tags);
  if (catalog->rows == NULL)
    return TRUE;
  for (guint i = 0; i < root->connections->len; i++)
    if (!take_connection (catalog, g_ptr_array_index (root->connections, i), error))
      return FALSE;
  return TRUE;
}

/**
 * mon_recording_catalog_get_root:
 * @catalog: a catalog
 *
 * Returns: (transfer none) (nullable): the root that holds
 */
MonProjectSpec *
mon_recording_catalog_get_root (MonRecordingCatalog *catalog)
{
  return catalog->root;
}

/**
 * mon_recording_catalog_attach:
 * @catalog: a catalog
 * @db: (nullable): the database of a recording, inside a transaction; %NULL for none
 * @error: return location for an error
 *
 * Goes to another file, or forgets its rows.
 *
 * Returns: whether the rows of the root are there
 */
gboolean
mon_recording_catalog_attach (MonRecordingCatalog  *catalog,
                              sqlite3              *db,
                              GError              **error)
{
  g_autoptr (MonProjectSpec) root = NULL;

  detach (catalog);
  if (db == NULL)
    return TRUE;
  catalog->rows = mon_recording_rows_new (db, error);
  if (catalog->rows == NULL)
    return FALSE;
  if (catalog->root == NULL)
    return TRUE;
  root = mon_project_spec_ref (catalog->root);
  return mon_recording_catalog_set_root (catalog, root, error);
}

/**
 * mon_recording_catalog_set_link:
 * @catalog: a catalog
 * @connection: handle of a connection
 * @reason: (nullable): why it is not connected, or that its peer does not speak Modbus
 *
 * Takes over the state of a connection, for the reasons of the samples that come after.
 */
void
mon_recording_catalog_set_link (MonRecordingCatalog *catalog,
                                guint32              connection,
                                const char          *reason)
{
  Connection *known = ensure_connection (catalog, connection);

  if (g_strcmp0 (known->reason, reason) == 0)
    return;
  g_free (known->reason);
  known->reason = g_strdup (reason);
  known->serial++;
}

/**
 * mon_recording_catalog_find_tag:
 * @catalog: a catalog
 * @handle: handle of a tag
 *
 * Returns: (transfer none) (nullable): the tag
 */
const MonRecordedTag *
mon_recording_catalog_find_tag (MonRecordingCatalog *catalog,
                                guint32              handle)
{
  return g_hash_table_lookup (catalog->tags, GUINT_TO_POINTER (handle));
}

/**
 * mon_recording_catalog_find_connection:
 * @catalog: a catalog
 * @handle: handle of a connection
 *
 * Returns: its row, or -1
 */
gint64
mon_recording_catalog_find_connection (MonRecordingCatalog *catalog,
                                       guint32              handle)
{
  const Connection *connection =
    g_hash_table_lookup (catalog->connections, GUINT_TO_POINTER (handle));

  return connection != NULL ? connection->row : -1;
}

/**
 * mon_recording_catalog_find_device:
 * @catalog: a catalog
 * @handle: handle of a device
 *
 * Returns: its row, or -1
 */
gint64
mon_recording_catalog_find_device (MonRecordingCatalog *catalog,
                                   guint32              handle)
{
  gsize row = GPOINTER_TO_SIZE (g_hash_table_lookup (catalog->devices, GUINT_TO_POINTER (handle)));

  return (gint64) row - 1;
}

/**
 * mon_recording_catalog_find_reason:
 * @catalog: a catalog with a file
 * @text: (nullable): a text
 * @error: return location for an error
 *
 * Returns: the row of the text, -1 for %NULL and for an error
 */
gint64
mon_recording_catalog_find_reason (MonRecordingCatalog  *catalog,
                                   const char           *text,
                                   GError              **error)
{
  return text != NULL ? mon_recording_rows_reason (catalog->rows, text, error) : -1;
}

/* As the command line tells it. */
static char *
dup_reason (const Tag       *tag,
            const MonSample *sample)
{
  const Connection *connection = tag->connection;
  gboolean is_computed = mon_tag_spec_is_computed (tag->public.spec);

  if (mon_quality_has_value (sample->quality))
    return NULL;
  if (!is_computed && sample->quality == MON_QUALITY_TIMEOUT && sample->detail == 0)
    return g_strdup_printf (_("No reply within %u ms"), connection->timeout_ms);
  if (!is_computed && connection->reason != NULL
      && (sample->quality == MON_QUALITY_LINK_DOWN
          || (sample->quality == MON_QUALITY_BREACH
              && (sample->detail == MB_BREACH_FRAMING || sample->detail == MB_BREACH_CRC))))
    return g_strdup (connection->reason);
  return mon_words_quality (sample->quality, sample->detail);
}

static gint64
find_state (MonRecordingCatalog  *catalog,
            const Tag            *tag,
            const MonSample      *sample,
            GError              **error)
{
  g_autofree char *reason = dup_reason (tag, sample);
  MbValueKind kind = sample->value.kind == tag->public.kind ? MB_VALUE_NONE : sample->value.kind;

  return mon_recording_rows_state (catalog->rows, sample->quality, sample->detail, kind, reason,
                                   error);
}

/**
 * mon_recording_catalog_find_state:
 * @catalog: a catalog with a file
 * @recorded: a tag of it
 * @sample: a sample of that
 * @error: return location for an error
 *
 * Returns: the row of the sample's state, -1 for an error
 */
gint64
mon_recording_catalog_find_state (MonRecordingCatalog   *catalog,
                                  const MonRecordedTag  *recorded,
                                  const MonSample       *sample,
                                  GError               **error)
{
  Tag *tag = (Tag *) recorded;
  gint64 row;

  if (G_LIKELY (sample->quality == MON_QUALITY_GOOD && sample->detail == 0
                && sample->value.kind == tag->public.kind))
    return 0;
  if (tag->has_state && tag->quality == sample->quality && tag->detail == sample->detail
      && tag->kind == sample->value.kind && tag->serial == tag->connection->serial)
    return tag->state;

  row = find_state (catalog, tag, sample, error);
  if (row < 0)
    return row;
  tag->has_state = TRUE;
  tag->quality = sample->quality;
  tag->detail = sample->detail;
  tag->kind = (guint8) sample->value.kind;
  tag->serial = tag->connection->serial;
  tag->state = row;
  return row;
}
