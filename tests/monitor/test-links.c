/* test-links.c: one link for each endpoint, and with TLS for each client on it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-links.h"

typedef struct
{
  MbTurn            *turn;
  MbClock           *clock;
  MonLinks          *links;
  MonConnectionSpec *spec;
  MonLink           *link;
} Fixture;

static void
set_text (char       **text,
          const char  *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, G_GINT64_CONSTANT (1700000000000000));
  f->links = mon_links_new (f->clock);
  f->spec = mon_connection_spec_new ();
  set_text (&f->spec->host, "plc.test");
  f->spec->transport = MB_CARRIER_TLS;
  set_text (&f->spec->tls_ca, "/ca.pem");
  f->link = mon_links_get (f->links, f->spec);
}

static void
drop_link (Fixture *f,
           MonLink *link)
{
  mon_links_remove (f->links, link);
  mon_link_unref (link);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  drop_link (f, f->link);
  mon_connection_spec_unref (f->spec);
  mon_links_free (f->links);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
}

static void
test_same (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (MonConnectionSpec) other = mon_connection_spec_edit (f->spec);
  g_autoptr (MonLink) link = NULL;

  set_text (&other->host, "PLC.test");
  set_text (&other->name, "Boiler");
  other->window = 4;
  link = mon_links_get (f->links, other);
  g_assert_true (link == f->link);
  g_assert_true (mon_links_is_for (f->links, link, other));
}

static void
expect_another (Fixture           *f,
                MonConnectionSpec *spec)
{
  MonLink *link;

  g_assert_false (mon_links_is_for (f->links, f->link, spec));
  link = mon_links_get (f->links, spec);
  g_assert_false (link == f->link);
  drop_link (f, link);
}

/* Another certificate is another client, and who trusts fewer may not use what others opened. */
static void
test_tls (Fixture       *f,
          gconstpointer  data)
{
  static const gsize texts[] = {
    G_STRUCT_OFFSET (MonConnectionSpec, tls_ca),
    G_STRUCT_OFFSET (MonConnectionSpec, tls_cert),
    G_STRUCT_OFFSET (MonConnectionSpec, tls_key),
    G_STRUCT_OFFSET (MonConnectionSpec, tls_name),
    G_STRUCT_OFFSET (MonConnectionSpec, tls_pin),
    G_STRUCT_OFFSET (MonConnectionSpec, tls_passphrase),
  };
  g_autoptr (MonConnectionSpec) plain = mon_connection_spec_edit (f->spec);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MonConnectionSpec) other = mon_connection_spec_edit (f->spec);

      set_text (G_STRUCT_MEMBER_P (other, texts[i]), "another");
      expect_another (f, other);
    }
  plain->transport = MB_CARRIER_TCP;
  expect_another (f, plain);
}

/* What belongs to TLS does not part those who do not use it. */
static void
test_plain (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (MonConnectionSpec) plain = mon_connection_spec_edit (f->spec);
  g_autoptr (MonConnectionSpec) other = NULL;
  g_autoptr (MonLink) link = NULL;
  MonLink *first;

  plain->transport = MB_CARRIER_TCP;
  other = mon_connection_spec_edit (plain);
  set_text (&other->tls_ca, "/other.pem");
  first = mon_links_get (f->links, plain);
  link = mon_links_get (f->links, other);
  g_assert_true (link == first);
  drop_link (f, first);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/mon/links/same", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/mon/links/tls", Fixture, NULL, set_up, test_tls, tear_down);
  g_test_add ("/mon/links/plain", Fixture, NULL, set_up, test_plain, tear_down);
  return g_test_run ();
}
