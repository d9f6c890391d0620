/* mon-device.h: a device as the main thread sees it: its node, its health, its tags.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-clock.h"
#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-board.h"
#include "monitor/tools/mon-tag.h"

G_BEGIN_DECLS

/**
 * MonDeviceHealth:
 * @MON_DEVICE_IDLE: paused, or nothing to poll
 * @MON_DEVICE_CONNECTING: no answer yet
 * @MON_DEVICE_GOOD: answers
 * @MON_DEVICE_TROUBLED: answers, but slowly or not always
 * @MON_DEVICE_DOWN: no link, or no answer
 */
typedef enum
{
  MON_DEVICE_IDLE,
  MON_DEVICE_CONNECTING,
  MON_DEVICE_GOOD,
  MON_DEVICE_TROUBLED,
  MON_DEVICE_DOWN,
} MonDeviceHealth;

/**
 * MonDevice:
 *
 * Main thread. Signal "changed": anything below differs from before; at most once in 100 ms.
 */
#define MON_TYPE_DEVICE (mon_device_get_type ())
G_DECLARE_FINAL_TYPE (MonDevice, mon_device, MON, DEVICE, GObject)

/* For sessions: @clock gives the countdowns. */
MonDevice               *mon_device_new             (MbClock              *clock);
/* @tags: of MonTag, in the order of @spec. */
void                     mon_device_set_spec        (MonDevice            *self,
                                                     MonDeviceSpec        *spec,
                                                     MonConnectionSpec    *connection,
                                                     GPtrArray            *tags);
void                     mon_device_set_state       (MonDevice            *self,
                                                     const MonDeviceState *state);
void                     mon_device_set_link        (MonDevice            *self,
                                                     const MonLinkState   *state);
void                     mon_device_set_paused      (MonDevice            *self,
                                                     gboolean              paused);
/* Time has passed: texts that tell how much are made anew. */
void                     mon_device_tick            (MonDevice            *self);

const MonDeviceSpec     *mon_device_get_spec        (MonDevice *self);
const MonConnectionSpec *mon_device_get_connection  (MonDevice *self);
guint32                  mon_device_get_handle      (MonDevice *self);
const char              *mon_device_get_name        (MonDevice *self);
/* "127.0.0.1:1502 · Unit 1" */
const char              *mon_device_get_address_text (MonDevice *self);
MonDeviceHealth          mon_device_get_health      (MonDevice *self);
/* (nullable): what is wrong and what comes next: "Refused, retry in 8 s". NULL when good. */
const char              *mon_device_get_reason      (MonDevice *self);
/* The whole sentence for a tooltip or a page: cause, place, next step. */
const char              *mon_device_get_details     (MonDevice *self);
/* -1 before the first answer. */
gint32                   mon_device_get_latency_us  (MonDevice *self);
/* (transfer none): of MonTag; the same objects for the life of their tag. */
GListModel              *mon_device_get_tags        (MonDevice *self);

G_END_DECLS
