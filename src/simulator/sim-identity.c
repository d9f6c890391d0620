/* sim-identity.c: what a simulated device says of itself.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "simulator/sim-identity.h"

/* Objects in the order of their ids, up to the model (V1.1b3, 6.21). */
static const char *const common[] = {
  "Coilscope",
  "COILSCOPE-SIM",
  "V" PACKAGE_VERSION,
  "https://coilscope.github.io/",
  "Coilscope simulator",
};

/**
 * sim_identity_fill:
 * @identification: of a device
 * @server_id: what Report Server ID begins with
 * @model: name of the device
 *
 * Sets the objects 0 to 5 and the server id, which is running and says the model, too.
 */
void
sim_identity_fill (MbIdentification *identification,
                   guint8            server_id,
                   const char       *model)
{
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    mb_identification_set_text (identification, (guint8) i, common[i]);
  mb_identification_set_text (identification, G_N_ELEMENTS (common), model);
  mb_identification_set_server_id (identification, server_id, TRUE, model);
}
