/* mb-field-walk.h: reads and checks the fields of a layout, one after the other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-field-builder.h"
#include "modbus/mb-field-tables.h"
#include "modbus/mb-wire.h"

G_BEGIN_DECLS

/* Stands for an address or a quantity that is not known. */
#define MB_FIELD_UNKNOWN (-1)

/**
 * MbFieldWalk:
 * @dissection: where the fields go
 * @reader: the ADU, at the next field
 * @layout: (nullable): the function's, %NULL for the header and opaque functions
 * @start: place of the function code, in the ADU and in @request alike
 * @request: (nullable): the ADU that this one answers, up to the end of its PDU, which has a
 *   function code at least
 * @request_len: length of @request in bytes
 * @adu_len: length of the ADU in bytes
 * @protocol: the protocol identifier, once read
 * @length: the length field, once read
 * @address: address of the first item, or %MB_FIELD_UNKNOWN
 * @quantity: number of items, or %MB_FIELD_UNKNOWN
 * @data_len: bytes that the byte count says, as far as they are there
 * @subfunction: of Diagnostics, once read
 * @read_device_id: of an identification, once read
 * @n_objects: number of objects announced, once read
 *
 * One ADU on its way through the dissector. For the dissector's own rooms: mb-field walks the
 * layouts of mb-field-tables, whose fields are read by the rooms mb-field-….
 */
typedef struct
{
  MbDissection        *dissection;
  MbReader             reader;
  const MbFieldLayout *layout;
  gsize                start;
  const guint8        *request;
  gsize                request_len;
  gsize                adu_len;
  guint16              protocol;
  guint16              length;
  gint32               address;
  gint32               quantity;
  gsize                data_len;
  guint16              subfunction;
  guint8               read_device_id;
  guint8               n_objects;
} MbFieldWalk;

/* Reads one field of a layout; FALSE when the bytes end inside of it. */
typedef gboolean (* MbFieldReader) (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);

/* For the readers of fields. Labels and keys are static. */

/* Notes that the bytes end inside of a field or before it; gives FALSE, for a reader to return. */
gboolean mb_field_walk_end      (MbFieldWalk       *walk,
                                 const char        *name);
/* Takes one byte as a field; FALSE when there is none, which is noted. */
gboolean mb_field_walk_u8       (MbFieldWalk       *walk,
                                 const char        *name,
                                 const char        *key,
                                 guint              depth,
                                 guint8            *out_number);
/* Takes two bytes as a field; FALSE when there are fewer, which is noted. */
gboolean mb_field_walk_u16      (MbFieldWalk       *walk,
                                 const char        *name,
                                 const char        *key,
                                 guint              depth,
                                 guint16           *out_number);
/* The field that was added last, good until the next one is added. */
MbField *mb_field_walk_last     (MbFieldWalk       *walk);
/* Makes its value "NAME (NUMBER)"; without a name it stays the number. */
void     mb_field_walk_name     (MbFieldWalk       *walk,
                                 const char        *name);
/* Looks into the request that a response answers, for one or two bytes at @offset from its function
 * code; FALSE when it was not seen or ends before. */
gboolean mb_field_walk_asked    (const MbFieldWalk *walk,
                                 gsize              offset,
                                 gsize              n_bytes,
                                 guint             *out_number);

/* For the dissector. */

/* Takes a PDU apart, in mb-field-pdu.c: function code, what its layout has, and what is left
 * over. */
void     mb_field_dissect_pdu   (MbFieldWalk       *walk);

/* Reads the fields one after the other, notes what is wrong, and for a response that is an echo
 * compares each with its request. FALSE when the bytes end before the fields. */
gboolean mb_field_walk_run      (MbFieldWalk       *walk,
                                 const MbFieldSpec *specs);
/* Adds the next bytes as one field of hex. */
void     mb_field_walk_add_data (MbFieldWalk       *walk,
                                 const char        *name,
                                 const char        *key,
                                 gsize              len);

G_END_DECLS
