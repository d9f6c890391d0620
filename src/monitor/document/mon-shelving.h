/* mon-shelving.h: an alarm that somebody does not want to hear of for a time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonShelving:
 * @alarm_id: id of the alarm
 * @until_us: wall time of its end; a whole second
 * @extra: (nullable): members of the file that this version does not know
 *
 * A node of the root. It may have ended, and the alarm may be gone.
 */
typedef struct
{
  char   *alarm_id;
  gint64  until_us;
  char   *extra;
} MonShelving;

MonShelving *mon_shelving_new       (void);
MonShelving *mon_shelving_ref       (MonShelving *shelving);
void         mon_shelving_unref     (MonShelving *shelving);
GPtrArray   *mon_shelving_new_array (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonShelving, mon_shelving_unref)

G_END_DECLS
