/* mb-turn.h: the turn of a main context: what is put off to the end of the work at hand.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MbTurn:
 *
 * One for each main context that carries links. A turn is the dispatch of one source that entered
 * it (socket, clock, mailbox) and whatever that dispatch caused. Hooks asked for during a turn run
 * at its end; asked for outside one, they run in a turn of their own at the next iteration of the
 * context, never before the asking call returns. Nothing here takes a lock: all of it belongs to
 * the thread that iterates the context.
 *
 * Programs make one and give it to mb_clock_new(); the sources of this floor enter it by
 * themselves. What puts something off has a hook:
 *
 * ```c
 * static void
 * note_change (Journal *journal)
 * {
 *   journal->n_changes++;
 *   mb_turn_hook_request (&journal->save_hook);
 * }
 * ```
 *
 * and a source of one's own enters the turn, so that two changes are saved once:
 *
 * ```c
 *   mb_turn_enter (journal->turn);
 *   note_change (journal);
 *   note_change (journal);
 *   mb_turn_leave (journal->turn);
 *   return G_SOURCE_REMOVE;
 * ```
 */
typedef struct _MbTurn MbTurn;

/**
 * MbTurnPhase:
 * @MB_TURN_FLUSH: send what was queued, once for each dirty link
 * @MB_TURN_DELIVER: hand one batch to the stores and queues
 * @MB_TURN_CLOSE: close and free what was marked
 *
 * The phases at the end of a turn, in their order. A hook that asks for an earlier phase again
 * (a closing link fails its exchanges) gets it in the same turn.
 */
typedef enum
{
  MB_TURN_FLUSH,
  MB_TURN_DELIVER,
  MB_TURN_CLOSE,
} MbTurnPhase;

/* What a hook does, inside the turn. */
typedef void (*MbTurnFunc) (gpointer user_data);

/**
 * MbTurnHook:
 *
 * One thing to do at the end of a turn, embedded in what it belongs to. Asked for twice, it runs
 * once. All members are private; clear it before its memory goes.
 */
typedef struct _MbTurnHook MbTurnHook;
struct _MbTurnHook
{
  MbTurn      *turn;
  MbTurnPhase  phase;
  MbTurnFunc   func;
  gpointer     user_data;
  MbTurnHook  *next;
  gboolean     is_queued;
};

/* Turns. */

/* Makes the turn of a main context, NULL for the default one. */
MbTurn       *mb_turn_new          (GMainContext *context);
/* Takes a reference, on the thread of the turn. */
MbTurn       *mb_turn_ref          (MbTurn       *turn);
/* Drops a reference; at the last one no hook may be queued. */
void          mb_turn_unref        (MbTurn       *turn);
/* Gets the main context to which sources of this turn are to be attached. */
GMainContext *mb_turn_get_context  (MbTurn       *turn);

/* For sources. */

/* Begins a turn, before a source calls anybody. Turns do not nest: to iterate the context in a
 * callback is an error of its caller, and aborts here. */
void          mb_turn_enter        (MbTurn       *turn);
/* Ends the turn: runs the hooks, those of the earliest phase first and within a phase in the
 * order of their request, until none is left. */
void          mb_turn_leave        (MbTurn       *turn);
/* Whether a dispatch of this turn is going on. */
gboolean      mb_turn_is_inside    (MbTurn       *turn);
/* Tells one turn from the next, for what is remembered within one only; 0 outside. */
guint64       mb_turn_get_serial   (MbTurn       *turn);

/* What is to come back. */

/* Tells that an asynchronous operation has begun which will come back over the context, also when
 * it is cancelled. Whoever ends the context runs it until nothing is held. */
void          mb_turn_hold         (MbTurn       *turn);
/* Tells that such an operation has come back. */
void          mb_turn_release      (MbTurn       *turn);
/* Whether such an operation is still to come back. */
gboolean      mb_turn_is_held      (MbTurn       *turn);

/* Hooks. */

/* Prepares a hook, not yet requested; @turn must outlive it, and its memory must not move. */
void          mb_turn_hook_init    (MbTurnHook   *hook,
                                    MbTurn       *turn,
                                    MbTurnPhase   phase,
                                    MbTurnFunc    func,
                                    gpointer      user_data);
/* Asks that the hook runs at the end of this turn, or outside a turn in one of its own at the
 * next iteration of the context. */
void          mb_turn_hook_request (MbTurnHook   *hook);
/* Takes back a request, if there was one; good for a hook that is all zeros, too. */
void          mb_turn_hook_clear   (MbTurnHook   *hook);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbTurn, mb_turn_unref)

G_END_DECLS
