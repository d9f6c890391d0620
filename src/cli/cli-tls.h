/* cli-tls.h: the options for TLS: which there are, what they mean, the files that they name.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-exit.h"
#include "modbus/mb-credentials.h"
#include "modbus/mb-endpoint.h"
#include "monitor/document/mon-project-spec.h"

G_BEGIN_DECLS

/**
 * CliTls:
 * @ca, @certificate, @key, @name, @pin: as in #MbTlsValues, as they were typed
 * @passphrase_file: where the passphrase is, "-" for standard input
 * @passphrase: the passphrase, after cli_tls_open() or cli_tls_open_server()
 *
 * What was given; %NULL where nothing was.
 */
typedef struct
{
  char *ca;
  char *certificate;
  char *key;
  char *name;
  char *pin;
  char *passphrase_file;
  char *passphrase;
} CliTls;

/* Enough for cli_tls_list_entries(). */
#define CLI_TLS_MAX_ENTRIES 7

void           cli_tls_clear        (CliTls         *tls);
void           cli_tls_list_entries (CliTls         *tls,
                                     gboolean        is_server,
                                     GOptionEntry    entries[CLI_TLS_MAX_ENTRIES]);
gboolean       cli_tls_check        (const CliTls   *tls,
                                     MbCarrier       transport,
                                     GError        **error);
MbTlsValues    cli_tls_get_values   (const CliTls   *tls);
CliExit        cli_tls_open         (CliTls         *tls,
                                     MbCarrier       transport);
CliExit        cli_tls_open_project (CliTls         *tls,
                                     MonProjectSpec *root);
CliExit        cli_tls_open_server  (CliTls         *tls,
                                     MbCredentials **out_credentials);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTls, cli_tls_clear)

G_END_DECLS
