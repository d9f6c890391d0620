/* mon-core.h: what lives on the engine's context: links, tenants, simulators; and its end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-links.h"

G_BEGIN_DECLS

typedef struct _MonCore MonCore;
typedef struct _MonTenant MonTenant;

typedef void (*MonCoreFunc) (gpointer user_data);

MonCore  *mon_core_new           (MbClock     *clock);
void      mon_core_free          (MonCore     *core);
MonLinks *mon_core_get_links     (MonCore     *core);
MbClock  *mon_core_get_clock     (MonCore     *core);

void      mon_core_add_tenant    (MonCore     *core,
                                  MonTenant   *tenant);
void      mon_core_remove_tenant (MonCore     *core,
                                  MonTenant   *tenant);
/* Something that runs until the engine stops; @stop ends and frees it. */
void      mon_core_add_part      (MonCore     *core,
                                  MonCoreFunc  stop,
                                  gpointer     user_data);
/* Ends everything; @stopped is called inside a turn when nothing is left. */
void      mon_core_stop          (MonCore     *core,
                                  MonCoreFunc  stopped,
                                  gpointer     user_data);

/* The same within this turn, without waiting for what is on its way. */
void      mon_core_abandon       (MonCore     *core,
                                  MonCoreFunc  stopped,
                                  gpointer     user_data);

G_END_DECLS
