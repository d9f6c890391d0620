/* mb-type.c: the types and byte orders of values in registers, by name, size and range.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-type.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "modbus/mb-error.h"
#include "modbus/mb-value.h"

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
  [MB_TYPE_UINT8H] = { "uint8h", 1, MB_VALUE_UINT, 0, G_MAXUINT8 },
  [MB_TYPE_UINT8L] = { "uint8l", 1, MB_VALUE_UINT, 0, G_MAXUINT8 },
  [MB_TYPE_INT8H] = { "int8h", 1, MB_VALUE_INT, G_MININT8, G_MAXINT8 },
  [MB_TYPE_INT8L] = { "int8l", 1, MB_VALUE_INT, G_MININT8, G_MAXINT8 },
  [MB_TYPE_UINT16] = { "uint16", 1, MB_VALUE_UINT, 0, G_MAXUINT16 },
  [MB_TYPE_INT16] = { "int16", 1, MB_VALUE_INT, G_MININT16, G_MAXINT16 },
  [MB_TYPE_UINT32] = { "uint32", 2, MB_VALUE_UINT, 0, G_MAXUINT32 },
  [MB_TYPE_INT32] = { "int32", 2, MB_VALUE_INT, G_MININT32, G_MAXINT32 },
  [MB_TYPE_UINT64] = { "uint64", 4, MB_VALUE_UINT, 0, G_MAXUINT64 },
  [MB_TYPE_INT64] = { "int64", 4, MB_VALUE_INT, G_MININT64, G_MAXINT64 },
  [MB_TYPE_FLOAT32] = { "float32", 2, MB_VALUE_FLOAT32, 0, 0 },
  [MB_TYPE_FLOAT64] = { "float64", 4, MB_VALUE_FLOAT64, 0, 0 },
  [MB_TYPE_BCD16] = { "bcd16", 1, MB_VALUE_UINT, 0, 9999 },
  [MB_TYPE_BCD32] = { "bcd32", 2, MB_VALUE_UINT, 0, 99999999 },
  [MB_TYPE_TIME32] = { "time32", 2, MB_VALUE_UINT, 0, G_MAXUINT32 },
  [MB_TYPE_TIME64] = { "time64", 4, MB_VALUE_INT, G_MININT64, G_MAXINT64 },
  [MB_TYPE_STRING] = { "string", 0, MB_VALUE_TEXT, 0, 0 },
};

static const struct
{
  const char *name;
  const char *wide_name;
} orders[MB_N_ORDERS] = {
  [MB_ORDER_ABCD] = { "ABCD", "ABCDEFGH" },
  [MB_ORDER_CDAB] = { "CDAB", "GHEFCDAB" },
  [MB_ORDER_BADC] = { "BADC", "BADCFEHG" },
  [MB_ORDER_DCBA] = { "DCBA", "HGFEDCBA" },
};

/**
 * mb_type_name:
 * @type: a type
 *
 * Returns: the name that command lines and files use, such as "uint16"; of a string without its
 *   length, see mb_type_dup_name(); static
 */
const char *
mb_type_name (MbType type)
{
  g_return_val_if_fail ((guint) type < MB_N_TYPES, NULL);

  return types[type].name;
}

/**
 * mb_type_dup_name:
 * @type: a type
 * @n_registers: number of registers that one value takes
 *
 * Names a type completely, so that mb_type_from_name() finds it again.
 *
 * Returns: (transfer full): the name: "uint16", "string:8"
 */
char *
mb_type_dup_name (MbType type,
                  guint  n_registers)
{
  g_return_val_if_fail ((guint) type < MB_N_TYPES, NULL);

  if (type == MB_TYPE_STRING)
    return g_strdup_printf ("%s:%u", types[type].name, n_registers);
  return g_strdup (types[type].name);
}

/* The N of "string:N"; 0 when @text is something else. */
static guint
parse_length (const char *text)
{
  gsize len = strlen (types[MB_TYPE_STRING].name);
  guint64 n_registers;

  if (strncmp (text, types[MB_TYPE_STRING].name, len) != 0 || text[len] != ':' ||
      !g_ascii_string_to_unsigned (text + len + 1, 10, 1, MB_STRING_MAX_REGISTERS, &n_registers,
                                   NULL))
    return 0;
  return (guint) n_registers;
}

/**
 * mb_type_from_name:
 * @name: a text
 * @out_type: (out): the type
 * @out_n_registers: (out): number of registers that one value takes, 1 to 4, for strings 1 to
 *   %MB_STRING_MAX_REGISTERS
 *
 * Finds a type by its name, see mb_type_name(). A string says its length: "string:8" has eight
 * registers, which is sixteen bytes.
 *
 * Returns: %FALSE when no type has that name, or for a string of no or too great a length; nothing
 *   is changed then
 */
