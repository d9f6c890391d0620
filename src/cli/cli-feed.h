/* cli-feed.h: samples on their way from the engine to standard output, a line each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-writer.h"
#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

/* What waits when standard output is slow; then the oldest samples go. */
#define CLI_FEED_LIMIT_BYTES (8 * 1024 * 1024)

typedef struct _CliFeed CliFeed;

typedef void (*CliFeedFunc) (gpointer user_data);

CliFeed *cli_feed_new        (MonSession           *session,
                              CliWriter            *writer,
                              gboolean              is_json);
void     cli_feed_free       (CliFeed              *feed);
/* From now on samples of the tags of @root are printed, and of no others; the count starts anew. */
void     cli_feed_set_root   (CliFeed              *feed,
                              const MonProjectSpec *root);
/* Prints so many rounds, then calls @done; 0: goes on for ever. */
void     cli_feed_set_rounds (CliFeed              *feed,
                              guint                 n_rounds,
                              CliFeedFunc           done,
                              gpointer              user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFeed, cli_feed_free)

G_END_DECLS
