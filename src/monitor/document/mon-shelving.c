/* mon-shelving.c: an alarm that somebody does not want to hear of for a time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-shelving.h"

static void
clear_cb (gpointer data)
{
  MonShelving *shelving = data;

  g_free (shelving->alarm_id);
  g_free (shelving->extra);
}

static void
unref_cb (gpointer shelving)
{
  mon_shelving_unref (shelving);
}

/**
 * mon_shelving_new:
 *
 * Returns: (transfer full): a node to be filled in
 */
MonShelving *
mon_shelving_new (void)
{
  MonShelving *shelving = g_atomic_rc_box_new0 (MonShelving);

  shelving->alarm_id = g_strdup ("");
  return shelving;
}

/**
 * mon_shelving_ref:
 * @shelving: a node
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @shelving
 */
MonShelving *
mon_shelving_ref (MonShelving *shelving)
{
  return g_atomic_rc_box_acquire (shelving);
}

/**
 * mon_shelving_unref:
 * @shelving: (transfer full): a node
 *
 * Drops a reference. Any thread.
 */
void
mon_shelving_unref (MonShelving *shelving)
{
  g_atomic_rc_box_release_full (shelving, clear_cb);
}

/**
 * mon_shelving_new_array:
 *
 * Returns: (transfer full) (element-type MonShelving): an empty array that drops what is in it
 */
GPtrArray *
mon_shelving_new_array (void)
{
  return g_ptr_array_new_with_free_func (unref_cb);
}
