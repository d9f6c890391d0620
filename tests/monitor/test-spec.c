/* test-spec.c: nodes: defaults, identities, and what an edit shares.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-spec.h"

#include <string.h>

static void
set_text (char       **text,
          const char  *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
test_defaults (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonConnectionSpec) connection = mon_connection_spec_new ();
  g_autoptr (MonPlotSpec) plot = mon_plot_spec_new ();
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();

  g_assert_cmpint (tag->type, ==, MB_TYPE_UINT16);
  g_assert_cmpint (tag->order, ==, MB_ORDER_ABCD);
  g_assert_cmpfloat (tag->scale, ==, 1);
  g_assert_cmpfloat (tag->offset, ==, 0);
  g_assert_cmpint (tag->decimals, ==, -1);
  g_assert_cmpuint (tag->period_ms, ==, 1000);
  g_assert_cmpstr (tag->unit, ==, "");
  g_assert_cmpuint (device->unit, ==, 1);
  g_assert_cmpuint (device->max_read_registers, ==, 125);
  g_assert_cmpuint (device->max_read_bits, ==, 2000);
  g_assert_cmpuint (connection->port, ==, 502);
  g_assert_cmpuint (connection->connect_timeout_ms, ==, 3000);
  g_assert_cmpuint (connection->timeout_ms, ==, 1000);
  g_assert_cmpuint (connection->retries, ==, 1);
  g_assert_cmpuint (connection->window, ==, 1);
  g_assert_cmpuint (connection->delay_ms, ==, 0);
  g_assert_cmpuint (connection->delay_after_connect_ms, ==, 0);
  g_assert_cmpuint (device->quirks, ==, MB_QUIRKS_NONE);
  g_assert_cmpuint (plot->span_s, ==, 60);
  g_assert_cmpuint (root->connections->len, ==, 0);
}

/* Who the client is belongs to TLS, whatever the texts say under another transport. */
static void
test_tls (void)
{
  g_autoptr (MonConnectionSpec) plain = mon_connection_spec_new ();
  g_autoptr (MonConnectionSpec) secure = NULL;
  g_autoptr (MbTlsOptions) none = NULL;
  g_autoptr (MbTlsOptions) options = NULL;
  const MbTlsValues *values;

  set_text (&plain->tls_ca, "/ca.pem");
  set_text (&plain->tls_cert, "/me.p12");
  set_text (&plain->tls_name, "device.test");
  set_text (&plain->tls_passphrase, "secret");
  secure = mon_connection_spec_edit (plain);
  secure->transport = MB_CARRIER_TLS;
  set_text (&secure->tls_ca, "/other.pem");
  none = mon_connection_spec_dup_tls (plain);
  options = mon_connection_spec_dup_tls (secure);
  g_assert_null (none);
  g_assert_nonnull (options);
  values = mb_tls_options_get (options);
  g_assert_cmpstr (plain->tls_ca, ==, "/ca.pem");
  g_assert_cmpstr (values->ca, ==, "/other.pem");
  g_assert_cmpstr (values->certificate, ==, "/me.p12");
  g_assert_cmpstr (values->name, ==, "device.test");
  g_assert_cmpstr (values->passphrase, ==, "secret");
  g_assert_null (values->key);
  g_assert_null (values->pin);
}

static void
test_identities (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint32 last = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();

      g_assert_cmpuint (tag->handle, >, last);
      last = tag->handle;
      g_assert_cmpuint (strlen (tag->id), ==, 10);
      g_assert_true (g_hash_table_add (ids, g_strdup (tag->id)));
    }
}

static void
test_edit_tag (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  g_autoptr (MonTagSpec) copy = NULL;

  set_text (&tag->name, "Supply");
  tag->extra = g_strdup ("{}");
  copy = mon_tag_spec_edit (tag);
  set_text (&copy->name, "Return");
  copy->address = 7;

  g_assert_cmpstr (tag->name, ==, "Supply");
  g_assert_cmpuint (tag->address, ==, 0);
  g_assert_cmpstr (copy->id, ==, tag->id);
  g_assert_cmpuint (copy->handle, ==, tag->handle);
  g_assert_cmpstr (copy->extra, ==, "{}");
}

