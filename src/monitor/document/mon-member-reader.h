/* mon-member-reader.h: JSON objects to plain structs, by tables of their members.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-expression.h"
#include "monitor/document/mon-members.h"

G_BEGIN_DECLS

/**
 * MonReadExpression:
 * @place: where the node has it, good as long as the node
 * @value: number of the string
 *
 * An expression that was read, while its names are not resolved.
 */
typedef struct
{
  MonExpression **place;
  guint           value;
} MonReadExpression;

/**
 * MonMemberReader:
 * @tree: the values
 * @ids: ids seen so far
 * @expressions: (element-type MonReadExpression): expressions seen so far, in the order of the file
 * @domain: of errors
 * @code: of errors
 *
 * What a reading needs all the way.
 */
struct _MonMemberReader
{
  const MonJsonTree *tree;
  GHashTable        *ids;
  GArray            *expressions;
  GQuark             domain;
  int                code;
};

gpointer mon_member_reader_read   (const MonMemberReader  *reader,
                                  const MonNodeType      *type,
                                  guint                   object,
                                  GError                **error);
gboolean mon_member_reader_read_text
                                 (const MonMemberReader  *reader,
                                  guint                   value,
                                  int                     min,
                                  int                     max,
                                  char                  **text,
                                  GError                **error);
void     mon_member_reader_refuse (const MonMemberReader  *reader,
                                  guint                   value,
                                  GError                **error,
                                  const char             *format,
                                  ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
