/* mon-project-spec.c: the root: everything that a project file holds.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project-spec.h"

#include "monitor/document/mon-identity.h"

static gpointer
ref_cb (gconstpointer node,
        gpointer      user_data)
{
  return g_atomic_rc_box_acquire ((gpointer) node);
}

static void
connection_unref_cb (gpointer connection)
{
  mon_connection_spec_unref (connection);
}

static void
plot_unref_cb (gpointer plot)
{
  mon_plot_spec_unref (plot);
}

static void
clear_cb (gpointer data)
{
  MonProjectSpec *spec = data;

  g_ptr_array_unref (spec->connections);
  g_ptr_array_unref (spec->plots);
  g_ptr_array_unref (spec->shelvings);
  g_ptr_array_unref (spec->dead);
  g_free (spec->extra);
}

static const MonTagSpec *
find_in_device (const MonDeviceSpec *device,
                guint32              handle)
{
  for (guint i = 0; i < device->tags->len; i++)
    {
      const MonTagSpec *tag = g_ptr_array_index (device->tags, i);

      if (tag->handle == handle)
        return tag;
    }

  return NULL;
}

/**
 * mon_project_spec_new:
 *
 * Makes an empty project with a revision of its own.
 *
 * Returns: (transfer full): a root to be filled in
 */
MonProjectSpec *
mon_project_spec_new (void)
{
  MonProjectSpec *spec = g_atomic_rc_box_new0 (MonProjectSpec);

  spec->revision = mon_identity_new_revision ();
  spec->connections = g_ptr_array_new_with_free_func (connection_unref_cb);
  spec->plots = g_ptr_array_new_with_free_func (plot_unref_cb);
  spec->shelvings = mon_shelving_new_array ();
  spec->dead = mon_dead_spec_new_array ();

  return spec;
}

/**
 * mon_project_spec_edit:
 * @spec: a root
 *
 * Makes a copy with a new revision and arrays of its own that share connections and plots.
 *
 * Returns: (transfer full): a root to be filled in
 */
MonProjectSpec *
mon_project_spec_edit (const MonProjectSpec *spec)
{
  MonProjectSpec *copy;

  g_return_val_if_fail (spec != NULL, NULL);

  copy = g_atomic_rc_box_new0 (MonProjectSpec);
  copy->revision = mon_identity_new_revision ();
  copy->connections = g_ptr_array_copy (spec->connections, ref_cb, NULL);
  copy->plots = g_ptr_array_copy (spec->plots, ref_cb, NULL);
  copy->shelvings = g_ptr_array_copy (spec->shelvings, ref_cb, NULL);
  copy->dead = g_ptr_array_ref (spec->dead);
  copy->extra = g_strdup (spec->extra);

  return copy;
}

/**
 * mon_project_spec_ref:
 * @spec: a root
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @spec
 */
MonProjectSpec *
mon_project_spec_ref (MonProjectSpec *spec)
{
  return g_atomic_rc_box_acquire (spec);
}

/**
 * mon_project_spec_unref:
 * @spec: (transfer full): a root
 *
 * Drops a reference, and with the last one those on all that only this root holds: O(nodes). Any
 * thread.
 */
void
mon_project_spec_unref (MonProjectSpec *spec)
{
  g_atomic_rc_box_release_full (spec, clear_cb);
}

/* What is known of a device that is not there any more goes. */
static gboolean
has_device (const MonProjectSpec *root,
            const char           *id)
{
  for (guint c = 0; c < root->connections->len; c++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (root->connections, c);

      for (guint d = 0; d < connection->devices->len; d++)
        if (g_str_equal (((MonDeviceSpec *) connection->devices->pdata[d])->id, id))
          return TRUE;
    }
  return FALSE;
}

/**
 * mon_project_spec_with_dead:
 * @spec: a root
 * @dead: (element-type MonDeadSpec): what devices were found to refuse; a reference is taken
 *
 * Makes a copy that remembers something else of its devices.
 *
 * Returns: (transfer full): a root
 */
MonProjectSpec *
mon_project_spec_with_dead (const MonProjectSpec *spec,
                            GPtrArray            *dead)
{
  MonProjectSpec *copy = mon_project_spec_edit (spec);

  g_ptr_array_ref (dead);
  g_ptr_array_unref (copy->dead);
  copy->dead = dead;
  return copy;
}

/**
 * mon_project_spec_learn:
 * @spec: a root
 * @device_id: id of a device
 * @ranges: (element-type MonDeadRange): all that it refuses
 *
 * Makes a copy that remembers what a device was found to refuse, instead of what was known of it
 * before. Of devices that are not there any more nothing is remembered. O(devices × ranges).
 *
 * Returns: (transfer full): a root
 */
MonProjectSpec *
mon_project_spec_learn (const MonProjectSpec *spec,
                        const char           *device_id,
                        const GArray         *ranges)
{
  g_autoptr (GPtrArray) dead = mon_dead_spec_new_array ();

  for (guint i = 0; i < spec->dead->len; i++)
    {
      MonDeadSpec *old = g_ptr_array_index (spec->dead, i);

      if (!g_str_equal (old->device_id, device_id) && has_device (spec, old->device_id))
        g_ptr_array_add (dead, mon_dead_spec_ref (old));
    }
  for (guint i = 0; i < ranges->len; i++)
    g_ptr_array_add (dead, mon_dead_spec_new (device_id,
                                              &g_array_index (ranges, MonDeadRange, i)));
  return mon_project_spec_with_dead (spec, dead);
}

/**
 * mon_project_spec_find_tag:
 * @root: a root
 * @handle: handle of a tag
 *
 * Finds a tag. O(tags): for what asks often, keep a table by handle.
 *
 * Returns: (transfer none) (nullable): the tag, or %NULL when the root has none of this handle
 */
const MonTagSpec *
mon_project_spec_find_tag (const MonProjectSpec *root,
                           guint32               handle)
{
  for (guint c = 0; c < root->connections->len; c++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (root->connections, c);

      for (guint d = 0; d < connection->devices->len; d++)
        {
          const MonDeviceSpec *device = g_ptr_array_index (connection->devices, d);
          const MonTagSpec *tag = find_in_device (device, handle);

          if (tag != NULL)
            return tag;
        }
    }

  return NULL;
}

/**
 * mon_project_spec_has_computed:
 * @root: a root
 *
 * Tells whether any tag is computed of others. O(tags).
 *
 * Returns: whether there is one
 */
gboolean
mon_project_spec_has_computed (const MonProjectSpec *root)
{
  for (guint c = 0; c < root->connections->len; c++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (root->connections, c);

      for (guint d = 0; d < connection->devices->len; d++)
        {
          const MonDeviceSpec *device = g_ptr_array_index (connection->devices, d);

          for (guint t = 0; t < device->tags->len; t++)
            if (mon_tag_spec_is_computed (g_ptr_array_index (device->tags, t)))
              return TRUE;
        }
    }

  return FALSE;
}

/**
 * mon_project_spec_is_same_plant:
 * @root: a root
 * @other: another root
 *
 * Tells whether all connections, with their devices and tags, are the same nodes in both: what has
 * changed is elsewhere. O(connections).
 *
 * Returns: whether they are
 */
gboolean
mon_project_spec_is_same_plant (const MonProjectSpec *root,
                                const MonProjectSpec *other)
{
  if (root->connections->len != other->connections->len)
    return FALSE;
  for (guint i = 0; i < root->connections->len; i++)
    if (root->connections->pdata[i] != other->connections->pdata[i])
      return FALSE;
  return TRUE;
}
