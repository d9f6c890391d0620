/* mon-project-edit.c: the edits of a project, each one step of undo, and what it learns without.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-project.h"

static gboolean
find_connection (const MonProjectSpec *root,
                 guint32               handle,
                 guint                *out_index)
{
  for (guint i = 0; i < root->connections->len; i++)
    {
      const MonConnectionSpec *connection = root->connections->pdata[i];

      if (connection->handle == handle)
        {
          *out_index = i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
find_id (const MonPlotSpec *plot,
         const char        *id,
         guint             *out_index)
{
  return g_ptr_array_find_with_equal_func (plot->tag_ids, id, g_str_equal, out_index);
}

/* A copy of the plot at @index in the place of it; @root is one that is being made. */
static MonPlotSpec *
edit_plot (MonProjectSpec *root,
           guint           index)
{
  MonPlotSpec *plot = mon_plot_spec_edit (root->plots->pdata[index]);

  mon_plot_spec_unref (root->plots->pdata[index]);
  root->plots->pdata[index] = plot;

  return plot;
}

/* Whether it was on any. */
static gboolean
unplot_tag (MonProjectSpec   *root,
            const MonTagSpec *tag)
{
  gboolean was_plotted = FALSE;
  guint place;

  for (guint i = 0; i < root->plots->len; i++)
    if (find_id (root->plots->pdata[i], tag->id, &place))
      {
        g_ptr_array_remove_index (edit_plot (root, i)->tag_ids, place);
        was_plotted = TRUE;
      }

  return was_plotted;
}

static void
unplot_connection (MonProjectSpec          *root,
                   const MonConnectionSpec *connection)
{
  for (guint d = 0; d < connection->devices->len; d++)
    {
      const MonDeviceSpec *device = connection->devices->pdata[d];

      for (guint t = 0; t < device->tags->len; t++)
        unplot_tag (root, device->tags->pdata[t]);
    }
}

/**
 * mon_project_add_connection:
 * @self: a project
 * @connection: (transfer none): the connection, which is not to be changed any more
 *
 * Adds a connection behind the others.
 */
void
mon_project_add_connection (MonProject        *self,
                            MonConnectionSpec *connection)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_edit (mon_project_get_root (self));

  g_ptr_array_add (root->connections, mon_connection_spec_ref (connection));
  mon_project_change (self, root, _("Add Connection"));
}

/**
 * mon_project_replace_connection:
 * @self: a project
 * @connection: (transfer none): what mon_connection_spec_edit() gave, filled in
 *
 * Puts a connection in the place of the one with its handle; it must be there.
 */
void
mon_project_replace_connection (MonProject        *self,
                                MonConnectionSpec *connection)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_edit (mon_project_get_root (self));
  guint index;

  if (!find_connection (root, connection->handle, &index))
    g_return_if_reached ();

  mon_connection_spec_unref (root->connections->pdata[index]);
  root->connections->pdata[index] = mon_connection_spec_ref (connection);
  mon_project_change (self, root, _("Edit Connection"));
}

/**
 * mon_project_remove_connection:
 * @self: a project
 * @handle: handle of a connection, which must be there
 *
 * Removes a connection with its devices and tags, also from plots.
 */
void
mon_project_remove_connection (MonProject *self,
                               guint32     handle)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_edit (mon_project_get_root (self));
  guint index;

  if (!find_connection (root, handle, &index))
    g_return_if_reached ();

  unplot_connection (root, root->connections->pdata[index]);
  g_ptr_array_remove_index (root->connections, index);
  mon_project_change (self, root, _("Remove Connection"));
}

/**
 * mon_project_set_plotted:
 * @self: a project
 * @tag: handle of a tag, which must be there
 * @plotted: whether to draw it
 *
 * Puts a tag on the first plot, which is made when there is none, or takes it off all plots.
 */
void
mon_project_set_plotted (MonProject *self,
                         guint32     tag,
                         gboolean    plotted)
{
  MonProjectSpec *old_root = mon_project_get_root (self);
  const MonTagSpec *spec = mon_project_spec_find_tag (old_root, tag);
  g_autoptr (MonProjectSpec) root = NULL;
  guint place;

  g_return_if_fail (spec != NULL);

  root = mon_project_spec_edit (old_root);
  if (!plotted)
    {
      if (unplot_tag (root, spec))
        mon_project_change (self, root, _("Remove from Plot"));
      return;
    }

  if (root->plots->len == 0)
    g_ptr_array_add (root->plots, mon_plot_spec_new ());
  if (find_id (root->plots->pdata[0], spec->id, &place))
    return;
  g_ptr_array_add (edit_plot (root, 0)->tag_ids, g_strdup (spec->id));
  mon_project_change (self, root, _("Add to Plot"));
}

static void
unshelve (MonProjectSpec     *root,
          const char *const  *alarm_ids,
          gint64              now_us)
{
  for (guint i = root->shelvings->len; i > 0; i--)
    {
      const MonShelving *shelving = g_ptr_array_index (root->shelvings, i - 1);

      if (shelving->until_us <= now_us || g_strv_contains (alarm_ids, shelving->alarm_id))
        g_ptr_array_remove_index (root->shelvings, i - 1);
    }
}

/**
 * mon_project_set_shelved:
 * @self: a project
 * @alarm_ids: (array zero-terminated=1): ids of alarms
 * @until_us: wall time at which they come back, rounded up to a second; 0: now
 * @now_us: the wall time now: what has ended by then is taken out, too
 *
 * Shelves alarms, or takes them off the shelf.
 */
void
mon_project_set_shelved (MonProject         *self,
                         const char *const  *alarm_ids,
                         gint64              until_us,
                         gint64              now_us)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_edit (mon_project_get_root (self));

  unshelve (root, alarm_ids, now_us);
  for (guint i = 0; until_us != 0 && alarm_ids[i] != NULL; i++)
    {
      MonShelving *shelving = mon_shelving_new ();

      g_free (shelving->alarm_id);
      shelving->alarm_id = g_strdup (alarm_ids[i]);
      shelving->until_us = (until_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC * G_USEC_PER_SEC;
      g_ptr_array_add (root->shelvings, shelving);
    }
  mon_project_change (self, root, until_us != 0 ? _("Shelve Alarm") : _("Unshelve Alarm"));
}

/**
 * mon_project_learn:
 * @self: a project
 * @device_id: id of a device
 * @ranges: (element-type MonDeadRange): all that it was found to refuse
 *
 * Remembers what a device has said. That is no change by a person: it is no step of undo, nothing
 * has to be saved for it, and nobody is told. The next saving takes it along, and undoing other
 * things does not forget it.
 *
 * Returns: %FALSE while the project is loaded or saved: nothing is remembered then
 */
gboolean
mon_project_learn (MonProject   *self,
                   const char   *device_id,
                   const GArray *ranges)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_learn (mon_project_get_root (self),
                                                            device_id, ranges);

  return mon_project_amend (self, root);
}
