/* mon-sentinels.h: what a device sends when it has no value: marks of its own for "not available".
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-value.h"

G_BEGIN_DECLS

/* Marks of one tag. */
#define MON_SENTINELS_MAX 32

/**
 * MonSentinel:
 * @is_pattern: whether it is given by its bits, or else by its number
 * @bits: the bits, as in "0x8000": those of the value, its most significant first
 * @n_digits: with how many hex digits it is written
 * @number: the number, before scale and offset: of kind INT or FLOAT64; also NaN and the infinities
 *
 * One mark.
 */
typedef struct
{
  gboolean is_pattern;
  guint64  bits;
  guint    n_digits;
  MbValue  number;
} MonSentinel;

/**
 * MonSentinels:
 *
 * The marks of a tag. Immutable once it is shared, and reference-counted.
 */
typedef struct _MonSentinels MonSentinels;

MonSentinels      *mon_sentinels_new       (void);
MonSentinels      *mon_sentinels_ref       (MonSentinels       *sentinels);
void               mon_sentinels_unref     (MonSentinels       *sentinels);
void               mon_sentinels_add       (MonSentinels       *sentinels,
                                            const MonSentinel  *sentinel);
guint              mon_sentinels_get_n     (const MonSentinels *sentinels);
const MonSentinel *mon_sentinels_get       (const MonSentinels *sentinels,
                                            guint               index);
gboolean           mon_sentinels_match     (const MonSentinels *sentinels,
                                            const MbValue      *raw,
                                            guint64             bits);

gboolean           mon_sentinel_parse      (MonSentinel        *out_sentinel,
                                            const char         *text);
char              *mon_sentinel_dup_text   (const MonSentinel  *sentinel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonSentinels, mon_sentinels_unref)

G_END_DECLS
