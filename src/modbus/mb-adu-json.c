/* mb-adu-json.c: a dissected ADU as members of a JSON object, in an order that never changes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-adu-json.h"

typedef enum
{
  SHAPE_NUMBER,
  SHAPE_TEXT,
  SHAPE_NUMBERS,
  SHAPE_ROWS,
} Shape;

typedef struct
{
  const char *key;
  Shape       shape;
} Member;

/* The order of members is promised to scripts; those without a field are left out. */
static const Member header_members[] = {
  { "transaction", SHAPE_NUMBER },
  { "protocol", SHAPE_NUMBER },
  { "length", SHAPE_NUMBER },
  { "unit", SHAPE_NUMBER },
};

static const Member pdu_members[] = {
  { "exception", SHAPE_NUMBER },
  { "address", SHAPE_NUMBER },
  { "quantity", SHAPE_NUMBER },
  { "byte_count", SHAPE_NUMBER },
  { "values", SHAPE_NUMBERS },
  { "bits", SHAPE_NUMBERS },
  { "subfunction", SHAPE_NUMBER },
  { "data", SHAPE_TEXT },
};

/* Members of single functions, after all others. */
static const Member own_members[] = {
  { "read_address", SHAPE_NUMBER },
  { "read_quantity", SHAPE_NUMBER },
  { "write_address", SHAPE_NUMBER },
  { "write_quantity", SHAPE_NUMBER },
  { "status", SHAPE_NUMBER },
  { "event_count", SHAPE_NUMBER },
  { "message_count", SHAPE_NUMBER },
  { "events", SHAPE_NUMBERS },
  { "records", SHAPE_ROWS },
  { "and_mask", SHAPE_NUMBER },
  { "or_mask", SHAPE_NUMBER },
  { "mei", SHAPE_NUMBER },
  { "read_device_id", SHAPE_NUMBER },
  { "object_id", SHAPE_NUMBER },
  { "conformity", SHAPE_NUMBER },
  { "more_follows", SHAPE_NUMBER },
  { "next_object", SHAPE_NUMBER },
  { "objects", SHAPE_ROWS },
};

/* Members of the objects in an array, by the keys that their fields have. */
static const struct
{
  const char *field_key;
  const char *key;
  Shape       shape;
} row_members[] = {
  { "records.type", "type", SHAPE_NUMBER },
  { "records.file", "file", SHAPE_NUMBER },
  { "records.record", "record", SHAPE_NUMBER },
  { "records.length", "length", SHAPE_NUMBER },
  { "records.values", "values", SHAPE_NUMBERS },
  { "objects.id", "id", SHAPE_NUMBER },
  { "objects.value", "value", SHAPE_TEXT },
  { "objects.hex", "value", SHAPE_TEXT },
};

/* The next field with this key from @start on, or the number of fields. */
static guint
find_field (const MbDissection *dissection,
            const char         *key,
            guint               start)
{
  guint n_fields = mb_dissection_get_n_fields (dissection);

  for (guint i = start; i < n_fields; i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      if (field->key != NULL && g_str_equal (field->key, key))
        return i;
    }
  return n_fields;
}

/* The numbers of the fields with this key, from the first one on and up to @end. */
static void
write_numbers (MbJson             *json,
               const MbDissection *dissection,
               const char         *key,
               guint               first,
               guint               end)
{
  mb_json_begin_array (json);
  for (guint i = first; i < end; i = find_field (dissection, key, i + 1))
    mb_json_int (json, mb_dissection_get_field (dissection, i)->number);
  mb_json_end_array (json);
}

/* Where the fields under a row end. */
static guint
find_row_end (const MbDissection *dissection,
              guint               row)
{
  guint n_fields = mb_dissection_get_n_fields (dissection);
  guint end = row + 1;

  while (end < n_fields && mb_dissection_get_field (dissection, end)->depth > 1)
    end++;
  return end;
}

static void
write_row (MbJson             *json,
           const MbDissection *dissection,
           guint               row)
{
  guint end = find_row_end (dissection, row);

  mb_json_begin_object (json);
  for (guint i = 0; i < G_N_ELEMENTS (row_members); i++)
    {
      guint at = find_field (dissection, row_members[i].field_key, row);
      const MbField *field;

      if (at >= end)
        continue;
      field = mb_dissection_get_field (dissection, at);
      mb_json_key (json, row_members[i].key);
      if (row_members[i].shape == SHAPE_NUMBERS)
        write_numbers (json, dissection, field->key, at, end);
      else if (row_members[i].shape == SHAPE_NUMBER)
        mb_json_int (json, field->number);
      else
        mb_json_string (json, field->value);
      if (g_str_equal (field->key, "objects.hex"))
        {
          mb_json_key (json, "hex");
          mb_json_bool (json, TRUE);
        }
    }
  mb_json_end_object (json);
}

