/* mon-member-reader.h: JSON objects to plain structs, by tables of their members.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-members.h"

G_BEGIN_DECLS

/**
 * MonMemberReader:
 * @tree: the values
 * @ids: ids seen so far
 * @domain: of errors
 * @code: of errors
 *
 * What a reading needs all the way.
 */
struct _MonMemberReader
{
  const MonJsonTree *tree;
  GHashTable        *ids;
  GQuark             domain;
  int                code;
};

gpointer mon_member_reader_read   (const MonMemberReader  *reader,
                                  const MonNodeType      *type,
                                  guint                   object,
                                  GError                **error);
void     mon_member_reader_refuse (const MonMemberReader  *reader,
                                  guint                   value,
                                  GError                **error,
                                  const char             *format,
                                  ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
