/* mb-function.h: the table of function codes and the four tables of data.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Largest sizes on the wire (V1.1b3, 4.1): a PDU, and an ADU with its MBAP header. */
#define MB_PDU_MAX 253
#define MB_ADU_MAX 260

/* The bit of a response's function code that marks an exception (V1.1b3, 4.1). */
#define MB_EXCEPTION_BIT 0x80

/**
 * MbFunction:
 *
 * Function codes by name; codes on the wire are guint8, since any value can arrive there.
 */
typedef enum
{
  MB_FUNCTION_READ_COILS = 1,
  MB_FUNCTION_READ_DISCRETE_INPUTS = 2,
  MB_FUNCTION_READ_HOLDING_REGISTERS = 3,
  MB_FUNCTION_READ_INPUT_REGISTERS = 4,
  MB_FUNCTION_WRITE_SINGLE_COIL = 5,
  MB_FUNCTION_WRITE_SINGLE_REGISTER = 6,
  MB_FUNCTION_WRITE_MULTIPLE_COILS = 15,
  MB_FUNCTION_WRITE_MULTIPLE_REGISTERS = 16,
  MB_FUNCTION_READ_WRITE_MULTIPLE_REGISTERS = 23,
} MbFunction;

/**
 * MbTable:
 *
 * The four tables of the data model, 65536 items each (V1.1b3, 4.3).
 */
typedef enum
{
  MB_TABLE_COILS,
  MB_TABLE_DISCRETE_INPUTS,
  MB_TABLE_INPUT_REGISTERS,
  MB_TABLE_HOLDING_REGISTERS,
} MbTable;

#define MB_N_TABLES 4

/**
 * MbShape:
 * @MB_SHAPE_OPAQUE: bytes without a layout known here
 * @MB_SHAPE_RANGE: address, quantity
 * @MB_SHAPE_SINGLE: address, two value bytes
 * @MB_SHAPE_WRITE: address, quantity, byte count, data
 * @MB_SHAPE_READ_WRITE: read address and quantity, write address and quantity, byte count, data
 * @MB_SHAPE_DATA: byte count, data
 *
 * What follows the function code in a PDU. Functions of one shape share the code that reads and
 * writes it.
 */
typedef enum
{
  MB_SHAPE_OPAQUE,
  MB_SHAPE_RANGE,
  MB_SHAPE_SINGLE,
  MB_SHAPE_WRITE,
  MB_SHAPE_READ_WRITE,
  MB_SHAPE_DATA,
} MbShape;

/**
 * MbFunctionInfo:
 * @code: the function code
 * @name: its English name in the specification, static
 * @clause: the clause of V1.1b3 that defines it, such as "6.3"
 * @table: the table that it reads, or for a pure write the one that it writes
 * @reads: whether a good response carries data of @table
 * @writes: whether the request can change something in the device
 * @single: whether it addresses exactly one item (5, 6, 22)
 * @max_quantity: the most items one request reads; for a pure write, writes; 1 when @single
 * @max_write_quantity: the most items it writes (differs from @max_quantity for 23 only), or 0
 * @request_shape: layout of its request
 * @response_shape: layout of its good response
 *
 * What the specification says of a function code.
 */
typedef struct
{
  guint8      code;
  const char *name;
  const char *clause;
  MbTable     table;
  gboolean    reads;
  gboolean    writes;
  gboolean    single;
  guint16     max_quantity;
  guint16     max_write_quantity;
  MbShape     request_shape;
  MbShape     response_shape;
} MbFunctionInfo;

const MbFunctionInfo *mb_function_lookup        (guint8      code);
gboolean              mb_function_writes        (guint8      code);

const char           *mb_table_name             (MbTable     table);
gboolean              mb_table_from_name        (const char *name,
                                                 MbTable    *out_table);
gboolean              mb_table_is_bits          (MbTable     table);
gboolean              mb_table_is_writable      (MbTable     table);
guint8                mb_table_read_function    (MbTable     table);
guint16               mb_table_max_read         (MbTable     table);
gsize                 mb_table_n_bytes          (MbTable     table,
                                                 guint       quantity);

G_END_DECLS
