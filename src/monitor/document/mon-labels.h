/* mon-labels.h: words for numbers: what the values of a tag, or its bits, are called.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More words than that for one tag are no help to anybody. */
#define MON_LABELS_MAX 1000

/**
 * MonLabels:
 *
 * Immutable once it is shared, and reference-counted.
 */
typedef struct _MonLabels MonLabels;

MonLabels  *mon_labels_new         (void);
MonLabels  *mon_labels_ref         (MonLabels       *labels);
void        mon_labels_unref       (MonLabels       *labels);

gboolean    mon_labels_add         (MonLabels       *labels,
                                    gint64           number,
                                    const char      *text);
guint       mon_labels_get_n       (const MonLabels *labels);
const char *mon_labels_get         (const MonLabels *labels,
                                    guint            index,
                                    gint64          *out_number);
const char *mon_labels_find        (const MonLabels *labels,
                                    gint64           number);
gboolean    mon_labels_find_number (const MonLabels *labels,
                                    const char      *text,
                                    gint64          *out_number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonLabels, mon_labels_unref)

G_END_DECLS