static void
write_member (MbJson             *json,
              const MbDissection *dissection,
              const Member       *member)
{
  guint n_fields = mb_dissection_get_n_fields (dissection);
  guint first = find_field (dissection, member->key, 0);
  const MbField *field;

  if (first == n_fields)
    return;

  field = mb_dissection_get_field (dissection, first);
  mb_json_key (json, member->key);
  switch (member->shape)
    {
    case SHAPE_NUMBER:
      mb_json_int (json, field->number);
      break;
    case SHAPE_TEXT:
      mb_json_string (json, field->value);
      break;
    case SHAPE_NUMBERS:
      write_numbers (json, dissection, member->key, first, n_fields);
      break;
    case SHAPE_ROWS:
      mb_json_begin_array (json);
      for (guint i = first; i < n_fields; i = find_field (dissection, member->key, i + 1))
        write_row (json, dissection, i);
      mb_json_end_array (json);
      break;
    }
}

static void
write_members (MbJson             *json,
               const MbDissection *dissection,
               const Member       *members,
               guint               n_members)
{
  for (guint i = 0; i < n_members; i++)
    write_member (json, dissection, &members[i]);
}

static void
write_function (MbJson             *json,
                const MbDissection *dissection)
{
  if (find_field (dissection, "function", 0) == mb_dissection_get_n_fields (dissection))
    return;
  mb_json_key (json, "function");
  mb_json_int (json, mb_dissection_get_function (dissection));
  mb_json_key (json, "function_name");
  mb_json_string (json, mb_dissection_get_function_name (dissection));
}

static void
write_fields (MbJson             *json,
              const MbDissection *dissection)
{
  mb_json_key (json, "fields");
  mb_json_begin_array (json);
  for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      /* Groups are rows of a tree, not bytes on the wire. */
      if (field->depth == 0)
        continue;
      mb_json_begin_object (json);
      mb_json_key (json, "name");
      mb_json_string (json, field->name);
      mb_json_key (json, "offset");
      mb_json_uint (json, field->offset);
      mb_json_key (json, "length");
      mb_json_uint (json, field->length);
      mb_json_key (json, "value");
      mb_json_string (json, field->value);
      mb_json_end_object (json);
    }
  mb_json_end_array (json);
}

/**
 * mb_adu_json_write:
 * @json: a writer inside an object
 * @dissection: an ADU taken apart
 * @adu: (array length=len): its bytes
 * @len: number of bytes
 * @remark: (nullable): what else is wrong, which the bytes do not tell; it follows the error of the
 *   dissection in `error`
 *
 * Writes the members that say all of one ADU: direction, header, function and what follows it, the
 * bytes as `adu`, each field with its place, and `error` when something is wrong. Only what is on
 * the wire of this ADU appears, so the response to a read has no address.
 */
void
mb_adu_json_write (MbJson             *json,
                   const MbDissection *dissection,
                   const guint8       *adu,
                   gsize               len,
                   const char         *remark)
{
  const char *error;

  g_return_if_fail (json != NULL && dissection != NULL);

  mb_json_key (json, "direction");
  mb_json_string (json, mb_dissection_get_direction (dissection) == MB_DIRECTION_REQUEST
                          ? "request" : "response");
  write_members (json, dissection, header_members, G_N_ELEMENTS (header_members));
  write_function (json, dissection);
  write_members (json, dissection, pdu_members, G_N_ELEMENTS (pdu_members));
  mb_json_key (json, "adu");
  mb_json_hex (json, adu, len);
  write_members (json, dissection, own_members, G_N_ELEMENTS (own_members));
  write_fields (json, dissection);

  error = mb_dissection_get_error (dissection);
  if (error != NULL || remark != NULL)
    {
      g_autofree char *both = error != NULL && remark != NULL
                                ? g_strdup_printf ("%s; %s", error, remark) : NULL;

      mb_json_key (json, "error");
      mb_json_string (json, both != NULL ? both : error != NULL ? error : remark);
    }
}

/**
 * mb_adu_json_write_decoded:
 * @json: a writer inside an object
 * @dissection: an ADU taken apart
 *
 * Writes the members that say what the PDU of an ADU means: function, function_name, exception and
 * the rest up to data, then those of single functions. They have the same names and order as with
 * mb_adu_json_write().
 */
void
mb_adu_json_write_decoded (MbJson             *json,
                           const MbDissection *dissection)
{
  g_return_if_fail (json != NULL && dissection != NULL);

  write_function (json, dissection);
  write_members (json, dissection, pdu_members, G_N_ELEMENTS (pdu_members));
  write_members (json, dissection, own_members, G_N_ELEMENTS (own_members));
}
