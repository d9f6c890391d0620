/* mon-json-scan.h: JSON text from outside: checked to the last byte and made a tree of values.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-json-tree.h"

G_BEGIN_DECLS

/**
 * MON_JSON_ERROR:
 *
 * What is wrong with JSON text; messages begin with "LINE:COLUMN: ".
 */
#define MON_JSON_ERROR (mon_json_error_quark ())

/**
 * MonJsonError:
 * @MON_JSON_ERROR_SYNTAX: not JSON (RFC 8259), or not UTF-8
 * @MON_JSON_ERROR_VALUE: JSON, but a member twice in one object or a number out of all range
 * @MON_JSON_ERROR_TOO_LARGE: beyond one of the limits
 *
 * Codes of %MON_JSON_ERROR.
 */
typedef enum
{
  MON_JSON_ERROR_SYNTAX,
  MON_JSON_ERROR_VALUE,
  MON_JSON_ERROR_TOO_LARGE,
} MonJsonError;

/* Against files that would take the program down: 500,000 tags fit. */
#define MON_JSON_MAX_BYTES (128 * 1024 * 1024)
#define MON_JSON_MAX_VALUES (8 * 1024 * 1024)
#define MON_JSON_MAX_DEPTH 64
#define MON_JSON_MAX_STRING (64 * 1024)
#define MON_JSON_MAX_NUMBER 128

GQuark       mon_json_error_quark (void);

MonJsonTree *mon_json_scan        (const char  *text,
                                   gsize        len,
                                   GError     **error);

G_END_DECLS
