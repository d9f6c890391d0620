/* mon-device-text.h: how a device is doing, judged and put into words; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/tools/mon-device.h"

G_BEGIN_DECLS

/**
 * MonDeviceFacts:
 * @spec: the device
 * @connection: its connection
 * @link: what the board knows of its link
 * @state: what the board knows of it
 * @is_paused: whether polling is paused
 * @now_us: monotonic time
 *
 * All that the judgement rests on.
 */
typedef struct
{
  const MonDeviceSpec     *spec;
  const MonConnectionSpec *connection;
  const MonLinkState      *link;
  const MonDeviceState    *state;
  gboolean                 is_paused;
  gint64                   now_us;
} MonDeviceFacts;

MonDeviceHealth mon_device_text_judge   (const MonDeviceFacts *facts);
char           *mon_device_text_reason  (const MonDeviceFacts *facts);
char           *mon_device_text_details (const MonDeviceFacts *facts);

G_END_DECLS
