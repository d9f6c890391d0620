/* mb-json.c: the small JSON writer: stable order, shortest numbers that read back equal.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-json.h"

#include <math.h>
#include <string.h>

/* Nesting that no file or line of ours comes near; deeper is a bug of the caller. */
#define MAX_DEPTH 64

struct _MbJson
{
  GString  *text;
  gboolean  is_pretty;
  gboolean  after_key;
  guint     depth;
  gboolean  has_members[MAX_DEPTH + 1];
};

static void
put_indentation (MbJson *json)
{
  if (!json->is_pretty)
    return;
  g_string_append_c (json->text, '\n');
  for (guint i = 0; i < json->depth; i++)
    g_string_append (json->text, "  ");
}

/* What comes between the last value and the next key or value. */
static void
put_separator (MbJson *json)
{
  if (json->after_key)
    {
      json->after_key = FALSE;
      return;
    }
  if (json->has_members[json->depth])
    g_string_append_c (json->text, ',');
  if (json->depth > 0)
    put_indentation (json);
  json->has_members[json->depth] = TRUE;
}

static void
begin (MbJson *json,
       char    bracket)
{
  g_return_if_fail (json->depth < MAX_DEPTH);

  put_separator (json);
  g_string_append_c (json->text, bracket);
  json->depth++;
  json->has_members[json->depth] = FALSE;
}

static void
end (MbJson *json,
     char    bracket)
{
  gboolean had_members = json->has_members[json->depth];

  g_return_if_fail (json->depth > 0 && !json->after_key);

  json->depth--;
  if (had_members)
    put_indentation (json);
  g_string_append_c (json->text, bracket);
}

static void
put_escaped_char (GString *text,
                  guchar   c)
{
  static const char short_escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";

  for (const char *pair = short_escapes; *pair != '\0'; pair += 2)
    {
      if ((guchar) pair[0] == c)
        {
          g_string_append_c (text, '\\');
          g_string_append_c (text, pair[1]);
          return;
        }
    }
  if (c < 0x20 || c == 0x7f)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_c (text, (char) c);
}

static void
put_quoted (MbJson     *json,
            const char *string)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate (string, -1, NULL))
    string = valid = g_utf8_make_valid (string, -1);

  g_string_append_c (json->text, '"');
  for (; *string != '\0'; string++)
    put_escaped_char (json->text, (guchar) *string);
  g_string_append_c (json->text, '"');
}

static void
put_number_text (MbJson     *json,
                 double      number,
                 const char *text)
{
  if (isfinite (number))
    mb_json_raw (json, text);
  else
    mb_json_string (json, text);
}

/**
 * mb_json_new:
 * @pretty: whether to break lines and indent by two blanks, for files; else all is one line
 *
 * Makes a writer of JSON text (RFC 8259). Members come out in the order in which they are written.
 *
 * Returns: (transfer full): a writer without text
 */
MbJson *
mb_json_new (gboolean pretty)
{
  MbJson *json = g_new0 (MbJson, 1);

  json->text = g_string_new (NULL);
  json->is_pretty = pretty;
  return json;
}

/**
 * mb_json_free:
 * @json: (transfer full) (nullable): a writer
 *
 * Frees a writer and its text.
 */
void
mb_json_free (MbJson *json)
{
  if (json == NULL)
    return;
  g_string_free (json->text, TRUE);
  g_free (json);
}

/**
 * mb_json_get_text:
 * @json: a writer
 *
 * Returns: (transfer none): the text so far, without a newline at its end; good until the next
 *   call on @json
 */
const char *
mb_json_get_text (MbJson *json)
{
  g_return_val_if_fail (json != NULL, NULL);

  return json->text->str;
}

/**
 * mb_json_reset:
 * @json: a writer
 *
 * Forgets the text and keeps its memory, for one line after the other.
 */
void
mb_json_reset (MbJson *json)
{
  g_return_if_fail (json != NULL);

  g_string_truncate (json->text, 0);
  json->after_key = FALSE;
  json->depth = 0;
  json->has_members[0] = FALSE;
}

/**
 * mb_json_begin_object:
 * @json: a writer
 *
 * Opens an object, at most 64 levels deep.
 */
void
mb_json_begin_object (MbJson *json)
{
  g_return_if_fail (json != NULL);

  begin (json, '{');
}

/**
 * mb_json_end_object:
 * @json: a writer
 *
 * Closes the object opened last.
 */
void
mb_json_end_object (MbJson *json)
{
  g_return_if_fail (json != NULL);

  end (json, '}');
}

/**
 * mb_json_begin_array:
 * @json: a writer
 *
 * Opens an array, at most 64 levels deep.
 */
void
mb_json_begin_array (MbJson *json)
{
  g_return_if_fail (json != NULL);

  begin (json, '[');
}

/**
 * mb_json_end_array:
 * @json: a writer
 *
 * Closes the array opened last.
 */
