/* mb-turn.c: the turn of a main context: runs what was put off when the work at hand is done.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-turn.h"

#define N_PHASES (MB_TURN_CLOSE + 1)

typedef struct
{
  MbTurnHook *first;
  MbTurnHook *last;
} HookQueue;

struct _MbTurn
{
  guint         n_refs;
  GMainContext *context;
  GSource      *source;
  HookQueue     queues[N_PHASES];
  gboolean      is_inside;
  guint64       serial;
  guint         n_held;
};

typedef struct
{
  GSource  parent;
  MbTurn  *turn;
} TurnSource;

static MbTurnHook *
take_next (MbTurn *turn)
{
  for (guint phase = 0; phase < N_PHASES; phase++)
    {
      HookQueue *queue = &turn->queues[phase];
      MbTurnHook *hook = queue->first;

      if (hook == NULL)
        continue;
      queue->first = hook->next;
      if (queue->first == NULL)
        queue->last = NULL;
      hook->next = NULL;
      hook->is_queued = FALSE;
      return hook;
    }
  return NULL;
}

static gboolean
has_hooks (const MbTurn *turn)
{
  for (guint phase = 0; phase < N_PHASES; phase++)
    if (turn->queues[phase].first != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
turn_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  MbTurn *turn = ((TurnSource *) source)->turn;

  g_source_set_ready_time (source, -1);
  mb_turn_ref (turn);
  mb_turn_enter (turn);
  mb_turn_leave (turn);
  mb_turn_unref (turn);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs turn_source_funcs = {
  .dispatch = turn_source_dispatch,
};

/**
 * mb_turn_new:
 * @context: (nullable): the main context whose sources will enter the turn; %NULL for the default
 *
 * Makes the turn of a main context. It and all that uses it belong to the thread that iterates
 * @context; nothing here takes a lock.
 *
 * Returns: (transfer full): a new turn
 */
MbTurn *
mb_turn_new (GMainContext *context)
{
  MbTurn *turn = g_new0 (MbTurn, 1);

  turn->n_refs = 1;
  turn->context = g_main_context_ref (context != NULL ? context : g_main_context_default ());
  turn->source = g_source_new (&turn_source_funcs, sizeof (TurnSource));
  ((TurnSource *) turn->source)->turn = turn;
  g_source_set_static_name (turn->source, "MbTurn");
  g_source_set_can_recurse (turn->source, TRUE);
  g_source_attach (turn->source, turn->context);
  return turn;
}

/**
 * mb_turn_ref:
 * @turn: a turn
 *
 * Takes a reference, on the thread of the turn.
 *
 * Returns: (transfer full): @turn
 */
MbTurn *
mb_turn_ref (MbTurn *turn)
{
  g_return_val_if_fail (turn != NULL, NULL);

  turn->n_refs++;
  return turn;
}

/**
 * mb_turn_unref:
 * @turn: (transfer full): a turn
 *
 * Drops a reference. At the last one no hook may be queued any more.
 */
void
mb_turn_unref (MbTurn *turn)
{
  g_return_if_fail (turn != NULL);

  if (--turn->n_refs > 0)
    return;
  g_assert (!turn->is_inside && !has_hooks (turn));
  g_source_destroy (turn->source);
  g_source_unref (turn->source);
  g_main_context_unref (turn->context);
  g_free (turn);
}

/**
 * mb_turn_get_context:
 * @turn: a turn
 *
 * Gets the main context to which sources of this turn are to be attached.
 *
 * Returns: (transfer none): the context
 */
GMainContext *
mb_turn_get_context (MbTurn *turn)
{
  return turn->context;
}

/**
 * mb_turn_enter:
 * @turn: a turn
 *
 * Begins a turn; a dispatching source does so before it calls anybody. Every call has its
 * mb_turn_leave(). Aborts inside a turn: somebody iterated the context from a callback.
 */
void
mb_turn_enter (MbTurn *turn)
{
  g_assert (!turn->is_inside);
  turn->is_inside = TRUE;
  turn->serial++;
}

