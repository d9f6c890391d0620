/* mon-export-csv.h: the samples of a recording as lines of CSV, for programs or for spreadsheets.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-reader.h"

G_BEGIN_DECLS

/**
 * MonCsvStyle:
 * @MON_CSV_MACHINE: RFC 4180: commas, decimal points, ISO 8601 in UTC, no byte order mark
 * @MON_CSV_SPREADSHEET: as the spreadsheet of this locale reads it: its decimal mark, semicolons
 *   where that is a comma, local time without a zone, and a byte order mark that says UTF-8
 *
 * Who is going to read it.
 */
typedef enum
{
  MON_CSV_MACHINE,
  MON_CSV_SPREADSHEET,
} MonCsvStyle;

typedef struct _MonExportCsv MonExportCsv;

MonExportCsv *mon_export_csv_new        (MonCsvStyle            style);
void          mon_export_csv_free       (MonExportCsv          *csv);
/* Lines with their ends (CR LF), to be written as they are; good until the next call. */
const char   *mon_export_csv_get_header (MonExportCsv          *csv);
const char   *mon_export_csv_format     (MonExportCsv          *csv,
                                         const MonReaderSample *sample);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonExportCsv, mon_export_csv_free)

G_END_DECLS
