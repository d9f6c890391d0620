/* mon-json-text.c: the smallest pieces of JSON text: strings, numbers and places.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-json-text.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* More than the longest number that is let through. */
#define NUMBER_SIZE 160

/* Up to so many digits an integer needs no look at its range. */
#define SAFE_DIGITS 18

/* Whole numbers up to here are exact in a double. */
#define MAX_EXACT 9007199254740992.0

/* Four hex digits, or -1. */
static int
read_hex (const char *text,
          gsize       len)
{
  int code = 0;

  if (len < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return -1;
      code = code << 4 | digit;
    }

  return code;
}

/* The escape at @text, which begins with a backslash: its length, or 0 when it is none. */
static gsize
read_escape (const char *text,
             gsize       len,
             gunichar   *out_char)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter = len >= 2 && text[1] != '\0' ? strchr (letters, text[1]) : NULL;
  int high, low;

  if (letter != NULL)
    {
      *out_char = (guchar) meanings[letter - letters];
      return 2;
    }
  if (len < 6 || text[1] != 'u')
    return 0;

  high = read_hex (text + 2, len - 2);
  *out_char = (gunichar) high;
  if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
    return 0;
  if (high < 0xd800 || high > 0xdfff)
    return 6;

  if (len < 12 || text[6] != '\\' || text[7] != 'u')
    return 0;
  low = read_hex (text + 8, len - 8);
  if (low < 0xdc00 || low > 0xdfff)
    return 0;
  *out_char = 0x10000u + (((guint) high - 0xd800u) << 10) + ((guint) low - 0xdc00u);

  return 12;
}

static gsize
skip_digits (const char *text,
             gsize       len,
             gsize       pos)
{
  while (pos < len && g_ascii_isdigit (text[pos]))
    pos++;

  return pos;
}

/* Whether there is neither fraction nor exponent. */
static gboolean
is_integer (const char *text,
            gsize       len)
{
  for (gsize i = 0; i < len; i++)
    if (text[i] != '-' && !g_ascii_isdigit (text[i]))
      return FALSE;

  return TRUE;
}

static void
copy_number (const char *text,
             gsize       len,
             char       *buffer)
{
  g_assert (len < NUMBER_SIZE);

  memcpy (buffer, text, len);
  buffer[len] = '\0';
}

/**
 * mon_json_text_check_string:
 * @text: (array length=len): text that begins with a quote; valid UTF-8
 * @len: length of all that is left
 * @out_defect: (out) (nullable): what is wrong, or %NULL
 *
 * Checks a string (RFC 8259, 7). A NUL, though JSON can write it, and halves of surrogate pairs are
 * refused.
 *
 * Returns: its length with both quotes, or the offset of what is wrong
 */
gsize
mon_json_text_check_string (const char  *text,
                            gsize        len,
                            const char **out_defect)
{
  gsize pos = 1;

  *out_defect = NULL;
  while (pos < len && text[pos] != '"')
    {
      gunichar c;
      gsize used = 1;

      if (text[pos] == '\\')
        used = read_escape (text + pos, len - pos, &c);
      else if ((guchar) text[pos] < 0x20)
        used = 0;

      if (used == 0)
        {
          *out_defect = text[pos] == '\\' ? _("not an escape that is allowed here")
                                          : _("a control character inside a string");
          return pos;
        }
      pos += used;
    }

  if (pos >= len)
    {
      *out_defect = _("the string does not end");
      return pos;
    }

  return pos + 1;
}

/**
 * mon_json_text_check_number:
 * @text: (array length=len): any text
 * @len: length of all that is left
 *
 * Checks a number (RFC 8259, 6).
 *
 * Returns: its length, or 0 when there is none
 */
gsize
mon_json_text_check_number (const char *text,
                            gsize       len)
{
  gsize pos = len > 0 && text[0] == '-' ? 1 : 0;
  gsize digits = pos;

  pos = skip_digits (text, len, pos);
  if (pos == digits || (text[digits] == '0' && pos - digits > 1))
    return 0;

  if (pos < len && text[pos] == '.')
    {
      digits = ++pos;
      pos = skip_digits (text, len, pos);
      if (pos == digits)
        return 0;
    }

  if (pos < len && (text[pos] == 'e' || text[pos] == 'E'))
    {
      pos++;
      if (pos < len && (text[pos] == '+' || text[pos] == '-'))
        pos++;
      digits = pos;
      pos = skip_digits (text, len, pos);
      if (pos == digits)
        return 0;
    }

  return pos;
}

/**
 * mon_json_text_string_len:
 * @text: a checked string
 *
 * Measures a string.
 *
 * Returns: its length in bytes with both quotes
 */
gsize
mon_json_text_string_len (const char *text)
{
  gsize pos = 1;

  while (text[pos] != '"')
    pos += text[pos] == '\\' ? 2 : 1;

  return pos + 1;
}

/**
 * mon_json_text_dup_string:
 * @text: a checked string
 *
 * Resolves the escapes of a string.
 *
 * Returns: (transfer full): its text, valid UTF-8
 */
char *
mon_json_text_dup_string (const char *text)
{
  gsize len = mon_json_text_string_len (text);
  GString *plain;
  gsize pos = 1;

  if (memchr (text, '\\', len) == NULL)
    return g_strndup (text + 1, len - 2);

  plain = g_string_sized_new (len);
  while (text[pos] != '"')
    {
      gunichar c = 0;

      if (text[pos] != '\\')
        {
          g_string_append_c (plain, text[pos++]);
          continue;
        }
      pos += read_escape (text + pos, len - pos, &c);
      g_string_append_unichar (plain, c);
    }

  return g_string_free (plain, FALSE);
}

