/* mb-value.c: registers to typed numbers and back, in every type and order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-value.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"

/* The parts of a float: sign, then exponent, then fraction (IEEE 754). */
#define FLOAT32_EXPONENT 0x7f800000u
#define FLOAT32_QUIET 0x00400000u
#define FLOAT64_EXPONENT G_GUINT64_CONSTANT (0x7ff0000000000000)
#define FLOAT64_FRACTION G_GUINT64_CONSTANT (0x000fffffffffffff)

/* How many bits of the fraction of a float64 a float32 has not. */
#define FRACTION_SHIFT 29

/* The value's bits, most significant word first, out of registers in any order. */
static guint64
gather_bits (guint          n,
             MbOrder        order,
             const guint16 *registers)
{
  guint64 bits = 0;

  for (guint i = 0; i < n; i++)
    {
      guint16 word = registers[MB_ORDER_LOW_WORD_FIRST (order) ? n - 1 - i : i];

      bits = bits << 16 | (MB_ORDER_SWAPS_BYTES (order) ? GUINT16_SWAP_LE_BE (word) : word);
    }
  return bits;
}

static void
scatter_bits (guint    n,
              MbOrder  order,
              guint64  bits,
              guint16 *registers)
{
  for (guint i = 0; i < n; i++)
    {
      guint16 word = (guint16) (bits >> (16 * (n - 1 - i)));

      registers[MB_ORDER_LOW_WORD_FIRST (order) ? n - 1 - i : i] =
        MB_ORDER_SWAPS_BYTES (order) ? GUINT16_SWAP_LE_BE (word) : word;
    }
}

/* By the parts where the processor would change a NaN: it makes each one quiet. */
static double
widen (guint32 bits)
{
  guint64 wide_bits;
  float narrow;
  double wide;

  memcpy (&narrow, &bits, sizeof narrow);
  if (!isnan (narrow))
    return narrow;
  wide_bits = (guint64) (bits >> 31) << 63 | FLOAT64_EXPONENT
              | ((guint64) bits << FRACTION_SHIFT & FLOAT64_FRACTION);
  memcpy (&wide, &wide_bits, sizeof wide);
  return wide;
}

/* The inverse; a NaN whose reason is in bits that 32 have no room for becomes the usual one. */
static guint32
narrow_nan (double wide)
{
  guint64 wide_bits;
  guint32 fraction;

  memcpy (&wide_bits, &wide, sizeof wide_bits);
  fraction = (guint32) ((wide_bits & FLOAT64_FRACTION) >> FRACTION_SHIFT);
  return (guint32) (wide_bits >> 63) << 31 | FLOAT32_EXPONENT
         | (fraction != 0 ? fraction : FLOAT32_QUIET);
}

/* FALSE when a digit is above 9. */
static gboolean
decode_bcd (guint64  bits,
            guint64 *out_number)
{
  guint64 number = 0;

  for (int shift = 28; shift >= 0; shift -= 4)
    {
      guint digit = (guint) (bits >> shift) & 0xf;

      if (digit > 9)
        return FALSE;
      number = number * 10 + digit;
    }
  *out_number = number;
  return TRUE;
}

static guint64
encode_bcd (guint64 number)
{
  guint64 bits = 0;

  for (guint shift = 0; number > 0; shift += 4, number /= 10)
    bits |= number % 10 << shift;
  return bits;
}

/* Sign and magnitude of a bool or whole number; FALSE for the other kinds. */
static gboolean
get_integer (const MbValue *value,
             gboolean      *out_is_negative,
             guint64       *out_magnitude)
{
  *out_is_negative = value->kind == MB_VALUE_INT && value->i < 0;
  switch (value->kind)
    {
    case MB_VALUE_BOOL:
      *out_magnitude = value->b != 0;
      return TRUE;
    case MB_VALUE_INT:
    case MB_VALUE_UINT:
      *out_magnitude = *out_is_negative ? 0 - value->u : value->u;
      return TRUE;
    case MB_VALUE_FLOAT32:
    case MB_VALUE_FLOAT64:
    case MB_VALUE_TEXT:
    case MB_VALUE_NONE:
      break;
    }
  return FALSE;
}

/* Bits of a whole number given as sign and magnitude, for an integer type. */
static gboolean
encode_integer (gboolean  is_negative,
                guint64   magnitude,
                MbType    type,
                guint64  *out_bits)
{
  gint64 min;
  guint64 max;

  mb_type_get_range (type, &min, &max);
  if (is_negative ? magnitude > 0 - (guint64) min : magnitude > max)
    return FALSE;
  *out_bits = is_negative ? 0 - magnitude : magnitude;
  return TRUE;
}

