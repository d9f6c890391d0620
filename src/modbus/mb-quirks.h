/* mb-quirks.h: habits of devices that break the protocol, each of which may be allowed by name.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbQuirks:
 * @MB_QUIRK_ANY_TRANSACTION: replies have a constant, swapped or made-up transaction identifier;
 *   only one request is in flight then, and a request without its reply ends the link
 * @MB_QUIRK_SHORT_EXCEPTION: an exception says length 2 in its header though three bytes follow
 * @MB_QUIRK_UNIT_0: replies come with unit identifier 0 whatever unit was asked
 * @MB_QUIRK_UNIT_255: replies come with unit identifier 255 whatever unit was asked
 *
 * What a reply may do wrong and still be taken. All of it breaks V1.1b3, 4.1 and 7, or Messaging
 * on TCP/IP V1.0b, 3.1.3 and 4.4.1.3, and all of it costs safety: without the identifiers a reply
 * can be another one's. So none is allowed unless somebody says so, for one device.
 */
typedef enum
{
  MB_QUIRK_ANY_TRANSACTION = 1 << 0,
  MB_QUIRK_SHORT_EXCEPTION = 1 << 1,
  MB_QUIRK_UNIT_0          = 1 << 2,
  MB_QUIRK_UNIT_255        = 1 << 3,
} MbQuirks;

#define MB_QUIRKS_NONE ((MbQuirks) 0)
#define MB_N_QUIRKS 4

/* The name that command lines and files use, such as "unit-0", by the number of its bit, 0 to
 * MB_N_QUIRKS - 1; static. */
const char *mb_quirk_name      (guint       number);
/* Finds a quirk by that name; FALSE when there is none. */
gboolean    mb_quirk_from_name (const char *name,
                                MbQuirks   *out_quirk);

G_END_DECLS
