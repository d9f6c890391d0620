/* mb-stream-error.c: says where a stream of ADUs ended, or what came instead of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-stream-error.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"
#include "modbus/mb-guess.h"

/* How much of what came an error shows. */
#define SHOWN_BYTES 32

static char *
hex_text (const guint8 *bytes,
          gsize         len)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < MIN (len, SHOWN_BYTES); i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/**
 * mb_stream_error_new_end:
 * @framer: the framer of a link that the other side has closed
 *
 * Says how much of a message there was when the stream ended.
 *
 * Returns: (transfer full) (nullable): a %MB_ERROR_CLOSED; %NULL when it ended between two ADUs
 */
GError *
mb_stream_error_new_end (MbFramer *framer)
{
  gsize expected;
  gsize pending = mb_framer_get_pending (framer, &expected);

  if (pending > 0 && expected > 0)
    return g_error_new (MB_ERROR, MB_ERROR_CLOSED,
                        _("The other side closed the connection inside a message: %zu of %zu "
                          "bytes came"), pending, expected);
  if (pending > 0)
    return g_error_new (MB_ERROR, MB_ERROR_CLOSED,
                        g_dngettext (GETTEXT_PACKAGE,
                                     "The other side closed the connection inside a message: %zu "
                                     "byte of its beginning came",
                                     "The other side closed the connection inside a message: %zu "
                                     "bytes of its beginning came", pending), pending);
  return NULL;
}

/**
 * mb_stream_error_new_broken:
 * @framer: a framer that said %MB_FRAMER_BROKEN
 * @adu: what it said that of
 *
 * Says what the other side speaks instead, as far as that is plain, and shows its first bytes.
 *
 * Returns: (transfer full): a %MB_ERROR_BREACH
 */
GError *
mb_stream_error_new_broken (MbFramer    *framer,
                            const MbAdu *adu)
{
  g_autofree char *hex = hex_text (adu->bytes, adu->len);
  const char *guess = mb_guess_protocol (mb_framer_get_framing (framer), adu->bytes, adu->len);

  if (guess != NULL)
    return g_error_new (MB_ERROR, MB_ERROR_BREACH,
                        _("The other side does not speak Modbus TCP but, it seems, %s (%s came); "
                          "check the port number"), guess, hex);
  return g_error_new (MB_ERROR, MB_ERROR_BREACH,
                      _("The other side does not speak Modbus TCP: its header has protocol %u "
                        "and length %u (%s came); check the port number"),
                      adu->protocol, adu->length, hex);
}

/**
 * mb_stream_error_new_damaged:
 * @adu: what a framer of %MB_FRAMING_RTU said %MB_FRAMER_DAMAGED of
 *
 * Says that a frame of the serial line was none, and what the other side may speak instead.
 *
 * Returns: (transfer full): a %MB_ERROR_BREACH
 */
GError *
mb_stream_error_new_damaged (const MbAdu *adu)
{
  g_autofree char *hex = hex_text (adu->bytes, adu->len);
  const char *guess = mb_guess_protocol (MB_FRAMING_RTU, adu->bytes, adu->len);

  if (guess != NULL)
    return g_error_new (MB_ERROR, MB_ERROR_BREACH,
                        _("The other side does not speak RTU framing but, it seems, %s (%s came); "
                          "check transport and port number"), guess, hex);
  return g_error_new (MB_ERROR, MB_ERROR_BREACH,
                      _("A frame came whose checksum is wrong (%s came); check the serial line: "
                        "wiring, speed, parity"), hex);
}
