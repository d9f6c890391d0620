/* ui-arm-button.c: the switch that allows writing for a while, and shows for how long yet.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-arm-button.h"

#include <glib/gi18n.h>

#include "ui/ui-settings.h"
#include "ui/ui-style.h"

struct _UiArmButton
{
  GtkWidget   parent_instance;

  GtkWidget  *button;
  GtkImage   *icon;
  GtkLabel   *label;
  MonSession *session;
};

G_DEFINE_FINAL_TYPE (UiArmButton, ui_arm_button, GTK_TYPE_WIDGET)

static void
show_left (UiArmButton *self,
           guint        seconds)
{
  /* Translators: minutes and seconds for which writing is still allowed */
  g_autofree char *text = g_strdup_printf (_("%u:%02u"), seconds / 60, seconds % 60);

  if (g_strcmp0 (gtk_label_get_label (self->label), text) != 0)
    gtk_label_set_label (self->label, text);
}

static char *
dup_name (gboolean is_armed)
{
  guint minutes = ui_settings_get_arm_seconds () / 60;

  if (is_armed)
    return g_strdup (_("Writing is allowed. Lock it."));
  return g_strdup_printf (ngettext ("Allow writing for %u minute", "Allow writing for %u minutes",
                                    minutes), minutes);
}

static void
update (UiArmButton *self)
{
  gboolean is_armed = mon_session_get_armed (self->session);
  g_autofree char *name = dup_name (is_armed);

  gtk_image_set_from_icon_name (self->icon, is_armed ? "changes-allow-symbolic"
                                                     : "changes-prevent-symbolic");
  if (is_armed)
    show_left (self, mon_session_get_armed_left (self->session));
  gtk_widget_set_visible (GTK_WIDGET (self->label), is_armed);
  ui_style_set_class (self->button, "armed", is_armed);
  ui_style_set_class (self->button, "flat", !is_armed);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (self->button), name) == 0)
    return;
  gtk_widget_set_tooltip_text (self->button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
ui_arm_button_dispose (GObject *object)
{
  UiArmButton *self = UI_ARM_BUTTON (object);
  GtkWidget *child;

  ui_arm_button_set_session (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_arm_button_parent_class)->dispose (object);
}

static void
ui_arm_button_class_init (UiArmButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_arm_button_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-arm-button.ui");
  gtk_widget_class_bind_template_child (widget_class, UiArmButton, button);
  gtk_widget_class_bind_template_child (widget_class, UiArmButton, icon);
  gtk_widget_class_bind_template_child (widget_class, UiArmButton, label);
}

static void
ui_arm_button_init (UiArmButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_arm_button_set_session:
 * @self: a switch
 * @session: (nullable): whose lock it shows
 */
void
ui_arm_button_set_session (UiArmButton *self,
                           MonSession  *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session == NULL)
    return;
  g_signal_connect_object (session, "notify::armed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
