/* mb-connect-budget.c: lets connects begin no faster than a network of small devices bears.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-connect-budget.h"

struct _MbConnectBudget
{
  guint    n_refs;
  MbClock *clock;
  MbTimer  timer;
  /* Of MbConnectTicket; the head has waited longest. */
  GQueue   waiting;
  /* When each token was taken last, by turns; the next one to take is the one taken first. */
  guint    n_tokens;
  guint    next;
  gint64   taken_us[];
};

/* When the next token is there: a time past for now. */
static gint64
next_token_us (MbConnectBudget *budget)
{
  gint64 taken_us = budget->taken_us[budget->next];

  return taken_us == 0 ? 0 : taken_us + G_USEC_PER_SEC;
}

static gboolean
take_token (MbConnectBudget *budget)
{
  gint64 now_us = mb_clock_get_time_us (budget->clock);

  if (next_token_us (budget) > now_us)
    return FALSE;
  budget->taken_us[budget->next] = now_us;
  budget->next = (budget->next + 1) % budget->n_tokens;
  return TRUE;
}

static void
timer_cb (gpointer user_data)
{
  g_autoptr (MbConnectBudget) budget = mb_connect_budget_ref (user_data);

  while (budget->waiting.length > 0 && take_token (budget))
    {
      MbConnectTicket *ticket = g_queue_peek_head (&budget->waiting);

      g_queue_unlink (&budget->waiting, &ticket->node);
      ticket->is_waiting = FALSE;
      ticket->granted (ticket->user_data);
    }
  if (budget->waiting.length > 0)
    mb_timer_arm (&budget->timer, next_token_us (budget));
}

/**
 * mb_connect_budget_new:
 * @clock: the clock, in whose turns tickets are granted
 * @n_per_second: how many connects may begin within a second, at least 1
 *
 * Makes a budget with all its tokens there. It belongs to the thread of @clock.
 *
 * Returns: (transfer full): a new budget
 */
MbConnectBudget *
mb_connect_budget_new (MbClock *clock,
                       guint    n_per_second)
{
  MbConnectBudget *budget;

  g_return_val_if_fail (n_per_second >= 1, NULL);

  budget = g_malloc0 (sizeof *budget + n_per_second * sizeof budget->taken_us[0]);
  budget->n_refs = 1;
  budget->clock = mb_clock_ref (clock);
  budget->n_tokens = n_per_second;
  g_queue_init (&budget->waiting);
  mb_timer_init (&budget->timer, clock, timer_cb, budget);
  return budget;
}

/**
 * mb_connect_budget_ref:
 * @budget: a budget
 *
 * Takes a reference, on the thread of the budget.
 *
 * Returns: (transfer full): @budget
 */
MbConnectBudget *
mb_connect_budget_ref (MbConnectBudget *budget)
{
  budget->n_refs++;
  return budget;
}

/**
 * mb_connect_budget_unref:
 * @budget: (transfer full): a budget
 *
 * Drops a reference. Tickets hold one each.
 */
void
mb_connect_budget_unref (MbConnectBudget *budget)
{
  if (--budget->n_refs > 0)
    return;
  g_assert (budget->waiting.length == 0);
  mb_timer_disarm (&budget->timer);
  mb_clock_unref (budget->clock);
  g_free (budget);
}

/**
 * mb_connect_budget_get_waiting:
 * @budget: a budget
 *
 * Returns: how many wait for a token
 */
guint
mb_connect_budget_get_waiting (MbConnectBudget *budget)
{
  return budget->waiting.length;
}

/**
 * mb_connect_ticket_init:
 * @ticket: memory for the ticket, which must not move
 * @budget: the budget, kept until mb_connect_ticket_clear()
 * @granted: called inside a turn when a token that was not there at once has come; it may take and
 *   withdraw tickets
 * @user_data: for @granted
 *
 * Prepares a ticket that does not wait.
 */
void
mb_connect_ticket_init (MbConnectTicket     *ticket,
                        MbConnectBudget     *budget,
                        MbConnectTicketFunc  granted,
                        gpointer             user_data)
{
  *ticket = (MbConnectTicket) {
    .budget = mb_connect_budget_ref (budget),
    .granted = granted,
    .user_data = user_data,
    .node = { .data = ticket },
  };
}

/**
 * mb_connect_ticket_take:
 * @ticket: a ticket that does not wait
 *
 * Takes a token if there is one and nobody waits; otherwise the ticket waits behind all others.
 * O(1).
 *
 * Returns: %TRUE when the connect may begin now; %FALSE when it may as soon as it is granted
 */
gboolean
mb_connect_ticket_take (MbConnectTicket *ticket)
{
  MbConnectBudget *budget = ticket->budget;

  g_return_val_if_fail (!ticket->is_waiting, FALSE);

  if (budget->waiting.length == 0 && take_token (budget))
    return TRUE;
  ticket->is_waiting = TRUE;
  g_queue_push_tail_link (&budget->waiting, &ticket->node);
  if (!mb_timer_is_armed (&budget->timer))
    mb_timer_arm (&budget->timer, next_token_us (budget));
  return FALSE;
}

/**
 * mb_connect_ticket_withdraw:
 * @ticket: a ticket
 *
 * Leaves the queue, if it is in there: it is not granted any more.
 */
void
mb_connect_ticket_withdraw (MbConnectTicket *ticket)
{
  if (!ticket->is_waiting)
    return;
  ticket->is_waiting = FALSE;
  g_queue_unlink (&ticket->budget->waiting, &ticket->node);
  if (ticket->budget->waiting.length == 0)
    mb_timer_disarm (&ticket->budget->timer);
}

/**
 * mb_connect_ticket_clear:
 * @ticket: a ticket, or one that is all zeros
 *
 * Withdraws it and drops its budget.
 */
void
mb_connect_ticket_clear (MbConnectTicket *ticket)
{
  if (ticket->budget == NULL)
    return;
  mb_connect_ticket_withdraw (ticket);
  g_clear_pointer (&ticket->budget, mb_connect_budget_unref);
}
