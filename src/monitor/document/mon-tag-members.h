/* mon-tag-members.h: members of a tag in a project file that say what its registers mean.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-member-reader.h"
#include "monitor/document/mon-tag-spec.h"

G_BEGIN_DECLS

/* How a person writes them:
 *
 *   { "name": "Outdoor temperature", "table": "input", "address": 30, "type": "int16",
 *     "scale": 0.1, "unit": "°C", "decimals": 1, "sentinels": ["0x8000", 9999] }
 *   { "name": "Operating mode", "table": "holding", "address": 15,
 *     "labels": { "0": "Off", "1": "On", "2": "Automatic" } }
 *   { "name": "Pump fault", "table": "holding", "address": 20, "bit": 3,
 *     "labels": { "0": "OK", "1": "Fault" } }
 *   { "name": "Stage", "table": "holding", "address": 20, "bits": [4, 7] }
 *   { "name": "Alarms", "table": "holding", "address": 21,
 *     "bit_names": { "0": "Low water", "1": "Flame lost", "15": "Service" } }
 *   { "name": "Energy", "table": "input", "address": 40, "type": "uint64", "order": "GHEFCDAB" }
 *   { "name": "Serial number", "table": "holding", "address": 100, "type": "string:8",
 *     "order": "BADC", "encoding": "latin-1", "padding": "blank" }
 *
 * - "type": a name of mb_type_from_name().
 * - "bit": one bit of a register, 0 (least significant) to 15, as bool. "bits": the first and the
 *   last of some bits side by side, as uint16 or, in two's complement, int16. Writing them changes
 *   no other bit.
 * - "labels": words for values, as they are shown: after scale and offset. Writing takes the words
 *   as well. "bit_names": words for the bits of a whole number that are set.
 * - "sentinels": what stands for "not available": numbers before scale and offset; bits in hex, the
 *   most significant first; "nan", "inf", "-inf".
 * - "encoding" and "padding": of strings, names of mb_encoding_name() and mb_padding_name(). */

extern const MonMemberHooks mon_tag_member_type;
extern const MonMemberHooks mon_tag_member_order;
extern const MonMemberHooks mon_tag_member_bit;
extern const MonMemberHooks mon_tag_member_bits;
extern const MonMemberHooks mon_tag_member_labels;
extern const MonMemberHooks mon_tag_member_bit_names;
extern const MonMemberHooks mon_tag_member_sentinels;

G_END_DECLS
