/* mb-value.h: registers to typed numbers and back, in every type and order, and as text.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-type.h"

G_BEGIN_DECLS

/**
 * MbValue:
 * @kind: which member holds
 * @b: on or off
 * @i: a signed whole number
 * @u: an unsigned whole number
 * @f: a number; for %MB_VALUE_FLOAT32 exactly that of 32 bits, so that the shortest text for those
 *   is enough
 * @text: a text in UTF-8, borrowed from whoever made the value
 *
 * A value as it came out of registers, lossless.
 */
typedef struct
{
  MbValueKind kind;
  union
  {
    gboolean    b;
    gint64      i;
    guint64     u;
    double      f;
    const char *text;
  };
} MbValue;

/* Reads registers as a number. */
void        mb_value_decode       (MbValue       *out_value,
                                   MbType         type,
                                   MbOrder        order,
                                   const guint16 *registers);
/* Reads registers as the bits of @type in its order, before they mean a number. */
guint64     mb_value_get_bits     (MbType         type,
                                   MbOrder        order,
                                   const guint16 *registers);
/* Refuses with %MB_ERROR_INVALID what does not fit @type; rounds fractions to the nearest. */
gboolean    mb_value_encode       (const MbValue *value,
                                   MbType         type,
                                   MbOrder        order,
                                   guint16       *registers,
                                   GError       **error);

/* The nearest number that a double holds, 0 or 1 for a bool, NaN for a text or no value. */
double      mb_value_to_double    (const MbValue *value);
/* Tells whether two values would be shown alike. */
gboolean    mb_value_equal        (const MbValue *a,
                                   const MbValue *b);
/* Text of a value of @type (decimal or 0x hex integers; floats also nan, inf, -inf; bool: 0, 1,
 * on, off, true, false; strings as they are), never by locale. */
gboolean    mb_value_parse        (MbValue       *out_value,
                                   MbType         type,
                                   const char    *text,
                                   GError       **error);
/* The shortest text that reads back equal. Returns its length; a text that does not fit into @size
 * is cut as by snprintf(). MB_NUMBER_TEXT_SIZE bytes are enough. */
#define MB_NUMBER_TEXT_SIZE 40
/* Writes a value as the shortest text from which mb_value_parse() makes the same value, never by
 * locale: a bool as 0 or 1, a float that is no number as nan, inf or -inf, a text as it is, no
 * value as an empty text. */
gsize       mb_value_format       (const MbValue *value,
                                   char          *buffer,
                                   gsize          size);
/* Writes a number with the fewest digits (17 at most) that read back as the same double; a whole
 * number below 1e15 in digits only, but -0.0 for the zero with a sign; nan, inf, -inf; never by
 * locale. */
gsize       mb_double_format      (double         number,
                                   char          *buffer,
                                   gsize          size);
/* Like mb_double_format() with 9 digits at most, which read back as the same float; a whole
 * number below 1e9 in digits only. */
gsize       mb_float_format       (float          number,
                                   char          *buffer,
                                   gsize          size);

G_END_DECLS
