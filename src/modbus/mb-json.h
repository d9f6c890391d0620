/* mb-json.h: the small JSON writer: stable order, shortest numbers that read back equal.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "modbus/mb-value.h"

G_BEGIN_DECLS

/**
 * MbJson:
 *
 * Writes JSON (RFC 8259) into a text, members in the order in which they come. A member is a key
 * and then one value; commas, line ends and escapes are the writer's. For one thread at a time.
 */
typedef struct _MbJson MbJson;

/* Makes a writer without text; @pretty: indented by two blanks, for files; else all in one line. */
MbJson     *mb_json_new           (gboolean       pretty);
/* Frees a writer and its text. */
void        mb_json_free          (MbJson        *json);
/* The text so far, without a newline at its end; borrowed. */
const char *mb_json_get_text      (MbJson        *json);
/* Forgets the text and keeps its memory, for one line after the other. */
void        mb_json_reset         (MbJson        *json);

/* Objects and arrays. */

/* Opens an object, at most 64 levels deep. */
void        mb_json_begin_object  (MbJson        *json);
/* Closes the object opened last. */
void        mb_json_end_object    (MbJson        *json);
/* Opens an array, at most 64 levels deep. */
void        mb_json_begin_array   (MbJson        *json);
/* Closes the array opened last. */
void        mb_json_end_array     (MbJson        *json);
/* Starts a member of an object, whose value is written next. */
void        mb_json_key           (MbJson        *json,
                                   const char    *key);
/* Values. */

/* Writes a text; bytes that are not UTF-8 become U+FFFD. */
void        mb_json_string        (MbJson        *json,
                                   const char    *text);
/* Writes a number, all 64 bits of it. */
void        mb_json_int           (MbJson        *json,
                                   gint64         number);
/* Writes a number, all 64 bits of it. */
void        mb_json_uint          (MbJson        *json,
                                   guint64        number);
/* Writes a number as mb_double_format() does; one that is not finite as the string "nan", "inf" or
 * "-inf". */
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
/* Writes a value out of registers: a bool as 0 or 1, a float as the two above do, a text as a
 * string, no value as `null`. */
void        mb_json_value         (MbJson        *json,
                                   const MbValue *value);
/* Writes one value that is JSON already, as it is. */
void        mb_json_raw           (MbJson        *json,
                                   const char    *text);
/* Writes bytes as a string of lower-case hex digits. */
void        mb_json_hex           (MbJson        *json,
                                   const guint8  *bytes,
                                   gsize          len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbJson, mb_json_free)

G_END_DECLS
