/* mon-connection-check.h: whether the members of a connection in a project file fit each other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-connection-spec.h"
#include "monitor/document/mon-member-reader.h"

G_BEGIN_DECLS

gboolean mon_connection_check (const MonMemberReader  *reader,
                               guint                   object,
                               MonConnectionSpec      *connection,
                               GError                **error);

G_END_DECLS
