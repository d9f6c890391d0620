/* mb-object.c: the objects of Read Device Identification: names and their list on the wire.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-object.h"

/**
 * mb_object_name:
 * @id: the id of an object
 *
 * Gives the name of an object (V1.1b3, 6.21).
 *
 * Returns: (nullable): a static English name such as "VendorName"; %NULL for 7 to 127, which are
 *   reserved, and from 128 on, which are the device's own
 */
const char *
mb_object_name (guint8 id)
{
  static const char *const names[] = {
    "VendorName", "ProductCode", "MajorMinorRevision", "VendorUrl", "ProductName", "ModelName",
    "UserApplicationName",
  };

  return id < G_N_ELEMENTS (names) ? names[id] : NULL;
}

/**
 * mb_object_is_text:
 * @object: an object
 *
 * Tells whether the value is UTF-8 of printable characters only. The standard objects are ASCII,
 * private ones may be any bytes (V1.1b3, 6.21).
 *
 * Returns: whether it can be shown as text; so can the empty one
 */
gboolean
mb_object_is_text (const MbObject *object)
{
  const char *text = (const char *) object->value;

  if (object->len > 0 && !g_utf8_validate (text, (gssize) object->len, NULL))
    return FALSE;
  for (const char *c = text; c < text + object->len; c = g_utf8_next_char (c))
    {
      if (!g_unichar_isprint (g_utf8_get_char (c)))
        return FALSE;
    }
  return TRUE;
}

/**
 * mb_object_read:
 * @reader: a list of objects, at the next one
 * @out_object: (out caller-allocates): the object, which views the bytes
 *
 * Takes the next object of a list: id, length, value (V1.1b3, 6.21).
 *
 * Returns: %FALSE when the bytes end inside of it
 */
gboolean
mb_object_read (MbReader *reader,
                MbObject *out_object)
{
  out_object->id = mb_reader_u8 (reader);
  out_object->len = mb_reader_u8 (reader);
  out_object->value = mb_reader_bytes (reader, out_object->len);
  return !reader->failed;
}

/**
 * mb_object_write:
 * @writer: where to put it
 * @object: an object, its value at most 255 bytes long
 *
 * Appends an object to a list (V1.1b3, 6.21); without room for all of it `failed` is set.
 */
void
mb_object_write (MbWriter       *writer,
                 const MbObject *object)
{
  g_return_if_fail (object->len <= G_MAXUINT8);

  mb_writer_u8 (writer, object->id);
  mb_writer_u8 (writer, (guint8) object->len);
  mb_writer_bytes (writer, object->value, object->len);
}
