/* mb-value-text.c: values as text: what people type and what is shown, never by locale.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-value.h"

#include <errno.h>
#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"

/* Below these each whole number is written out in digits, of which each is sure. */
#define MAX_PLAIN_DOUBLE 1e15
#define MAX_PLAIN_FLOAT 1e9

/* Longest text that can be a number; what is longer is refused before it is read. */
#define MAX_NUMBER_TEXT 400

/* Brings a number, typed as @text, to the kind and the range of @type, by way of its registers. */
static gboolean
fit_to_type (MbValue       *out_value,
             const MbValue *number,
             MbType         type,
             const char    *text,
             GError       **error)
{
  guint16 registers[MB_VALUE_MAX_REGISTERS];

  if (!mb_value_encode (number, type, MB_ORDER_ABCD, registers, NULL))
    {
      mb_type_refuse (type, text, error);
      return FALSE;
    }
  mb_value_decode (out_value, type, MB_ORDER_ABCD, registers);
  return TRUE;
}

static gboolean
parse_bool (MbValue    *out_value,
            const char *text,
            GError    **error)
{
  static const char *const names[2][3] = { { "0", "off", "false" }, { "1", "on", "true" } };

  for (guint i = 0; i < 6; i++)
    {
      if (g_ascii_strcasecmp (text, names[i / 3][i % 3]) == 0)
        {
          out_value->kind = MB_VALUE_BOOL;
          out_value->b = i / 3 != 0;
          return TRUE;
        }
    }
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               _("“%s” is neither on nor off; give 0, 1, on or off."), text);
  return FALSE;
}

/* Takes sign and digits, decimal or 0x hex, when that is the whole of @text. A number past 64 bits
 * becomes none, which then fits no type. */
static gboolean
scan_integer (const char *text,
              MbValue    *out_number)
{
  gboolean is_negative = *text == '-';
  const char *digits = *text == '-' || *text == '+' ? text + 1 : text;
  gboolean is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
  guint64 magnitude;
  char *end;

  if (is_hex)
    digits += 2;
  if (is_hex ? !g_ascii_isxdigit (*digits) : !g_ascii_isdigit (*digits))
    return FALSE;

  errno = 0;
  magnitude = g_ascii_strtoull (digits, &end, is_hex ? 16 : 10);
  if (*end != '\0')
    return FALSE;

  if (errno == ERANGE || (is_negative && magnitude > (guint64) G_MAXINT64 + 1))
    *out_number = (MbValue) { .kind = MB_VALUE_NONE };
  else if (is_negative)
    *out_number = (MbValue) { .kind = MB_VALUE_INT, .u = 0 - magnitude };
  else
    *out_number = (MbValue) { .kind = MB_VALUE_UINT, .u = magnitude };
  return TRUE;
}

static gboolean
parse_integer (MbValue    *out_value,
               MbType      type,
               const char *text,
               GError    **error)
{
  MbValue number;

  if (!scan_integer (text, &number))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: what was typed, then the name of a type. */
                   _("“%s” is not a whole number for %s; give digits such as 42, -7 or 0x2A."),
                   text, mb_type_name (type));
      return FALSE;
    }
  return fit_to_type (out_value, &number, type, text, error);
}

static gboolean
parse_string (MbValue    *out_value,
              const char *text,
              GError    **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, MB_ERROR, MB_ERROR_INVALID,
                           _("The text is not UTF-8; type it in that encoding."));
      return FALSE;
    }
  *out_value = (MbValue) { .kind = MB_VALUE_TEXT, .text = text };
  return TRUE;
}

/* Whether the text of a number has a digit that is not 0, exponent apart. */
static gboolean
has_size (const char *text)
{
  gboolean is_hex = strpbrk (text, "xX") != NULL;

  for (const char *c = text; *c != '\0' && strchr (is_hex ? "pP" : "eE", *c) == NULL; c++)
    if (g_ascii_isxdigit (*c) && *c != '0')
      return TRUE;
  return FALSE;
}

