/* mb-tls-files.h: reads the files and tokens that hold certificates and keys.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-tls-options.h"

G_BEGIN_DECLS

/* Reads whom to trust, a file of PEM certificates. These wait for the disk, and for a token; each
 * error names the file, the reason and what to do. */
GTlsDatabase    *mb_tls_load_authorities  (const char         *path,
                                           GError            **error);
/* Reads a certificate and the key that belongs to it. */
GTlsCertificate *mb_tls_load_certificate  (const MbTlsValues  *values,
                                           GError            **error);
/* A sentence, to be freed, if others than its owner can read the key; NULL when they cannot. */
char            *mb_tls_describe_exposure (const MbTlsValues  *values);

G_END_DECLS
