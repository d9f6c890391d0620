/* mb-value.c: registers to typed values and back: types and byte orders in one table.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-value.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"

typedef struct
{
  const char *name;
  guint       n_registers;
  MbValueKind kind;
  gint64      min;
  guint64     max;
} TypeInfo;

static const TypeInfo types[MB_N_TYPES] = {
  [MB_TYPE_BOOL] = { "bool", 1, MB_VALUE_BOOL, 0, 1 },
  [MB_TYPE_UINT16] = { "uint16", 1, MB_VALUE_UINT, 0, G_MAXUINT16 },
  [MB_TYPE_INT16] = { "int16", 1, MB_VALUE_INT, G_MININT16, G_MAXINT16 },
  [MB_TYPE_UINT32] = { "uint32", 2, MB_VALUE_UINT, 0, G_MAXUINT32 },
  [MB_TYPE_INT32] = { "int32", 2, MB_VALUE_INT, G_MININT32, G_MAXINT32 },
  [MB_TYPE_FLOAT32] = { "float32", 2, MB_VALUE_FLOAT32, 0, 0 },
};

static const struct
{
  const char *name;
  gboolean    low_word_first;
  gboolean    swaps_bytes;
} orders[MB_N_ORDERS] = {
  [MB_ORDER_ABCD] = { "ABCD", FALSE, FALSE },
  [MB_ORDER_CDAB] = { "CDAB", TRUE, FALSE },
  [MB_ORDER_BADC] = { "BADC", FALSE, TRUE },
  [MB_ORDER_DCBA] = { "DCBA", TRUE, TRUE },
};

/* The value's bits, most significant word first, out of registers in any order. */
static guint64
gather_bits (MbType         type,
             MbOrder        order,
             const guint16 *registers)
{
  guint n = types[type].n_registers;
  guint64 bits = 0;

  for (guint i = 0; i < n; i++)
    {
      guint16 word = registers[orders[order].low_word_first ? n - 1 - i : i];

      bits = bits << 16 | (orders[order].swaps_bytes ? GUINT16_SWAP_LE_BE (word) : word);
    }
  return bits;
}

static void
scatter_bits (MbType   type,
              MbOrder  order,
              guint64  bits,
              guint16 *registers)
{
  guint n = types[type].n_registers;

  for (guint i = 0; i < n; i++)
    {
      guint16 word = (guint16) (bits >> (16 * (n - 1 - i)));

      registers[orders[order].low_word_first ? n - 1 - i : i] =
        orders[order].swaps_bytes ? GUINT16_SWAP_LE_BE (word) : word;
    }
}

static void
set_out_of_range (const MbValue *value,
                  MbType         type,
                  GError       **error)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char min[G_ASCII_DTOSTR_BUF_SIZE];
  char max[G_ASCII_DTOSTR_BUF_SIZE];

  mb_value_format (value, text, sizeof text);
  if (types[type].kind == MB_VALUE_FLOAT32)
    {
      mb_float_format (-FLT_MAX, min, sizeof min);
      mb_float_format (FLT_MAX, max, sizeof max);
    }
  else
    {
      g_snprintf (min, sizeof min, "%" G_GINT64_FORMAT, types[type].min);
      g_snprintf (max, sizeof max, "%" G_GUINT64_FORMAT, types[type].max);
    }
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               /* Translators: a number, the name of a type, then the type's lowest and highest
                * number. */
               _("%s does not fit %s: give a number from %s to %s."),
               text, types[type].name, min, max);
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
  const TypeInfo *info = &types[type];

  if (is_negative ? magnitude > 0 - (guint64) info->min : magnitude > info->max)
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
  *out_bits = bits;
  return TRUE;
}

static gboolean
encode_bits (const MbValue *value,
             MbType         type,
             guint64       *out_bits)
{
  gboolean is_negative;
  guint64 magnitude;

  if (types[type].kind == MB_VALUE_FLOAT32)
    return encode_float32 (mb_value_to_double (value), out_bits);

  if (get_integer (value, &is_negative, &magnitude))
    return encode_integer (is_negative, magnitude, type, out_bits);
  return value->kind != MB_VALUE_NONE && encode_number_as_integer (value->f, type, out_bits);
}

/**
 * mb_type_name:
 * @type: a type
 *
 * Returns: the name that command lines and files use, such as "uint16"; static
 */
const char *
mb_type_name (MbType type)
{
  g_return_val_if_fail ((guint) type < MB_N_TYPES, NULL);

  return types[type].name;
}

/**
 * mb_type_from_name:
 * @name: a text
 * @out_type: (out): the type
 *
 * Finds a type by its name, see mb_type_name().
 *
 * Returns: %FALSE when no type has that name; @out_type is then unchanged
 */
