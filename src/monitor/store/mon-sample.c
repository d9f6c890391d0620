/* mon-sample.c: the names of qualities, and which of them carry a value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-sample.h"

/* Thousands of them pass in a second. */
G_STATIC_ASSERT (sizeof (MonSample) == 40);

/**
 * mon_quality_name:
 * @quality: a quality
 *
 * Gives the name that files and JSON lines use.
 *
 * Returns: (transfer none): "good", "late", "stale", "timeout", "exception", "breach",
 *   "link-down", "not-available" or "paused"
 */
const char *
mon_quality_name (MonQuality quality)
{
  switch (quality)
    {
    case MON_QUALITY_GOOD:
      return "good";
    case MON_QUALITY_LATE:
      return "late";
    case MON_QUALITY_STALE:
      return "stale";
    case MON_QUALITY_TIMEOUT:
      return "timeout";
    case MON_QUALITY_EXCEPTION:
      return "exception";
    case MON_QUALITY_BREACH:
      return "breach";
    case MON_QUALITY_LINK_DOWN:
      return "link-down";
    case MON_QUALITY_NOT_AVAILABLE:
      return "not-available";
    case MON_QUALITY_PAUSED:
      return "paused";
    }

  g_return_val_if_reached ("breach");
}

/**
 * mon_sample_get_raw:
 * @sample: a sample
 *
 * Gives the words as they were received, of a number or of a text.
 *
 * Returns: (transfer none) (array): @sample->n_raw words
 */
const guint16 *
mon_sample_get_raw (const MonSample *sample)
{
  return sample->value.kind == MB_VALUE_TEXT ? sample->text->registers : sample->raw;
}

/**
 * mon_quality_has_value:
 * @quality: a quality
 *
 * Tells whether a sample of this quality carries a value.
 *
 * Returns: %TRUE for good and late
 */
gboolean
mon_quality_has_value (MonQuality quality)
{
  return quality == MON_QUALITY_GOOD || quality == MON_QUALITY_LATE;
}
