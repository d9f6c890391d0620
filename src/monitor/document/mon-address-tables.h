/* mon-address-tables.h: how the notations of addresses name the four tables.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-function.h"

G_BEGIN_DECLS

guint       mon_address_digit_of_table   (MbTable      table);
const char *mon_address_letters_of_table (MbTable      table);
gboolean    mon_address_table_of_digit   (guint        digit,
                                          MbTable     *out_table);
gboolean    mon_address_table_of_letters (const char  *letters,
                                          gsize        n_letters,
                                          MbTable     *out_table);

G_END_DECLS
