/* cli-project-file.h: the project files that commands are given.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"

G_BEGIN_DECLS

MonProjectSpec *cli_project_file_load (const char  *path,
                                       GError     **error);

G_END_DECLS
