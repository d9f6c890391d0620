/* mon-finder.h: how registers are to be read so that they show what a person sees; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-value.h"

G_BEGIN_DECLS

/**
 * MonCandidate:
 * @type: how to read the registers
 * @order: order of their bytes
 * @first: which of the registers is the first one, from 0
 * @n_registers: how many they are
 * @exponent: scale is 10 to this, -9 to 6
 * @value: what they show then
 * @cost: how far-fetched it is; the list rises with it
 *
 * A way to read registers that gives the number that a person sees.
 */
typedef struct
{
  MbType  type;
  MbOrder order;
  guint   first;
  guint   n_registers;
  int     exponent;
  double  value;
  double  cost;
} MonCandidate;

GArray *mon_finder_find      (const guint16       *registers,
                              guint                n_registers,
                              const char          *seen,
                              GError             **error);
double  mon_candidate_scale  (const MonCandidate  *candidate);
char   *mon_candidate_dup_text (const MonCandidate *candidate);

G_END_DECLS
