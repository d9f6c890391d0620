/* cli-help.h: what `--help` says of a command: its details, the words it uses, and examples.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CliTopics:
 * @CLI_TOPIC_HOST: HOST, and the exit codes of who talks to one; with %CLI_TOPIC_TLS
 * @CLI_TOPIC_TABLE: TABLE and ADDRESS
 * @CLI_TOPIC_VALUES: types and orders of values
 * @CLI_TOPIC_TLS: where a passphrase comes from
 *
 * What a command speaks of that others speak of, too.
 */
typedef enum
{
  CLI_TOPIC_HOST = 1 << 0,
  CLI_TOPIC_TABLE = 1 << 1,
  CLI_TOPIC_VALUES = 1 << 2,
  CLI_TOPIC_TLS = 1 << 3,
} CliTopics;

/**
 * CliExample:
 * @arguments: what stands behind the name of the program, not translated
 * @what: what it does, marked for translation
 *
 * A command line to try.
 */
typedef struct
{
  const char *arguments;
  const char *what;
} CliExample;

/**
 * CliHelp:
 * @details: (nullable): what there is to know besides the options, translated: paragraphs; lines
 *   that begin with a blank stay as they are
 * @topics: what else is explained
 * @examples: (nullable) (array): up to one without arguments
 *
 * What stands behind the options.
 */
typedef struct
{
  const char       *details;
  CliTopics         topics;
  const CliExample *examples;
} CliHelp;

char           *cli_help_list_types  (void);
char           *cli_help_list_orders (void);
GOptionContext *cli_help_new_context (const char    *arguments,
                                      const char    *summary,
                                      const CliHelp *help);

G_END_DECLS
