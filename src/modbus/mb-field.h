/* mb-field.h: the dissector: every field of an ADU with its place, value and meaning.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "modbus/mb-framing.h"
#include "modbus/mb-function.h"

G_BEGIN_DECLS

/**
 * MbDissection:
 *
 * The fields of one ADU, immutable and reference-counted; it crosses threads. Any bytes can be
 * taken apart: what is wrong with them is one sentence beside the fields.
 *
 * ```c
 * for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
 *   {
 *     const MbField *field = mb_dissection_get_field (dissection, i);
 *
 *     g_string_append_printf (text, "%*s%s: %s\n", 2 * field->depth, "", field->name,
 *                             field->value);
 *   }
 * if (error != NULL)
 *   g_string_append_printf (text, "! %s\n", error);
 * ```
 */
typedef struct _MbDissection MbDissection;

/**
 * MbField:
 * @name: label as analysers show it, such as "Transaction Identifier" or "Register 1 (UINT16)"
 * @key: (nullable): key of the field in JSON, such as "address", or %NULL; "records.file" is a
 *   member of an object in the array "records", whose object begins with the row "records"
 * @offset: first byte, counted from the start of the ADU
 * @length: number of bytes, 0 for what is only derived
 * @depth: 0 for the groups "MBAP Header" and the function (on a serial line "Serial Line", the
 *   function and "Checksum"), 1 for their fields, 2 for fields inside
 * @value: the value as text: "1", "ff00", "Read Coils (1)"
 * @text: (nullable): a longer reading of it, such as the bit picture of a function code
 * @number: the value as a number where it is one
 * @address: 0-based address of the register or bit that this field is, or -1
 * @bit: bit number inside the byte at @offset for a single bit, or -1
 * @is_defect: whether this field is where the ADU is wrong
 *
 * One field of a dissected ADU. Strings belong to the dissection.
 */
typedef struct
{
  const char *name;
  const char *key;
  guint16     offset;
  guint16     length;
  guint8      depth;
  const char *value;
  const char *text;
  gint64      number;
  gint32      address;
  gint8       bit;
  gboolean    is_defect;
} MbField;

#define MB_TYPE_DISSECTION (mb_dissection_get_type ())
GType          mb_dissection_get_type      (void);

/* Takes an ADU with an MBAP header apart, see mb_dissection_new_framed(). */
MbDissection  *mb_dissection_new           (const guint8       *adu,
                                            gsize               len,
                                            MbDirection         direction,
                                            const guint8       *request,
                                            gsize               request_len);
/* Takes an ADU apart (MODBUS Messaging on TCP/IP V1.0b, 3.1.3; V1.1b3, 4.1, 6, 7), or a frame of
 * the serial line (V1.02, 2.5.1), into fields in wire order, groups included. Any bytes, any
 * length: what cannot be read is said by mb_dissection_get_error(). @request is the ADU that a
 * response answers, for quantity, address and echo; %NULL when it was not seen. It is not kept. */
MbDissection  *mb_dissection_new_framed    (MbFraming           framing,
                                            const guint8       *adu,
                                            gsize               len,
                                            MbDirection         direction,
                                            const guint8       *request,
                                            gsize               request_len);
/* Takes a reference; any thread. */
MbDissection  *mb_dissection_ref           (MbDissection       *dissection);
/* Drops a reference; any thread. The last one frees the fields and all their texts. */
void           mb_dissection_unref         (MbDissection       *dissection);

/* What it has. */

/* The direction it was made with. */
MbDirection    mb_dissection_get_direction (const MbDissection *dissection);
/* Number of fields, groups included. */
guint          mb_dissection_get_n_fields  (const MbDissection *dissection);
/* A field, in wire order, a group before its fields; it belongs to the dissection. */
const MbField *mb_dissection_get_field     (const MbDissection *dissection,
                                            guint               index);
/* The first defect with its offset in one sentence, translated, or else a warning, such as padding
 * bits that are not 0; %NULL when nothing is wrong. */
const char    *mb_dissection_get_error     (const MbDissection *dissection);
/* Whether there is a defect, for which a warning is not enough. */
gboolean       mb_dissection_is_malformed  (const MbDissection *dissection);
/* The table that the function works on; FALSE when it has none. */
gboolean       mb_dissection_get_table     (const MbDissection *dissection,
                                            MbTable            *out_table);
/* The name in the specification, such as "Read Holding Registers", or "Function 99" for an opaque
 * code; empty when there was no function code. */
const char    *mb_dissection_get_function_name (const MbDissection *dissection);
/* The function code, in a response without the exception bit; 0 when none was there. */
guint8         mb_dissection_get_function  (const MbDissection *dissection);
/* Whether this is a response with the exception bit (V1.1b3, 7). */
gboolean       mb_dissection_is_exception  (const MbDissection *dissection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDissection, mb_dissection_unref)

G_END_DECLS