static gboolean
encode_number_as_integer (double   number,
                          MbType   type,
                          guint64 *out_bits)
{
  double rounded = round (number);

  /* 2^64 is where the conversion to an integer would overflow; a NaN fails the comparison. */
  if (!(fabs (rounded) < 18446744073709551616.0))
    return FALSE;
  return encode_integer (rounded < 0, (guint64) fabs (rounded), type, out_bits);
}

static gboolean
encode_float32 (double   number,
                guint64 *out_bits)
{
  float narrow = (float) number;
  guint32 bits;

  if (isinf (narrow) && !isinf (number))
    return FALSE;
  memcpy (&bits, &narrow, sizeof bits);
  *out_bits = isnan (number) ? narrow_nan (number) : bits;
  return TRUE;
}

/* The number alone, before what BCD and halves of registers make of it. */
static gboolean
encode_number (const MbValue *value,
               MbType         type,
               guint64       *out_bits)
{
  gboolean is_negative;
  guint64 magnitude;
  double number;

  if (type == MB_TYPE_FLOAT32)
    return encode_float32 (mb_value_to_double (value), out_bits);
  if (type == MB_TYPE_FLOAT64)
    {
      number = mb_value_to_double (value);
      memcpy (out_bits, &number, sizeof number);
      return TRUE;
    }
  if (get_integer (value, &is_negative, &magnitude))
    return encode_integer (is_negative, magnitude, type, out_bits);
  return encode_number_as_integer (value->f, type, out_bits);
}

/**
 * mb_value_decode:
 * @out_value: (out caller-allocates): the value
 * @type: how to read the registers; not %MB_TYPE_STRING
 * @order: in which order the value's bytes come
 * @registers: mb_type_n_registers() of @type registers, in the order in which they were sent
 *
 * Reads registers as a number. A bool is whether the register is not 0. BCD with a digit above 9 is
 * no number: the kind is then %MB_VALUE_NONE. Every NaN keeps its bits. The protocol fixes only the
 * order of the two bytes of a register (V1.1b3, 4.2); the rest is what devices do. No allocation.
 */
void
mb_value_decode (MbValue       *out_value,
                 MbType         type,
                 MbOrder        order,
                 const guint16 *registers)
{
  guint n;
  guint64 bits;

  g_return_if_fail (out_value != NULL && registers != NULL);
  g_return_if_fail ((guint) type < MB_TYPE_STRING && (guint) order < MB_N_ORDERS);

  n = mb_type_n_registers (type);
  bits = gather_bits (n, order, registers);
  out_value->kind = mb_type_kind (type);
  switch (type)
    {
    case MB_TYPE_BOOL:
      out_value->b = bits != 0;
      break;
    case MB_TYPE_UINT8H:
      out_value->u = bits >> 8;
      break;
    case MB_TYPE_UINT8L:
      out_value->u = bits & 0xff;
      break;
    case MB_TYPE_INT8H:
      out_value->i = (gint8) (bits >> 8);
      break;
    case MB_TYPE_INT8L:
      out_value->i = (gint8) bits;
      break;
    case MB_TYPE_UINT16:
    case MB_TYPE_UINT32:
    case MB_TYPE_UINT64:
    case MB_TYPE_TIME32:
      out_value->u = bits;
      break;
    case MB_TYPE_INT16:
    case MB_TYPE_INT32:
    case MB_TYPE_INT64:
    case MB_TYPE_TIME64:
      out_value->i = (gint64) (bits << (64 - 16 * n)) >> (64 - 16 * n);
      break;
    case MB_TYPE_FLOAT32:
      out_value->f = widen ((guint32) bits);
      break;
    case MB_TYPE_FLOAT64:
      memcpy (&out_value->f, &bits, sizeof bits);
      break;
    case MB_TYPE_BCD16:
    case MB_TYPE_BCD32:
      if (!decode_bcd (bits, &out_value->u))
        out_value->kind = MB_VALUE_NONE;
      break;
    case MB_TYPE_STRING:
      g_assert_not_reached ();
    }
}

/**
 * mb_value_get_bits:
 * @type: how to read the registers; not %MB_TYPE_STRING
 * @order: in which order the value's bytes come
 * @registers: mb_type_n_registers() of @type registers, in the order in which they were sent
 *
 * Gives the bits of a value before they are a number. Many devices have marks of their own among
 * them, such as 0x8000 for "not available".
 *
 * Returns: the bits, the least significant as bit 0; for a type of 8 bits only those
 */
