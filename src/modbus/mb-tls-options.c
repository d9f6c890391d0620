/* mb-tls-options.c: what a person configures for TLS: whom to trust, and who we are.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tls-options.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define N_PIN_DIGITS 64

struct _MbTlsOptions
{
  gatomicrefcount  n_refs;
  char            *ca;
  char            *certificate;
  char            *key;
  char            *passphrase;
  char            *name;
  char            *pin;
  /* The six above, as they are given out. */
  MbTlsValues      values;
  gint             is_pin_refused;
};

/* What it points to is not left lying in memory. */
static void
free_secret (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static char *
copy_given (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

/* The digits in small letters; what is no pin stays as it is, for the check to name it. */
static char *
copy_pin (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  if (text == NULL || text[0] == '\0')
    return NULL;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c))
      g_string_append_c (digits, g_ascii_tolower (*c));
    else if (*c != ':')
      return g_strdup (text);
  return digits->len == N_PIN_DIGITS ? g_strdup (digits->str) : g_strdup (text);
}

static gboolean
is_pin (const char *pin)
{
  return strlen (pin) == N_PIN_DIGITS && strspn (pin, "0123456789abcdef") == N_PIN_DIGITS;
}

/**
 * mb_tls_options_new:
 * @values: the settings, copied; not checked
 *
 * Returns: (transfer full): new options
 */
MbTlsOptions *
mb_tls_options_new (const MbTlsValues *values)
{
  MbTlsOptions *options = g_new0 (MbTlsOptions, 1);

  g_atomic_ref_count_init (&options->n_refs);
  options->ca = copy_given (values->ca);
  options->certificate = copy_given (values->certificate);
  options->key = copy_given (values->key);
  options->passphrase = copy_given (values->passphrase);
  options->name = copy_given (values->name);
  options->pin = copy_pin (values->pin);
  options->values = (MbTlsValues) {
    .ca = options->ca,
    .certificate = options->certificate,
    .key = options->key,
    .passphrase = options->passphrase,
    .name = options->name,
    .pin = options->pin,
  };
  return options;
}

/**
 * mb_tls_options_ref:
 * @options: options
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @options
 */
MbTlsOptions *
mb_tls_options_ref (MbTlsOptions *options)
{
  g_atomic_ref_count_inc (&options->n_refs);
  return options;
}

/**
 * mb_tls_options_unref:
 * @options: (transfer full): options
 *
 * Drops a reference; the last one wipes the passphrase. Any thread.
 */
void
mb_tls_options_unref (MbTlsOptions *options)
{
  if (!g_atomic_ref_count_dec (&options->n_refs))
    return;
  g_free (options->ca);
  g_free (options->certificate);
  g_free (options->key);
  free_secret (options->passphrase);
  g_free (options->name);
  g_free (options->pin);
  g_free (options);
}

/**
 * mb_tls_options_get:
 * @options: options
 *
 * Returns: (transfer none): the settings, with a pin in the form of 64 small digits
 */
const MbTlsValues *
mb_tls_options_get (const MbTlsOptions *options)
{
  return &options->values;
}

/**
 * mb_tls_options_check:
 * @options: options
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Looks for what cannot be meant, without opening any file.
 *
 * Returns: %FALSE with @error, which says what to do
 */
gboolean
mb_tls_options_check (const MbTlsOptions  *options,
                      GError             **error)
{
  const MbTlsValues *values = &options->values;

  if (values->pin != NULL && !is_pin (values->pin))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("“%s” is no SHA-256 of a certificate: expected 64 hexadecimal digits, as "
                   "“openssl x509 -noout -fingerprint -sha256” prints them"), values->pin);
  else if (values->key != NULL && values->certificate == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("There is a key, but no certificate that it belongs to"));
  else if (values->key != NULL && mb_tls_is_uri (values->key) &&
           !mb_tls_is_uri (values->certificate))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The key is on a token and the certificate is not: store the "
                           "certificate there too, and give its pkcs11: URI"));
  else if (values->key != NULL && !mb_tls_is_uri (values->key) &&
           mb_tls_is_uri (values->certificate))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The certificate is on a token and the key is not: give the pkcs11: "
                           "URI of the key, or none if it is beside the certificate"));
  else
    return TRUE;
  return FALSE;
}

static void
add_to_digest (GChecksum  *sum,
               const char *text)
{
  /* With its end; no text that is there is empty. */
  text = text != NULL ? text : "";
  g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text) + 1);
}

/**
 * mb_tls_options_get_digest:
 * @options: (nullable): options; %NULL is as options without any setting
 *
 * Gets a text that is the same for the same settings, and for no others: two connections with the
 * same one trust the same and are the same client.
 *
 * Returns: (transfer full): a text that does not betray the settings
 */
char *
mb_tls_options_get_digest (const MbTlsOptions *options)
{
  static const MbTlsValues none = { NULL };
  const MbTlsValues *values = options != NULL ? &options->values : &none;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_to_digest (sum, values->ca);
  add_to_digest (sum, values->certificate);
  add_to_digest (sum, values->key);
  add_to_digest (sum, values->passphrase);
  add_to_digest (sum, values->name);
  add_to_digest (sum, values->pin);
  return g_strdup (g_checksum_get_string (sum));
}

/**
 * mb_tls_options_refuse_pin:
 * @options: options
 *
 * Remembers that a token has refused the passphrase as its PIN. Any thread.
 */
void
mb_tls_options_refuse_pin (MbTlsOptions *options)
{
  g_atomic_int_set (&options->is_pin_refused, TRUE);
}

/**
 * mb_tls_options_has_refused_pin:
 * @options: options
 *
 * Returns: whether a token has refused the passphrase as its PIN; it must not be tried again, for
 *   a token locks itself after a few wrong ones. Any thread
 */
gboolean
mb_tls_options_has_refused_pin (MbTlsOptions *options)
{
  return g_atomic_int_get (&options->is_pin_refused);
}

/**
 * mb_tls_is_uri:
 * @text: what was given as a certificate or a key
 *
 * Returns: whether it names an object on a PKCS#11 token (RFC 7512), and not a file
 */
gboolean
mb_tls_is_uri (const char *text)
{
  return g_ascii_strncasecmp (text, "pkcs11:", strlen ("pkcs11:")) == 0;
}
