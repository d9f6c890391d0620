/* mon-project-file.c: project files: JSON text to a tree and back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-alarm-members.h"
#include "monitor/document/mon-connection-check.h"
#include "monitor/document/mon-dead-members.h"
#include "monitor/document/mon-formula-link.h"
#include "monitor/document/mon-json-scan.h"
#include "monitor/document/mon-member-writer.h"
#include "monitor/document/mon-tag-check.h"
#include "monitor/document/mon-tag-members.h"

/* The format that this version writes, and the newest that it reads. */
#define FORMAT 1

#define NAME_MAX_BYTES 500
#define UNIT_MAX_BYTES 64
#define HOST_MAX_BYTES 253
#define TABLE_ITEMS 65536

/* As long as a path may be (PATH_MAX), which an object on a token does not need. */
#define PATH_MAX_BYTES 4095

/* SHA-256 with a colon between each two digits. */
#define PIN_MAX_BYTES 95

static const char *
get_table_name (guint value)
{
  return mb_table_name ((MbTable) value);
}

static const char *
get_encoding_name (guint value)
{
  return mb_encoding_name ((MbEncoding) value);
}

static const char *
get_padding_name (guint value)
{
  return mb_padding_name ((MbPadding) value);
}

static const char *
get_transport_name (guint value)
{
  return mb_carrier_name ((MbCarrier) value);
}

static const MonMemberNames table_names = { MB_N_TABLES, get_table_name };
static const MonMemberNames encoding_names = { MB_N_ENCODINGS, get_encoding_name };
static const MonMemberNames padding_names = { MB_N_PADDINGS, get_padding_name };
static const MonMemberNames transport_names = { MB_N_CARRIERS, get_transport_name };
static const MonMemberNames quirk_names = { MB_N_QUIRKS, mb_quirk_name };

#define TAG(member) G_STRUCT_OFFSET (MonTagSpec, member)
#define DEVICE(member) G_STRUCT_OFFSET (MonDeviceSpec, member)
#define CONNECTION(member) G_STRUCT_OFFSET (MonConnectionSpec, member)
#define PLOT(member) G_STRUCT_OFFSET (MonPlotSpec, member)
#define PROJECT(member) G_STRUCT_OFFSET (MonProjectSpec, member)

static gboolean
is_read (gconstpointer tag)
{
  return !mon_tag_spec_is_computed (tag);
}

static const MonMember tag_members[] = {
  { "id", MON_MEMBER_ID, TAG (id), MON_MEMBER_SHOWN },
  { "name", MON_MEMBER_STRING, TAG (name), MON_MEMBER_REQUIRED, 1, NAME_MAX_BYTES },
  { "expression", MON_MEMBER_EXPRESSION, TAG (expression), MON_MEMBER_OPTIONAL },
  { "table", MON_MEMBER_NAMED, TAG (table), MON_MEMBER_REQUIRED, .names = &table_names,
    .applies = is_read },
  { "address", MON_MEMBER_UINT16, TAG (address), MON_MEMBER_REQUIRED, 0, TABLE_ITEMS - 1,
    .applies = is_read },
  { "type", MON_MEMBER_CUSTOM, 0, MON_MEMBER_SHOWN, .hooks = &mon_tag_member_type,
    .applies = is_read },
  { "order", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &mon_tag_member_order,
    .applies = is_read },
  { "bit", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &mon_tag_member_bit,
    .applies = is_read },
  { "bits", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &mon_tag_member_bits,
    .applies = is_read },
  { "encoding", MON_MEMBER_NAMED, TAG (encoding), MON_MEMBER_OPTIONAL, .names = &encoding_names,
    .applies = is_read },
  { "padding", MON_MEMBER_NAMED, TAG (padding), MON_MEMBER_OPTIONAL, .names = &padding_names,
    .applies = is_read },
  { "scale", MON_MEMBER_DOUBLE, TAG (scale), MON_MEMBER_OPTIONAL, .applies = is_read },
  { "offset", MON_MEMBER_DOUBLE, TAG (offset), MON_MEMBER_OPTIONAL, .applies = is_read },
  { "unit", MON_MEMBER_STRING, TAG (unit), MON_MEMBER_OPTIONAL, 0, UNIT_MAX_BYTES },
  { "decimals", MON_MEMBER_INT, TAG (decimals), MON_MEMBER_OPTIONAL, -1, 17 },
  { "labels", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &mon_tag_member_labels },
  { "bit_names", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &mon_tag_member_bit_names,
    .applies = is_read },
  { "sentinels", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &mon_tag_member_sentinels,
    .applies = is_read },
  { "period_ms", MON_MEMBER_INT, TAG (period_ms), MON_MEMBER_OPTIONAL, 0, 86400000,
    .applies = is_read },
  { "alarms", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &mon_tag_member_alarms },
};

