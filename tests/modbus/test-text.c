/* test-text.c: text out of registers and back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-error.h"
#include "modbus/mb-text.h"

static const struct
{
  const char *text;
  guint       n_registers;
  guint16     registers[6];
  MbOrder     order;
  MbEncoding  encoding;
  MbPadding   padding;
  /* It would be written in another way. */
  gboolean    is_read_only;
} cases[] = {
  { "COIL", 2, { 0x434f, 0x494c } },
  { "COIL", 4, { 0x434f, 0x494c } },
  { "COI", 3, { 0x434f, 0x4900 } },
  { "COI", 3, { 0x434f, 0x4920, 0x2020 }, .padding = MB_PADDING_BLANK },
  { "COIL", 2, { 0x4f43, 0x4c49 }, .order = MB_ORDER_BADC },
  { "COI", 2, { 0x4f43, 0x0049 }, .order = MB_ORDER_DCBA },
  { "COIL", 2, { 0x434f, 0x494c }, .order = MB_ORDER_CDAB },
  { "", 2, { 0 } },
  { "", 2, { 0x2020, 0x2020 }, .padding = MB_PADDING_BLANK },
  { " A B", 2, { 0x2041, 0x2042 } },
  { "20 °C", 3, { 0x3230, 0x20c2, 0xb043 } },
  { "20 °C", 3, { 0x3230, 0x20b0, 0x4300 }, .encoding = MB_ENCODING_LATIN1 },
  { "20 °C", 3, { 0x3230, 0x20b0, 0x4300 }, .is_read_only = TRUE },
  { "Â°C", 2, { 0xc2b0, 0x4300 }, .encoding = MB_ENCODING_LATIN1 },
  { "é", 2, { 0xe900, 0x4142 }, .is_read_only = TRUE },
  { "AB", 3, { 0x4142, 0x0058, 0x5858 }, .is_read_only = TRUE },
  { "AB", 3, { 0x4142, 0x2020, 0x0000 }, .is_read_only = TRUE },
  { "ÿÿÿÿ", 2, { 0xffff, 0xffff }, .is_read_only = TRUE },
  { "a\tb\x1b", 2, { 0x6109, 0x621b } },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char text[MB_TEXT_SIZE];
      guint16 registers[MB_STRING_MAX_REGISTERS];
      gsize size = 2 * cases[i].n_registers;
      gsize len;
      g_autoptr (GError) error = NULL;

      len = mb_text_decode (cases[i].registers, cases[i].n_registers, cases[i].order,
                            cases[i].encoding, text);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpuint (len, ==, strlen (text));
      if (cases[i].is_read_only)
        continue;
      mb_text_encode (cases[i].text, cases[i].order, cases[i].encoding, cases[i].padding,
                      registers, cases[i].n_registers, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (registers, size, cases[i].registers, size);
    }
}

static void
test_visible (void)
{
  static const char *const texts[][2] = {
    { "20 °C", "20 °C" },
    { "a\tb\x1b[2J\x7f", "a␉b␛[2J␡" },
    { "\xc2\x9b" "1A", "\xef\xbf\xbd" "1A" },
    { "a\xe2\x80\xae" "b", "a\xef\xbf\xbd" "b" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *visible = mb_text_dup_visible (texts[i][0]);

      g_assert_cmpstr (visible, ==, texts[i][1]);
    }
}

static void
assert_refused (const char *text,
                MbEncoding  encoding,
                guint       n_registers,
                const char *part_of_error)
{
  guint16 registers[MB_STRING_MAX_REGISTERS] = { 0x1111 };
  g_autoptr (GError) error = NULL;

  g_assert_false (mb_text_encode (text, MB_ORDER_ABCD, encoding, MB_PADDING_NUL, registers,
                                  n_registers, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, part_of_error));
  g_assert_cmphex (registers[0], ==, 0x1111);
}

static void
test_refused (void)
{
  assert_refused ("COILS", MB_ENCODING_UTF8, 2, "5 bytes; 2 registers hold 4");
  assert_refused ("100°", MB_ENCODING_UTF8, 2, "5 bytes");
  assert_refused ("5 €", MB_ENCODING_LATIN1, 8, "no “€”");
  assert_refused ("\xff\xfe", MB_ENCODING_UTF8, 8, "not UTF-8");
  assert_refused ("\xff\xfe", MB_ENCODING_LATIN1, 8, "not UTF-8");
}

/* Any registers are some valid text, and a text as registers and back is the same text. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      guint16 registers[MB_STRING_MAX_REGISTERS];
      guint16 again[MB_STRING_MAX_REGISTERS];
      char text[MB_TEXT_SIZE];
      char text_again[MB_TEXT_SIZE];
      guint n_registers = (guint) g_test_rand_int_range (1, MB_STRING_MAX_REGISTERS + 1);
      MbOrder order = (MbOrder) (i % MB_N_ORDERS);
      MbEncoding encoding = (MbEncoding) (i / MB_N_ORDERS % MB_N_ENCODINGS);
      MbPadding padding = (MbPadding) (i / MB_N_ORDERS / MB_N_ENCODINGS % MB_N_PADDINGS);
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < n_registers; j++)
        registers[j] = (guint16) (g_test_rand_int () & (i % 3 == 0 ? 0xffff : 0x7f7f));
      mb_text_decode (registers, n_registers, order, encoding, text);
      g_assert_true (g_utf8_validate (text, -1, NULL));

      /* Latin-1 that was not UTF-8 takes more room as UTF-8. */
      if (!mb_text_encode (text, order, encoding, padding, again, n_registers, &error))
        {
          g_assert_cmpint (encoding, ==, MB_ENCODING_UTF8);
          continue;
        }
      mb_text_decode (again, n_registers, order, encoding, text_again);
      g_assert_cmpstr (text_again, ==, text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/text/cases", test_cases);
  g_test_add_func ("/mb/text/visible", test_visible);
  g_test_add_func ("/mb/text/refused", test_refused);
  g_test_add_func ("/mb/text/round-trip", test_round_trip);
  return g_test_run ();
}
