/* test-credentials.c: certificates and keys in all their forms, and what is said of those that do
 * not do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "modbus/mb-certificate.h"
#include "modbus/mb-credentials.h"
#include "modbus/mb-token-pin.h"
#include "modbus/mb-x509.h"
#include "pki.h"

#define NO_FILE "no-such-file.pem"

static const struct
{
  const char *name;
  const char *certificate;
  const char *key;
  const char *passphrase;
  gboolean    wants_gnutls;
} good[] = {
  { "pem", "operator.pem", "operator.key", NULL, FALSE },
  { "pem-with-key", "operator-both.pem", NULL, NULL, FALSE },
  { "pem-idle-passphrase", "operator.pem", "operator.key", "unused", FALSE },
  { "pkcs12", "operator.p12", NULL, PKI_PASSPHRASE, FALSE },
  { "pkcs12-bare", "operator-bare.p12", NULL, NULL, FALSE },
  { "pkcs12-idle-passphrase", "operator-bare.p12", NULL, "unused", FALSE },
  { "pkcs8", "operator.pem", "operator-pkcs8.key", PKI_PASSPHRASE, TRUE },
  { "old-encryption", "operator.pem", "operator-old.key", PKI_PASSPHRASE, TRUE },
};

static const struct
{
  const char *name;
  const char *ca;
  const char *certificate;
  const char *key;
  const char *passphrase;
  /* What the error says, of which file. */
  const char *says;
  const char *of;
} bad[] = {
  { "ca-missing", NO_FILE, NULL, NULL, NULL, "No such file", NO_FILE },
  { "ca-nonsense", "nonsense.pem", NULL, NULL, NULL, "openssl x509 -inform DER", "nonsense.pem" },
  { "ca-der", "operator.der", NULL, NULL, NULL, "openssl x509 -inform DER", "operator.der" },
  { "ca-folder", ".", NULL, NULL, NULL, "not a regular file", "." },
  { "certificate-missing", NULL, NO_FILE, "operator.key", NULL, "No such file", NO_FILE },
  { "certificate-nonsense", NULL, "nonsense.pem", NULL, NULL, "neither PEM nor PKCS#12",
    "nonsense.pem" },
  { "certificate-der", NULL, "operator.der", "operator.key", NULL, "openssl x509 -inform DER",
    "operator.der" },
  { "certificate-is-key", NULL, "operator.key", NULL, NULL, "holds no certificate",
    "operator.key" },
  { "key-missing", NULL, "operator.pem", NO_FILE, NULL, "No such file", NO_FILE },
  { "key-not-there", NULL, "operator.pem", NULL, NULL, "no private key", "operator.pem" },
  { "key-is-certificate", NULL, "operator.pem", "operator.pem", NULL, "no private key",
    "operator.pem" },
  { "key-der", NULL, "operator.pem", "operator-key.der", NULL, "openssl pkey -inform DER",
    "operator-key.der" },
  { "pkcs12-closed", NULL, "operator.p12", NULL, NULL, "give its passphrase", "operator.p12" },
  { "pkcs12-wrong", NULL, "operator.p12", NULL, "wrong", "passphrase does not open it",
    "operator.p12" },
  { "token-missing", NULL, "pkcs11:token=nobody-has-this;type=cert", NULL, NULL,
    "p11tool --list-tokens", "nobody-has-this" },
  { "token-nonsense", NULL, "pkcs11:what", NULL, NULL, "p11tool --list-tokens", "pkcs11:what" },
};

/* The same, where GnuTLS finds out. */
static const struct
{
  const char *name;
  const char *key;
  const char *passphrase;
  const char *says;
} bad_keys[] = {
  { "of-another", "server.key", NULL, "not the one of the certificate" },
  { "pkcs8-closed", "operator-pkcs8.key", NULL, "give its passphrase" },
  { "pkcs8-wrong", "operator-pkcs8.key", "wrong", "passphrase does not open it" },
  { "old-closed", "operator-old.key", NULL, "give its passphrase" },
  { "old-wrong", "operator-old.key", "wrong", "passphrase does not open it" },
};

static const char *
path_of (const char *name)
{
  return name == NULL || mb_tls_is_uri (name) ? name : pki_file (name);
}

static MbCredentials *
load (const MbTlsValues  *names,
      gboolean            is_server,
      GError            **error)
{
  const MbTlsValues values = {
    .ca = path_of (names->ca),
    .certificate = path_of (names->certificate),
    .key = path_of (names->key),
    .passphrase = names->passphrase,
    .name = names->name,
    .pin = names->pin,
  };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);

  return mb_credentials_load (options, is_server, error);
}

