/* mon-project.h: the open document: current root, undo and redo, file.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "monitor/document/mon-spec.h"

G_BEGIN_DECLS

/**
 * MonProject:
 *
 * Main thread only. Properties, all read-only and notified: "root-revision" (guint64, at every
 * change of the root), "can-undo", "can-redo", "undo-label" and "redo-label" (what would be undone,
 * or %NULL), "modified", "file" (GFile or %NULL), "title".
 */
#define MON_TYPE_PROJECT (mon_project_get_type ())
G_DECLARE_FINAL_TYPE (MonProject, mon_project, MON, PROJECT, GObject)

MonProject     *mon_project_new            (void);
MonProject     *mon_project_new_for_root   (MonProjectSpec       *root,
                                            const char           *title);
MonProjectSpec *mon_project_get_root       (MonProject           *self);
const char     *mon_project_get_title      (MonProject           *self);
GFile          *mon_project_get_file       (MonProject           *self);
gboolean        mon_project_get_modified   (MonProject           *self);

/* Makes @root the current one; @label names the step for undo ("Add device"). */
void            mon_project_change         (MonProject           *self,
                                            MonProjectSpec       *root,
                                            const char           *label);
gboolean        mon_project_amend          (MonProject           *self,
                                            MonProjectSpec       *root);
gboolean        mon_project_undo           (MonProject           *self);
gboolean        mon_project_redo           (MonProject           *self);

/* Edits of the tree, each one step of undo. */
void            mon_project_add_connection     (MonProject        *self,
                                                MonConnectionSpec *connection);
void            mon_project_replace_connection (MonProject        *self,
                                                MonConnectionSpec *connection);
void            mon_project_remove_connection  (MonProject        *self,
                                                guint32            handle);
void            mon_project_set_plotted        (MonProject        *self,
                                                guint32            tag,
                                                gboolean           plotted);
/* One step for all of @alarm_ids (NULL-terminated); @until_us 0 takes them off the shelf. */
void            mon_project_set_shelved        (MonProject         *self,
                                                const char *const  *alarm_ids,
                                                gint64              until_us,
                                                gint64              now_us);

/* Remembers what a device was found to refuse, @ranges of MonDeadRange: no edit, and no step. */
gboolean        mon_project_learn              (MonProject        *self,
                                                const char        *device_id,
                                                const GArray      *ranges);

void            mon_project_load_async     (MonProject           *self,
                                            GFile                *file,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean        mon_project_load_finish    (MonProject           *self,
                                            GAsyncResult         *result,
                                            GError              **error);
/* @file NULL: where it came from. %G_IO_ERROR_WRONG_ETAG when somebody else has changed it. */
void            mon_project_save_async     (MonProject           *self,
                                            GFile                *file,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean        mon_project_save_finish    (MonProject           *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
