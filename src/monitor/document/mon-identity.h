/* mon-identity.h: the identities of nodes: handles in this process, ids in files, revisions of
 * roots.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint32  mon_identity_new_handle   (void);
guint64  mon_identity_new_revision (void);
char    *mon_identity_new_id       (void);

G_END_DECLS
