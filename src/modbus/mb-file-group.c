/* mb-file-group.c: the groups of Read and Write File Record: references to records of files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-file-group.h"

#include "modbus/mb-function.h"

#define ILLEGAL_DATA_ADDRESS 2
#define ILLEGAL_DATA_VALUE 3

/* Limits of the byte count (V1.1b3, 6.14 and 6.15), the first also for the response. */
#define READ_MAX 0xf5
#define WRITE_MAX 0xfb

/**
 * mb_file_group_read:
 * @reader: the groups, at the next one
 * @function: 20 or 21
 * @out_group: (out caller-allocates): the group, which views the bytes
 *
 * Takes the next group of a request of 20 or 21 or of a response of 21 (V1.1b3, 6.14, 6.15), which
 * is not judged.
 *
 * Returns: %FALSE when the bytes end inside of it
 */
gboolean
mb_file_group_read (MbReader    *reader,
                    guint8       function,
                    MbFileGroup *out_group)
{
  out_group->type = mb_reader_u8 (reader);
  out_group->file = mb_reader_u16 (reader);
  out_group->record = mb_reader_u16 (reader);
  out_group->length = mb_reader_u16 (reader);
  out_group->data = NULL;
  if (function == MB_FUNCTION_WRITE_FILE_RECORD && !reader->failed)
    out_group->data = mb_reader_bytes (reader, 2 * (gsize) out_group->length);
  return !reader->failed;
}

/**
 * mb_file_group_read_contents:
 * @reader: what a response of 20 has after its byte count, at the next group
 * @out_group: (out caller-allocates): the group, which views the bytes
 *
 * Takes the next group of a response of 20: a length in bytes, which counts the type, then the
 * type and the registers (V1.1b3, 6.14).
 *
 * Returns: %FALSE when the bytes end inside of it, or its length is not 1 + 2 × registers
 */
gboolean
mb_file_group_read_contents (MbReader    *reader,
                             MbFileGroup *out_group)
{
  guint8 len = mb_reader_u8 (reader);

  *out_group = (MbFileGroup) { .type = mb_reader_u8 (reader) };
  if (reader->failed || len % 2 == 0)
    return FALSE;
  out_group->length = len / 2;
  out_group->data = mb_reader_bytes (reader, len - 1u);
  return !reader->failed;
}

/**
 * mb_file_group_write:
 * @writer: where to put it
 * @group: a group of a request; its data is written when there is some
 *
 * Puts a group in wire form (V1.1b3, 6.14, 6.15), unchecked.
 */
void
mb_file_group_write (MbWriter          *writer,
                     const MbFileGroup *group)
{
  mb_writer_u8 (writer, group->type);
  mb_writer_u16 (writer, group->file);
  mb_writer_u16 (writer, group->record);
  mb_writer_u16 (writer, group->length);
  if (group->data != NULL)
    mb_writer_bytes (writer, group->data, 2 * (gsize) group->length);
}

/**
 * mb_file_group_write_contents:
 * @writer: where to put it
 * @data: 2 × @length bytes: the records in wire form
 * @length: number of records, at most 121
 *
 * Puts a group of a response of 20 in wire form (V1.1b3, 6.14).
 */
void
mb_file_group_write_contents (MbWriter     *writer,
                              const guint8 *data,
                              guint16       length)
{
  g_return_if_fail (length <= (READ_MAX - 2) / 2);

  mb_writer_u8 (writer, (guint8) (1 + 2 * length));
  mb_writer_u8 (writer, MB_FILE_REFERENCE_TYPE);
  mb_writer_bytes (writer, data, 2 * (gsize) length);
}

/**
 * mb_file_group_count:
 * @function: 20 or 21
 * @groups: (array length=groups_len) (nullable): groups of a request in wire form
 * @groups_len: number of bytes
 *
 * Returns: how many whole groups there are. O(n) in them
 */
guint16
mb_file_group_count (guint8        function,
                     const guint8 *groups,
                     gsize         groups_len)
{
  MbFileGroup group;
  MbReader reader;
  guint16 n = 0;

  mb_reader_init (&reader, groups, groups_len);
  while (mb_reader_left (&reader) > 0 && mb_file_group_read (&reader, function, &group))
    n++;
  return n;
}

/* Whether no file has what the group refers to. */
static gboolean
is_beyond (const MbFileGroup *group)
{
  return group->type != MB_FILE_REFERENCE_TYPE || group->file == 0 ||
         group->record >= MB_FILE_N_RECORDS ||
         group->length > MB_FILE_N_RECORDS - group->record;
}

/**
 * mb_file_group_judge:
 * @function: 20 or 21
 * @groups: (array length=groups_len) (nullable): groups of a request in wire form
 * @groups_len: number of bytes
 *
 * Judges groups as every server must (V1.1b3, 6.14, 6.15): first the structure, which is byte
 * count, whole groups, at least one record in each, and a response that fits into a PDU; then the
 * references, which are type 6, file 1 to 65535, records below 10000. O(n) in the groups.
 *
 * Returns: 0, or the exception code: 3 for the structure, 2 for a reference
 */
guint8
mb_file_group_judge (guint8        function,
                     const guint8 *groups,
                     gsize         groups_len)
{
  gboolean is_read = function == MB_FUNCTION_READ_FILE_RECORD;
  gboolean is_wrong_reference = FALSE;
  gsize response_len = 0;
  MbFileGroup group;
  MbReader reader;

  if (groups_len < 1 || groups_len > (is_read ? READ_MAX : WRITE_MAX))
    return ILLEGAL_DATA_VALUE;

  mb_reader_init (&reader, groups, groups_len);
  while (mb_reader_left (&reader) > 0)
    {
      if (!mb_file_group_read (&reader, function, &group) || group.length < 1)
        return ILLEGAL_DATA_VALUE;
      response_len += 2 + 2 * (gsize) group.length;
      is_wrong_reference = is_wrong_reference || is_beyond (&group);
    }
  if (is_read && response_len > READ_MAX)
    return ILLEGAL_DATA_VALUE;
  return is_wrong_reference ? ILLEGAL_DATA_ADDRESS : 0;
}
