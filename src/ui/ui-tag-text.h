/* ui-tag-text.h: the texts of a row of the register table.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/tools/mon-tag.h"

G_BEGIN_DECLS

/**
 * UiTagTone:
 * @UI_TAG_TONE_DIM: nothing to worry about
 * @UI_TAG_TONE_WARNING: a value, but not as it should be
 * @UI_TAG_TONE_ERROR: no value
 *
 * How loud a text about a tag is.
 */
typedef enum
{
  UI_TAG_TONE_DIM,
  UI_TAG_TONE_WARNING,
  UI_TAG_TONE_ERROR,
} UiTagTone;

char *ui_tag_text_span    (gint64     span_us);
char *ui_tag_text_age     (MonTag    *tag,
                           UiTagTone *out_tone);
char *ui_tag_text_value   (MonTag    *tag);
char *ui_tag_text_address (MonTag    *tag);
char *ui_tag_text_tooltip (MonTag    *tag);
char *ui_tag_text_row     (MonTag    *tag);

G_END_DECLS
