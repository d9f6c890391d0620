/* ui-device-banner.c: tells what is wrong with the chosen device, and what comes next.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-device-banner.h"

struct _UiDeviceBanner
{
  GtkWidget    parent_instance;

  GtkRevealer *revealer;
  GtkLabel    *text;
  MonDevice   *device;
};

G_DEFINE_FINAL_TYPE (UiDeviceBanner, ui_device_banner, GTK_TYPE_WIDGET)

static void
update (UiDeviceBanner *self)
{
  gboolean is_down = self->device != NULL &&
                     mon_device_get_health (self->device) == MON_DEVICE_DOWN;

  if (is_down)
    gtk_label_set_label (self->text, mon_device_get_details (self->device));
  gtk_revealer_set_reveal_child (self->revealer, is_down);
}

static void
ui_device_banner_dispose (GObject *object)
{
  UiDeviceBanner *self = UI_DEVICE_BANNER (object);
  GtkWidget *child;

  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->device);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_device_banner_parent_class)->dispose (object);
}

static void
ui_device_banner_class_init (UiDeviceBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_device_banner_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/coilscope/Coilscope/ui-device-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, UiDeviceBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, UiDeviceBanner, text);
}

static void
ui_device_banner_init (UiDeviceBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_device_banner_set_device:
 * @self: a banner
 * @device: (nullable): the chosen device
 */
void
ui_device_banner_set_device (UiDeviceBanner *self,
                             MonDevice      *device)
{
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_set_object (&self->device, device);
  if (device != NULL)
    g_signal_connect_object (device, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
