/* ui-options.h: the command line of coilscope.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  UI_STYLE_DEFAULT,
  UI_STYLE_LIGHT,
  UI_STYLE_DARK,
} UiStyle;

/**
 * UiOptions:
 * @version: print the version and end
 * @demo: open the demo plant
 * @host: (nullable): connect to this host
 * @port: its port
 * @unit: unit id of the device there
 * @screenshot: (nullable): file of the picture to be made
 * @after_s: seconds until it is made
 * @width: width of its window, 0 for the usual one
 * @height: height of its window, 0 for the usual one
 * @style: light or dark
 * @files: (array zero-terminated=1): project files, as they were written
 *
 * What the command line asks for.
 */
typedef struct
{
  gboolean   version;
  gboolean   demo;
  char      *host;
  guint16    port;
  guint8     unit;
  char      *screenshot;
  double     after_s;
  int        width;
  int        height;
  UiStyle    style;
  char     **files;
} UiOptions;

UiOptions *ui_options_parse         (char       **arguments,
                                     gboolean     answer_help,
                                     GError     **error);
void       ui_options_free          (UiOptions   *options);
gboolean   ui_options_parse_endpoint (const char  *text,
                                     char       **out_host,
                                     guint16     *out_port,
                                     GError     **error);
gboolean   ui_options_parse_number  (const char  *text,
                                     guint        max,
                                     guint       *out_number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiOptions, ui_options_free)

G_END_DECLS
