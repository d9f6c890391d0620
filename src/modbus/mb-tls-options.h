/* mb-tls-options.h: what a person configures for TLS: whom to trust, and who we are.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
 * Settings that do not change any more. They cross threads.
 */
typedef struct _MbTlsOptions MbTlsOptions;

/* New options. */
MbTlsOptions      *mb_tls_options_new        (const MbTlsValues   *values);
/* Takes a reference. */
MbTlsOptions      *mb_tls_options_ref        (MbTlsOptions        *options);
/* Drops a reference; the last one wipes the passphrase. */
void               mb_tls_options_unref      (MbTlsOptions        *options);

/* Its texts belong to @options; %NULL where nothing was given; the pin as 64 small digits. */
const MbTlsValues *mb_tls_options_get        (const MbTlsOptions  *options);
/* Looks for what cannot be meant, without opening any file. */
gboolean           mb_tls_options_check      (const MbTlsOptions  *options,
                                              GError             **error);
/* Gets a text that is the same for the same settings, and for no others: two connections with
 * the same one trust the same and are the same client. */
char              *mb_tls_options_get_digest (const MbTlsOptions  *options);

/* A token locks itself after a few wrong PINs: one that was refused is not tried again. */
void               mb_tls_options_refuse_pin (MbTlsOptions        *options);
/* Whether a token has refused the passphrase as its PIN; it must not be tried again, for a token
 * locks itself after a few wrong ones. */
gboolean           mb_tls_options_has_refused_pin (MbTlsOptions   *options);

/* Whether it names an object on a PKCS#11 token (RFC 7512), and not a file. */
gboolean           mb_tls_is_uri             (const char          *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbTlsOptions, mb_tls_options_unref)

G_END_DECLS