gboolean
mb_type_from_name (const char *name,
                   MbType     *out_type)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (out_type != NULL, FALSE);

  for (guint i = 0; i < MB_N_TYPES; i++)
    {
      if (g_str_equal (types[i].name, name))
        {
          *out_type = (MbType) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * mb_type_kind:
 * @type: a type
 *
 * Returns: the kind of value that decoding the type gives, never %MB_VALUE_NONE
 */
MbValueKind
mb_type_kind (MbType type)
{
  g_return_val_if_fail ((guint) type < MB_N_TYPES, MB_VALUE_NONE);

  return types[type].kind;
}

/**
 * mb_type_n_registers:
 * @type: a type
 *
 * Returns: number of registers that one value takes, 1 to %MB_VALUE_MAX_REGISTERS
 */
guint
mb_type_n_registers (MbType type)
{
  g_return_val_if_fail ((guint) type < MB_N_TYPES, 1);

  return types[type].n_registers;
}

/**
 * mb_order_name:
 * @order: an order of bytes
 *
 * Returns: its name: "ABCD", "CDAB", "BADC" or "DCBA"; static
 */
const char *
mb_order_name (MbOrder order)
{
  g_return_val_if_fail ((guint) order < MB_N_ORDERS, NULL);

  return orders[order].name;
}

/**
 * mb_order_from_name:
 * @name: a text
 * @out_order: (out): the order
 *
 * Finds an order of bytes by its name, see mb_order_name().
 *
 * Returns: %FALSE when no order has that name; @out_order is then unchanged
 */
gboolean
mb_order_from_name (const char *name,
                    MbOrder    *out_order)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (out_order != NULL, FALSE);

  for (guint i = 0; i < MB_N_ORDERS; i++)
    {
      if (g_str_equal (orders[i].name, name))
        {
          *out_order = (MbOrder) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * mb_value_decode:
 * @out_value: (out caller-allocates): the value
 * @type: how to read the registers
 * @order: in which order the value's bytes come
 * @registers: mb_type_n_registers() of @type registers, in the order in which they were sent
 *
 * Reads registers as a value. A bool is whether the register is not 0. The protocol fixes only the
 * order of the two bytes of a register (V1.1b3, 4.2); the rest is what devices do. A NaN of 32 bits
 * stays one, though a signalling one becomes quiet.
 */
void
mb_value_decode (MbValue       *out_value,
                 MbType         type,
                 MbOrder        order,
                 const guint16 *registers)
{
  guint64 bits;
  guint unused;

  g_return_if_fail (out_value != NULL && registers != NULL);
  g_return_if_fail ((guint) type < MB_N_TYPES && (guint) order < MB_N_ORDERS);

  bits = gather_bits (type, order, registers);
  unused = 64 - 16 * types[type].n_registers;
  out_value->kind = types[type].kind;
  switch (types[type].kind)
    {
    case MB_VALUE_BOOL:
      out_value->b = bits != 0;
      break;
    case MB_VALUE_INT:
      out_value->i = (gint64) (bits << unused) >> unused;
      break;
    case MB_VALUE_UINT:
      out_value->u = bits;
      break;
    case MB_VALUE_FLOAT32:
      {
        guint32 narrow_bits = (guint32) bits;
        float narrow;

        memcpy (&narrow, &narrow_bits, sizeof narrow);
        out_value->f = narrow;
      }
      break;
    case MB_VALUE_FLOAT64:
      memcpy (&out_value->f, &bits, sizeof bits);
      break;
    case MB_VALUE_NONE:
      g_assert_not_reached ();
    }
}

/**
 * mb_value_encode:
 * @value: a value
 * @type: how it is to be written
 * @order: in which order its bytes go
 * @registers: (out caller-allocates): room for mb_type_n_registers() of @type registers
 * @error: return location for an error
 *
 * Writes a value as registers. A number with a fraction is rounded to the nearest whole number for
 * an integer type (halves away from 0), and to the nearest that 32 bits can hold for float32, which
 * also takes NaN and the infinities.
 *
 * Returns: %FALSE with %MB_ERROR_INVALID, which names the range, when @value does not fit @type or
 *   is none; @registers is then unchanged
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
  g_return_val_if_fail ((guint) type < MB_N_TYPES && (guint) order < MB_N_ORDERS, FALSE);

  if (value->kind == MB_VALUE_NONE)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("There is no value to be written as %s; give a number."), types[type].name);
      return FALSE;
    }
  if (!encode_bits (value, type, &bits))
    {
      set_out_of_range (value, type, error);
      return FALSE;
    }
  scatter_bits (type, order, bits, registers);
  return TRUE;
}

/**
 * mb_value_to_double:
 * @value: a value
 *
 * Returns: the nearest number that a double holds, 0 or 1 for a bool, NaN for no value
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
 * floats too, but NaN equals NaN and 0 is not -0. A float never equals a whole number.
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
  if (a->kind == MB_VALUE_NONE || b->kind == MB_VALUE_NONE)
    return a->kind == b->kind;
  if (get_integer (b, &b_negative, &b_magnitude))
    return FALSE;
  if (isnan (a->f) || isnan (b->f))
    return isnan (a->f) && isnan (b->f);
  return a->f == b->f && !signbit (a->f) == !signbit (b->f);
}
