/* mb-field-walk.c: reads and checks the fields of a layout, one after the other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-walk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "modbus/mb-error.h"

/* Place of the unit identifier (MODBUS Messaging on TCP/IP V1.0b, 3.1.3). */
#define UNIT_OFFSET 6

typedef gboolean (* ReadFunc) (MbFieldWalk       *walk,
                               const MbFieldSpec *spec);

static gboolean
is_bits (const MbFieldWalk *walk)
{
  return walk->layout != NULL && mb_table_is_bits (walk->layout->table);
}

static gboolean
report_end (MbFieldWalk       *walk,
            const MbFieldSpec *spec)
{
  /* Translators: the label of a field. */
  mb_field_builder_defect (walk->dissection, walk->reader.pos,
                           _("the ADU ends inside or before “%s”"), spec->name);
  return FALSE;
}

static MbField *
add_number (MbFieldWalk       *walk,
            const MbFieldSpec *spec,
            gsize              length,
            guint              number)
{
  MbField *field = mb_field_builder_add (walk->dissection, spec->name, spec->key,
                                         walk->reader.pos - length, length, 1);

  field->value = mb_field_builder_keep (walk->dissection, "%u", number);
  field->number = number;
  return field;
}

static gboolean
read_u16 (MbFieldWalk       *walk,
          const MbFieldSpec *spec,
          guint16           *out_number)
{
  *out_number = mb_reader_u16 (&walk->reader);
  if (walk->reader.failed)
    return report_end (walk, spec);
  add_number (walk, spec, 2, *out_number);
  return TRUE;
}

static gboolean
read_u8 (MbFieldWalk       *walk,
         const MbFieldSpec *spec,
         guint8            *out_number)
{
  *out_number = mb_reader_u8 (&walk->reader);
  if (walk->reader.failed)
    return report_end (walk, spec);
  add_number (walk, spec, 1, *out_number);
  return TRUE;
}

static gboolean
read_transaction (MbFieldWalk       *walk,
                  const MbFieldSpec *spec)
{
  guint16 transaction;

  return read_u16 (walk, spec, &transaction);
}

static gboolean
read_protocol (MbFieldWalk       *walk,
               const MbFieldSpec *spec)
{
  if (!read_u16 (walk, spec, &walk->protocol))
    return FALSE;
  if (walk->protocol != 0)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 2,
                             _("not Modbus (protocol id %u)"), walk->protocol);
  return TRUE;
}

static gboolean
read_length (MbFieldWalk       *walk,
             const MbFieldSpec *spec)
{
  gsize left;

  if (!read_u16 (walk, spec, &walk->length))
    return FALSE;

  left = mb_reader_left (&walk->reader);
  if (walk->length < 2 || walk->length > spec->max)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 2,
                             _("length is %u, allowed are 2 to %u"), walk->length, spec->max);
  else if (left < walk->length)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 2,
                             _("truncated ADU, %zu of %u bytes"), walk->adu_len,
                             UNIT_OFFSET + walk->length);
  else if (left > walk->length)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 2,
                             _("length is %u, but %zu bytes follow"), walk->length, left);
  return TRUE;
}

static gboolean
read_unit (MbFieldWalk       *walk,
           const MbFieldSpec *spec)
{
  guint8 unit;

  if (!read_u8 (walk, spec, &unit))
    return FALSE;
  if (walk->request != NULL && walk->request[UNIT_OFFSET] != unit)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 1,
                             _("unit %u answers a request to unit %u"), unit,
                             walk->request[UNIT_OFFSET]);
  return TRUE;
}

static gboolean
read_address (MbFieldWalk       *walk,
              const MbFieldSpec *spec)
{
  guint16 address;

  if (!read_u16 (walk, spec, &address))
    return FALSE;
  walk->address = address;
  return TRUE;
}

static gboolean
read_quantity (MbFieldWalk       *walk,
               const MbFieldSpec *spec)
{
  guint16 quantity;
  gsize offset = walk->reader.pos;

  if (!read_u16 (walk, spec, &quantity))
    return FALSE;
  walk->quantity = quantity;
  if (quantity < 1 || quantity > spec->max)
    mb_field_builder_defect (walk->dissection, offset, _("quantity is %u, allowed are 1 to %u"),
                             quantity, spec->max);
  else if (walk->address + quantity > 0x10000)
    mb_field_builder_defect (walk->dissection, offset,
                             _("%u items from address %d pass the last address, 65535"), quantity,
                             walk->address);
  return TRUE;
}

