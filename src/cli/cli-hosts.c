/* cli-hosts.c: whom a scan asks: HOST[/BITS] as hosts, and lists of unit identifiers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-hosts.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define ADDRESS_BITS 32

static gboolean
parse_address (const char *text,
               guint32    *out_address)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  const guint8 *bytes;

  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    return FALSE;
  bytes = g_inet_address_to_bytes (address);
  *out_address = (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 |
                 bytes[3];
  return TRUE;
}

/* All addresses that hosts of a network can have: not the first and the last, which mean the
 * network and all of its hosts (RFC 919, 7), but for networks of one or two (RFC 3021). */
static GStrv
list_network (guint32 address,
              guint   bits)
{
  guint64 n_addresses = (guint64) 1 << (ADDRESS_BITS - bits);
  guint64 first = (guint64) address & ~(n_addresses - 1);
  guint n_left_out = n_addresses > 2 ? 1 : 0;
  g_autoptr (GStrvBuilder) hosts = g_strv_builder_new ();

  for (guint64 i = n_left_out; i < n_addresses - n_left_out; i++)
    {
      guint32 host = (guint32) (first + i);
      g_autofree char *text = g_strdup_printf ("%u.%u.%u.%u", host >> 24, host >> 16 & 0xff,
                                               host >> 8 & 0xff, host & 0xff);

      g_strv_builder_add (hosts, text);
    }
  return g_strv_builder_end (hosts);
}

/**
 * cli_hosts_parse:
 * @out_target: (out caller-allocates): the first part of @text, and the port
 * @out_hosts: (out): all hosts
 * @text: HOST or ADDRESS/BITS, with :PORT behind either part
 * @transport: what carries Modbus there
 * @error: return location for an error
 *
 * Reads which hosts are to be asked. Nothing is looked up.
 *
 * Returns: %FALSE when @text is something else, or too large a network
 */
gboolean
cli_hosts_parse (CliTarget   *out_target,
                 GStrv       *out_hosts,
                 const char  *text,
                 MbCarrier    transport,
                 GError     **error)
{
  g_auto (CliTarget) target = { NULL, };
  const char *slash = strchr (text, '/');
  g_autofree char *bits_text = slash != NULL ? g_strndup (slash + 1, strcspn (slash + 1, ":"))
                                             : NULL;
  g_autofree char *start = g_strndup (text, slash != NULL ? (gsize) (slash - text) : strlen (text));
  g_autofree char *host = slash != NULL
                          ? g_strconcat (start, slash + 1 + strlen (bits_text), NULL)
                          : g_strdup (text);
  guint32 address;
  guint bits;

  if (!cli_target_parse (&target, host, transport, error))
    return FALSE;
  if (slash == NULL)
    {
      *out_hosts = g_strsplit (target.host, "/", 1);
      *out_target = target;
      target = (CliTarget) { NULL, };
      return TRUE;
    }
  if (!parse_address (target.host, &address))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s”: only an address of IPv4 is followed by /BITS, such as "
                     "192.168.1.0/24."), text);
      return FALSE;
    }
  if (!cli_number_parse (&bits, "BITS", bits_text, CLI_HOSTS_MIN_BITS, ADDRESS_BITS, error))
    return FALSE;
  *out_hosts = list_network (address, bits);
  *out_target = target;
  target = (CliTarget) { NULL, };
  return TRUE;
}

/* "17" or "1-32" */
static gboolean
add_units (GByteArray  *units,
           const char  *text,
           GError     **error)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);
  const char *last_text = ends[0] != NULL && ends[1] != NULL ? ends[1] : text;
  guint first, last;

  if (!cli_number_parse (&first, "--units", ends[0] != NULL ? ends[0] : "", 0, 255, error) ||
      !cli_number_parse (&last, "--units", last_text, first, 255, error))
    return FALSE;
  for (guint i = first; i <= last; i++)
    {
      const guint8 unit = (guint8) i;

      if (memchr (units->data != NULL ? units->data : (guint8 *) "", unit, units->len) == NULL)
        g_byte_array_append (units, &unit, 1);
    }
  return TRUE;
}

/**
 * cli_hosts_parse_units:
 * @out_units: (out): unit identifiers, each once
 * @text: numbers and ranges of them: "1-32,255"
 * @error: return location for an error
 *
 * Reads a list of units.
 *
 * Returns: %FALSE when @text is something else
 */
gboolean
cli_hosts_parse_units (GByteArray **out_units,
                       const char  *text,
                       GError     **error)
{
  g_autoptr (GByteArray) units = g_byte_array_new ();
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!add_units (units, parts[i], error))
      return FALSE;
  if (units->len == 0)
    return cli_number_parse (&(guint) { 0 }, "--units", text, 0, 255, error);
  *out_units = g_steal_pointer (&units);
  return TRUE;
}
