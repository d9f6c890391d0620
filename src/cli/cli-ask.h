/* cli-ask.h: one wish of the command line: a read, a write or a bare request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-target.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_ASK_READ,
  CLI_ASK_WRITE,
  CLI_ASK_REQUEST,
} CliAskKind;

/**
 * CliAsk:
 * @kind: which command it is
 * @range: what is read or written; all zeros for a request
 * @values: (array) (nullable): the values to be written, @range.n_values of them; of a mask write
 *   the AND mask and the OR mask
 * @texts: (nullable): what was typed for @values, which may point there
 * @is_mask: whether it is a write by masks (Mask Write Register)
 * @is_broadcast: whether it is a write that nobody answers
 * @pdu: the request
 * @timeout_ms: how long its reply may take
 */
typedef struct
{
  CliAskKind  kind;
  CliRange    range;
  MbValue    *values;
  char      **texts;
  gboolean    is_mask;
  gboolean    is_broadcast;
  GBytes     *pdu;
  guint       timeout_ms;
} CliAsk;

CliAsk *cli_ask_new_read    (const CliOptions  *options,
                             char             **words,
                             GError           **error);
CliAsk *cli_ask_new_write   (const CliOptions  *options,
                             guint              function,
                             char             **words,
                             GError           **error);
CliAsk *cli_ask_new_request (const CliOptions  *options,
                             char             **words,
                             GError           **error);
void    cli_ask_free        (CliAsk            *ask);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliAsk, cli_ask_free)

G_END_DECLS
