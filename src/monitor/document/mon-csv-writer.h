/* mon-csv-writer.h: cells of a table as spreadsheets and other programs read them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends a cell with a text that somebody has given. */
void        mon_csv_append_text   (GString    *line,
                                   char        separator,
                                   const char *text);
/* Appends a cell with a number or a word of ours. */
void        mon_csv_append_plain  (GString    *line,
                                   char        separator,
                                   const char *text);
/* Ends a row. */
void        mon_csv_end_row       (GString    *line);
/* Takes off what mon_csv_append_text() puts before a text that a spreadsheet would compute. */
const char *mon_csv_skip_guard    (const char *text);

G_END_DECLS
