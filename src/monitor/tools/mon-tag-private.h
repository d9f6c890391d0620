/* mon-tag-private.h: the inside of a tag, for what changes it and for what tells of it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/tools/mon-tag.h"

G_BEGIN_DECLS

struct _MonTag
{
  GObject            parent_instance;

  MbClock           *clock;
  MonTagSpec        *spec;
  MonDeviceSpec     *device;
  MonConnectionSpec *connection;
  MonTagState        state;
  gboolean           has_state;
  gboolean           is_plotted;

  char              *type_text;
  char              *formula;
  char              *value_text;
  char              *reason;
  char              *details;
};

gboolean mon_tag_replace_text (char **slot,
                               char  *text);

G_END_DECLS
