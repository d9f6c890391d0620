/* ui-traffic-pane.c: the traffic of a session: the list of exchanges and one of them in detail.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-traffic-pane.h"

#include <glib/gi18n.h>

#include "ui/ui-traffic-detail.h"
#include "ui/ui-traffic-list.h"

/* Height of the list above the detail in a narrow window, and its width beside it in a wide one. */
#define NARROW_POSITION 260
#define WIDE_POSITION 470
/* Of how many exchanges one is chosen to be shown first. */
#define N_FIRST 16

struct _UiTrafficPane
{
  GtkWidget        parent_instance;

  GtkLabel        *count;
  GtkPaned        *paned;
  UiTrafficList   *list;
  UiTrafficDetail *detail;

  MonSession      *session;
  MonTrafficModel *model;
  guint32          connection;
  guint32          device;
  gboolean         this_device;
  gboolean         errors_only;
  /* Whether an exchange was shown without being asked for, so that the pane explains itself. */
  gboolean         has_shown;

  /* Where the paned is to be divided, at the second frame from now on. */
  int              position;
  guint            n_frames;
  guint            position_id;
};

enum
{
  PROP_0,
  PROP_THIS_DEVICE,
  PROP_ERRORS_ONLY,
  PROP_PAUSED,
  PROP_FOLLOW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UiTrafficPane, ui_traffic_pane, GTK_TYPE_WIDGET)

static void
item_selected_cb (UiTrafficPane  *self,
                  MonTrafficItem *item)
{
  self->has_shown = TRUE;
  ui_traffic_detail_show (self->detail, item);
}

static void
follow_changed_cb (UiTrafficPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW]);
}

static void
apply_filter (UiTrafficPane *self)
{
  if (self->model == NULL)
    return;
  mon_traffic_model_set_device (self->model, self->this_device ? self->connection : 0,
                                self->this_device ? self->device : 0);
  mon_traffic_model_set_errors_only (self->model, self->errors_only);
  ui_traffic_list_set_empty (self->list, self->errors_only
                                         ? _("No errors so far.")
                                         : _("Nothing has been sent or received yet."));
}

/* An exchange is shown from the beginning, so that nobody meets an empty pane: of the first ones
 * the one that has most to show. */
static void
show_first (UiTrafficPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint best = GTK_INVALID_LIST_POSITION;
  gsize best_len = 0;

  for (guint i = 0; i < MIN (n, N_FIRST); i++)
    {
      g_autoptr (MonTrafficItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), i);
      g_autoptr (GBytes) response = mon_traffic_item_dup_adu (item, MB_DIRECTION_RESPONSE);

      if (response == NULL || g_bytes_get_size (response) <= best_len)
        continue;
      best = i;
      best_len = g_bytes_get_size (response);
    }
  if (best != GTK_INVALID_LIST_POSITION)
    ui_traffic_list_select (self->list, best);
}

static void
updated_cb (UiTrafficPane *self)
{
  g_autofree char *text = NULL;
  guint64 total = mon_traffic_model_get_total (self->model);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  /* Translators: how many exchanges there were in all, and how many in the last second */
  text = g_strdup_printf (_("%'" G_GUINT64_FORMAT " exchanges · %u/s"), total,
                          mon_traffic_model_get_rate (self->model));
  gtk_label_set_label (self->count, text);
  if (!self->has_shown && total > 4)
    show_first (self);
}

static void
clear_cb (UiTrafficPane *self)
{
  if (self->model != NULL)
    mon_traffic_model_clear (self->model);
  ui_traffic_detail_show (self->detail, NULL);
}

static gboolean
position_cb (GtkWidget     *paned,
             GdkFrameClock *frame_clock,
             gpointer       user_data)
{
  UiTrafficPane *self = user_data;

  /* In the first frame the new orientation is allocated, after this. */
  if (self->n_frames++ == 0)
    return G_SOURCE_CONTINUE;
  self->n_frames = 0;
  self->position_id = 0;
  gtk_paned_set_position (self->paned, self->position);
  return G_SOURCE_REMOVE;
}

