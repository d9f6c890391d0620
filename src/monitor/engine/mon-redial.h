/* mon-redial.h: whether the next link follows at once, when somebody needs it, or after a wait.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-connector.h"

G_BEGIN_DECLS

/**
 * MonRedial:
 * @connector: what connects
 * @is_down: the last try to connect failed, or nothing answered: no poll waits for the next one
 *
 * What is known of the links to an endpoint so far, embedded in the one that has them. The other
 * members are private.
 */
typedef struct
{
  MbConnector *connector;
  gboolean     is_down;
  /* A valid reply has come over this very link. */
  gboolean     has_worked;
  /* It was lost and made anew without a back-off; not again before it has worked. */
  gboolean     has_hurried;
} MonRedial;

/* Returns whether it had been down. */
gboolean mon_redial_note_opened (MonRedial        *redial);
void     mon_redial_note_state  (MonRedial        *redial);
void     mon_redial_note_answer (MonRedial        *redial);
void     mon_redial_note_closed (MonRedial        *redial,
                                 const GError     *reason);

G_END_DECLS
