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
 * @MB_FUNCTION_READ_COILS: bits that a client may write (6.1)
 * @MB_FUNCTION_READ_DISCRETE_INPUTS: bits that it may only read (6.2)
 * @MB_FUNCTION_READ_HOLDING_REGISTERS: registers that it may write (6.3)
 * @MB_FUNCTION_READ_INPUT_REGISTERS: registers that it may only read (6.4)
 * @MB_FUNCTION_WRITE_SINGLE_COIL: one coil (6.5)
 * @MB_FUNCTION_WRITE_SINGLE_REGISTER: one holding register (6.6)
 * @MB_FUNCTION_READ_EXCEPTION_STATUS: eight outputs of the device's own meaning (6.7)
 * @MB_FUNCTION_DIAGNOSTICS: tests and counters, see mb-subfunction.h (6.8)
 * @MB_FUNCTION_GET_COMM_EVENT_COUNTER: how many exchanges went well (6.9)
 * @MB_FUNCTION_GET_COMM_EVENT_LOG: what happened on the serial line (6.10)
 * @MB_FUNCTION_WRITE_MULTIPLE_COILS: several coils (6.11)
 * @MB_FUNCTION_WRITE_MULTIPLE_REGISTERS: several holding registers (6.12)
 * @MB_FUNCTION_REPORT_SERVER_ID: what the device is, and whether it runs (6.13)
 * @MB_FUNCTION_READ_FILE_RECORD: records of files (6.14)
 * @MB_FUNCTION_WRITE_FILE_RECORD: records of files (6.15)
 * @MB_FUNCTION_MASK_WRITE_REGISTER: single bits of a holding register (6.16)
 * @MB_FUNCTION_READ_WRITE_MULTIPLE_REGISTERS: holding registers: first written, then read (6.17)
 * @MB_FUNCTION_READ_FIFO_QUEUE: a queue of registers, which stays as it is (6.18)
 * @MB_FUNCTION_ENCAPSULATED_INTERFACE: what another interface says, see #MbMei (6.19)
 *
 * Function codes by name, with their clauses in V1.1b3; codes on the wire are guint8, since any
 * value can arrive there.
 */
typedef enum
{
  MB_FUNCTION_READ_COILS = 1,
  MB_FUNCTION_READ_DISCRETE_INPUTS = 2,
  MB_FUNCTION_READ_HOLDING_REGISTERS = 3,
  MB_FUNCTION_READ_INPUT_REGISTERS = 4,
  MB_FUNCTION_WRITE_SINGLE_COIL = 5,
  MB_FUNCTION_WRITE_SINGLE_REGISTER = 6,
  MB_FUNCTION_READ_EXCEPTION_STATUS = 7,
  MB_FUNCTION_DIAGNOSTICS = 8,
  MB_FUNCTION_GET_COMM_EVENT_COUNTER = 11,
  MB_FUNCTION_GET_COMM_EVENT_LOG = 12,
  MB_FUNCTION_WRITE_MULTIPLE_COILS = 15,
  MB_FUNCTION_WRITE_MULTIPLE_REGISTERS = 16,
  MB_FUNCTION_REPORT_SERVER_ID = 17,
  MB_FUNCTION_READ_FILE_RECORD = 20,
  MB_FUNCTION_WRITE_FILE_RECORD = 21,
  MB_FUNCTION_MASK_WRITE_REGISTER = 22,
  MB_FUNCTION_READ_WRITE_MULTIPLE_REGISTERS = 23,
  MB_FUNCTION_READ_FIFO_QUEUE = 24,
  MB_FUNCTION_ENCAPSULATED_INTERFACE = 43,
} MbFunction;

/**
 * MbMei:
 * @MB_MEI_CANOPEN: CANopen General Reference, whose bytes are another standard's
 * @MB_MEI_DEVICE_IDENTIFICATION: Read Device Identification
 *
 * What function 43 carries, by its first byte (V1.1b3, 6.19); all other values are reserved.
 */
typedef enum
{
  MB_MEI_CANOPEN = 13,
  MB_MEI_DEVICE_IDENTIFICATION = 14,
} MbMei;

/**
 * MbTable:
 * @MB_TABLE_COILS: bits that a client reads and writes
 * @MB_TABLE_DISCRETE_INPUTS: bits that a client reads
 * @MB_TABLE_INPUT_REGISTERS: 16-bit registers that a client reads
 * @MB_TABLE_HOLDING_REGISTERS: 16-bit registers that a client reads and writes
 *
 * The four tables of the data model, 65,536 items each (V1.1b3, 4.3). Addresses count from 0 (4.4).
 */
typedef enum
{
  MB_TABLE_COILS,
  MB_TABLE_DISCRETE_INPUTS,
  MB_TABLE_INPUT_REGISTERS,
  MB_TABLE_HOLDING_REGISTERS,
} MbTable;

#define MB_N_TABLES (MB_TABLE_HOLDING_REGISTERS + 1)

