/* ui-window.c: the window of a project: puts the widgets together and connects them to the session.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-window.h"

#include <glib/gi18n.h>

#include "ui/ui-actions.h"
#include "ui/ui-arm-button.h"
#include "ui/ui-device-banner.h"
#include "ui/ui-outcome.h"
#include "ui/ui-project-files.h"
#include "ui/ui-settings.h"
#include "ui/ui-sidebar.h"
#include "ui/ui-style.h"
#include "ui/ui-window-state.h"

struct _UiWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay     *toasts;
  GtkStack            *pages;
  GtkWidget           *welcome_add;
  AdwLeaflet          *leaflet;
  UiSidebar           *sidebar;
  GtkWidget           *header;
  AdwWindowTitle      *title;
  UiArmButton         *arm;
  UiDeviceBanner      *banner;
  UiAreas             *areas;

  MonEngine           *engine;
  MonSession          *session;
  UiPalette           *palette;
  guint                fold_id;
  gboolean             is_fixed;
};

enum
{
  PROP_0,
  PROP_PAUSED,
  PROP_ARMED,
  PROP_SHOW_TRAFFIC,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UiWindow, ui_window, ADW_TYPE_APPLICATION_WINDOW)

static void
devices_cb (UiWindow *self)
{
  guint n = g_list_model_get_n_items (mon_session_get_devices (self->session));

  gtk_stack_set_visible_child_name (self->pages, n > 0 ? "project" : "welcome");
}

static void
device_changed_cb (UiWindow *self)
{
  MonDevice *device = ui_sidebar_get_device (self->sidebar);

  adw_window_title_set_title (self->title, device != NULL ? mon_device_get_name (device) : "");
  adw_window_title_set_subtitle (self->title,
                                 device != NULL ? mon_device_get_address_text (device) : "");
}

static void
device_cb (UiWindow *self)
{
  MonDevice *device = ui_sidebar_get_device (self->sidebar);

  ui_areas_set_device (self->areas, device);
  ui_device_banner_set_device (self->banner, device);
  device_changed_cb (self);
}

static void
armed_cb (UiWindow *self)
{
  ui_style_set_class (self->header, "armed", mon_session_get_armed (self->session));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARMED]);
}

static void
paused_cb (UiWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

static void
project_cb (UiWindow *self)
{
  MonProject *project = mon_session_get_project (self->session);
  gboolean can_undo, can_redo;

  g_object_get (project, "can-undo", &can_undo, "can-redo", &can_redo, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", can_undo);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", can_redo);
  gtk_window_set_title (GTK_WINDOW (self), mon_project_get_title (project));
  device_changed_cb (self);
}

static void
outcome_cb (UiWindow *self,
            MonJob   *job)
{
  g_autofree char *text = ui_outcome_dup_text (job);

  ui_window_add_toast (self, text);
}

static gboolean
fold (gpointer user_data)
{
  UiWindow *self = user_data;
  gboolean is_folded = adw_leaflet_get_folded (self->leaflet);

  self->fold_id = 0;
  ui_areas_set_narrow (self->areas, is_folded);
  ui_sidebar_set_folded (self->sidebar, is_folded);
  return G_SOURCE_REMOVE;
}

/* Said during an allocation, in which no widget may move. */
static void
folded_cb (UiWindow *self)
{
  if (self->fold_id == 0)
    self->fold_id = g_idle_add (fold, self);
}

static void
device_activated_cb (UiWindow *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
}

static void
drop_session (UiWindow *self)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (MonSession) session = g_steal_pointer (&self->session);

  if (session == NULL)
    return;
  if (application == NULL)
    application = g_application_get_default ();

  g_signal_handlers_disconnect_by_data (session, self);
  g_signal_handlers_disconnect_by_data (mon_session_get_project (session), self);
  ui_palette_follow (self->palette, NULL);
  g_signal_handlers_disconnect_by_data (mon_session_get_devices (session), self);
  ui_sidebar_set_devices (self->sidebar, NULL);
  ui_arm_button_set_session (self->arm, NULL);
  ui_areas_set_session (self->areas, NULL, NULL);

  ui_project_files_close (session, application);
}

