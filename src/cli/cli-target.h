/* cli-target.h: where a command goes: host and port, table, address and count.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-options.h"
#include "modbus/mb-function.h"

G_BEGIN_DECLS

/**
 * CliTarget:
 * @host: name or address; an IPv6 address without brackets
 * @port: its port, 1 to 65535
 */
typedef struct
{
  char    *host;
  guint16  port;
} CliTarget;

/**
 * CliRange:
 * @table: one of the four tables
 * @address: 0-based address of the first item
 * @n_values: how many values of @type, 1 or more
 * @n_each: how many bits or registers one value takes
 * @n_items: how many bits or registers those are; @address + @n_items is at most 65536
 */
typedef struct
{
  MbTable table;
  guint16 address;
  guint   n_values;
  guint   n_each;
  guint   n_items;
  MbType  type;
  MbOrder order;
} CliRange;

gboolean cli_target_parse   (CliTarget         *out_target,
                             const char        *text,
                             MbCarrier          transport,
                             GError           **error);
void     cli_target_clear   (CliTarget         *target);

gboolean cli_range_parse    (CliRange          *out_range,
                             const CliOptions  *options,
                             const char        *table,
                             const char        *address,
                             const char        *count,
                             GError           **error);
gboolean cli_range_set_count (CliRange         *range,
                              guint             n_values,
                              GError          **error);
/* "holding 10" for the value @index. */
char    *cli_range_dup_name (const CliRange    *range,
                             guint              index);
/* "holding 10–13": for people. */
char    *cli_range_describe (const CliRange    *range);

/* A whole number, decimal or 0x hex; @what names it in the error. */
gboolean cli_number_parse   (guint             *out_number,
                             const char        *what,
                             const char        *text,
                             guint              min,
                             guint              max,
                             GError           **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTarget, cli_target_clear)

G_END_DECLS
