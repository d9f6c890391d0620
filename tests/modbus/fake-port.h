/* fake-port.h: a port without a socket: what it receives is put in by hand, what it sends is kept.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-port.h"

G_BEGIN_DECLS

/**
 * FakePort:
 * @input: what can be received
 * @datagrams: what can be received when the carrier is UDP, each put by one call
 * @is_at_end: whether the other side has closed, after @input
 * @receive_error: code of %G_IO_ERROR for receiving after @input, 0 for none
 * @writes: each send as a #GBytes
 * @send_limit: how many more bytes can be sent
 * @send_error: code of %G_IO_ERROR for sending, 0 for none
 * @is_closed: whether start_close was called
 */
typedef struct
{
  MbPort     *port;
  GByteArray *input;
  GQueue      datagrams;
  gboolean    is_at_end;
  int         receive_error;
  GPtrArray  *writes;
  gsize       send_limit;
  int         send_error;
  gboolean    is_closed;
} FakePort;

FakePort *fake_port_new     (void);
FakePort *fake_port_new_for (MbCarrier   carrier);
/* Frees its memory; the user of the port must have dropped it. */
void      fake_port_free    (FakePort   *fake);
void      fake_port_put     (FakePort   *fake,
                             const void *bytes,
                             gsize       len);
void      fake_port_put_hex (FakePort   *fake,
                             const char *hex);
/* All that was sent, as hex, and forgotten afterwards. */
char     *fake_port_take_hex (FakePort  *fake);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakePort, fake_port_free)

G_END_DECLS