static void
test_good (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const MbTlsValues values = {
    .certificate = good[i].certificate,
    .key = good[i].key,
    .passphrase = good[i].passphrase,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = NULL;
  g_autoptr (MbCertificate) certificate = NULL;
  g_autofree char *pin = pki_pin ("operator");

  if (good[i].wants_gnutls && !mb_x509_is_built_in ())
    {
      g_test_skip ("built without GnuTLS");
      return;
    }
  credentials = load (&values, FALSE, &error);
  g_assert_no_error (error);
  certificate = mb_certificate_new (mb_credentials_get_certificate (credentials));
  g_assert_cmpstr (certificate->sha256, ==, pin);
  g_assert_cmpstr (certificate->subject, ==, "CN=Operator client");
  g_assert_cmpstr (certificate->issuer, ==, "CN=Test authority");
  g_assert_cmpint (certificate->not_before_s, ==, G_GINT64_CONSTANT (1577836800));
  g_assert_cmpint (certificate->not_after_s, ==, G_GINT64_CONSTANT (3786912000));
  g_assert_cmpstr (certificate->role, ==, mb_x509_is_built_in () ? "Operator" : NULL);
  g_assert_nonnull (mb_credentials_get_database (credentials));
  g_assert_null (mb_credentials_get_interaction (credentials));
}

/* GIO by itself fails on this file: what comes of decrypting it with nothing looks decrypted. */
static void
test_unlucky (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "tls", "sesame.p12", NULL);
  const MbTlsValues values = { .certificate = path, .passphrase = "sesame" };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = NULL;
  g_autoptr (GTlsCertificate) by_gio = NULL;
  g_autoptr (MbCertificate) certificate = NULL;
  g_autofree char *content = NULL;
  gsize len;

  if (!mb_x509_is_built_in ())
    {
      g_test_skip ("built without GnuTLS");
      return;
    }
  g_file_get_contents (path, &content, &len, &error);
  g_assert_no_error (error);
  by_gio = g_tls_certificate_new_from_pkcs12 ((const guint8 *) content, len, "sesame", NULL);
  if (by_gio != NULL)
    g_test_message ("this GIO opens it by itself");
  credentials = mb_credentials_load (options, FALSE, &error);
  g_assert_no_error (error);
  certificate = mb_certificate_new (mb_credentials_get_certificate (credentials));
  g_assert_cmpstr (certificate->subject, ==, "CN=x");
}

static void
expect_error (const MbTlsValues *values,
              gboolean           is_server,
              const char        *says,
              const char        *of)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (values, is_server, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_nonnull (strstr (error->message, of));
}

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const MbTlsValues values = {
    .ca = bad[i].ca,
    .certificate = bad[i].certificate,
    .key = bad[i].key,
    .passphrase = bad[i].passphrase,
  };

  expect_error (&values, FALSE, bad[i].says, bad[i].of);
}

static void
test_bad_key (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const MbTlsValues values = {
    .certificate = "operator.pem",
    .key = bad_keys[i].key,
    .passphrase = bad_keys[i].passphrase,
  };

  if (mb_x509_is_built_in ())
    expect_error (&values, FALSE, bad_keys[i].says, bad_keys[i].key);
  else
    g_test_skip ("built without GnuTLS");
}

static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = mb_credentials_load (NULL, FALSE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (mb_credentials_get_database (credentials));
  g_assert_null (mb_credentials_get_certificate (credentials));
  g_assert_null (mb_credentials_get_note (credentials));
}

/* Nobody is trusted for a signature then, even if authorities are given. */
static void
test_pin (void)
{
  g_autofree char *pin = pki_pin ("server");
  const MbTlsValues values = { .ca = "authority.pem", .pin = pin };
  const MbTlsValues malformed = { .pin = "12:34" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = load (&values, FALSE, &error);

  g_assert_no_error (error);
  g_assert_null (mb_credentials_get_database (credentials));
  expect_error (&malformed, FALSE, "64 hexadecimal digits", "12:34");
}

static void
test_server (void)
{
  const MbTlsValues whole = { .ca = "authority.pem", .certificate = "server.pem",
                              .key = "server.key" };
  const MbTlsValues no_ca = { .certificate = "server.pem", .key = "server.key" };
  const MbTlsValues no_certificate = { .ca = "authority.pem" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = load (&whole, TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (mb_credentials_get_database (credentials));
  g_assert_nonnull (mb_credentials_get_certificate (credentials));
  expect_error (&no_ca, TRUE, "authority that signs its clients", "server");
  expect_error (&no_certificate, TRUE, "needs a certificate", "server");
}

/* Renewed certificates count without a restart. */
static void
test_renewed (void)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const MbTlsValues values = { .certificate = pki_file ("renewed.pem") };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MbCredentials) credentials = NULL;
      g_autofree char *content = NULL;
      g_autofree char *certificate = NULL;
      g_autofree char *key = NULL;

      g_file_get_contents (pki_file (i == 0 ? "operator.pem" : "viewer.pem"), &certificate, NULL,
                           &error);
      g_file_get_contents (pki_file ("operator.key"), &key, NULL, &error);
      content = g_strconcat (certificate, key, NULL);
      g_file_set_contents (pki_file ("renewed.pem"), content, -1, &error);
      g_assert_no_error (error);
      credentials = mb_credentials_load (options, FALSE, &error);
      g_assert_no_error (error);
      *(i == 0 ? &before : &after) =
        mb_certificate_get_sha256 (mb_credentials_get_certificate (credentials));
    }
  g_assert_cmpstr (before, !=, after);
}