static gboolean
parse_float (MbValue    *out_value,
             MbType      type,
             const char *text,
             GError    **error)
{
  char *end;
  MbValue number = { .kind = MB_VALUE_FLOAT64, .f = g_ascii_strtod (text, &end) };
  MbValue fitting;

  /* The C library would also take "nan(…)", which nobody means. */
  if (end == text || *end != '\0' || *(end - 1) == ')')
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: what was typed, then the name of a type. */
                   _("“%s” is not a number for %s; write it like 21.5 or 1e-3, or nan, inf, -inf."),
                   text, mb_type_name (type));
      return FALSE;
    }
  /* Digits past the largest double read as infinite; only the word means it. */
  if (isinf (number.f) && strpbrk (text, "0123456789") != NULL)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: what was typed, then the name of a type. */
                   _("%s does not fit %s: it is further from 0 than any number it can hold."),
                   text, mb_type_name (type));
      return FALSE;
    }
  if (!fit_to_type (&fitting, &number, type, text, error))
    return FALSE;
  if (fitting.f == 0 && has_size (text))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: what was typed, then the name of a type. */
                   _("%s does not fit %s: it is closer to 0 than any number it can hold but 0."),
                   text, mb_type_name (type));
      return FALSE;
    }
  *out_value = fitting;
  return TRUE;
}

/**
 * mb_value_parse:
 * @out_value: (out caller-allocates): the value, of the kind that decoding @type gives
 * @type: the type that the text is for
 * @text: what was typed; blanks around a number do not count
 * @error: return location for an error
 *
 * Reads what somebody typed, never by locale: for integers digits, decimal or hex with 0x, with an
 * optional sign; for floats also a point, an exponent, nan, inf and -inf; for bool 0, 1, off, on,
 * false, true in any case. A float is rounded to the nearest that the type holds, but never to 0.
 * A string is taken as it is, and borrowed from @text; whether it fits its registers
 * mb_text_encode() says.
 *
 * Returns: %FALSE with %MB_ERROR_INVALID when @text is not a number, or not one in the range of
 *   @type, which the message then names, or a string that is not UTF-8; @out_value is then
 *   unchanged
 */
gboolean
mb_value_parse (MbValue    *out_value,
                MbType      type,
                const char *text,
                GError    **error)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (out_value != NULL && text != NULL, FALSE);
  g_return_val_if_fail ((guint) type < MB_N_TYPES, FALSE);

  if (type == MB_TYPE_STRING)
    return parse_string (out_value, text, error);
  if (strlen (text) > MAX_NUMBER_TEXT)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("The text is too long for a number; at most %d characters are read."),
                   MAX_NUMBER_TEXT);
      return FALSE;
    }
  stripped = g_strstrip (g_strdup (text));
  switch (mb_type_kind (type))
    {
    case MB_VALUE_BOOL:
      return parse_bool (out_value, stripped, error);
    case MB_VALUE_INT:
    case MB_VALUE_UINT:
      return parse_integer (out_value, type, stripped, error);
    case MB_VALUE_FLOAT32:
    case MB_VALUE_FLOAT64:
      return parse_float (out_value, type, stripped, error);
    case MB_VALUE_TEXT:
    case MB_VALUE_NONE:
      break;
    }
  g_return_val_if_reached (FALSE);
}

/**
 * mb_value_format:
 * @value: a value
 * @buffer: (out caller-allocates) (array length=size): where the text goes, ended by a zero byte
 * @size: size of @buffer, 1 or more; %MB_NUMBER_TEXT_SIZE is always enough for a number
 *
 * Writes a value as the shortest text from which mb_value_parse() makes the same value, never by
 * locale: a bool as 0 or 1, a float that is no number as nan, inf or -inf, a text as it is, no
 * value as an empty text. Except for those three words the text of a number is one in JSON too.
 *
 * Returns: length of the text in bytes; when that is @size or more the text was cut
 */
