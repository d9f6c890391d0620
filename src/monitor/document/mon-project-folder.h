/* mon-project-folder.h: the files that a project names by a way from its own folder.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project-spec.h"

G_BEGIN_DECLS

/* Of a root that nobody else has yet. */
void            mon_project_folder_set  (MonProjectSpec *root,
                                         const char     *folder);
MonProjectSpec *mon_project_folder_move (MonProjectSpec *root,
                                         const char     *folder);

G_END_DECLS
