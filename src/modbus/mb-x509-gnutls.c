/* mb-x509-gnutls.c: opens encrypted keys and looks into certificates, by GnuTLS.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-x509.h"

#include <glib/gi18n-lib.h>
#include <gnutls/pkcs12.h>
#include <gnutls/x509.h>
#include <string.h>

typedef struct gnutls_x509_privkey_int GnutlsKey;
typedef struct gnutls_x509_crt_int GnutlsCertificate;
typedef struct gnutls_pkcs12_int GnutlsPkcs12;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GnutlsKey, gnutls_x509_privkey_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GnutlsCertificate, gnutls_x509_crt_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GnutlsPkcs12, gnutls_pkcs12_deinit)

static void
clear_datum (gnutls_datum_t *datum)
{
  if (datum->data != NULL)
    explicit_bzero (datum->data, datum->size);
  gnutls_free (datum->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (gnutls_datum_t, clear_datum)

static gnutls_datum_t
datum_of (gconstpointer bytes,
          gsize         len)
{
  return (gnutls_datum_t) { (guint8 *) bytes, (unsigned int) len };
}

/**
 * mb_x509_is_built_in:
 *
 * Returns: whether GnuTLS is there, so that roles can be read and encrypted keys opened
 */
gboolean
mb_x509_is_built_in (void)
{
  return TRUE;
}

/**
 * mb_x509_decrypt_key:
 * @pem: an encrypted private key: PKCS#8, or the older form of OpenSSL
 * @passphrase: what opens it
 * @error: return location for %G_IO_ERROR_INVALID_DATA, or for %G_IO_ERROR_PERMISSION_DENIED when
 *   the passphrase does not open it
 *
 * Opens a key. May take a good part of a second: that is what makes guessing hard.
 *
 * Returns: (transfer full) (nullable): the key as PKCS#8 in PEM, not encrypted, for the caller to
 *   wipe; %NULL with what is wrong, to stand behind the name of the file
 */
char *
mb_x509_decrypt_key (const char  *pem,
                     const char  *passphrase,
                     GError     **error)
{
  g_autoptr (GnutlsKey) key = NULL;
  g_auto (gnutls_datum_t) plain = { NULL, 0 };
  const gnutls_datum_t datum = datum_of (pem, strlen (pem));
  int status = gnutls_x509_privkey_init (&key);

  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_x509_privkey_import2 (key, &datum, GNUTLS_X509_FMT_PEM, passphrase, 0);
  if (status == GNUTLS_E_DECRYPTION_FAILED || status == GNUTLS_E_MAC_VERIFY_FAILED)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           _("the passphrase does not open it"));
      return NULL;
    }
  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                                &plain);
  if (status != GNUTLS_E_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("it is no encrypted key that can be read: %s"), gnutls_strerror (status));
      return NULL;
    }
  return g_strndup ((const char *) plain.data, plain.size);
}

/* A file without a passphrase may have been closed with none or with an empty one, which are not
 * the same (RFC 7292, B.1). NULL with TRUE in @out_is_open for none. */
static const char *
find_passphrase (GnutlsPkcs12 *file,
                 const char   *passphrase,
                 gboolean     *out_is_open)
{
  const char *const candidates[] = { NULL, "", passphrase };

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (gnutls_pkcs12_verify_mac (file, candidates[i]) == GNUTLS_E_SUCCESS)
      {
        *out_is_open = TRUE;
        return candidates[i];
      }
  *out_is_open = FALSE;
  return NULL;
}

static int
append_pem (GString           *pem,
            GnutlsKey         *key,
            GnutlsCertificate *certificate)
{
  g_auto (gnutls_datum_t) text = { NULL, 0 };
  int status = key != NULL
               ? gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL,
                                                    GNUTLS_PKCS_PLAIN, &text)
               : gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &text);

  if (status == GNUTLS_E_SUCCESS)
    g_string_append_len (pem, (const char *) text.data, text.size);
  return status;
}

/* All that an opened file has for us. */
static int
append_content (GString      *pem,
                GnutlsPkcs12 *file,
                const char   *passphrase)
{
  g_autoptr (GnutlsKey) key = NULL;
  gnutls_x509_crt_t *chain = NULL;
  unsigned int n_chain = 0;
  int status = gnutls_pkcs12_simple_parse (file, passphrase, &key, &chain, &n_chain, NULL, NULL,
                                           NULL, GNUTLS_PKCS12_SP_INCLUDE_SELF_SIGNED);

  if (status == GNUTLS_E_SUCCESS && (key == NULL || n_chain == 0))
    status = GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
  if (status == GNUTLS_E_SUCCESS)
    status = append_pem (pem, key, NULL);
  for (unsigned int i = 0; i < n_chain; i++)
    {
      if (status == GNUTLS_E_SUCCESS)
        status = append_pem (pem, NULL, chain[i]);
      gnutls_x509_crt_deinit (chain[i]);
    }
  gnutls_free (chain);
  return status;
}