static void
adopt_session (UiWindow   *self,
               MonSession *session)
{
  MonProject *project = mon_session_get_project (session);

  self->session = g_object_ref (session);
  ui_palette_follow (self->palette, mon_session_get_plotted (session));
  g_signal_connect_object (mon_session_get_devices (session), "items-changed",
                           G_CALLBACK (devices_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::armed", G_CALLBACK (armed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::paused", G_CALLBACK (paused_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (project, "notify", G_CALLBACK (project_cb), self, G_CONNECT_SWAPPED);

  ui_areas_set_session (self->areas, session, self->palette);
  ui_arm_button_set_session (self->arm, session);
  ui_sidebar_set_devices (self->sidebar, mon_session_get_devices (session));
  devices_cb (self);
  project_cb (self);
  armed_cb (self);
  paused_cb (self);
}

static gboolean
ui_window_close_request (GtkWindow *window)
{
  UiWindow *self = UI_WINDOW (window);

  if (self->session == NULL || !ui_project_files_ask_before_close (self))
    ui_window_close_now (self);
  return GDK_EVENT_STOP;
}

static void
ui_window_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  UiWindow *self = UI_WINDOW (object);

  switch (id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, self->session != NULL && mon_session_get_paused (self->session));
      break;
    case PROP_ARMED:
      g_value_set_boolean (value, self->session != NULL && mon_session_get_armed (self->session));
      break;
    case PROP_SHOW_TRAFFIC:
      /* Asked for by the toggle while the template is still being built. */
      g_value_set_boolean (value, self->areas == NULL || ui_areas_get_show_traffic (self->areas));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_window_set_property (GObject      *object,
                        guint         id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  UiWindow *self = UI_WINDOW (object);
  gboolean is_set = g_value_get_boolean (value);

  switch (id)
    {
    case PROP_PAUSED:
      mon_session_set_paused (self->session, is_set);
      break;
    case PROP_ARMED:
      if (is_set)
        mon_session_arm (self->session, ui_settings_get_arm_seconds ());
      else
        mon_session_disarm (self->session);
      break;
    case PROP_SHOW_TRAFFIC:
      ui_areas_set_show_traffic (self->areas, is_set);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_window_dispose (GObject *object)
{
  UiWindow *self = UI_WINDOW (object);

  g_clear_handle_id (&self->fold_id, g_source_remove);
  drop_session (self);
  g_clear_object (&self->engine);
  g_clear_object (&self->palette);

  G_OBJECT_CLASS (ui_window_parent_class)->dispose (object);
}

static void
install_actions (UiWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  properties[PROP_ARMED] = g_param_spec_boolean ("armed", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_TRAFFIC] = g_param_spec_boolean ("show-traffic", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "win.paused", "paused");
  gtk_widget_class_install_property_action (widget_class, "win.armed", "armed");
  gtk_widget_class_install_property_action (widget_class, "win.show-traffic", "show-traffic");
  ui_actions_install (widget_class);
}

static void
ui_window_class_init (UiWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_window_dispose;
  object_class->get_property = ui_window_get_property;
  object_class->set_property = ui_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = ui_window_close_request;
  g_type_ensure (UI_TYPE_SIDEBAR);
  g_type_ensure (UI_TYPE_ARM_BUTTON);
  g_type_ensure (UI_TYPE_DEVICE_BANNER);
  g_type_ensure (UI_TYPE_AREAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UiWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, welcome_add);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, header);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, title);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, arm);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, areas);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, device_cb);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, outcome_cb);
  install_actions (klass);
}

static void
ui_window_init (UiWindow *self)
{
  self->palette = ui_palette_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ui_window_state_restore (self);
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  gtk_widget_grab_focus (self->welcome_add);
}

/**
 * ui_window_new:
 * @application: the application
 * @engine: the engine
 * @project: what the window shows
 *
 * Returns: (transfer none): a window, not presented yet; GTK owns it
 */
UiWindow *
ui_window_new (GtkApplication *application,
               MonEngine      *engine,
               MonProject     *project)
{
  UiWindow *self = g_object_new (UI_TYPE_WINDOW, "application", application, NULL);

  self->engine = g_object_ref (engine);
  ui_window_set_project (self, project);
  return self;
}

/**
 * ui_window_set_project:
 * @self: a window
 * @project: what it shows from now on
 */
void
ui_window_set_project (UiWindow   *self,
                       MonProject *project)
{
  g_autoptr (MonSession) session = mon_session_new (self->engine, project);

  drop_session (self);
  adopt_session (self, session);
}

/**
 * ui_window_get_project:
 * @self: a window
 *
 * Returns: (transfer none): what it shows
 */
MonProject *
ui_window_get_project (UiWindow *self)
{
  return mon_session_get_project (self->session);
}

/**
 * ui_window_get_session:
 * @self: a window
 *
 * Returns: (transfer none): the session at work
 */
MonSession *
ui_window_get_session (UiWindow *self)
{
  return self->session;
}

/**
 * ui_window_get_device:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the chosen device
 */
MonDevice *
ui_window_get_device (UiWindow *self)
{
  return ui_sidebar_get_device (self->sidebar);
}

/**
 * ui_window_choose_device:
 * @self: a window
 * @position: which one
 *
 * Chooses a device and shows it.
 */
void
ui_window_choose_device (UiWindow *self,
                         guint     position)
{
  ui_sidebar_choose (self->sidebar, position);
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
}

/**
 * ui_window_step_device:
 * @self: a window
 * @step: 1 for the next device, -1 for the one before
 */
void
ui_window_step_device (UiWindow *self,
                       int       step)
{
  ui_sidebar_step (self->sidebar, step);
}

/**
 * ui_window_show_devices:
 * @self: a window
 *
 * In the narrow form, goes back to the list of devices.
 */
void
ui_window_show_devices (UiWindow *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "devices");
}

/**
 * ui_window_get_areas:
 * @self: a window
 *
 * Returns: (transfer none): table, plot and traffic
 */
UiAreas *
ui_window_get_areas (UiWindow *self)
{
  return self->areas;
}

/**
 * ui_window_add_toast:
 * @self: a window
 * @text: a short sentence
 */
void
ui_window_add_toast (UiWindow   *self,
                     const char *text)
{
  g_autofree char *title = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (title));
}

/**
 * ui_window_close_now:
 * @self: a window
 *
 * Closes it without asking anything.
 */
void
ui_window_close_now (UiWindow *self)
{
  if (!self->is_fixed)
    ui_window_state_save (self);
  drop_session (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * ui_window_set_fixed:
 * @self: a window
 * @width: its width, 0 for the usual one
 * @height: its height, 0 for the usual one
 *
 * Makes it forget the settings, for a picture that is the same everywhere.
 */
void
ui_window_set_fixed (UiWindow *self,
                     int       width,
                     int       height)
{
  self->is_fixed = TRUE;
  ui_window_state_fix (self, width, height);
}
