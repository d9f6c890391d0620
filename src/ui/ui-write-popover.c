/* ui-write-popover.c: writes one tag: old and new value, the bytes, the lock, the outcome.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-write-popover.h"

#include <glib/gi18n.h>

#include "ui/ui-outcome.h"
#include "ui/ui-settings.h"
#include "ui/ui-style.h"
#include "ui/ui-tag-text.h"

struct _UiWritePopover
{
  GtkPopover       parent_instance;

  GtkLabel        *title;
  GtkLabel        *place;
  GtkStack        *inputs;
  GtkEntry        *entry;
  GtkLabel        *unit;
  GtkToggleButton *off;
  GtkToggleButton *on;
  GtkStack        *previews;
  GtkLabel        *change;
  GtkLabel        *function;
  GtkLabel        *request;
  GtkLabel        *problem;
  GtkWidget       *outcome_box;
  GtkImage        *outcome_icon;
  GtkLabel        *outcome;
  GtkWidget       *lock;
  GtkWidget       *arm;
  GtkButton       *send;

  MonSession      *session;
  MonTag          *tag;
  MonWritePreview *preview;
  /* What was sent and has not ended yet. */
  MonJob          *job;
};

enum
{
  OUTCOME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiWritePopover, ui_write_popover, GTK_TYPE_POPOVER)

static gboolean
is_switch (UiWritePopover *self)
{
  return mon_tag_get_spec (self->tag)->type == MB_TYPE_BOOL;
}

static const char *
get_input (UiWritePopover *self)
{
  if (is_switch (self))
    return gtk_toggle_button_get_active (self->on) ? "1" : "0";
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
show_preview (UiWritePopover *self)
{
  g_autofree char *change = NULL, *function = NULL;
  MonWritePreview *preview = self->preview;

  change = g_strdup_printf ("%s → %s", preview->old_text, preview->new_text);
  /* Translators: the name of a Modbus function, and how long its request is */
  function = g_strdup_printf (ngettext ("%s, %d byte", "%s, %d bytes",
                                        g_bytes_get_size (preview->request)),
                              preview->function_name, (int) g_bytes_get_size (preview->request));
  gtk_label_set_label (self->change, change);
  gtk_label_set_label (self->function, function);
  gtk_label_set_label (self->request, preview->request_text);
  gtk_stack_set_visible_child_name (self->previews, "request");
}

/* Only what can be done can be pressed. */
static void
update_controls (UiWritePopover *self)
{
  gboolean is_armed = self->session != NULL && mon_session_get_armed (self->session);

  gtk_widget_set_visible (self->lock, !is_armed);
  gtk_widget_set_visible (GTK_WIDGET (self->send), is_armed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send),
                            is_armed && self->preview != NULL && self->job == NULL);
  gtk_button_set_label (self->send, self->job != NULL ? _("Writing…") : _("Write to the Device"));
}

static void
update_preview (UiWritePopover *self)
{
  g_autoptr (GError) error = NULL;
  const char *input = get_input (self);

  g_clear_pointer (&self->preview, mon_write_preview_free);
  if (input[0] != '\0')
    self->preview = mon_session_preview_write (self->session, self->tag, input, &error);
  if (self->preview != NULL)
    show_preview (self);
  else
    {
      gtk_label_set_label (self->problem, error != NULL ? error->message : _("Enter a value."));
      gtk_stack_set_visible_child_name (self->previews, "problem");
    }
  ui_style_set_class (self->problem, "error", error != NULL);
  ui_style_set_class (self->problem, "dim-label", error == NULL);
  ui_style_set_class (self->entry, "error", error != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  update_controls (self);
}

static void
changed_cb (UiWritePopover *self)
{
  if (self->tag == NULL || self->session == NULL)
    return;
  gtk_widget_set_visible (self->outcome_box, FALSE);
  update_preview (self);
}

static void
show_outcome (UiWritePopover *self,
              MonJob         *job)
{
  MonOutcome outcome = mon_job_get_outcome (job);
  g_autofree char *text = ui_outcome_dup_text (job);

  gtk_image_set_from_icon_name (self->outcome_icon, ui_outcome_get_icon (outcome));
  gtk_label_set_label (self->outcome, text);
  ui_style_set_class (self->outcome_box, "success", outcome == MON_OUTCOME_CONFIRMED);
  ui_style_set_class (self->outcome_box, "warning", outcome == MON_OUTCOME_UNKNOWN);
  ui_style_set_class (self->outcome_box, "error", outcome == MON_OUTCOME_REFUSED ||
                                                  outcome == MON_OUTCOME_NOT_SENT);
  gtk_widget_set_visible (self->outcome_box, TRUE);
}

static void
forget_job (UiWritePopover *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

static void
ended_cb (UiWritePopover *self,
          MonJob         *job)
{
  g_autoptr (MonJob) ended = g_object_ref (job);

  forget_job (self);
  show_outcome (self, ended);
  /* What is the old value has become another one. */
  if (self->tag != NULL)
    update_preview (self);
  g_signal_emit (self, signals[OUTCOME], 0, ended);
}

static void
send_cb (UiWritePopover *self)
{
  if (self->job != NULL || self->preview == NULL)
    return;

  /* Enter in the entry asks for no more than that: the lock is opened by a press of its own. */
  if (!mon_session_get_armed (self->session))
    {
      gtk_widget_grab_focus (self->arm);
      return;
    }

  self->job = mon_session_write (self->session, self->preview);
  gtk_widget_set_visible (self->outcome_box, FALSE);
  if (mon_job_get_outcome (self->job) == MON_OUTCOME_PENDING)
    g_signal_connect_object (self->job, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  else
    ended_cb (self, self->job);
  update_controls (self);
}

static void
arm_cb (UiWritePopover *self)
{
  mon_session_arm (self->session, ui_settings_get_arm_seconds ());
  gtk_widget_grab_focus (is_switch (self) ? GTK_WIDGET (self->send) : GTK_WIDGET (self->entry));
}

static void
armed_cb (UiWritePopover *self)
{
  update_controls (self);
}

static void
forget_tag (UiWritePopover *self)
{
  if (self->tag != NULL)
    g_signal_handlers_disconnect_by_data (self->tag, self);
  g_clear_object (&self->tag);
}

static void
ui_write_popover_closed (GtkPopover *popover)
{
  UiWritePopover *self = UI_WRITE_POPOVER (popover);

  g_clear_pointer (&self->preview, mon_write_preview_free);
  forget_tag (self);
}

static void
ui_write_popover_dispose (GObject *object)
{
  UiWritePopover *self = UI_WRITE_POPOVER (object);

  forget_job (self);
  g_clear_pointer (&self->preview, mon_write_preview_free);
  forget_tag (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ui_write_popover_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, title);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, place);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, inputs);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, entry);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, unit);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, off);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, on);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, previews);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, change);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, function);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, request);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, problem);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, outcome_box);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, outcome_icon);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, outcome);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, lock);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, arm);
  gtk_widget_class_bind_template_child (widget_class, UiWritePopover, send);
}

