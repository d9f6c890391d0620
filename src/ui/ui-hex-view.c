/* ui-hex-view.c: the bytes of an ADU in hex and ASCII, some of them highlighted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-hex-view.h"

#include <glib/gi18n.h>
#include <math.h>

#define PADDING_X 12
#define PADDING_Y 8
/* Characters of the offset with the gap behind it. */
#define OFFSET_CHARS 6
/* In a row, where there is no room for twice as many. */
#define MIN_COLUMNS 4

struct _UiHexView
{
  GtkWidget parent_instance;

  GBytes   *bytes;
  guint     header_len;
  guint     highlight;
  guint     highlight_len;

  /* Size of one character. */
  float     char_width;
  int       line_height;
};

enum
{
  BYTE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiHexView, ui_hex_view, GTK_TYPE_WIDGET)

static guint
get_len (UiHexView *self)
{
  return self->bytes != NULL ? (guint) g_bytes_get_size (self->bytes) : 0;
}

/* Where the hex digits of the byte at @column stand, in characters; rows of 16 have a gap in their
 * middle. */
static guint
hex_char (guint column,
          guint columns)
{
  return OFFSET_CHARS + 3 * column + (columns > 8 && column >= 8 ? 1 : 0);
}

static guint
ascii_char (guint column,
            guint columns)
{
  return hex_char (columns, columns) + 1 + column;
}

static void
update_metrics (UiHexView *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self),
                                                                   "0000000000");
  int width, height;

  if (self->line_height > 0)
    return;
  pango_layout_get_size (layout, &width, &height);
  self->char_width = (float) width / (10 * PANGO_SCALE);
  self->line_height = (int) ceil ((double) height / PANGO_SCALE);
}

static int
width_for_columns (UiHexView *self,
                   guint      columns)
{
  update_metrics (self);
  return (int) ceilf ((float) ascii_char (columns, columns) * self->char_width) + 2 * PADDING_X;
}

static guint
columns_for_width (UiHexView *self,
                   int        width)
{
  guint columns = 16;

  while (columns > MIN_COLUMNS && width < width_for_columns (self, columns))
    columns /= 2;
  return columns;
}

static void
ui_hex_view_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  UiHexView *self = UI_HEX_VIEW (widget);
  guint columns, rows;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = width_for_columns (self, MIN_COLUMNS);
      *natural = width_for_columns (self, 16);
      return;
    }

  update_metrics (self);
  columns = columns_for_width (self, for_size >= 0 ? for_size : G_MAXINT);
  rows = MAX ((get_len (self) + columns - 1) / columns, 1);
  *minimum = *natural = (int) rows * self->line_height + 2 * PADDING_Y;
}

static GtkSizeRequestMode
ui_hex_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
put_text (UiHexView     *self,
          GtkSnapshot   *snapshot,
          const char    *text,
          float          first_char,
          int            y,
          const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (PADDING_X + first_char * self->char_width,
                                                (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
append_box (UiHexView     *self,
            GtkSnapshot   *snapshot,
            guint          from_char,
            guint          to_char,
            int            y,
            const GdkRGBA *color)
{
  float x = PADDING_X + (float) from_char * self->char_width - 1.5f;
  float width = (float) (to_char - from_char) * self->char_width + 3;
  graphene_rect_t rect = GRAPHENE_RECT_INIT (x, (float) y, width, (float) self->line_height);
  GskRoundedRect box;

  gsk_rounded_rect_init_from_rect (&box, &rect, 3);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, color, &rect);
  gtk_snapshot_pop (snapshot);
}

/* The highlighted bytes of the row that starts at @start, in both halves. */
static void
draw_highlight (UiHexView   *self,
                GtkSnapshot *snapshot,
                guint        start,
                guint        columns,
                int          y)
{
  guint end = MIN (self->highlight + self->highlight_len, get_len (self));
  guint from = MAX (self->highlight, start), to = MIN (end, start + columns);
  GdkRGBA color;

  if (from >= to)
    return;
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                       "accent_bg_color", &color))
    color = (GdkRGBA) { 0.2f, 0.5f, 0.9f, 1 };
  color.alpha = 0.35f;

  append_box (self, snapshot, hex_char (from - start, columns),
              hex_char (to - 1 - start, columns) + 2, y, &color);
  append_box (self, snapshot, ascii_char (from - start, columns),
              ascii_char (to - start, columns), y, &color);
}

