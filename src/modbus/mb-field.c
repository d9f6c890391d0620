/* mb-field.c: the dissector: every field of an ADU, and what is wrong with it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-field-builder.h"
#include "modbus/mb-field-tables.h"
#include "modbus/mb-field-walk.h"

/* Places in an ADU of Modbus TCP (MODBUS Messaging on TCP/IP V1.0b, 3.1.3). */
#define PROTOCOL_OFFSET 2
#define LENGTH_END 6
#define HEADER_SIZE 7

/* A frame of the serial line (V1.02, 2.5.1): a unit identifier, a PDU, a checksum. */
#define FRAME_SIZE_MIN 4
#define FRAME_SIZE_MAX 256
#define UNIT_SIZE 1
#define CHECKSUM_SIZE 2

G_DEFINE_BOXED_TYPE (MbDissection, mb_dissection, mb_dissection_ref, mb_dissection_unref)

/* Takes from a request what its response can be held against: unit and PDU at least. */
static void
set_request (MbFieldWalk  *walk,
             MbFraming     framing,
             const guint8 *request,
             gsize         request_len)
{
  gsize behind = framing == MB_FRAMING_RTU ? CHECKSUM_SIZE : 0;

  if (request == NULL || request_len <= walk->start + behind)
    return;
  if (framing != MB_FRAMING_RTU && mb_wire_get_register (request, PROTOCOL_OFFSET / 2) != 0)
    return;
  walk->request = request;
  walk->request_len = request_len - behind;
}

/* What is left up to @end is a PDU. */
static void
dissect_pdu_until (MbFieldWalk *walk,
                   gsize        end)
{
  gsize len = walk->reader.len;

  if (end <= walk->reader.pos)
    return;
  walk->reader.len = end;
  mb_field_dissect_pdu (walk);
  walk->reader.len = len;
  walk->reader.failed = FALSE;
}

/* The header, then a PDU as long as its length says and the bytes allow. */
static void
dissect_adu (MbFieldWalk *walk)
{
  mb_field_builder_group (walk->dissection, "MBAP Header", 0, MIN (walk->adu_len, HEADER_SIZE),
                          "");
  if (!mb_field_walk_run (walk, mb_field_header_layout ()))
    {
      mb_field_walk_add_data (walk, "Data", NULL, mb_reader_left (&walk->reader));
      return;
    }

  if (walk->protocol != 0)
    {
      /* Bytes of another protocol: to read them as a PDU would show what is not there. */
      mb_field_walk_add_data (walk, "Data", "data", mb_reader_left (&walk->reader));
      return;
    }
  dissect_pdu_until (walk, CLAMP (LENGTH_END + (gsize) walk->length, HEADER_SIZE,
                                  walk->reader.len));
  mb_field_walk_add_data (walk, "Data", NULL, mb_reader_left (&walk->reader));
}

/* CRC-16/MODBUS (serial line V1.02, 6.2.2), by its definition: a second opinion on what the frames
 * that are sent carry. */
static guint16
sum_up (const guint8 *bytes,
        gsize         len)
{
  guint crc = 0xffff;

  for (gsize i = 0; i < len; i++)
    {
      crc ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
    }
  return (guint16) crc;
}

/* The last two bytes, low byte first. */
static void
dissect_checksum (MbFieldWalk *walk,
                  guint16      expected)
{
  gsize offset = walk->reader.pos;
  const guint8 *bytes = mb_reader_bytes (&walk->reader, CHECKSUM_SIZE);
  guint16 crc = GUINT16_SWAP_LE_BE (mb_wire_get_register (bytes, 0));
  MbField *field;

  mb_field_builder_group (walk->dissection, "Checksum", offset, CHECKSUM_SIZE, "");
  field = mb_field_builder_add (walk->dissection, "CRC", NULL, offset, CHECKSUM_SIZE, 1);
  field->value = mb_field_builder_keep (walk->dissection, "0x%04x", crc);
  field->number = crc;
  field->is_defect = crc != expected;
  field->text = crc == expected
                ? mb_field_builder_keep (walk->dissection, _("0x%04x, right"), crc)
                : mb_field_builder_keep (walk->dissection, _("0x%04x, wrong: 0x%04x is right"),
                                         crc, expected);
}

