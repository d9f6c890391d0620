/* mon-text.h: the text of a sample with the registers it came from, shared by all who keep it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonText:
 * @n_registers: number of @registers, 1 to %MB_STRING_MAX_REGISTERS
 * @text: what they say, in UTF-8
 * @registers: the words as received
 *
 * Immutable and reference-counted, so that a sample of text is as small as one of a number.
 */
typedef struct
{
  guint       n_registers;
  const char *text;
  guint16     registers[];
} MonText;

MonText *mon_text_new   (const guint16 *registers,
                         guint          n_registers,
                         const char    *text);
MonText *mon_text_ref   (MonText       *text);
void     mon_text_unref (MonText       *text);
gsize    mon_text_bytes (const MonText *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonText, mon_text_unref)

G_END_DECLS