static void
draw_row (UiHexView     *self,
          GtkSnapshot   *snapshot,
          guint          start,
          guint          columns,
          int            y,
          const GdkRGBA *color)
{
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  guint end = MIN (start + columns, get_len (self));
  GdkRGBA faint = *color, dim = *color;
  char text[32];

  faint.alpha *= 0.45f;
  dim.alpha *= 0.65f;
  g_snprintf (text, sizeof text, "%04x", start);
  put_text (self, snapshot, text, 0, y, &faint);

  for (guint i = start; i < end; i++)
    {
      gboolean is_header = i < self->header_len;
      char letter[2] = { g_ascii_isprint (data[i]) ? (char) data[i] : '.', 0 };

      g_snprintf (text, sizeof text, "%02x", data[i]);
      put_text (self, snapshot, text, (float) hex_char (i - start, columns), y,
                is_header ? &dim : color);
      put_text (self, snapshot, letter, (float) ascii_char (i - start, columns), y, &dim);
    }
}

static void
ui_hex_view_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  UiHexView *self = UI_HEX_VIEW (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  guint columns = columns_for_width (self, gtk_widget_get_width (widget));
  int y = PADDING_Y;
  GdkRGBA color;

  gtk_style_context_get_color (style, &color);
  for (guint start = 0; start < get_len (self); start += columns)
    {
      draw_highlight (self, snapshot, start, columns, y);
      draw_row (self, snapshot, start, columns, y, &color);
      y += self->line_height;
    }
}

static void
ui_hex_view_css_changed (GtkWidget         *widget,
                         GtkCssStyleChange *change)
{
  UiHexView *self = UI_HEX_VIEW (widget);

  GTK_WIDGET_CLASS (ui_hex_view_parent_class)->css_changed (widget, change);

  self->line_height = 0;
}

static void
pressed_cb (UiHexView *self,
            int        n_press,
            double     x,
            double     y)
{
  guint offset;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (ui_hex_view_find_byte (self, x, y, &offset))
    g_signal_emit (self, signals[BYTE_ACTIVATED], 0, offset);
}

