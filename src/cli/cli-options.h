/* cli-options.h: the options that every command with a device understands.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-help.h"
#include "cli/cli-tls.h"
#include "modbus/mb-endpoint.h"
#include "modbus/mb-quirks.h"
#include "modbus/mb-value.h"

G_BEGIN_DECLS

/**
 * CliOptions:
 * @unit: unit identifier, 0 to 255
 * @timeout_ms, @connect_timeout_ms, @retries, @window, @delay_ms: as in a connection
 * @transport: what carries Modbus
 * @tls: for %MB_CARRIER_TLS, whom to trust and who we are
 * @quirks: what replies may do wrong
 * @has_link_options: whether one of the above was given
 * @type, @has_type: what values are, and whether that was given
 * @n_registers: how many registers one value takes
 * @order: order of their bytes on the wire
 * @is_json: JSON lines instead of text
 */
typedef struct
{
  int       unit;
  int       timeout_ms;
  int       connect_timeout_ms;
  int       retries;
  int       window;
  int       delay_ms;
  MbCarrier transport;
  CliTls    tls;
  MbQuirks  quirks;
  gboolean  has_link_options;
  MbType    type;
  gboolean  has_type;
  guint     n_registers;
  MbOrder   order;
  gboolean  is_json;
} CliOptions;

/**
 * CliUsage:
 * @arguments: its arguments for `--help`, not translated: "HOST TABLE ADDRESS [COUNT]"
 * @summary: what it does
 * @help: what else there is to know of it
 * @entries: (nullable): options of its own
 * @min_words, @max_words: how many arguments it takes
 */
typedef struct
{
  const char         *arguments;
  const char         *summary;
  CliHelp             help;
  const GOptionEntry *entries;
  guint               min_words;
  guint               max_words;
} CliUsage;

void     cli_options_clear (CliOptions       *options);
gboolean cli_options_parse (CliOptions       *options,
                            const CliUsage   *usage,
                            char            **argv,
                            char           ***out_words,
                            GError          **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliOptions, cli_options_clear)

G_END_DECLS
