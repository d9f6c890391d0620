/* test-x509-none.c: what a program without GnuTLS says, linked with that very room.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-role.h"
#include "modbus/mb-x509.h"

#include "der.h"

static void
test_not_built_in (void)
{
  g_assert_false (mb_x509_is_built_in ());
}

/* The way to convert the key is named. */
static void
test_key (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mb_x509_decrypt_key ("-----BEGIN ENCRYPTED PRIVATE KEY-----", "secret", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "openssl pkcs12 -export"));
  g_assert_nonnull (strstr (error->message, "openssl pkey -in"));
}

static void
test_role (void)
{
  g_autoptr (GByteArray) certificate = der_certificate (g_byte_array_new ());
  g_autoptr (GBytes) value = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (mb_x509_get_extension (certificate->data, certificate->len, MB_ROLE_OID, &value,
                                         &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/x509-none/not-built-in", test_not_built_in);
  g_test_add_func ("/mb/x509-none/key", test_key);
  g_test_add_func ("/mb/x509-none/role", test_role);
  return g_test_run ();
}
