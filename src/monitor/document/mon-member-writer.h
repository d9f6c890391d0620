/* mon-member-writer.h: plain structs to JSON objects, by tables of their members.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-members.h"

G_BEGIN_DECLS

void mon_member_writer_write (const MonNodeType *type,
                              gconstpointer      node,
                              MbJson            *json);

G_END_DECLS
