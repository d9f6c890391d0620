/* cli-hosts.h: whom a scan asks: HOST[/BITS] as hosts, and lists of unit identifiers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-target.h"

G_BEGIN_DECLS

/* A network of IPv4 of that many bits has 65,534 hosts: more is not for one scan. */
#define CLI_HOSTS_MIN_BITS 16

gboolean cli_hosts_parse       (CliTarget     *out_target,
                                GStrv         *out_hosts,
                                const char    *text,
                                MbCarrier      transport,
                                GError       **error);
gboolean cli_hosts_parse_units (GByteArray   **out_units,
                                const char    *text,
                                GError       **error);

G_END_DECLS
