/* client-fixture.h: a client over a fake port and virtual time, and a log of how its requests
 * ended.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"

#include "fake-port.h"

G_BEGIN_DECLS

/**
 * ClientFixture:
 * @log: a word for each event: "answer:1 ", "late:1 ", "closed " (transaction after the colon)
 * @reason: text of the last closed event, or %NULL
 * @reaction: (nullable): what each exchange's callback does besides
 */
typedef struct _ClientFixture ClientFixture;
struct _ClientFixture
{
  MbCarrier  carrier;
  MbTurn    *turn;
  MbClock   *clock;
  MbClient  *client;
  FakePort  *fake;
  GString   *log;
  char      *reason;
  MbBreach   breach;
  MbQuirks   hint;
  gboolean   is_stalled;
  guint      n_ready;
  void     (*reaction) (ClientFixture    *f,
                        const MbExchange *exchange);
  guint      n_reactions;
  guint32    token;
};

void    client_fixture_set_up    (ClientFixture *f,
                                  gconstpointer  data);
void    client_fixture_set_up_rtu (ClientFixture *f,
                                  gconstpointer  data);
void    client_fixture_set_up_udp (ClientFixture *f,
                                  gconstpointer  data);
void    client_fixture_tear_down (ClientFixture *f,
                                  gconstpointer  data);
/* Holding registers from @address of unit 1, time-out 1 s. */
guint32 client_fixture_read      (ClientFixture *f,
                                  guint16        address,
                                  guint16        quantity);
/* One item of a table, written or read; see ClientFixture. */
guint32 client_fixture_submit    (ClientFixture         *f,
                                  const MbSubmitOptions *options,
                                  const MbRequest       *request);
/* Iterates until nothing is ready. */
void    client_fixture_run       (ClientFixture *f);
void    client_fixture_advance   (ClientFixture *f,
                                  guint          ms);
void    client_fixture_receive   (ClientFixture *f,
                                  const char    *hex);
/* Takes the log and compares it. */
void    client_fixture_expect    (ClientFixture *f,
                                  const char    *log);
/* A link after the one that was lost. */
void    client_fixture_reopen    (ClientFixture *f);

G_END_DECLS