/**
 * mb_x509_open_pkcs12:
 * @data: (array length=len): a PKCS#12 file (RFC 7292)
 * @len: its length in bytes
 * @passphrase: (nullable): what opens it, if it is closed
 * @error: return location for %G_IO_ERROR_INVALID_DATA, or for %G_IO_ERROR_PERMISSION_DENIED when
 *   the passphrase does not open it
 *
 * Opens a file with a key and its certificate. GIO itself tries without the passphrase first, takes
 * what comes out for decrypted in one file of some hundred, and then does not try the passphrase.
 *
 * Returns: (transfer full) (nullable): the key, the certificate and those of its chain that are
 *   there, as PEM that is not encrypted, for the caller to wipe; %NULL with what is wrong, to stand
 *   behind the name of the file
 */
char *
mb_x509_open_pkcs12 (const guint8  *data,
                     gsize          len,
                     const char    *passphrase,
                     GError       **error)
{
  g_autoptr (GnutlsPkcs12) file = NULL;
  const gnutls_datum_t datum = datum_of (data, len);
  GString *pem = g_string_sized_new (16 * 1024);
  gboolean is_open = FALSE;
  int status = gnutls_pkcs12_init (&file);

  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_pkcs12_import (file, &datum, GNUTLS_X509_FMT_DER, 0);
  if (status == GNUTLS_E_SUCCESS)
    passphrase = find_passphrase (file, passphrase, &is_open);
  if (is_open)
    status = append_content (pem, file, passphrase);
  if (is_open && status == GNUTLS_E_SUCCESS)
    return g_string_free (pem, FALSE);

  explicit_bzero (pem->str, pem->len);
  g_string_free (pem, TRUE);
  if (status == GNUTLS_E_SUCCESS)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                         _("the passphrase does not open it"));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("it is no PKCS#12 file with a certificate and a key: %s"),
                 gnutls_strerror (status));
  return NULL;
}

/**
 * mb_x509_is_key_of:
 * @key_pem: a private key as PEM, not encrypted
 * @der: (array length=len): a certificate
 * @len: its length in bytes
 *
 * Compares a key with the one that a certificate names.
 *
 * Returns: %FALSE when they are known to be different ones
 */
gboolean
mb_x509_is_key_of (const char   *key_pem,
                   const guint8 *der,
                   gsize         len)
{
  g_autoptr (GnutlsKey) key = NULL;
  g_autoptr (GnutlsCertificate) certificate = NULL;
  const gnutls_datum_t key_datum = datum_of (key_pem, strlen (key_pem));
  const gnutls_datum_t datum = datum_of (der, len);
  guint8 key_id[64];
  guint8 certificate_id[64];
  size_t key_id_len = sizeof key_id;
  size_t certificate_id_len = sizeof certificate_id;

  if (gnutls_x509_privkey_init (&key) < 0 || gnutls_x509_crt_init (&certificate) < 0 ||
      gnutls_x509_privkey_import (key, &key_datum, GNUTLS_X509_FMT_PEM) < 0 ||
      gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER) < 0 ||
      gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, key_id, &key_id_len) < 0 ||
      gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, certificate_id,
                                  &certificate_id_len) < 0)
    return TRUE;
  return key_id_len == certificate_id_len && memcmp (key_id, certificate_id, key_id_len) == 0;
}

/**
 * mb_x509_get_extension:
 * @der: (array length=len): a certificate
 * @len: its length in bytes
 * @oid: which extension, as numbers with dots
 * @out_value: (out) (nullable): what the extension holds, itself DER; %NULL when there is none
 * @error: return location for %G_IO_ERROR_INVALID_DATA
 *
 * Looks into a certificate. No extension may be there more than once (RFC 5280, 4.2).
 *
 * Returns: %FALSE with @error when the certificate cannot be read or has the extension twice
 */
gboolean
mb_x509_get_extension (const guint8  *der,
                       gsize          len,
                       const char    *oid,
                       GBytes       **out_value,
                       GError       **error)
{
  g_autoptr (GnutlsCertificate) certificate = NULL;
  g_auto (gnutls_datum_t) value = { NULL, 0 };
  g_auto (gnutls_datum_t) second = { NULL, 0 };
  const gnutls_datum_t datum = datum_of (der, len);
  unsigned int is_critical;
  int status = gnutls_x509_crt_init (&certificate);

  *out_value = NULL;
  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER);
  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_x509_crt_get_extension_by_oid2 (certificate, oid, 0, &value, &is_critical);
  if (status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
    return TRUE;
  if (status != GNUTLS_E_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("The certificate cannot be read: %s"), gnutls_strerror (status));
      return FALSE;
    }
  if (gnutls_x509_crt_get_extension_by_oid2 (certificate, oid, 1, &second, &is_critical) !=
      GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("The certificate has the extension %s more than once"), oid);
      return FALSE;
    }
  *out_value = g_bytes_new (value.data, value.size);
  return TRUE;
}
