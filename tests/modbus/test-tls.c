/* test-tls.c: our client and our server over TLS: who is let in, who is believed, and what is said
 * of the others.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"
#include "modbus/mb-x509.h"

#include "pki.h"
#include "tls-fixture.h"

static const TlsSide plain_server = { .ca = "authority", .certificate = "server" };
static const TlsSide operator_client = { .ca = "authority", .certificate = "operator" };

static void
call_golden (TlsFixture *f)
{
  g_auto (Calls) calls = { NULL };

  calls.client = f->client;
  calls.unit = 1;
  golden_calls_start (&calls);
  tls_fixture_until (f, &calls.n_done, calls.next);
  golden_calls_expect (&calls);
}

/* One call: reading a register, or writing one; the exception it got, or 0. */
static int
call_one (TlsFixture *f,
          gboolean    is_write)
{
  g_auto (Calls) calls = { NULL };

  calls.client = f->client;
  calls.unit = 1;
  if (is_write)
    calls_write_register (&calls, 5, 1234);
  else
    calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 1, NULL);
  tls_fixture_until (f, &calls.n_done, 1);
  if (calls.errors[0] == NULL)
    return 0;
  g_assert_cmpuint (calls.errors[0]->domain, ==, MB_EXCEPTION);
  return calls.errors[0]->code;
}

static void
test_golden (TlsFixture    *f,
             gconstpointer  data)
{
  static const char *const hosts[] = { "127.0.0.1", "localhost" };

  tls_fixture_serve (f, &plain_server);
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      MbCertificate *server;
      g_autofree char *pin = pki_pin ("server");
      g_autofree char *text = NULL;

      tls_fixture_connect (f, hosts[i], &operator_client);
      tls_fixture_expect_open (f);
      call_golden (f);
      server = mb_port_get_certificate (f->opened);
      g_assert_cmpstr (server->subject, ==, "CN=Test device");
      g_assert_cmpstr (server->sha256, ==, pin);
      g_assert_null (server->role);
      text = mb_port_describe (f->opened);
      g_assert_nonnull (strstr (text, "TLS 1.3, CN=Test device"));
      g_assert_cmpint (mb_port_get_carrier (f->opened), ==, MB_CARRIER_TLS);
      tls_fixture_disconnect (f);
    }
  tls_fixture_expect_peers (f, 0);
}

/* What a server shows, what a client goes by, and what it says of it. */
static const struct
{
  const char *path;
  const char *server;
  TlsSide     client;
  /* NULL: connects. */
  const char *says;
} servers[] = {
  { "expired", "server-expired", { "authority", "operator" }, "has expired on 2002-01-01" },
  { "future", "server-future", { "authority", "operator" }, "is valid from 2090-01-01 on only" },
  { "other-name", "server-other-name", { "authority", "operator" },
    "is for elsewhere.test, 192.0.2.7 and not for localhost" },
  { "other-authority", "server-other-authority", { "authority", "operator" },
    "is signed by “CN=Other authority”, whom nobody here trusts" },
  { "self-signed", "server-self", { "authority", "operator" },
    "is signed by “CN=Lone device”, whom nobody here trusts" },
  { "system-trust", "server", { NULL, "operator" },
    "is signed by “CN=Test authority”, whom nobody here trusts" },
  { "all-wrong", "server-other-authority", { "authority", "operator", "elsewhere.test" },
    "whom nobody here trusts|; and it is for localhost, device.test, 127.0.0.1, ::1 and not for" },
  { "name-given", "server-other-name", { "authority", "operator", "elsewhere.test" }, NULL },
  { "address-given", "server-other-name", { "authority", "operator", "192.0.2.7" }, NULL },
  { "address-6-given", "server", { "authority", "operator", "::1" }, NULL },
  { "wrong-name-given", "server", { "authority", "operator", "elsewhere.test" },
    "and not for elsewhere.test" },
  { "wrong-address-given", "server", { "authority", "operator", "127.0.0.2" },
    "and not for 127.0.0.2" },
  { "pinned", "server", { NULL, "operator", NULL, "server" }, NULL },
  { "pinned-self", "server-self", { NULL, "operator", NULL, "server-self" }, NULL },
  { "pinned-in-place-of-ca", "server-other-authority",
    { "authority", "operator", NULL, "server-other-authority" }, NULL },
  { "pinned-other", "server-self", { NULL, "operator", NULL, "server" }, "is not the pinned one" },
  /* Who would pass without the pin does not with another one. */
  { "pinned-other-with-ca", "server", { "authority", "operator", NULL, "server-self" },
    "is not the pinned one" },
  { "pinned-other-name", "server-other-name", { NULL, "operator", NULL, "server-other-name" },
    "and not for localhost" },
  { "pinned-expired", "server-expired", { NULL, "operator", NULL, "server-expired" },
    "has expired on 2002-01-01" },
};

static void
test_server (TlsFixture    *f,
             gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  const TlsSide server = { .ca = "authority", .certificate = servers[i].server };
  TlsSide client = servers[i].client;
  g_autofree char *pin = client.pin != NULL ? pki_pin (client.pin) : NULL;

  client.pin = pin;
  tls_fixture_serve (f, &server);
  tls_fixture_connect (f, "localhost", &client);
  if (servers[i].says == NULL)
    {
      tls_fixture_expect_open (f);
      call_golden (f);
    }
  else
    {
      tls_fixture_expect_fail (f, servers[i].says);
      g_assert_error (mb_connector_get_error (f->connector), G_TLS_ERROR,
                      G_TLS_ERROR_BAD_CERTIFICATE);
    }
}

