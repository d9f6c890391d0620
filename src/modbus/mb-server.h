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

/**
 * MbServer:
 *
 * Made with a backend that answers (mb-backend.h), perhaps told of its carrier or of TLS, then it
 * listens. It may stop and listen again.
 *
 * ```c
 * g_autoptr (MbServer) server = mb_server_new (clock, &backend, device);
 *
 * mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, 200, 0);
 * mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, 107, 0x42f6);
 * mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, 108, 0xe979);
 * if (!mb_server_listen (server, "127.0.0.1", 0, error))
 *   return NULL;
 * return g_steal_pointer (&server);
 * ```
 *
 * A server belongs to the thread of its clock and needs its main context to run. Whatever it calls,
 * it calls inside a turn: neither the backend nor an observer may stop it or drop it from there.
 */
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
 * @subject, @role: (nullable): whom its certificate is for, and its role (Modbus/TCP Security v36,
 *   8.4)
 * @carrier: what carried it; a serial line has no transactions
 * @transaction, @unit, @function: from the request, @function as it came; of a broadcast on a
 *   serial line @unit is the one that carries it out, once it is decoded
 * @request: (nullable): the request, from %MB_SERVER_DECODED to %MB_SERVER_GOT
 * @response: (nullable): what was read, for %MB_SERVER_GOT
 * @exception: for %MB_SERVER_SENT, the exception code in the reply, or 0
 * @adu, @adu_len: (nullable): the bytes, for %MB_SERVER_RECEIVED and %MB_SERVER_SENT
 *
 * One step of an answer. All is borrowed until the observer returns.
 */
typedef struct
{
  MbServerStepKind  kind;
  const char       *peer;
  const char       *subject;
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

/* Called inside a turn, for each step of each answer. */
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

/* Makes a server that does not listen; @backend must be static or outlive it, and so must
 * @backend_data. */
MbServer *mb_server_new           (MbClock          *clock,
                                   const MbBackend  *backend,
                                   gpointer          backend_data);
/* Takes a reference, on the thread of the server. */
MbServer *mb_server_ref           (MbServer         *self);
/* Drops a reference; the last one stops the server. */
void      mb_server_unref         (MbServer         *self);

/* Settings. */

/* Sets or takes away the one observer; NULL for none. */
void      mb_server_set_observer  (MbServer         *self,
                                   MbServerObserver  observer,
                                   gpointer          user_data);
/* Sets or takes away who is told what clients write, and which client it was; NULL for nobody. */
void      mb_server_set_change_func
                                  (MbServer           *self,
                                   MbServerChangeFunc  func,
                                   gpointer            user_data);
/* Before it listens: a server of Modbus/TCP Security from then on, whose clients show a certificate
 * (v36, 8.2). By @rules a request is refused to roles that may not make it, with exception 1 (v36,
 * 8.4); NULL: every client may all. %G_IO_ERROR_NOT_SUPPORTED when there are rules and this program
 * cannot read roles. */
gboolean  mb_server_set_tls       (MbServer         *self,
                                   MbCredentials    *credentials,
                                   MbRoleRules      *rules,
                                   GError          **error);
/* Sets the limit for the connections from now on, at least 1; %MB_SERVER_MAX_PEERS unless set. */
void      mb_server_set_max_peers (MbServer         *self,
                                   guint             max_peers);
/* Before it listens: what carries Modbus, TCP unless set; for TLS see mb_server_set_tls(). On a
 * serial line unit 0 is everybody, and nobody answers (V1.02, 2.1). */
void      mb_server_set_carrier   (MbServer         *self,
                                   MbCarrier         carrier);

/* Listening. */

/* Binds and listens, without waiting: at an IPv4 or IPv6 address of this machine without brackets,
 * or "localhost", and at a port, or with 0 at any that is free. FALSE with an error of G_IO_ERROR
 * that says what to do. */
gboolean  mb_server_listen        (MbServer         *self,
                                   const char       *address,
                                   guint16           port,
                                   GError          **error);
/* The port it listens on, 0 when it does not. */
guint16   mb_server_get_port      (MbServer         *self);
/* How many clients are connected, those in a handshake among them. */
guint     mb_server_get_n_peers   (MbServer         *self);
/* Gets what was counted since the server was made. */
const MbServerCounters *
          mb_server_get_counters  (MbServer         *self);
/* Closes the listener and every peer at once; replies that wait are dropped. It may listen
 * again. */
void      mb_server_stop          (MbServer         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbServer, mb_server_unref)

G_END_DECLS
