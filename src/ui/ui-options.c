/* ui-options.c: the command line of coilscope.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-options.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_PORT 502
#define DEFAULT_UNIT 1
#define DEFAULT_AFTER_S 2.0
#define MAX_AFTER_S 3600.0
#define MIN_WIDTH 360
#define MIN_HEIGHT 294
#define MAX_SIZE 16384

/* The texts as they were given; NULL where nothing was. */
typedef struct
{
  gboolean  version;
  gboolean  demo;
  gboolean  service;
  char     *connect;
  char     *unit;
  char     *map;
  char     *screenshot;
  char     *after;
  char     *size;
  char     *style;
  char    **files;
} RawOptions;

static void
raw_options_clear (RawOptions *raw)
{
  g_free (raw->connect);
  g_free (raw->unit);
  g_free (raw->map);
  g_free (raw->screenshot);
  g_free (raw->after);
  g_free (raw->size);
  g_free (raw->style);
  g_strfreev (raw->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RawOptions, raw_options_clear)

static gboolean
fail (GError     **error,
      const char  *format,
      const char  *value)
{
  g_autofree char *text = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (format, value);
#pragma GCC diagnostic pop
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, text);
  return FALSE;
}

/**
 * ui_options_parse_number:
 * @text: decimal digits and nothing else
 * @max: the greatest number allowed
 * @out_number: (out): the number
 *
 * Returns: whether @text is a number from 0 to @max
 */
gboolean
ui_options_parse_number (const char *text,
                         guint       max,
                         guint      *out_number)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    return FALSE;
  *out_number = (guint) number;
  return TRUE;
}

/**
 * ui_options_parse_endpoint:
 * @text: "HOST", "HOST:PORT", "[IPV6]" or "[IPV6]:PORT"
 * @out_host: (out) (transfer full): the host, without brackets
 * @out_port: (out): the port; unchanged when @text names none
 * @error: %G_OPTION_ERROR_BAD_VALUE with a sentence for the user
 *
 * Returns: whether @text is well-formed
 */
gboolean
ui_options_parse_endpoint (const char  *text,
                           char       **out_host,
                           guint16     *out_port,
                           GError     **error)
{
  g_autofree char *host = NULL;
  const char *port_text = NULL, *end;
  guint port;

  if (text[0] == '[')
    {
      end = strchr (text, ']');
      if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return fail (error, _("“%s” is not an address: write IPv6 as [::1]:502."), text);
      host = g_strndup (text + 1, (gsize) (end - text - 1));
      port_text = end[1] == ':' ? end + 2 : NULL;
      if (!g_hostname_is_ip_address (host))
        return fail (error, _("“%s” is not an IPv6 address."), host);
    }
  else
    {
      end = strchr (text, ':');
      if (end != NULL && strchr (end + 1, ':') != NULL)
        return fail (error, _("“%s” is not an address: write IPv6 as [::1]:502."), text);
      host = end != NULL ? g_strndup (text, (gsize) (end - text)) : g_strdup (text);
      port_text = end != NULL ? end + 1 : NULL;
    }

  if (host[0] == '\0')
    return fail (error, _("“%s” names no host."), text);
  if (strpbrk (host, " \t\n/@") != NULL)
    return fail (error, _("“%s” is not the name of a host."), host);
  if (port_text != NULL)
    {
      if (!ui_options_parse_number (port_text, G_MAXUINT16, &port) || port == 0)
        return fail (error, _("“%s” is not a port: it must be from 1 to 65535."), port_text);
      *out_port = (guint16) port;
    }
  *out_host = g_steal_pointer (&host);
  return TRUE;
}

static gboolean
read_connect (const RawOptions  *raw,
              UiOptions         *options,
              GError           **error)
{
  guint unit;

  if (raw->map != NULL)
    return fail (error, "%s", _("--map is not supported yet by this version."));
  if (raw->unit != NULL && raw->connect == NULL)
    return fail (error, "%s", _("--unit needs --connect."));
  if (raw->connect == NULL)
    return TRUE;

  if (!ui_options_parse_endpoint (raw->connect, &options->host, &options->port, error))
    return FALSE;
  if (raw->unit != NULL)
    {
      if (!ui_options_parse_number (raw->unit, G_MAXUINT8, &unit))
        return fail (error, _("“%s” is not a unit id: it must be from 0 to 255."), raw->unit);
      options->unit = (guint8) unit;
    }
  return TRUE;
}

