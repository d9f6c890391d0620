/* test-guess.c: what other protocols look like where Modbus is expected.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-guess.h"

typedef struct
{
  MbFraming   framing;
  const char *bytes;
  gsize       len;
  const char *guess;
} Case;

static const Case cases[] = {
  { MB_FRAMING_MBAP, "GET / HTTP/1.1\r\n", 16, "HTTP" },
  { MB_FRAMING_MBAP, "HTTP/1.1 400 Bad", 16, "HTTP" },
  { MB_FRAMING_MBAP, "SSH-2.0-", 8, "SSH" },
  { MB_FRAMING_MBAP, "\x16\x03\x01\x02\x00\x01\x00", 7, "TLS" },
  { MB_FRAMING_MBAP, "\x15\x03\x03\x00\x02\x02\x28", 7, "TLS" },
  { MB_FRAMING_MBAP, "\x01\x03\x00\x00\x00\x01\x84\x0a", 8, "RTU framing" },
  { MB_FRAMING_MBAP, "\x02\x07\x41\x12", 4, "RTU framing" },
  { MB_FRAMING_MBAP, "\x01\x03\x00\x00\x00\x01\x84\x0b", 8, NULL },
  { MB_FRAMING_MBAP, "", 0, NULL },
  { MB_FRAMING_DATAGRAM, "\x01\x03\x00\x00\x00\x01\x84\x0a", 8, "RTU framing" },
  { MB_FRAMING_RTU, "\x00\x01\x00\x00\x00\x05\x01\x03\x02\x00\x11", 11, "Modbus TCP" },
  { MB_FRAMING_RTU, "\x00\x01\x00\x00\x00\x05", 6, "Modbus TCP" },
  { MB_FRAMING_RTU, "\x00\x01\x00\x00\x00\x01\x84\x0b", 8, NULL },
  { MB_FRAMING_RTU, "\x01\x03\x02\x00\x11\x00\x00", 7, NULL },
  { MB_FRAMING_RTU, "HTTP/1.1 400 Bad", 16, "HTTP" },
  { MB_FRAMING_RTU, "", 0, NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;

  g_assert_cmpstr (mb_guess_protocol (one->framing, (const guint8 *) one->bytes, one->len), ==,
                   one->guess);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/guess/%u-%s", i, cases[i].guess != NULL
                                                                     ? cases[i].guess : "none");

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