gsize
mb_value_format (const MbValue *value,
                 char          *buffer,
                 gsize          size)
{
  g_return_val_if_fail (value != NULL && buffer != NULL && size > 0, 0);

  switch (value->kind)
    {
    case MB_VALUE_BOOL:
      return (gsize) g_snprintf (buffer, size, "%d", value->b ? 1 : 0);
    case MB_VALUE_INT:
      return (gsize) g_snprintf (buffer, size, "%" G_GINT64_FORMAT, value->i);
    case MB_VALUE_UINT:
      return (gsize) g_snprintf (buffer, size, "%" G_GUINT64_FORMAT, value->u);
    case MB_VALUE_FLOAT32:
      return mb_float_format ((float) value->f, buffer, size);
    case MB_VALUE_FLOAT64:
      return mb_double_format (value->f, buffer, size);
    case MB_VALUE_TEXT:
      return g_strlcpy (buffer, value->text, size);
    case MB_VALUE_NONE:
      break;
    }
  buffer[0] = '\0';
  return 0;
}

static gsize
format_number (double      number,
               gboolean    is_float32,
               char       *buffer,
               gsize       size)
{
  guint digits = is_float32 ? FLT_DIG : DBL_DIG;
  guint max_digits = is_float32 ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
  double max_plain = is_float32 ? MAX_PLAIN_FLOAT : MAX_PLAIN_DOUBLE;
  char text[MB_NUMBER_TEXT_SIZE];

  if (isnan (number))
    return g_strlcpy (buffer, "nan", size);
  if (isinf (number))
    return g_strlcpy (buffer, number < 0 ? "-inf" : "inf", size);
  if (fabs (number) < max_plain && number == trunc (number))
    {
      gboolean is_minus_zero = number == 0 && signbit (number);

      /* Many readers of JSON take "-0" for the whole number 0, which has no sign. */
      g_ascii_formatd (text, sizeof text, is_minus_zero ? "%.1f" : "%.0f", number);
      return g_strlcpy (buffer, text, size);
    }
  /* Of numbers next to 0 fewer digits than usual are sure. */
  if (fabs (number) < (is_float32 ? FLT_MIN : DBL_MIN))
    digits = 1;
  for (;; digits++)
    {
      char format[8];
      double again;

      g_snprintf (format, sizeof format, "%%.%ug", digits);
      g_ascii_formatd (text, sizeof text, format, number);
      again = g_ascii_strtod (text, NULL);
      if (digits == max_digits || (is_float32 ? (float) again == (float) number : again == number))
        return g_strlcpy (buffer, text, size);
    }
}

/**
 * mb_double_format:
 * @number: a number
 * @buffer: (out caller-allocates) (array length=size): where the text goes, ended by a zero byte
 * @size: size of @buffer, 1 or more; %MB_NUMBER_TEXT_SIZE is always enough
 *
 * Writes a number with the fewest digits (17 at most) that read back as the same double; a whole
 * number below 1e15 in digits only, but -0.0 for the zero with a sign; nan, inf, -inf; never by
 * locale.
 *
 * Returns: length of the text in bytes; when that is @size or more the text was cut
 */
gsize
mb_double_format (double  number,
                  char   *buffer,
                  gsize   size)
{
  g_return_val_if_fail (buffer != NULL && size > 0, 0);

  return format_number (number, FALSE, buffer, size);
}

/**
 * mb_float_format:
 * @number: a number of 32 bits
 * @buffer: (out caller-allocates) (array length=size): where the text goes, ended by a zero byte
 * @size: size of @buffer, 1 or more; %MB_NUMBER_TEXT_SIZE is always enough
 *
 * Like mb_double_format() with 9 digits at most, which read back as the same float; a whole number
 * below 1e9 in digits only.
 *
 * Returns: length of the text in bytes; when that is @size or more the text was cut
 */
gsize
mb_float_format (float  number,
                 char  *buffer,
                 gsize  size)
{
  g_return_val_if_fail (buffer != NULL && size > 0, 0);

  return format_number (number, TRUE, buffer, size);
}
