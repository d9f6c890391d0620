/* mb-text.h: text in registers, two bytes each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-type.h"

G_BEGIN_DECLS

/**
 * MbEncoding:
 * @MB_ENCODING_UTF8: UTF-8; what is not valid is read as Latin-1 all the same
 * @MB_ENCODING_LATIN1: ISO 8859-1: each byte is a character
 *
 * What the bytes of a text mean. Names by mb_encoding_name(): "utf-8", "latin-1".
 */
typedef enum
{
  MB_ENCODING_UTF8,
  MB_ENCODING_LATIN1,
} MbEncoding;

#define MB_N_ENCODINGS (MB_ENCODING_LATIN1 + 1)

/**
 * MbPadding:
 * @MB_PADDING_NUL: bytes of 0
 * @MB_PADDING_BLANK: blanks
 *
 * What fills the rest of the registers when a text is written; both are taken away when one is
 * read. Names by mb_padding_name(): "nul", "blank".
 */
typedef enum
{
  MB_PADDING_NUL,
  MB_PADDING_BLANK,
} MbPadding;

#define MB_N_PADDINGS (MB_PADDING_BLANK + 1)

/* Room for any text of registers: a byte of Latin-1 takes two in UTF-8, and one ends it. */
#define MB_TEXT_SIZE (4 * MB_STRING_MAX_REGISTERS + 1)

/* The name that files use: "utf-8" or "latin-1"; static. */
const char *mb_encoding_name (MbEncoding      encoding);
/* The name that files use: "nul" or "blank"; static. */
const char *mb_padding_name  (MbPadding       padding);
/* Reads 1 to MB_STRING_MAX_REGISTERS registers as text, two bytes each, the first character in the
 * high byte, or with MB_ORDER_BADC and MB_ORDER_DCBA in the low one (what devices do; the protocol
 * knows no text). @buffer has room for MB_TEXT_SIZE bytes; returns the length. The text is valid
 * UTF-8, ends before the first 0 and the blanks before that, and may hold control characters. */
gsize       mb_text_decode   (const guint16  *registers,
                              guint           n_registers,
                              MbOrder         order,
                              MbEncoding      encoding,
                              char           *buffer);
/* Makes a text fit for a screen: a device may send characters that command a terminal or turn
 * the direction of what follows. To be freed. */
char       *mb_text_dup_visible
                             (const char     *text);
/* Writes a text as registers: the inverse of mb_text_decode(), but for blanks at the end of
 * @text, which cannot be told from padding. FALSE with %MB_ERROR_INVALID when it is too long or has
 * a character that @encoding has not; @registers is then unchanged. */
gboolean    mb_text_encode   (const char     *text,
                              MbOrder         order,
                              MbEncoding      encoding,
                              MbPadding       padding,
                              guint16        *registers,
                              guint           n_registers,
                              GError        **error);

G_END_DECLS
