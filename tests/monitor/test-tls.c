/* test-tls.c: projects over TLS: who is trusted, what a link says, and another identity on the way.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-credentials.h"
#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-project-folder.h"
#include "monitor/tools/mon-session.h"
#include "simulator/sim-server.h"

#include "pki.h"

/* How long a test waits for threads and sockets. */
#define PATIENCE_US (30 * G_USEC_PER_SEC)

/* A server, and a session with an engine that has a thread of its own, all in real time. */
typedef struct
{
  MbTurn     *turn;
  MbClock    *clock;
  SimServer  *server;
  SimServer  *plain;
  MonEngine  *engine;
  MonProject *project;
  MonSession *session;
} Fixture;

static void
listen_with_tls (Fixture *f)
{
  const MbTlsValues values = {
    .ca = pki_file ("authority.pem"),
    .certificate = pki_file ("server.pem"),
    .key = pki_file ("server.key"),
  };
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = mb_credentials_load (options, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (sim_server_set_tls (f->server, credentials, NULL, &error));
  g_assert_true (sim_server_listen (f->server, "127.0.0.1", 0, &error));
  g_assert_true (sim_server_listen (f->plain, "127.0.0.1", 0, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const SimMemory memory = { NULL };

  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new (f->turn);
  f->server = sim_server_new_memories (f->clock, &memory, 1);
  f->plain = sim_server_new_memories (f->clock, &memory, 1);
  listen_with_tls (f);
  f->engine = mon_engine_new ();
}

static void
iterate (Fixture *f)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (500);
}

static void
stopped_cb (GObject      *engine,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_assert_true (mon_engine_stop_finish (MON_ENGINE (engine), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gboolean is_stopped = FALSE;

  g_clear_object (&f->session);
  g_clear_object (&f->project);
  mon_engine_stop_async (f->engine, stopped_cb, &is_stopped);
  while (!is_stopped)
    iterate (f);
  g_object_unref (f->engine);
  sim_server_unref (f->server);
  sim_server_unref (f->plain);
  while (mb_turn_is_held (f->turn) || g_main_context_pending (NULL))
    iterate (f);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
}

/* A project of as many connections as there are texts of members, each with one tag. */
static void
open_project (Fixture            *f,
              guint16             port,
              const char *const  *members)
{
  g_autoptr (GString) text = g_string_new ("{\"coilscope\":1,\"connections\":[");
  g_autofree char *folder = g_path_get_dirname (pki_file ("x"));
  g_autoptr (MonProjectSpec) root = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; members[i] != NULL; i++)
    g_string_append_printf (text, "%s{\"host\":\"127.0.0.1\",\"port\":%u,\"transport\":\"tls\"%s,"
                            "\"devices\":[{\"tags\":[{\"name\":\"t\",\"table\":\"holding\","
                            "\"address\":0,\"period_ms\":100}]}]}",
                            i > 0 ? "," : "", port, members[i]);
  g_string_append (text, "]}");
  root = mon_project_file_parse (text->str, -1, &error);
  g_assert_no_error (error);
  mon_project_folder_set (root, folder);
  f->project = mon_project_new_for_root (root, "Test");
  f->session = mon_session_new (f->engine, f->project);
}

static const MonConnectionSpec *
connection_at (Fixture *f,
               guint    index)
{
  return mon_project_get_root (f->project)->connections->pdata[index];
}

static void
wait_for_link (Fixture      *f,
               guint         index,
               MonLinkPhase  phase,
               MonLinkState *state)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  for (;;)
    {
      mon_link_state_clear (state);
      *state = (MonLinkState) { 0 };
      if (mon_board_get_link (mon_session_get_board (f->session),
                              connection_at (f, index)->handle, state) && state->phase == phase)
        return;
      iterate (f);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

static void
wait_for_peers (Fixture *f,
                guint    n_peers)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (mb_server_get_n_peers (sim_server_get_server (f->server)) != n_peers)
    {
      iterate (f);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

#define CA ",\"tls_ca\":\"authority.pem\""
#define AS(who) ",\"tls_certificate\":\"" who ".pem\",\"tls_key\":\"" who ".key\""

/* The board and the texts of devices have the reason, in the word that there is room for too. */
static const struct
{
  const char   *name;
  const char   *members;
  gboolean      is_plain;
  MonLinkCause  cause;
  const char   *reason;
  const char   *word;
} refused[] = {
  { "untrusted", ",\"tls_ca\":\"other-authority.pem\"" AS ("client"), FALSE, MON_CAUSE_UNTRUSTED,
    "whom nobody here trusts", "Not trusted" },
  { "name", CA AS ("client") ",\"tls_name\":\"elsewhere.test\"", FALSE, MON_CAUSE_UNTRUSTED,
    "not for elsewhere.test", "Not trusted" },
  { "unwanted", CA AS ("client-expired"), FALSE, MON_CAUSE_UNWANTED, "refused our certificate",
    "Refused our certificate" },
  { "no-certificate", CA, FALSE, MON_CAUSE_UNWANTED, "without a certificate",
    "Refused our certificate" },
  { "no-file", CA AS ("missing"), FALSE, MON_CAUSE_CREDENTIALS, "missing.pem",
    "Our certificate is unusable" },
  { "locked", CA ",\"tls_certificate\":\"operator.p12\"", FALSE, MON_CAUSE_CREDENTIALS,
    "COILSCOPE_TLS_PASSPHRASE", "Our certificate is unusable" },
  { "plain", CA AS ("client"), TRUE, MON_CAUSE_NO_TLS, "did not agree on TLS", "No TLS" },
};

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  const char *members[] = { refused[i].members, NULL };
  g_auto (MonLinkState) state = { 0 };
  g_autoptr (MonDevice) device = NULL;
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  open_project (f, sim_server_get_port (refused[i].is_plain ? f->plain : f->server), members);
  wait_for_link (f, 0, MON_LINK_BACKING_OFF, &state);
  g_test_message ("%s", state.reason);
  g_assert_cmpint (state.cause, ==, refused[i].cause);
  g_assert_nonnull (strstr (state.reason, refused[i].reason));
  device = g_list_model_get_item (mon_session_get_devices (f->session), 0);
  while (mon_device_get_reason (device) == NULL ||
         !g_str_has_prefix (mon_device_get_reason (device), refused[i].word))
    {
      iterate (f);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

static const char *
value_of (MonTag *tag)
{
  return mon_tag_is_fresh (tag) ? mon_tag_get_value_text (tag) : NULL;
}

/* Two connections to one place are two links when they are two clients, else one. */
static void
test_links (Fixture       *f,
            gconstpointer  data)
{
  const char *members[] = { CA AS ("client"), CA AS ("operator"), CA AS ("client"), NULL };
  g_auto (MonLinkState) state = { 0 };

  open_project (f, sim_server_get_port (f->server), members);
  for (guint i = 0; i < 3; i++)
    wait_for_link (f, i, MON_LINK_CONNECTED, &state);
  wait_for_peers (f, 2);
}

/* A better certificate counts at once, and the link of the old one is gone. */
static void
test_identity (Fixture       *f,
               gconstpointer  data)
{
  const char *members[] = { CA AS ("client-expired"), NULL };
  g_auto (MonLinkState) state = { 0 };
  g_autoptr (MonProjectSpec) root = NULL;
  g_autoptr (MonDevice) device = NULL;
  g_autoptr (MonTag) tag = NULL;
  MonConnectionSpec *connection;
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  open_project (f, sim_server_get_port (f->server), members);
  wait_for_link (f, 0, MON_LINK_BACKING_OFF, &state);

  root = mon_project_spec_edit (mon_project_get_root (f->project));
  connection = mon_connection_spec_edit (root->connections->pdata[0]);
  g_free (connection->tls_cert);
  connection->tls_cert = g_strdup ("client.pem");
  g_free (connection->tls_key);
  connection->tls_key = g_strdup ("client.key");
  mon_connection_spec_unref (root->connections->pdata[0]);
  root->connections->pdata[0] = connection;
  mon_project_change (f->project, root, "Change Certificate");

  wait_for_link (f, 0, MON_LINK_CONNECTED, &state);
  device = g_list_model_get_item (mon_session_get_devices (f->session), 0);
  tag = g_list_model_get_item (mon_device_get_tags (device), 0);
  while (g_strcmp0 (value_of (tag), "0") != 0)
    {
      iterate (f);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  g_assert_null (mon_device_get_reason (device));
  wait_for_peers (f, 1);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_unsetenv (MB_TLS_PASSPHRASE_VARIABLE);
  pki_set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/mon/tls/refused/", refused[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_refused, tear_down);
    }
  g_test_add ("/mon/tls/links", Fixture, NULL, set_up, test_links, tear_down);
  g_test_add ("/mon/tls/identity", Fixture, NULL, set_up, test_identity, tear_down);
  status = g_test_run ();
  pki_tear_down ();
  return status;
}
