/* mon-dead-members.h: what was learned of dead addresses, as a project file has it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-members.h"

G_BEGIN_DECLS

/* Of MonDeadSpec. */
extern const MonNodeType mon_dead_members_type;

G_END_DECLS
