/* mb-x509-none.c: what there is of keys and certificates without GnuTLS: words for what to do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-x509.h"

#include <glib/gi18n-lib.h>

/**
 * mb_x509_is_built_in:
 *
 * Returns: whether GnuTLS is there, so that roles can be read and encrypted keys opened
 */
gboolean
mb_x509_is_built_in (void)
{
  return FALSE;
}

/**
 * mb_x509_decrypt_key:
 * @pem: an encrypted private key
 * @passphrase: what opens it
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED
 *
 * Opens a key, where that is possible.
 *
 * Returns: (transfer full) (nullable): always %NULL here, with words that name another way
 */
char *
mb_x509_decrypt_key (const char  *pem,
                     const char  *passphrase,
                     GError     **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       /* Translators: the commands are not to be translated. */
                       _("it is encrypted, and this program was built without GnuTLS, which could "
                         "open it; put key and certificate into one file by “openssl pkcs12 "
                         "-export -in CERTIFICATE -inkey KEY -out FILE.p12”, or take the "
                         "passphrase off by “openssl pkey -in KEY -out PLAIN-KEY”"));
  return NULL;
}

/**
 * mb_x509_open_pkcs12:
 * @data: (array length=len): a PKCS#12 file
 * @len: its length in bytes
 * @passphrase: (nullable): what would open it
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED
 *
 * Opens nothing: GIO does without GnuTLS.
 *
 * Returns: %NULL
 */
char *
mb_x509_open_pkcs12 (const guint8  *data,
                     gsize          len,
                     const char    *passphrase,
                     GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("GnuTLS is not built in"));
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
  return TRUE;
}

/**
 * mb_x509_get_extension:
 * @der: (array length=len): a certificate
 * @len: its length in bytes
 * @oid: which extension, as numbers with dots
 * @out_value: (out) (nullable): what it holds
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED
 *
 * Looks into a certificate, where that is possible.
 *
 * Returns: always %FALSE here
 */
gboolean
mb_x509_get_extension (const guint8  *der,
                       gsize          len,
                       const char    *oid,
                       GBytes       **out_value,
                       GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("This program was built without GnuTLS, so it cannot read the role in a "
                         "certificate"));
  return FALSE;
}
