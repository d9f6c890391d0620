/* mb-field-identification.c: reads the fields of encapsulated interfaces and device identification.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-readers-private.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-object.h"

/* Places in a request of function 43/14, counted from the function code (V1.1b3, 6.21). */
#define MEI_OFFSET 1
#define READ_DEVICE_ID_OFFSET 2
#define OBJECT_ID_OFFSET 3

#define INDIVIDUAL 4

/* Objects that are the device's own. */
#define FIRST_PRIVATE 128

static const char *const object_names[] = {
  "VendorName", "ProductCode", "MajorMinorRevision", "VendorUrl", "ProductName", "ModelName",
  "UserApplicationName",
};

static const char *
find_object_name (guint8 id)
{
  return id < G_N_ELEMENTS (object_names) ? object_names[id] : NULL;
}

gboolean
mb_field_read_mei (MbFieldWalk       *walk,
                   const MbFieldSpec *spec)
{
  gsize offset = walk->reader.pos;
  const char *name = walk->layout != NULL ? walk->layout->name : NULL;
  guint asked;
  guint8 mei;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &mei))
    return FALSE;
  mb_field_walk_name (walk, name);
  if (mb_field_walk_asked (walk, MEI_OFFSET, 1, &asked) && asked != mei)
    mb_field_builder_defect (walk->dissection, offset,
                             _("MEI type %u answers a request of MEI type %u"), mei, asked);
  return TRUE;
}

gboolean
mb_field_read_read_device_id (MbFieldWalk       *walk,
                              const MbFieldSpec *spec)
{
  static const char *const names[] = { NULL, "Basic", "Regular", "Extended", "One object" };
  gsize offset = walk->reader.pos;
  guint asked;
  guint8 id;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &id))
    return FALSE;
  walk->read_device_id = id;
  mb_field_walk_name (walk, id < G_N_ELEMENTS (names) ? names[id] : NULL);
  if (id < spec->min || id > spec->max)
    mb_field_builder_defect (walk->dissection, offset,
                             _("read device id is %u, allowed are %u to %u"), id, spec->min,
                             spec->max);
  if (mb_field_walk_asked (walk, READ_DEVICE_ID_OFFSET, 1, &asked) && asked != id)
    mb_field_builder_defect (walk->dissection, offset,
                             _("read device id %u answers a request of %u"), id, asked);
  return TRUE;
}

gboolean
mb_field_read_object_id (MbFieldWalk       *walk,
                         const MbFieldSpec *spec)
{
  guint8 id;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &id))
    return FALSE;
  mb_field_walk_name (walk, find_object_name (id));
  return TRUE;
}

/* What kinds of objects there are, and whether single ones can be asked for. */
gboolean
mb_field_read_conformity (MbFieldWalk       *walk,
                          const MbFieldSpec *spec)
{
  const char *text = NULL;
  guint8 level;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &level))
    return FALSE;
  if (level == 0x01)
    text = _("basic objects, stream access");
  else if (level == 0x02)
    text = _("regular objects, stream access");
  else if (level == 0x03)
    text = _("extended objects, stream access");
  else if (level == 0x81)
    text = _("basic objects, stream and individual access");
  else if (level == 0x82)
    text = _("regular objects, stream and individual access");
  else if (level == 0x83)
    text = _("extended objects, stream and individual access");
  if (text != NULL)
    mb_field_walk_last (walk)->text = mb_field_builder_keep (walk->dissection, "%s", text);
  return TRUE;
}

gboolean
mb_field_read_more_follows (MbFieldWalk       *walk,
                            const MbFieldSpec *spec)
{
  const char *text = NULL;
  guint8 more;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &more))
    return FALSE;
  if (more == 0x00)
    text = _("no more objects");
  else if (more == 0xff)
    text = _("more objects are to be asked for");
  if (text != NULL)
    mb_field_walk_last (walk)->text = mb_field_builder_keep (walk->dissection, "%s", text);
  return TRUE;
}

gboolean
mb_field_read_n_objects (MbFieldWalk       *walk,
                         const MbFieldSpec *spec)
{
  gsize offset = walk->reader.pos;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &walk->n_objects))
    return FALSE;
  if (walk->read_device_id == INDIVIDUAL && walk->n_objects != 1)
    mb_field_builder_defect (walk->dissection, offset,
                             _("%u objects answer a request of one"), walk->n_objects);
  return TRUE;
}

/* Adds the value; @out_text: what stands in the row of the object. */
static gboolean
read_value (MbFieldWalk  *walk,
            guint8        len,
            const char  **out_text)
{
  gsize offset = walk->reader.pos;
  const guint8 *bytes = mb_reader_bytes (&walk->reader, len);
  MbObject object = { .value = bytes, .len = len };
  gboolean has_text;
  MbField *field;

  if (bytes == NULL)
    return mb_field_walk_end (walk, "Object value");
  has_text = mb_object_is_text (&object);
  field = mb_field_builder_add (walk->dissection, "Object value",
                                has_text ? "objects.value" : "objects.hex", offset, len, 2);
  if (has_text)
    field->value = mb_field_builder_keep (walk->dissection, "%.*s", (int) len,
                                          (const char *) bytes);
  else
    field->value = mb_field_builder_hex (walk->dissection, bytes, len);
  *out_text = field->value;
  return TRUE;
}

static gboolean
read_object (MbFieldWalk       *walk,
             const MbFieldSpec *spec,
             guint              number)
{
  gsize offset = walk->reader.pos;
  guint row = walk->dissection->fields->len;
  const char *text = "";
  gboolean is_whole;
  guint8 id, len;
  guint asked;
  MbField *field;

  mb_field_builder_add (walk->dissection,
                        mb_field_builder_keep (walk->dissection, "Object %u", number), spec->key,
                        offset, 0, 1);
  if (!mb_field_walk_u8 (walk, "Object ID", "objects.id", 2, &id))
    return FALSE;
  mb_field_walk_name (walk, find_object_name (id));
  if (walk->read_device_id == INDIVIDUAL &&
      mb_field_walk_asked (walk, OBJECT_ID_OFFSET, 1, &asked) && asked != id)
    mb_field_builder_defect (walk->dissection, offset,
                             _("object %u answers a request of object %u"), id, asked);
  if (id >= G_N_ELEMENTS (object_names))
    mb_field_walk_last (walk)->text =
      mb_field_builder_keep (walk->dissection, "%s", id < FIRST_PRIVATE
                                                     ? _("reserved") : _("the device's own"));
  is_whole = mb_field_walk_u8 (walk, "Object length", NULL, 2, &len) &&
             read_value (walk, len, &text);

  field = &g_array_index (walk->dissection->fields, MbField, row);
  field->length = (guint16) (walk->reader.pos - offset);
  field->value = id < G_N_ELEMENTS (object_names)
                 ? mb_field_builder_keep (walk->dissection, "%s: %s", object_names[id], text)
                 : mb_field_builder_keep (walk->dissection, "%u: %s", id, text);
  return is_whole;
}

gboolean
mb_field_read_objects (MbFieldWalk       *walk,
                       const MbFieldSpec *spec)
{
  for (guint i = 1; i <= walk->n_objects; i++)
    {
      if (!read_object (walk, spec, i))
        return FALSE;
    }
  return TRUE;
}
