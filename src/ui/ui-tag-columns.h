/* ui-tag-columns.h: the columns of the register table: what each cell is and what it shows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-tag.h"
#include "ui/ui-palette.h"

G_BEGIN_DECLS

typedef enum
{
  UI_TAG_COLUMN_NAME,
  UI_TAG_COLUMN_ADDRESS,
  UI_TAG_COLUMN_TYPE,
  UI_TAG_COLUMN_VALUE,
  UI_TAG_COLUMN_UNIT,
  UI_TAG_COLUMN_AGE,
} UiTagColumn;

#define UI_TAG_N_COLUMNS (UI_TAG_COLUMN_AGE + 1)

/**
 * UiTagColumnInfo:
 * @title: its title, to be translated
 * @width: its width, 0 when it takes what is left
 * @narrow_width: its width in a narrow window, -1 when it is not there then
 * @is_number: whether it is aligned to the right
 */
typedef struct
{
  const char *title;
  int         width;
  int         narrow_width;
  gboolean    is_number;
} UiTagColumnInfo;

const UiTagColumnInfo *ui_tag_column_get_info (UiTagColumn  column);
GtkWidget             *ui_tag_column_new_cell (UiTagColumn  column);
void                   ui_tag_column_show     (UiTagColumn  column,
                                               GtkWidget   *cell,
                                               MonTag      *tag,
                                               UiPalette   *palette);

G_END_DECLS
