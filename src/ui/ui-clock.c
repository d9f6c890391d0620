/* ui-clock.c: the clock of the main context, for the timers of the window.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-clock.h"

/**
 * ui_clock_get_default:
 *
 * Gives the clock of the default main context. It lives as long as the process, as its context
 * does. Main thread.
 *
 * Returns: (transfer none): the clock
 */
MbClock *
ui_clock_get_default (void)
{
  static MbClock *clock = NULL;

  if (clock == NULL)
    {
      g_autoptr (MbTurn) turn = mb_turn_new (g_main_context_default ());

      clock = mb_clock_new (turn);
    }
  return clock;
}