/* With a wrong checksum nothing in a frame is sure, so that is said before all else. */
static void
dissect_frame (MbFieldWalk *walk)
{
  gsize len = walk->reader.len;
  gsize end = len < FRAME_SIZE_MIN ? len : len - CHECKSUM_SIZE;
  guint16 expected = sum_up (walk->reader.bytes, end);

  if (len < FRAME_SIZE_MIN)
    mb_field_builder_defect (walk->dissection, 0, _("truncated frame, %zu of at least %u bytes"),
                             len, FRAME_SIZE_MIN);
  else if (len > FRAME_SIZE_MAX)
    mb_field_builder_defect (walk->dissection, 0, _("a frame has at most %u bytes, not %zu"),
                             FRAME_SIZE_MAX, len);
  else if (sum_up (walk->reader.bytes, len) != 0)
    mb_field_builder_defect (walk->dissection, end, _("the checksum is wrong: 0x%04x is right"),
                             expected);

  mb_field_builder_group (walk->dissection, "Serial Line", 0, MIN (len, UNIT_SIZE), "");
  if (!mb_field_walk_run (walk, mb_field_serial_layout ()))
    return;
  dissect_pdu_until (walk, end);
  if (end < len)
    dissect_checksum (walk, expected);
}

/**
 * mb_dissection_new:
 * @adu: (array length=len) (nullable): any bytes that should be an ADU of Modbus TCP
 * @len: number of bytes; what lies past 65535 is left out
 * @direction: which way they went
 * @request: (array length=request_len) (nullable): the ADU that a response answers
 * @request_len: number of bytes of @request
 *
 * Takes an ADU with an MBAP header apart. See mb_dissection_new_framed().
 *
 * Returns: (transfer full): the fields; what is wrong is said by mb_dissection_get_error()
 */
MbDissection *
mb_dissection_new (const guint8 *adu,
                   gsize         len,
                   MbDirection   direction,
                   const guint8 *request,
                   gsize         request_len)
{
  return mb_dissection_new_framed (MB_FRAMING_MBAP, adu, len, direction, request, request_len);
}

/**
 * mb_dissection_new_framed:
 * @framing: what should be around the PDU
 * @adu: (array length=len) (nullable): any bytes that should be an ADU
 * @len: number of bytes; what lies past 65535 is left out
 * @direction: which way they went; it is not in the bytes, since a write's response repeats its
 *   request
 * @request: (array length=request_len) (nullable): the ADU that a response answers, framed alike,
 *   for address and quantity, echo, unit and function; %NULL when it was not seen. Not kept
 * @request_len: number of bytes of @request
 *
 * Takes an ADU apart (MODBUS Messaging on TCP/IP V1.0b, 3.1.3; V1.1b3, 4.1, 6, 7), or a frame of
 * the serial line (V1.02, 2.5.1), into fields in wire order, groups included. It shares no code
 * with the requests and responses that are sent, so the one can be held against the other. Heap in
 * proportion to the number of registers and bits.
 *
 * Returns: (transfer full): the fields; what is wrong is said by mb_dissection_get_error()
 */
MbDissection *
mb_dissection_new_framed (MbFraming     framing,
                          const guint8 *adu,
                          gsize         len,
                          MbDirection   direction,
                          const guint8 *request,
                          gsize         request_len)
{
  MbFieldWalk walk = {
    .dissection = mb_field_builder_new (direction),
    .adu_len = len,
    .start = framing == MB_FRAMING_RTU ? UNIT_SIZE : HEADER_SIZE,
    .address = MB_FIELD_UNKNOWN,
    .quantity = MB_FIELD_UNKNOWN,
  };

  if (direction == MB_DIRECTION_RESPONSE)
    set_request (&walk, framing, request, request_len);
  mb_reader_init (&walk.reader, adu, MIN (len, G_MAXUINT16));
  if (framing == MB_FRAMING_RTU)
    dissect_frame (&walk);
  else
    dissect_adu (&walk);
  return walk.dissection;
}

