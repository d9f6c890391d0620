/* mb-credentials.c: the certificates and keys that TLS options name, loaded.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-credentials.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-tls-files.h"
#include "modbus/mb-token-pin.h"

struct _MbCredentials
{
  gatomicrefcount  n_refs;
  MbTlsOptions    *options;
  /* NULL: nobody is trusted but who is pinned. */
  GTlsDatabase    *database;
  GTlsCertificate *certificate;
  GTlsInteraction *interaction;
  char            *note;
};

static gboolean
take_database (MbCredentials  *self,
               gboolean        is_server,
               GError        **error)
{
  const MbTlsValues *values = mb_tls_options_get (self->options);

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE,
                           _("There is no TLS on this system: install glib-networking"));
      return FALSE;
    }
  if (!is_server && values->pin != NULL)
    return TRUE;
  if (is_server && values->ca == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("A server needs the certificate of the authority that signs its "
                           "clients"));
  else if (values->ca != NULL)
    self->database = mb_tls_load_authorities (values->ca, error);
  else
    self->database = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  return self->database != NULL;
}

static gboolean
take_certificate (MbCredentials  *self,
                  gboolean        is_server,
                  GError        **error)
{
  const MbTlsValues *values = mb_tls_options_get (self->options);

  if (values->certificate == NULL && is_server)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("A server needs a certificate and the key that belongs to it"));
      return FALSE;
    }
  if (values->certificate == NULL)
    return TRUE;
  if (mb_tls_is_uri (values->certificate) && mb_tls_options_has_refused_pin (self->options))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("“%s”: the token refused the PIN, which is not tried again: after a few wrong "
                     "ones it locks itself; give the right one"), values->certificate);
      return FALSE;
    }
  self->certificate = mb_tls_load_certificate (values, error);
  if (mb_tls_is_uri (values->certificate))
    self->interaction = mb_token_pin_new (self->options);
  self->note = mb_tls_describe_exposure (values);
  return self->certificate != NULL;
}

/**
 * mb_credentials_load:
 * @options: (nullable): what to load; %NULL for what a client without any setting has
 * @is_server: whether it is for a server, which needs a certificate and the authority of its
 *   clients
 * @error: return location for an error
 *
 * Reads certificates and keys: files anew each time, so that renewed ones count. A pin stands in
 * for the authorities: with one the database is %NULL. Waits for the disk, and for a token.
 *
 * Returns: (transfer full) (nullable): what was loaded; %NULL with @error, which names the file,
 *   the reason and what to do; it is %G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD when a passphrase is
 *   missing, or the one that is there is wrong
 */
MbCredentials *
mb_credentials_load (MbTlsOptions  *options,
                     gboolean       is_server,
                     GError       **error)
{
  static const MbTlsValues none = { NULL };
  g_autoptr (MbCredentials) self = g_new0 (MbCredentials, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->options = options != NULL ? mb_tls_options_ref (options) : mb_tls_options_new (&none);
  if (!mb_tls_options_check (self->options, error) ||
      !take_database (self, is_server, error) ||
      !take_certificate (self, is_server, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  MbCredentials *credentials = mb_credentials_load (task_data, FALSE, &error);

  if (credentials != NULL)
    g_task_return_pointer (task, credentials, (GDestroyNotify) mb_credentials_unref);
  else
    g_task_return_error (task, error);
}

static void
options_unref_cb (gpointer options)
{
  if (options != NULL)
    mb_tls_options_unref (options);
}

/**
 * mb_credentials_load_async:
 * @options: (nullable): what to load
 * @cancellable: (nullable): to give up at once, whatever the disk does
 * @callback: called on the thread-default context of the caller
 * @user_data: for @callback
 *
 * Loads the credentials of a client by a worker thread, see mb_credentials_load().
 */
void
mb_credentials_load_async (MbTlsOptions        *options,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, mb_credentials_load_async);
  g_task_set_return_on_cancel (task, TRUE);
  if (options != NULL)
    g_task_set_task_data (task, mb_tls_options_ref (options), options_unref_cb);
  g_task_run_in_thread (task, load_thread);
}

/**
 * mb_credentials_load_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends mb_credentials_load_async().
 *
 * Returns: (transfer full) (nullable): what was loaded, or %NULL
 */
MbCredentials *
mb_credentials_load_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_credentials_ref:
 * @credentials: credentials
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @credentials
 */
MbCredentials *
mb_credentials_ref (MbCredentials *credentials)
{
  g_atomic_ref_count_inc (&credentials->n_refs);
  return credentials;
}

/**
 * mb_credentials_unref:
 * @credentials: (transfer full): credentials
 *
 * Drops a reference. Any thread.
 */
void
mb_credentials_unref (MbCredentials *credentials)
{
  if (!g_atomic_ref_count_dec (&credentials->n_refs))
    return;
  g_clear_object (&credentials->database);
  g_clear_object (&credentials->certificate);
  g_clear_object (&credentials->interaction);
  g_free (credentials->note);
  mb_tls_options_unref (credentials->options);
  g_free (credentials);
}

/**
 * mb_credentials_get_values:
 * @credentials: credentials
 *
 * Returns: (transfer none): the settings that they come from
 */
const MbTlsValues *
mb_credentials_get_values (const MbCredentials *credentials)
{
  return mb_tls_options_get (credentials->options);
}

/**
 * mb_credentials_get_database:
 * @credentials: credentials
 *
 * Returns: (transfer none) (nullable): the authorities that are trusted; %NULL when a pin stands in
 *   for them
 */
GTlsDatabase *
mb_credentials_get_database (const MbCredentials *credentials)
{
  return credentials->database;
}

/**
 * mb_credentials_get_certificate:
 * @credentials: credentials
 *
 * Returns: (transfer none) (nullable): our own certificate with its key
 */
GTlsCertificate *
mb_credentials_get_certificate (const MbCredentials *credentials)
{
  return credentials->certificate;
}

/**
 * mb_credentials_get_interaction:
 * @credentials: credentials
 *
 * Returns: (transfer none) (nullable): what gives a token its PIN; there with a certificate that is
 *   on one
 */
GTlsInteraction *
mb_credentials_get_interaction (const MbCredentials *credentials)
{
  return credentials->interaction;
}

/**
 * mb_credentials_get_note:
 * @credentials: credentials
 *
 * Returns: (transfer none) (nullable): what the owner of the files should know
 */
const char *
mb_credentials_get_note (const MbCredentials *credentials)
{
  return credentials->note;
}
