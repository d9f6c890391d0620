/* mon-formula-link.h: the expressions of a project that was just read refer to its tags.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-member-reader.h"
#include "monitor/document/mon-project-spec.h"

G_BEGIN_DECLS

gboolean mon_formula_link (const MonMemberReader  *reader,
                           MonProjectSpec         *root,
                           GError                **error);

G_END_DECLS
