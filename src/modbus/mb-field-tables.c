/* mb-field-tables.c: what the dissector knows of each function: its fields in wire order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-tables.h"

/* The labels are those of Wireshark's dissector (version 4.0), which people know. Limits are those
 * of V1.1b3, 6; the codec has its own, so that one may catch a mistake in the other. */

/* The function whose layout depends on its first byte, the MEI type (V1.1b3, 6.19). */
#define ENCAPSULATED_INTERFACE 43
#define CANOPEN 13
#define DEVICE_IDENTIFICATION 14

static const MbFieldSpec header_layout[] = {
  { MB_FIELD_TRANSACTION, "Transaction Identifier", "transaction", 0 },
  { MB_FIELD_PROTOCOL, "Protocol Identifier", "protocol", 0 },
  { MB_FIELD_LENGTH, "Length", "length", 254 },
  { MB_FIELD_UNIT, "Unit Identifier", "unit", 0 },
  { 0, NULL, NULL, 0 },
};

static const MbFieldSpec serial_layout[] = {
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
#define BYTES(min, max) { MB_FIELD_BYTES, "Byte Count", "byte_count", max, min }
#define SUBFUNCTION { MB_FIELD_SUBFUNCTION, "Diagnostic Code", "subfunction", 0 }
#define DIAGNOSTIC { MB_FIELD_DIAGNOSTIC, "Data", "data", 0 }
#define STATUS { MB_FIELD_STATUS, "Status", "status", 0 }
#define EVENT_COUNT { MB_FIELD_COUNTER, "Event Count", "event_count", 0 }
#define MESSAGE_COUNT { MB_FIELD_COUNTER, "Message Count", "message_count", 0 }
#define AND_MASK { MB_FIELD_MASK, "AND mask", "and_mask", 0 }
#define OR_MASK { MB_FIELD_MASK, "OR mask", "or_mask", 0 }
#define MEI { MB_FIELD_MEI, "MEI type", "mei", 0 }
#define READ_DEVICE_ID { MB_FIELD_READ_DEVICE_ID, "Read Device ID", "read_device_id", 4, 1 }
#define MEI_DATA { MB_FIELD_DATA, "Data", "data", 0 }
#define NO_TABLE MB_N_TABLES

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
  [7] = {
    "Read Exception Status", NO_TABLE, FALSE,
    { { 0 } },
    { { MB_FIELD_OUTPUTS, "Exception Status", "data", 0 } },
  },
  [8] = {
    "Diagnostics", NO_TABLE, FALSE,
    { SUBFUNCTION, DIAGNOSTIC },
    { SUBFUNCTION, DIAGNOSTIC },
  },
  [11] = {
    "Get Comm Event Counter", NO_TABLE, FALSE,
    { { 0 } },
    { STATUS, EVENT_COUNT },
  },
  [12] = {
    "Get Comm Event Log", NO_TABLE, FALSE,
    { { 0 } },
    {
      BYTES (6, 70), STATUS, EVENT_COUNT, MESSAGE_COUNT,
      { MB_FIELD_EVENTS, "Event", "events", 0 },
    },
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
  [17] = {
    "Report Server ID", NO_TABLE, FALSE,
    { { 0 } },
    { BYTES (0, 251), { MB_FIELD_SERVER_ID, "Data", "data", 0 } },
  },
  [20] = {
    "Read File Record", NO_TABLE, FALSE,
    { BYTES (7, 245), { MB_FIELD_REFERENCES, "Records", "records", 0 } },
    { BYTES (4, 245), { MB_FIELD_CONTENTS, "Records", "records", 0 } },
  },
  [21] = {
    "Write File Record", NO_TABLE, TRUE,
    { BYTES (9, 251), { MB_FIELD_WRITES, "Records", "records", 0 } },
    { BYTES (9, 251), { MB_FIELD_WRITES, "Records", "records", 0 } },
  },
  [22] = {
    "Mask Write Register", MB_TABLE_HOLDING_REGISTERS, TRUE,
    { ADDRESS, AND_MASK, OR_MASK },
    { ADDRESS, AND_MASK, OR_MASK },
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
  [24] = {
    "Read FIFO Queue", MB_TABLE_HOLDING_REGISTERS, FALSE,
    { ADDRESS },
    {
      { MB_FIELD_QUEUE_BYTES, "Byte Count", "byte_count", 0 },
      { MB_FIELD_QUEUE_COUNT, "Word Count", "quantity", 31 },
      { MB_FIELD_QUEUE, "Register", "values", 0 },
    },
  },
};

/* What function 43 carries, by its MEI type (V1.1b3, 6.19 to 6.21). */
static const MbFieldLayout canopen_layout = {
  "CANopen General Reference", NO_TABLE, FALSE,
  { MEI, MEI_DATA },
  { MEI, MEI_DATA },
};

static const MbFieldLayout identification_layout = {
  "Read Device Identification", NO_TABLE, FALSE,
  {
    MEI, READ_DEVICE_ID,
    { MB_FIELD_OBJECT_ID, "Object ID", "object_id", 0 },
  },
  {
    MEI, READ_DEVICE_ID,
    { MB_FIELD_CONFORMITY, "Conformity Level", "conformity", 0 },
    { MB_FIELD_MORE_FOLLOWS, "More Follows", "more_follows", 0 },
    { MB_FIELD_OBJECT_ID, "Next Object ID", "next_object", 0 },
    { MB_FIELD_N_OBJECTS, "Number of Objects", NULL, 0 },
    { MB_FIELD_OBJECTS, "Objects", "objects", 0 },
  },
};

static const MbFieldLayout reserved_mei_layout = {
  NULL, NO_TABLE, FALSE,
  { MEI, MEI_DATA },
  { MEI, MEI_DATA },
};

/**
 * mb_field_layout_lookup:
 * @function: a function code without the exception bit
 * @mei: for 43 the MEI type, or -1 when it is not known
 *
 * Returns: (transfer none) (nullable): its fields; %NULL when the code is opaque here. Without a
 *   name for a reserved MEI type
 */
const MbFieldLayout *
mb_field_layout_lookup (guint8 function,
                        gint   mei)
{
  if (function == ENCAPSULATED_INTERFACE)
    {
      if (mei == DEVICE_IDENTIFICATION)
        return &identification_layout;
      return mei == CANOPEN ? &canopen_layout : &reserved_mei_layout;
    }
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
 * mb_field_serial_layout:
 *
 * Returns: (transfer none): the fields before the PDU on a serial line (V1.02, 2.5.1)
 */
const MbFieldSpec *
mb_field_serial_layout (void)
{
  return serial_layout;
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
