/* mb-service-private.h: the layouts that are not address, quantity and items.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-response.h"
#include "modbus/mb-wire.h"

G_BEGIN_DECLS

/* Used by mb-request and mb-response only, whose functions begin with the function code and end
 * with these. @info is the row of the request's or response's function. */
gboolean mb_service_request_is_valid (const MbRequest      *request,
                                      const MbFunctionInfo *info,
                                      GError              **error);
void     mb_service_request_write    (const MbRequest      *request,
                                      const MbFunctionInfo *info,
                                      MbWriter             *writer);
guint8   mb_service_request_read     (MbRequest            *request,
                                      const MbFunctionInfo *info,
                                      MbReader             *reader);

void     mb_service_response_write   (const MbResponse     *response,
                                      const MbFunctionInfo *info,
                                      MbWriter             *writer);
MbBreach mb_service_response_read    (MbResponse           *response,
                                      const MbFunctionInfo *info,
                                      const MbRequest      *request,
                                      MbReader             *reader);

G_END_DECLS
