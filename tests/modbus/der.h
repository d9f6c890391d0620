/* der.h: small pieces of DER, put together by hand.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <string.h>

#include "hex.h"

G_BEGIN_DECLS

/* A tag and a length before the bytes of @content, which it takes. */
static inline GByteArray *
der_wrap (guint8      tag,
          GByteArray *content)
{
  guint8 head[4] = { tag };
  guint n_head;

  if (content->len < 0x80)
    {
      head[1] = (guint8) content->len;
      n_head = 2;
    }
  else
    {
      head[1] = 0x82;
      head[2] = (guint8) (content->len >> 8);
      head[3] = (guint8) content->len;
      n_head = 4;
      if (content->len < 0x100)
        {
          head[1] = 0x81;
          head[2] = (guint8) content->len;
          n_head = 3;
        }
    }
  g_byte_array_prepend (content, head, n_head);
  return content;
}

static inline GByteArray *
der_hex (const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);

  return g_bytes_unref_to_array (g_steal_pointer (&bytes));
}

/* Appends @piece, which it takes. */
static inline void
der_add (GByteArray *whole,
         GByteArray *piece)
{
  g_byte_array_append (whole, piece->data, piece->len);
  g_byte_array_unref (piece);
}

static inline GByteArray *
der_extension (const char *oid_hex,
               const char *value_hex)
{
  GByteArray *extension = der_wrap (0x06, der_hex (oid_hex));

  der_add (extension, der_wrap (0x04, der_hex (value_hex)));
  return der_wrap (0x30, extension);
}

/* A certificate that says nothing but its @extensions, which it takes; key and signature are
 * empty. */
static inline GByteArray *
der_certificate (GByteArray *extensions)
{
  GByteArray *body = der_hex ("a0 03 02 01 02"    /* version 3 */
                              "02 01 01"          /* serial number 1 */
                              "30 0a 06 08 2a 86 48 ce 3d 04 03 02" /* ecdsa-with-SHA256 */
                              "30 00"             /* issuer */
                              "30 1e 17 0d 32 30 30 31 30 31 30 30 30 30 30 30 5a"
                              "17 0d 34 30 30 31 30 31 30 30 30 30 30 30 5a" /* 2020 to 2040 */
                              "30 00"             /* subject */
                              "30 13 30 0d 06 09 2a 86 48 86 f7 0d 01 01 01 05 00 03 02 00 00");
  GByteArray *whole;

  if (extensions->len > 0)
    der_add (body, der_wrap (0xa3, der_wrap (0x30, extensions)));
  else
    g_byte_array_unref (extensions);
  whole = der_wrap (0x30, body);
  der_add (whole, der_hex ("30 0a 06 08 2a 86 48 ce 3d 04 03 02"));
  der_add (whole, der_hex ("03 02 00 00"));
  return der_wrap (0x30, whole);
}

G_END_DECLS
