/* pki.h: the certificates that tests of TLS use, made anew for each run.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PKI_PASSPHRASE "open-sesame"

/* Makes them in a folder of their own; see make-certificates for what there is. */
void        pki_set_up    (void);
void        pki_tear_down (void);
/* The path of one of the files, which lives until the end. */
const char *pki_file      (const char *name);
/* SHA-256 of the certificate NAME.pem, as 64 small digits. */
char       *pki_pin       (const char *name);

G_END_DECLS
