/* mb-adu-json.h: a dissected ADU as members of a JSON object, in an order that never changes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-field.h"
#include "modbus/mb-json.h"

G_BEGIN_DECLS

/* Writes all members of one ADU from "direction" to "error" into an object that is open; @remark
 * (or NULL) follows the error of the dissection. What is not on the wire does not appear. */
void mb_adu_json_write         (MbJson             *json,
                                const MbDissection *dissection,
                                const guint8       *adu,
                                gsize               len,
                                const char         *remark);
/* Writes only those that say what the PDU means, from "function" on, without "fields" and
 * "error". */
void mb_adu_json_write_decoded (MbJson             *json,
                                const MbDissection *dissection);

G_END_DECLS
