/* mon-text.c: the text of a sample with the registers it came from, shared by all who keep it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-text.h"

#include <string.h>

/**
 * mon_text_new:
 * @registers: (array length=n_registers): the words as received
 * @n_registers: how many
 * @text: what they say, in UTF-8
 *
 * Keeps a text, in one piece of memory.
 *
 * Returns: (transfer full): the text
 */
MonText *
mon_text_new (const guint16 *registers,
              guint          n_registers,
              const char    *text)
{
  gsize registers_bytes = n_registers * sizeof *registers;
  gsize text_bytes = strlen (text) + 1;
  MonText *kept = g_atomic_rc_box_alloc (sizeof *kept + registers_bytes + text_bytes);
  char *end = (char *) kept->registers + registers_bytes;

  kept->n_registers = n_registers;
  memcpy (kept->registers, registers, registers_bytes);
  memcpy (end, text, text_bytes);
  kept->text = end;
  return kept;
}

/**
 * mon_text_ref:
 * @text: a text
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @text
 */
MonText *
mon_text_ref (MonText *text)
{
  return g_atomic_rc_box_acquire (text);
}

/**
 * mon_text_unref:
 * @text: (transfer full): a text
 *
 * Drops a reference. Any thread.
 */
void
mon_text_unref (MonText *text)
{
  g_atomic_rc_box_release (text);
}

/**
 * mon_text_bytes:
 * @text: a text
 *
 * Tells how much memory it takes, for limits.
 *
 * Returns: number of bytes
 */
gsize
mon_text_bytes (const MonText *text)
{
  return sizeof *text + text->n_registers * sizeof text->registers[0] + strlen (text->text) + 1;
}
