/* test-role.c: roles out of certificates made by hand, and the rules for them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-role.h"
#include "modbus/mb-x509.h"

#include "der.h"

/* 1.3.6.1.4.1.50316.802.1, and one like it that is no role. */
#define ROLE "2b 06 01 04 01 83 89 0c 86 22 01"
#define NO_ROLE "2b 06 01 04 01 83 89 0c 86 22 09"

static GByteArray *
text_der (gsize len)
{
  g_autofree char *text = g_strnfill (len, 'x');
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, (const guint8 *) text, (guint) len);
  return der_wrap (0x0c, array);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *der;
    const char *role;
  } cases[] = {
    { "0c 08 4f70657261746f72", "Operator" },
    { "0c 01 41", "A" },
    { "0c 03 e282ac", "€" },
    { "0c 05 41 20 3d 2c 42", "A =,B" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) der = der_hex (cases[i].der);
      g_autoptr (GError) error = NULL;
      g_autofree char *role = mb_role_parse (der->data, der->len, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (role, ==, cases[i].role);
    }
}

static void
test_parse_lengths (void)
{
  static const gsize lengths[] = { 1, 126, 127, 128, 129, 254, 255 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) der = text_der (lengths[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *role = mb_role_parse (der->data, der->len, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (strlen (role), ==, lengths[i]);
    }
}

/* Nothing, no content, another type, a length that lies, is not the shortest, is indefinite or too
 * long, something behind it, NUL, and what is no UTF-8. */
static void
test_parse_bad (void)
{
  static const char *const cases[] = {
    "", "0c", "0c00", "1308 4f70657261746f72", "2c03 0c0141", "0c02 41", "0c00 41", "0c01 4142",
    "0c8101 41", "0c820001 41", "0c80 41 0000", "0c81", "0c8180", "0cff 41", "0c03 410042",
    "0c01 00", "0c02 c328", "0c03 eda080", "3003 0c0141", "0c01 41 0c01 42",
  };
  g_autoptr (GByteArray) too_long = text_der (256);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) der = der_hex (cases[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (mb_role_parse (der->data, der->len, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  g_assert_null (mb_role_parse (too_long->data, too_long->len, NULL));
}

static gboolean
find_role (GByteArray  *extensions,
           char       **out_value,
           GError     **error)
{
  g_autoptr (GByteArray) certificate = der_certificate (extensions);
  g_autoptr (GBytes) value = NULL;
  gboolean is_found = mb_x509_get_extension (certificate->data, certificate->len, MB_ROLE_OID,
                                             &value, error);

  *out_value = value == NULL ? NULL
                             : hex_text (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  return is_found;
}

static GByteArray *
extensions_of (const char *first_oid,
               const char *first_value,
               const char *second_oid,
               const char *second_value)
{
  GByteArray *extensions = g_byte_array_new ();

  if (first_oid != NULL)
    der_add (extensions, der_extension (first_oid, first_value));
  if (second_oid != NULL)
    der_add (extensions, der_extension (second_oid, second_value));
  return extensions;
}

static void
test_extension (void)
{
  g_autofree char *none = NULL;
  g_autofree char *other = NULL;
  g_autofree char *one = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_x509_is_built_in ())
    {
      g_test_skip ("built without GnuTLS");
      return;
    }
  g_assert_true (find_role (extensions_of (NULL, NULL, NULL, NULL), &none, &error));
  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_true (find_role (extensions_of (NO_ROLE, "0c0141", NULL, NULL), &other, &error));
  g_assert_no_error (error);
  g_assert_null (other);
  g_assert_true (find_role (extensions_of (NO_ROLE, "0c0141", ROLE, "0c0142"), &one, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (one, ==, "0c0142");
}

/* There is one role in a certificate, or none: who has two has none that counts. */
static void
test_extension_twice (void)
{
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_x509_is_built_in ())
    {
      g_test_skip ("built without GnuTLS");
      return;
    }
  g_assert_false (find_role (extensions_of (ROLE, "0c0141", ROLE, "0c0142"), &value, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (value);
}

static void
test_no_certificate (void)
{
  g_autoptr (GBytes) value = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_x509_is_built_in ())
    {
      g_test_skip ("built without GnuTLS");
      return;
    }
  g_assert_false (mb_x509_get_extension ((const guint8 *) "no DER", 6, MB_ROLE_OID, &value,
                                         &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_rules (void)
{
  g_autoptr (MbRoleRules) rules = mb_role_rules_new ();
  g_autoptr (MbRoleRules) same = mb_role_rules_ref (rules);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (mb_role_rules_get_n (rules), ==, 0);
  g_assert_false (mb_role_rules_allows (rules, "Viewer", FALSE));
  g_assert_true (mb_role_rules_add (rules, "Viewer=read", &error));
  g_assert_true (mb_role_rules_add (rules, "Operator=write", &error));
  g_assert_true (mb_role_rules_add (rules, "a=b=read", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mb_role_rules_get_n (same), ==, 3);

  g_assert_true (mb_role_rules_allows (rules, "Viewer", FALSE));
  g_assert_false (mb_role_rules_allows (rules, "Viewer", TRUE));
  g_assert_true (mb_role_rules_allows (rules, "Operator", FALSE));
  g_assert_true (mb_role_rules_allows (rules, "Operator", TRUE));
  g_assert_true (mb_role_rules_allows (rules, "a=b", FALSE));
  g_assert_false (mb_role_rules_allows (rules, NULL, FALSE));
  g_assert_false (mb_role_rules_allows (rules, "", FALSE));
  g_assert_false (mb_role_rules_allows (rules, "operator", FALSE));
  g_assert_false (mb_role_rules_allows (rules, "Operator ", FALSE));
}

static void
test_bad_rules (void)
{
  static const char *const cases[] = {
    "", "=", "=read", "Viewer", "Viewer=", "Viewer=READ", "Viewer=read ", "Viewer=write=",
    "\xff=read",
  };
  g_autoptr (MbRoleRules) rules = mb_role_rules_new ();
  g_autoptr (GError) twice = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mb_role_rules_add (rules, cases[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  g_assert_true (mb_role_rules_add (rules, "Viewer=read", NULL));
  g_assert_false (mb_role_rules_add (rules, "Viewer=write", &twice));
  g_assert_error (twice, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_false (mb_role_rules_allows (rules, "Viewer", TRUE));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/role/parse", test_parse);
  g_test_add_func ("/mb/role/parse-lengths", test_parse_lengths);
  g_test_add_func ("/mb/role/parse-bad", test_parse_bad);
  g_test_add_func ("/mb/role/extension", test_extension);
  g_test_add_func ("/mb/role/extension-twice", test_extension_twice);
  g_test_add_func ("/mb/role/no-certificate", test_no_certificate);
  g_test_add_func ("/mb/role/rules", test_rules);
  g_test_add_func ("/mb/role/bad-rules", test_bad_rules);
  return g_test_run ();
}
