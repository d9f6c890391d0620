/* mb-token-pin.c: gives a PKCS#11 token its PIN, once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-token-pin.h"

#include <glib/gi18n-lib.h>

struct _MbTokenPin
{
  GTlsInteraction  parent_instance;
  MbTlsOptions    *options;
  /* Nobody runs it but who waits for an answer. */
  GMainContext    *context;
};

G_DEFINE_FINAL_TYPE (MbTokenPin, mb_token_pin, G_TYPE_TLS_INTERACTION)

/* Says why the PIN is not given, or NULL. */
static char *
find_reason (MbTokenPin   *self,
             GTlsPassword *password)
{
  GTlsPasswordFlags flags = g_tls_password_get_flags (password);
  g_autofree char *token = g_strstrip (g_strdup (g_tls_password_get_description (password)));

  if (mb_tls_options_get (self->options)->passphrase == NULL)
    return g_strdup_printf (_("The token “%s” wants its PIN: give it as the passphrase"), token);
  if ((flags & G_TLS_PASSWORD_RETRY) != 0)
    {
      mb_tls_options_refuse_pin (self->options);
      return g_strdup_printf (_("The token “%s” refused the PIN, which is not tried again: after a "
                                "few wrong ones it locks itself"), token);
    }
  if ((flags & G_TLS_PASSWORD_FINAL_TRY) != 0)
    return g_strdup_printf (_("The token “%s” has one try left for its PIN: unlock it with a tool "
                              "of its own first"), token);
  return NULL;
}

/* Called on the thread of a handshake, and done when it returns. Only an interaction that is
 * asynchronous has its context run by whoever waits for it; GIO would leave a synchronous one to
 * somebody else who runs the context. */
static void
mb_token_pin_ask_password_async (GTlsInteraction      *interaction,
                                 GTlsPassword         *password,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data)
{
  MbTokenPin *self = MB_TOKEN_PIN (interaction);
  g_autofree char *reason = find_reason (self, password);
  g_autoptr (GTask) task = NULL;

  g_main_context_push_thread_default (self->context);
  task = g_task_new (interaction, cancellable, callback, user_data);
  g_main_context_pop_thread_default (self->context);
  g_task_set_source_tag (task, mb_token_pin_ask_password_async);
  if (reason != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s", reason);
      return;
    }
  g_tls_password_set_value (password,
                            (const guchar *) mb_tls_options_get (self->options)->passphrase, -1);
  g_task_return_int (task, G_TLS_INTERACTION_HANDLED);
}

static GTlsInteractionResult
mb_token_pin_ask_password_finish (GTlsInteraction  *interaction,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  return answer == G_TLS_INTERACTION_HANDLED ? G_TLS_INTERACTION_HANDLED
                                             : G_TLS_INTERACTION_FAILED;
}

static void
mb_token_pin_finalize (GObject *object)
{
  MbTokenPin *self = MB_TOKEN_PIN (object);

  mb_tls_options_unref (self->options);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (mb_token_pin_parent_class)->finalize (object);
}

static void
mb_token_pin_class_init (MbTokenPinClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_token_pin_finalize;
  G_TLS_INTERACTION_CLASS (klass)->ask_password_async = mb_token_pin_ask_password_async;
  G_TLS_INTERACTION_CLASS (klass)->ask_password_finish = mb_token_pin_ask_password_finish;
}

static void
mb_token_pin_init (MbTokenPin *self)
{
}

/**
 * mb_token_pin_new:
 * @options: whose passphrase is the PIN
 *
 * Makes what GIO asks for a PIN. It answers on any thread: the context that it gets for its own is
 * one that nobody runs, so that the thread of a handshake neither waits for another thread nor runs
 * the sources of another thread's context, which is what an interaction does with a context that is
 * idle at the moment.
 *
 * Returns: (transfer full): a new interaction
 */
GTlsInteraction *
mb_token_pin_new (MbTlsOptions *options)
{
  GMainContext *context = g_main_context_new ();
  MbTokenPin *self;

  g_main_context_push_thread_default (context);
  self = g_object_new (MB_TYPE_TOKEN_PIN, NULL);
  g_main_context_pop_thread_default (context);
  self->options = mb_tls_options_ref (options);
  self->context = context;
  return G_TLS_INTERACTION (self);
}
