/* mb-guess.c: a guess at what bytes are that should be Modbus and are not.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-guess.h"

#include <string.h>

#include "modbus/mb-mbap.h"
#include "modbus/mb-rtu.h"
#include "modbus/mb-wire.h"

static const struct
{
  const char *start;
  gsize       len;
  const char *name;
} other_protocols[] = {
  { "GET ", 4, "HTTP" },
  { "POST ", 5, "HTTP" },
  { "HEAD ", 5, "HTTP" },
  { "PUT ", 4, "HTTP" },
  { "OPTIONS ", 8, "HTTP" },
  { "HTTP/", 5, "HTTP" },
  { "SSH-", 4, "SSH" },
  /* A TLS record of a handshake or an alert, version 3.x. */
  { "\x16\x03", 2, "TLS" },
  { "\x15\x03", 2, "TLS" },
};

/* Whether they start like an MBAP header: protocol identifier 0, and a length that can be. */
static gboolean
starts_with_header (const guint8 *bytes,
                    gsize         len)
{
  MbReader reader;
  guint16 protocol, length;

  mb_reader_init (&reader, bytes, len);
  mb_reader_u16 (&reader);
  protocol = mb_reader_u16 (&reader);
  length = mb_reader_u16 (&reader);
  return !reader.failed && protocol == 0 && mb_mbap_length_is_valid (length);
}

/**
 * mb_guess_protocol:
 * @framing: what they should have been
 * @bytes: (array length=len): the first bytes that came
 * @len: number of bytes
 *
 * Guesses what the other side speaks instead of Modbus, or which other way of carrying it.
 *
 * Returns: (nullable): a static name: "HTTP", "SSH", "TLS"; "RTU framing" when some first part of
 *   what should have an MBAP header ends with the checksum of a serial line; "Modbus TCP" when what
 *   should be a frame of the serial line starts like an MBAP header; %NULL when nothing is plain
 */
const char *
mb_guess_protocol (MbFraming     framing,
                   const guint8 *bytes,
                   gsize         len)
{
  for (guint i = 0; i < G_N_ELEMENTS (other_protocols); i++)
    {
      if (len >= other_protocols[i].len &&
          memcmp (bytes, other_protocols[i].start, other_protocols[i].len) == 0)
        return other_protocols[i].name;
    }
  if (framing == MB_FRAMING_RTU)
    return starts_with_header (bytes, len) ? "Modbus TCP" : NULL;
  return mb_rtu_starts_frame (bytes, len) ? "RTU framing" : NULL;
}
