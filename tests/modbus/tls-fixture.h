/* tls-fixture.h: a client and a server of Modbus/TCP Security on loopback, in one thread.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-connector.h"
#include "modbus/mb-device.h"
#include "modbus/mb-server.h"

#include "golden-calls.h"

G_BEGIN_DECLS

/**
 * TlsFixture:
 * @server: ours, made by tls_fixture_serve()
 * @port: where the client connects to
 * @last_role: what the observer of the server was told last, "" for none
 * @client, @connector: ours, made by tls_fixture_connect()
 * @opened: the last port, or NULL
 * @closed: why the last link closed
 *
 * The clock is virtual, the sockets and handshakes are real.
 */
typedef struct
{
  MbTurn      *turn;
  MbClock     *clock;
  MbDevice    *device;
  MbServer    *server;
  guint16      port;
  char        *last_role;
  guint        n_executed;
  MbConnector *connector;
  MbClient    *client;
  MbPort      *opened;
  guint        n_opened;
  GError      *closed;
  guint        n_closed;
} TlsFixture;

/* Names of files without ".pem" and ".key"; @rules are "NAME=read", with NULL at the end. */
typedef struct
{
  const char        *ca;
  const char        *certificate;
  const char        *name;
  const char        *pin;
  const char *const *rules;
} TlsSide;

void tls_fixture_set_up      (TlsFixture       *f,
                              gconstpointer     data);
void tls_fixture_tear_down   (TlsFixture       *f,
                              gconstpointer     data);
MbTlsOptions *tls_options_of (const TlsSide    *side);
void tls_fixture_serve       (TlsFixture       *f,
                              const TlsSide    *side);
void tls_fixture_connect     (TlsFixture       *f,
                              const char       *host,
                              const TlsSide    *side);
/* Until the connector is connected or backs off. */
void tls_fixture_wait        (TlsFixture       *f);
void tls_fixture_expect_open (TlsFixture       *f);
/* That it backs off, for a reason that has all these words, separated by "|". */
void tls_fixture_expect_fail (TlsFixture       *f,
                              const char       *words);
/* Iterates until *@value is at least @least. */
void tls_fixture_until       (TlsFixture       *f,
                              const guint      *value,
                              guint             least);
/* Iterates until the server has so many connections. */
void tls_fixture_expect_peers (TlsFixture      *f,
                              guint             n);
void tls_fixture_run         (void);
/* Ends the client, so that another one can connect. */
void tls_fixture_disconnect  (TlsFixture       *f);

G_END_DECLS
