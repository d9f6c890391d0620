/* mon-tag-index.h: the tags of a project by what people and files call them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project-spec.h"

G_BEGIN_DECLS

/**
 * MonTagPlace:
 * @connection: the connection
 * @device: a device of it
 * @tag: a tag of that
 *
 * A tag and where it belongs. Borrowed from the root.
 */
typedef struct
{
  MonConnectionSpec *connection;
  MonDeviceSpec     *device;
  MonTagSpec        *tag;
} MonTagPlace;

/**
 * MonTagIndex:
 *
 * All tags of one root. What belongs together:
 *
 * - "Supply temperature" is the tag of this name in the device where it is said, or else the only
 *   one in the project;
 * - "Boiler/Supply temperature" is the tag of a device that is called so, by its name or, when it
 *   has none, by "HOST:PORT/UNIT";
 * - "Heating/Boiler/Supply temperature" begins with the name of the connection.
 */
typedef struct _MonTagIndex MonTagIndex;

MonTagIndex       *mon_tag_index_new          (MonProjectSpec       *root);
void               mon_tag_index_free         (MonTagIndex          *index);
guint              mon_tag_index_get_n_places (const MonTagIndex    *index);
const MonTagPlace *mon_tag_index_get_place    (const MonTagIndex    *index,
                                               guint                 number);
const MonTagPlace *mon_tag_index_find_id      (const MonTagIndex    *index,
                                               const char           *id);
/* @home: the device in which it is said, or %NULL. */
const MonTagPlace *mon_tag_index_find_name    (const MonTagIndex    *index,
                                               const MonDeviceSpec  *home,
                                               const char           *name,
                                               GError              **error);
char              *mon_tag_index_dup_name     (const MonTagIndex    *index,
                                               const MonDeviceSpec  *home,
                                               const MonTagPlace    *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonTagIndex, mon_tag_index_free)

G_END_DECLS
