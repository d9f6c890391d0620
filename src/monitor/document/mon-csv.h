/* mon-csv.h: tables of text with separators, as spreadsheets write them: read with places.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MON_CSV_ERROR:
 *
 * What is wrong with such a table; messages begin with "LINE:COLUMN: ".
 */
#define MON_CSV_ERROR (mon_csv_error_quark ())

/**
 * MonCsvError:
 * @MON_CSV_ERROR_TEXT: not UTF-8, or a character that no text has
 * @MON_CSV_ERROR_QUOTES: quotes that do not end, or text behind them
 * @MON_CSV_ERROR_TOO_LARGE: beyond one of the limits
 *
 * Codes of %MON_CSV_ERROR.
 */
typedef enum
{
  MON_CSV_ERROR_TEXT,
  MON_CSV_ERROR_QUOTES,
  MON_CSV_ERROR_TOO_LARGE,
} MonCsvError;

/* Each of them is far beyond any map of registers: one has 262,144 items at most. */
#define MON_CSV_MAX_BYTES (64 * 1024 * 1024)
#define MON_CSV_MAX_ROWS 300000
#define MON_CSV_MAX_COLUMNS 256
#define MON_CSV_MAX_CELLS 5000000
#define MON_CSV_MAX_CELL_BYTES (64 * 1024)

/**
 * MonCsv:
 *
 * A table that was read. It does not change.
 */
typedef struct _MonCsv MonCsv;

GQuark      mon_csv_error_quark   (void);
MonCsv     *mon_csv_parse         (const char    *text,
                                   gsize          len,
                                   GError       **error);
void        mon_csv_free          (MonCsv        *csv);

/* What stands between cells: one of , ; | and the tabulator. */
char        mon_csv_get_separator (const MonCsv  *csv);
/* Rows with anything in them; those that are empty are not counted. */
guint       mon_csv_get_n_rows    (const MonCsv  *csv);
guint       mon_csv_get_n_cells   (const MonCsv  *csv,
                                   guint          row);
/* "" for a cell that is not there. Blanks around what is not in quotes are gone. */
const char *mon_csv_get           (const MonCsv  *csv,
                                   guint          row,
                                   guint          column);
/* Where a cell begins: a line and a character of it, both counted from 1. For a cell that is not
 * there, where the row begins. */
void        mon_csv_get_place     (const MonCsv  *csv,
                                   guint          row,
                                   guint          column,
                                   guint         *out_line,
                                   guint         *out_column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonCsv, mon_csv_free)

G_END_DECLS
