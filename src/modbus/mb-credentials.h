/* mb-credentials.h: the certificates and keys that TLS options name, loaded.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-tls-options.h"

G_BEGIN_DECLS

/**
 * MbCredentials:
 *
 * Whom to trust and who we are, as objects of GIO. They do not change and cross threads. A client
 * needs none: a connect loads the options of its endpoint. A server gets them before it listens:
 *
 * ```c
 * g_autoptr (MbTlsOptions) options = mb_tls_options_new (values);
 * g_autoptr (MbCredentials) credentials = mb_credentials_load (options, TRUE, error);
 * g_autoptr (MbRoleRules) rules = mb_role_rules_new ();
 *
 * return credentials != NULL
 *        && mb_role_rules_add (rules, "Operator=read", error)
 *        && mb_server_set_tls (server, credentials, rules, error);
 * ```
 */
typedef struct _MbCredentials MbCredentials;

/* Loads what @options (NULL: nothing set) name, for a client or a server; NULL with a sentence that
 * names the file, the reason and what to do. A server needs a certificate, and the authority of its
 * clients. Waits for the disk and for a token: not for a thread that must not wait. */
MbCredentials      *mb_credentials_load            (MbTlsOptions         *options,
                                                    gboolean              is_server,
                                                    GError              **error);
/* The same for a client, by a worker thread; the callback comes over the thread-default context. */
void                mb_credentials_load_async      (MbTlsOptions         *options,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* Ends mb_credentials_load_async(). */
MbCredentials      *mb_credentials_load_finish     (GAsyncResult         *result,
                                                    GError              **error);
/* Takes a reference; any thread. */
MbCredentials      *mb_credentials_ref             (MbCredentials        *credentials);
/* Drops a reference; any thread. */
void                mb_credentials_unref           (MbCredentials        *credentials);

/* The settings that they come from. */
const MbTlsValues  *mb_credentials_get_values      (const MbCredentials  *credentials);
/* The authorities that are trusted; NULL when a pin stands in for them. */
GTlsDatabase       *mb_credentials_get_database    (const MbCredentials  *credentials);
/* Our own certificate with its key, or NULL. */
GTlsCertificate    *mb_credentials_get_certificate (const MbCredentials  *credentials);
/* What gives a token its PIN, or NULL. */
GTlsInteraction    *mb_credentials_get_interaction (const MbCredentials  *credentials);
/* A sentence that the owner of the files should read, such as that others can read the key; NULL
 * when there is nothing to say. */
const char         *mb_credentials_get_note        (const MbCredentials  *credentials);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbCredentials, mb_credentials_unref)

G_END_DECLS
