/* ui-flash.c: lets changed values draw the eye, and stop doing so after a while.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-flash.h"

#include "ui/ui-clock.h"

/* How long a changed value draws the eye, and how often it is looked whether some are to stop. */
#define FLASH_US (700 * 1000)
#define STEP_US (100 * 1000)

struct _UiFlash
{
  /* Cell → monotonic time at which its flash ends. */
  GHashTable *cells;
  MbTimer     timer;
};

static void
timer_cb (gpointer user_data)
{
  UiFlash *flash = user_data;
  gint64 now_us = mb_clock_get_time_us (flash->timer.clock), next_us = G_MAXINT64;
  GHashTableIter iter;
  gpointer cell, value;

  g_hash_table_iter_init (&iter, flash->cells);
  while (g_hash_table_iter_next (&iter, &cell, &value))
    {
      gint64 *due_us = value;

      if (*due_us <= now_us)
        {
          ui_value_cell_set_flash (cell, FALSE);
          g_hash_table_iter_remove (&iter);
        }
      else
        next_us = MIN (next_us, *due_us);
    }
  if (next_us != G_MAXINT64)
    mb_timer_arm (&flash->timer, MAX (next_us, now_us + STEP_US));
}

/**
 * ui_flash_new:
 *
 * Returns: (transfer full): a set of no cells
 */
UiFlash *
ui_flash_new (void)
{
  UiFlash *flash = g_new0 (UiFlash, 1);

  flash->cells = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  mb_timer_init (&flash->timer, ui_clock_get_default (), timer_cb, flash);
  return flash;
}

/**
 * ui_flash_free:
 * @flash: (transfer full): a set of cells
 */
void
ui_flash_free (UiFlash *flash)
{
  mb_timer_disarm (&flash->timer);
  g_hash_table_unref (flash->cells);
  g_free (flash);
}

/**
 * ui_flash_start:
 * @flash: a set of cells
 * @cell: a cell that flashes; forget it before it goes
 *
 * Ends the flash of a cell after a while, counted from now.
 */
void
ui_flash_start (UiFlash     *flash,
                UiValueCell *cell)
{
  gint64 due_us = mb_clock_get_time_us (flash->timer.clock) + FLASH_US;

  g_hash_table_insert (flash->cells, cell, g_memdup2 (&due_us, sizeof due_us));
  if (!mb_timer_is_armed (&flash->timer))
    mb_timer_arm (&flash->timer, due_us);
}

/**
 * ui_flash_forget:
 * @flash: a set of cells
 * @cell: a cell, flashing or not
 */
void
ui_flash_forget (UiFlash     *flash,
                 UiValueCell *cell)
{
  g_hash_table_remove (flash->cells, cell);
}
