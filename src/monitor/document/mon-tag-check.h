/* mon-tag-check.h: whether the members of a tag in a project file fit each other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-member-reader.h"
#include "monitor/document/mon-tag-spec.h"

G_BEGIN_DECLS

gboolean mon_tag_check (const MonMemberReader  *reader,
                        guint                   object,
                        MonTagSpec             *tag,
                        GError                **error);

G_END_DECLS
