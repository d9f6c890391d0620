/* mon-project-spec.h: the root: everything that a project file holds.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-connection-spec.h"
#include "monitor/document/mon-dead-spec.h"
#include "monitor/document/mon-plot-spec.h"
#include "monitor/document/mon-shelving.h"

G_BEGIN_DECLS

/**
 * MonProjectSpec:
 * @revision: number of this root, unique in the process, higher than that of any root made before
 * @connections: (element-type MonConnectionSpec): in the order of the file
 * @plots: (element-type MonPlotSpec): in the order of the file
 * @shelvings: (element-type MonShelving): alarms that nobody wants to hear of for a time
 * @dead: (element-type MonDeadSpec): what devices were found to refuse; shared by all roots that an
 *   edit makes of each other, and never changed
 * @extra: (nullable): members of the file that this version does not know
 *
 * The root of a project.
 */
typedef struct _MonProjectSpec MonProjectSpec;
struct _MonProjectSpec
{
  guint64    revision;
  GPtrArray *connections;
  GPtrArray *plots;
  GPtrArray *shelvings;
  GPtrArray *dead;
  char      *extra;
};

MonProjectSpec   *mon_project_spec_new      (void);
MonProjectSpec   *mon_project_spec_edit     (const MonProjectSpec *spec);
MonProjectSpec   *mon_project_spec_ref      (MonProjectSpec       *spec);
void              mon_project_spec_unref    (MonProjectSpec       *spec);
MonProjectSpec   *mon_project_spec_learn    (const MonProjectSpec *spec,
                                             const char           *device_id,
                                             const GArray         *ranges);
MonProjectSpec   *mon_project_spec_with_dead (const MonProjectSpec *spec,
                                             GPtrArray            *dead);
const MonTagSpec *mon_project_spec_find_tag (const MonProjectSpec *root,
                                             guint32               handle);
gboolean          mon_project_spec_has_computed (const MonProjectSpec *root);
gboolean          mon_project_spec_is_same_plant (const MonProjectSpec *root,
                                               const MonProjectSpec  *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonProjectSpec, mon_project_spec_unref)

G_END_DECLS
