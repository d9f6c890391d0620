/* ui-tag-columns.c: the columns of the register table: what each cell is and what it shows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-tag-columns.h"

#include <glib/gi18n.h>

#include "ui/ui-name-cell.h"
#include "ui/ui-style.h"
#include "ui/ui-tag-text.h"
#include "ui/ui-value-cell.h"

/* In a narrow window the words of an error matter more than address and type, which the tooltip
 * has too; the unit stands behind the value then. */
static const UiTagColumnInfo infos[UI_TAG_N_COLUMNS] = {
  { N_("Name"), 0, 0, FALSE },
  { N_("Address"), 88, -1, FALSE },
  { N_("Type"), 136, -1, FALSE },
  { N_("Value"), 136, 128, TRUE },
  { N_("Unit"), 68, -1, FALSE },
  { N_("Age"), 188, 96, TRUE },
};

static GtkWidget *
new_inscription (const char *css_class,
                 guint       chars,
                 float       xalign)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 3);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), xalign);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_widget_add_css_class (cell, css_class);
  return cell;
}

static GtkWidget *
new_pill (void)
{
  GtkWidget *cell = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (cell), PANGO_ELLIPSIZE_END);
  gtk_widget_set_halign (cell, GTK_ALIGN_START);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (cell, "pill-label");
  return cell;
}

static void
show_age (GtkInscription *cell,
          MonTag         *tag)
{
  UiTagTone tone;
  g_autofree char *text = ui_tag_text_age (tag, &tone);

  gtk_inscription_set_text (cell, text);
  ui_style_set_class (cell, "dim-label", tone == UI_TAG_TONE_DIM);
  ui_style_set_class (cell, "warning", tone == UI_TAG_TONE_WARNING);
  ui_style_set_class (cell, "error", tone == UI_TAG_TONE_ERROR);
}

static gboolean
query_tooltip_cb (GtkWidget  *cell,
                  int         x,
                  int         y,
                  gboolean    by_keyboard,
                  GtkTooltip *tooltip)
{
  MonTag *tag = g_object_get_data (G_OBJECT (cell), "tag");
  g_autofree char *text = NULL;

  if (tag == NULL)
    return FALSE;
  text = ui_tag_text_tooltip (tag);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/**
 * ui_tag_column_get_info:
 * @column: a column
 *
 * Returns: (transfer none): what is fixed about it
 */
const UiTagColumnInfo *
ui_tag_column_get_info (UiTagColumn column)
{
  return &infos[column];
}

/**
 * ui_tag_column_new_cell:
 * @column: a column
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
ui_tag_column_new_cell (UiTagColumn column)
{
  GtkWidget *cell = NULL;

  switch (column)
    {
    case UI_TAG_COLUMN_NAME:
      cell = ui_name_cell_new ();
      break;
    case UI_TAG_COLUMN_ADDRESS:
      cell = new_inscription ("dim-label", 7, 0);
      break;
    case UI_TAG_COLUMN_TYPE:
      cell = new_pill ();
      break;
    case UI_TAG_COLUMN_VALUE:
      cell = ui_value_cell_new ();
      break;
    case UI_TAG_COLUMN_UNIT:
      cell = new_inscription ("dim-label", 5, 0);
      break;
    case UI_TAG_COLUMN_AGE:
      cell = new_inscription ("dim-label", 16, 1);
      break;
    }
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  return cell;
}

/**
 * ui_tag_column_show:
 * @column: a column
 * @cell: a cell of it
 * @tag: (nullable): the tag that it shows from now on
 * @palette: colours of the curves
 *
 * Shows a tag as it is now; a cell of values does not flash.
 */
void
ui_tag_column_show (UiTagColumn  column,
                    GtkWidget   *cell,
                    MonTag      *tag,
                    UiPalette   *palette)
{
  g_autofree char *address = NULL;

  g_object_set_data (G_OBJECT (cell), "tag", tag);
  switch (column)
    {
    case UI_TAG_COLUMN_NAME:
      ui_name_cell_show (UI_NAME_CELL (cell), tag, palette);
      break;
    case UI_TAG_COLUMN_ADDRESS:
      address = tag != NULL ? ui_tag_text_address (tag) : NULL;
      gtk_inscription_set_text (GTK_INSCRIPTION (cell), address);
      break;
    case UI_TAG_COLUMN_TYPE:
      gtk_label_set_label (GTK_LABEL (cell), tag != NULL ? mon_tag_get_type_text (tag) : "");
      break;
    case UI_TAG_COLUMN_VALUE:
      ui_value_cell_set_tag (UI_VALUE_CELL (cell), tag);
      break;
    case UI_TAG_COLUMN_UNIT:
      gtk_inscription_set_text (GTK_INSCRIPTION (cell),
                                tag != NULL ? mon_tag_get_unit (tag) : NULL);
      break;
    case UI_TAG_COLUMN_AGE:
      if (tag != NULL)
        show_age (GTK_INSCRIPTION (cell), tag);
      break;
    }
}