static gboolean
read_byte_count (MbFieldWalk       *walk,
                 const MbFieldSpec *spec)
{
  guint8 count;
  gsize left, offset = walk->reader.pos;
  guint needed;

  if (!read_u8 (walk, spec, &count))
    return FALSE;

  left = mb_reader_left (&walk->reader);
  walk->data_len = MIN (count, left);
  needed = is_bits (walk) ? (guint) (walk->quantity + 7) / 8 : 2 * (guint) walk->quantity;
  if (!is_bits (walk) && count % 2 != 0)
    mb_field_builder_defect (walk->dissection, offset, _("byte count %u of registers is odd"),
                             count);
  else if (walk->quantity != MB_FIELD_UNKNOWN && count != needed)
    mb_field_builder_defect (walk->dissection, offset,
                             _("byte count is %u, but a quantity of %d needs %u"), count,
                             walk->quantity, needed);
  else if (count < 1 || count > spec->max)
    mb_field_builder_defect (walk->dissection, offset, _("byte count is %u, allowed are 1 to %u"),
                             count, spec->max);
  if (count != left)
    mb_field_builder_defect (walk->dissection, offset, _("byte count is %u, but %zu bytes follow"),
                             count, left);
  if (walk->address == MB_FIELD_UNKNOWN)
    g_array_index (walk->dissection->fields, MbField, walk->dissection->fields->len - 1).text =
      mb_field_builder_keep (walk->dissection, "%s",
                             _("counted from 0: the request was not seen"));
  return TRUE;
}

/* Where a bit stands in its byte, as analysers show it, by value and number. */
static const char *const bit_pictures[2][8] = {
  { ".... ...0", ".... ..0.", ".... .0..", ".... 0...",
    "...0 ....", "..0. ....", ".0.. ....", "0... ...." },
  { ".... ...1", ".... ..1.", ".... .1..", ".... 1...",
    "...1 ....", "..1. ....", ".1.. ....", "1... ...." },
};

/* Adds one register or bit; @index counts from the first one. */
static MbField *
add_item (MbFieldWalk *walk,
          const char  *label,
          const char  *key,
          gsize        offset,
          gsize        length,
          guint        index)
{
  gint32 first = walk->address == MB_FIELD_UNKNOWN ? 0 : walk->address;
  gint32 address = first + (gint32) index;
  const char *name = mb_field_builder_keep (walk->dissection, "%s %d%s", label, address,
                                            length == 2 ? " (UINT16)" : "");
  MbField *field = mb_field_builder_add (walk->dissection, name, key, offset, length, 1);

  field->address = walk->address == MB_FIELD_UNKNOWN || address > G_MAXUINT16 ? -1 : address;
  return field;
}

/* What a byte has above the bits that were asked for must be 0 (V1.1b3, 6.1, 6.11). */
static void
check_padding (MbFieldWalk *walk,
               guint8       byte,
               guint        n_used)
{
  guint8 padding = (guint8) (byte & ~((1u << n_used) - 1));
  MbField *field;

  if (padding == 0)
    return;
  field = mb_field_builder_add (walk->dissection, "Padding", NULL, walk->reader.pos - 1, 1, 1);
  field->value = mb_field_builder_keep (walk->dissection, "0x%02x", padding);
  field->number = padding;
  mb_field_builder_warning (walk->dissection, walk->reader.pos - 1,
                            _("padding bits are not 0: %02x above the bits asked for"), padding);
}

static gboolean
read_bits (MbFieldWalk       *walk,
           const MbFieldSpec *spec)
{
  gsize n_bits = 8 * walk->data_len;
  gsize offset = walk->reader.pos;
  const guint8 *bytes;

  if (walk->quantity != MB_FIELD_UNKNOWN)
    n_bits = MIN (n_bits, (gsize) walk->quantity);
  bytes = mb_reader_bytes (&walk->reader, (n_bits + 7) / 8);

  for (gsize i = 0; i < n_bits; i++)
    {
      MbField *field = add_item (walk, spec->name, spec->key, offset + i / 8, 1, (guint) i);
      gboolean bit = mb_wire_get_bit (bytes, i);

      field->value = bit ? "1" : "0";
      field->text = bit_pictures[bit][i % 8];
      field->number = bit;
      field->bit = (gint8) (i % 8);
    }
  if (n_bits % 8 != 0)
    check_padding (walk, bytes[n_bits / 8], n_bits % 8);
  mb_field_walk_add_data (walk, "Data", NULL, walk->data_len - (n_bits + 7) / 8);
  return TRUE;
}

static gboolean
read_register (MbFieldWalk       *walk,
               const MbFieldSpec *spec,
               guint              index)
{
  guint16 number = mb_reader_u16 (&walk->reader);
  MbField *field;

  if (walk->reader.failed)
    return report_end (walk, spec);
  field = add_item (walk, spec->name, spec->key, walk->reader.pos - 2, 2, index);
  field->value = mb_field_builder_keep (walk->dissection, "%u", number);
  field->text = mb_field_builder_keep (walk->dissection, "0x%04x", number);
  field->number = number;
  return TRUE;
}

static gboolean
read_one_register (MbFieldWalk       *walk,
                   const MbFieldSpec *spec)
{
  return read_register (walk, spec, 0);
}

static gboolean
read_registers (MbFieldWalk       *walk,
                const MbFieldSpec *spec)
{
  for (guint i = 0; i < walk->data_len / 2; i++)
    read_register (walk, spec, i);
  mb_field_walk_add_data (walk, "Data", NULL, walk->data_len % 2);
  return TRUE;
}

