/* cli-adu.h: one ADU as a line for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-field.h"

G_BEGIN_DECLS

/* Direction, all fields with their labels, and what is wrong; @remark may be NULL. */
void cli_adu_append (GString            *text,
                     const MbDissection *dissection,
                     const char         *remark);

G_END_DECLS
