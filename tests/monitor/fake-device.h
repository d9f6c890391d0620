/* fake-device.h: a device behind a real socket that answers, or fails, as a test says.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-endpoint.h"
#include "modbus/mb-request.h"

G_BEGIN_DECLS

/**
 * FakeDevice:
 * @carrier: what it speaks, set by fake_device_speak(); over UDP all who ask are one peer
 * @registers: its holding and input registers; register i holds i at the start
 * @coils: its bits
 * @silent_unit: a unit id that never answers, -1 for none
 * @is_silent: nobody answers
 * @ignores_writes: answers what only reads
 * @exception: not 0: writes are answered by it
 * @dead: not 0: how a read that has this register or bit in it is refused
 * @max_quantity: not 0: reads of more registers are refused by exception 2
 * @n_busy: so many requests are answered by exception 6 before it answers again
 * @n_lost: so many requests get no answer before it answers again
 * @n_spoilt: the last byte of so many replies is turned
 * @n_reply_bytes: not 0: so many bytes of each reply are sent, and not the rest
 * @swaps_transaction: sends transaction identifiers with their bytes swapped
 * @is_web_server: answers anything by a line of HTTP, unless it is silent
 * @answering_unit: the unit id of each reply, -1 for the one asked
 * @is_holding: replies wait until fake_device_let_go()
 * @is_closing: closes the link when a request comes
 * @is_closing_after_write: carries a write out, and closes the link instead of answering
 * @is_turning_away: closes each link as soon as it is there
 * @is_resetting: closes by a reset, and not in order
 * @echo_offset: added to each value that a write confirms
 * @n_overlaps: requests that came together with another one
 * @n_accepted: connections so far
 * @n_requests, @n_writes: requests so far, and those of them that can write
 * @n_of_unit: requests by unit id
 * @functions: the function codes of all requests, in order
 *
 * Runs on the default context. All members may be read and set at any time.
 */
typedef struct
{
  MbCarrier       carrier;
  guint16         registers[256];
  guint8          coils[256];
  int             silent_unit;
  gboolean        is_silent;
  gboolean        ignores_writes;
  guint8          exception;
  guint8          dead[256];
  guint           max_quantity;
  guint           n_busy;
  guint           n_lost;
  guint           n_spoilt;
  guint           n_reply_bytes;
  gboolean        swaps_transaction;
  gboolean        is_web_server;
  int             answering_unit;
  gboolean        is_holding;
  gboolean        is_closing;
  gboolean        is_closing_after_write;
  gboolean        is_turning_away;
  gboolean        is_resetting;
  guint16         echo_offset;
  guint           n_overlaps;

  guint           n_accepted;
  guint           n_requests;
  guint           n_writes;
  guint           n_of_unit[256];
  GByteArray     *functions;

  GSocketService *service;
  guint16         port;
  GPtrArray      *peers;
} FakeDevice;

FakeDevice *fake_device_new         (void);
void        fake_device_free        (FakeDevice *device);
/* From now on, on another port, which is the device's then. */
void        fake_device_speak       (FakeDevice *device,
                                     MbCarrier   carrier);
/* Takes no new links; those that are stay. */
void        fake_device_stop_listening (FakeDevice *device);
/* Stops listening and closes all links; the port stays its own. */
void        fake_device_switch_off  (FakeDevice *device);
void        fake_device_switch_on   (FakeDevice *device);
/* Sends the replies that were held. */
void        fake_device_let_go      (FakeDevice *device);
/* Closes the links, as a device does with idle ones. */
void        fake_device_close_links (FakeDevice *device);

G_END_DECLS
