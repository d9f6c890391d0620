/* mb-field-tables.c: what the dissector knows of each function: its fields in wire order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-tables.h"

/* The labels are those of Wireshark's dissector (version 4.0), which people know. Limits are those
 * of V1.1b3, 6; the codec has its own, so that one may catch a mistake in the other. */

static const MbFieldSpec header_layout[] = {
  { MB_FIELD_TRANSACTION, "Transaction Identifier", "transaction", 0 },
  { MB_FIELD_PROTOCOL, "Protocol Identifier", "protocol", 0 },
  { MB_FIELD_LENGTH, "Length", "length", 254 },
  { MB_FIELD_UNIT, "Unit Identifier", "unit", 0 },
  { 0, NULL, NULL, 0 },
};

static const MbFieldSpec exception_layout[] = {
  { MB_FIELD_EXCEPTION, "Exception Code", "exception", 0 },
  { 0, NULL, NULL, 0 },
};

static const MbFieldSpec opaque_layout[] = {
  { MB_FIELD_DATA, "Data", "data", 0 },
  { 0, NULL, NULL, 0 },
};

#define ADDRESS { MB_FIELD_ADDRESS, "Reference Number", "address", 0 }
#define BIT_COUNT(max) { MB_FIELD_QUANTITY, "Bit Count", "quantity", max }
#define WORD_COUNT(max) { MB_FIELD_QUANTITY, "Word Count", "quantity", max }
#define BYTE_COUNT(max) { MB_FIELD_BYTE_COUNT, "Byte Count", "byte_count", max }
#define BITS { MB_FIELD_BITS, "Bit", "bits", 0 }
#define REGISTERS { MB_FIELD_REGISTERS, "Register", "values", 0 }
#define REGISTER { MB_FIELD_REGISTER, "Register", "values", 0 }
#define COIL { MB_FIELD_COIL, "Data", "data", 0 }

static const MbFieldLayout layouts[MB_EXCEPTION_BIT] = {
  [1] = {
    "Read Coils", MB_TABLE_COILS, FALSE,
    { ADDRESS, BIT_COUNT (2000) },
    { BYTE_COUNT (250), BITS },
  },
  [2] = {
    "Read Discrete Inputs", MB_TABLE_DISCRETE_INPUTS, FALSE,
    { ADDRESS, BIT_COUNT (2000) },
    { BYTE_COUNT (250), BITS },
  },
  [3] = {
    "Read Holding Registers", MB_TABLE_HOLDING_REGISTERS, FALSE,
    { ADDRESS, WORD_COUNT (125) },
    { BYTE_COUNT (250), REGISTERS },
  },
  [4] = {
    "Read Input Registers", MB_TABLE_INPUT_REGISTERS, FALSE,
    { ADDRESS, WORD_COUNT (125) },
    { BYTE_COUNT (250), REGISTERS },
  },
  [5] = {
    "Write Single Coil", MB_TABLE_COILS, TRUE,
    { ADDRESS, COIL },
    { ADDRESS, COIL },
  },
  [6] = {
    "Write Single Register", MB_TABLE_HOLDING_REGISTERS, TRUE,
    { ADDRESS, REGISTER },
    { ADDRESS, REGISTER },
  },
  [15] = {
    "Write Multiple Coils", MB_TABLE_COILS, TRUE,
    { ADDRESS, BIT_COUNT (1968), BYTE_COUNT (246), BITS },
    { ADDRESS, BIT_COUNT (1968) },
  },
  [16] = {
    "Write Multiple Registers", MB_TABLE_HOLDING_REGISTERS, TRUE,
    { ADDRESS, WORD_COUNT (123), BYTE_COUNT (246), REGISTERS },
    { ADDRESS, WORD_COUNT (123) },
  },
  [23] = {
    "Read/Write Multiple Registers", MB_TABLE_HOLDING_REGISTERS, FALSE,
    {
      { MB_FIELD_ADDRESS, "Read Reference Number", "read_address", 0 },
      { MB_FIELD_QUANTITY, "Read Word Count", "read_quantity", 125 },
      { MB_FIELD_ADDRESS, "Write Reference Number", "write_address", 0 },
      { MB_FIELD_QUANTITY, "Write Word Count", "write_quantity", 121 },
      BYTE_COUNT (242),
      REGISTERS,
    },
    { BYTE_COUNT (250), REGISTERS },
  },
};

/**
 * mb_field_layout_lookup:
 * @function: a function code without the exception bit
 *
 * Returns: (transfer none) (nullable): its fields; %NULL when the code is opaque here
 */
const MbFieldLayout *
mb_field_layout_lookup (guint8 function)
{
  if (function >= G_N_ELEMENTS (layouts) || layouts[function].name == NULL)
    return NULL;
  return &layouts[function];
}

/**
 * mb_field_header_layout:
 *
 * Returns: (transfer none): the fields of the MBAP header (MODBUS Messaging on TCP/IP V1.0b, 3.1.3)
 */
const MbFieldSpec *
mb_field_header_layout (void)
{
  return header_layout;
}

/**
 * mb_field_exception_layout:
 *
 * Returns: (transfer none): the fields of an exception after its function code (V1.1b3, 7)
 */
const MbFieldSpec *
mb_field_exception_layout (void)
{
  return exception_layout;
}

/**
 * mb_field_opaque_layout:
 *
 * Returns: (transfer none): the fields of a function without a layout: nothing but data
 */
const MbFieldSpec *
mb_field_opaque_layout (void)
{
  return opaque_layout;
}
