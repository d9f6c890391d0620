/* cli-sample.h: a sample of a watched tag as a JSON line or as a line for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-json.h"
#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * CliPlace:
 * @device: label of the device
 * @tag: the tag
 * @timeout_ms: how long a reply of the device can take; 0 of a computed tag, whose inputs may come
 *   of others
 * @last_good_us: wall time of the tag's last value, 0 if there was none
 * @link_reason: (nullable): why its link is down, when it is; %NULL of a computed tag
 * @hint: what its device seems to do wrong, an #MbQuirks; 0 for nothing, and of a computed tag
 *
 * Where a sample comes from. Borrowed strings.
 */
typedef struct
{
  const char       *device;
  const MonTagSpec *tag;
  guint             timeout_ms;
  gint64            last_good_us;
  const char       *link_reason;
  guint             hint;
} CliPlace;

/**
 * CliColumns:
 * @device: width of the device's label, 0 to leave it out
 * @tag: width of the tag's name
 */
typedef struct
{
  int device;
  int tag;
} CliColumns;

void  cli_sample_put_json (MbJson           *json,
                           const CliPlace   *place,
                           const MonSample  *sample);
char *cli_sample_dup_text (const CliPlace   *place,
                           const CliColumns *columns,
                           const MonSample  *sample);

G_END_DECLS
