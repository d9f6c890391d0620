/* fuzz-value.c: values survive the way through registers and text, and no text goes wrong.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"
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
 * more than one bit, and a NaN becomes a quiet one. */
static void
check_registers (const guint16 *registers,
                 MbType         type,
                 MbOrder        order)
{
  guint16 again[MB_VALUE_MAX_REGISTERS];
  gsize size = 2 * mb_type_n_registers (type);
  MbValue value;
  g_autoptr (GError) error = NULL;

  mb_value_decode (&value, type, order, registers);
  check_text (&value, type);
  mb_value_encode (&value, type, order, again, &error);
  g_assert_no_error (error);
  if (type != MB_TYPE_BOOL && !isnan (mb_value_to_double (&value)))
    g_assert_cmpmem (again, size, registers, size);
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

/* Input: type and order, eight bytes of registers, the rest is text. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  guint16 registers[MB_VALUE_MAX_REGISTERS] = { 0 };
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
  n_bytes = MIN (size, sizeof registers);
  if (n_bytes > 0)
    memcpy (registers, data, n_bytes);
  text = g_strndup ((const char *) data + n_bytes, size - n_bytes);
  memcpy (&number, registers, sizeof number);

  check_registers (registers, type, order);
  check_double (number, type, order);
  check_parse (text, type);
  return 0;
}
