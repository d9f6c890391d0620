/* mon-mailbox.h: messages to a main context, first in first out: down to the engine and up again.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-turn.h"

G_BEGIN_DECLS

/* Messages handled in one dispatch, so that a flood does not hold up the sockets. */
#define MON_MAILBOX_STEP 256

/**
 * MonMailbox:
 *
 * Written to by any thread, emptied by the context that it belongs to.
 */
typedef struct _MonMailbox MonMailbox;

/* Takes over @data. */
typedef void (*MonMessageFunc) (gpointer data);

MonMailbox *mon_mailbox_new   (GMainContext   *context,
                               MbTurn         *turn);
MonMailbox *mon_mailbox_ref   (MonMailbox     *mailbox);
void        mon_mailbox_unref (MonMailbox     *mailbox);

gboolean    mon_mailbox_post  (MonMailbox     *mailbox,
                               MonMessageFunc  func,
                               gpointer        data,
                               GDestroyNotify  drop);
void        mon_mailbox_close (MonMailbox     *mailbox);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonMailbox, mon_mailbox_unref)

G_END_DECLS
