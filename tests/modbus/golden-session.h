/* golden-session.h: the frames of the golden session, read from tests/data.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GOLDEN_N_EXCHANGES 12
#define GOLDEN_REQUESTS_SIZE 186

/**
 * GoldenSession:
 *
 * The twelve requests and their responses, each on its own and all of a kind in a row.
 */
typedef struct
{
  GBytes *requests[GOLDEN_N_EXCHANGES];
  GBytes *responses[GOLDEN_N_EXCHANGES];
  GBytes *all_requests;
  GBytes *all_responses;
} GoldenSession;

GoldenSession *golden_session_load (void);
void           golden_session_free (GoldenSession *golden);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GoldenSession, golden_session_free)

G_END_DECLS
