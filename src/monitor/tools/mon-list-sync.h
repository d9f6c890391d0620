/* mon-list-sync.h: brings a list store to given items with the least change that views notice.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void mon_list_sync (GListStore *store,
                    GPtrArray  *items);

G_END_DECLS
