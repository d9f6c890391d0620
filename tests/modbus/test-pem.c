/* test-pem.c: the blocks of PEM files, whatever stands around them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-pem.h"

#define A "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
#define B "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----"
#define KEY "-----BEGIN EC PRIVATE KEY-----\nKKKK\n-----END EC PRIVATE KEY-----"
#define CURVE "-----BEGIN EC PARAMETERS-----\nPPPP\n-----END EC PARAMETERS-----"
#define PKCS8 "-----BEGIN ENCRYPTED PRIVATE KEY-----\nEEEE\n-----END ENCRYPTED PRIVATE KEY-----"
#define OLD \
  "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nOOOO\n" \
  "-----END RSA PRIVATE KEY-----"

static const struct
{
  const char *text;
  const char *certificates;
  const char *key;
} cases[] = {
  { "", NULL, NULL },
  { "no PEM at all\n", NULL, NULL },
  { A, A "\n", NULL },
  { "Subject: x\n" A "\r\n" CURVE "\n" KEY "\nend", A "\n", KEY "\n" },
  { KEY "\n" A "\n\n" B "\n", A "\n" B "\n", KEY "\n" },
  { PKCS8 "\n", NULL, PKCS8 "\n" },
  { OLD "\n" A, A "\n", OLD "\n" },
  /* Not whole, and not at the start of a line. */
  { "-----BEGIN CERTIFICATE-----\nAAAA\n", NULL, NULL },
  { "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE", NULL, NULL },
  { "-----BEGIN CERTIFICATE", NULL, NULL },
  { "x" A, NULL, NULL },
  { A "\n-----BEGIN PRIVATE KEY-----\n", A "\n", NULL },
};

static void
test_take (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *certificates = mb_pem_take (cases[i].text, MB_PEM_CERTIFICATE);
      g_autofree char *key = mb_pem_take (cases[i].text, MB_PEM_KEY);

      g_assert_cmpstr (certificates, ==, cases[i].certificates);
      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

static void
test_is_pem (void)
{
  g_assert_true (mb_pem_is_pem (A));
  g_assert_true (mb_pem_is_pem ("text\n" KEY));
  g_assert_false (mb_pem_is_pem (""));
  g_assert_false (mb_pem_is_pem ("0\x82\x01\x02 -----BEGIN CERTIFICATE-----"));
}

static void
test_is_encrypted (void)
{
  g_assert_true (mb_pem_is_encrypted (PKCS8 "\n"));
  g_assert_true (mb_pem_is_encrypted (OLD "\n"));
  g_assert_false (mb_pem_is_encrypted (KEY "\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/pem/take", test_take);
  g_test_add_func ("/mb/pem/is-pem", test_is_pem);
  g_test_add_func ("/mb/pem/is-encrypted", test_is_encrypted);
  return g_test_run ();
}