/**
 * mb_turn_leave:
 * @turn: a turn
 *
 * Ends the turn: runs the hooks, those of the earliest phase first and within a phase in the order
 * of their request, until none is left. @turn must be kept alive by its caller meanwhile.
 */
void
mb_turn_leave (MbTurn *turn)
{
  MbTurnHook *hook;

  g_assert (turn->is_inside);
  while ((hook = take_next (turn)) != NULL)
    hook->func (hook->user_data);
  turn->is_inside = FALSE;
}

/**
 * mb_turn_is_inside:
 * @turn: a turn
 *
 * Returns: whether a dispatch of this turn is going on
 */
gboolean
mb_turn_is_inside (MbTurn *turn)
{
  return turn->is_inside;
}

/**
 * mb_turn_get_serial:
 * @turn: a turn
 *
 * Tells one turn from the next, for what is remembered within one only.
 *
 * Returns: a number that is never used again, or 0 outside a turn
 */
guint64
mb_turn_get_serial (MbTurn *turn)
{
  return turn->is_inside ? turn->serial : 0;
}

/**
 * mb_turn_hold:
 * @turn: a turn
 *
 * Tells that an asynchronous operation has begun which will come back over the context of @turn,
 * also when it is cancelled. Whoever ends the context must run it until nothing is held: a
 * handshake of TLS in a worker thread would wait for it for ever. Each call has its
 * mb_turn_release().
 */
void
mb_turn_hold (MbTurn *turn)
{
  turn->n_held++;
}

/**
 * mb_turn_release:
 * @turn: a turn
 *
 * Tells that an operation has come back.
 */
void
mb_turn_release (MbTurn *turn)
{
  g_assert (turn->n_held > 0);
  turn->n_held--;
}

/**
 * mb_turn_is_held:
 * @turn: a turn
 *
 * Returns: whether an operation is still to come back
 */
gboolean
mb_turn_is_held (MbTurn *turn)
{
  return turn->n_held > 0;
}

/**
 * mb_turn_hook_init:
 * @hook: memory for the hook, which must not move
 * @turn: the turn, which must outlive the hook
 * @phase: when at the end of a turn it runs
 * @func: what it runs, inside the turn
 * @user_data: for @func
 *
 * Prepares a hook, not yet requested.
 */
void
mb_turn_hook_init (MbTurnHook  *hook,
                   MbTurn      *turn,
                   MbTurnPhase  phase,
                   MbTurnFunc   func,
                   gpointer     user_data)
{
  *hook = (MbTurnHook) {
    .turn = turn,
    .phase = phase,
    .func = func,
    .user_data = user_data,
  };
}

/**
 * mb_turn_hook_request:
 * @hook: a hook
 *
 * Asks that the hook runs at the end of this turn, or outside a turn in one of its own at the next
 * iteration of the context. A hook that is queued already stays where it is.
 */
void
mb_turn_hook_request (MbTurnHook *hook)
{
  MbTurn *turn = hook->turn;
  HookQueue *queue = &turn->queues[hook->phase];

  if (hook->is_queued)
    return;
  if (!turn->is_inside && !has_hooks (turn))
    g_source_set_ready_time (turn->source, 0);
  hook->is_queued = TRUE;
  if (queue->last != NULL)
    queue->last->next = hook;
  else
    queue->first = hook;
  queue->last = hook;
}

/**
 * mb_turn_hook_clear:
 * @hook: a hook, or one that is all zeros
 *
 * Takes back a request, if there was one. O(n) in the hooks queued for its phase.
 */
void
mb_turn_hook_clear (MbTurnHook *hook)
{
  HookQueue *queue;
  MbTurnHook *before = NULL;

  if (!hook->is_queued)
    return;
  queue = &hook->turn->queues[hook->phase];
  for (MbTurnHook *other = queue->first; other != hook; other = other->next)
    before = other;
  if (before != NULL)
    before->next = hook->next;
  else
    queue->first = hook->next;
  if (queue->last == hook)
    queue->last = before;
  hook->next = NULL;
  hook->is_queued = FALSE;
}
