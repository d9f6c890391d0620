/* mb-file-store.c: files of records in wire form, so that a read is a copy.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-file-store.h"

#include <string.h>

#include "modbus/mb-file-group.h"

#define ILLEGAL_FUNCTION 1
#define ILLEGAL_DATA_ADDRESS 2

typedef struct
{
  guint   n_records;
  guint8 *records;
} File;

struct _MbFileStore
{
  /* File by number. */
  GHashTable *files;
};

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->records);
  g_free (file);
}

/**
 * mb_file_store_new:
 *
 * Makes a store without files.
 *
 * Returns: (transfer full): a new store
 */
MbFileStore *
mb_file_store_new (void)
{
  MbFileStore *store = g_new0 (MbFileStore, 1);

  store->files = g_hash_table_new_full (NULL, NULL, NULL, file_free);
  return store;
}

/**
 * mb_file_store_free:
 * @store: (transfer full): a store
 *
 * Frees it.
 */
void
mb_file_store_free (MbFileStore *store)
{
  g_hash_table_unref (store->files);
  g_free (store);
}

/**
 * mb_file_store_add:
 * @store: a store
 * @file: number of a file that is not there yet, 1 to 65535
 * @n_records: how many records it has, 1 to %MB_FILE_N_RECORDS
 *
 * Makes a file exist, with 0 in each record.
 */
void
mb_file_store_add (MbFileStore *store,
                   guint16      file,
                   guint        n_records)
{
  File *added;

  g_return_if_fail (file != 0 && n_records >= 1 && n_records <= MB_FILE_N_RECORDS);
  g_return_if_fail (!g_hash_table_contains (store->files, GUINT_TO_POINTER (file)));

  added = g_new0 (File, 1);
  added->n_records = n_records;
  added->records = g_malloc0 (2 * (gsize) n_records);
  g_hash_table_insert (store->files, GUINT_TO_POINTER (file), added);
}

/* Where the records of a group lie, or NULL when they do not all exist. */
static guint8 *
find_records (MbFileStore       *store,
              const MbFileGroup *group)
{
  File *file = g_hash_table_lookup (store->files, GUINT_TO_POINTER (group->file));

  if (file == NULL || group->record > file->n_records ||
      group->length > file->n_records - group->record)
    return NULL;
  return file->records + 2 * (gsize) group->record;
}

static gboolean
covers_all (MbFileStore     *store,
            const MbRequest *request)
{
  MbFileGroup group;
  MbReader reader;

  mb_reader_init (&reader, request->data, request->data_len);
  while (mb_reader_left (&reader) > 0)
    {
      if (!mb_file_group_read (&reader, request->function, &group) ||
          find_records (store, &group) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Carries out each group in its order; all of them exist. */
static gsize
copy_groups (MbFileStore     *store,
             const MbRequest *request,
             guint8          *data)
{
  MbFileGroup group;
  MbReader reader;
  MbWriter writer;

  mb_reader_init (&reader, request->data, request->data_len);
  mb_writer_init (&writer, data, MB_PDU_MAX);
  while (mb_reader_left (&reader) > 0 && mb_file_group_read (&reader, request->function, &group))
    {
      guint8 *records = find_records (store, &group);

      if (request->function == MB_FUNCTION_READ_FILE_RECORD)
        mb_file_group_write_contents (&writer, records, group.length);
      else
        memcpy (records, group.data, 2 * (gsize) group.length);
    }
  return writer.len;
}

/**
 * mb_file_store_execute:
 * @store: a store
 * @request: a request of 20 or 21 that mb_request_parse() took
 * @out_response: (out caller-allocates): the answer, which views @data or @request
 * @data: room for %MB_PDU_MAX bytes
 *
 * Checks that all records exist before anything is done, then reads (V1.1b3, 6.14) or writes them
 * (6.15).
 *
 * Returns: 0, or an exception code: 1 for another function, or when there is no file at all; 2 for
 *   a record that is not there
 */
guint8
mb_file_store_execute (MbFileStore     *store,
                       const MbRequest *request,
                       MbResponse      *out_response,
                       guint8          *data)
{
  gboolean is_read = request->function == MB_FUNCTION_READ_FILE_RECORD;
  gsize len;

  if ((!is_read && request->function != MB_FUNCTION_WRITE_FILE_RECORD) ||
      g_hash_table_size (store->files) == 0)
    return ILLEGAL_FUNCTION;
  if (!covers_all (store, request))
    return ILLEGAL_DATA_ADDRESS;

  len = copy_groups (store, request, data);
  *out_response = (MbResponse) {
    .function = request->function,
    .quantity = request->quantity,
    .data = is_read ? data : request->data,
    .data_len = is_read ? len : request->data_len,
  };
  return 0;
}
