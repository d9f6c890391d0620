/* ui-field-notes.h: what the project knows about the registers in an ADU: tag and value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-field.h"
#include "monitor/tools/mon-device.h"

G_BEGIN_DECLS

char *ui_field_notes_describe (MbDissection  *dissection,
                               const MbField *field,
                               MonDevice     *device);

G_END_DECLS
