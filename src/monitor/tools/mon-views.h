/* mon-views.h: the devices and tags of a project as objects for views, by handle.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/tools/mon-device.h"
#include "monitor/tools/mon-tag.h"

G_BEGIN_DECLS

typedef struct _MonViews MonViews;

MonViews   *mon_views_new         (MbClock        *clock,
                                   MonBoard       *board);
void        mon_views_free        (MonViews       *views);

void        mon_views_set_root    (MonViews       *views,
                                   MonProjectSpec *root);
void        mon_views_set_paused  (MonViews       *views,
                                   gboolean        paused);
/* Takes the state of a tag, a device or a connection from the board. */
void        mon_views_refresh     (MonViews       *views,
                                   guint32         handle);
void        mon_views_tick        (MonViews       *views);

GListModel *mon_views_get_devices (MonViews       *views);
GListModel *mon_views_get_plotted (MonViews       *views);
MonDevice  *mon_views_find_device (MonViews       *views,
                                   guint32         handle);
MonTag     *mon_views_find_tag    (MonViews       *views,
                                   guint32         handle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonViews, mon_views_free)

G_END_DECLS
