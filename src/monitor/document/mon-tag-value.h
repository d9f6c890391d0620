/* mon-tag-value.h: the registers of a tag as the value that it shows, and back; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-text.h"
#include "monitor/document/mon-tag-spec.h"

G_BEGIN_DECLS

/**
 * MonLack:
 * @MON_LACK_NONE: there is a value, or nothing is known of why there is none
 * @MON_LACK_SENTINEL: the device sent its mark for "no value"
 * @MON_LACK_BCD: a digit of BCD was above 9
 *
 * Why registers have no value.
 */
typedef enum
{
  MON_LACK_NONE,
  MON_LACK_SENTINEL,
  MON_LACK_BCD,
} MonLack;

MonLack  mon_tag_value_decode  (const MonTagSpec *tag,
                                const guint16    *registers,
                                MbValue          *out_value,
                                char             *text);
gboolean mon_tag_value_encode  (const MonTagSpec *tag,
                                const MbValue    *value,
                                guint16          *registers,
                                GError          **error);
guint16  mon_tag_value_mask    (const MonTagSpec *tag);
guint    mon_tag_value_n_bits  (const MonTagSpec *tag);
gboolean mon_tag_value_get_range
                               (const MonTagSpec *tag,
                                gint64           *out_min,
                                guint64          *out_max);
void     mon_tag_value_scale   (const MonTagSpec *tag,
                                const MbValue    *raw,
                                MbValue          *out_value);
void     mon_tag_value_unscale (const MonTagSpec *tag,
                                const MbValue    *value,
                                MbValue          *out_raw);

G_END_DECLS
