/* server-fixture.h: a server on loopback over one device, and a raw socket to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-device.h"
#include "modbus/mb-server.h"

G_BEGIN_DECLS

/**
 * ServerFixture:
 * @carrier: what carries Modbus
 * @delay_ms: how long each reply takes
 * @silent_unit: the one unit that does not answer
 *
 * The clock is virtual, the sockets are real.
 */
typedef struct
{
  MbCarrier    carrier;
  MbTurn      *turn;
  MbClock     *clock;
  MbDevice    *device;
  MbDatastore *store;
  MbServer    *server;
  guint        delay_ms;
  guint        silent_unit;
  GSocket     *socket;
} ServerFixture;

void       server_fixture_set_up    (ServerFixture *f,
                                     gconstpointer  data);
void       server_fixture_set_up_rtu (ServerFixture *f,
                                     gconstpointer  data);
void       server_fixture_set_up_udp (ServerFixture *f,
                                     gconstpointer  data);
void       server_fixture_tear_down (ServerFixture *f,
                                     gconstpointer  data);
/* Another connection to the server; it is non-blocking. */
GSocket   *server_fixture_connect   (ServerFixture *f);
/* The same, but the server has not noticed it yet. */
GSocket   *server_fixture_connect_now (ServerFixture *f);
void       server_fixture_send      (GSocket       *socket,
                                     const guint8  *bytes,
                                     gsize          len);
void       server_fixture_send_hex  (ServerFixture *f,
                                     const char    *hex);
/* Iterates until so many bytes have come, as hex, or "end" at the end. */
char      *server_fixture_receive   (GSocket       *socket,
                                     gsize          len);
void       server_fixture_expect    (ServerFixture *f,
                                     const char    *hex);
/* Iterates until nothing is ready for some milliseconds. */
void       server_fixture_run       (void);

G_END_DECLS
