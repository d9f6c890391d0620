/* mon-guard.h: the write lock: asked for every request that can write; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-request.h"

G_BEGIN_DECLS

/**
 * MON_GUARD_ERROR:
 *
 * A request was not sent because writing is locked.
 */
#define MON_GUARD_ERROR (mon_guard_error_quark ())

typedef enum
{
  MON_GUARD_ERROR_LOCKED,
} MonGuardError;

/**
 * MonGuard:
 * @armed_until_us: monotonic time until which writing is allowed, 0 when locked
 *
 * The lock of one session, or of one job that is its own arming. All zeros is locked.
 */
typedef struct
{
  gint64 armed_until_us;
} MonGuard;

GQuark   mon_guard_error_quark (void);

void     mon_guard_arm         (MonGuard        *guard,
                                gint64           until_us);
void     mon_guard_lock        (MonGuard        *guard);
gboolean mon_guard_is_armed    (const MonGuard  *guard,
                                gint64           now_us);
gboolean mon_guard_allows      (const MonGuard  *guard,
                                const MbRequest *request,
                                gint64           now_us,
                                GError         **error);

G_END_DECLS
