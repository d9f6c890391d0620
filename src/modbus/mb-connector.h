/* mb-connector.h: from a host name to an open port, again and again: try, back off, try again.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "modbus/mb-connect-budget.h"
#include "modbus/mb-endpoint.h"
#include "modbus/mb-port.h"

G_BEGIN_DECLS

typedef struct _MbConnector MbConnector;

/**
 * MbConnectorState:
 * @MB_CONNECTOR_CLOSED: not asked for, or stopped
 * @MB_CONNECTOR_CONNECTING: waiting for its turn, resolving or connecting
 * @MB_CONNECTOR_CONNECTED: has given out a port that its owner has not yet reported lost
 * @MB_CONNECTOR_BACKING_OFF: waits until mb_connector_get_next_try_us()
 */
typedef enum
{
  MB_CONNECTOR_CLOSED,
  MB_CONNECTOR_CONNECTING,
  MB_CONNECTOR_CONNECTED,
  MB_CONNECTOR_BACKING_OFF,
} MbConnectorState;

/* Called inside a turn, never before the causing call returned. */
typedef struct
{
  void (*opened)        (MbConnector *connector,
                         MbPort      *port,      /* borrowed: take a reference */
                         gpointer     user_data);
  void (*state_changed) (MbConnector *connector,
                         gpointer     user_data);
} MbConnectorEvents;

/* Makes a connector that does nothing yet. */
MbConnector      *mb_connector_new             (MbClock                 *clock,
                                                const MbEndpoint        *endpoint,
                                                const MbConnectorEvents *events,
                                                gpointer                 user_data);
/* Takes a reference, on the thread of the connector. */
MbConnector      *mb_connector_ref             (MbConnector             *connector);
/* Drops a reference; the last one ends a try under way. */
void              mb_connector_unref           (MbConnector             *connector);

/* Before the first start. */
void              mb_connector_set_budget      (MbConnector             *connector,
                                                MbConnectBudget         *budget);
/* Connects, unless it is at that already. */
void              mb_connector_start           (MbConnector             *connector);
/* Cancels, closes nothing that was given out. */
void              mb_connector_stop            (MbConnector             *connector);
/* The port it gave out is gone: goes on with back-off, or (@error is %NULL: the peer closed an idle
 * link) waits in %MB_CONNECTOR_CLOSED for the next mb_connector_start(). */
void              mb_connector_lost            (MbConnector             *connector,
                                                const GError            *error);
/* A valid reply came over the port: the back-off starts from the beginning next time. */
void              mb_connector_worked          (MbConnector             *connector);
/* Ends a back-off at once and begins it anew. */
void              mb_connector_retry_now       (MbConnector             *connector);
/* Longest wait between tries; 10 s while somebody looks, else 60 s. */
void              mb_connector_set_max_wait_ms (MbConnector             *connector,
                                                guint                    max_wait_ms);

/* How long the next try may take; 0 is the default of 3 s. */
void              mb_connector_set_connect_timeout_ms (MbConnector      *connector,
                                                guint                    timeout_ms);

/* What it is doing. */
MbConnectorState  mb_connector_get_state       (MbConnector             *connector);
/* Why the last try failed or the link was lost, in words for a person with place and cause. */
const GError     *mb_connector_get_error       (MbConnector             *connector);
/* Monotonic; 0 when not backing off. */
gint64            mb_connector_get_next_try_us (MbConnector             *connector);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbConnector, mb_connector_unref)

G_END_DECLS