/* Clients that are not let in. With TLS 1.3 each of them connects, and learns it when it reads. */
static const struct
{
  const char *path;
  const char *certificate;
  const char *says;
} clients[] = {
  { "none", NULL, "refused us without a certificate|give one" },
  { "other-authority", "client-other-authority", "refused our certificate" },
  { "expired", "client-expired", "refused our certificate|valid today" },
};

static void
test_client (TlsFixture    *f,
             gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  const TlsSide client = { .ca = "authority", .certificate = clients[i].certificate };
  g_auto (Calls) calls = { NULL };
  guint n_opened;

  tls_fixture_serve (f, &plain_server);
  tls_fixture_connect (f, "localhost", &client);
  tls_fixture_wait (f);
  n_opened = f->n_opened;
  if (n_opened > 0 && mb_client_is_open (f->client))
    {
      calls.client = f->client;
      calls.unit = 1;
      calls_write_register (&calls, 0, 1);
      tls_fixture_until (f, &calls.n_done, 1);
      g_assert_nonnull (calls.errors[0]);
    }
  tls_fixture_expect_fail (f, clients[i].says);
  g_assert_error (mb_connector_get_error (f->connector), G_TLS_ERROR,
                  G_TLS_ERROR_CERTIFICATE_REQUIRED);
  tls_fixture_run ();
  g_assert_cmpuint (f->n_executed, ==, 0);
  tls_fixture_expect_peers (f, 0);
  /* No hurry to be refused again. */
  g_assert_cmpint (mb_connector_get_next_try_us (f->connector), >,
                   mb_clock_get_time_us (f->clock));
}

static const char *const rules[] = { "Viewer=read", "Operator=write", NULL };

/* What each client may do under the rules: 0, or the exception it gets. */
static const struct
{
  const char *certificate;
  const char *role;
  int         read;
  int         write;
} roles[] = {
  { "viewer", "Viewer", 0, 1 },
  { "operator", "Operator", 0, 0 },
  { "stranger", "Stranger", 1, 1 },
  /* Without a role, and with one that is no UTF8String. */
  { "client", "", 1, 1 },
  { "printable", "", 1, 1 },
};

static void
test_role (TlsFixture    *f,
           gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  const TlsSide server = { .ca = "authority", .certificate = "server", .rules = rules };
  const TlsSide client = { .ca = "authority", .certificate = roles[i].certificate };

  if (!mb_x509_is_built_in ())
    {
      g_test_skip ("built without GnuTLS");
      return;
    }
  tls_fixture_serve (f, &server);
  tls_fixture_connect (f, "localhost", &client);
  tls_fixture_expect_open (f);
  /* The session stays up, whatever was refused. */
  for (guint round = 0; round < 3; round++)
    {
      g_assert_cmpint (call_one (f, FALSE), ==, roles[i].read);
      g_assert_cmpstr (f->last_role, ==, roles[i].role);
      g_assert_cmpint (call_one (f, TRUE), ==, roles[i].write);
    }
  g_assert_cmpuint (f->n_executed, ==, 3 * ((roles[i].read == 0) + (roles[i].write == 0)));
  g_assert_cmpuint (f->n_opened, ==, 1);
  g_assert_cmpuint (f->n_closed, ==, 0);
}

/* Without rules a role is shown, and means nothing. */
static void
test_no_rules (TlsFixture    *f,
               gconstpointer  data)
{
  tls_fixture_serve (f, &plain_server);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const TlsSide client = { .ca = "authority", .certificate = roles[i].certificate };

      tls_fixture_connect (f, "localhost", &client);
      tls_fixture_expect_open (f);
      g_assert_cmpint (call_one (f, TRUE), ==, 0);
      g_assert_cmpstr (f->last_role, ==, mb_x509_is_built_in () ? roles[i].role : "");
      tls_fixture_disconnect (f);
    }
}

/* The rest of the request is not looked at for who may not send it. */
static void
test_role_first (TlsFixture    *f,
                 gconstpointer  data)
{
  static const guint8 bad_write[] = { 0x10, 0xff, 0xff, 0x00, 0x02, 0x04, 0, 0, 0, 0 };
  const TlsSide server = { .ca = "authority", .certificate = "server", .rules = rules };
  const TlsSide client = { .ca = "authority", .certificate = "viewer" };
  g_auto (Calls) calls = { NULL };

  if (!mb_x509_is_built_in ())
    {
      g_test_skip ("built without GnuTLS");
      return;
    }
  tls_fixture_serve (f, &server);
  tls_fixture_connect (f, "localhost", &client);
  tls_fixture_expect_open (f);
  calls.client = f->client;
  calls.unit = 1;
  calls_pdu (&calls, bad_write, sizeof bad_write);
  tls_fixture_until (f, &calls.n_done, 1);
  g_assert_error (calls.errors[0], MB_EXCEPTION, 1);
}

#define ADD(path, test) \
  g_test_add ("/mb/tls/" path, TlsFixture, NULL, tls_fixture_set_up, test, tls_fixture_tear_down)

#define ADD_CASES(cases, prefix, name, test) \
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) \
    { \
      g_autofree char *path = g_strconcat ("/mb/tls/" prefix "/", cases[i].name, NULL); \
      g_test_add (path, TlsFixture, GUINT_TO_POINTER (i), tls_fixture_set_up, test, \
                  tls_fixture_tear_down); \
    }

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  pki_set_up ();
  ADD ("golden", test_golden);
  ADD_CASES (servers, "server", path, test_server);
  ADD_CASES (clients, "client", path, test_client);
  ADD_CASES (roles, "role", certificate, test_role);
  ADD ("no-rules", test_no_rules);
  ADD ("role-first", test_role_first);
  status = g_test_run ();
  pki_tear_down ();
  return status;
}
