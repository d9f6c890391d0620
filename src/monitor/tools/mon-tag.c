/* mon-tag.c: joins a tag's node and its slot of the board to what a row of a table shows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-tag.h"

#include "monitor/tools/mon-tag-text.h"

struct _MonTag
{
  GObject            parent_instance;

  MbClock           *clock;
  MonTagSpec        *spec;
  MonDeviceSpec     *device;
  MonConnectionSpec *connection;
  MonTagState        state;
  gboolean           has_state;
  gboolean           is_plotted;

  char              *type_text;
  char              *value_text;
  char              *reason;
  char              *details;
};

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

/* Takes over @text. */
static gboolean
replace_text (char **slot,
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

/* Returns whether anything shown is another. */
static gboolean
update_texts (MonTag *self)
{
  gboolean has_changed = FALSE;
  const MbValue none = { .kind = MB_VALUE_NONE };
  const MbValue *value = self->has_state ? &self->state.last_value : &none;

  has_changed |= replace_text (&self->value_text, mon_tag_text_value (self->spec, value));
  has_changed |= replace_text (&self->reason, !self->has_state ? NULL
                               : mon_tag_text_reason (&self->state, self->connection,
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
  replace_text (&self->type_text, mon_tag_text_type (spec));
  update_texts (self);
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

/**
 * mon_tag_get_spec:
 * @self: a tag
 *
 * Returns: (transfer none): its node, good until the project changes
 */
const MonTagSpec *
mon_tag_get_spec (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->spec;
}

/**
 * mon_tag_get_handle:
 * @self: a tag
 *
 * Returns: its handle, the same for its whole life
 */
guint32
mon_tag_get_handle (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), 0);

  return self->spec->handle;
}

/**
 * mon_tag_get_device:
 * @self: a tag
 *
 * Returns: the handle of its device
 */
guint32
mon_tag_get_device (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), 0);

  return self->device->handle;
}

/**
 * mon_tag_get_name:
 * @self: a tag
 *
 * Returns: (transfer none): its name
 */
const char *
mon_tag_get_name (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->spec->name;
}

/**
 * mon_tag_get_type_text:
 * @self: a tag
 *
 * Returns: (transfer none): how its registers are read, as mon_tag_text_type()
 */
const char *
mon_tag_get_type_text (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->type_text;
}

/**
 * mon_tag_get_value_text:
 * @self: a tag
 *
 * Returns: (transfer none): its value, the last one there was if there is none now, or "—"
 */
const char *
mon_tag_get_value_text (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->value_text;
}

/**
 * mon_tag_get_unit:
 * @self: a tag
 *
 * Returns: (transfer none): its unit, or ""
 */
const char *
mon_tag_get_unit (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->spec->unit;
}

/**
 * mon_tag_get_quality:
 * @self: a tag
 *
 * Returns: the quality of its latest sample; %MON_QUALITY_GOOD before the first one, when it has
 *   no value either
 */
MonQuality
mon_tag_get_quality (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), MON_QUALITY_GOOD);

  return self->has_state ? (MonQuality) self->state.sample.quality : MON_QUALITY_GOOD;
}

/**
 * mon_tag_is_fresh:
 * @self: a tag
 *
 * Returns: whether what it shows is its value now; %FALSE for an old one and for "—"
 */
gboolean
mon_tag_is_fresh (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), FALSE);

  return self->has_state && mon_quality_has_value (self->state.sample.quality);
}

/**
 * mon_tag_get_reason:
 * @self: a tag
 *
 * Returns: (nullable) (transfer none): what is wrong in a few words, or %NULL
 */
const char *
mon_tag_get_reason (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->reason;
}

/**
 * mon_tag_get_details:
 * @self: a tag
 *
 * Returns: (nullable) (transfer none): what is wrong, where, and what comes next, or %NULL; good
 *   until the next call
 */
const char *
mon_tag_get_details (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  replace_text (&self->details, !self->has_state ? NULL
                : mon_tag_text_details (&self->state, self->spec, self->device,
                                        self->connection));
  return self->details;
}

/**
 * mon_tag_get_age_us:
 * @self: a tag
 *
 * Returns: microseconds since its last value was received, -1 if there never was one
 */
gint64
mon_tag_get_age_us (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), -1);

  if (!self->has_state || self->state.last_good_us == 0)
    return -1;
  return MAX (mb_clock_get_wall_us (self->clock) - self->state.last_good_us, 0);
}

/**
 * mon_tag_get_state:
 * @self: a tag
 *
 * Returns: (nullable) (transfer none): what the board knew of it last, or %NULL before the first
 *   sample
 */
const MonTagState *
mon_tag_get_state (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->has_state ? &self->state : NULL;
}

/**
 * mon_tag_get_changes:
 * @self: a tag
 *
 * Returns: how often its value has changed
 */
guint32
mon_tag_get_changes (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), 0);

  return self->state.changes;
}

/**
 * mon_tag_is_writable:
 * @self: a tag
 *
 * Returns: whether it lies in a table that can be written
 */
gboolean
mon_tag_is_writable (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), FALSE);

  return mon_tag_spec_is_writable (self->spec);
}

/**
 * mon_tag_get_plotted:
 * @self: a tag
 *
 * Returns: whether it is on the plot
 */
gboolean
mon_tag_get_plotted (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), FALSE);

  return self->is_plotted;
}

/**
 * mon_tag_format_value:
 * @self: a tag
 * @value: a value of it
 *
 * Returns: (transfer full): the value as the tag shows it, without unit
 */
char *
mon_tag_format_value (MonTag        *self,
                      const MbValue *value)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return mon_tag_text_value (self->spec, value);
}
