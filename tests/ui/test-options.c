/* test-options.c: the command line of coilscope, read in the process and answered by the program.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "ui/ui-options.h"

static UiOptions *
parse (const char  *line,
       GError     **error)
{
  g_auto (GStrv) arguments = NULL;
  g_autofree char *whole = g_strconcat ("coilscope ", line, NULL);

  g_assert_true (g_shell_parse_argv (whole, NULL, &arguments, NULL));
  return ui_options_parse (arguments, FALSE, error);
}

static void
test_defaults (void)
{
  g_autoptr (UiOptions) options = parse ("", NULL);

  g_assert_nonnull (options);
  g_assert_false (options->demo);
  g_assert_false (options->version);
  g_assert_null (options->host);
  g_assert_null (options->screenshot);
  g_assert_cmpuint (options->port, ==, 502);
  g_assert_cmpuint (options->unit, ==, 1);
  g_assert_cmpfloat (options->after_s, ==, 2);
  g_assert_null (options->files[0]);
}

static void
test_endpoints (void)
{
  static const struct
  {
    const char *text;
    const char *host;
    guint16     port;
  } good[] = {
    { "plc", "plc", 502 },
    { "plc.example.org:1502", "plc.example.org", 1502 },
    { "127.0.0.1:65535", "127.0.0.1", 65535 },
    { "[::1]", "::1", 502 },
    { "[fe80::1]:1502", "fe80::1", 1502 },
  };
  static const char * const bad[] = {
    "''", ":502", "plc:", "plc:0", "plc:65536", "plc:5o2", "plc:-1", "::1", "[::1", "[::1]502",
    "[plc]:502", "'two words'", "plc/1", "plc:502:1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *line = g_strconcat ("--connect ", good[i].text, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (UiOptions) options = parse (line, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (options->host, ==, good[i].host);
      g_assert_cmpuint (options->port, ==, good[i].port);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *line = g_strconcat ("--connect ", bad[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (line, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_assert_cmpuint (strlen (error->message), >, 10);
    }
}

static void
test_all (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UiOptions) options = parse ("--demo --connect plc --unit 255 --screenshot a.png "
                                         "--after 0.5 --size 420x800 --style dark b.coilscope c",
                                         &error);

  g_assert_no_error (error);
  g_assert_true (options->demo);
  g_assert_cmpuint (options->unit, ==, 255);
  g_assert_cmpstr (options->screenshot, ==, "a.png");
  g_assert_cmpfloat (options->after_s, ==, 0.5);
  g_assert_cmpint (options->width, ==, 420);
  g_assert_cmpint (options->height, ==, 800);
  g_assert_cmpint (options->style, ==, UI_STYLE_DARK);
  g_assert_cmpstr (options->files[0], ==, "b.coilscope");
  g_assert_cmpstr (options->files[1], ==, "c");
}

static void
test_refused (void)
{
  static const char * const bad[] = {
    "--no-such-option", "--unit 1", "--connect plc --unit 256", "--connect plc --unit x",
    "--connect plc --map a.csv", "--after 2", "--size 420x800", "--style dark",
    "--screenshot a.png --after -1", "--screenshot a.png --after soon",
    "--screenshot a.png --after nan", "--screenshot a.png --size 420",
    "--screenshot a.png --size 10x10", "--screenshot a.png --size 420x800x3",
    "--screenshot a.png --style red", "--connect", "--screenshot",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (bad[i], &error));
      g_assert_nonnull (error);
    }
}

/* Runs the program; gives its status, and what it said. */
static int
run (const char  *line,
     gboolean     has_display,
     char       **out_output,
     char       **out_errors)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strconcat (g_getenv ("COILSCOPE"), " ", line, NULL);
  g_auto (GStrv) arguments = NULL;
  g_auto (GStrv) environment = g_get_environ ();
  int status;

  if (!has_display)
    environment = g_environ_unsetenv (environment, "DISPLAY");
  g_assert_true (g_shell_parse_argv (command, NULL, &arguments, NULL));
  g_spawn_sync (NULL, arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, out_output, out_errors,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_without_display (void)
{
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;

  g_assert_cmpint (run ("--version", FALSE, &output, NULL), ==, 0);
  g_assert_cmpstr (output, ==, "coilscope " PACKAGE_VERSION "\n");
  g_clear_pointer (&output, g_free);
  g_assert_cmpint (run ("--help", FALSE, &output, NULL), ==, 0);
  g_assert_nonnull (strstr (output, "--screenshot"));
  g_assert_cmpint (run ("--connect plc:0", FALSE, NULL, &errors), ==, 2);
  g_assert_nonnull (strstr (errors, "65535"));
}

static void
test_screenshot (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("coilscope-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "a b.png", NULL);
  g_autofree char *line = g_strdup_printf ("--screenshot '%s' --after 0.3 --size 640x500", path);
  g_autofree char *png = NULL;
  gsize len;

  g_assert_no_error (error);
  g_assert_cmpint (run (line, TRUE, NULL, NULL), ==, 0);
  g_file_get_contents (path, &png, &len, &error);
  g_assert_no_error (error);
  /* Width and height in the header of the file (PNG, 11.2.2). */
  g_assert_cmpuint (len, >, 1000);
  g_assert_cmpmem (png + 1, 3, "PNG", 3);
  g_assert_cmpint ((guint8) png[18] * 256 + (guint8) png[19], ==, 640);
  g_assert_cmpint ((guint8) png[22] * 256 + (guint8) png[23], ==, 500);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  /* The folder has gone. */
  g_assert_cmpint (run (line, TRUE, NULL, NULL), ==, 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/options/defaults", test_defaults);
  g_test_add_func ("/ui/options/endpoints", test_endpoints);
  g_test_add_func ("/ui/options/all", test_all);
  g_test_add_func ("/ui/options/refused", test_refused);
  g_test_add_func ("/ui/options/without-display", test_without_display);
  g_test_add_func ("/ui/options/screenshot", test_screenshot);

  return g_test_run ();
}
