/* mb-identification.h: what a device says of itself: identification objects and server id.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-object.h"
#include "modbus/mb-response.h"

G_BEGIN_DECLS

/**
 * MbIdentification:
 *
 * The objects of Read Device Identification and the answer to Report Server ID (V1.1b3, 6.21,
 * 6.13). For one thread at a time.
 */
typedef struct _MbIdentification MbIdentification;

/* Makes an identification whose three mandatory objects are empty, and a server id of 0,
 * running. */
MbIdentification *mb_identification_new           (void);
/* Frees it. */
void              mb_identification_free          (MbIdentification *identification);
/* Sets an object, which then exists, to at most MB_OBJECT_VALUE_MAX bytes; they are copied. */
void              mb_identification_set           (MbIdentification *identification,
                                                   guint8            id,
                                                   const guint8     *value,
                                                   gsize             len);
/* Sets an object to a text; what is longer than MB_OBJECT_VALUE_MAX bytes is cut. */
void              mb_identification_set_text      (MbIdentification *identification,
                                                   guint8            id,
                                                   const char       *text);
/* Sets what Report Server ID returns (V1.1b3, 6.13). */
void              mb_identification_set_server_id (MbIdentification *identification,
                                                   guint8            server_id,
                                                   gboolean          is_running,
                                                   const char       *text);
/* Carries out functions 17 and 43/14: 0, or the exception code. @data has room for MB_PDU_MAX
 * bytes; @out_response views it or @identification. */
guint8            mb_identification_execute       (MbIdentification *identification,
                                                   const MbRequest  *request,
                                                   MbResponse       *out_response,
                                                   guint8           *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbIdentification, mb_identification_free)

G_END_DECLS
