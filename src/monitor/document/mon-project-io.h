/* mon-project-io.h: project files from and to the disk, in worker threads.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "monitor/document/mon-spec.h"

G_BEGIN_DECLS

void            mon_project_io_load_async  (GFile                *file,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
MonProjectSpec *mon_project_io_load_finish (GAsyncResult         *result,
                                            char                **out_etag,
                                            GError              **error);
void            mon_project_io_save_async  (MonProjectSpec       *root,
                                            GFile                *file,
                                            const char           *etag,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean        mon_project_io_save_finish (GAsyncResult         *result,
                                            char                **out_etag,
                                            GError              **error);

char           *mon_project_io_dup_title   (GFile                *file);

G_END_DECLS