static void
ui_write_popover_class_init (UiWritePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_write_popover_dispose;
  GTK_POPOVER_CLASS (klass)->closed = ui_write_popover_closed;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/coilscope/Coilscope/ui-write-popover.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, arm_cb);

  signals[OUTCOME] = g_signal_new ("outcome", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, MON_TYPE_JOB);
}

static void
ui_write_popover_init (UiWritePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_write_popover_new:
 *
 * Returns: (transfer floating): a closed popover
 */
GtkWidget *
ui_write_popover_new (void)
{
  return g_object_new (UI_TYPE_WRITE_POPOVER, NULL);
}

/**
 * ui_write_popover_set_session:
 * @self: a popover
 * @session: (nullable): the session that writes
 */
void
ui_write_popover_set_session (UiWritePopover *self,
                              MonSession     *session)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect_object (session, "notify::armed", G_CALLBACK (armed_cb), self,
                             G_CONNECT_SWAPPED);
}

/* The value as it is now is where the new one starts from. */
static void
fill_in (UiWritePopover *self)
{
  const char *value = mon_tag_get_value_text (self->tag);
  const MonTagState *state = mon_tag_get_state (self->tag);
  gboolean is_known = state != NULL && state->last_good_us > 0;

  gtk_label_set_label (self->unit, mon_tag_get_unit (self->tag));
  gtk_stack_set_visible_child_name (self->inputs, is_switch (self) ? "switch" : "number");
  if (is_switch (self))
    {
      gboolean is_on = is_known && mb_value_to_double (&state->last_value) != 0;

      gtk_toggle_button_set_active (is_on ? self->on : self->off, TRUE);
    }
  else
    gtk_editable_set_text (GTK_EDITABLE (self->entry), is_known ? value : "");
}

/**
 * ui_write_popover_open:
 * @self: a popover with a session
 * @tag: what is written
 * @place: where its value is, in the parent
 *
 * Opens the popover beside a value.
 */
void
ui_write_popover_open (UiWritePopover     *self,
                       MonTag             *tag,
                       const GdkRectangle *place)
{
  g_autofree char *address = ui_tag_text_address (tag);
  g_autofree char *where = g_strdup_printf ("%s · %s", address, mon_tag_get_type_text (tag));

  forget_tag (self);
  gtk_widget_set_visible (self->outcome_box, FALSE);
  gtk_label_set_label (self->title, mon_tag_get_name (tag));
  gtk_label_set_label (self->place, where);
  self->tag = g_object_ref (tag);
  fill_in (self);
  update_preview (self);
  /* The old value is the one that the device has now, not the one of when this was opened. */
  g_signal_connect_object (tag, "changed", G_CALLBACK (update_preview), self, G_CONNECT_SWAPPED);

  gtk_popover_set_pointing_to (GTK_POPOVER (self), place);
  gtk_popover_popup (GTK_POPOVER (self));
  if (is_switch (self))
    gtk_widget_grab_focus (gtk_toggle_button_get_active (self->on) ? GTK_WIDGET (self->on)
                                                                   : GTK_WIDGET (self->off));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
