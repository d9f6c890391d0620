/* mon-tag-text.h: how a tag reads on a screen: its value, its type, what is wrong with it; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-board.h"

G_BEGIN_DECLS

/* What stands where there is no value. */
#define MON_TAG_TEXT_NONE "—"

char *mon_tag_text_value     (const MonTagSpec        *spec,
                              const MbValue           *value);
char *mon_tag_text_with_unit (const MonTagSpec        *spec,
                              const MbValue           *value);
char *mon_tag_text_type      (const MonTagSpec        *spec);
char *mon_tag_text_reason    (const MonTagState       *state,
                              const MonConnectionSpec *connection,
                              gint64                   now_wall_us);
char *mon_tag_text_details   (const MonTagState       *state,
                              const MonTagSpec        *spec,
                              const MonDeviceSpec     *device,
                              const MonConnectionSpec *connection);

G_END_DECLS