gboolean
mb_type_from_name (const char *name,
                   MbType     *out_type,
                   guint      *out_n_registers)
{
  guint n_registers;

  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (out_type != NULL && out_n_registers != NULL, FALSE);

  for (guint i = 0; i < MB_TYPE_STRING; i++)
    {
      if (g_str_equal (types[i].name, name))
        {
          *out_type = (MbType) i;
          *out_n_registers = types[i].n_registers;
          return TRUE;
        }
    }
  n_registers = parse_length (name);
  if (n_registers == 0)
    return FALSE;
  *out_type = MB_TYPE_STRING;
  *out_n_registers = n_registers;
  return TRUE;
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
 * Returns: number of registers that one value takes, 1 to %MB_VALUE_MAX_REGISTERS; 0 for
 *   %MB_TYPE_STRING, of which the length is known apart
 */
guint
mb_type_n_registers (MbType type)
{
  g_return_val_if_fail ((guint) type < MB_N_TYPES, 1);

  return types[type].n_registers;
}

/**
 * mb_type_get_range:
 * @type: a type
 * @out_min: (out): the lowest number that it holds
 * @out_max: (out): the highest one
 *
 * Tells what whole numbers a type holds. BCD has four digits or eight, so its highest number is
 * 9999 or 99999999.
 *
 * Returns: %FALSE for floats and strings, of which nothing is told
 */
gboolean
mb_type_get_range (MbType   type,
                   gint64  *out_min,
                   guint64 *out_max)
{
  g_return_val_if_fail ((guint) type < MB_N_TYPES, FALSE);
  g_return_val_if_fail (out_min != NULL && out_max != NULL, FALSE);

  *out_min = types[type].min;
  *out_max = types[type].max;
  return *out_max > 0;
}

/**
 * mb_type_refuse:
 * @type: a type of numbers
 * @text: what does not fit
 * @error: return location for an error
 *
 * Says that a number is out of the range of a type: %MB_ERROR_INVALID, with the range.
 */
void
mb_type_refuse (MbType       type,
                const char  *text,
                GError     **error)
{
  char min[MB_NUMBER_TEXT_SIZE];
  char max[MB_NUMBER_TEXT_SIZE];
  gint64 lowest;
  guint64 highest;

  if (mb_type_get_range (type, &lowest, &highest))
    {
      g_snprintf (min, sizeof min, "%" G_GINT64_FORMAT, lowest);
      g_snprintf (max, sizeof max, "%" G_GUINT64_FORMAT, highest);
    }
  else if (type == MB_TYPE_FLOAT32)
    {
      mb_float_format (-FLT_MAX, min, sizeof min);
      mb_float_format (FLT_MAX, max, sizeof max);
    }
  else
    {
      mb_double_format (-DBL_MAX, min, sizeof min);
      mb_double_format (DBL_MAX, max, sizeof max);
    }
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               /* Translators: a number, the name of a type, then the type's lowest and highest
                * number. */
               _("%s does not fit %s: give a number from %s to %s."),
               text, mb_type_name (type), min, max);
}

/**
 * mb_type_mask:
 * @type: a type
 * @order: an order of bytes
 *
 * Tells which bits of a register belong to a value. A value of half a register cannot be written
 * without the other half, unless by Mask Write Register (V1.1b3, 6.16), which changes the bits of
 * this mask alone.
 *
 * Returns: the bits as they are sent: 0xff00 or 0x00ff for the types of 8 bits, 0xffff for others
 */
guint16
mb_type_mask (MbType  type,
              MbOrder order)
{
  gboolean is_high;

  g_return_val_if_fail ((guint) type < MB_N_TYPES && (guint) order < MB_N_ORDERS, 0xffff);

  if (type < MB_TYPE_UINT8H || type > MB_TYPE_INT8L)
    return 0xffff;
  is_high = type == MB_TYPE_UINT8H || type == MB_TYPE_INT8H;
  return is_high == !MB_ORDER_SWAPS_BYTES (order) ? 0xff00 : 0x00ff;
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
 * mb_order_wide_name:
 * @order: an order of bytes
 *
 * Returns: what it is called for values of 64 bits: "ABCDEFGH", "GHEFCDAB", "BADCFEHG" or
 *   "HGFEDCBA"; static
 */
const char *
mb_order_wide_name (MbOrder order)
{
  g_return_val_if_fail ((guint) order < MB_N_ORDERS, NULL);

  return orders[order].wide_name;
}

/**
 * mb_order_from_name:
 * @name: a text
 * @out_order: (out): the order
 *
 * Finds an order of bytes by its name, see mb_order_name() and mb_order_wide_name(). Both names
 * mean the same order; the one of eight letters is for 64 bits only, which is the caller's to see
 * to.
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
      if (g_str_equal (orders[i].name, name) || g_str_equal (orders[i].wide_name, name))
        {
          *out_order = (MbOrder) i;
          return TRUE;
        }
    }
  return FALSE;
}
