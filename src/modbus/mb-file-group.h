/* mb-file-group.h: the groups of Read and Write File Record: references to records of files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-wire.h"

G_BEGIN_DECLS

/* The only reference type there is, and the records of each file (V1.1b3, 6.14). */
#define MB_FILE_REFERENCE_TYPE 6
#define MB_FILE_N_RECORDS 10000

/**
 * MbFileGroup:
 * @type: reference type, always %MB_FILE_REFERENCE_TYPE when it is right
 * @file: number of the file, 1 to 65535; 0 in a response of 20, which does not say it
 * @record: number of the first record, 0 to 9999; 0 in a response of 20
 * @length: number of records, each one register
 * @data: (nullable): their contents in wire form, 2 × @length bytes, borrowed; %NULL in a request
 *   of 20
 *
 * One group of 20 or 21 as a view (V1.1b3, 6.14, 6.15).
 */
typedef struct
{
  guint8        type;
  guint16       file;
  guint16       record;
  guint16       length;
  const guint8 *data;
} MbFileGroup;

/* Takes the next group of a request of 20 or 21, or of a response of 21; FALSE when the bytes end
 * inside of it. */
gboolean mb_file_group_read          (MbReader          *reader,
                                      guint8             function,
                                      MbFileGroup       *out_group);
/* Takes the next group of a response of 20 (V1.1b3, 6.14); FALSE when the bytes end inside of
 * it. */
gboolean mb_file_group_read_contents (MbReader          *reader,
                                      MbFileGroup       *out_group);
/* Puts a group in wire form (V1.1b3, 6.14, 6.15), unchecked. */
void     mb_file_group_write         (MbWriter          *writer,
                                      const MbFileGroup *group);
/* Puts a group of a response of 20 in wire form (V1.1b3, 6.14). */
void     mb_file_group_write_contents (MbWriter         *writer,
                                      const guint8      *data,
                                      guint16            length);
/* How many whole groups there are. */
guint16  mb_file_group_count         (guint8             function,
                                      const guint8      *groups,
                                      gsize              groups_len);
/* 0, or the exception with which every server refuses these groups (V1.1b3, 6.14, 6.15): 3 for
 * their structure, 2 for a record that no file has. O(n) in them. */
guint8   mb_file_group_judge         (guint8             function,
                                      const guint8      *groups,
                                      gsize              groups_len);

G_END_DECLS
