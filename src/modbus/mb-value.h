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
 * A value as it came out of registers, lossless. It is what its type and order make of them, which
 * no request tells: the protocol knows 16-bit registers only (V1.1b3, 4.2 and 4.3).
 *
 * ```c
 * char buffer[MB_NUMBER_TEXT_SIZE];
 * MbValue value;
 *
 * mb_value_decode (&value, MB_TYPE_FLOAT32, MB_ORDER_CDAB, registers);
 * mb_value_format (&value, buffer, sizeof buffer);
 * ```
 *
 * And back, from what somebody typed:
 *
 * ```c
 * return mb_value_parse (&value, MB_TYPE_INT32, typed, error)
 *        && mb_value_encode (&value, MB_TYPE_INT32, MB_ORDER_ABCD, registers, error);
 * ```
 *
 * Texts in registers are read and written by mb-text.h. Nothing here allocates or depends on the
 * locale.
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

/* Room for the text of any number, with its terminating zero. */
#define MB_NUMBER_TEXT_SIZE 40

/* Values and registers. */

/* Reads mb_type_n_registers() registers as a value, any type but a string. BCD with a digit above 9
 * is no value (%MB_VALUE_NONE). */
void        mb_value_decode       (MbValue       *out_value,
                                   MbType         type,
                                   MbOrder        order,
                                   const guint16 *registers);
/* Reads registers as the bits of @type in its order, before they mean a number. */
guint64     mb_value_get_bits     (MbType         type,
                                   MbOrder        order,
                                   const guint16 *registers);
/* Writes a number as mb_type_n_registers() registers, any type but a string; rounds fractions to
 * the nearest. Of a type of half a register the other half is 0, see mb_type_mask(). Refuses with
 * %MB_ERROR_INVALID, which names the range, what does not fit @type. */
gboolean    mb_value_encode       (const MbValue *value,
                                   MbType         type,
                                   MbOrder        order,
                                   guint16       *registers,
                                   GError       **error);

/* Values and numbers. */

/* The nearest number that a double holds, 0 or 1 for a bool, NaN for a text or no value. */
double      mb_value_to_double    (const MbValue *value);
/* Tells whether two values would be shown alike: NaN equals NaN, 0 is not -0, and a float never
 * equals a whole number. */
gboolean    mb_value_equal        (const MbValue *a,
                                   const MbValue *b);
/* Values and texts. */

/* Reads a text as a value of @type: integers decimal or in hex with 0x; floats also nan, inf, -inf;
 * bool: 0, 1, on, off, true, false; a string as it is, borrowed from @text. FALSE with
 * %MB_ERROR_INVALID; @out_value is then unchanged. */
gboolean    mb_value_parse        (MbValue       *out_value,
                                   MbType         type,
                                   const char    *text,
                                   GError       **error);
/* Writes a value as the shortest text from which mb_value_parse() makes the same value: a bool as 0
 * or 1, a float that is no number as nan, inf or -inf, a text as it is, no value as an empty text.
 * Returns its length; one that does not fit into @size is cut as by snprintf(). */
gsize       mb_value_format       (const MbValue *value,
                                   char          *buffer,
                                   gsize          size);
/* Writes a number with the fewest digits (17 at most) that read back as the same double; a whole
 * number below 1e15 in digits only, but -0.0 for the zero with a sign; nan, inf, -inf. Returns the
 * length, as mb_value_format(). */
gsize       mb_double_format      (double         number,
                                   char          *buffer,
                                   gsize          size);
/* Like mb_double_format() with 9 digits at most, which read back as the same float; a whole
 * number below 1e9 in digits only. */
gsize       mb_float_format       (float          number,
                                   char          *buffer,
                                   gsize          size);

G_END_DECLS
