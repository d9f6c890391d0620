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
#include "modbus/mb-field-readers-private.h"

/* What the length field does not count (MODBUS Messaging on TCP/IP V1.0b, 3.1.3). */
#define PREFIX_SIZE 6

/**
 * mb_field_walk_end: (skip)
 * @walk: a walk
 * @name: label of the field that should stand there
 *
 * Notes that the bytes end inside of a field or before it.
 *
 * Returns: %FALSE, for a reader to return
 */
gboolean
mb_field_walk_end (MbFieldWalk *walk,
                   const char  *name)
{
  /* Translators: the label of a field. */
  mb_field_builder_defect (walk->dissection, walk->reader.pos,
                           _("the ADU ends inside or before “%s”"), name);
  return FALSE;
}

static MbField *
add_number (MbFieldWalk *walk,
            const char  *name,
            const char  *key,
            gsize        length,
            guint        depth,
            guint        number)
{
  MbField *field = mb_field_builder_add (walk->dissection, name, key,
                                         walk->reader.pos - length, length, depth);

  field->value = mb_field_builder_keep (walk->dissection, "%u", number);
  field->number = number;
  return field;
}

/**
 * mb_field_walk_u8: (skip)
 * @walk: a walk
 * @name: label, static
 * @key: (nullable): key in JSON, static
 * @depth: 1 or 2
 * @out_number: (out): the number
 *
 * Takes one byte as a field.
 *
 * Returns: %FALSE when there is none, which is noted
 */
gboolean
mb_field_walk_u8 (MbFieldWalk *walk,
                  const char  *name,
                  const char  *key,
                  guint        depth,
                  guint8      *out_number)
{
  *out_number = mb_reader_u8 (&walk->reader);
  if (walk->reader.failed)
    return mb_field_walk_end (walk, name);
  add_number (walk, name, key, 1, depth, *out_number);
  return TRUE;
}

/**
 * mb_field_walk_u16: (skip)
 * @walk: a walk
 * @name: label, static
 * @key: (nullable): key in JSON, static
 * @depth: 1 or 2
 * @out_number: (out): the number
 *
 * Takes two bytes as a field.
 *
 * Returns: %FALSE when there are fewer, which is noted
 */
gboolean
mb_field_walk_u16 (MbFieldWalk *walk,
                   const char  *name,
                   const char  *key,
                   guint        depth,
                   guint16     *out_number)
{
  *out_number = mb_reader_u16 (&walk->reader);
  if (walk->reader.failed)
    return mb_field_walk_end (walk, name);
  add_number (walk, name, key, 2, depth, *out_number);
  return TRUE;
}

/**
 * mb_field_walk_last: (skip)
 * @walk: a walk
 *
 * Returns: (transfer none): the field that was added last, good until the next one is added
 */
MbField *
mb_field_walk_last (MbFieldWalk *walk)
{
  GArray *fields = walk->dissection->fields;

  return &g_array_index (fields, MbField, fields->len - 1);
}

/**
 * mb_field_walk_name: (skip)
 * @walk: a walk
 * @name: (nullable): what the number of the field added last means
 *
 * Makes its value "NAME (NUMBER)"; without a name it stays the number.
 */
void
mb_field_walk_name (MbFieldWalk *walk,
                    const char  *name)
{
  MbField *field = mb_field_walk_last (walk);

  if (name != NULL)
    field->value = mb_field_builder_keep (walk->dissection, "%s (%u)", name,
                                          (guint) field->number);
}

/**
 * mb_field_walk_asked: (skip)
 * @walk: a walk
 * @offset: a place in the request, counted from its function code
 * @n_bytes: 1 or 2
 * @out_number: (out): what stands there
 *
 * Looks into the request that a response answers.
 *
 * Returns: %FALSE when that was not seen, or ends before
 */
gboolean
mb_field_walk_asked (const MbFieldWalk *walk,
                     gsize              offset,
                     gsize              n_bytes,
                     guint             *out_number)
{
  MbReader reader;

  if (walk->request == NULL)
    return FALSE;
  mb_reader_init (&reader, walk->request, walk->request_len);
  mb_reader_bytes (&reader, walk->start + offset);
  if (reader.failed)
    return FALSE;
  *out_number = n_bytes == 1 ? mb_reader_u8 (&reader) : mb_reader_u16 (&reader);
  return !reader.failed;
}

