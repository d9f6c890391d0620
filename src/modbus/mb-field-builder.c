/* mb-field-builder.c: a dissection in the making: fields and defects are added to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-builder.h"

#include <glib/gi18n-lib.h>

/* Enough for the texts of a usual ADU in one block. */
#define STRING_BLOCK_SIZE 512

/* Nearly all texts are shorter; there are two for each of up to 2000 bits. */
#define SHORT_TEXT_SIZE 100

/**
 * mb_field_builder_new: (skip)
 * @direction: which way the ADU went
 *
 * Returns: (transfer full): a dissection without fields
 */
MbDissection *
mb_field_builder_new (MbDirection direction)
{
  MbDissection *dissection = g_new0 (MbDissection, 1);

  g_atomic_ref_count_init (&dissection->ref_count);
  dissection->direction = direction;
  dissection->fields = g_array_new (FALSE, FALSE, sizeof (MbField));
  dissection->strings = g_string_chunk_new (STRING_BLOCK_SIZE);
  return dissection;
}

/**
 * mb_field_builder_add: (skip)
 * @dissection: a dissection
 * @name: label, static or kept by the dissection
 * @key: (nullable): key in JSON, static
 * @offset: first byte in the ADU
 * @length: number of bytes
 * @depth: 0 to 2
 *
 * Adds a field with an empty value.
 *
 * Returns: (transfer none): the field, to be filled in; good until the next one is added
 */
MbField *
mb_field_builder_add (MbDissection *dissection,
                      const char   *name,
                      const char   *key,
                      gsize         offset,
                      gsize         length,
                      guint         depth)
{
  MbField field = {
    .name = name,
    .key = key,
    .offset = (guint16) MIN (offset, G_MAXUINT16),
    .length = (guint16) MIN (length, G_MAXUINT16),
    .depth = (guint8) depth,
    .value = "",
    .address = -1,
    .bit = -1,
  };

  g_array_append_val (dissection->fields, field);
  return &g_array_index (dissection->fields, MbField, dissection->fields->len - 1);
}

/**
 * mb_field_builder_group: (skip)
 * @dissection: a dissection
 * @name: label, static or kept
 * @offset: first byte
 * @length: number of bytes
 * @value: what is beside the label, static or kept
 *
 * Adds a row under which a tree shows the fields that follow.
 */
void
mb_field_builder_group (MbDissection *dissection,
                        const char   *name,
                        gsize         offset,
                        gsize         length,
                        const char   *value)
{
  mb_field_builder_add (dissection, name, NULL, offset, length, 0)->value = value;
}

/**
 * mb_field_builder_keep: (skip)
 * @dissection: a dissection
 * @format: as for printf()
 * @...: its arguments
 *
 * Returns: (transfer none): the text, kept by the dissection
 */
const char *
mb_field_builder_keep (MbDissection *dissection,
                       const char   *format,
                       ...)
{
  char short_text[SHORT_TEXT_SIZE];
  g_autofree char *text = NULL;
  va_list args;
  int len;

  va_start (args, format);
  len = g_vsnprintf (short_text, sizeof short_text, format, args);
  va_end (args);
  if ((gsize) len < sizeof short_text)
    return g_string_chunk_insert_len (dissection->strings, short_text, len);

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_string_chunk_insert (dissection->strings, text);
}

/**
 * mb_field_builder_hex: (skip)
 * @dissection: a dissection
 * @bytes: (array length=len): bytes
 * @len: number of bytes
 *
 * Returns: (transfer none): their lower-case hex digits, kept by the dissection
 */
const char *
mb_field_builder_hex (MbDissection *dissection,
                      const guint8 *bytes,
                      gsize         len)
{
  g_autoptr (GString) text = g_string_sized_new (2 * len);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_chunk_insert_len (dissection->strings, text->str, (gssize) text->len);
}

/* Marks the field that starts at @offset: the one added last when several do. */
static void
mark_field (MbDissection *dissection,
            gsize         offset)
{
  for (guint i = dissection->fields->len; i > 0; i--)
    {
      MbField *field = &g_array_index (dissection->fields, MbField, i - 1);

      if (field->offset == offset && field->depth > 0)
        {
          field->is_defect = TRUE;
          return;
        }
    }
}

/**
 * mb_field_builder_defect: (skip)
 * @dissection: a dissection
 * @offset: where the ADU is wrong
 * @format: one clause that says what is wrong, as for printf()
 * @...: its arguments
 *
 * Notes a defect. The first one becomes the error of the dissection and stays it; the field at
 * @offset is marked each time.
 */
void
mb_field_builder_defect (MbDissection *dissection,
                         gsize         offset,
                         const char   *format,
                         ...)
{
  g_autofree char *text = NULL;
  va_list args;

  mark_field (dissection, offset);
  if (dissection->is_malformed)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  dissection->is_malformed = TRUE;
  g_free (dissection->error);
  /* Translators: position in bytes, then a clause that says what is wrong there. */
  dissection->error = g_strdup_printf (_("Offset %zu: %s"), offset, text);
}

/**
 * mb_field_builder_warning: (skip)
 * @dissection: a dissection
 * @offset: where the ADU is odd
 * @format: one clause that says what is odd, as for printf()
 * @...: its arguments
 *
 * Notes what is odd but does not make the ADU malformed. It is the error of the dissection only as
 * long as there is no defect.
 */
void
mb_field_builder_warning (MbDissection *dissection,
                          gsize         offset,
                          const char   *format,
                          ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (dissection->error != NULL)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: position in bytes, then a clause that says what is odd there. */
  dissection->error = g_strdup_printf (_("Offset %zu: warning: %s"), offset, text);
}
