/* mb-json.h: the small JSON writer: stable order, shortest numbers that read back equal.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "modbus/mb-value.h"

G_BEGIN_DECLS

typedef struct _MbJson MbJson;

/* @pretty: two-space indentation, for files; else one line. */
MbJson     *mb_json_new           (gboolean       pretty);
/* Frees a writer and its text. */
void        mb_json_free          (MbJson        *json);
/* The text so far, without a newline at its end; borrowed. */
const char *mb_json_get_text      (MbJson        *json);
/* Forgets the text and keeps its memory, for one line after the other. */
void        mb_json_reset         (MbJson        *json);

/* Opens an object, at most 64 levels deep. */
void        mb_json_begin_object  (MbJson        *json);
/* Closes the object opened last. */
void        mb_json_end_object    (MbJson        *json);
/* Opens an array, at most 64 levels deep. */
void        mb_json_begin_array   (MbJson        *json);
/* Closes the array opened last. */
void        mb_json_end_array     (MbJson        *json);
/* Starts a member of an object. */
void        mb_json_key           (MbJson        *json,
                                   const char    *key);
/* Bytes that are not UTF-8 become U+FFFD. */
void        mb_json_string        (MbJson        *json,
                                   const char    *text);
/* Writes a number, all 64 bits of it. */
void        mb_json_int           (MbJson        *json,
                                   gint64         number);
/* Writes a number, all 64 bits of it. */
void        mb_json_uint          (MbJson        *json,
                                   guint64        number);
/* Not finite: the strings "nan", "inf", "-inf". */
void        mb_json_double        (MbJson        *json,
                                   double         number);
/* Writes a number as mb_float_format() does; one that is not finite as the string "nan", "inf"
 * or "-inf". */
void        mb_json_float         (MbJson        *json,
                                   float          number);
/* Writes `true` or `false`. */
void        mb_json_bool          (MbJson        *json,
                                   gboolean       value);
/* Writes `null`. */
void        mb_json_null          (MbJson        *json);
/* A bool becomes 0 or 1. */
void        mb_json_value         (MbJson        *json,
                                   const MbValue *value);
/* Text that is JSON already, put in as it is. */
void        mb_json_raw           (MbJson        *json,
                                   const char    *text);
/* Lower-case hex of bytes as a string. */
void        mb_json_hex           (MbJson        *json,
                                   const guint8  *bytes,
                                   gsize          len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbJson, mb_json_free)

G_END_DECLS
