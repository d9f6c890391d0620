/* mb-field-tables.h: what the dissector knows of each function: its fields in wire order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "modbus/mb-field.h"

G_BEGIN_DECLS

/**
 * MbFieldRole:
 * @MB_FIELD_TRANSACTION: transaction identifier, two bytes
 * @MB_FIELD_PROTOCOL: protocol identifier, two bytes, 0 for Modbus
 * @MB_FIELD_LENGTH: length field, two bytes
 * @MB_FIELD_UNIT: unit identifier, one byte
 * @MB_FIELD_ADDRESS: address of the first item, two bytes; counts the items that follow
 * @MB_FIELD_QUANTITY: number of items from the last address on, two bytes
 * @MB_FIELD_BYTE_COUNT: number of bytes that follow, one byte
 * @MB_FIELD_BITS: packed bits, as many as quantity and byte count allow
 * @MB_FIELD_REGISTERS: registers, as many as the byte count allows
 * @MB_FIELD_REGISTER: one register
 * @MB_FIELD_COIL: the two bytes of a coil's value
 * @MB_FIELD_EXCEPTION: exception code, one byte
 * @MB_FIELD_DATA: all bytes that are left
 * @MB_FIELD_BYTES: number of bytes that follow, one byte, between two limits
 * @MB_FIELD_OUTPUTS: one byte of eight outputs
 * @MB_FIELD_SUBFUNCTION: sub-function of Diagnostics, two bytes
 * @MB_FIELD_DIAGNOSTIC: what follows a sub-function
 * @MB_FIELD_STATUS: whether a program command is worked on, two bytes
 * @MB_FIELD_COUNTER: a number of events or messages, two bytes
 * @MB_FIELD_EVENTS: events of one byte each
 * @MB_FIELD_SERVER_ID: bytes of the device's own meaning
 * @MB_FIELD_REFERENCES: groups that refer to records of files
 * @MB_FIELD_CONTENTS: groups of contents of records
 * @MB_FIELD_WRITES: groups that refer to records, each with its contents
 * @MB_FIELD_MASK: a mask of a register, two bytes
 * @MB_FIELD_QUEUE_BYTES: number of bytes that follow, two bytes
 * @MB_FIELD_QUEUE_COUNT: number of registers in a queue, two bytes
 * @MB_FIELD_QUEUE: the registers of a queue
 * @MB_FIELD_MEI: type of an encapsulated interface, one byte
 * @MB_FIELD_READ_DEVICE_ID: how much of an identification, one byte
 * @MB_FIELD_OBJECT_ID: an object of an identification, one byte
 * @MB_FIELD_CONFORMITY: what a device can tell of itself, one byte
 * @MB_FIELD_MORE_FOLLOWS: whether more objects are to be asked for, one byte
 * @MB_FIELD_N_OBJECTS: number of objects that follow, one byte
 * @MB_FIELD_OBJECTS: objects of an identification
 *
 * How a field is read and checked.
 */
typedef enum
{
  MB_FIELD_TRANSACTION,
  MB_FIELD_PROTOCOL,
  MB_FIELD_LENGTH,
  MB_FIELD_UNIT,
  MB_FIELD_ADDRESS,
  MB_FIELD_QUANTITY,
  MB_FIELD_BYTE_COUNT,
  MB_FIELD_BITS,
  MB_FIELD_REGISTERS,
  MB_FIELD_REGISTER,
  MB_FIELD_COIL,
  MB_FIELD_EXCEPTION,
  MB_FIELD_DATA,
  MB_FIELD_BYTES,
  MB_FIELD_OUTPUTS,
  MB_FIELD_SUBFUNCTION,
  MB_FIELD_DIAGNOSTIC,
  MB_FIELD_STATUS,
  MB_FIELD_COUNTER,
  MB_FIELD_EVENTS,
  MB_FIELD_SERVER_ID,
  MB_FIELD_REFERENCES,
  MB_FIELD_CONTENTS,
  MB_FIELD_WRITES,
  MB_FIELD_MASK,
  MB_FIELD_QUEUE_BYTES,
  MB_FIELD_QUEUE_COUNT,
  MB_FIELD_QUEUE,
  MB_FIELD_MEI,
  MB_FIELD_READ_DEVICE_ID,
  MB_FIELD_OBJECT_ID,
  MB_FIELD_CONFORMITY,
  MB_FIELD_MORE_FOLLOWS,
  MB_FIELD_N_OBJECTS,
  MB_FIELD_OBJECTS,
} MbFieldRole;

/**
 * MbFieldSpec:
 * @role: how the field is read and checked
 * @name: (nullable): its label, %NULL ends a row of fields
 * @key: (nullable): its key in JSON
 * @max: largest legal number: items for a quantity, bytes for a byte count; 0 when any will do
 * @min: smallest legal number of bytes
 *
 * One field of a layout.
 */
typedef struct
{
  MbFieldRole role;
  const char *name;
  const char *key;
  guint       max;
  guint       min;
} MbFieldSpec;

/* The most fields that a request or response has here. */
#define MB_FIELD_LAYOUT_MAX 7

/**
 * MbFieldLayout:
 * @name: (nullable): name of the function, %NULL when it has none
 * @table: the table that it works on, or %MB_N_TABLES when it works on none
 * @is_echo: whether a response repeats the first bytes of its request
 * @request: fields of a request after the function code, ended by one without a name
 * @response: fields of a good response after the function code, ended in the same way
 *
 * The layout of one function.
 */
typedef struct
{
  const char  *name;
  guint        table;
  gboolean     is_echo;
  MbFieldSpec  request[MB_FIELD_LAYOUT_MAX + 1];
  MbFieldSpec  response[MB_FIELD_LAYOUT_MAX + 1];
} MbFieldLayout;

/* The fields of a function, and for 43 of an MEI type (-1 when that is not known); %NULL when the
 * code is opaque here, without a name for a reserved MEI type. */
const MbFieldLayout *mb_field_layout_lookup    (guint8 function,
                                                gint   mei);
/* The fields of the MBAP header (MODBUS Messaging on TCP/IP V1.0b, 3.1.3). */
const MbFieldSpec   *mb_field_header_layout    (void);
/* The fields before the PDU on a serial line (V1.02, 2.5.1). */
const MbFieldSpec   *mb_field_serial_layout    (void);
/* The fields of an exception after its function code (V1.1b3, 7). */
const MbFieldSpec   *mb_field_exception_layout (void);
/* The fields of a function without a layout: nothing but data. */
const MbFieldSpec   *mb_field_opaque_layout    (void);

G_END_DECLS
