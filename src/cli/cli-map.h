/* cli-map.h: what `serve --map` is told to be: the registers of a map, or the devices of a project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-function.h"

G_BEGIN_DECLS

/**
 * CliMapItem:
 * @value: what it holds at the start
 * @is_locked: whether clients may only read it, where the protocol lets them write
 *
 * One item of a device.
 */
typedef struct
{
  MbTable  table;
  guint16  address;
  guint16  value;
  gboolean is_locked;
} CliMapItem;

/**
 * CliMapMemory:
 * @units: (nullable): the unit identifiers that it answers for; %NULL for all
 * @items: (element-type CliMapItem): what it has, by ascending table and address
 *
 * One device.
 */
typedef struct
{
  GByteArray *units;
  GArray     *items;
} CliMapMemory;

typedef struct _CliMap CliMap;

CliMap             *cli_map_load           (const char        *path,
                                            const GByteArray  *units,
                                            GError           **error);
void                cli_map_free           (CliMap            *map);
guint               cli_map_get_n_memories (const CliMap      *map);
const CliMapMemory *cli_map_get_memory     (const CliMap      *map,
                                            guint              index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliMap, cli_map_free)

G_END_DECLS
