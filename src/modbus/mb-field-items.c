/* mb-field-items.c: reads the fields of the four tables: addresses, quantities, bits, registers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-readers-private.h"

#include <glib/gi18n-lib.h>

static gboolean
is_bits (const MbFieldWalk *walk)
{
  return walk->layout != NULL && mb_table_is_bits (walk->layout->table);
}

gboolean
mb_field_read_address (MbFieldWalk       *walk,
                       const MbFieldSpec *spec)
{
  guint16 address;

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &address))
    return FALSE;
  walk->address = address;
  return TRUE;
}

gboolean
mb_field_read_quantity (MbFieldWalk       *walk,
                        const MbFieldSpec *spec)
{
  guint16 quantity;
  gsize offset = walk->reader.pos;

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &quantity))
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

gboolean
mb_field_read_byte_count (MbFieldWalk       *walk,
                          const MbFieldSpec *spec)
{
  guint8 count;
  gsize left, offset = walk->reader.pos;
  guint needed;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &count))
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
    mb_field_builder_defect (walk->dissection, offset,
                             g_dngettext (GETTEXT_PACKAGE, "byte count is %u, but %zu byte follows",
                                          "byte count is %u, but %zu bytes follow", left),
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

gboolean
mb_field_read_bits (MbFieldWalk       *walk,
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
    return mb_field_walk_end (walk, spec->name);
  field = add_item (walk, spec->name, spec->key, walk->reader.pos - 2, 2, index);
  field->value = mb_field_builder_keep (walk->dissection, "%u", number);
  field->text = mb_field_builder_keep (walk->dissection, "0x%04x", number);
  field->number = number;
  return TRUE;
}

gboolean
mb_field_read_register (MbFieldWalk       *walk,
                        const MbFieldSpec *spec)
{
  return read_register (walk, spec, 0);
}

gboolean
mb_field_read_registers (MbFieldWalk       *walk,
                         const MbFieldSpec *spec)
{
  for (guint i = 0; i < walk->data_len / 2; i++)
    read_register (walk, spec, i);
  mb_field_walk_add_data (walk, "Data", NULL, walk->data_len % 2);
  return TRUE;
}

/* A coil's value is FF00 or 0000 (V1.1b3, 6.5). */
gboolean
mb_field_read_coil (MbFieldWalk       *walk,
                    const MbFieldSpec *spec)
{
  gsize offset = walk->reader.pos;
  const guint8 *bytes = mb_reader_bytes (&walk->reader, 2);
  guint16 number;
  gboolean is_valid;
  MbField *field;

  if (bytes == NULL)
    return mb_field_walk_end (walk, spec->name);
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

gboolean
mb_field_read_mask (MbFieldWalk       *walk,
                    const MbFieldSpec *spec)
{
  guint16 mask;

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &mask))
    return FALSE;
  mb_field_walk_last (walk)->text =
    mb_field_builder_keep (walk->dissection, "0x%04x", mask);
  return TRUE;
}

/* The only byte count of two bytes; it counts the queue's count, too (V1.1b3, 6.18). */
gboolean
mb_field_read_queue_bytes (MbFieldWalk       *walk,
                           const MbFieldSpec *spec)
{
  gsize left, offset = walk->reader.pos;
  guint16 count;

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &count))
    return FALSE;
  left = mb_reader_left (&walk->reader);
  if (count != left)
    mb_field_builder_defect (walk->dissection, offset,
                             g_dngettext (GETTEXT_PACKAGE, "byte count is %u, but %zu byte follows",
                                          "byte count is %u, but %zu bytes follow", left),
                             count, left);
  return TRUE;
}

gboolean
mb_field_read_queue_count (MbFieldWalk       *walk,
                           const MbFieldSpec *spec)
{
  gsize left, offset = walk->reader.pos;
  guint16 count;

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &count))
    return FALSE;
  left = mb_reader_left (&walk->reader);
  if (count > spec->max)
    mb_field_builder_defect (walk->dissection, offset,
                             _("%u registers are queued, allowed are 0 to %u"), count, spec->max);
  else if (left != 2 * (gsize) count)
    mb_field_builder_defect (walk->dissection, offset,
                             g_dngettext (GETTEXT_PACKAGE,
                                          "queue count is %u, but %zu byte follows",
                                          "queue count is %u, but %zu bytes follow", left),
                             count, left);
  walk->data_len = MIN (left, 2 * (gsize) count);
  return TRUE;
}

/* What is queued has a place in the queue, and no address. */
gboolean
mb_field_read_queue (MbFieldWalk       *walk,
                     const MbFieldSpec *spec)
{
  walk->address = MB_FIELD_UNKNOWN;
  return mb_field_read_registers (walk, spec);
}
