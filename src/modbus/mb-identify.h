/* mb-identify.h: asks a device who it is: which request comes next, and what has come so far.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-object.h"
#include "modbus/mb-response.h"

G_BEGIN_DECLS

/* Requests to one device at most, whatever it announces. */
#define MB_IDENTIFY_MAX_REQUESTS 256

/**
 * MbIdentify:
 *
 * Read Device Identification by stream access over as many requests as it takes (V1.1b3, 6.21):
 * the basic objects, then the regular and the extended ones if the device says that it has them.
 * Pure: it makes requests and takes responses by turns, whoever carries them; with an #MbClient
 * mb_client_identify_async() does. For one thread at a time.
 */
typedef struct _MbIdentify MbIdentify;

/* Makes an inquiry that has not asked yet. */
MbIdentify *mb_identify_new            (void);
/* Frees it; views of its objects end here. */
void        mb_identify_free           (MbIdentify       *identify);
/* Makes the next request; FALSE when all has been asked for. */
gboolean    mb_identify_next           (MbIdentify       *identify,
                                        MbRequest        *out_request);
/* Takes the checked response to it, or an exception; FALSE when that is the answer to the very
 * first request, so that there is no identification. */
gboolean    mb_identify_take           (MbIdentify       *identify,
                                        const MbResponse *response);
/* Gets the conformity level as the device said it: 1 basic, 2 regular, 3 extended objects, plus
 * 128 when single objects can be asked for (V1.1b3, 6.21). */
guint8      mb_identify_get_conformity (MbIdentify       *identify);
/* How many objects have come, 0 to 256. */
guint       mb_identify_get_n_objects  (MbIdentify       *identify);
/* Gets an object, by rising id; its value belongs to @identify. */
void        mb_identify_get_object     (MbIdentify       *identify,
                                        guint             index,
                                        MbObject         *out_object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbIdentify, mb_identify_free)

G_END_DECLS
