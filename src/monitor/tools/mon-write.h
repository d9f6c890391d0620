/* mon-write.h: what a write would do, before it does it, and how it went, in words; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-job-end.h"
#include "monitor/tools/mon-tag.h"

G_BEGIN_DECLS

/**
 * MonWritePreview:
 *
 * What a write would do, before it does it. @request: PDU that will be sent, exactly.
 * @request_text: it in hex: "06 00 04 02 d0". @function_name: "Write Single Register".
 */
typedef struct _MonWritePreview MonWritePreview;
struct _MonWritePreview
{
  MonTag     *tag;
  char       *old_text;       /* with unit; "—" if not known */
  char       *new_text;       /* with unit, as it will read back: rounded to what the type holds */
  char       *function_name;
  GBytes     *request;
  char       *request_text;
};

MonWritePreview *mon_write_preview_new  (MonTag                *tag,
                                         const char            *text,
                                         GError               **error);
MonWritePreview *mon_write_preview_copy (const MonWritePreview *preview);
void             mon_write_preview_free (MonWritePreview       *preview);

char            *mon_write_describe     (const MonWritePreview *preview,
                                         const MonJobEnd       *end);
/* The same for a request that is no write of a tag. */
char            *mon_write_describe_request (const MonJobEnd   *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonWritePreview, mon_write_preview_free)

G_END_DECLS