/**
 * mb_dissection_ref:
 * @dissection: a dissection
 *
 * Returns: (transfer full): the same one, which no thread changes any more
 */
MbDissection *
mb_dissection_ref (MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, NULL);

  g_atomic_ref_count_inc (&dissection->ref_count);
  return dissection;
}

/**
 * mb_dissection_unref:
 * @dissection: (transfer full): a dissection
 *
 * Drops a reference; the last one frees the fields and all their texts.
 */
void
mb_dissection_unref (MbDissection *dissection)
{
  g_return_if_fail (dissection != NULL);

  if (!g_atomic_ref_count_dec (&dissection->ref_count))
    return;
  g_array_unref (dissection->fields);
  g_string_chunk_free (dissection->strings);
  g_free (dissection->function_name);
  g_free (dissection->error);
  g_free (dissection);
}

/**
 * mb_dissection_get_direction:
 * @dissection: a dissection
 *
 * Returns: the direction it was made with
 */
MbDirection
mb_dissection_get_direction (const MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, MB_DIRECTION_REQUEST);

  return dissection->direction;
}

/**
 * mb_dissection_get_n_fields:
 * @dissection: a dissection
 *
 * Returns: number of fields, groups included
 */
guint
mb_dissection_get_n_fields (const MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, 0);

  return dissection->fields->len;
}

/**
 * mb_dissection_get_field:
 * @dissection: a dissection
 * @index: which field, in wire order; a group comes before its fields
 *
 * Returns: (transfer none): the field
 */
const MbField *
mb_dissection_get_field (const MbDissection *dissection,
                         guint               index)
{
  g_return_val_if_fail (dissection != NULL && index < dissection->fields->len, NULL);

  return &g_array_index (dissection->fields, MbField, index);
}

/**
 * mb_dissection_get_error:
 * @dissection: a dissection
 *
 * Returns: (nullable): the first defect with its offset in one sentence, translated, or else a
 *   warning such as padding bits that are not 0; %NULL when nothing is wrong
 */
const char *
mb_dissection_get_error (const MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, NULL);

  return dissection->error;
}

/**
 * mb_dissection_is_malformed:
 * @dissection: a dissection
 *
 * Returns: whether there is a defect, for which a warning is not enough
 */
gboolean
mb_dissection_is_malformed (const MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, FALSE);

  return dissection->is_malformed;
}

/**
 * mb_dissection_get_table:
 * @dissection: a dissection
 * @out_table: (out) (optional): the table
 *
 * Tells the table that the function works on.
 *
 * Returns: %FALSE when it has none or is not known
 */
gboolean
mb_dissection_get_table (const MbDissection *dissection,
                         MbTable            *out_table)
{
  g_return_val_if_fail (dissection != NULL, FALSE);

  if (dissection->has_table && out_table != NULL)
    *out_table = dissection->table;
  return dissection->has_table;
}

/**
 * mb_dissection_get_function_name:
 * @dissection: a dissection
 *
 * Returns: the name in the specification, "Function 99" for an opaque code, or an empty text when
 *   no function code was there
 */
const char *
mb_dissection_get_function_name (const MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, "");

  return dissection->function_name != NULL ? dissection->function_name : "";
}

/**
 * mb_dissection_get_function:
 * @dissection: a dissection
 *
 * Returns: the function code, in a response without the exception bit; 0 when none was there
 */
guint8
mb_dissection_get_function (const MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, 0);

  return dissection->function;
}

/**
 * mb_dissection_is_exception:
 * @dissection: a dissection
 *
 * Returns: whether this is a response with the exception bit (V1.1b3, 7)
 */
gboolean
mb_dissection_is_exception (const MbDissection *dissection)
{
  g_return_val_if_fail (dissection != NULL, FALSE);

  return dissection->is_exception;
}