static gboolean
read_transaction (MbFieldWalk       *walk,
                  const MbFieldSpec *spec)
{
  guint16 transaction;

  return mb_field_walk_u16 (walk, spec->name, spec->key, 1, &transaction);
}

static gboolean
read_protocol (MbFieldWalk       *walk,
               const MbFieldSpec *spec)
{
  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &walk->protocol))
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

  if (!mb_field_walk_u16 (walk, spec->name, spec->key, 1, &walk->length))
    return FALSE;

  left = mb_reader_left (&walk->reader);
  if (walk->length < 2 || walk->length > spec->max)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 2,
                             _("length is %u, allowed are 2 to %u"), walk->length, spec->max);
  else if (left < walk->length)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 2,
                             _("truncated ADU, %zu of %u bytes"), walk->adu_len,
                             PREFIX_SIZE + walk->length);
  else if (left > walk->length)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 2,
                             g_dngettext (GETTEXT_PACKAGE, "length is %u, but %zu byte follows",
                                          "length is %u, but %zu bytes follow", left),
                             walk->length, left);
  return TRUE;
}

static gboolean
read_unit (MbFieldWalk       *walk,
           const MbFieldSpec *spec)
{
  guint8 unit;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &unit))
    return FALSE;
  if (walk->request != NULL && walk->request[walk->start - 1] != unit)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 1,
                             _("unit %u answers a request to unit %u"), unit,
                             walk->request[walk->start - 1]);
  return TRUE;
}

static gboolean
read_exception (MbFieldWalk       *walk,
                const MbFieldSpec *spec)
{
  guint8 code;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &code))
    return FALSE;
  mb_field_walk_name (walk, mb_exception_name (code));
  return TRUE;
}

static gboolean
read_data (MbFieldWalk       *walk,
           const MbFieldSpec *spec)
{
  mb_field_walk_add_data (walk, spec->name, spec->key, mb_reader_left (&walk->reader));
  return TRUE;
}

static const MbFieldReader readers[] = {
  [MB_FIELD_TRANSACTION] = read_transaction,
  [MB_FIELD_PROTOCOL] = read_protocol,
  [MB_FIELD_LENGTH] = read_length,
  [MB_FIELD_UNIT] = read_unit,
  [MB_FIELD_ADDRESS] = mb_field_read_address,
  [MB_FIELD_QUANTITY] = mb_field_read_quantity,
  [MB_FIELD_BYTE_COUNT] = mb_field_read_byte_count,
  [MB_FIELD_BITS] = mb_field_read_bits,
  [MB_FIELD_REGISTERS] = mb_field_read_registers,
  [MB_FIELD_REGISTER] = mb_field_read_register,
  [MB_FIELD_COIL] = mb_field_read_coil,
  [MB_FIELD_EXCEPTION] = read_exception,
  [MB_FIELD_DATA] = read_data,
  [MB_FIELD_BYTES] = mb_field_read_bytes,
  [MB_FIELD_OUTPUTS] = mb_field_read_outputs,
  [MB_FIELD_SUBFUNCTION] = mb_field_read_subfunction,
  [MB_FIELD_DIAGNOSTIC] = mb_field_read_diagnostic,
  [MB_FIELD_STATUS] = mb_field_read_status,
  [MB_FIELD_COUNTER] = mb_field_read_counter,
  [MB_FIELD_EVENTS] = mb_field_read_events,
  [MB_FIELD_SERVER_ID] = mb_field_read_server_id,
  [MB_FIELD_REFERENCES] = mb_field_read_references,
  [MB_FIELD_CONTENTS] = mb_field_read_contents,
  [MB_FIELD_WRITES] = mb_field_read_writes,
  [MB_FIELD_MASK] = mb_field_read_mask,
  [MB_FIELD_QUEUE_BYTES] = mb_field_read_queue_bytes,
  [MB_FIELD_QUEUE_COUNT] = mb_field_read_queue_count,
  [MB_FIELD_QUEUE] = mb_field_read_queue,
  [MB_FIELD_MEI] = mb_field_read_mei,
  [MB_FIELD_READ_DEVICE_ID] = mb_field_read_read_device_id,
  [MB_FIELD_OBJECT_ID] = mb_field_read_object_id,
  [MB_FIELD_CONFORMITY] = mb_field_read_conformity,
  [MB_FIELD_MORE_FOLLOWS] = mb_field_read_more_follows,
  [MB_FIELD_N_OBJECTS] = mb_field_read_n_objects,
  [MB_FIELD_OBJECTS] = mb_field_read_objects,
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