/* A coil's value is FF00 or 0000 (V1.1b3, 6.5). */
static gboolean
read_coil (MbFieldWalk       *walk,
           const MbFieldSpec *spec)
{
  gsize offset = walk->reader.pos;
  const guint8 *bytes = mb_reader_bytes (&walk->reader, 2);
  guint16 number;
  gboolean is_valid;
  MbField *field;

  if (bytes == NULL)
    return report_end (walk, spec);
  number = mb_wire_get_register (bytes, 0);
  is_valid = number == 0xff00 || number == 0x0000;

  field = mb_field_builder_add (walk->dissection, spec->name, spec->key, offset, 2, 1);
  field->value = mb_field_builder_hex (walk->dissection, bytes, 2);
  field->number = number;
  field = mb_field_builder_add (walk->dissection, "Data", is_valid ? "bits" : NULL, offset, 1, 2);
  field->value = mb_field_builder_keep (walk->dissection, "0x%02x", number >> 8);
  field->number = number != 0;
  field->address = walk->address;
  field = mb_field_builder_add (walk->dissection, "Padding", NULL, offset + 1, 1, 2);
  field->value = mb_field_builder_keep (walk->dissection, "0x%02x", number & 0xff);
  field->number = number & 0xff;
  if (!is_valid)
    mb_field_builder_defect (walk->dissection, offset,
                             _("coil value is %04X, allowed are FF00 and 0000"), number);
  return TRUE;
}

static gboolean
read_exception (MbFieldWalk       *walk,
                const MbFieldSpec *spec)
{
  guint8 code = mb_reader_u8 (&walk->reader);
  const char *name = mb_exception_name (code);
  MbField *field;

  if (walk->reader.failed)
    return report_end (walk, spec);
  field = add_number (walk, spec, 1, code);
  if (name != NULL)
    field->value = mb_field_builder_keep (walk->dissection, "%s (%u)", name, code);
  return TRUE;
}

static gboolean
read_data (MbFieldWalk       *walk,
           const MbFieldSpec *spec)
{
  mb_field_walk_add_data (walk, spec->name, spec->key, mb_reader_left (&walk->reader));
  return TRUE;
}

static const ReadFunc readers[] = {
  [MB_FIELD_TRANSACTION] = read_transaction,
  [MB_FIELD_PROTOCOL] = read_protocol,
  [MB_FIELD_LENGTH] = read_length,
  [MB_FIELD_UNIT] = read_unit,
  [MB_FIELD_ADDRESS] = read_address,
  [MB_FIELD_QUANTITY] = read_quantity,
  [MB_FIELD_BYTE_COUNT] = read_byte_count,
  [MB_FIELD_BITS] = read_bits,
  [MB_FIELD_REGISTERS] = read_registers,
  [MB_FIELD_REGISTER] = read_one_register,
  [MB_FIELD_COIL] = read_coil,
  [MB_FIELD_EXCEPTION] = read_exception,
  [MB_FIELD_DATA] = read_data,
};

/* A write's response repeats the request up to where it ends. */
static void
check_echo (MbFieldWalk       *walk,
            const MbFieldSpec *spec,
            gsize              offset)
{
  gsize len = walk->reader.pos - offset;

  if (walk->request_len < walk->reader.pos ||
      memcmp (walk->request + offset, walk->reader.bytes + offset, len) != 0)
    /* Translators: the label of a field. */
    mb_field_builder_defect (walk->dissection, offset, _("“%s” does not repeat the request"),
                             spec->name);
}

/**
 * mb_field_walk_add_data: (skip)
 * @walk: a walk
 * @name: label, static
 * @key: (nullable): key in JSON, static
 * @len: number of bytes; 0 adds nothing
 *
 * Adds the next bytes as one field of hex.
 */
void
mb_field_walk_add_data (MbFieldWalk *walk,
                        const char  *name,
                        const char  *key,
                        gsize        len)
{
  gsize offset = walk->reader.pos;
  const guint8 *bytes = mb_reader_bytes (&walk->reader, len);

  if (bytes == NULL || len == 0)
    return;
  mb_field_builder_add (walk->dissection, name, key, offset, len, 1)->value =
    mb_field_builder_hex (walk->dissection, bytes, len);
}

/**
 * mb_field_walk_run: (skip)
 * @walk: a walk
 * @specs: the fields, ended by one without a label
 *
 * Reads the fields one after the other, notes what is wrong, and for a response that is an echo
 * compares each with its request.
 *
 * Returns: %FALSE when the bytes end before the fields
 */
gboolean
mb_field_walk_run (MbFieldWalk       *walk,
                   const MbFieldSpec *specs)
{
  gboolean is_echo = walk->layout != NULL && walk->layout->is_echo && walk->request != NULL &&
                     specs == walk->layout->response;

  for (const MbFieldSpec *spec = specs; spec->name != NULL; spec++)
    {
      gsize offset = walk->reader.pos;

      if (!readers[spec->role] (walk, spec))
        return FALSE;
      if (is_echo)
        check_echo (walk, spec, offset);
    }
  return TRUE;
}
