/* mb-field-builder.h: a dissection in the making: fields and defects are added to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-field.h"

G_BEGIN_DECLS

/* What a dissection consists of; only the dissector's own rooms look inside. */
struct _MbDissection
{
  gatomicrefcount  ref_count;
  MbDirection      direction;
  guint8           function;
  gboolean         is_exception;
  gboolean         has_table;
  gboolean         is_malformed;
  MbTable          table;
  char            *function_name;
  char            *error;
  GArray          *fields;
  GStringChunk    *strings;
};

/* A dissection without fields. */
MbDissection *mb_field_builder_new     (MbDirection    direction);
/* Adds a field with an empty value. */
MbField      *mb_field_builder_add     (MbDissection  *dissection,
                                        const char    *name,
                                        const char    *key,
                                        gsize          offset,
                                        gsize          length,
                                        guint          depth);
/* A row under which a tree shows the fields that follow. */
void          mb_field_builder_group   (MbDissection  *dissection,
                                        const char    *name,
                                        gsize          offset,
                                        gsize          length,
                                        const char    *value);
/* The text, kept by the dissection. */
const char   *mb_field_builder_keep    (MbDissection  *dissection,
                                        const char    *format,
                                        ...) G_GNUC_PRINTF (2, 3);
/* Their lower-case hex digits, kept by the dissection. */
const char   *mb_field_builder_hex     (MbDissection  *dissection,
                                        const guint8  *bytes,
                                        gsize          len);
/* Notes a defect. */
void          mb_field_builder_defect  (MbDissection  *dissection,
                                        gsize          offset,
                                        const char    *format,
                                        ...) G_GNUC_PRINTF (3, 4);
/* Notes what is odd but does not make the ADU malformed. */
void          mb_field_builder_warning (MbDissection  *dissection,
                                        gsize          offset,
                                        const char    *format,
                                        ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
