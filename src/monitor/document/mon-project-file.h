/* mon-project-file.h: project files: JSON text to a tree and back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"

G_BEGIN_DECLS

/**
 * MON_PROJECT_ERROR:
 *
 * What is wrong with a project file; messages begin with "LINE:COLUMN: ".
 */
#define MON_PROJECT_ERROR (mon_project_error_quark ())

/**
 * MonProjectError:
 * @MON_PROJECT_ERROR_SYNTAX: not JSON
 * @MON_PROJECT_ERROR_VALUE: JSON, but not a project: a member is missing, twice or out of range
 * @MON_PROJECT_ERROR_TOO_LARGE: beyond one of the limits
 * @MON_PROJECT_ERROR_NEWER: made by a newer version; never overwritten by this one
 *
 * Codes of %MON_PROJECT_ERROR.
 */
typedef enum
{
  MON_PROJECT_ERROR_SYNTAX,
  MON_PROJECT_ERROR_VALUE,
  MON_PROJECT_ERROR_TOO_LARGE,
  MON_PROJECT_ERROR_NEWER,
} MonProjectError;

GQuark          mon_project_error_quark (void);

MonProjectSpec *mon_project_file_parse  (const char           *text,
                                         gssize                len,
                                         GError              **error);
char           *mon_project_file_format (const MonProjectSpec *root);

G_END_DECLS