guint64
mb_value_get_bits (MbType         type,
                   MbOrder        order,
                   const guint16 *registers)
{
  guint64 bits;

  g_return_val_if_fail (registers != NULL, 0);
  g_return_val_if_fail ((guint) type < MB_TYPE_STRING && (guint) order < MB_N_ORDERS, 0);

  bits = gather_bits (mb_type_n_registers (type), order, registers);
  if (type == MB_TYPE_UINT8H || type == MB_TYPE_INT8H)
    return bits >> 8;
  return type == MB_TYPE_UINT8L || type == MB_TYPE_INT8L ? bits & 0xff : bits;
}

/**
 * mb_value_encode:
 * @value: a value
 * @type: how it is to be written; not %MB_TYPE_STRING
 * @order: in which order its bytes go
 * @registers: (out caller-allocates): room for mb_type_n_registers() of @type registers
 * @error: return location for an error
 *
 * Writes a number as registers: the inverse of mb_value_decode(). A number with a fraction is
 * rounded to the nearest whole number for an integer type (halves away from 0), and to the nearest
 * that 32 bits can hold for float32; floats also take NaN and the infinities. Of a type of half a
 * register the other half is 0 here, and not to be sent: see mb_type_mask().
 *
 * Returns: %FALSE with %MB_ERROR_INVALID, which names the range, when @value does not fit @type or
 *   is no number; @registers is then unchanged
 */
gboolean
mb_value_encode (const MbValue *value,
                 MbType         type,
                 MbOrder        order,
                 guint16       *registers,
                 GError       **error)
{
  guint64 bits = 0;

  g_return_val_if_fail (value != NULL && registers != NULL, FALSE);
  g_return_val_if_fail ((guint) type < MB_TYPE_STRING && (guint) order < MB_N_ORDERS, FALSE);

  if (value->kind == MB_VALUE_NONE || value->kind == MB_VALUE_TEXT)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("There is no number to be written as %s; give one."), mb_type_name (type));
      return FALSE;
    }
  if (!encode_number (value, type, &bits))
    {
      char text[MB_NUMBER_TEXT_SIZE];

      mb_value_format (value, text, sizeof text);
      mb_type_refuse (type, text, error);
      return FALSE;
    }
  if (type == MB_TYPE_BCD16 || type == MB_TYPE_BCD32)
    bits = encode_bcd (bits);
  else if (type == MB_TYPE_UINT8H || type == MB_TYPE_INT8H)
    bits = (bits & 0xff) << 8;
  else if (type == MB_TYPE_UINT8L || type == MB_TYPE_INT8L)
    bits &= 0xff;
  scatter_bits (mb_type_n_registers (type), order, bits, registers);
  return TRUE;
}

/**
 * mb_value_to_double:
 * @value: a value
 *
 * Returns: the nearest number that a double holds, 0 or 1 for a bool, NaN for a text or no value
 */
double
mb_value_to_double (const MbValue *value)
{
  g_return_val_if_fail (value != NULL, NAN);

  switch (value->kind)
    {
    case MB_VALUE_BOOL:
      return value->b ? 1 : 0;
    case MB_VALUE_INT:
      return (double) value->i;
    case MB_VALUE_UINT:
      return (double) value->u;
    case MB_VALUE_FLOAT32:
    case MB_VALUE_FLOAT64:
      return value->f;
    case MB_VALUE_TEXT:
    case MB_VALUE_NONE:
      break;
    }
  return NAN;
}

/**
 * mb_value_equal:
 * @a: a value
 * @b: a value
 *
 * Tells whether two values would be shown alike. Whole numbers and bools are compared by number;
 * floats too, but NaN equals NaN and 0 is not -0. A float never equals a whole number, a text only
 * a text of the same bytes.
 *
 * Returns: whether they are equal; two times no value is
 */
gboolean
mb_value_equal (const MbValue *a,
                const MbValue *b)
{
  gboolean a_negative, b_negative;
  guint64 a_magnitude, b_magnitude;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (get_integer (a, &a_negative, &a_magnitude))
    return get_integer (b, &b_negative, &b_magnitude) &&
           a_negative == b_negative && a_magnitude == b_magnitude;
  if (a->kind == MB_VALUE_TEXT && b->kind == MB_VALUE_TEXT)
    return g_str_equal (a->text, b->text);
  if (a->kind == MB_VALUE_NONE || b->kind == MB_VALUE_NONE ||
      a->kind == MB_VALUE_TEXT || b->kind == MB_VALUE_TEXT)
    return a->kind == b->kind;
  if (get_integer (b, &b_negative, &b_magnitude))
    return FALSE;
  if (isnan (a->f) || isnan (b->f))
    return isnan (a->f) && isnan (b->f);
  return a->f == b->f && !signbit (a->f) == !signbit (b->f);
}
