/* cli-input.h: lines from standard input, as they come, without waiting for them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Longer than any command; a longer line is dropped. */
#define CLI_INPUT_MAX_LINE 65536

typedef struct _CliInput CliInput;

typedef void (*CliInputFunc) (gpointer user_data);

CliInput *cli_input_new      (GInputStream *stream,
                              CliInputFunc  arrived,
                              gpointer      user_data);
void      cli_input_free     (CliInput     *input);
/* The next line without its newline; NULL with @error for one that was dropped; NULL without it
 * when there is none now, then @arrived is called when there is or when all has been read. */
char     *cli_input_pop      (CliInput     *input,
                              GError      **error);
gboolean  cli_input_is_ended (CliInput     *input);
/* Why it ended before its end, or NULL. */
const GError *cli_input_get_error (CliInput *input);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliInput, cli_input_free)

G_END_DECLS