static gpointer
create_tag (void)
{
  return mon_tag_spec_new ();
}

static void
destroy_tag (gpointer tag)
{
  mon_tag_spec_unref (tag);
}

/* A tag is read or computed. To take no notice of half of what somebody wrote helps nobody. */
static gboolean
check_computed_tag (const MonMemberReader  *reader,
                    guint                   object,
                    const MonTagSpec       *tag,
                    GError                **error)
{
  for (guint m = 0; m < G_N_ELEMENTS (tag_members); m++)
    {
      guint value = mon_json_tree_find (reader->tree, object, tag_members[m].name);

      if (value == MON_JSON_NONE || mon_member_applies (&tag_members[m], tag))
        continue;
      mon_member_reader_refuse (reader, value, error,
                                _("a tag with an expression is computed, not read: leave out "
                                  "this, or the expression"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_tag (const MonMemberReader  *reader,
           guint                   object,
           gpointer                node,
           GError                **error)
{
  MonTagSpec *tag = node;

  return (mon_tag_spec_is_computed (tag) ? check_computed_tag (reader, object, tag, error)
                                         : mon_tag_check (reader, object, tag, error))
         && mon_alarm_members_check (reader, object, tag, error);
}

static const MonNodeType tag_type = {
  tag_members, G_N_ELEMENTS (tag_members), TAG (extra), create_tag, destroy_tag, check_tag,
};

static const MonMember device_members[] = {
  { "id", MON_MEMBER_ID, DEVICE (id), MON_MEMBER_SHOWN },
  { "name", MON_MEMBER_STRING, DEVICE (name), MON_MEMBER_OPTIONAL, 0, NAME_MAX_BYTES },
  { "unit", MON_MEMBER_UINT8, DEVICE (unit), MON_MEMBER_SHOWN, 0, 255 },
  { "max_read_registers", MON_MEMBER_INT, DEVICE (max_read_registers), MON_MEMBER_OPTIONAL,
    1, 125 },
  { "max_read_bits", MON_MEMBER_INT, DEVICE (max_read_bits), MON_MEMBER_OPTIONAL, 1, 2000 },
  { "max_gap", MON_MEMBER_INT, DEVICE (max_gap), MON_MEMBER_OPTIONAL, 0, 2000 },
  { "quirks", MON_MEMBER_NAMED_SET, DEVICE (quirks), MON_MEMBER_OPTIONAL,
    .names = &quirk_names },
  { "tags", MON_MEMBER_CHILDREN, DEVICE (tags), MON_MEMBER_SHOWN, .child = &tag_type },
};

static gpointer
create_device (void)
{
  return mon_device_spec_new ();
}

static void
destroy_device (gpointer device)
{
  mon_device_spec_unref (device);
}

/* A value must fit into one request, or it could never be read whole. */
static gboolean
check_device (const MonMemberReader  *reader,
              guint                   object,
              gpointer                node,
              GError                **error)
{
  const MonDeviceSpec *device = node;
  guint limit = mon_json_tree_find (reader->tree, object, "max_read_registers");

  for (guint i = 0; limit != MON_JSON_NONE && i < device->tags->len; i++)
    {
      const MonTagSpec *tag = device->tags->pdata[i];

      if (!mb_table_is_bits (tag->table) && mon_tag_spec_n_items (tag) > device->max_read_registers)
        {
          mon_member_reader_refuse (reader, limit, error,
                                    _("too few for the tag “%s”: expected at least %u"), tag->name,
                                    mon_tag_spec_n_items (tag));
          return FALSE;
        }
    }

  return TRUE;
}

static const MonNodeType device_type = {
  device_members, G_N_ELEMENTS (device_members), DEVICE (extra),
  create_device, destroy_device, check_device,
};

static gboolean
is_tls (gconstpointer connection)
{
  return ((const MonConnectionSpec *) connection)->transport == MB_CARRIER_TLS;
}

static const MonMember connection_members[] = {
  { "id", MON_MEMBER_ID, CONNECTION (id), MON_MEMBER_SHOWN },
  { "name", MON_MEMBER_STRING, CONNECTION (name), MON_MEMBER_OPTIONAL, 0, NAME_MAX_BYTES },
  { "host", MON_MEMBER_STRING, CONNECTION (host), MON_MEMBER_REQUIRED, 1, HOST_MAX_BYTES },
  { "port", MON_MEMBER_UINT16, CONNECTION (port), MON_MEMBER_SHOWN, 1, 65535 },
  { "transport", MON_MEMBER_NAMED, CONNECTION (transport), MON_MEMBER_SHOWN,
    .names = &transport_names },
  { "tls_ca", MON_MEMBER_STRING, CONNECTION (tls_ca), MON_MEMBER_OPTIONAL, 0, PATH_MAX_BYTES,
    .applies = is_tls },
  { "tls_certificate", MON_MEMBER_STRING, CONNECTION (tls_cert), MON_MEMBER_OPTIONAL, 0,
    PATH_MAX_BYTES, .applies = is_tls },
  { "tls_key", MON_MEMBER_STRING, CONNECTION (tls_key), MON_MEMBER_OPTIONAL, 0, PATH_MAX_BYTES,
    .applies = is_tls },
  { "tls_name", MON_MEMBER_STRING, CONNECTION (tls_name), MON_MEMBER_OPTIONAL, 0, HOST_MAX_BYTES,
    .applies = is_tls },
  { "tls_pin", MON_MEMBER_STRING, CONNECTION (tls_pin), MON_MEMBER_OPTIONAL, 0, PIN_MAX_BYTES,
    .applies = is_tls },
  { "connect_timeout_ms", MON_MEMBER_INT, CONNECTION (connect_timeout_ms), MON_MEMBER_OPTIONAL,
    100, 60000 },
  { "timeout_ms", MON_MEMBER_INT, CONNECTION (timeout_ms), MON_MEMBER_OPTIONAL, 10, 60000 },
  { "retries", MON_MEMBER_INT, CONNECTION (retries), MON_MEMBER_OPTIONAL, 0, 10 },
  { "window", MON_MEMBER_INT, CONNECTION (window), MON_MEMBER_OPTIONAL, 1, 16 },
  { "delay_ms", MON_MEMBER_INT, CONNECTION (delay_ms), MON_MEMBER_OPTIONAL, 0, 60000 },
  { "delay_after_connect_ms", MON_MEMBER_INT, CONNECTION (delay_after_connect_ms),
    MON_MEMBER_OPTIONAL, 0, 60000 },
  { "max_timeouts", MON_MEMBER_INT, CONNECTION (max_timeouts), MON_MEMBER_OPTIONAL, 0, 1000 },
  { "devices", MON_MEMBER_CHILDREN, CONNECTION (devices), MON_MEMBER_SHOWN,
    .child = &device_type },
};

static gpointer
create_connection (void)
{
  return mon_connection_spec_new ();
}

static void
destroy_connection (gpointer connection)
{
  mon_connection_spec_unref (connection);
}

static gboolean
check_connection (const MonMemberReader  *reader,
                  guint                   object,
                  gpointer                node,
                  GError                **error)
{
  return mon_connection_check (reader, object, node, error);
}

static const MonNodeType connection_type = {
  connection_members, G_N_ELEMENTS (connection_members), CONNECTION (extra),
  create_connection, destroy_connection, check_connection,
};

static const MonMember plot_members[] = {
  { "id", MON_MEMBER_ID, PLOT (id), MON_MEMBER_SHOWN },
  { "name", MON_MEMBER_STRING, PLOT (name), MON_MEMBER_OPTIONAL, 0, NAME_MAX_BYTES },
  { "span_s", MON_MEMBER_INT, PLOT (span_s), MON_MEMBER_OPTIONAL, 1, 31536000 },
  { "tags", MON_MEMBER_STRINGS, PLOT (tag_ids), MON_MEMBER_SHOWN },
};

static gpointer
create_plot (void)
{
  return mon_plot_spec_new ();
}

static void
destroy_plot (gpointer plot)
{
  mon_plot_spec_unref (plot);
}

static const MonNodeType plot_type = {
  plot_members, G_N_ELEMENTS (plot_members), PLOT (extra), create_plot, destroy_plot, NULL,
};

static const MonMember project_members[] = {
  { "coilscope", MON_MEMBER_CONSTANT, 0, MON_MEMBER_REQUIRED, FORMAT, FORMAT },
  { "connections", MON_MEMBER_CHILDREN, PROJECT (connections), MON_MEMBER_SHOWN,
    .child = &connection_type },
  { "plots", MON_MEMBER_CHILDREN, PROJECT (plots), MON_MEMBER_OPTIONAL, .child = &plot_type },
  { "shelved", MON_MEMBER_CHILDREN, PROJECT (shelvings), MON_MEMBER_OPTIONAL,
    .child = &mon_shelving_members_type },
  { "dead_addresses", MON_MEMBER_CHILDREN, PROJECT (dead), MON_MEMBER_OPTIONAL,
    .child = &mon_dead_members_type },
};

static gpointer
create_project (void)
{
  return mon_project_spec_new ();
}

static void
destroy_project (gpointer root)
{
  mon_project_spec_unref (root);
}

static const MonNodeType project_type = {
  project_members, G_N_ELEMENTS (project_members), PROJECT (extra),
  create_project, destroy_project, NULL,
};

G_DEFINE_QUARK (mon-project-error-quark, mon_project_error)

/* Before anything else is looked at: a newer file may mean everything differently. */
static gboolean
check_format (const MonMemberReader  *reader,
              GError                **error)
{
  guint format = MON_JSON_NONE;
  gint64 number;

  if (mon_json_tree_get_type (reader->tree, 0) == MON_JSON_OBJECT)
    format = mon_json_tree_find (reader->tree, 0, "coilscope");
  if (format == MON_JSON_NONE)
    {
      mon_member_reader_refuse (reader, 0, error,
                                _("not a project file: the member “coilscope” is missing"));
      return FALSE;
    }
  if (!mon_json_tree_get_int (reader->tree, format, &number) || number < 1)
    {
      mon_member_reader_refuse (reader, format, error,
                                _("expected the number of a format, 1 or more"));
      return FALSE;
    }
  if (number > FORMAT)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

      mon_json_tree_set_error (reader->tree, format, error, MON_PROJECT_ERROR,
                               MON_PROJECT_ERROR_NEWER,
                               _("the file has format %s, made by a newer version; this one reads "
                                 "format %d"),
                               text, FORMAT);
      return FALSE;
    }

  return TRUE;
}

static void
take_json_error (GError  *json_error,
                 GError **error)
{
  MonProjectError code = MON_PROJECT_ERROR_SYNTAX;

  switch ((MonJsonError) json_error->code)
    {
    case MON_JSON_ERROR_SYNTAX:
      break;
    case MON_JSON_ERROR_VALUE:
      code = MON_PROJECT_ERROR_VALUE;
      break;
    case MON_JSON_ERROR_TOO_LARGE:
      code = MON_PROJECT_ERROR_TOO_LARGE;
      break;
    }

  g_set_error_literal (error, MON_PROJECT_ERROR, code, json_error->message);
}

/**
 * mon_project_file_parse:
 * @text: (array length=len): the content of a file
 * @len: its length in bytes, or -1 when it is terminated
 * @error: (nullable): place for a %MON_PROJECT_ERROR
 *
 * Reads a project. Nothing is taken by half: what is wrong anywhere is an error that says where
 * ("LINE:COLUMN: connections[0].port: expected a whole number from 1 to 65535"). Members that this
 * version does not know are kept. Nodes without an id get a new one; names in expressions become
 * ids. O(len). Any thread.
 *
 * Returns: (transfer full) (nullable): the root, or %NULL
 */
MonProjectSpec *
mon_project_file_parse (const char  *text,
                        gssize       len,
                        GError     **error)
{
  g_autoptr (MonJsonTree) tree = NULL;
  g_autoptr (GHashTable) ids = NULL;
  g_autoptr (GArray) expressions = NULL;
  g_autoptr (MonProjectSpec) root = NULL;
  g_autoptr (GError) json_error = NULL;
  MonMemberReader reader = { .domain = MON_PROJECT_ERROR, .code = MON_PROJECT_ERROR_VALUE };

  tree = mon_json_scan (text, len < 0 ? strlen (text) : (gsize) len, &json_error);
  if (tree == NULL)
    {
      take_json_error (json_error, error);
      return NULL;
    }

  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  expressions = g_array_new (FALSE, FALSE, sizeof (MonReadExpression));
  reader.tree = tree;
  reader.ids = ids;
  reader.expressions = expressions;

  if (!check_format (&reader, error))
    return NULL;
  root = mon_member_reader_read (&reader, &project_type, 0, error);
  if (root == NULL || !mon_formula_link (&reader, root, error))
    return NULL;
  return g_steal_pointer (&root);
}

/**
 * mon_project_file_format:
 * @root: a project
 *
 * Writes a project as a person would like to edit it: two blanks of indentation, members always in
 * the same order, what has its default value left out but for the essential ones. Any thread.
 *
 * Returns: (transfer full): JSON text with a newline at its end
 */
char *
mon_project_file_format (const MonProjectSpec *root)
{
  g_autoptr (MbJson) json = mb_json_new (TRUE);

  mon_member_writer_write (&project_type, root, json);

  return g_strconcat (mb_json_get_text (json), "\n", NULL);
}
