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
 * As many tokens as connects may begin within a second. Each comes back one second after it was
 * taken, so that never more begin in any second; who finds none waits, and gets one in turn. One
 * budget is given to every connector by mb_connector_set_budget(); nobody else needs a ticket.
 */
typedef struct _MbConnectBudget MbConnectBudget;

/* A ticket that waited has its token now, inside a turn. May take and withdraw tickets. */
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

/* Makes a budget with all its tokens there, at least one. */
MbConnectBudget *mb_connect_budget_new         (MbClock              *clock,
                                                guint                 n_per_second);
/* Takes a reference, on the thread of the budget. */
MbConnectBudget *mb_connect_budget_ref         (MbConnectBudget      *budget);
/* Drops a reference; each ticket holds one. */
void             mb_connect_budget_unref       (MbConnectBudget      *budget);
/* How many wait for a token. */
guint            mb_connect_budget_get_waiting (MbConnectBudget      *budget);

/* Prepares a ticket that does not wait; its memory must not move. */
void             mb_connect_ticket_init        (MbConnectTicket      *ticket,
                                                MbConnectBudget      *budget,
                                                MbConnectTicketFunc   granted,
                                                gpointer              user_data);
/* Takes a token. TRUE: the connect may begin now; FALSE: it may when granted is called. */
gboolean         mb_connect_ticket_take        (MbConnectTicket      *ticket);
/* Leaves the queue, if it is in there. */
void             mb_connect_ticket_withdraw    (MbConnectTicket      *ticket);
/* Withdraws it and drops its budget; good for one that is all zeros, too. */
void             mb_connect_ticket_clear       (MbConnectTicket      *ticket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbConnectBudget, mb_connect_budget_unref)

G_END_DECLS
