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

/* Places in each ADU (MODBUS Messaging on TCP/IP V1.0b, 3.1.3). */
#define PROTOCOL_OFFSET 2
#define LENGTH_END 6
#define HEADER_SIZE 7
#define FUNCTION_OFFSET 7
#define FUNCTION_END 8

G_DEFINE_BOXED_TYPE (MbDissection, mb_dissection, mb_dissection_ref, mb_dissection_unref)

/* Whether the bytes are enough of a Modbus request to be held against its response. */
static gboolean
is_usable_request (const guint8 *request,
                   gsize         request_len)
{
  return request != NULL && request_len >= FUNCTION_END &&
         mb_wire_get_register (request, PROTOCOL_OFFSET / 2) == 0;
}

/* Groups are the rows under which a tree shows the fields. */
static void
add_group (MbDissection *dissection,
           const char   *name,
           gsize         offset,
           gsize         length,
           const char   *value)
{
  mb_field_builder_add (dissection, name, NULL, offset, length, 0)->value = value;
}

/* The label as analysers write it: the seven bits of the code, and what they mean. */
static const char *
make_bit_picture (MbDissection *dissection,
                  guint8        function,
                  const char   *meaning)
{
  char bits[] = ".000 0000";

  for (guint i = 0; i < 7; i++)
    {
      if (function >> i & 1)
        bits[i < 4 ? 8 - i : 7 - i] = '1';
    }
  return mb_field_builder_keep (dissection, "%s = Function Code: %s", bits, meaning);
}

static void
set_function (MbDissection *dissection,
              guint8        code,
              const char   *name)
{
  gboolean has_bit = (code & MB_EXCEPTION_BIT) != 0;

  dissection->is_exception = has_bit && dissection->direction == MB_DIRECTION_RESPONSE;
  dissection->function = dissection->is_exception ? code & (MB_EXCEPTION_BIT - 1) : code;
  g_free (dissection->function_name);
  dissection->function_name =
    name != NULL ? g_strdup (name) : g_strdup_printf ("Function %u", dissection->function);
}

static void
add_function (MbFieldWalk *walk)
{
  MbDissection *dissection = walk->dissection;
  const char *value = dissection->function_name;
  MbField *field;

  if (walk->layout != NULL && walk->layout->name != NULL)
    value = mb_field_builder_keep (dissection, "%s (%u)", value, dissection->function);
  else
    value = mb_field_builder_keep (dissection, "%s", value);
  field = mb_field_builder_add (dissection, "Function Code", "function", FUNCTION_OFFSET, 1, 1);
  field->value = value;
  field->text = make_bit_picture (dissection, dissection->function, value);
  field->number = dissection->function;
}

/* Checks the function code against what may stand here; a request of another function is of no
 * more use for what follows. */
static void
check_function (MbFieldWalk *walk)
{
  guint8 function = walk->dissection->function;
  guint8 asked = walk->request != NULL ? walk->request[FUNCTION_OFFSET] : function;

  if (function == 0)
    mb_field_builder_defect (walk->dissection, FUNCTION_OFFSET,
                             _("0 is not a valid function code"));
  if (function >= MB_EXCEPTION_BIT)
    mb_field_builder_defect (walk->dissection, FUNCTION_OFFSET,
                             _("function code %u has the exception bit in a request"), function);
  if (function != asked)
    {
      mb_field_builder_defect (walk->dissection, FUNCTION_OFFSET,
                               _("function %u answers a request of function %u"), function, asked);
      walk->request = NULL;
    }
}

/* Takes from the request what its response does not repeat: the first address and quantity. */
static void
learn_from_request (MbFieldWalk *walk)
{
  const MbFieldSpec *specs;
  MbReader reader;

  if (walk->request == NULL || walk->layout == NULL)
    return;
  specs = walk->layout->request;
  if (specs[0].role != MB_FIELD_ADDRESS || specs[1].role != MB_FIELD_QUANTITY)
    return;

  mb_reader_init (&reader, walk->request, walk->request_len);
  mb_reader_bytes (&reader, FUNCTION_END);
  walk->address = mb_reader_u16 (&reader);
  walk->quantity = mb_reader_u16 (&reader);
  if (reader.failed)
    walk->address = walk->quantity = MB_FIELD_UNKNOWN;
}

static const MbFieldSpec *
choose_layout (const MbFieldWalk *walk)
{
  if (walk->dissection->is_exception)
    return mb_field_exception_layout ();
  if (walk->layout == NULL)
    return mb_field_opaque_layout ();
  return walk->dissection->direction == MB_DIRECTION_REQUEST ? walk->layout->request
                                                             : walk->layout->response;
}

static const char *
choose_group_value (const MbDissection *dissection)
{
  if (dissection->is_exception)
    return _("Exception");
  return dissection->direction == MB_DIRECTION_REQUEST ? _("Request") : _("Response");
}

