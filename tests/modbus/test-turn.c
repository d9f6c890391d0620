/* test-turn.c: hooks at the end of a turn: their order, their being asked for once, their undoing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-turn.h"

typedef struct
{
  MbTurn     *turn;
  GString    *log;
  MbTurnHook  flush;
  MbTurnHook  deliver;
  MbTurnHook  close;
  gboolean    close_asks_flush;
} Fixture;

static void
flush_cb (gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  g_string_append_c (f->log, 'f');
}

static void
deliver_cb (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->log, 'd');
}

static void
close_cb (gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_c (f->log, 'c');
  if (!f->close_asks_flush)
    return;
  f->close_asks_flush = FALSE;
  mb_turn_hook_request (&f->deliver);
  mb_turn_hook_request (&f->flush);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->turn = mb_turn_new (NULL);
  f->log = g_string_new (NULL);
  mb_turn_hook_init (&f->flush, f->turn, MB_TURN_FLUSH, flush_cb, f);
  mb_turn_hook_init (&f->deliver, f->turn, MB_TURN_DELIVER, deliver_cb, f);
  mb_turn_hook_init (&f->close, f->turn, MB_TURN_CLOSE, close_cb, f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  mb_turn_unref (f->turn);
  g_string_free (f->log, TRUE);
}

static void
test_phases (Fixture       *f,
             gconstpointer  data)
{
  mb_turn_enter (f->turn);
  mb_turn_hook_request (&f->close);
  mb_turn_hook_request (&f->deliver);
  mb_turn_hook_request (&f->flush);
  mb_turn_hook_request (&f->flush);
  g_assert_cmpstr (f->log->str, ==, "");
  mb_turn_leave (f->turn);
  g_assert_cmpstr (f->log->str, ==, "fdc");
  g_assert_false (mb_turn_is_inside (f->turn));
}

static void
test_earlier_phase_again (Fixture       *f,
                          gconstpointer  data)
{
  f->close_asks_flush = TRUE;
  mb_turn_enter (f->turn);
  mb_turn_hook_request (&f->close);
  mb_turn_leave (f->turn);
  g_assert_cmpstr (f->log->str, ==, "cfd");
}

static void
test_outside (Fixture       *f,
              gconstpointer  data)
{
  mb_turn_hook_request (&f->deliver);
  mb_turn_hook_request (&f->flush);
  g_assert_cmpstr (f->log->str, ==, "");
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpstr (f->log->str, ==, "fd");
  g_assert_false (g_main_context_iteration (NULL, FALSE));
}

static void
test_clear (Fixture       *f,
            gconstpointer  data)
{
  MbTurnHook other;

  mb_turn_hook_init (&other, f->turn, MB_TURN_FLUSH, deliver_cb, f);
  mb_turn_enter (f->turn);
  mb_turn_hook_request (&f->flush);
  mb_turn_hook_request (&other);
  mb_turn_hook_clear (&other);
  mb_turn_hook_clear (&other);
  mb_turn_hook_request (&other);
  mb_turn_hook_clear (&f->flush);
  mb_turn_leave (f->turn);
  g_assert_cmpstr (f->log->str, ==, "d");
}

static void
test_nested (void)
{
  g_autoptr (MbTurn) turn = NULL;

  if (g_test_subprocess ())
    {
      turn = mb_turn_new (NULL);
      mb_turn_enter (turn);
      mb_turn_enter (turn);
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*!turn->is_inside*");
}

static void
test_held (Fixture       *f,
           gconstpointer  data)
{
  g_assert_false (mb_turn_is_held (f->turn));
  mb_turn_hold (f->turn);
  mb_turn_hold (f->turn);
  mb_turn_release (f->turn);
  g_assert_true (mb_turn_is_held (f->turn));
  mb_turn_release (f->turn);
  g_assert_false (mb_turn_is_held (f->turn));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/mb/turn/phases", test_phases);
  ADD ("/mb/turn/earlier-phase-again", test_earlier_phase_again);
  ADD ("/mb/turn/outside", test_outside);
  ADD ("/mb/turn/clear", test_clear);
  ADD ("/mb/turn/held", test_held);
  g_test_add_func ("/mb/turn/nested", test_nested);
  return g_test_run ();
}
