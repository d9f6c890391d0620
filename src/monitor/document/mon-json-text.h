/* mon-json-text.h: the smallest pieces of JSON text: strings, numbers and places.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of text that is valid UTF-8 but not yet known to be JSON. */
gsize    mon_json_text_check_string    (const char  *text,
                                        gsize        len,
                                        const char **out_defect);
gsize    mon_json_text_check_number    (const char  *text,
                                        gsize        len);

/* Of strings, with their quotes, and numbers that were checked. */
gsize    mon_json_text_string_len      (const char  *text);
char    *mon_json_text_dup_string      (const char  *text);
gsize    mon_json_text_find            (const char  *text,
                                        gsize        offset);
gboolean mon_json_text_string_is       (const char  *text,
                                        const char  *plain);
gboolean mon_json_text_strings_equal   (const char  *a,
                                        const char  *b);
gboolean mon_json_text_number_in_range (const char  *text,
                                        gsize        len);
gboolean mon_json_text_get_int         (const char  *text,
                                        gsize        len,
                                        gint64      *out_number);
double   mon_json_text_get_double      (const char  *text,
                                        gsize        len);

void     mon_json_text_locate          (const char  *text,
                                        gsize        offset,
                                        guint       *out_line,
                                        guint       *out_column);

G_END_DECLS
