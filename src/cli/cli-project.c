/* cli-project.c: the project of a command: one device on one connection, and what is watched of it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-project.h"

/* Undo is not for a command line; the steps have a name all the same. */
#define STEP "watch"

static void
set_text (char       **place,
          const char  *text)
{
  if (text == NULL)
    return;
  g_free (*place);
  *place = g_strdup (text);
}

static void
set_tls (MonConnectionSpec *connection,
         const CliTls      *tls)
{
  set_text (&connection->tls_ca, tls->ca);
  set_text (&connection->tls_cert, tls->certificate);
  set_text (&connection->tls_key, tls->key);
  set_text (&connection->tls_name, tls->name);
  set_text (&connection->tls_pin, tls->pin);
  set_text (&connection->tls_passphrase, tls->passphrase);
}

/**
 * cli_project_new:
 * @target: where the device is
 * @options: its unit and how to talk to it
 *
 * Makes a project of one device without tags. It has no name, so that it is called by its address.
 *
 * Returns: (transfer full): the project
 */
MonProject *
cli_project_new (const CliTarget  *target,
                 const CliOptions *options)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  g_free (connection->host);
  connection->host = g_strdup (target->host);
  connection->port = target->port;
  connection->transport = options->transport;
  set_tls (connection, &options->tls);
  connection->timeout_ms = (guint) options->timeout_ms;
  connection->connect_timeout_ms = (guint) options->connect_timeout_ms;
  connection->retries = (guint) options->retries;
  connection->window = (guint) options->window;
  connection->delay_ms = (guint) options->delay_ms;
  device->unit = (guint8) options->unit;
  device->quirks = options->quirks;
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  return mon_project_new_for_root (root, target->host);
}

/**
 * cli_project_get_connection:
 * @project: a project of cli_project_new()
 *
 * Returns: (transfer none): its connection as it is now
 */
const MonConnectionSpec *
cli_project_get_connection (MonProject *project)
{
  return g_ptr_array_index (mon_project_get_root (project)->connections, 0);
}

/**
 * cli_project_get_device:
 * @project: a project of cli_project_new()
 *
 * Returns: (transfer none): its device as it is now
 */
const MonDeviceSpec *
cli_project_get_device (MonProject *project)
{
  return g_ptr_array_index (cli_project_get_connection (project)->devices, 0);
}

static void
replace_device (MonProject    *project,
                MonDeviceSpec *device)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_edit (mon_project_get_root (project));
  MonConnectionSpec *connection =
    mon_connection_spec_edit (cli_project_get_connection (project));

  g_ptr_array_set_size (connection->devices, 0);
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_set_size (root->connections, 0);
  g_ptr_array_add (root->connections, connection);
  mon_project_change (project, root, STEP);
}

/**
 * cli_project_watch:
 * @project: a project of cli_project_new()
 * @range: (nullable): what to watch: a tag for each value, named by its place; %NULL: nothing
 * @period_ms: how often
 *
 * Replaces what is watched.
 */
void
cli_project_watch (MonProject     *project,
                   const CliRange *range,
                   guint           period_ms)
{
  MonDeviceSpec *device = mon_device_spec_edit (cli_project_get_device (project));

  g_ptr_array_set_size (device->tags, 0);
  for (guint i = 0; range != NULL && i < range->n_values; i++)
    {
      MonTagSpec *tag = mon_tag_spec_new ();

      tag->table = range->table;
      tag->address = (guint16) (range->address + i * range->n_each);
      tag->type = range->type;
      tag->length = range->n_each;
      tag->order = range->order;
      tag->period_ms = period_ms;
      g_free (tag->name);
      tag->name = mon_tag_spec_default_name (tag->table, tag->address);
      g_ptr_array_add (device->tags, tag);
    }
  replace_device (project, device);
}

static MonDeviceSpec *
device_with_period (const MonDeviceSpec *device,
                    guint                period_ms)
{
  MonDeviceSpec *copy = mon_device_spec_edit (device);

  g_ptr_array_set_size (copy->tags, 0);
  for (guint i = 0; i < device->tags->len; i++)
    {
      MonTagSpec *tag = mon_tag_spec_edit (g_ptr_array_index (device->tags, i));

      /* What is read on demand only may not bear to be read by itself. */
      if (tag->period_ms > 0)
        tag->period_ms = period_ms;
      g_ptr_array_add (copy->tags, tag);
    }
  return copy;
}

/**
 * cli_project_set_period:
 * @project: any project
 * @period_ms: how often to read
 *
 * Gives every tag that is polled the same period.
 */
void
cli_project_set_period (MonProject *project,
                        guint       period_ms)
{
  MonProjectSpec *old = mon_project_get_root (project);
  g_autoptr (MonProjectSpec) root = mon_project_spec_edit (old);

  g_ptr_array_set_size (root->connections, 0);
  for (guint i = 0; i < old->connections->len; i++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (old->connections, i);
      MonConnectionSpec *copy = mon_connection_spec_edit (connection);

      g_ptr_array_set_size (copy->devices, 0);
      for (guint j = 0; j < connection->devices->len; j++)
        g_ptr_array_add (copy->devices,
                         device_with_period (g_ptr_array_index (connection->devices, j),
                                             period_ms));
      g_ptr_array_add (root->connections, copy);
    }
  mon_project_change (project, root, STEP);
}
