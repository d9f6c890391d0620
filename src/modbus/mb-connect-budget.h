/* mb-connect-budget.h: how many connects may begin in a second, over all who share it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"

G_BEGIN_DECLS

/* Enough for a thousand devices within half a minute; few enough for a network of controllers. */
#define MB_CONNECT_BUDGET_DEFAULT 50

/**
 * MbConnectBudget:
 *
 * So many tokens as connects may begin within a second. Each comes back one second after it was
 * taken, so that never more begin in any second; who finds none waits, and gets one in turn.
 */
typedef struct _MbConnectBudget MbConnectBudget;

typedef void (*MbConnectTicketFunc) (gpointer user_data);

/**
 * MbConnectTicket:
 *
 * The place of one connector in the queue, embedded there. All members are private; clear it before
 * its memory goes.
 */
typedef struct
{
  MbConnectBudget     *budget;
  MbConnectTicketFunc  granted;
  gpointer             user_data;
  GList                node;
  gboolean             is_waiting;
} MbConnectTicket;

/* Makes a budget with all its tokens there. */
MbConnectBudget *mb_connect_budget_new         (MbClock              *clock,
                                                guint                 n_per_second);
/* Takes a reference, on the thread of the budget. */
MbConnectBudget *mb_connect_budget_ref         (MbConnectBudget      *budget);
/* Drops a reference. */
void             mb_connect_budget_unref       (MbConnectBudget      *budget);
/* How many wait for a token. */
guint            mb_connect_budget_get_waiting (MbConnectBudget      *budget);

/* Prepares a ticket that does not wait. */
void             mb_connect_ticket_init        (MbConnectTicket      *ticket,
                                                MbConnectBudget      *budget,
                                                MbConnectTicketFunc   granted,
                                                gpointer              user_data);
/* TRUE: now. FALSE: granted will be called. */
gboolean         mb_connect_ticket_take        (MbConnectTicket      *ticket);
/* Does not want any more. */
void             mb_connect_ticket_withdraw    (MbConnectTicket      *ticket);
/* Withdraws it and drops its budget. */
void             mb_connect_ticket_clear       (MbConnectTicket      *ticket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbConnectBudget, mb_connect_budget_unref)

G_END_DECLS
