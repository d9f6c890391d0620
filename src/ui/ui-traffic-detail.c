/* ui-traffic-detail.c: one exchange: its bytes and its fields, request and response.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-traffic-detail.h"

#include <glib/gi18n.h>

#include "ui/ui-field-notes.h"
#include "ui/ui-field-tree.h"
#include "ui/ui-hex-view.h"
#include "ui/ui-settings.h"

struct _UiTrafficDetail
{
  GtkWidget        parent_instance;

  GtkStack        *stack;
  GtkLabel        *message;
  GtkToggleButton *request;
  GtkToggleButton *response;
  GtkLabel        *size;
  GtkLabel        *error;
  UiHexView       *hex;
  UiFieldTree     *tree;

  MonSession      *session;
  MonTrafficItem  *item;
  MbDissection    *dissection;
};

G_DEFINE_FINAL_TYPE (UiTrafficDetail, ui_traffic_detail, GTK_TYPE_WIDGET)

static char *
note_cb (const MbField *field,
         gpointer       user_data)
{
  UiTrafficDetail *self = user_data;
  MonDevice *device = NULL;

  if (self->session != NULL && self->item != NULL && self->dissection != NULL)
    device = mon_session_find_device (self->session, mon_traffic_item_get_device (self->item));
  return device != NULL ? ui_field_notes_describe (self->dissection, field, device) : NULL;
}

static void
field_selected_cb (UiTrafficDetail *self,
                   guint            offset,
                   guint            length)
{
  ui_hex_view_set_highlight (self->hex, offset, length);
}

static void
byte_activated_cb (UiTrafficDetail *self,
                   guint            offset)
{
  if (!ui_field_tree_select_byte (self->tree, offset))
    ui_hex_view_set_highlight (self->hex, offset, 1);
}

/* The bytes of the first group of fields, which precedes each PDU and is shown fainter. */
static guint
get_header_len (MbDissection *dissection)
{
  return dissection != NULL ? mb_dissection_get_field (dissection, 0)->length : 0;
}

static void
show_direction (UiTrafficDetail *self,
                MbDirection      direction)
{
  g_autoptr (GBytes) adu = mon_traffic_item_dup_adu (self->item, direction);
  g_autofree char *size = NULL;
  const char *error = NULL;

  g_clear_pointer (&self->dissection, mb_dissection_unref);
  self->dissection = mon_traffic_item_dup_dissection (self->item, direction);
  ui_hex_view_set_bytes (self->hex, adu, get_header_len (self->dissection));
  ui_field_tree_set_dissection (self->tree, self->dissection);

  if (adu != NULL)
    size = g_strdup_printf (ngettext ("%d byte", "%d bytes", g_bytes_get_size (adu)),
                            (int) g_bytes_get_size (adu));
  gtk_label_set_label (self->size, size != NULL ? size : "");

  if (self->dissection != NULL)
    error = mb_dissection_get_error (self->dissection);
  gtk_label_set_label (self->error, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
}

static void
direction_cb (UiTrafficDetail *self)
{
  if (self->item != NULL)
    show_direction (self, gtk_toggle_button_get_active (self->request) ? MB_DIRECTION_REQUEST
                                                                       : MB_DIRECTION_RESPONSE);
}

/* What has no bytes, such as a lost link, is told in words. */
static void
show_words (UiTrafficDetail *self)
{
  MonNotation notation = ui_settings_get_notation ();
  g_autofree char *function = mon_traffic_item_dup_function_text (self->item);
  g_autofree char *summary = mon_traffic_item_dup_summary (self->item, notation);
  g_autofree char *text = g_strdup_printf ("%s\n%s", function, summary);

  gtk_label_set_label (self->message, text);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

static void
ui_traffic_detail_dispose (GObject *object)
{
  UiTrafficDetail *self = UI_TRAFFIC_DETAIL (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_object (&self->item);
  g_clear_pointer (&self->dissection, mb_dissection_unref);

  G_OBJECT_CLASS (ui_traffic_detail_parent_class)->dispose (object);
}

static void
ui_traffic_detail_class_init (UiTrafficDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_traffic_detail_dispose;
  g_type_ensure (UI_TYPE_HEX_VIEW);
  g_type_ensure (UI_TYPE_FIELD_TREE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/coilscope/Coilscope/ui-traffic-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, message);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, request);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, response);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, size);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, error);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, hex);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficDetail, tree);
  gtk_widget_class_bind_template_callback (widget_class, direction_cb);
  gtk_widget_class_bind_template_callback (widget_class, byte_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_selected_cb);
}

static void
ui_traffic_detail_init (UiTrafficDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "view");
  ui_field_tree_set_note_func (self->tree, note_cb, self);
}

/**
 * ui_traffic_detail_set_session:
 * @self: a detail
 * @session: (nullable): knows the tags behind the registers
 */
void
ui_traffic_detail_set_session (UiTrafficDetail *self,
                               MonSession      *session)
{
  ui_traffic_detail_show (self, NULL);
  g_set_object (&self->session, session);
}

/**
 * ui_traffic_detail_show:
 * @self: a detail
 * @item: (nullable): the exchange that it shows from now on
 */
void
ui_traffic_detail_show (UiTrafficDetail *self,
                        MonTrafficItem  *item)
{
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) response = NULL;
  gboolean show_request;

  if (!g_set_object (&self->item, item))
    return;
  if (item == NULL)
    {
      gtk_label_set_label (self->message, _("Select an exchange to see its bytes and fields."));
      gtk_stack_set_visible_child_name (self->stack, "nothing");
      return;
    }

  request = mon_traffic_item_dup_adu (item, MB_DIRECTION_REQUEST);
  response = mon_traffic_item_dup_adu (item, MB_DIRECTION_RESPONSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->request), request != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->response), response != NULL);
  if (request == NULL && response == NULL)
    {
      show_words (self);
      return;
    }

  /* The side that was looked at last, as far as there is one. */
  show_request = response == NULL ||
                 (request != NULL && gtk_toggle_button_get_active (self->request));
  gtk_toggle_button_set_active (show_request ? self->request : self->response, TRUE);
  direction_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "adu");
}
