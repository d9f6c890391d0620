/* mon-redial.c: judges by the way a link ended when to connect again.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-redial.h"

#include "modbus/mb-error.h"
#include "monitor/engine/mon-link-cause.h"

/**
 * mon_redial_note_opened:
 * @redial: what is known of the links to an endpoint
 *
 * Takes into account that there is a link.
 *
 * Returns: whether it had been down
 */
gboolean
mon_redial_note_opened (MonRedial *redial)
{
  gboolean was_down = redial->is_down;

  redial->has_worked = FALSE;
  redial->is_down = FALSE;
  return was_down;
}

/**
 * mon_redial_note_state:
 * @redial: what is known of the links to an endpoint
 *
 * Takes the state of the connector into account, which has changed.
 */
void
mon_redial_note_state (MonRedial *redial)
{
  if (mb_connector_get_state (redial->connector) == MB_CONNECTOR_BACKING_OFF)
    redial->is_down = TRUE;
}

/**
 * mon_redial_note_answer:
 * @redial: what is known of the links to an endpoint
 *
 * Takes into account that the device has answered validly over this link.
 */
void
mon_redial_note_answer (MonRedial *redial)
{
  if (redial->has_worked)
    return;
  redial->has_worked = TRUE;
  redial->has_hurried = FALSE;
  mb_connector_worked (redial->connector);
}

/**
 * mon_redial_note_closed:
 * @redial: what is known of the links to an endpoint
 * @reason: (nullable): why the link has ended; %NULL when it was idle
 *
 * Decides what follows. A device may close a link that did its work, and we give one up that is not
 * safe any more, of which the client says another reason when that comes too often; it is connected
 * to again when there is something to ask. One that breaks the protocol gets a back-off. One that
 * was lost in the middle of a request may be connected to at once, for the read to be repeated, but
 * only once until it works. Whether it is down is known when this returns, so that the reason is
 * told together with what was lost by it.
 */
void
mon_redial_note_closed (MonRedial    *redial,
                        const GError *reason)
{
  MonLinkCause cause = mon_link_cause_of (reason);

  if (g_error_matches (reason, MB_ERROR, MB_ERROR_UNCERTAIN))
    mb_connector_stop (redial->connector);
  else if (redial->has_worked && (cause == MON_CAUSE_NONE || cause == MON_CAUSE_CLOSED))
    mb_connector_lost (redial->connector, NULL);
  else if (!redial->has_hurried && (cause == MON_CAUSE_CLOSED || cause == MON_CAUSE_SILENT))
    {
      redial->has_hurried = TRUE;
      mb_connector_stop (redial->connector);
    }
  else
    mb_connector_lost (redial->connector, reason);
  mon_redial_note_state (redial);
}