static void
copy (UiHexView *self)
{
  g_autofree char *text = ui_hex_view_dup_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static gboolean
key_pressed_cb (UiHexView       *self,
                guint            key,
                guint            code,
                GdkModifierType  state)
{
  gint64 columns = columns_for_width (self, gtk_widget_get_width (GTK_WIDGET (self)));
  gint64 offset = self->highlight_len > 0 ? self->highlight : 0;

  if (get_len (self) == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_c || key == GDK_KEY_C) && (state & GDK_CONTROL_MASK) != 0)
    {
      copy (self);
      return GDK_EVENT_STOP;
    }

  switch (key)
    {
    case GDK_KEY_Left:
      offset--;
      break;
    case GDK_KEY_Right:
      /* On to the next field, not to the next byte of the same one. */
      offset += self->highlight_len > 0 ? self->highlight_len : 0;
      break;
    case GDK_KEY_Up:
      offset -= columns;
      break;
    case GDK_KEY_Down:
      offset += columns;
      break;
    case GDK_KEY_Home:
      offset = 0;
      break;
    case GDK_KEY_End:
      offset = get_len (self) - 1;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  offset = CLAMP (offset, 0, (gint64) get_len (self) - 1);
  g_signal_emit (self, signals[BYTE_ACTIVATED], 0, (guint) offset);
  return GDK_EVENT_STOP;
}

static void
ui_hex_view_finalize (GObject *object)
{
  UiHexView *self = UI_HEX_VIEW (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (ui_hex_view_parent_class)->finalize (object);
}

static void
ui_hex_view_class_init (UiHexViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ui_hex_view_finalize;
  widget_class->measure = ui_hex_view_measure;
  widget_class->get_request_mode = ui_hex_view_get_request_mode;
  widget_class->snapshot = ui_hex_view_snapshot;
  widget_class->css_changed = ui_hex_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "hexview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  signals[BYTE_ACTIVATED] = g_signal_new ("byte-activated", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ui_hex_view_init (UiHexView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "monospace");
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * ui_hex_view_new:
 *
 * Returns: (transfer floating): a view without bytes
 */
GtkWidget *
ui_hex_view_new (void)
{
  return g_object_new (UI_TYPE_HEX_VIEW, NULL);
}

/**
 * ui_hex_view_set_bytes:
 * @self: a view
 * @bytes: (nullable): what to show
 * @header_len: how many of the first bytes are shown fainter, being the same in every ADU
 *
 * Shows other bytes; nothing is highlighted afterwards.
 */
void
ui_hex_view_set_bytes (UiHexView *self,
                       GBytes    *bytes,
                       guint      header_len)
{
  g_autofree char *text = NULL;

  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes;
  self->header_len = header_len;
  self->highlight_len = 0;

  text = ui_hex_view_dup_text (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Bytes"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * ui_hex_view_set_highlight:
 * @self: a view
 * @offset: the first byte
 * @len: how many bytes, 0 for none
 */
void
ui_hex_view_set_highlight (UiHexView *self,
                           guint      offset,
                           guint      len)
{
  self->highlight = offset;
  self->highlight_len = offset < get_len (self) ? len : 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * ui_hex_view_get_highlight:
 * @self: a view
 * @out_offset: (out): the first byte
 * @out_len: (out): how many bytes
 *
 * Returns: whether bytes are highlighted
 */
gboolean
ui_hex_view_get_highlight (UiHexView *self,
                           guint     *out_offset,
                           guint     *out_len)
{
  *out_offset = self->highlight;
  *out_len = self->highlight_len;
  return self->highlight_len > 0;
}

/**
 * ui_hex_view_find_byte:
 * @self: a view
 * @x: place in the widget
 * @y: place in the widget
 * @out_offset: (out): the byte there, as hex or as ASCII
 *
 * Returns: whether there is one
 */
gboolean
ui_hex_view_find_byte (UiHexView *self,
                       double     x,
                       double     y,
                       guint     *out_offset)
{
  guint columns = columns_for_width (self, gtk_widget_get_width (GTK_WIDGET (self)));
  double at = (x - PADDING_X) / self->char_width;

  if (y < PADDING_Y)
    return FALSE;
  for (guint column = 0; column < columns; column++)
    {
      guint hex = hex_char (column, columns), ascii = ascii_char (column, columns);
      guint row = (guint) ((y - PADDING_Y) / self->line_height);

      *out_offset = row * columns + column;
      if ((at >= hex - 0.5 && at < hex + 2.5) || (at >= ascii && at < ascii + 1))
        return *out_offset < get_len (self);
    }
  return FALSE;
}

/**
 * ui_hex_view_dup_text:
 * @self: a view
 *
 * Returns: (transfer full): all bytes in hex, with spaces between them
 */
char *
ui_hex_view_dup_text (UiHexView *self)
{
  GString *text = g_string_new (NULL);
  const guint8 *data = self->bytes != NULL ? g_bytes_get_data (self->bytes, NULL) : NULL;

  for (guint i = 0; i < get_len (self); i++)
    g_string_append_printf (text, "%s%02x", i > 0 ? " " : "", data[i]);
  return g_string_free (text, FALSE);
}
