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

/**
 * MbConnector:
 *
 * Keeps trying to reach one endpoint until it has an open port, gives that to its owner, and goes
 * on when the owner says that it was lost. Waits between tries grow from at most a second to at
 * most the longest wait, at random, so that many devices that were lost together do not come back
 * together; none is shorter than 200 ms.
 *
 * ```c
 * meter.client = mb_client_new (clock, &client_events, &meter);
 * meter.connector = mb_connector_new (clock, endpoint, &connector_events, &meter);
 * mb_connector_start (meter.connector);
 * ```
 *
 * The opened event gives the port to mb_client_open(). A reply is told by mb_connector_worked(),
 * the closed event of the client by
 *
 * ```c
 *   mb_connector_lost (meter->connector, reason);
 * ```
 *
 * and an owner that has enough ends both:
 *
 * ```c
 *   mb_connector_stop (meter->connector);
 *   mb_client_detach (meter->client);
 *   mb_connector_unref (meter->connector);
 *   mb_client_unref (meter->client);
 * ```
 *
 * It belongs to the thread of its clock. Looking up names and handshakes come back over the context
 * even when they were cancelled: see mb_turn_is_held().
 */
typedef struct _MbConnector MbConnector;

/**
 * MbConnectorState:
 * @MB_CONNECTOR_CLOSED: not asked for, stopped, or its port was closed while idle
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

/**
 * MbConnectorEvents:
 * @opened: there is an open port, borrowed: take a reference; must not be %NULL
 * @state_changed: mb_connector_get_state() or its error has changed; may be %NULL
 *
 * What a connector tells its owner, inside a turn, never before the causing call returned. Each may
 * start, stop and drop the connector.
 */
typedef struct
{
  void (*opened)        (MbConnector *connector,
                         MbPort      *port,
                         gpointer     user_data);
  void (*state_changed) (MbConnector *connector,
                         gpointer     user_data);
} MbConnectorEvents;

/* Makes a connector that does nothing yet; @endpoint and @events are copied. */
MbConnector      *mb_connector_new             (MbClock                 *clock,
                                                const MbEndpoint        *endpoint,
                                                const MbConnectorEvents *events,
                                                gpointer                 user_data);
/* Takes a reference, on the thread of the connector. */
MbConnector      *mb_connector_ref             (MbConnector             *self);
/* Drops a reference; the last one ends a try under way. */
void              mb_connector_unref           (MbConnector             *self);

/* Settings. */

/* Before the first start: each try waits for its turn among all that have the same budget. */
void              mb_connector_set_budget      (MbConnector             *self,
                                                MbConnectBudget         *budget);
/* Longest wait between tries, 60 s unless set; a longer one under way is cut. */
void              mb_connector_set_max_wait_ms (MbConnector             *self,
                                                guint                    max_wait_ms);
/* How long the next try may take; 0 is the default of 3 s. */
void              mb_connector_set_connect_timeout_ms (MbConnector      *self,
                                                guint                    timeout_ms);

/* What its owner asks for and tells. */

/* Connects, unless it is at that already. The name is looked up anew at each try, and all of its
 * addresses are tried. */
void              mb_connector_start           (MbConnector             *self);
/* Goes to %MB_CONNECTOR_CLOSED: cancels a try, closes nothing that was given out. No event comes
 * until the next start. */
void              mb_connector_stop            (MbConnector             *self);
/* In %MB_CONNECTOR_CONNECTED only: the port it gave out is gone. Goes on with a back-off; or, when
 * @error is %NULL (the other side closed an idle link) and a reply had come, waits in
 * %MB_CONNECTOR_CLOSED for the next mb_connector_start(). */
void              mb_connector_lost            (MbConnector             *self,
                                                const GError            *error);
/* A valid reply came over the port: the back-off starts from the beginning next time. */
void              mb_connector_worked          (MbConnector             *self);
/* Ends a wait at once, and lets the waits begin anew. */
void              mb_connector_retry_now       (MbConnector             *self);

/* What it is about. */

/* What it is doing. */
MbConnectorState  mb_connector_get_state       (MbConnector             *self);
/* Why the last try failed or the link was lost, in a sentence with place, cause and what to check;
 * NULL once connected. */
const GError     *mb_connector_get_error       (MbConnector             *self);
/* The monotonic time of the next try; 0 when not backing off. */
gint64            mb_connector_get_next_try_us (MbConnector             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbConnector, mb_connector_unref)

G_END_DECLS
