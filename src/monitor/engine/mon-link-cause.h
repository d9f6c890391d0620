/* mon-link-cause.h: the phase of a link and the cause of its trouble, in one word each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-connector.h"
#include "monitor/engine/mon-redial.h"
#include "monitor/store/mon-board.h"

G_BEGIN_DECLS

MonLinkPhase mon_link_phase_of   (MbConnectorState  state);
MonLinkCause mon_link_cause_of   (const GError     *error);
void         mon_link_state_take (MonLinkState     *state,
                                  const MonRedial  *redial,
                                  gint64            wall_us);

G_END_DECLS
