/* mon-link-cause.c: says what a connector does, and the causes of its errors, as the board has it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-link-cause.h"

#include "modbus/mb-error.h"

static MonLinkCause
cause_of_mb (int code)
{
  switch (code)
    {
    case MB_ERROR_TIMEOUT:
    case MB_ERROR_UNCERTAIN:
      return MON_CAUSE_SILENT;
    case MB_ERROR_BREACH:
      return MON_CAUSE_BREACH;
    case MB_ERROR_CLOSED:
      return MON_CAUSE_CLOSED;
    default:
      return MON_CAUSE_OTHER;
    }
}

static MonLinkCause
cause_of_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return MON_CAUSE_REFUSED;
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return MON_CAUSE_UNREACHABLE;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return MON_CAUSE_NO_NAME;
    case G_IO_ERROR_TIMED_OUT:
      return MON_CAUSE_NO_CONNECT;
    /* Of a certificate or a key: nothing else that a link needs is a file. */
    case G_IO_ERROR_INVALID_DATA:
      return MON_CAUSE_CREDENTIALS;
    case G_IO_ERROR_CLOSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
      return MON_CAUSE_CLOSED;
    default:
      return MON_CAUSE_OTHER;
    }
}

static MonLinkCause
cause_of_tls (int code)
{
  switch (code)
    {
    case G_TLS_ERROR_BAD_CERTIFICATE:
      return MON_CAUSE_UNTRUSTED;
    case G_TLS_ERROR_CERTIFICATE_REQUIRED:
      return MON_CAUSE_UNWANTED;
    case G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD:
      return MON_CAUSE_CREDENTIALS;
    default:
      return MON_CAUSE_NO_TLS;
    }
}

/**
 * mon_link_phase_of:
 * @state: the state of a connector
 *
 * Returns: the same as the board has it
 */
MonLinkPhase
mon_link_phase_of (MbConnectorState state)
{
  switch (state)
    {
    case MB_CONNECTOR_CLOSED:
      return MON_LINK_CLOSED;
    case MB_CONNECTOR_CONNECTING:
      return MON_LINK_CONNECTING;
    case MB_CONNECTOR_CONNECTED:
      return MON_LINK_CONNECTED;
    case MB_CONNECTOR_BACKING_OFF:
      return MON_LINK_BACKING_OFF;
    }
  g_assert_not_reached ();
}

/**
 * mon_link_cause_of:
 * @error: (nullable): why a link could not be made or was lost
 *
 * Returns: the cause, %MON_CAUSE_NONE without an error
 */
MonLinkCause
mon_link_cause_of (const GError *error)
{
  if (error == NULL)
    return MON_CAUSE_NONE;
  if (error->domain == G_RESOLVER_ERROR)
    return MON_CAUSE_NO_NAME;
  if (error->domain == MB_ERROR)
    return cause_of_mb (error->code);
  if (error->domain == G_IO_ERROR)
    return cause_of_io (error->code);
  if (error->domain == G_TLS_ERROR)
    return cause_of_tls (error->code);
  return MON_CAUSE_OTHER;
}

/* That a peer does not speak Modbus holds until it does: connecting to it proves nothing. */
static gboolean
is_cause_kept (const MonLinkState *state,
               const MonRedial    *redial)
{
  return state->cause == MON_CAUSE_BREACH && !redial->has_worked;
}

/**
 * mon_link_state_take:
 * @state: the state of a link until now
 * @redial: its connector and what is known of its ends; there is a cause when there is no link and
 *   none is in sight, and until it has worked when it was lost to a breach of the protocol
 * @wall_us: wall time now
 *
 * Brings a state up to date.
 */
void
mon_link_state_take (MonLinkState    *state,
                     const MonRedial *redial,
                     gint64           wall_us)
{
  MonLinkPhase phase = mon_link_phase_of (mb_connector_get_state (redial->connector));
  const GError *error = redial->is_down ? mb_connector_get_error (redial->connector) : NULL;

  if (phase != state->phase)
    state->since_us = wall_us;
  state->phase = phase;
  state->next_try_us = mb_connector_get_next_try_us (redial->connector);
  if (error == NULL && is_cause_kept (state, redial))
    return;
  state->cause = mon_link_cause_of (error);
  g_free (state->reason);
  state->reason = error != NULL ? g_strdup (error->message) : NULL;
}
