/* ui-device-row.c: one device in the list: state, name, address or reason, latency.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-device-row.h"

#include <glib/gi18n.h>

#include "ui/ui-style.h"

struct _UiDeviceRow
{
  GtkWidget  parent_instance;

  GtkWidget *dot;
  GtkLabel  *name;
  GtkLabel  *subtitle;
  GtkLabel  *latency;
  MonDevice *device;
};

G_DEFINE_FINAL_TYPE (UiDeviceRow, ui_device_row, GTK_TYPE_WIDGET)

/* The style class of the dot; its shape differs as well as its colour. */
static const char * const health_classes[] = {
  [MON_DEVICE_IDLE] = "idle",
  [MON_DEVICE_CONNECTING] = "connecting",
  [MON_DEVICE_GOOD] = "good",
  [MON_DEVICE_TROUBLED] = "troubled",
  [MON_DEVICE_DOWN] = "down",
};

static char *
latency_text (MonDevice *device)
{
  gint32 latency_us = mon_device_get_latency_us (device);
  MonDeviceHealth health = mon_device_get_health (device);

  if (latency_us < 0 || (health != MON_DEVICE_GOOD && health != MON_DEVICE_TROUBLED))
    return g_strdup ("");
  if (latency_us < 9950)
    /* Translators: a short time in milliseconds */
    return g_strdup_printf (_("%.1f ms"), latency_us / 1000.0);
  /* Translators: a time in milliseconds */
  return g_strdup_printf (_("%d ms"), (latency_us + 500) / 1000);
}

static void
show_subtitle (UiDeviceRow     *self,
               MonDeviceHealth  health)
{
  const char *reason = mon_device_get_reason (self->device);

  if (reason == NULL || reason[0] == '\0')
    reason = mon_device_get_address_text (self->device);
  gtk_label_set_label (self->subtitle, reason);
  ui_style_set_class (self->subtitle, "dim-label", health != MON_DEVICE_DOWN &&
                                                   health != MON_DEVICE_TROUBLED);
  ui_style_set_class (self->subtitle, "warning", health == MON_DEVICE_TROUBLED);
  ui_style_set_class (self->subtitle, "error", health == MON_DEVICE_DOWN);
}

/* The row widget of the list is what a screen reader stops at. */
static void
update_accessible (UiDeviceRow *self,
                   const char  *word)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dot), GTK_ACCESSIBLE_PROPERTY_LABEL, word,
                                  -1);
  if (row == NULL)
    return;
  label = g_strdup_printf ("%s, %s, %s", mon_device_get_name (self->device), word,
                           gtk_label_get_label (self->subtitle));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update (UiDeviceRow *self)
{
  MonDeviceHealth health = mon_device_get_health (self->device);
  g_autofree char *latency = latency_text (self->device);

  gtk_label_set_label (self->name, mon_device_get_name (self->device));
  show_subtitle (self, health);
  gtk_label_set_label (self->latency, latency);
  for (guint i = 0; i < G_N_ELEMENTS (health_classes); i++)
    ui_style_set_class (self->dot, health_classes[i], i == health);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), mon_device_get_details (self->device));
  update_accessible (self, ui_device_row_get_health_word (health));
}

static void
ui_device_row_dispose (GObject *object)
{
  UiDeviceRow *self = UI_DEVICE_ROW (object);
  GtkWidget *child;

  ui_device_row_set_device (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_device_row_parent_class)->dispose (object);
}

static void
ui_device_row_class_init (UiDeviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_device_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-device-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiDeviceRow, dot);
  gtk_widget_class_bind_template_child (widget_class, UiDeviceRow, name);
  gtk_widget_class_bind_template_child (widget_class, UiDeviceRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, UiDeviceRow, latency);
}

static void
ui_device_row_init (UiDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "device-row");
}

/**
 * ui_device_row_new:
 *
 * Returns: (transfer floating): a row without a device
 */
GtkWidget *
ui_device_row_new (void)
{
  return g_object_new (UI_TYPE_DEVICE_ROW, NULL);
}

/**
 * ui_device_row_set_device:
 * @self: a row
 * @device: (nullable): what it shows from now on
 */
void
ui_device_row_set_device (UiDeviceRow *self,
                          MonDevice   *device)
{
  if (self->device == device)
    return;
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_set_object (&self->device, device);
  if (device == NULL)
    return;
  g_signal_connect_object (device, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * ui_device_row_get_health_word:
 * @health: how a device is
 *
 * Returns: (transfer none): it in a word or two, translated
 */
const char *
ui_device_row_get_health_word (MonDeviceHealth health)
{
  switch (health)
    {
    case MON_DEVICE_IDLE:
      return _("Paused");
    case MON_DEVICE_CONNECTING:
      return _("Connecting");
    case MON_DEVICE_GOOD:
      return _("Answers");
    case MON_DEVICE_TROUBLED:
      return _("Answers with trouble");
    case MON_DEVICE_DOWN:
      return _("Does not answer");
    }
  g_return_val_if_reached ("");
}
