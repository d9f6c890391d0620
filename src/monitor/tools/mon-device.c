/* mon-device.c: joins a device's node and its states on the board to what a list of devices shows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-device.h"

#include <glib/gi18n-lib.h>

#include "monitor/tools/mon-device-text.h"
#include "monitor/tools/mon-list-sync.h"

struct _MonDevice
{
  GObject            parent_instance;

  MbClock           *clock;
  MonDeviceSpec     *spec;
  MonConnectionSpec *connection;
  MonDeviceState     state;
  MonLinkState       link;
  gboolean           is_paused;
  /* Of MonTag. */
  GListStore        *tags;

  char              *name;
  char              *address_text;
  MonDeviceHealth    health;
  gint32             latency;
  char              *reason;
  char              *details;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonDevice, mon_device, G_TYPE_OBJECT)

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

static MonDeviceFacts
collect_facts (MonDevice *self)
{
  return (MonDeviceFacts) {
    .spec = self->spec,
    .connection = self->connection,
    .link = &self->link,
    .state = &self->state,
    .is_paused = self->is_paused,
    .now_us = mb_clock_get_time_us (self->clock),
  };
}

/* Nobody shows more digits: 0.1 ms up to 10 ms, then whole ones. */
static gint32
shown_latency (const MonDeviceState *state)
{
  if (state->latency_us < 10000)
    return state->latency_us < 0 ? -1 : state->latency_us / 100;
  return state->latency_us / 1000 * 10;
}

static void
update (MonDevice *self)
{
  MonDeviceFacts facts = collect_facts (self);
  MonDeviceHealth health = mon_device_text_judge (&facts);
  gboolean has_changed = FALSE;

  has_changed |= replace_text (&self->reason, mon_device_text_reason (&facts));
  has_changed |= health != self->health || self->latency != shown_latency (&self->state);
  self->health = health;
  self->latency = shown_latency (&self->state);
  if (has_changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
mon_device_finalize (GObject *object)
{
  MonDevice *self = MON_DEVICE (object);

  g_clear_pointer (&self->spec, mon_device_spec_unref);
  g_clear_pointer (&self->connection, mon_connection_spec_unref);
  mon_link_state_clear (&self->link);
  g_object_unref (self->tags);
  mb_clock_unref (self->clock);
  g_free (self->name);
  g_free (self->address_text);
  g_free (self->reason);
  g_free (self->details);

  G_OBJECT_CLASS (mon_device_parent_class)->finalize (object);
}

static void
mon_device_class_init (MonDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mon_device_finalize;

  /**
   * MonDevice::changed:
   *
   * Something of it differs from before.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MON_TYPE_DEVICE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mon_device_init (MonDevice *self)
{
  self->tags = g_list_store_new (MON_TYPE_TAG);
  self->state.latency_us = -1;
  self->latency = -1;
}

/**
 * mon_device_new:
 * @clock: for countdowns
 *
 * Makes a device, to be given its node at once.
 *
 * Returns: (transfer full): a new device
 */
MonDevice *
mon_device_new (MbClock *clock)
{
  MonDevice *self = g_object_new (MON_TYPE_DEVICE, NULL);

  self->clock = mb_clock_ref (clock);
  return self;
}

static char *
address_of (const MonDeviceSpec     *spec,
            const MonConnectionSpec *connection)
{
  gboolean is_ipv6 = strchr (connection->host, ':') != NULL;

  /* Translators: host and port of a connection, unit id of a device. */
  return g_strdup_printf (is_ipv6 ? _("[%s]:%u · Unit %u") : _("%s:%u · Unit %u"),
                          connection->host, connection->port, spec->unit);
}

/**
 * mon_device_set_spec:
 * @self: a device
 * @spec: its node
 * @connection: its connection
 * @tags: (element-type MonTag): its tags, in the order of @spec
 *
 * Gives it another node with the same handle.
 */
void
mon_device_set_spec (MonDevice         *self,
                     MonDeviceSpec     *spec,
                     MonConnectionSpec *connection,
                     GPtrArray         *tags)
{
  gboolean is_same = self->spec == spec && self->connection == connection;
  g_autoptr (MonDeviceSpec) old_spec = self->spec;
  g_autoptr (MonConnectionSpec) old_connection = self->connection;

  self->spec = mon_device_spec_ref (spec);
  self->connection = mon_connection_spec_ref (connection);
  mon_list_sync (self->tags, tags);
  if (is_same)
    return;
  replace_text (&self->name, mon_device_spec_dup_label (spec, connection));
  replace_text (&self->address_text, address_of (spec, connection));
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * mon_device_set_state:
 * @self: a device
 * @state: what the board knows of it
 *
 * Gives it a newer state.
 */
void
mon_device_set_state (MonDevice            *self,
                      const MonDeviceState *state)
{
  self->state = *state;
  update (self);
}

/**
 * mon_device_set_link:
 * @self: a device
 * @state: what the board knows of its link, copied
 *
 * Gives it a newer state of its link.
 */
void
mon_device_set_link (MonDevice          *self,
                     const MonLinkState *state)
{
  mon_link_state_clear (&self->link);
  self->link = *state;
  self->link.reason = g_strdup (state->reason);
  update (self);
}

/**
 * mon_device_set_paused:
 * @self: a device
 * @paused: whether polling is paused
 *
 * Notes whether polling is paused.
 */
void
mon_device_set_paused (MonDevice *self,
                       gboolean   paused)
{
  self->is_paused = paused;
  update (self);
}

/**
 * mon_device_tick:
 * @self: a device
 *
 * Makes texts that tell a duration anew; called about once a second.
 */
void
mon_device_tick (MonDevice *self)
{
  update (self);
}

/**
 * mon_device_get_spec:
 * @self: a device
 *
 * Returns: (transfer none): its node, good until the project changes
 */
const MonDeviceSpec *
mon_device_get_spec (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), NULL);

  return self->spec;
}

/**
 * mon_device_get_connection:
 * @self: a device
 *
 * Returns: (transfer none): its connection, good until the project changes
 */
const MonConnectionSpec *
mon_device_get_connection (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), NULL);

  return self->connection;
}

