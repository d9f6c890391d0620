/* golden-calls.h: the calls of the golden session, and what must come of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-table-calls.h"

G_BEGIN_DECLS

#define CALLS_MAX 64

/**
 * Calls:
 * @client: set it first; all else is 0
 * @unit: whom to ask
 * @n_done: how many have ended
 *
 * The outcomes of calls, by the order of the calls.
 */
typedef struct
{
  MbClient   *client;
  guint8      unit;
  guint       n_done;
  guint       next;
  MbResponse *responses[CALLS_MAX];
  GError     *errors[CALLS_MAX];
} Calls;

void calls_clear         (Calls        *calls);
void calls_read          (Calls        *calls,
                          MbTable       table,
                          guint16       quantity,
                          GCancellable *cancellable);
void calls_read_at       (Calls        *calls,
                          MbTable       table,
                          guint16       address,
                          guint16       quantity,
                          GCancellable *cancellable);
void calls_write_register (Calls        *calls,
                          guint16       address,
                          guint16       value);
/* Any request, valid or not. */
void calls_pdu           (Calls        *calls,
                          const guint8 *pdu,
                          gsize         len);
/* Starts all twelve at once. */
void golden_calls_start  (Calls        *calls);
/* That the first twelve calls were the golden ones, and ended rightly. */
void golden_calls_expect (const Calls  *calls);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Calls, calls_clear)

G_END_DECLS