void
mb_json_end_array (MbJson *json)
{
  g_return_if_fail (json != NULL);

  end (json, ']');
}

/**
 * mb_json_key:
 * @json: a writer inside an object
 * @key: name of the member whose value is written next
 *
 * Starts a member of an object.
 */
void
mb_json_key (MbJson     *json,
             const char *key)
{
  g_return_if_fail (json != NULL && key != NULL && !json->after_key);

  put_separator (json);
  put_quoted (json, key);
  g_string_append (json->text, json->is_pretty ? ": " : ":");
  json->after_key = TRUE;
}

/**
 * mb_json_string:
 * @json: a writer
 * @text: a text; bytes that are not UTF-8 become U+FFFD
 *
 * Writes a string.
 */
void
mb_json_string (MbJson     *json,
                const char *text)
{
  g_return_if_fail (json != NULL && text != NULL);

  put_separator (json);
  put_quoted (json, text);
}

/**
 * mb_json_int:
 * @json: a writer
 * @number: a whole number
 *
 * Writes a number, all 64 bits of it.
 */
void
mb_json_int (MbJson *json,
             gint64  number)
{
  g_return_if_fail (json != NULL);

  put_separator (json);
  g_string_append_printf (json->text, "%" G_GINT64_FORMAT, number);
}

/**
 * mb_json_uint:
 * @json: a writer
 * @number: a whole number
 *
 * Writes a number, all 64 bits of it.
 */
void
mb_json_uint (MbJson  *json,
              guint64  number)
{
  g_return_if_fail (json != NULL);

  put_separator (json);
  g_string_append_printf (json->text, "%" G_GUINT64_FORMAT, number);
}

/**
 * mb_json_double:
 * @json: a writer
 * @number: a number
 *
 * Writes a number as mb_double_format() does; one that is not finite as the string "nan", "inf" or
 * "-inf".
 */
void
mb_json_double (MbJson *json,
                double  number)
{
  char text[MB_NUMBER_TEXT_SIZE];

  g_return_if_fail (json != NULL);

  mb_double_format (number, text, sizeof text);
  put_number_text (json, number, text);
}

/**
 * mb_json_float:
 * @json: a writer
 * @number: a number of 32 bits
 *
 * Writes a number as mb_float_format() does; one that is not finite as the string "nan", "inf" or
 * "-inf".
 */
void
mb_json_float (MbJson *json,
               float   number)
{
  char text[MB_NUMBER_TEXT_SIZE];

  g_return_if_fail (json != NULL);

  mb_float_format (number, text, sizeof text);
  put_number_text (json, number, text);
}

/**
 * mb_json_bool:
 * @json: a writer
 * @value: a truth value
 *
 * Writes `true` or `false`.
 */
void
mb_json_bool (MbJson   *json,
              gboolean  value)
{
  mb_json_raw (json, value ? "true" : "false");
}

/**
 * mb_json_null:
 * @json: a writer
 *
 * Writes `null`.
 */
void
mb_json_null (MbJson *json)
{
  mb_json_raw (json, "null");
}

/**
 * mb_json_value:
 * @json: a writer
 * @value: a value
 *
 * Writes a value out of registers: a bool as 0 or 1, a float as mb_json_float() and
 * mb_json_double() do, a text as a string, no value as `null`.
 */
void
mb_json_value (MbJson        *json,
               const MbValue *value)
{
  char text[MB_NUMBER_TEXT_SIZE];

  g_return_if_fail (json != NULL && value != NULL);

  if (value->kind == MB_VALUE_NONE)
    {
      mb_json_null (json);
      return;
    }
  if (value->kind == MB_VALUE_TEXT)
    {
      mb_json_string (json, value->text);
      return;
    }
  mb_value_format (value, text, sizeof text);
  put_number_text (json, mb_value_to_double (value), text);
}

/**
 * mb_json_raw:
 * @json: a writer
 * @text: JSON text of one value
 *
 * Writes a value that is JSON already, as it is.
 */
void
mb_json_raw (MbJson     *json,
             const char *text)
{
  g_return_if_fail (json != NULL && text != NULL);

  put_separator (json);
  g_string_append (json->text, text);
}

/**
 * mb_json_hex:
 * @json: a writer
 * @bytes: (array length=len) (nullable): bytes
 * @len: number of bytes
 *
 * Writes bytes as a string of lower-case hex digits.
 */
void
mb_json_hex (MbJson       *json,
             const guint8 *bytes,
             gsize         len)
{
  static const char digits[] = "0123456789abcdef";

  g_return_if_fail (json != NULL && (bytes != NULL || len == 0));

  put_separator (json);
  g_string_append_c (json->text, '"');
  for (gsize i = 0; i < len; i++)
    {
      g_string_append_c (json->text, digits[bytes[i] >> 4]);
      g_string_append_c (json->text, digits[bytes[i] & 0xf]);
    }
  g_string_append_c (json->text, '"');
}