/**
 * MbShape:
 * @MB_SHAPE_OPAQUE: bytes without a layout known here
 * @MB_SHAPE_RANGE: address, quantity
 * @MB_SHAPE_SINGLE: address, two value bytes
 * @MB_SHAPE_WRITE: address, quantity, byte count, data
 * @MB_SHAPE_READ_WRITE: read address and quantity, write address and quantity, byte count, data
 * @MB_SHAPE_DATA: byte count, data
 * @MB_SHAPE_NOTHING: nothing (requests of 7, 11, 12, 17)
 * @MB_SHAPE_STATUS: one byte (7)
 * @MB_SHAPE_DIAGNOSTICS: sub-function, data (8)
 * @MB_SHAPE_EVENT_COUNTER: status, event count (11)
 * @MB_SHAPE_EVENT_LOG: byte count, status, event count, message count, events (12)
 * @MB_SHAPE_BYTES: byte count, bytes of the device's own meaning (17)
 * @MB_SHAPE_FILE_READ: byte count, references to records (request of 20)
 * @MB_SHAPE_FILE_DATA: byte count, contents of records (response of 20)
 * @MB_SHAPE_FILE_WRITE: byte count, references with contents (21)
 * @MB_SHAPE_MASK: address, and mask, or mask (22)
 * @MB_SHAPE_POINTER: address (request of 24)
 * @MB_SHAPE_QUEUE: byte count of two bytes, count, registers (response of 24)
 * @MB_SHAPE_MEI: MEI type, and what that type has (43)
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
  /* What follows has rooms of its own, mb-service-request and mb-service-response. */
  MB_SHAPE_NOTHING,
  MB_SHAPE_STATUS,
  MB_SHAPE_DIAGNOSTICS,
  MB_SHAPE_EVENT_COUNTER,
  MB_SHAPE_EVENT_LOG,
  MB_SHAPE_BYTES,
  MB_SHAPE_FILE_READ,
  MB_SHAPE_FILE_DATA,
  MB_SHAPE_FILE_WRITE,
  MB_SHAPE_MASK,
  MB_SHAPE_POINTER,
  MB_SHAPE_QUEUE,
  MB_SHAPE_MEI,
} MbShape;

/**
 * MbFunctionInfo:
 * @code: the function code
 * @name: its English name in the specification, static
 * @clause: the clause of V1.1b3 that defines it, such as "6.3"
 * @table: the table that it reads, or for a pure write the one that it writes; of no meaning
 *   without @has_table
 * @reads: whether a good response carries data of @table
 * @writes: whether the request can change something in the device; for 8 and 43 it depends on more
 *   than the code, see mb_request_writes()
 * @single: whether it addresses exactly one item (5, 6, 22)
 * @max_quantity: the most items one request reads; for a pure write, writes; 1 when @single; 0
 *   without @has_table and for 24, whose request has no quantity
 * @max_write_quantity: the most items it writes (differs from @max_quantity for 23 only), or 0
 * @request_shape: layout of its request
 * @response_shape: layout of its good response
 * @has_table: whether it works on one of the four tables: 1 to 6, 15, 16, 22 to 24
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
  gboolean    has_table;
} MbFunctionInfo;

/* By function code; for mb_function_lookup(), which is inline because it runs several times for
 * each exchange. */
extern const MbFunctionInfo mb_functions[MB_EXCEPTION_BIT];

/**
 * mb_function_lookup:
 * @code: a function code as on the wire, any value
 *
 * Finds what the specification says of a function code (V1.1b3, 6).
 *
 * Returns: (transfer none) (nullable): its static row; %NULL when the code is opaque here: not
 *   known, 0, or 128 and above
 */
static inline const MbFunctionInfo *
mb_function_lookup (guint8 code)
{
  if (code >= MB_EXCEPTION_BIT || mb_functions[code].name == NULL)
    return NULL;
  return &mb_functions[code];
}

/* Tells whether a request with this code could change something in a device; also TRUE for what is
 * not known here. mb_request_writes() knows more. */
gboolean              mb_function_writes        (guint8      code);

/* Tables. */

/* Gives the name that command lines and files use: "coils", "discrete", "input" or "holding";
 * static. */
const char           *mb_table_name             (MbTable     table);
/* Finds a table by that name; FALSE when there is none, and @out_table is unchanged. */
gboolean              mb_table_from_name        (const char *name,
                                                 MbTable    *out_table);
/* %TRUE when its items are single bits, %FALSE when they are 16-bit registers (V1.1b3, 4.3). */
gboolean              mb_table_is_bits          (MbTable     table);
/* Whether a client can write its items by the protocol (V1.1b3, 4.3). */
gboolean              mb_table_is_writable      (MbTable     table);
/* The function code that reads it: 1, 2, 3 or 4 (V1.1b3, 6.1 to 6.4). */
guint8                mb_table_read_function    (MbTable     table);
/* The most items that one request reads: 2000 bits or 125 registers (V1.1b3, 6.1 to 6.4). */
guint16               mb_table_max_read         (MbTable     table);
/* The byte count of that many items on the wire: 8 bits a byte, rounded up, or 2 bytes a
 * register (V1.1b3, 6.1 and 6.3). */
gsize                 mb_table_n_bytes          (MbTable     table,
                                                 guint       quantity);

G_END_DECLS
