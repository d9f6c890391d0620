/* mb-server.h: listens, and answers each peer from a backend.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-backend.h"
#include "modbus/mb-clock.h"
#include "modbus/mb-credentials.h"
#include "modbus/mb-endpoint.h"
#include "modbus/mb-role.h"

G_BEGIN_DECLS

/* Connections at once, unless set otherwise; one more closes the one that was idle longest. */
#define MB_SERVER_MAX_PEERS 2000

/* Replies of one peer that wait for a slow unit (NumberMaxOfServerTransaction, Messaging on TCP/IP
 * V1.0b, 4.4.2.1); a request beyond them is answered by exception 6. */
#define MB_SERVER_MAX_DELAYED 16

typedef struct _MbServer MbServer;

/**
 * MbServerStepKind:
 * @MB_SERVER_RECEIVED: an ADU came
 * @MB_SERVER_DECODED: it is a valid request
 * @MB_SERVER_VALIDATED: its addresses exist
 * @MB_SERVER_SET: items were written
 * @MB_SERVER_GOT: items were read
 * @MB_SERVER_SENT: the reply was handed to the link
 *
 * The steps of an answer, in their order.
 */
typedef enum
{
  MB_SERVER_RECEIVED,
  MB_SERVER_DECODED,
  MB_SERVER_VALIDATED,
  MB_SERVER_SET,
  MB_SERVER_GOT,
  MB_SERVER_SENT,
} MbServerStepKind;

/**
 * MbServerStep:
 * @kind: which step
 * @peer: address and port of the client
 * @role: (nullable): its role, of Modbus/TCP Security
 * @carrier: what carried it; a serial line has no transactions
 * @transaction, @unit, @function: from the request, @function as it came; of a broadcast on a
 *   serial line @unit is the one that carries it out, once it is decoded
 * @request: (nullable): the request, from %MB_SERVER_DECODED to %MB_SERVER_GOT
 * @response: (nullable): what was read, for %MB_SERVER_GOT
 * @exception: for %MB_SERVER_SENT, the exception code in the reply, or 0
 * @adu, @adu_len: (nullable): the bytes, for %MB_SERVER_RECEIVED and %MB_SERVER_SENT
 *
 * All is borrowed until the observer returns.
 */
typedef struct
{
  MbServerStepKind  kind;
  const char       *peer;
  const char       *role;
  MbCarrier         carrier;
  guint16           transaction;
  guint8            unit;
  guint8            function;
  const MbRequest  *request;
  const MbResponse *response;
  guint8            exception;
  const guint8     *adu;
  gsize             adu_len;
} MbServerStep;

/**
 * MbServerChange:
 * @peer: address and port of the client that wrote
 * @unit: the unit identifier that it asked
 * @function: the function code
 * @table: coils or holding registers
 * @address: 0-based address of the first item written
 * @quantity: number of items written, 1 or more
 *
 * A write that a client has carried out, whether or not its values are new ones. All is borrowed
 * until the function returns.
 */
typedef struct
{
  const char *peer;
  guint8      unit;
  guint8      function;
  MbTable     table;
  guint16     address;
  guint16     quantity;
} MbServerChange;

/* Called inside a turn, before the reply is sent; the backend has the new values already. */
typedef void (*MbServerChangeFunc) (const MbServerChange *change,
                                    gpointer              user_data);

typedef void (*MbServerObserver) (const MbServerStep *step,
                                  gpointer            user_data);

/**
 * MbServerCounters:
 * @requests: ADUs that were taken as requests
 * @foreign: ADUs with another protocol identifier than 0
 * @damaged: frames of the serial line with a wrong checksum, and datagrams that are not as long as
 *   their header says
 *
 * What came to a server. Of these only requests may be answered.
 */
typedef struct
{
  guint64 requests;
  guint64 foreign;
  guint64 damaged;
} MbServerCounters;

/* @backend must be static or outlive the server. */
MbServer *mb_server_new           (MbClock          *clock,
                                   const MbBackend  *backend,
                                   gpointer          backend_data);
/* Takes a reference, on the thread of the server. */
MbServer *mb_server_ref           (MbServer         *server);
/* Drops a reference; the last one stops the server. */
void      mb_server_unref         (MbServer         *server);
/* Sets or takes away the one observer. */
void      mb_server_set_observer  (MbServer         *server,
                                   MbServerObserver  observer,
                                   gpointer          user_data);
/* Sets or takes away who is told what clients write, and which client it was. */
void      mb_server_set_change_func
                                  (MbServer           *server,
                                   MbServerChangeFunc  func,
                                   gpointer            user_data);
/* Before it listens: TLS from then on; @rules may be NULL. */
gboolean  mb_server_set_tls       (MbServer         *server,
                                   MbCredentials    *credentials,
                                   MbRoleRules      *rules,
                                   GError          **error);
/* Sets the limit for the connections from now on. */
void      mb_server_set_max_peers (MbServer         *server,
                                   guint             max_peers);
/* Before it listens; TCP unless set. */
void      mb_server_set_carrier   (MbServer         *server,
                                   MbCarrier         carrier);

/* Binds and listens, without waiting. */
gboolean  mb_server_listen        (MbServer         *server,
                                   const char       *address,
                                   guint16           port,
                                   GError          **error);
/* The port it listens on, 0 when it does not. */
guint16   mb_server_get_port      (MbServer         *server);
/* How many clients are connected. */
guint     mb_server_get_n_peers   (MbServer         *server);
/* Gets what was counted since the server was made. */
const MbServerCounters *
          mb_server_get_counters  (MbServer         *server);
/* Closes the listener and every peer at once; replies that wait are dropped. */
void      mb_server_stop          (MbServer         *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbServer, mb_server_unref)

G_END_DECLS