static void
ui_traffic_pane_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  UiTrafficPane *self = UI_TRAFFIC_PANE (object);

  switch (id)
    {
    case PROP_THIS_DEVICE:
      g_value_set_boolean (value, self->this_device);
      break;
    case PROP_ERRORS_ONLY:
      g_value_set_boolean (value, self->errors_only);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->model != NULL &&
                                  mon_traffic_model_get_paused (self->model));
      break;
    case PROP_FOLLOW:
      /* Asked for by the toggle while the template is still being built. */
      g_value_set_boolean (value, self->list == NULL || ui_traffic_list_get_follow (self->list));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_traffic_pane_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  UiTrafficPane *self = UI_TRAFFIC_PANE (object);
  gboolean is_set = g_value_get_boolean (value);

  switch (id)
    {
    case PROP_THIS_DEVICE:
      self->this_device = is_set;
      apply_filter (self);
      break;
    case PROP_ERRORS_ONLY:
      self->errors_only = is_set;
      apply_filter (self);
      break;
    case PROP_PAUSED:
      if (self->model != NULL)
        mon_traffic_model_set_paused (self->model, is_set);
      break;
    case PROP_FOLLOW:
      /* Tells of its change itself. */
      ui_traffic_list_set_follow (self->list, is_set);
      return;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_object_notify_by_pspec (object, pspec);
}

static void
ui_traffic_pane_dispose (GObject *object)
{
  UiTrafficPane *self = UI_TRAFFIC_PANE (object);
  GtkWidget *child;

  if (self->session != NULL)
    ui_traffic_pane_set_session (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_traffic_pane_parent_class)->dispose (object);
}

static void
install_properties (UiTrafficPaneClass *klass)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_THIS_DEVICE] = g_param_spec_boolean ("this-device", NULL, NULL, TRUE, flags);
  properties[PROP_ERRORS_ONLY] = g_param_spec_boolean ("errors-only", NULL, NULL, FALSE, flags);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  properties[PROP_FOLLOW] = g_param_spec_boolean ("follow", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
ui_traffic_pane_class_init (UiTrafficPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_traffic_pane_dispose;
  object_class->get_property = ui_traffic_pane_get_property;
  object_class->set_property = ui_traffic_pane_set_property;
  g_type_ensure (UI_TYPE_TRAFFIC_LIST);
  g_type_ensure (UI_TYPE_TRAFFIC_DETAIL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/coilscope/Coilscope/ui-traffic-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, UiTrafficPane, count);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficPane, paned);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficPane, list);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficPane, detail);
  gtk_widget_class_bind_template_callback (widget_class, item_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, follow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  install_properties (klass);
}

static void
ui_traffic_pane_init (UiTrafficPane *self)
{
  self->this_device = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_traffic_pane_set_session:
 * @self: a pane
 * @session: (nullable): whose traffic it shows
 */
void
ui_traffic_pane_set_session (UiTrafficPane *self,
                             MonSession    *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  ui_traffic_list_set_model (self->list, NULL);
  ui_traffic_detail_set_session (self->detail, session);
  g_clear_object (&self->model);
  g_set_object (&self->session, session);
  self->has_shown = FALSE;
  ui_traffic_pane_set_device (self, NULL);
  if (session == NULL)
    return;

  self->model = g_object_ref (mon_session_get_traffic (session));
  apply_filter (self);
  ui_traffic_list_set_model (self->list, self->model);
  g_signal_connect_object (session, "updated", G_CALLBACK (updated_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ui_traffic_pane_set_device:
 * @self: a pane
 * @device: (nullable): the chosen device
 */
void
ui_traffic_pane_set_device (UiTrafficPane *self,
                            MonDevice     *device)
{
  guint32 handle = device != NULL ? mon_device_get_handle (device) : 0;

  if (self->device == handle)
    return;
  self->device = handle;
  self->connection = device != NULL ? mon_device_get_connection (device)->handle : 0;
  apply_filter (self);
}

/**
 * ui_traffic_pane_set_narrow:
 * @self: a pane
 * @is_narrow: whether list and detail stand one above the other
 */
void
ui_traffic_pane_set_narrow (UiTrafficPane *self,
                            gboolean       is_narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  is_narrow ? GTK_ORIENTATION_VERTICAL
                                            : GTK_ORIENTATION_HORIZONTAL);
  /* Before it is allocated anew the paned would cut the position to its old size. */
  self->position = is_narrow ? NARROW_POSITION : WIDE_POSITION;
  if (self->position_id == 0)
    self->position_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->paned), position_cb, self,
                                                      NULL);
}
