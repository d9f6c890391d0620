/* tls-fixture.c: a client and a server of Modbus/TCP Security on loopback, in one thread.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "tls-fixture.h"

#include "pki.h"

/* How long a test waits for what must come. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

static gboolean
accept_unit (guint8    unit,
             guint    *out_delay_ms,
             gpointer  user_data)
{
  return TRUE;
}

static guint8
execute (guint8           unit,
         const MbRequest *request,
         MbResponse      *out_response,
         guint8          *data,
         gpointer         user_data)
{
  TlsFixture *f = user_data;

  f->n_executed++;
  return mb_device_execute (f->device, request, out_response, data);
}

static const MbBackend backend = { .accept = accept_unit, .execute = execute };

static void
observe (const MbServerStep *step,
         gpointer            user_data)
{
  TlsFixture *f = user_data;

  g_free (f->last_role);
  f->last_role = g_strdup (step->role != NULL ? step->role : "");
}

void
tls_fixture_set_up (TlsFixture    *f,
                    gconstpointer  data)
{
  MbDatastore *store;

  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, g_get_real_time ());
  f->device = mb_device_new ();
  store = mb_device_get_store (f->device);
  mb_datastore_add_block (store, MB_TABLE_COILS, 0, MB_TABLE_SIZE, 1);
  mb_datastore_add_block (store, MB_TABLE_DISCRETE_INPUTS, 0, MB_TABLE_SIZE, 1);
  mb_datastore_add_block (store, MB_TABLE_INPUT_REGISTERS, 0, MB_TABLE_SIZE, 17);
  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, MB_TABLE_SIZE, 17);
}

void
tls_fixture_tear_down (TlsFixture    *f,
                       gconstpointer  data)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  tls_fixture_disconnect (f);
  g_clear_pointer (&f->server, mb_server_unref);
  /* What was begun comes back: handshakes, closes, clients that were refused. */
  while (mb_turn_is_held (f->turn))
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (100);
      mb_clock_advance (f->clock, 1000);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  tls_fixture_run ();
  g_free (f->last_role);
  mb_device_free (f->device);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
}

static const char *
file_of (const char *name,
         const char *suffix)
{
  g_autofree char *file = name != NULL ? g_strconcat (name, suffix, NULL) : NULL;

  return file != NULL ? pki_file (file) : NULL;
}

MbTlsOptions *
tls_options_of (const TlsSide *side)
{
  const MbTlsValues values = {
    .ca = file_of (side->ca, ".pem"),
    .certificate = file_of (side->certificate, ".pem"),
    .key = file_of (side->certificate, ".key"),
    .name = side->name,
    .pin = side->pin,
  };

  return mb_tls_options_new (&values);
}

void
tls_fixture_serve (TlsFixture    *f,
                   const TlsSide *side)
{
  g_autoptr (MbTlsOptions) options = tls_options_of (side);
  g_autoptr (MbRoleRules) rules = side->rules != NULL ? mb_role_rules_new () : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = mb_credentials_load (options, TRUE, &error);

  g_assert_no_error (error);
  for (guint i = 0; rules != NULL && side->rules[i] != NULL; i++)
    g_assert_true (mb_role_rules_add (rules, side->rules[i], NULL));
  f->server = mb_server_new (f->clock, &backend, f);
  mb_server_set_tls (f->server, credentials, rules, &error);
  g_assert_no_error (error);
  mb_server_set_observer (f->server, observe, f);
  mb_server_listen (f->server, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  f->port = mb_server_get_port (f->server);
}

static void
client_closed_cb (MbClient     *client,
                  const GError *reason,
                  gpointer      user_data)
{
  TlsFixture *f = user_data;

  g_clear_error (&f->closed);
  f->closed = reason != NULL ? g_error_copy (reason) : NULL;
  f->n_closed++;
  if (f->connector != NULL && mb_connector_get_state (f->connector) == MB_CONNECTOR_CONNECTED)
    mb_connector_lost (f->connector, reason);
}

static void
opened_cb (MbConnector *connector,
           MbPort      *port,
           gpointer     user_data)
{
  TlsFixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  g_clear_pointer (&f->opened, mb_port_unref);
  f->opened = mb_port_ref (port);
  f->n_opened++;
  mb_client_open (f->client, port);
}

void
tls_fixture_connect (TlsFixture    *f,
                     const char    *host,
                     const TlsSide *side)
{
  static const MbConnectorEvents events = { .opened = opened_cb };
  static const MbClientEvents client_events = { .closed = client_closed_cb };
  g_autoptr (MbTlsOptions) options = tls_options_of (side);
  const MbEndpoint endpoint = {
    .carrier = MB_CARRIER_TLS,
    .host = host,
    .port = f->port,
    .tls = options,
  };

  f->client = mb_client_new (f->clock, &client_events, f);
  mb_client_set_window (f->client, 16);
  f->connector = mb_connector_new (f->clock, &endpoint, &events, f);
  mb_connector_start (f->connector);
}

void
tls_fixture_disconnect (TlsFixture *f)
{
  if (f->connector == NULL)
    return;
  mb_connector_stop (f->connector);
  mb_connector_unref (g_steal_pointer (&f->connector));
  mb_client_detach (f->client);
  tls_fixture_run ();
  g_clear_pointer (&f->client, mb_client_unref);
  g_clear_pointer (&f->opened, mb_port_unref);
  g_clear_error (&f->closed);
}

void
tls_fixture_wait (TlsFixture *f)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (mb_connector_get_state (f->connector) == MB_CONNECTOR_CONNECTING)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

void
tls_fixture_expect_open (TlsFixture *f)
{
  tls_fixture_wait (f);
  if (mb_connector_get_error (f->connector) != NULL)
    g_test_message ("%s", mb_connector_get_error (f->connector)->message);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTED);
}

void
tls_fixture_expect_fail (TlsFixture *f,
                         const char *words)
{
  g_auto (GStrv) all = g_strsplit (words, "|", -1);
  const GError *error;

  tls_fixture_wait (f);
  error = mb_connector_get_error (f->connector);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  for (guint i = 0; all[i] != NULL; i++)
    if (strstr (error->message, all[i]) == NULL)
      g_error ("“%s” is not in “%s”", all[i], error->message);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_BACKING_OFF);
}

void
tls_fixture_until (TlsFixture  *f,
                   const guint *value,
                   guint        least)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (*value < least)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

void
tls_fixture_expect_peers (TlsFixture *f,
                          guint       n)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (mb_server_get_n_peers (f->server) != n)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

/* Until nothing is ready for some milliseconds. */
void
tls_fixture_run (void)
{
  for (guint i = 0; i < 20; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        i = 0;
      g_usleep (100);
    }
}