static gboolean
read_size (const char  *text,
           UiOptions   *options,
           GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", 2);
  guint width, height;

  if (parts[0] == NULL || parts[1] == NULL ||
      !ui_options_parse_number (parts[0], MAX_SIZE, &width) ||
      !ui_options_parse_number (parts[1], MAX_SIZE, &height) ||
      width < MIN_WIDTH || height < MIN_HEIGHT)
    return fail (error, _("“%s” is not a size: write it as 1280x800, at least 360x294."), text);
  options->width = (int) width;
  options->height = (int) height;
  return TRUE;
}

static gboolean
read_screenshot (const RawOptions  *raw,
                 UiOptions         *options,
                 GError           **error)
{
  char *end;

  if (raw->screenshot == NULL)
    {
      if (raw->after != NULL || raw->size != NULL || raw->style != NULL)
        return fail (error, "%s", _("--after, --size and --style need --screenshot."));
      return TRUE;
    }

  options->screenshot = g_strdup (raw->screenshot);
  if (raw->after != NULL)
    {
      options->after_s = g_ascii_strtod (raw->after, &end);
      if (end == raw->after || *end != '\0' ||
          !(options->after_s >= 0 && options->after_s <= MAX_AFTER_S))
        return fail (error, _("“%s” is not a number of seconds from 0 to 3600."), raw->after);
    }
  if (raw->size != NULL && !read_size (raw->size, options, error))
    return FALSE;

  if (raw->style == NULL)
    return TRUE;
  if (g_str_equal (raw->style, "light"))
    options->style = UI_STYLE_LIGHT;
  else if (g_str_equal (raw->style, "dark"))
    options->style = UI_STYLE_DARK;
  else
    return fail (error, _("“%s” is not a style: it must be light or dark."), raw->style);
  return TRUE;
}

static gboolean
parse_raw (char       **arguments,
           gboolean     answer_help,
           RawOptions  *raw,
           GError     **error)
{
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &raw->version, N_("Print the version"), NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &raw->demo,
      N_("Open the demo plant, with devices simulated on this computer"), NULL },
    { "connect", 0, 0, G_OPTION_ARG_STRING, &raw->connect,
      N_("Connect to a device; without a map it shows holding registers 0 to 9"),
      N_("HOST[:PORT]") },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &raw->unit,
      N_("Unit id of the device to connect to (1)"), N_("N") },
    { "map", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &raw->map, NULL, NULL },
    { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, &raw->screenshot,
      N_("Make a picture of the window and end"), N_("FILE.png") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &raw->after,
      N_("Seconds until the picture is made (2)"), N_("SECONDS") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &raw->size,
      N_("Size of the window in the picture"), N_("WIDTHxHEIGHT") },
    { "style", 0, 0, G_OPTION_ARG_STRING, &raw->style,
      N_("Style of the window in the picture"), N_("light|dark") },
    { "gapplication-service", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &raw->service,
      NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->files, NULL,
      N_("[FILE…]") },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) copy = g_strdupv (arguments);

  g_option_context_set_summary (context, _("Watch and edit Modbus devices live"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, answer_help);
  return g_option_context_parse_strv (context, &copy, error);
}

/**
 * ui_options_parse:
 * @arguments: (array zero-terminated=1): the command line, the program first
 * @answer_help: whether --help prints the help and ends the process
 * @error: %G_OPTION_ERROR with a sentence for the user
 *
 * Reads the command line. Needs no display.
 *
 * Returns: (transfer full) (nullable): what it asks for
 */
UiOptions *
ui_options_parse (char     **arguments,
                  gboolean   answer_help,
                  GError   **error)
{
  g_autoptr (UiOptions) options = g_new0 (UiOptions, 1);
  g_auto (RawOptions) raw = { 0 };

  options->port = DEFAULT_PORT;
  options->unit = DEFAULT_UNIT;
  options->after_s = DEFAULT_AFTER_S;
  if (!parse_raw (arguments, answer_help, &raw, error) ||
      !read_connect (&raw, options, error) || !read_screenshot (&raw, options, error))
    return NULL;

  options->version = raw.version;
  options->demo = raw.demo;
  options->files = raw.files != NULL ? g_steal_pointer (&raw.files) : g_new0 (char *, 1);
  return g_steal_pointer (&options);
}

/**
 * ui_options_free:
 * @options: (transfer full): options
 */
void
ui_options_free (UiOptions *options)
{
  g_free (options->host);
  g_free (options->screenshot);
  g_strfreev (options->files);
  g_free (options);
}
