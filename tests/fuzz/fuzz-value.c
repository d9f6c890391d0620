/* fuzz-value.c: values survive the way through registers and text, and no text goes wrong.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"
#include "modbus/mb-text.h"
#include "modbus/mb-value.h"
#include "fuzz.h"

/* A value as text and back is the same value. */
static void
check_text (const MbValue *value,
            MbType         type)
{
  char text[MB_NUMBER_TEXT_SIZE];
  MbValue again;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (mb_value_format (value, text, sizeof text), <, sizeof text);
  mb_value_parse (&again, type, text, &error);
  g_assert_no_error (error);
  g_assert_true (mb_value_equal (value, &again));
}

/* Registers as a value and back are the same registers, but for what cannot be: a bool keeps no
 * more than one bit, a byte not the other half of its register, and BCD may be no number. */
static void
check_registers (const guint16 *registers,
                 MbType         type,
                 MbOrder        order)
{
  guint16 again[MB_VALUE_MAX_REGISTERS];
  MbValue value;
  g_autoptr (GError) error = NULL;

  mb_value_decode (&value, type, order, registers);
  if (value.kind == MB_VALUE_NONE)
    {
      g_assert_true (type == MB_TYPE_BCD16 || type == MB_TYPE_BCD32);
      return;
    }
  check_text (&value, type);
  mb_value_encode (&value, type, order, again, &error);
  g_assert_no_error (error);
  for (guint i = 0; type != MB_TYPE_BOOL && i < mb_type_n_registers (type); i++)
    g_assert_cmphex (again[i], ==, registers[i] & mb_type_mask (type, order));
}

/* What is read as text can be written, if there is room for it, and is then the same text. */
static void
check_string (const guint16 *registers,
              guint          n_registers,
              MbOrder        order,
              MbEncoding     encoding)
{
  char text[MB_TEXT_SIZE];
  char text_again[MB_TEXT_SIZE];
  guint16 again[MB_STRING_MAX_REGISTERS];

  g_assert_cmpuint (mb_text_decode (registers, n_registers, order, encoding, text), ==,
                    strlen (text));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (!mb_text_encode (text, order, encoding, MB_PADDING_NUL, again, n_registers, NULL))
    {
      g_assert_cmpint (encoding, ==, MB_ENCODING_UTF8);
      return;
    }
  mb_text_decode (again, n_registers, order, encoding, text_again);
  g_assert_cmpstr (text_again, ==, text);
}

/* A name is a type's or none; the type then has that name. */
static void
check_name (const char *name)
{
  MbType type;
  guint n_registers;

  if (mb_type_from_name (name, &type, &n_registers))
    {
      g_autofree char *again = mb_type_dup_name (type, n_registers);
      MbType same;
      guint same_n;

      g_assert_true (mb_type_from_name (again, &same, &same_n));
      g_assert_true (same == type && same_n == n_registers);
      g_assert_cmpuint (n_registers, >, 0);
    }
}

static void
check_parse (const char *text,
             MbType      type)
{
  MbValue value = { .kind = MB_VALUE_NONE };
  g_autoptr (GError) error = NULL;

  if (mb_value_parse (&value, type, text, &error))
    {
      g_assert_no_error (error);
      g_assert_cmpint (value.kind, ==, mb_type_kind (type));
      if (type != MB_TYPE_STRING)
        check_text (&value, type);
      return;
    }
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  g_assert_cmpint (value.kind, ==, MB_VALUE_NONE);
}

/* Any double fits each type or is refused; it is the same number as text. */
static void
check_double (double  number,
              MbType  type,
              MbOrder order)
{
  char text[MB_NUMBER_TEXT_SIZE];
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  MbValue value = { .kind = MB_VALUE_FLOAT64, .f = number };

  g_assert_cmpuint (mb_double_format (number, text, sizeof text), <, sizeof text);
  if (!isnan (number))
    g_assert_true (g_ascii_strtod (text, NULL) == number);
  mb_value_encode (&value, type, order, registers, NULL);
}

/* Input: type and order, eight bytes of registers, the rest is text, or once more registers. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  guint16 registers[MB_STRING_MAX_REGISTERS] = { 0 };
  g_autofree char *text = NULL;
  guint8 choice;
  MbType type;
  MbOrder order;
  double number;
  gsize n_bytes;

  fuzz_begin ();
  choice = fuzz_take (&data, &size);
  type = (MbType) (choice % MB_N_TYPES);
  order = (MbOrder) (choice / MB_N_TYPES % MB_N_ORDERS);
  n_bytes = MIN (size, 2 * MB_VALUE_MAX_REGISTERS);
  if (size > 0)
    memcpy (registers, data, MIN (size, sizeof registers));
  text = g_strndup ((const char *) data + n_bytes, size - n_bytes);
  memcpy (&number, registers, sizeof number);

  check_parse (text, type);
  check_name (text);
  if (type == MB_TYPE_STRING)
    {
      check_string (registers, (guint) MIN (size / 2, MB_STRING_MAX_REGISTERS), order,
                    (MbEncoding) (choice / MB_N_TYPES / MB_N_ORDERS % MB_N_ENCODINGS));
      return 0;
    }
  check_registers (registers, type, order);
  check_double (number, type, order);
  return 0;
}
