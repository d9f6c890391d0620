/* cli-target.c: where a command goes: host and port, table, address and count.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-target.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* Items of one table (V1.1b3, 4.3). */
#define N_ADDRESSES 65536

/**
 * cli_number_parse:
 * @out_number: (out): the number
 * @what: what it is, as the user knows it: "ADDRESS", "--interval"
 * @text: the text
 * @min, @max: what it may be
 * @error: return location for an error
 *
 * Reads a whole number, decimal (leading zeros mean nothing) or hex with 0x in front.
 *
 * Returns: %FALSE when @text is something else or out of range
 */
gboolean
cli_number_parse (guint       *out_number,
                  const char  *what,
                  const char  *text,
                  guint        min,
                  guint        max,
                  GError     **error)
{
  gboolean is_hex = g_ascii_strncasecmp (text, "0x", 2) == 0;
  guint64 number;

  if (!g_ascii_string_to_unsigned (is_hex ? text + 2 : text, is_hex ? 16 : 10, min, max,
                                   &number, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: name of an argument, two numbers, then what was typed. */
                   _("%s is a number from %u to %u, not “%s”."), what, min, max, text);
      return FALSE;
    }
  *out_number = (guint) number;
  return TRUE;
}

static void
set_bad_host (const char  *text,
              GError     **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is no host; give a name or an address, such as plc.local, "
                 "192.168.0.10:502 or [fe80::1]:502."), text);
}

/* Whether the text is an address of IPv6, with or without the interface that it is valid on. */
static gboolean
is_ipv6 (const char *text,
         gsize       len)
{
  g_autofree char *plain = g_strndup (text, MIN (len, strcspn (text, "%")));
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (plain);

  return address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
}

/**
 * cli_target_parse:
 * @out_target: (out caller-allocates): host and port
 * @text: HOST, HOST:PORT, [IPv6], [IPv6]:PORT, or a bare IPv6 address
 * @transport: what carries Modbus there, which has a port of its own unless @text names one
 * @error: return location for an error
 *
 * Reads where a device is. Nothing is looked up.
 *
 * Returns: %FALSE when @text is nothing of this
 */
gboolean
cli_target_parse (CliTarget   *out_target,
                  const char  *text,
                  MbCarrier    transport,
                  GError     **error)
{
  const char *colon = strchr (text, ':');
  const char *host = text;
  const char *port_text = NULL;
  gsize host_len = strlen (text);
  gboolean must_be_ipv6 = FALSE;
  guint port = mb_carrier_port (transport);

  if (text[0] == '[')
    {
      const char *end = strchr (text, ']');

      host = text + 1;
      host_len = end != NULL ? (gsize) (end - host) : 0;
      must_be_ipv6 = TRUE;
      if (end != NULL && end[1] == ':')
        port_text = end + 2;
      else if (end == NULL || end[1] != '\0')
        host_len = 0;
    }
  else if (colon != NULL && colon == strrchr (text, ':'))
    {
      port_text = colon + 1;
      host_len = (gsize) (colon - text);
    }
  else if (colon != NULL)
    must_be_ipv6 = TRUE;

  if (host_len == 0 || strcspn (host, " /") < host_len ||
      (must_be_ipv6 && !is_ipv6 (host, host_len)))
    {
      set_bad_host (text, error);
      return FALSE;
    }
  if (port_text != NULL && !cli_number_parse (&port, "PORT", port_text, 1, 65535, error))
    return FALSE;

  out_target->host = g_strndup (host, host_len);
  out_target->port = (guint16) port;
  return TRUE;
}

/**
 * cli_target_clear:
 * @target: a target
 *
 * Frees what is in it.
 */
void
cli_target_clear (CliTarget *target)
{
  g_clear_pointer (&target->host, g_free);
}

static gboolean
parse_table (CliRange          *range,
             const CliOptions  *options,
             const char        *table,
             GError           **error)
{
  if (!mb_table_from_name (table, &range->table))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("There is no table “%s”; use coils, discrete, input or holding."), table);
      return FALSE;
    }

  range->order = options->order;
  range->type = options->type;
  range->n_each = options->n_registers;
  if (!mb_table_is_bits (range->table))
    return TRUE;

  range->type = MB_TYPE_BOOL;
  range->n_each = 1;
  if (!options->has_type || options->type == MB_TYPE_BOOL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("Table %s holds bits, which have type bool, not %s."),
               table, mb_type_name (options->type));
  return FALSE;
}

/**
 * cli_range_parse:
 * @out_range: (out caller-allocates): the range
 * @options: type and order
 * @table: name of the table
 * @address: 0-based address, decimal or 0x hex
 * @count: (nullable): number of values, 1 when %NULL
 * @error: return location for an error
 *
 * Reads which values are meant. The limit of what one request can carry is not looked at.
 *
 * Returns: %FALSE when there is no such range
 */
gboolean
cli_range_parse (CliRange          *out_range,
                 const CliOptions  *options,
                 const char        *table,
                 const char        *address,
                 const char        *count,
                 GError           **error)
{
  guint number;
  guint n_values = 1;

  if (!parse_table (out_range, options, table, error))
    return FALSE;
  if (!cli_number_parse (&number, "ADDRESS", address, 0, N_ADDRESSES - 1, error))
    return FALSE;
  if (count != NULL && !cli_number_parse (&n_values, "COUNT", count, 1, N_ADDRESSES, error))
    return FALSE;

  out_range->address = (guint16) number;
  return cli_range_set_count (out_range, n_values, error);
}

/**
 * cli_range_set_count:
 * @range: a range of which all but the numbers is set
 * @n_values: number of values, 1 to 65536
 * @error: return location for an error
 *
 * Says how many values there are.
 *
 * Returns: %FALSE when they do not fit into the table
 */
gboolean
cli_range_set_count (CliRange  *range,
                     guint      n_values,
                     GError   **error)
{
  range->n_values = n_values;
  range->n_items = n_values * range->n_each;
  if (range->n_items <= N_ADDRESSES - (guint) range->address)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: two numbers; %3$s is a type such as uint16. */
               g_dngettext (GETTEXT_PACKAGE,
                            "%1$u value of type %3$s at address %2$u would pass the last address, "
                            "65535; lower the address.",
                            "%1$u values of type %3$s at address %2$u would pass the last address, "
                            "65535; lower the address or the count.", n_values),
               n_values, range->address, mb_type_name (range->type));
  return FALSE;
}

/**
 * cli_range_dup_name:
 * @range: a range
 * @index: which value
 *
 * Names one value by its place, such as "holding 10".
 *
 * Returns: (transfer full): the name, as in JSON
 */
char *
cli_range_dup_name (const CliRange *range,
                    guint           index)
{
  return g_strdup_printf ("%s %u", mb_table_name (range->table),
                          range->address + index * range->n_each);
}

/**
 * cli_range_describe:
 * @range: a range
 *
 * Names the whole range for a person, such as "holding 10–13".
 *
 * Returns: (transfer full): the text
 */
char *
cli_range_describe (const CliRange *range)
{
  if (range->n_items == 1)
    return cli_range_dup_name (range, 0);
  return g_strdup_printf ("%s %u–%u", mb_table_name (range->table), range->address,
                          range->address + range->n_items - 1);
}
