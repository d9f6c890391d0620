/* cli-command.h: a line of a session, taken apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-ask.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_COMMAND_ASK,
  CLI_COMMAND_WATCH,
  CLI_COMMAND_UNWATCH,
  CLI_COMMAND_WAIT,
  CLI_COMMAND_STATE,
  CLI_COMMAND_QUIT,
} CliCommandKind;

/**
 * CliCommand:
 * @kind: what is to be done
 * @ask: (nullable): for %CLI_COMMAND_ASK, what is asked: a read, a write or any request
 * @range, @interval_ms: for %CLI_COMMAND_WATCH
 * @wait_ms: for %CLI_COMMAND_WAIT
 */
typedef struct
{
  CliCommandKind  kind;
  CliAsk         *ask;
  CliRange        range;
  guint           interval_ms;
  guint           wait_ms;
} CliCommand;

gboolean cli_command_parse (CliCommand        *out_command,
                            const CliOptions  *options,
                            const char        *line,
                            GError           **error);
void     cli_command_clear (CliCommand        *command);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliCommand, cli_command_clear)

G_END_DECLS
