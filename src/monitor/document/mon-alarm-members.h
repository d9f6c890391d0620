/* mon-alarm-members.h: the alarms of a tag in a project file, and which of them are shelved.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-member-reader.h"
#include "monitor/document/mon-tag-spec.h"

G_BEGIN_DECLS

/* How a person writes them, as a member of a tag:
 *
 *   { "name": "Supply temperature", "table": "holding", "address": 0, "type": "float32",
 *     "unit": "°C", "alarms": [
 *       { "kind": "high", "limit": 85, "hysteresis": 2, "on_delay_ms": 5000 },
 *       { "kind": "high-high", "limit": 95, "hysteresis": 2, "priority": "critical",
 *         "text": "Boiler overheats" },
 *       { "kind": "rate", "limit": 5, "window_ms": 60000, "direction": "up" },
 *       { "kind": "stale", "on_delay_ms": 10000 } ] }
 *   { "name": "Pump fault", "table": "discrete", "address": 4, "alarms": [
 *       { "kind": "state", "latched": true } ] }
 *   { "name": "Operating mode", "table": "holding", "address": 15, "alarms": [
 *       { "kind": "state", "value": 3, "text": "Mode: emergency", "off_delay_ms": 2000 } ] }
 *
 * - "kind": low-low, low, high, high-high (each at most once, in this order of "limit"), state (any
 *   number of them), rate, stale (once).
 * - "limit": the first value that is wrong, as it is shown: a value exactly on it is an alarm. Of a
 *   rate: by how much the value must not change within "window_ms" (60000), in the "direction"
 *   both, up or down.
 * - "hysteresis": how far behind the limit the value has to come back, and be beyond that, before
 *   the alarm ends (0).
 * - "value": of a state, the whole number that is wrong (1).
 * - "on_delay_ms", "off_delay_ms": how long it has to be wrong, and right again, without a break.
 *   Without, there is no delay; but a stale alarm waits for three periods of the tag.
 * - "priority": low, medium (default), high, critical.
 * - "latched": whether the alarm stays until somebody resets it.
 * - "text": what to tell people.
 *
 * The root has "shelved": those that somebody does not want to hear of for a time:
 *
 *   "shelved": [ { "alarm": "ID", "until": "2026-11-22T15:20:00Z" } ] */

extern const MonMemberHooks mon_tag_member_alarms;

/* Whether a tag's alarms fit it, and each other. */
gboolean mon_alarm_members_check (const MonMemberReader  *reader,
                                  guint                   object,
                                  const MonTagSpec       *tag,
                                  GError                **error);

extern const MonNodeType mon_shelving_members_type;

G_END_DECLS
