/* mb-field-pdu.c: the dissector of a PDU: its function, which layout follows, and what is wrong.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-walk.h"

#include <glib/gi18n-lib.h>

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
  field = mb_field_builder_add (dissection, "Function Code", "function", walk->start, 1, 1);
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
  guint8 asked = walk->request != NULL ? walk->request[walk->start] : function;

  if (function == 0)
    mb_field_builder_defect (walk->dissection, walk->start,
                             _("0 is not a valid function code"));
  if (function >= MB_EXCEPTION_BIT)
    mb_field_builder_defect (walk->dissection, walk->start,
                             _("function code %u has the exception bit in a request"), function);
  if (function != asked)
    {
      mb_field_builder_defect (walk->dissection, walk->start,
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
  mb_reader_bytes (&reader, walk->start + 1);
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
  if (mb_field_walk_asked (walk, 0, 1, &function) &&
      function == walk->dissection->function &&
      mb_field_walk_asked (walk, 1, 1, &mei))
    return (gint) mei;
  return -1;
}

/**
 * mb_field_dissect_pdu: (skip)
 * @walk: a walk whose reader stands at the function code and ends with the PDU
 *
 * Takes a PDU apart: function code, what its layout has, and what is left over.
 */
void
mb_field_dissect_pdu (MbFieldWalk *walk)
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

  mb_field_builder_group (dissection,
                          mb_field_builder_keep (dissection, "%s", dissection->function_name),
                          walk->start, pdu_len, choose_group_value (dissection));
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
                                 g_dngettext (GETTEXT_PACKAGE,
                                              "%zu byte more than the layout of %s has",
                                              "%zu bytes more than the layout of %s has", n_extra),
                                 n_extra, dissection->function_name);
    }
  mb_field_walk_add_data (walk, "Data", NULL, mb_reader_left (&walk->reader));
}
