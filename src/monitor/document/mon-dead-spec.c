/* mon-dead-spec.c: items that a device was found to refuse, remembered with the project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-dead-spec.h"

static void
unref_cb (gpointer spec)
{
  mon_dead_spec_unref (spec);
}

static void
clear_cb (gpointer data)
{
  MonDeadSpec *spec = data;

  g_free (spec->device_id);
  g_free (spec->extra);
}

/**
 * mon_dead_spec_new:
 * @device_id: id of a device
 * @range: what it refuses
 *
 * Makes a node of the project.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonDeadSpec *
mon_dead_spec_new (const char         *device_id,
                   const MonDeadRange *range)
{
  MonDeadSpec *spec = g_atomic_rc_box_new0 (MonDeadSpec);

  spec->device_id = g_strdup (device_id);
  spec->range = *range;
  return spec;
}

/**
 * mon_dead_spec_ref:
 * @spec: what was learned
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @spec
 */
MonDeadSpec *
mon_dead_spec_ref (MonDeadSpec *spec)
{
  return g_atomic_rc_box_acquire (spec);
}

/**
 * mon_dead_spec_unref:
 * @spec: (transfer full): what was learned
 *
 * Drops a reference. Any thread.
 */
void
mon_dead_spec_unref (MonDeadSpec *spec)
{
  g_atomic_rc_box_release_full (spec, clear_cb);
}

/**
 * mon_dead_spec_new_array:
 *
 * Returns: (transfer full) (element-type MonDeadSpec): an empty array that holds references
 */
GPtrArray *
mon_dead_spec_new_array (void)
{
  return g_ptr_array_new_with_free_func (unref_cb);
}
