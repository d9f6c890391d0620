/* mon-links.c: finds or makes the one link of an endpoint.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-links.h"

struct _MonLinks
{
  MbClock         *clock;
  /* Thousands of devices that are down at once must not be called at once. */
  MbConnectBudget *budget;
  /* Text of an endpoint → MonLink, which its users keep. */
  GHashTable      *by_endpoint;
};

/* With TLS a link is somebody's: who came in with another certificate may do other things, and who
 * trusts fewer must not find a link that somebody with less care has opened. */
static char *
endpoint_key (const MonConnectionSpec *spec)
{
  g_autofree char *host = g_ascii_strdown (spec->host, -1);
  g_autoptr (MbTlsOptions) tls = mon_connection_spec_dup_tls (spec);
  g_autofree char *digest = tls != NULL ? mb_tls_options_get_digest (tls) : g_strdup ("");

  return g_strdup_printf ("%u %u %s %s", spec->transport, spec->port, host, digest);
}

static gboolean
is_link_cb (gpointer key,
            gpointer value,
            gpointer user_data)
{
  return value == user_data;
}

/**
 * mon_links_new:
 * @clock: the engine's clock
 *
 * Returns: (transfer full): an empty table
 */
MonLinks *
mon_links_new (MbClock *clock)
{
  MonLinks *links = g_new0 (MonLinks, 1);

  links->clock = mb_clock_ref (clock);
  links->budget = mb_connect_budget_new (clock, MB_CONNECT_BUDGET_DEFAULT);
  links->by_endpoint = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return links;
}

/**
 * mon_links_free:
 * @links: (transfer full): a table that is empty again
 *
 * Frees it.
 */
void
mon_links_free (MonLinks *links)
{
  g_assert (g_hash_table_size (links->by_endpoint) == 0);
  g_hash_table_unref (links->by_endpoint);
  mb_connect_budget_unref (links->budget);
  mb_clock_unref (links->clock);
  g_free (links);
}

/**
 * mon_links_get_clock:
 * @links: a table of links
 *
 * Returns: (transfer none): the engine's clock
 */
MbClock *
mon_links_get_clock (MonLinks *links)
{
  return links->clock;
}

/**
 * mon_links_get_n:
 * @links: a table of links
 *
 * Returns: how many there are
 */
guint
mon_links_get_n (MonLinks *links)
{
  return g_hash_table_size (links->by_endpoint);
}

/**
 * mon_links_get:
 * @links: a table of links
 * @spec: a connection
 *
 * Gets the link to the endpoint of a connection, which others may use already. A link without
 * users must be given one at once.
 *
 * Returns: (transfer full): the link
 */
MonLink *
mon_links_get (MonLinks                *links,
               const MonConnectionSpec *spec)
{
  g_autofree char *key = endpoint_key (spec);
  MonLink *link = g_hash_table_lookup (links->by_endpoint, key);

  if (link != NULL)
    return mon_link_ref (link);
  link = mon_link_new (links->clock, links->budget, spec);
  g_hash_table_insert (links->by_endpoint, g_steal_pointer (&key), link);
  return link;
}

/**
 * mon_links_remove:
 * @links: a table of links
 * @link: a link whose last user has left
 *
 * Forgets a link: the next one who wants its endpoint gets a new one.
 */
void
mon_links_remove (MonLinks *links,
                  MonLink  *link)
{
  g_hash_table_foreach_remove (links->by_endpoint, is_link_cb, link);
}

/**
 * mon_links_note_stall:
 * @links: a table of links
 * @stall_us: for how long this program was stopped
 *
 * Tells every link.
 */
void
mon_links_note_stall (MonLinks *links,
                      gint64    stall_us)
{
  GHashTableIter iter;
  gpointer link;

  g_hash_table_iter_init (&iter, links->by_endpoint);
  while (g_hash_table_iter_next (&iter, NULL, &link))
    mon_link_note_stall (link, stall_us);
}

/**
 * mon_links_is_for:
 * @links: a table of links
 * @link: a link in it
 * @spec: a connection
 *
 * Returns: whether @link leads to the endpoint of @spec
 */
gboolean
mon_links_is_for (MonLinks                *links,
                  MonLink                 *link,
                  const MonConnectionSpec *spec)
{
  g_autofree char *key = endpoint_key (spec);

  return g_hash_table_lookup (links->by_endpoint, key) == link;
}
