/* mon-tag.c: joins a tag's node and its slot of the board to what a row of a table shows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-tag-private.h"
#include "monitor/tools/mon-tag-text.h"

enum
{
  PROP_0,
  PROP_PLOTTED,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonTag, mon_tag, G_TYPE_OBJECT)

/* Returns whether anything shown is another. */
static gboolean
update_texts (MonTag *self)
{
  gboolean has_changed = FALSE;
  const MbValue none = { .kind = MB_VALUE_NONE };
  const MbValue *value = self->has_state ? &self->state.last_value : &none;
  MonConnectionSpec *connection = mon_tag_spec_is_computed (self->spec) ? NULL : self->connection;

  has_changed |= mon_tag_replace_text (&self->value_text, mon_tag_text_value (self->spec, value));
  has_changed |= mon_tag_replace_text (&self->reason, !self->has_state ? NULL
                                       : mon_tag_text_reason (&self->state, connection,
                                                              mb_clock_get_wall_us (self->clock)));
  return has_changed;
}

static void
mon_tag_finalize (GObject *object)
{
  MonTag *self = MON_TAG (object);

  g_clear_pointer (&self->spec, mon_tag_spec_unref);
  g_clear_pointer (&self->device, mon_device_spec_unref);
  g_clear_pointer (&self->connection, mon_connection_spec_unref);
  mon_tag_state_clear (&self->state);
  mb_clock_unref (self->clock);
  g_free (self->type_text);
  g_free (self->formula);
  g_free (self->value_text);
  g_free (self->reason);
  g_free (self->details);

  G_OBJECT_CLASS (mon_tag_parent_class)->finalize (object);
}

static void
mon_tag_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  MonTag *self = MON_TAG (object);

  switch (prop_id)
    {
    case PROP_PLOTTED:
      g_value_set_boolean (value, self->is_plotted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mon_tag_class_init (MonTagClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mon_tag_finalize;
  object_class->get_property = mon_tag_get_property;

  /**
   * MonTag:plotted:
   *
   * Whether the tag is on the plot.
   */
  props[PROP_PLOTTED] =
    g_param_spec_boolean ("plotted", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * MonTag::changed:
   *
   * Something of it differs from before.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MON_TYPE_TAG, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mon_tag_init (MonTag *self)
{
}

/**
 * mon_tag_replace_text:
 * @slot: a text of a tag
 * @text: (transfer full) (nullable): what it is now
 *
 * Puts a text in the place of another.
 *
 * Returns: whether it differs
 */
gboolean
mon_tag_replace_text (char **slot,
                      char  *text)
{
  if (g_strcmp0 (*slot, text) == 0)
    {
      g_free (text);
      return FALSE;
    }
  g_free (*slot);
  *slot = text;
  return TRUE;
}

/**
 * mon_tag_new:
 * @clock: for ages
 *
 * Makes a tag, to be given its node at once.
 *
 * Returns: (transfer full): a new tag
 */
MonTag *
mon_tag_new (MbClock *clock)
{
  MonTag *self = g_object_new (MON_TYPE_TAG, NULL);

  self->clock = mb_clock_ref (clock);
  return self;
}

/**
 * mon_tag_set_spec:
 * @self: a tag
 * @spec: its node
 * @device: its device
 * @connection: the connection of that
 *
 * Gives it another node with the same handle.
 */
void
mon_tag_set_spec (MonTag            *self,
                  MonTagSpec        *spec,
                  MonDeviceSpec     *device,
                  MonConnectionSpec *connection)
{
  gboolean is_same = self->spec == spec && self->connection == connection;
  g_autoptr (MonTagSpec) old_spec = self->spec;
  g_autoptr (MonDeviceSpec) old_device = self->device;
  g_autoptr (MonConnectionSpec) old_connection = self->connection;

  self->spec = mon_tag_spec_ref (spec);
  self->device = mon_device_spec_ref (device);
  self->connection = mon_connection_spec_ref (connection);
  if (is_same)
    return;
  if (!mon_tag_spec_is_computed (spec))
    g_clear_pointer (&self->formula, g_free);
  mon_tag_replace_text (&self->type_text, mon_tag_text_type (spec));
  update_texts (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * mon_tag_set_formula:
 * @self: a tag
 * @formula: (nullable): what it is computed of, with the names that its tags have now
 *
 * Gives a computed tag its expression to show.
 */
void
mon_tag_set_formula (MonTag     *self,
                     const char *formula)
{
  if (mon_tag_replace_text (&self->formula, g_strdup (formula)))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * mon_tag_set_state:
 * @self: a tag
 * @state: what the board knows of it
 *
 * Gives it a newer state.
 */
void
mon_tag_set_state (MonTag            *self,
                   const MonTagState *state)
{
  gboolean has_changed = !self->has_state
                         || self->state.sample.quality != state->sample.quality
                         || self->state.sample.detail != state->sample.detail
                         || self->state.changes != state->changes;

  mon_tag_state_clear (&self->state);
  mon_tag_state_copy (&self->state, state);
  self->has_state = TRUE;
  if (update_texts (self) || has_changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * mon_tag_set_plotted:
 * @self: a tag
 * @plotted: whether it is on the plot
 *
 * Notes whether the tag is on the plot.
 */
void
mon_tag_set_plotted (MonTag   *self,
                     gboolean  plotted)
{
  if (self->is_plotted == plotted)
    return;
  self->is_plotted = plotted;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLOTTED]);
}

/**
 * mon_tag_tick:
 * @self: a tag
 *
 * Makes texts that tell a duration anew; called about once a second.
 */
void
mon_tag_tick (MonTag *self)
{
  if (!self->has_state || self->state.sample.quality != MON_QUALITY_STALE)
    return;
  if (update_texts (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
