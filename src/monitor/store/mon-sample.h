/* mon-sample.h: a sample: time, value or none, quality, of one tag.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-value.h"
#include "monitor/document/mon-tag-value.h"
#include "monitor/store/mon-text.h"

G_BEGIN_DECLS

/**
 * MonQuality:
 * @MON_QUALITY_GOOD: a valid value in time
 * @MON_QUALITY_LATE: a valid value, more than one period after it was due
 * @MON_QUALITY_STALE: no valid value for some periods
 * @MON_QUALITY_TIMEOUT: no answer in time
 * @MON_QUALITY_EXCEPTION: the device said no
 * @MON_QUALITY_BREACH: the answer broke the protocol
 * @MON_QUALITY_LINK_DOWN: there was no link to ask over
 * @MON_QUALITY_NOT_AVAILABLE: the device's own mark for "no value"
 * @MON_QUALITY_PAUSED: not asked
 *
 * How far a value can be trusted. Only GOOD and LATE carry one.
 */
typedef enum
{
  MON_QUALITY_GOOD,
  MON_QUALITY_LATE,
  MON_QUALITY_STALE,
  MON_QUALITY_TIMEOUT,
  MON_QUALITY_EXCEPTION,
  MON_QUALITY_BREACH,
  MON_QUALITY_LINK_DOWN,
  MON_QUALITY_NOT_AVAILABLE,
  MON_QUALITY_PAUSED,
} MonQuality;

/* "good", "link-down", …: as in files and JSON. */
const char *mon_quality_name      (MonQuality quality);
gboolean    mon_quality_has_value (MonQuality quality);

/**
 * MonSample:
 * @tag: handle of the tag
 * @quality: its quality
 * @detail: exception code for EXCEPTION, #MbBreach for BREACH, #MonLack for NOT_AVAILABLE, or
 *   #MonFault when it is computed; for TIMEOUT the seconds until the device is asked again when it
 *   was not asked for this sample; else 0
 * @n_raw: number of words as received, see mon_sample_get_raw(); 0 for bits, for what is computed,
 *   and without an answer
 * @time_us: wall time of the receipt of its ADU (or of the judgement), unique per link; of a
 *   computed one that of its newest input
 * @value: the engineering value (scale and offset applied); kind NONE without a value
 * @raw: the words of a number
 * @text: the words and the text when the kind of @value is TEXT, which it belongs to
 *
 * What was known of a tag at one time. Whoever copies one by assignment borrows its text; to keep
 * it there is mon_sample_hold().
 */
typedef struct
{
  guint32    tag;
  guint8     quality;
  guint8     detail;
  guint8     n_raw;
  gint64     time_us;
  MbValue    value;
  union
  {
    guint16  raw[MB_VALUE_MAX_REGISTERS];
    MonText *text;
  };
} MonSample;

const guint16 *mon_sample_get_raw (const MonSample *sample);

/* Makes a copied sample keep its text, if it has one. */
static inline void
mon_sample_hold (MonSample *sample)
{
  if (G_UNLIKELY (sample->value.kind == MB_VALUE_TEXT))
    mon_text_ref (sample->text);
}

/* Frees what a sample that was held, or made by the sampler, keeps; it has no value then. */
static inline void
mon_sample_clear (MonSample *sample)
{
  if (G_UNLIKELY (sample->value.kind == MB_VALUE_TEXT))
    {
      sample->value.kind = MB_VALUE_NONE;
      g_clear_pointer (&sample->text, mon_text_unref);
    }
}

G_END_DECLS