/* An edit deep in the tree makes the nodes on the way to it anew and shares all others. */
static void
test_edit_shares (void)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();
  g_autoptr (MonProjectSpec) edited = NULL;
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonConnectionSpec *changed;
  MonDeviceSpec *device = mon_device_spec_new ();
  MonPlotSpec *plot = mon_plot_spec_new ();

  g_ptr_array_add (device->tags, mon_tag_spec_new ());
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  g_ptr_array_add (root->connections, mon_connection_spec_new ());
  g_ptr_array_add (plot->tag_ids, g_strdup ("abc"));
  g_ptr_array_add (root->plots, plot);

  changed = mon_connection_spec_edit (connection);
  edited = mon_project_spec_edit (root);
  mon_connection_spec_unref (edited->connections->pdata[0]);
  edited->connections->pdata[0] = changed;

  g_assert_cmpuint (edited->revision, >, root->revision);
  g_assert_true (root->connections->pdata[0] == connection);
  g_assert_true (edited->connections->pdata[1] == root->connections->pdata[1]);
  g_assert_true (changed->devices->pdata[0] == device);
  g_assert_true (edited->plots->pdata[0] == plot);
  g_clear_pointer (&root, mon_project_spec_unref);

  g_assert_cmpuint (((MonDeviceSpec *) changed->devices->pdata[0])->tags->len, ==, 1);
}

static void
test_edit_plot (void)
{
  g_autoptr (MonPlotSpec) plot = mon_plot_spec_new ();
  g_autoptr (MonPlotSpec) copy = NULL;

  g_ptr_array_add (plot->tag_ids, g_strdup ("abc"));
  copy = mon_plot_spec_edit (plot);
  g_ptr_array_add (copy->tag_ids, g_strdup ("def"));
  g_assert_cmpuint (plot->tag_ids->len, ==, 1);
  g_assert_cmpstr (copy->tag_ids->pdata[0], ==, "abc");
}

static void
test_labels (void)
{
  g_autofree char *name = mon_tag_spec_default_name (MB_TABLE_HOLDING_REGISTERS, 10);
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonConnectionSpec) connection = mon_connection_spec_new ();
  g_autofree char *plain = NULL;
  g_autofree char *bracketed = NULL;
  g_autofree char *named = NULL;

  g_assert_cmpstr (name, ==, "holding 10");

  set_text (&connection->host, "plc.example");
  plain = mon_device_spec_dup_label (device, connection);
  g_assert_cmpstr (plain, ==, "plc.example:502/1");
  set_text (&connection->host, "fe80::1");
  bracketed = mon_device_spec_dup_label (device, connection);
  g_assert_cmpstr (bracketed, ==, "[fe80::1]:502/1");
  set_text (&device->name, "PLC");
  named = mon_device_spec_dup_label (device, connection);
  g_assert_cmpstr (named, ==, "PLC");
}

static void
test_tag_facts (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();

  tag->type = MB_TYPE_FLOAT32;
  g_assert_cmpuint (mon_tag_spec_n_items (tag), ==, 2);
  g_assert_true (mon_tag_spec_is_writable (tag));
  tag->table = MB_TABLE_INPUT_REGISTERS;
  g_assert_false (mon_tag_spec_is_writable (tag));
  tag->table = MB_TABLE_DISCRETE_INPUTS;
  g_assert_cmpuint (mon_tag_spec_n_items (tag), ==, 1);
}

static void
test_find_tag (void)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();
  MonTagSpec *wanted = NULL;

  for (guint c = 0; c < 2; c++)
    {
      MonConnectionSpec *connection = mon_connection_spec_new ();
      MonDeviceSpec *device = mon_device_spec_new ();

      for (guint t = 0; t < 3; t++)
        {
          wanted = mon_tag_spec_new ();
          g_ptr_array_add (device->tags, wanted);
        }
      g_ptr_array_add (connection->devices, device);
      g_ptr_array_add (root->connections, connection);
    }

  g_assert_true (mon_project_spec_find_tag (root, wanted->handle) == wanted);
  g_assert_null (mon_project_spec_find_tag (root, 0));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/spec/defaults", test_defaults);
  g_test_add_func ("/mon/spec/tls", test_tls);
  g_test_add_func ("/mon/spec/identities", test_identities);
  g_test_add_func ("/mon/spec/edit-tag", test_edit_tag);
  g_test_add_func ("/mon/spec/edit-shares", test_edit_shares);
  g_test_add_func ("/mon/spec/edit-plot", test_edit_plot);
  g_test_add_func ("/mon/spec/labels", test_labels);
  g_test_add_func ("/mon/spec/tag-facts", test_tag_facts);
  g_test_add_func ("/mon/spec/find-tag", test_find_tag);
  return g_test_run ();
}