static void
test_exposed (void)
{
  const MbTlsValues values = { .certificate = "operator.pem", .key = "operator.key" };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MbCredentials) credentials = NULL;

      g_assert_cmpint (g_chmod (pki_file ("operator.key"), i == 0 ? 0644 : 0600), ==, 0);
      credentials = load (&values, FALSE, &error);
      g_assert_no_error (error);
      if (i == 0)
        g_assert_nonnull (strstr (mb_credentials_get_note (credentials), "operator.key"));
      else
        g_assert_null (mb_credentials_get_note (credentials));
    }
}

/* A PIN that a token has refused is not given to it again. */
static void
test_refused_pin (void)
{
  const MbTlsValues values = { .certificate = "pkcs11:token=t;type=cert", .passphrase = "1234" };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);
  g_autoptr (GError) error = NULL;

  mb_tls_options_refuse_pin (options);
  g_assert_null (mb_credentials_load (options, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/* The thread of a handshake gets the PIN while nobody runs any context: ours waits for it too. */
static void
test_pin_without_loop (void)
{
  const MbTlsValues values = { .certificate = "pkcs11:token=t;type=cert", .passphrase = "1234" };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);
  g_autoptr (GTlsInteraction) interaction = mb_token_pin_new (options);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GTlsPassword) password =
        g_tls_password_new (i == 0 ? G_TLS_PASSWORD_NONE : G_TLS_PASSWORD_RETRY, "t");
      g_autoptr (GError) error = NULL;
      GTlsInteractionResult result =
        g_tls_interaction_invoke_ask_password (interaction, password, NULL, &error);
      gsize len = 0;

      g_assert_cmpint (result, ==, i == 0 ? G_TLS_INTERACTION_HANDLED : G_TLS_INTERACTION_FAILED);
      if (i == 0)
        g_assert_cmpmem (g_tls_password_get_value (password, &len), 4, "1234", 4);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    }
  g_assert_true (mb_tls_options_has_refused_pin (options));
}

static gpointer
ask_often (gpointer interaction)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GTlsPassword) password = g_tls_password_new (G_TLS_PASSWORD_NONE, "t");

      g_assert_cmpint (g_tls_interaction_invoke_ask_password (interaction, password, NULL, NULL),
                       ==, G_TLS_INTERACTION_HANDLED);
    }
  return NULL;
}

/* The handshakes of a server whose key is on a token ask at the same time. */
static void
test_pin_of_many (void)
{
  const MbTlsValues values = { .certificate = "pkcs11:token=t;type=cert", .passphrase = "1234" };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);
  g_autoptr (GTlsInteraction) interaction = mb_token_pin_new (options);
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("handshake", ask_often, interaction);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_async (void)
{
  const MbTlsValues values = { .ca = pki_file ("authority.pem") };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = NULL;

  mb_credentials_load_async (options, NULL, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  credentials = mb_credentials_load_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mb_credentials_get_values (credentials)->ca, ==, pki_file ("authority.pem"));
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mb_credentials_load_async (NULL, cancellable, loaded_cb, &result);
  g_assert_null (result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (mb_credentials_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD_CASES(cases, prefix, test) \
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) \
    { \
      g_autofree char *path = g_strconcat ("/mb/credentials/" prefix "/", cases[i].name, NULL); \
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test); \
    }

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  pki_set_up ();
  ADD_CASES (good, "good", test_good);
  ADD_CASES (bad, "bad", test_bad);
  ADD_CASES (bad_keys, "bad-key", test_bad_key);
  g_test_add_func ("/mb/credentials/unlucky", test_unlucky);
  g_test_add_func ("/mb/credentials/nothing", test_nothing);
  g_test_add_func ("/mb/credentials/pin", test_pin);
  g_test_add_func ("/mb/credentials/server", test_server);
  g_test_add_func ("/mb/credentials/renewed", test_renewed);
  g_test_add_func ("/mb/credentials/exposed", test_exposed);
  g_test_add_func ("/mb/credentials/refused-pin", test_refused_pin);
  g_test_add_func ("/mb/credentials/pin-without-loop", test_pin_without_loop);
  g_test_add_func ("/mb/credentials/pin-of-many", test_pin_of_many);
  g_test_add_func ("/mb/credentials/async", test_async);
  g_test_add_func ("/mb/credentials/cancelled", test_cancelled);
  status = g_test_run ();
  pki_tear_down ();
  return status;
}
