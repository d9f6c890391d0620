/* cli-sink-file.h: where an export goes: standard output, or a file that is there whole or not.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CliSinkFile CliSinkFile;

/* @path NULL: standard output. NULL when it cannot be opened. */
CliSinkFile *cli_sink_file_new       (const char   *path,
                                      GError      **error);
/* Without an end before: what was written goes away. */
void         cli_sink_file_free      (CliSinkFile  *sink);
/* FALSE when nothing more can be written; cli_sink_file_end() tells why. */
gboolean     cli_sink_file_put       (CliSinkFile  *sink,
                                      const void   *bytes,
                                      gsize         len);
/* Nobody reads any more: no error, and nothing more to do. */
gboolean     cli_sink_file_is_closed (CliSinkFile  *sink);
/* All of it is on its way, or safe under its name. */
gboolean     cli_sink_file_end       (CliSinkFile  *sink,
                                      GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliSinkFile, cli_sink_file_free)

G_END_DECLS
