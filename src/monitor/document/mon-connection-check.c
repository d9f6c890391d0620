/* mon-connection-check.c: whether the members of a connection in a project file fit each other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-connection-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Those that mean something with TLS only. */
static const char *const tls_members[] = {
  "tls_ca", "tls_certificate", "tls_key", "tls_name", "tls_pin",
};

static gboolean
check_host (const MonMemberReader    *reader,
            guint                     object,
            const MonConnectionSpec  *connection,
            GError                  **error)
{
  if (strpbrk (connection->host, " /[]") == NULL)
    return TRUE;
  mon_member_reader_refuse (reader, mon_json_tree_find (reader->tree, object, "host"), error,
                            _("expected a host name or an address, without blanks, brackets and "
                              "slashes"));
  return FALSE;
}

/* Who wrote this believes that the connection is encrypted. */
static gboolean
check_without_tls (const MonMemberReader  *reader,
                   guint                   object,
                   GError                **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (tls_members); i++)
    {
      guint value = mon_json_tree_find (reader->tree, object, tls_members[i]);

      if (value == MON_JSON_NONE)
        continue;
      mon_member_reader_refuse (reader, value, error,
                                _("without “transport”: “tls” this means nothing: add that, or "
                                  "leave out this"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_values (const MonMemberReader  *reader,
              guint                   object,
              const char             *name,
              const MbTlsValues      *values,
              GError                **error)
{
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (values);
  g_autoptr (GError) cause = NULL;

  if (mb_tls_options_check (options, &cause))
    return TRUE;
  mon_member_reader_refuse (reader, mon_json_tree_find (reader->tree, object, name), error, "%s",
                            cause->message);
  return FALSE;
}

static gboolean
check_tls (const MonMemberReader    *reader,
           guint                     object,
           const MonConnectionSpec  *connection,
           GError                  **error)
{
  const MbTlsValues pin = { .pin = connection->tls_pin };
  const MbTlsValues key = { .certificate = connection->tls_cert, .key = connection->tls_key };

  return check_values (reader, object, "tls_pin", &pin, error) &&
         check_values (reader, object, "tls_key", &key, error);
}

/* Files are copied, sent and backed up; what opens a key does not lie beside it. */
static gboolean
check_no_secret (const MonMemberReader  *reader,
                 guint                   object,
                 GError                **error)
{
  guint value = mon_json_tree_find (reader->tree, object, "tls_passphrase");

  if (value == MON_JSON_NONE)
    return TRUE;
  mon_member_reader_refuse (reader, value, error,
                            _("a passphrase does not belong into a file: leave it out, and give it "
                              "in the environment variable %s"), MB_TLS_PASSPHRASE_VARIABLE);
  return FALSE;
}

/**
 * mon_connection_check:
 * @reader: the reading
 * @object: number of the object in the file
 * @connection: what was read of it; gets the port of its transport if the file names none
 * @error: return location for an error that names the place
 *
 * Judges a connection that has been read.
 *
 * Returns: %FALSE with @error when something in it cannot be meant
 */
gboolean
mon_connection_check (const MonMemberReader  *reader,
                      guint                   object,
                      MonConnectionSpec      *connection,
                      GError                **error)
{
  if (mon_json_tree_find (reader->tree, object, "port") == MON_JSON_NONE)
    connection->port = mb_carrier_port (connection->transport);
  if (!check_host (reader, object, connection, error) || !check_no_secret (reader, object, error))
    return FALSE;
  return connection->transport == MB_CARRIER_TLS ? check_tls (reader, object, connection, error)
                                                 : check_without_tls (reader, object, error);
}
