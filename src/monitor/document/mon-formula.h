/* mon-formula.h: expressions between people, who say names of tags, and files, which keep ids.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-expression.h"
#include "monitor/document/mon-tag-index.h"

G_BEGIN_DECLS

MonExpression     *mon_formula_resolve  (MonExpression        *expression,
                                         const MonTagIndex    *index,
                                         const MonDeviceSpec  *home,
                                         MonExpressionSpot    *out_spot,
                                         GError              **error);
const MonTagPlace *mon_formula_find     (const MonExpression  *expression,
                                         guint                 input,
                                         const MonTagIndex    *index,
                                         const MonDeviceSpec  *home,
                                         GError              **error);
char              *mon_formula_dup_text (const MonExpression  *expression,
                                         const MonTagIndex    *index,
                                         const MonDeviceSpec  *home);

G_END_DECLS
