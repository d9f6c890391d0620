/* cli-writer.h: lines that wait until standard output takes them, while the program goes on.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CliWriter CliWriter;

typedef void (*CliWriterFunc) (gpointer user_data);

CliWriter *cli_writer_new         (gsize          limit_bytes);
void       cli_writer_free        (CliWriter     *writer);
/* Called when the last line that waited is out. */
void       cli_writer_set_drained (CliWriter     *writer,
                                   CliWriterFunc  drained,
                                   gpointer       user_data);
/* One line without its newline; goes out at once or waits. */
void       cli_writer_put         (CliWriter     *writer,
                                   const char    *text);
/* Whether nothing waits and standard output takes something now. */
gboolean   cli_writer_is_ready    (CliWriter     *writer);
/* Whether lines wait. */
gboolean   cli_writer_is_waiting  (CliWriter     *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliWriter, cli_writer_free)

G_END_DECLS
