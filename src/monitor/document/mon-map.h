/* mon-map.h: a map of registers: the tags of a device, as a table in a file tells them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-address.h"
#include "monitor/document/mon-csv.h"
#include "monitor/document/mon-tag-spec.h"

G_BEGIN_DECLS

/**
 * MON_MAP_ERROR:
 *
 * What is wrong with a map; messages begin with "LINE:COLUMN: ". The only code is 0.
 */
#define MON_MAP_ERROR (mon_map_error_quark ())

/**
 * MonMapColumn:
 * @MON_MAP_NAME: what a person calls it; without one a name is made of table and address
 * @MON_MAP_TABLE: coils, discrete, input or holding, or what others call them
 * @MON_MAP_ADDRESS: of the first item
 * @MON_MAP_TYPE: a name of mb_type_from_name(), or what others call it; uint16 or bool
 * @MON_MAP_BITS: of a register that it has a part of: "3", or "4-7"; all of them
 * @MON_MAP_ORDER: a name of mb_order_from_name(); ABCD
 * @MON_MAP_SCALE, @MON_MAP_OFFSET: value = raw × scale + offset; 1 and 0
 * @MON_MAP_UNIT: "°C"
 * @MON_MAP_DECIMALS: 0 to 17
 * @MON_MAP_VALUE: what a simulated device has at the start, after scale and offset
 * @MON_MAP_WRITABLE: yes or no; what the table allows
 *
 * What a column tells.
 */
typedef enum
{
  MON_MAP_NAME,
  MON_MAP_TABLE,
  MON_MAP_ADDRESS,
  MON_MAP_TYPE,
  MON_MAP_BITS,
  MON_MAP_ORDER,
  MON_MAP_SCALE,
  MON_MAP_OFFSET,
  MON_MAP_UNIT,
  MON_MAP_DECIMALS,
  MON_MAP_VALUE,
  MON_MAP_WRITABLE,
} MonMapColumn;

#define MON_N_MAP_COLUMNS (MON_MAP_WRITABLE + 1)

/**
 * MonMapLayout:
 * @columns: for each #MonMapColumn the column of the table that it is, or -1
 * @notation: how addresses are written
 * @decimal: what stands before decimals, a point or a comma
 *
 * How to read a table.
 */
typedef struct
{
  int         columns[MON_N_MAP_COLUMNS];
  MonNotation notation;
  char        decimal;
} MonMapLayout;

/**
 * MonMapEntry:
 * @tag: the tag
 * @registers: its value in registers or, for a bit, as 0 or 1; %NULL when none is given
 * @is_writable: whether clients may write it
 * @line: where it stands in the file, from 1
 *
 * One row of a map.
 */
typedef struct
{
  MonTagSpec *tag;
  guint16    *registers;
  gboolean    is_writable;
  guint       line;
} MonMapEntry;

/**
 * MonMapNote:
 * @line, @column: the place in the file, from 1
 * @is_error: whether the row was left out, or is just odd
 * @text: what is wrong, and what to do
 *
 * What there is to say of a row.
 */
typedef struct
{
  guint     line;
  guint     column;
  gboolean  is_error;
  char     *text;
} MonMapNote;

/* Beyond these only their number is kept: nobody reads more. */
#define MON_MAP_MAX_NOTES 1000

/**
 * MonMap:
 *
 * What a table tells, with all that is wrong with it. It does not change.
 */
typedef struct _MonMap MonMap;

GQuark             mon_map_error_quark    (void);

/* The name of a column as this program writes it. */
const char        *mon_map_column_name    (MonMapColumn        column);
/* Finds out from the names of the columns what they are, and how numbers are written. */
void               mon_map_layout_guess   (MonMapLayout       *out_layout,
                                           const MonCsv       *csv);
/* Reads all rows, good and bad. */
MonMap            *mon_map_read           (const MonCsv       *csv,
                                           const MonMapLayout *layout);
/* Reads a file whose columns say themselves what they are; nothing when a row is bad. */
MonMap            *mon_map_parse          (const char         *text,
                                           gsize               len,
                                           GError            **error);
void               mon_map_free           (MonMap             *map);

/* In the order of the file. */
guint              mon_map_get_n_entries  (const MonMap       *map);
const MonMapEntry *mon_map_get_entry      (const MonMap       *map,
                                           guint               index);
guint              mon_map_get_n_notes    (const MonMap       *map);
const MonMapNote  *mon_map_get_note       (const MonMap       *map,
                                           guint               index);
/* How many rows were left out, those beyond the kept notes as well. */
guint              mon_map_get_n_errors   (const MonMap       *map);

/* Writes the tags of a device as such a file. */
char              *mon_map_format         (const GPtrArray    *tags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonMap, mon_map_free)

G_END_DECLS
