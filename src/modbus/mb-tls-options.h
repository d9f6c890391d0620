/* mb-tls-options.h: what a person configures for TLS: whom to trust, and who we are.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The environment variable from which programs take a passphrase that is given nowhere else: the
 * list of processes does not show it. */
#define MB_TLS_PASSPHRASE_VARIABLE "COILSCOPE_TLS_PASSPHRASE"

/**
 * MbTlsValues:
 * @ca: (nullable): file of PEM certificates: the authorities that are trusted; %NULL for those that
 *   the system trusts
 * @certificate: (nullable): our own certificate: a file (PEM, also with the key and with further
 *   certificates of its chain; or PKCS#12), or the URI of an object on a PKCS#11 token
 * @key: (nullable): the key that belongs to it: a PEM file, or the URI of an object; %NULL when it
 *   is in the file, or on the token, where the certificate is
 * @passphrase: (nullable): opens an encrypted key and a PKCS#12 file, and is the PIN of a token
 * @name: (nullable): the name or address that the certificate of the other side must be for;
 *   %NULL for the host that is connected to
 * @pin: (nullable): SHA-256 of the one certificate that is accepted: 64 hexadecimal digits, also
 *   with colons. It stands in for the authorities, so that a certificate that nobody signed can be
 *   used; name and dates are checked all the same
 *
 * The settings of a client that speaks Modbus/TCP Security. For a server @ca signs the clients,
 * and @name and @pin mean nothing. An empty text is as %NULL.
 */
typedef struct
{
  const char *ca;
  const char *certificate;
  const char *key;
  const char *passphrase;
  const char *name;
  const char *pin;
} MbTlsValues;

/**
 * MbTlsOptions:
 *
 * The settings, copied once. They do not change any more and cross threads. A client puts them into
 * its endpoint; files are read at each connect, so that renewed certificates count:
 *
 * ```c
 * g_autoptr (MbTlsOptions) options = mb_tls_options_new (values);
 * const MbEndpoint endpoint = {
 *   .carrier = MB_CARRIER_TLS,
 *   .host = "localhost",
 *   .port = port,
 *   .tls = options,
 * };
 * ```
 *
 * A server loads them itself, see mb-credentials.h.
 */
typedef struct _MbTlsOptions MbTlsOptions;

/* Makes options out of settings, which are not checked; an empty text becomes NULL. */
MbTlsOptions      *mb_tls_options_new        (const MbTlsValues   *values);
/* Takes a reference; any thread. */
MbTlsOptions      *mb_tls_options_ref        (MbTlsOptions        *options);
/* Drops a reference; any thread. The last one wipes the passphrase. */
void               mb_tls_options_unref      (MbTlsOptions        *options);

/* Gets the settings, whose texts belong to @options; the pin as 64 small digits. */
const MbTlsValues *mb_tls_options_get        (const MbTlsOptions  *options);
/* Looks for what cannot be meant, without opening any file: a pin that is none, a key without its
 * certificate, one of them on a token and the other not. %G_IO_ERROR_INVALID_ARGUMENT. */
gboolean           mb_tls_options_check      (const MbTlsOptions  *options,
                                              GError             **error);
/* Gets a text that is the same for the same settings, and for no others: two connections with
 * the same one trust the same and are the same client. It does not betray them; to be freed. */
char              *mb_tls_options_get_digest (const MbTlsOptions  *options);

/* Remembers that a token has refused the passphrase as its PIN; any thread. */
void               mb_tls_options_refuse_pin (MbTlsOptions        *options);
/* Whether a token has refused it: then it must not be tried again, for a token locks itself after a
 * few wrong ones; any thread. */
gboolean           mb_tls_options_has_refused_pin (MbTlsOptions   *options);

/* Whether it names an object on a PKCS#11 token (RFC 7512), and not a file. */
gboolean           mb_tls_is_uri             (const char          *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbTlsOptions, mb_tls_options_unref)

G_END_DECLS
