/* mon-identify.h: asks a device who it is, through the session like every other request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-identify.h"
#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

/* As many requests of function 43/14 as it takes, one after another. Main thread. */
void        mon_identify_async  (MonSession           *session,
                                 guint32               device,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
/* @out_failed: (out) (optional) (nullable) (transfer full): the request that got no objects. */
MbIdentify *mon_identify_finish (GAsyncResult         *result,
                                 MonJob              **out_failed,
                                 GError              **error);

G_END_DECLS
