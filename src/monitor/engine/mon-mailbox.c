/* mon-mailbox.c: hands messages over to a main context by a source of its own, in order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-mailbox.h"

typedef struct
{
  MonMessageFunc func;
  gpointer       data;
  GDestroyNotify drop;
} Message;

struct _MonMailbox
{
  gatomicrefcount n_refs;
  GSource        *source;
  /* NULL: messages run outside a turn, and may iterate the context. */
  MbTurn         *turn;

  GMutex          mutex;
  /* Of Message; guarded, as is_closed, by the mutex. */
  GQueue          queue;
  gboolean        is_closed;
};

typedef struct
{
  GSource     parent;
  MonMailbox *mailbox;
} MailboxSource;

static Message *
take_next (MonMailbox *mailbox)
{
  Message *message;

  g_mutex_lock (&mailbox->mutex);
  message = g_queue_pop_head (&mailbox->queue);
  if (mailbox->queue.length == 0)
    g_source_set_ready_time (mailbox->source, -1);
  g_mutex_unlock (&mailbox->mutex);
  return message;
}

static void
drop_message (Message *message)
{
  if (message->drop != NULL)
    message->drop (message->data);
  g_free (message);
}

static gboolean
mailbox_source_dispatch (GSource     *source,
                         GSourceFunc  callback,
                         gpointer     user_data)
{
  g_autoptr (MonMailbox) mailbox = mon_mailbox_ref (((MailboxSource *) source)->mailbox);

  if (mailbox->turn != NULL)
    mb_turn_enter (mailbox->turn);
  for (guint i = 0; i < MON_MAILBOX_STEP; i++)
    {
      Message *message = take_next (mailbox);

      if (message == NULL)
        break;
      message->func (message->data);
      g_free (message);
    }
  if (mailbox->turn != NULL)
    mb_turn_leave (mailbox->turn);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs mailbox_source_funcs = {
  .dispatch = mailbox_source_dispatch,
};

/**
 * mon_mailbox_new:
 * @context: the context that handles the messages
 * @turn: (nullable): the turn of @context that each dispatch enters; without one, messages run
 *   outside any turn
 *
 * Makes a mailbox. A message costs one small allocation: mailboxes carry wishes and outcomes, not
 * samples.
 *
 * Returns: (transfer full): a new mailbox
 */
MonMailbox *
mon_mailbox_new (GMainContext *context,
                 MbTurn       *turn)
{
  MonMailbox *mailbox = g_new0 (MonMailbox, 1);

  g_atomic_ref_count_init (&mailbox->n_refs);
  g_mutex_init (&mailbox->mutex);
  g_queue_init (&mailbox->queue);
  mailbox->turn = turn;
  mailbox->source = g_source_new (&mailbox_source_funcs, sizeof (MailboxSource));
  ((MailboxSource *) mailbox->source)->mailbox = mailbox;
  g_source_set_static_name (mailbox->source, "MonMailbox");
  g_source_set_can_recurse (mailbox->source, TRUE);
  g_source_attach (mailbox->source, context);
  return mailbox;
}

/**
 * mon_mailbox_ref:
 * @mailbox: a mailbox
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @mailbox
 */
MonMailbox *
mon_mailbox_ref (MonMailbox *mailbox)
{
  g_return_val_if_fail (mailbox != NULL, NULL);

  g_atomic_ref_count_inc (&mailbox->n_refs);
  return mailbox;
}

/**
 * mon_mailbox_unref:
 * @mailbox: (transfer full): a mailbox
 *
 * Drops a reference. Any thread; by the last one it must have been closed.
 */
void
mon_mailbox_unref (MonMailbox *mailbox)
{
  g_return_if_fail (mailbox != NULL);

  if (!g_atomic_ref_count_dec (&mailbox->n_refs))
    return;
  g_assert (mailbox->is_closed);
  g_source_unref (mailbox->source);
  g_mutex_clear (&mailbox->mutex);
  g_free (mailbox);
}

/**
 * mon_mailbox_post:
 * @mailbox: a mailbox
 * @func: what to call in the mailbox's context; it takes over @data
 * @data: for @func
 * @drop: (nullable): frees @data when the mailbox closes before @func was called
 *
 * Puts a message in. Any thread; @func is never called before this returned.
 *
 * Returns: %FALSE when the mailbox is closed: nothing will be called, @data stays with the caller
 */
gboolean
mon_mailbox_post (MonMailbox     *mailbox,
                  MonMessageFunc  func,
                  gpointer        data,
                  GDestroyNotify  drop)
{
  g_autofree Message *message = g_new (Message, 1);
  gboolean is_open;

  *message = (Message) { .func = func, .data = data, .drop = drop };
  g_mutex_lock (&mailbox->mutex);
  is_open = !mailbox->is_closed;
  if (is_open)
    {
      g_queue_push_tail (&mailbox->queue, g_steal_pointer (&message));
      if (mailbox->queue.length == 1)
        g_source_set_ready_time (mailbox->source, 0);
    }
  g_mutex_unlock (&mailbox->mutex);
  return is_open;
}

/**
 * mon_mailbox_close:
 * @mailbox: a mailbox
 *
 * Refuses messages from now on and drops those that wait. May be called twice; on the thread of
 * its context.
 */
void
mon_mailbox_close (MonMailbox *mailbox)
{
  Message *message;

  g_mutex_lock (&mailbox->mutex);
  mailbox->is_closed = TRUE;
  g_mutex_unlock (&mailbox->mutex);
  while ((message = take_next (mailbox)) != NULL)
    drop_message (message);
  g_source_destroy (mailbox->source);
}
