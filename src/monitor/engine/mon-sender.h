/* mon-sender.h: sends what the lanes of a link hold: asks the lock, keeps the pace, tells ends.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"
#include "monitor/engine/mon-lanes.h"
#include "monitor/engine/mon-stamp.h"

G_BEGIN_DECLS

/**
 * MonSenderEvents:
 * @pump: there may be something to send again
 * @exchanged: an exchange has ended, before its request hears of it
 */
typedef struct
{
  void (*pump)      (gpointer          user_data);
  void (*exchanged) (const MbExchange *exchange,
                     gpointer          user_data);
} MonSenderEvents;

/**
 * MonSender:
 *
 * The sending part of a link, embedded there. Private but for @lanes and @stamp.
 */
struct _MonSender
{
  MonLanes               lanes;
  MonStamp               stamp;

  MbClock               *clock;
  MbClient              *client;
  const MonSenderEvents *events;
  MonLink               *link;
  MbTimer                delay_timer;
  guint                  delay_ms;
  guint                  delay_after_connect_ms;
  gint64                 last_us;
  gint64                 opened_us;
};

void mon_sender_init       (MonSender             *sender,
                            MbClock               *clock,
                            MbClient              *client,
                            const MonSenderEvents *events,
                            MonLink               *link);
void mon_sender_clear      (MonSender             *sender);
void mon_sender_set_delays (MonSender             *sender,
                            guint                  delay_ms,
                            guint                  delay_after_connect_ms);
/* The client has a link. */
void mon_sender_note_opened (MonSender            *sender);
void mon_sender_send       (MonSender             *sender);
void mon_sender_end_queued (MonSender             *sender,
                            const GError          *reason);
void mon_sender_end_polls  (MonSender             *sender,
                            const GError          *reason);
void mon_sender_cancel     (MonSender             *sender,
                            MonRequest            *request);

G_END_DECLS
