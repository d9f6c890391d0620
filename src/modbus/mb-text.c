/* mb-text.c: text in registers, two bytes each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "modbus/mb-error.h"

/**
 * mb_encoding_name:
 * @encoding: an encoding
 *
 * Returns: the name that files use: "utf-8" or "latin-1"; static
 */
const char *
mb_encoding_name (MbEncoding encoding)
{
  return encoding == MB_ENCODING_LATIN1 ? "latin-1" : "utf-8";
}

/**
 * mb_padding_name:
 * @padding: a padding
 *
 * Returns: the name that files use: "nul" or "blank"; static
 */
const char *
mb_padding_name (MbPadding padding)
{
  return padding == MB_PADDING_BLANK ? "blank" : "nul";
}

/* Whether byte @index of a text comes in the low half of its register. */
static gboolean
is_low_byte (gsize   index,
             MbOrder order)
{
  return (index % 2 != 0) != MB_ORDER_SWAPS_BYTES (order);
}

static gsize
copy_latin1 (const char *bytes,
             gsize       n_bytes,
             char       *buffer)
{
  char *end = buffer;

  for (gsize i = 0; i < n_bytes; i++)
    end += g_unichar_to_utf8 ((guint8) bytes[i], end);
  *end = '\0';
  return (gsize) (end - buffer);
}

/**
 * mb_text_decode:
 * @registers: (array length=n_registers): registers, in the order in which they were sent
 * @n_registers: number of registers, 1 to %MB_STRING_MAX_REGISTERS
 * @order: %MB_ORDER_BADC and %MB_ORDER_DCBA when the first character is in the low byte; the
 *   registers come in their order anyhow
 * @encoding: what the bytes mean
 * @buffer: (out caller-allocates): room for %MB_TEXT_SIZE bytes
 *
 * Reads registers as text, two bytes each, the first character in the high byte (what devices do;
 * the protocol knows no text). The text ends before the first byte of 0, and without the blanks
 * that are then at its end. Bytes that are not valid UTF-8 as a whole are read as ISO 8859-1,
 * where every byte is a character, so that no text is lost.
 *
 * Returns: length of the text in bytes; it is valid UTF-8 and ended by a zero byte, but may hold
 *   control characters
 */
gsize
mb_text_decode (const guint16 *registers,
                guint          n_registers,
                MbOrder        order,
                MbEncoding     encoding,
                char          *buffer)
{
  char bytes[2 * MB_STRING_MAX_REGISTERS];
  gsize n_bytes = 0;

  g_return_val_if_fail (registers != NULL && buffer != NULL, 0);
  g_return_val_if_fail (n_registers <= MB_STRING_MAX_REGISTERS, 0);

  for (; n_bytes < 2 * n_registers; n_bytes++)
    {
      guint16 word = registers[n_bytes / 2];

      bytes[n_bytes] = (char) (is_low_byte (n_bytes, order) ? word : word >> 8);
      if (bytes[n_bytes] == '\0')
        break;
    }
  while (n_bytes > 0 && bytes[n_bytes - 1] == ' ')
    n_bytes--;

  if (encoding == MB_ENCODING_LATIN1 || !g_utf8_validate_len (bytes, n_bytes, NULL))
    return copy_latin1 (bytes, n_bytes, buffer);
  memcpy (buffer, bytes, n_bytes);
  buffer[n_bytes] = '\0';
  return n_bytes;
}

/**
 * mb_text_dup_visible:
 * @text: a text in UTF-8
 *
 * Makes a text fit for a screen: a device may send characters that command a terminal or turn the
 * direction of what follows. Those below a blank become their pictures (U+2400 to U+241F, U+2421),
 * other invisible ones U+FFFD.
 *
 * Returns: (transfer full): the text without any control or format character
 */
char *
mb_text_dup_visible (const char *text)
{
  GString *visible;

  g_return_val_if_fail (text != NULL, NULL);

  visible = g_string_new (NULL);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (character < ' ')
        character += 0x2400;
      else if (character == 0x7f)
        character = 0x2421;
      else if (!g_unichar_isprint (character))
        character = 0xfffd;
      g_string_append_unichar (visible, character);
    }
  return g_string_free (visible, FALSE);
}

static gboolean
encode_latin1 (const char *text,
               GByteArray *bytes,
               GError    **error)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      guint8 byte = (guint8) character;

      if (character > G_MAXUINT8)
        {
          g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                       /* Translators: a text, then one character of it. */
                       _("“%s” cannot be written in Latin-1, which has no “%.*s”."), text,
                       (int) (g_utf8_next_char (c) - c), c);
          return FALSE;
        }
      g_byte_array_append (bytes, &byte, 1);
    }
  return TRUE;
}

static gboolean
encode_bytes (const char *text,
              MbEncoding  encoding,
              GByteArray *bytes,
              GError    **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, MB_ERROR, MB_ERROR_INVALID,
                           _("The text is not UTF-8; type it in that encoding."));
      return FALSE;
    }
  if (encoding == MB_ENCODING_LATIN1)
    return encode_latin1 (text, bytes, error);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
  return TRUE;
}

/**
 * mb_text_encode:
 * @text: a text in UTF-8
 * @order: as for mb_text_decode()
 * @encoding: what the bytes are to mean
 * @padding: what fills the registers behind the text
 * @registers: (out caller-allocates) (array length=n_registers): where the registers go
 * @n_registers: number of registers, 1 to %MB_STRING_MAX_REGISTERS
 * @error: return location for an error
 *
 * Writes a text as registers: the inverse of mb_text_decode(), but for blanks at the end of @text,
 * which cannot be told from padding.
 *
 * Returns: %FALSE with %MB_ERROR_INVALID when @text is too long, which the message says in bytes,
 *   is not UTF-8, or has a character that @encoding has not; @registers is then unchanged
 */
gboolean
mb_text_encode (const char  *text,
                MbOrder      order,
                MbEncoding   encoding,
                MbPadding    padding,
                guint16     *registers,
                guint        n_registers,
                GError     **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_return_val_if_fail (text != NULL && registers != NULL, FALSE);
  g_return_val_if_fail (n_registers <= MB_STRING_MAX_REGISTERS, FALSE);

  if (!encode_bytes (text, encoding, bytes, error))
    return FALSE;
  if (bytes->len > 2 * n_registers)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: a number of bytes, then how many registers there are and how many
                    * bytes they hold. */
                   _("The text has %u bytes; %u registers hold %u at most."),
                   bytes->len, n_registers, 2 * n_registers);
      return FALSE;
    }

  for (guint i = 0; i < n_registers; i++)
    registers[i] = 0;
  for (guint i = 0; i < 2 * n_registers; i++)
    {
      guint16 byte = padding == MB_PADDING_BLANK ? ' ' : '\0';

      if (i < bytes->len)
        byte = bytes->data[i];
      registers[i / 2] |= (guint16) (is_low_byte (i, order) ? byte : byte << 8);
    }
  return TRUE;
}
