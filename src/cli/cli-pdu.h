/* cli-pdu.h: from what a command asks to the bytes of a request, and from a reply to its items.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-target.h"

G_BEGIN_DECLS

GBytes   *cli_pdu_new_read  (const CliRange  *range,
                             GError         **error);
GBytes   *cli_pdu_new_write (const CliRange  *range,
                             guint8           function,
                             const MbValue   *values,
                             GError         **error);
GBytes   *cli_pdu_new_mask_write
                            (guint16          address,
                             guint16          and_mask,
                             guint16          or_mask,
                             GError         **error);
GBytes   *cli_pdu_new_hex   (const char      *hex,
                             GError         **error);
/* (nullable): the bits (0 or 1) or registers that a reply to a read carries. */
guint16  *cli_pdu_dup_items (GBytes          *request,
                             GBytes          *response);

G_END_DECLS
