/* mon-links.h: the links of the engine by their endpoints: one for each, whoever uses it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-link.h"

G_BEGIN_DECLS

typedef struct _MonLinks MonLinks;

MonLinks *mon_links_new       (MbClock                 *clock);
void      mon_links_free      (MonLinks                *links);
MbClock  *mon_links_get_clock (MonLinks                *links);

guint     mon_links_get_n     (MonLinks                *links);

MonLink  *mon_links_get       (MonLinks                *links,
                               const MonConnectionSpec *spec);
void      mon_links_remove    (MonLinks                *links,
                               MonLink                 *link);
void      mon_links_note_stall (MonLinks               *links,
                               gint64                   stall_us);
gboolean  mon_links_is_for    (MonLinks                *links,
                               MonLink                 *link,
                               const MonConnectionSpec *spec);

G_END_DECLS
