/* test-tls-options.c: what is given for TLS is kept, told apart and checked.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tls-options.h"

#include <gio/gio.h>

#define PIN_DIGITS "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define PIN_SHOUTED \
  "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:" \
  "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"

static const MbTlsValues all = {
  .ca = "ca.pem",
  .certificate = "me.pem",
  .key = "me.key",
  .passphrase = "secret",
  .name = "device.test",
  .pin = PIN_SHOUTED,
};

static void
test_values (void)
{
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&all);
  g_autoptr (MbTlsOptions) same = mb_tls_options_ref (options);
  const MbTlsValues *values = mb_tls_options_get (same);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (values->ca, ==, "ca.pem");
  g_assert_cmpstr (values->certificate, ==, "me.pem");
  g_assert_cmpstr (values->key, ==, "me.key");
  g_assert_cmpstr (values->passphrase, ==, "secret");
  g_assert_cmpstr (values->name, ==, "device.test");
  g_assert_cmpstr (values->pin, ==, PIN_DIGITS);
  g_assert_true (mb_tls_options_check (options, &error));
  g_assert_no_error (error);
}

static void
test_empty_is_none (void)
{
  const MbTlsValues empty = { "", "", "", "", "", "" };
  const MbTlsValues null = { NULL };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&empty);
  g_autoptr (MbTlsOptions) none = mb_tls_options_new (&null);
  g_autofree char *digest = mb_tls_options_get_digest (options);
  g_autofree char *digest_of_none = mb_tls_options_get_digest (none);
  g_autofree char *digest_of_null = mb_tls_options_get_digest (NULL);
  const MbTlsValues *values = mb_tls_options_get (options);

  g_assert_null (values->ca);
  g_assert_null (values->certificate);
  g_assert_null (values->key);
  g_assert_null (values->passphrase);
  g_assert_null (values->name);
  g_assert_null (values->pin);
  g_assert_true (mb_tls_options_check (options, NULL));
  g_assert_cmpstr (digest, ==, digest_of_none);
  g_assert_cmpstr (digest, ==, digest_of_null);
}

/* Each setting counts, and none passes for another. */
static void
test_digest (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MbTlsValues values = all;
  const char **members[] = {
    &values.ca, &values.certificate, &values.key, &values.passphrase, &values.name, &values.pin,
  };
  g_autoptr (MbTlsOptions) lower = NULL;
  g_autofree char *digest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    for (guint j = 0; j < G_N_ELEMENTS (members); j++)
      {
        g_autoptr (MbTlsOptions) options = NULL;

        values = all;
        *members[i] = NULL;
        if (i != j)
          *members[j] = "x";
        options = mb_tls_options_new (&values);
        g_assert_true (g_hash_table_add (seen, mb_tls_options_get_digest (options)));
      }

  values = all;
  values.pin = PIN_DIGITS;
  lower = mb_tls_options_new (&values);
  digest = mb_tls_options_get_digest (lower);
  g_assert_true (g_hash_table_add (seen, g_steal_pointer (&digest)));
  g_clear_pointer (&lower, mb_tls_options_unref);
  lower = mb_tls_options_new (&all);
  g_assert_false (g_hash_table_add (seen, mb_tls_options_get_digest (lower)));
}

static const struct
{
  MbTlsValues values;
  const char *says;
} bad[] = {
  { { .pin = "00112233" }, "64 hexadecimal digits" },
  { { .pin = PIN_DIGITS "00" }, "64 hexadecimal digits" },
  { { .pin = "sha256//" PIN_DIGITS }, "64 hexadecimal digits" },
  { { .key = "me.key" }, "no certificate" },
  { { .certificate = "me.pem", .key = "pkcs11:token=t" }, "The key is on a token" },
  { { .certificate = "PKCS11:token=t", .key = "me.key" }, "The certificate is on a token" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (MbTlsOptions) options = mb_tls_options_new (&bad[i].values);
      g_autoptr (GError) error = NULL;

      g_assert_false (mb_tls_options_check (options, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, bad[i].says));
    }
}

static void
test_refused_pin (void)
{
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&all);

  g_assert_false (mb_tls_options_has_refused_pin (options));
  mb_tls_options_refuse_pin (options);
  g_assert_true (mb_tls_options_has_refused_pin (options));
}

static void
test_uri (void)
{
  g_assert_true (mb_tls_is_uri ("pkcs11:token=A;object=b"));
  g_assert_true (mb_tls_is_uri ("PKCS11:"));
  g_assert_false (mb_tls_is_uri ("pkcs11.pem"));
  g_assert_false (mb_tls_is_uri (""));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/tls-options/values", test_values);
  g_test_add_func ("/mb/tls-options/empty-is-none", test_empty_is_none);
  g_test_add_func ("/mb/tls-options/digest", test_digest);
  g_test_add_func ("/mb/tls-options/bad", test_bad);
  g_test_add_func ("/mb/tls-options/refused-pin", test_refused_pin);
  g_test_add_func ("/mb/tls-options/uri", test_uri);
  return g_test_run ();
}