/* What follows the function code, which for 43 is its MEI type; an exception has it in its request
 * only. -1 when it is not there. */
static gint
peek_mei (const MbFieldWalk *walk)
{
  guint function, mei;

  if (!walk->dissection->is_exception)
    return mb_reader_left (&walk->reader) > 0 ? walk->reader.bytes[walk->reader.pos] : -1;
  if (mb_field_walk_asked (walk, FUNCTION_OFFSET, 1, &function) &&
      function == walk->dissection->function &&
      mb_field_walk_asked (walk, FUNCTION_END, 1, &mei))
    return (gint) mei;
  return -1;
}

static void
dissect_pdu (MbFieldWalk *walk)
{
  MbDissection *dissection = walk->dissection;
  gsize n_extra, pdu_len = mb_reader_left (&walk->reader);
  guint8 code = mb_reader_u8 (&walk->reader);

  set_function (dissection, code, NULL);
  walk->layout = mb_field_layout_lookup (dissection->function, peek_mei (walk));
  if (walk->layout != NULL)
    {
      set_function (dissection, code, walk->layout->name);
      dissection->has_table = walk->layout->table < MB_N_TABLES;
      dissection->table = dissection->has_table ? (MbTable) walk->layout->table : MB_TABLE_COILS;
    }

  add_group (dissection, mb_field_builder_keep (dissection, "%s", dissection->function_name),
             FUNCTION_OFFSET, pdu_len, choose_group_value (dissection));
  add_function (walk);
  check_function (walk);
  if (!dissection->is_exception && dissection->direction == MB_DIRECTION_RESPONSE)
    learn_from_request (walk);

  if (mb_field_walk_run (walk, choose_layout (walk)))
    {
      n_extra = mb_reader_left (&walk->reader);
      if (n_extra > 0 && dissection->is_exception)
        mb_field_builder_defect (dissection, walk->reader.pos,
                                 _("an exception has 2 bytes after the unit, not %zu"), pdu_len);
      else if (n_extra > 0)
        mb_field_builder_defect (dissection, walk->reader.pos,
                                 /* Translators: a number, then the name of a function. */
                                 _("%zu bytes more than the layout of %s has"), n_extra,
                                 dissection->function_name);
    }
  mb_field_walk_add_data (walk, "Data", NULL, mb_reader_left (&walk->reader));
}

/* The header, then a PDU as long as its length says and the bytes allow. */
static void
dissect_adu (MbFieldWalk *walk)
{
  gsize pdu_end;

  add_group (walk->dissection, "MBAP Header", 0, MIN (walk->adu_len, HEADER_SIZE), "");
  if (!mb_field_walk_run (walk, mb_field_header_layout ()))
    {
      mb_field_walk_add_data (walk, "Data", NULL, mb_reader_left (&walk->reader));
      return;
    }

  pdu_end = CLAMP (LENGTH_END + (gsize) walk->length, HEADER_SIZE, walk->reader.len);
  if (walk->protocol != 0)
    {
      /* Bytes of another protocol: to read them as a PDU would show what is not there. */
      mb_field_walk_add_data (walk, "Data", "data", mb_reader_left (&walk->reader));
      return;
    }
  if (pdu_end > HEADER_SIZE)
    {
      gsize len = walk->reader.len;

      walk->reader.len = pdu_end;
      dissect_pdu (walk);
      walk->reader.len = len;
      walk->reader.failed = FALSE;
    }
  mb_field_walk_add_data (walk, "Data", NULL, mb_reader_left (&walk->reader));
}

/**
 * mb_dissection_new:
 * @adu: (array length=len) (nullable): any bytes that should be an ADU
 * @len: number of bytes; what lies past 65535 is left out
 * @direction: which way they went; it is not in the bytes, since a write's response repeats its
 *   request
 * @request: (array length=request_len) (nullable): the ADU that a response answers, for address
 *   and quantity, echo, unit and function; %NULL when it was not seen. Not kept
 * @request_len: number of bytes of @request
 *
 * Takes an ADU apart (MODBUS Messaging on TCP/IP V1.0b, 3.1.3; V1.1b3, 4.1, 6, 7) into fields in
 * wire order, groups included. It shares no code with the requests and responses that are sent, so
 * the one can be held against the other. Heap in proportion to the number of registers and bits.
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
  MbFieldWalk walk = {
    .dissection = mb_field_builder_new (direction),
    .adu_len = len,
    .address = MB_FIELD_UNKNOWN,
    .quantity = MB_FIELD_UNKNOWN,
  };

  if (direction == MB_DIRECTION_RESPONSE && is_usable_request (request, request_len))
    {
      walk.request = request;
      walk.request_len = request_len;
    }
  mb_reader_init (&walk.reader, adu, MIN (len, G_MAXUINT16));
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
