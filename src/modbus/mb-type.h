/* mb-type.h: the types and byte orders of values in registers, by name, size and range.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbType:
 * @MB_TYPE_BOOL: whether the register is not 0
 * @MB_TYPE_UINT8H: the high byte of a register, 0 to 255
 * @MB_TYPE_UINT8L: the low byte of a register, 0 to 255
 * @MB_TYPE_INT8H: the high byte of a register, -128 to 127
 * @MB_TYPE_INT8L: the low byte of a register, -128 to 127
 * @MB_TYPE_UINT16: one register
 * @MB_TYPE_INT16: one register, two's complement as all that are signed
 * @MB_TYPE_UINT32: two registers
 * @MB_TYPE_INT32: two registers
 * @MB_TYPE_UINT64: four registers
 * @MB_TYPE_INT64: four registers
 * @MB_TYPE_FLOAT32: IEEE 754 binary32
 * @MB_TYPE_FLOAT64: IEEE 754 binary64
 * @MB_TYPE_BCD16: four decimal digits, of 4 bits each
 * @MB_TYPE_BCD32: eight decimal digits
 * @MB_TYPE_TIME32: seconds since 1970 in UTC, unsigned
 * @MB_TYPE_TIME64: seconds since 1970 in UTC, signed
 * @MB_TYPE_STRING: text, of a length in registers that is known apart; see mb_text_decode()
 *
 * How registers are read as a value. Names by mb_type_name(): "bool", "uint16", …
 */
typedef enum
{
  MB_TYPE_BOOL,
  MB_TYPE_UINT8H,
  MB_TYPE_UINT8L,
  MB_TYPE_INT8H,
  MB_TYPE_INT8L,
  MB_TYPE_UINT16,
  MB_TYPE_INT16,
  MB_TYPE_UINT32,
  MB_TYPE_INT32,
  MB_TYPE_UINT64,
  MB_TYPE_INT64,
  MB_TYPE_FLOAT32,
  MB_TYPE_FLOAT64,
  MB_TYPE_BCD16,
  MB_TYPE_BCD32,
  MB_TYPE_TIME32,
  MB_TYPE_TIME64,
  MB_TYPE_STRING,
} MbType;

#define MB_N_TYPES (MB_TYPE_STRING + 1)

/**
 * MbOrder:
 * @MB_ORDER_ABCD: big-endian, the high word first
 * @MB_ORDER_CDAB: the low word first
 * @MB_ORDER_BADC: the high word first, the bytes of each word swapped
 * @MB_ORDER_DCBA: little-endian throughout
 *
 * Order of the bytes of a value on the wire, A being the most significant. For 16-bit types and
 * strings only the order inside the word counts (ABCD and CDAB are AB, BADC and DCBA are BA).
 */
typedef enum
{
  MB_ORDER_ABCD,
  MB_ORDER_CDAB,
  MB_ORDER_BADC,
  MB_ORDER_DCBA,
} MbOrder;

#define MB_N_ORDERS (MB_ORDER_DCBA + 1)

/* What an order does: its two bits. */
#define MB_ORDER_LOW_WORD_FIRST(order) (((order) & 1) != 0)
#define MB_ORDER_SWAPS_BYTES(order) (((order) & 2) != 0)

/* Most registers that one number takes. */
#define MB_VALUE_MAX_REGISTERS 4

/* Most registers of a string: what one request can read (V1.1b3, 6.3), or it could be torn. */
#define MB_STRING_MAX_REGISTERS 125

/**
 * MbValueKind:
 * @MB_VALUE_NONE: no value
 * @MB_VALUE_BOOL: on or off
 * @MB_VALUE_INT: a signed whole number
 * @MB_VALUE_UINT: an unsigned whole number
 * @MB_VALUE_FLOAT32: a number of 32 bits
 * @MB_VALUE_FLOAT64: a number of 64 bits
 * @MB_VALUE_TEXT: a text
 *
 * What a value is.
 */
typedef enum
{
  MB_VALUE_NONE,
  MB_VALUE_BOOL,
  MB_VALUE_INT,
  MB_VALUE_UINT,
  MB_VALUE_FLOAT32,
  MB_VALUE_FLOAT64,
  MB_VALUE_TEXT,
} MbValueKind;

/* Types. */

/* The name that command lines and files use, such as "uint16"; of a string without its length,
 * see mb_type_dup_name(); static. */
const char *mb_type_name        (MbType       type);
/* Names a type completely, so that mb_type_from_name() finds it again: "uint16", "string:8"; to be
 * freed. */
char       *mb_type_dup_name    (MbType       type,
                                 guint        n_registers);
/* Finds a type by its complete name, and how many registers one value takes; FALSE when there is
 * none, and nothing is changed. */
gboolean    mb_type_from_name   (const char  *name,
                                 MbType      *out_type,
                                 guint       *out_n_registers);
/* The kind of value that decoding the type gives, never %MB_VALUE_NONE. */
MbValueKind mb_type_kind        (MbType       type);
/* Number of registers that one value takes, 1 to %MB_VALUE_MAX_REGISTERS; 0 for %MB_TYPE_STRING,
 * of which the length is known apart. */
guint       mb_type_n_registers (MbType       type);
/* Tells what whole numbers a type holds; FALSE for floats and strings. */
gboolean    mb_type_get_range   (MbType       type,
                                 gint64      *out_min,
                                 guint64     *out_max);
/* Says that a number is out of the range of a type: %MB_ERROR_INVALID, with the range. */
void        mb_type_refuse      (MbType       type,
                                 const char  *text,
                                 GError     **error);
/* Tells which bits of a register belong to a value: all, but for types of 8 bits, which are written
 * without the other half by Mask Write Register only (V1.1b3, 6.16). */
guint16     mb_type_mask        (MbType       type,
                                 MbOrder      order);
/* Orders. */

/* Its name: "ABCD", "CDAB", "BADC" or "DCBA"; static. */
const char *mb_order_name       (MbOrder      order);
/* What it is called for values of 64 bits: "ABCDEFGH", "GHEFCDAB", "BADCFEHG" or "HGFEDCBA";
 * static. */
const char *mb_order_wide_name  (MbOrder      order);
/* Finds an order of bytes by either name; FALSE when there is none, and nothing is changed. */
gboolean    mb_order_from_name  (const char  *name,
                                 MbOrder     *out_order);

G_END_DECLS
