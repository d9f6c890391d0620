/* mon-guard.c: refuses requests that can write unless writing is armed at that very moment.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-guard.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (mon-guard-error-quark, mon_guard_error)

/**
 * mon_guard_arm:
 * @guard: a guard
 * @until_us: monotonic time at which it locks by itself; %G_MAXINT64 for one job
 *
 * Allows writing until then, in place of what held before.
 */
void
mon_guard_arm (MonGuard *guard,
               gint64    until_us)
{
  guard->armed_until_us = until_us;
}

/**
 * mon_guard_lock:
 * @guard: a guard
 *
 * Locks at once.
 */
void
mon_guard_lock (MonGuard *guard)
{
  guard->armed_until_us = 0;
}

/**
 * mon_guard_is_armed:
 * @guard: a guard
 * @now_us: the monotonic time now
 *
 * Returns: whether writing is allowed now
 */
gboolean
mon_guard_is_armed (const MonGuard *guard,
                    gint64          now_us)
{
  return now_us < guard->armed_until_us;
}

/**
 * mon_guard_allows:
 * @guard: (nullable): the guard of who asks; %NULL is locked for ever
 * @request: what is to be sent
 * @now_us: the monotonic time now
 * @error: return location for %MON_GUARD_ERROR_LOCKED
 *
 * Decides about one request. What can not write always passes; what nobody knows counts as
 * writing. See mb_request_writes().
 *
 * Returns: whether the request may be sent now
 */
gboolean
mon_guard_allows (const MonGuard  *guard,
                  const MbRequest *request,
                  gint64           now_us,
                  GError         **error)
{
  if (!mb_request_writes (request))
    return TRUE;
  if (guard != NULL && mon_guard_is_armed (guard, now_us))
    return TRUE;
  g_set_error_literal (error, MON_GUARD_ERROR, MON_GUARD_ERROR_LOCKED,
                       _("Writing is locked. Nothing was sent. Unlock writing and try again."));
  return FALSE;
}
