/* mon-findings.c: what the engine has learned of devices, until the project takes it over.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-findings.h"

struct _MonFindings
{
  gatomicrefcount n_refs;
  GMutex          lock;
  GHashTable     *ranges; /* handle of a device → GArray of MonDeadRange */
};

/**
 * mon_findings_new:
 *
 * Returns: (transfer full): findings of nothing yet
 */
MonFindings *
mon_findings_new (void)
{
  MonFindings *findings = g_new0 (MonFindings, 1);

  g_atomic_ref_count_init (&findings->n_refs);
  g_mutex_init (&findings->lock);
  findings->ranges = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  return findings;
}

/**
 * mon_findings_ref:
 * @findings: findings
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @findings
 */
MonFindings *
mon_findings_ref (MonFindings *findings)
{
  g_atomic_ref_count_inc (&findings->n_refs);
  return findings;
}

/**
 * mon_findings_unref:
 * @findings: (transfer full): findings
 *
 * Drops a reference. Any thread.
 */
void
mon_findings_unref (MonFindings *findings)
{
  if (!g_atomic_ref_count_dec (&findings->n_refs))
    return;
  g_hash_table_unref (findings->ranges);
  g_mutex_clear (&findings->lock);
  g_free (findings);
}

/**
 * mon_findings_put:
 * @findings: findings
 * @device: handle of a device
 * @ranges: (element-type MonDeadRange): all that it is known to refuse; a reference is taken
 *
 * Puts what is known of a device now. The engine's thread.
 */
void
mon_findings_put (MonFindings *findings,
                  guint32      device,
                  GArray      *ranges)
{
  g_mutex_lock (&findings->lock);
  g_hash_table_replace (findings->ranges, GUINT_TO_POINTER (device), g_array_ref (ranges));
  g_mutex_unlock (&findings->lock);
}

/**
 * mon_findings_take:
 * @findings: findings
 * @out_device: (out): handle of the device
 *
 * Takes the findings of one device of which there are any. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type MonDeadRange): all that it is known to refuse,
 *   empty when that is over; %NULL when nothing is new of any device
 */
GArray *
mon_findings_take (MonFindings *findings,
                   guint32     *out_device)
{
  GHashTableIter iter;
  gpointer device;
  gpointer ranges = NULL;

  g_mutex_lock (&findings->lock);
  g_hash_table_iter_init (&iter, findings->ranges);
  if (g_hash_table_iter_next (&iter, &device, &ranges))
    {
      *out_device = GPOINTER_TO_UINT (device);
      g_hash_table_iter_steal (&iter);
    }
  g_mutex_unlock (&findings->lock);
  return ranges;
}
