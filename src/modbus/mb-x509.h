/* mb-x509.h: what GIO cannot do with keys and certificates, by GnuTLS where that is built in.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether GnuTLS is there, so that roles can be read and encrypted keys opened. */
gboolean mb_x509_is_built_in   (void);
/* Opens an encrypted private key, which may take a good part of a second: the key as PEM that is
 * not encrypted, for the caller to wipe and free; NULL with %G_IO_ERROR_INVALID_DATA or
 * %G_IO_ERROR_PERMISSION_DENIED. */
char    *mb_x509_decrypt_key   (const char    *pem,
                                const char    *passphrase,
                                GError       **error);
/* Opens a PKCS#12 file: its key and the certificates from ours up, as PEM that is not encrypted,
 * for the caller to wipe and free. A passphrase that is not needed does no harm. NULL with
 * %G_IO_ERROR_INVALID_DATA or %G_IO_ERROR_PERMISSION_DENIED. */
char    *mb_x509_open_pkcs12   (const guint8  *data,
                                gsize          len,
                                const char    *passphrase,
                                GError       **error);
/* Compares a private key with the one that a certificate in DER names; FALSE when they are known to
 * be different ones. */
gboolean mb_x509_is_key_of     (const char    *key_pem,
                                const guint8  *der,
                                gsize          len);
/* Looks for an extension of a certificate in DER, by its number with dots; *@out_value is NULL when
 * it has none such. FALSE with %G_IO_ERROR_INVALID_DATA when the certificate cannot be read. */
gboolean mb_x509_get_extension (const guint8  *der,
                                gsize          len,
                                const char    *oid,
                                GBytes       **out_value,
                                GError       **error);

G_END_DECLS
