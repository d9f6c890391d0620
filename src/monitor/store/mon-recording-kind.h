/* mon-recording-kind.h: the names of kinds of values in a recording; values in and out of SQLite.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-value.h"
#include "monitor/document/mon-tag-spec.h"
#include "monitor/store/mon-sql.h"

G_BEGIN_DECLS

/* "bool", "int", …; NULL for %MB_VALUE_NONE. */
const char  *mon_recording_kind_name      (MbValueKind       kind);
MbValueKind  mon_recording_kind_from_name (const char       *name);
/* That of the values of a tag, as long as nothing else is said. */
MbValueKind  mon_recording_kind_of_tag    (const MonTagSpec *tag);
/* A text is borrowed until the statement is run. */
void         mon_recording_kind_bind      (sqlite3_stmt     *statement,
                                           int               column,
                                           const MbValue    *value);
/* A text is borrowed until the statement goes on. */
void         mon_recording_kind_read      (sqlite3_stmt     *statement,
                                           int               column,
                                           MbValueKind       kind,
                                           MbValue          *out_value);

G_END_DECLS