/**
 * mon_json_text_find:
 * @text: a checked string
 * @offset: of a byte of what mon_json_text_dup_string() gives, at most its length
 *
 * Finds where a byte of the resolved text comes from.
 *
 * Returns: offset in @text; of the escape, if it is one
 */
gsize
mon_json_text_find (const char *text,
                    gsize       offset)
{
  gsize len = mon_json_text_string_len (text);
  gsize pos = 1, n_resolved = 0;

  while (n_resolved < offset && text[pos] != '"')
    {
      gunichar c = 0;

      if (text[pos] != '\\')
        {
          n_resolved++;
          pos++;
          continue;
        }
      pos += read_escape (text + pos, len - pos, &c);
      n_resolved += (gsize) g_unichar_to_utf8 (c, NULL);
    }

  return pos;
}

/**
 * mon_json_text_string_is:
 * @text: a checked string
 * @plain: any text
 *
 * Compares the meaning of a string with a text.
 *
 * Returns: whether they are the same
 */
gboolean
mon_json_text_string_is (const char *text,
                         const char *plain)
{
  gsize len = mon_json_text_string_len (text);
  g_autofree char *resolved = NULL;

  if (memchr (text, '\\', len) == NULL)
    return strlen (plain) == len - 2 && memcmp (text + 1, plain, len - 2) == 0;

  resolved = mon_json_text_dup_string (text);
  return strcmp (resolved, plain) == 0;
}

/**
 * mon_json_text_strings_equal:
 * @a: a checked string
 * @b: a checked string
 *
 * Compares the meaning of two strings: "a" and "\u0061" are the same.
 *
 * Returns: whether they are the same
 */
gboolean
mon_json_text_strings_equal (const char *a,
                             const char *b)
{
  gsize a_len = mon_json_text_string_len (a);
  gsize b_len = mon_json_text_string_len (b);
  g_autofree char *resolved = NULL;

  if (memchr (a, '\\', a_len) == NULL && memchr (b, '\\', b_len) == NULL)
    return a_len == b_len && memcmp (a, b, a_len) == 0;

  resolved = mon_json_text_dup_string (b);
  return mon_json_text_string_is (a, resolved);
}

/**
 * mon_json_text_number_in_range:
 * @text: (array length=len): a checked number
 * @len: its length, up to 128
 *
 * Tells whether something of ours can hold a number.
 *
 * Returns: %FALSE for an integer beyond 64 bits (signed or not) and for what a double cannot hold
 */
gboolean
mon_json_text_number_in_range (const char *text,
                               gsize       len)
{
  char buffer[NUMBER_SIZE];

  if (len <= SAFE_DIGITS && is_integer (text, len))
    return TRUE;

  copy_number (text, len, buffer);
  if (!is_integer (text, len))
    return isfinite (g_ascii_strtod (buffer, NULL));

  errno = 0;
  if (buffer[0] == '-')
    g_ascii_strtoll (buffer, NULL, 10);
  else
    g_ascii_strtoull (buffer, NULL, 10);

  return errno != ERANGE;
}

/**
 * mon_json_text_get_int:
 * @text: (array length=len): a checked number
 * @len: its length, up to 128
 * @out_number: (out): the number
 *
 * Reads a whole number; one written with fraction or exponent must be exact in a double.
 *
 * Returns: %FALSE when it is not whole or does not fit
 */
gboolean
mon_json_text_get_int (const char *text,
                       gsize       len,
                       gint64     *out_number)
{
  char buffer[NUMBER_SIZE];
  double number;

  copy_number (text, len, buffer);
  if (is_integer (text, len))
    {
      errno = 0;
      *out_number = g_ascii_strtoll (buffer, NULL, 10);
      return errno != ERANGE;
    }

  number = g_ascii_strtod (buffer, NULL);
  if (number != trunc (number) || fabs (number) > MAX_EXACT)
    return FALSE;
  *out_number = (gint64) number;

  return TRUE;
}

/**
 * mon_json_text_get_double:
 * @text: (array length=len): a checked number
 * @len: its length, up to 128
 *
 * Reads a number, never by locale.
 *
 * Returns: the nearest double
 */
double
mon_json_text_get_double (const char *text,
                          gsize       len)
{
  char buffer[NUMBER_SIZE];

  copy_number (text, len, buffer);
  return g_ascii_strtod (buffer, NULL);
}

/**
 * mon_json_text_locate:
 * @text: text that is valid UTF-8 up to @offset
 * @offset: of a byte in it
 * @out_line: (out): its line, from 1
 * @out_column: (out): its column in characters, from 1
 *
 * Finds line and column of a byte. A byte order mark takes no column. O(offset).
 */
void
mon_json_text_locate (const char *text,
                      gsize       offset,
                      guint      *out_line,
                      guint      *out_column)
{
  const char *line = text;
  guint n_lines = 1;

  for (const char *p = text; p < text + offset; p++)
    if (*p == '\n')
      {
        n_lines++;
        line = p + 1;
      }

  *out_line = n_lines;
  *out_column = 1;
  for (const char *p = line; p < text + offset; p++)
    if ((*p & 0xc0) != 0x80)
      (*out_column)++;
  if (line == text && offset >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    (*out_column)--;
}
