/* cli-passphrase.h: gets a passphrase from a file, or from a person without showing it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *cli_passphrase_read    (const char  *path,
                                 GError     **error);
char    *cli_passphrase_ask     (const char  *what);
void     cli_passphrase_free    (char        *passphrase);

G_END_DECLS