/**
 * mon_device_get_handle:
 * @self: a device
 *
 * Returns: its handle, the same for its whole life
 */
guint32
mon_device_get_handle (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), 0);

  return self->spec->handle;
}

/**
 * mon_device_get_name:
 * @self: a device
 *
 * Returns: (transfer none): what a person calls it
 */
const char *
mon_device_get_name (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), NULL);

  return self->name;
}

/**
 * mon_device_get_address_text:
 * @self: a device
 *
 * Returns: (transfer none): where it is
 */
const char *
mon_device_get_address_text (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), NULL);

  return self->address_text;
}

/**
 * mon_device_get_health:
 * @self: a device
 *
 * Returns: how it is doing
 */
MonDeviceHealth
mon_device_get_health (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), MON_DEVICE_IDLE);

  return self->health;
}

/**
 * mon_device_get_reason:
 * @self: a device
 *
 * Returns: (nullable) (transfer none): what is wrong and what comes next, or %NULL when it is good
 */
const char *
mon_device_get_reason (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), NULL);

  return self->reason;
}

/**
 * mon_device_get_details:
 * @self: a device
 *
 * Returns: (transfer none): how it is doing in whole sentences, good until the next call
 */
const char *
mon_device_get_details (MonDevice *self)
{
  MonDeviceFacts facts;

  g_return_val_if_fail (MON_IS_DEVICE (self), NULL);

  facts = collect_facts (self);
  replace_text (&self->details, mon_device_text_details (&facts));
  return self->details;
}

/**
 * mon_device_get_latency_us:
 * @self: a device
 *
 * Returns: its smoothed round trip, -1 before the first answer
 */
gint32
mon_device_get_latency_us (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), -1);

  return self->state.latency_us;
}

/**
 * mon_device_get_tags:
 * @self: a device
 *
 * Returns: (transfer none): a list of MonTag in the order of the project
 */
GListModel *
mon_device_get_tags (MonDevice *self)
{
  g_return_val_if_fail (MON_IS_DEVICE (self), NULL);

  return G_LIST_MODEL (self->tags);
}
