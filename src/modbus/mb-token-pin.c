/* mb-token-pin.c: gives a PKCS#11 token its PIN, once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-token-pin.h"

#include <glib/gi18n-lib.h>

/* GIO has an interaction answer on the context that it was made in, and lets the thread of the
 * handshake wait for that. Nobody must be needed for it who waits for a handshake, so that there is
 * a thread for the answers. It owns this. */
typedef struct
{
  GMainContext *context;
  gint          is_over;
} Answers;

struct _MbTokenPin
{
  GTlsInteraction  parent_instance;
  MbTlsOptions    *options;
  Answers         *answers;
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

/* Called on the thread for answers, while that of a handshake waits. */
static GTlsInteractionResult
mb_token_pin_ask_password (GTlsInteraction  *interaction,
                           GTlsPassword     *password,
                           GCancellable     *cancellable,
                           GError          **error)
{
  MbTokenPin *self = MB_TOKEN_PIN (interaction);
  g_autofree char *reason = find_reason (self, password);

  if (reason != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, reason);
      return G_TLS_INTERACTION_FAILED;
    }
  g_tls_password_set_value (password,
                            (const guchar *) mb_tls_options_get (self->options)->passphrase, -1);
  return G_TLS_INTERACTION_HANDLED;
}

static gpointer
answer_thread (gpointer data)
{
  Answers *answers = data;

  while (!g_atomic_int_get (&answers->is_over))
    g_main_context_iteration (answers->context, TRUE);
  g_main_context_unref (answers->context);
  g_free (answers);
  return NULL;
}

static void
mb_token_pin_finalize (GObject *object)
{
  MbTokenPin *self = MB_TOKEN_PIN (object);
  g_autoptr (GMainContext) context = g_main_context_ref (self->answers->context);

  mb_tls_options_unref (self->options);
  g_atomic_int_set (&self->answers->is_over, TRUE);
  g_main_context_wakeup (context);

  G_OBJECT_CLASS (mb_token_pin_parent_class)->finalize (object);
}

static void
mb_token_pin_class_init (MbTokenPinClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_token_pin_finalize;
  G_TLS_INTERACTION_CLASS (klass)->ask_password = mb_token_pin_ask_password;
}

static void
mb_token_pin_init (MbTokenPin *self)
{
}

/**
 * mb_token_pin_new:
 * @options: whose passphrase is the PIN
 *
 * Makes what GIO asks for a PIN. It answers on a thread of its own, which lives as long as it does,
 * whichever threads ask and wait.
 *
 * Returns: (transfer full): a new interaction
 */
GTlsInteraction *
mb_token_pin_new (MbTlsOptions *options)
{
  Answers *answers = g_new0 (Answers, 1);
  MbTokenPin *self;

  answers->context = g_main_context_new ();
  g_main_context_push_thread_default (answers->context);
  self = g_object_new (MB_TYPE_TOKEN_PIN, NULL);
  g_main_context_pop_thread_default (answers->context);
  self->options = mb_tls_options_ref (options);
  self->answers = answers;
  g_thread_unref (g_thread_new ("token-pin", answer_thread, answers));
  return G_TLS_INTERACTION (self);
}
