/* mon-device-spec.c: a unit on a connection, its limits and its tags.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-device-spec.h"

#include "monitor/document/mon-connection-spec.h"
#include "monitor/document/mon-identity.h"

#include <string.h>

static gpointer
ref_cb (gconstpointer node,
        gpointer      user_data)
{
  return g_atomic_rc_box_acquire ((gpointer) node);
}

static void
tag_unref_cb (gpointer tag)
{
  mon_tag_spec_unref (tag);
}

static void
clear_cb (gpointer data)
{
  MonDeviceSpec *spec = data;

  g_free (spec->id);
  g_free (spec->name);
  g_ptr_array_unref (spec->tags);
  g_free (spec->extra);
}

/**
 * mon_device_spec_new:
 *
 * Makes a device: unit 1, no tags, reads as long as the protocol allows (125 registers, 2,000
 * bits), tags joined over at most 8 registers that nobody asked for.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonDeviceSpec *
mon_device_spec_new (void)
{
  MonDeviceSpec *spec = g_atomic_rc_box_new0 (MonDeviceSpec);

  spec->id = mon_identity_new_id ();
  spec->handle = mon_identity_new_handle ();
  spec->name = g_strdup ("");
  spec->unit = 1;
  spec->tags = g_ptr_array_new_with_free_func (tag_unref_cb);
  spec->max_read_registers = 125;
  spec->max_read_bits = 2000;
  spec->max_gap = 8;

  return spec;
}

/**
 * mon_device_spec_edit:
 * @spec: a device
 *
 * Makes a copy with the same id and handle and an array of its own that shares the tags.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonDeviceSpec *
mon_device_spec_edit (const MonDeviceSpec *spec)
{
  MonDeviceSpec *copy;

  g_return_val_if_fail (spec != NULL, NULL);

  copy = g_atomic_rc_box_new0 (MonDeviceSpec);
  *copy = *spec;
  copy->id = g_strdup (spec->id);
  copy->name = g_strdup (spec->name);
  copy->tags = g_ptr_array_copy (spec->tags, ref_cb, NULL);
  copy->extra = g_strdup (spec->extra);

  return copy;
}

/**
 * mon_device_spec_ref:
 * @spec: a device
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @spec
 */
MonDeviceSpec *
mon_device_spec_ref (MonDeviceSpec *spec)
{
  return g_atomic_rc_box_acquire (spec);
}

/**
 * mon_device_spec_unref:
 * @spec: (transfer full): a device
 *
 * Drops a reference, and with the last one those on the tags. Any thread.
 */
void
mon_device_spec_unref (MonDeviceSpec *spec)
{
  g_atomic_rc_box_release_full (spec, clear_cb);
}

/**
 * mon_device_spec_dup_label:
 * @spec: a device
 * @connection: its connection
 *
 * Gives what a person calls the device: its name, else "HOST:PORT/UNIT", with brackets around an
 * IPv6 address.
 *
 * Returns: (transfer full): the label
 */
char *
mon_device_spec_dup_label (const MonDeviceSpec     *spec,
                           const MonConnectionSpec *connection)
{
  if (spec->name[0] != '\0')
    return g_strdup (spec->name);
  if (strchr (connection->host, ':') != NULL)
    return g_strdup_printf ("[%s]:%u/%u", connection->host, connection->port, spec->unit);

  return g_strdup_printf ("%s:%u/%u", connection->host, connection->port, spec->unit);
}

/**
 * mon_device_spec_is_read:
 * @spec: a device
 *
 * Returns: whether it has a tag that is read by itself; computed ones are not, nor those that are
 *   read on demand only
 */
gboolean
mon_device_spec_is_read (const MonDeviceSpec *spec)
{
  for (guint i = 0; i < spec->tags->len; i++)
    if (mon_tag_spec_is_polled (spec->tags->pdata[i]))
      return TRUE;

  return FALSE;
}
