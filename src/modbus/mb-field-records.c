/* mb-field-records.c: reads the groups of Read and Write File Record.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field-readers-private.h"

#include <glib/gi18n-lib.h>

/* V1.1b3, 6.14: the only reference type, records of a file, the longest answer. */
#define REFERENCE_TYPE 6
#define N_RECORDS 10000
#define ANSWER_MAX 245

/* In a request of function 20, counted from the function code: the byte count and the first group;
 * the size of a group, and the place of the record length in it. */
#define ASKED_COUNT_OFFSET 1
#define ASKED_GROUPS_OFFSET 2
#define ASKED_GROUP_SIZE 7
#define ASKED_LENGTH_OFFSET 5

/* A byte count that is not of items: 12, 17, 20, 21. */
gboolean
mb_field_read_bytes (MbFieldWalk       *walk,
                     const MbFieldSpec *spec)
{
  gsize left, offset = walk->reader.pos;
  guint8 count;

  if (!mb_field_walk_u8 (walk, spec->name, spec->key, 1, &count))
    return FALSE;
  left = mb_reader_left (&walk->reader);
  walk->data_len = MIN (count, left);
  if (count < spec->min || count > spec->max)
    mb_field_builder_defect (walk->dissection, offset, _("byte count is %u, allowed are %u to %u"),
                             count, spec->min, spec->max);
  if (count != left)
    mb_field_builder_defect (walk->dissection, offset,
                             g_dngettext (GETTEXT_PACKAGE, "byte count is %u, but %zu byte follows",
                                          "byte count is %u, but %zu bytes follow", left),
                             count, left);
  return TRUE;
}

/* The row of a group, which tells it in short; its fields stand under it. Returns its index. */
static guint
begin_group (MbFieldWalk       *walk,
             const MbFieldSpec *spec,
             guint              number)
{
  const char *name = mb_field_builder_keep (walk->dissection, "Group %u", number);

  mb_field_builder_add (walk->dissection, name, spec->key, walk->reader.pos, 0, 1);
  return walk->dissection->fields->len - 1;
}

static MbField *
end_group (MbFieldWalk *walk,
           guint        row)
{
  MbField *field = &g_array_index (walk->dissection->fields, MbField, row);

  field->length = (guint16) (walk->reader.pos - field->offset);
  return field;
}

static gboolean
read_type (MbFieldWalk *walk)
{
  guint8 type;

  if (!mb_field_walk_u8 (walk, "Reference Type", "records.type", 2, &type))
    return FALSE;
  if (type != REFERENCE_TYPE)
    mb_field_builder_defect (walk->dissection, walk->reader.pos - 1,
                             _("reference type is %u, allowed is 6"), type);
  return TRUE;
}

static gboolean
read_reference (MbFieldWalk *walk,
                guint16     *out_file,
                guint16     *out_record,
                guint16     *out_length)
{
  MbDissection *dissection = walk->dissection;

  if (!read_type (walk) ||
      !mb_field_walk_u16 (walk, "File Number", "records.file", 2, out_file))
    return FALSE;
  if (*out_file == 0)
    mb_field_builder_defect (dissection, walk->reader.pos - 2,
                             _("file number is 0, allowed are 1 to 65535"));

  if (!mb_field_walk_u16 (walk, "Record Number", "records.record", 2, out_record))
    return FALSE;
  if (*out_record >= N_RECORDS)
    mb_field_builder_defect (dissection, walk->reader.pos - 2,
                             _("record number is %u, allowed are 0 to 9999"), *out_record);

  if (!mb_field_walk_u16 (walk, "Record Length", "records.length", 2, out_length))
    return FALSE;
  if (*out_length == 0)
    mb_field_builder_defect (dissection, walk->reader.pos - 2, _("record length is 0"));
  else if (*out_record < N_RECORDS && *out_length > N_RECORDS - *out_record)
    mb_field_builder_defect (dissection, walk->reader.pos - 2,
                             _("%u records from record %u pass the last one, 9999"), *out_length,
                             *out_record);
  return TRUE;
}

static const char *
keep_reference (MbFieldWalk *walk,
                guint16      file,
                guint16      record,
                guint16      length)
{
  /* Translators: numbers of a file, of a record in it, and how many records from there on. */
  return mb_field_builder_keep (walk->dissection, _("file %u, record %u, length %u"), file, record,
                                length);
}

/* What a row says: the reference, if there is one, and the values behind it. */
static const char *
keep_values (MbFieldWalk *walk,
             const char  *reference,
             guint        row)
{
  g_autoptr (GString) text = g_string_new (reference);

  for (guint i = row + 1; i < walk->dissection->fields->len; i++)
    {
      const MbField *field = &g_array_index (walk->dissection->fields, MbField, i);

      if (g_strcmp0 (field->key, "records.values") == 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", field->value);
    }
  return g_string_chunk_insert (walk->dissection->strings, text->str);
}

static gboolean
read_values (MbFieldWalk *walk,
             guint        first,
             guint        n_registers)
{
  for (guint i = 0; i < n_registers; i++)
    {
      const char *name = mb_field_builder_keep (walk->dissection, "Record %u (UINT16)", first + i);
      guint16 number;

      if (!mb_field_walk_u16 (walk, name, "records.values", 2, &number))
        return FALSE;
      mb_field_walk_last (walk)->text =
        mb_field_builder_keep (walk->dissection, "0x%04x", number);
    }
  return TRUE;
}

/* One group of a request of 20; counts the bytes of its answer. */
static gboolean
read_asked_group (MbFieldWalk       *walk,
                  const MbFieldSpec *spec,
                  guint              number,
                  gsize             *answer_len)
{
  guint row = begin_group (walk, spec, number);
  guint16 file = 0, record = 0, length = 0;
  gboolean is_whole = read_reference (walk, &file, &record, &length);
  MbField *field = end_group (walk, row);

  *answer_len += 2 + 2 * (gsize) length;
  if (is_whole)
    field->value = keep_reference (walk, file, record, length);
  return is_whole;
}

/* One group of 21. */
static gboolean
read_written_group (MbFieldWalk       *walk,
                    const MbFieldSpec *spec,
                    guint              number)
{
  guint row = begin_group (walk, spec, number);
  guint16 file = 0, record = 0, length = 0;
  gboolean is_whole = read_reference (walk, &file, &record, &length) &&
                      read_values (walk, record, length);

  end_group (walk, row)->value = keep_values (walk, keep_reference (walk, file, record, length),
                                              row);
  return is_whole;
}

/* One group of a response of 20; the number of records is that of its request. */
static gboolean
read_content_group (MbFieldWalk       *walk,
                    const MbFieldSpec *spec,
                    guint              number)
{
  guint row = begin_group (walk, spec, number);
  gsize place = ASKED_GROUPS_OFFSET + (number - 1) * ASKED_GROUP_SIZE;
  gsize offset = walk->reader.pos;
  guint asked, record = 0;
  gboolean is_whole;
  guint8 len;

  if (!mb_field_walk_u8 (walk, "File Resp. Length", NULL, 2, &len))
    return FALSE;
  if (len % 2 == 0)
    mb_field_builder_defect (walk->dissection, offset,
                             g_dngettext (GETTEXT_PACKAGE,
                                          "a group of %u byte is not a type and whole registers",
                                          "a group of %u bytes is not a type and whole registers",
                                          len), len);
  else if (mb_field_walk_asked (walk, place + ASKED_LENGTH_OFFSET, 2, &asked) && asked != len / 2u)
    mb_field_builder_defect (walk->dissection, offset,
                             g_dngettext (GETTEXT_PACKAGE,
                                          "the group has %u record, %u were asked for",
                                          "the group has %u records, %u were asked for", len / 2),
                             len / 2, asked);
  mb_field_walk_asked (walk, place + ASKED_LENGTH_OFFSET - 2, 2, &record);
  is_whole = len > 0 && read_type (walk) && read_values (walk, record, (len - 1) / 2);
  if (is_whole && len % 2 == 0)
    mb_field_walk_add_data (walk, "Data", NULL, MIN (1, mb_reader_left (&walk->reader)));
  end_group (walk, row)->value = keep_values (walk, "", row);
  return is_whole;
}

/* Ends the reader where the byte count does, for groups that must not go beyond. */
static gsize
limit_to_count (MbFieldWalk *walk)
{
  gsize len = walk->reader.len;

  walk->reader.len = walk->reader.pos + walk->data_len;
  return len;
}

gboolean
mb_field_read_references (MbFieldWalk       *walk,
                          const MbFieldSpec *spec)
{
  gsize offset = walk->reader.pos;
  gsize len = limit_to_count (walk);
  gboolean is_whole = TRUE;
  gsize answer_len = 0;

  for (guint i = 1; is_whole && mb_reader_left (&walk->reader) > 0; i++)
    is_whole = read_asked_group (walk, spec, i, &answer_len);
  walk->reader.len = len;
  if (answer_len > ANSWER_MAX)
    mb_field_builder_defect (walk->dissection, offset,
                             _("the answer would have %zu bytes, allowed are %u"), answer_len,
                             ANSWER_MAX);
  return is_whole;
}

gboolean
mb_field_read_writes (MbFieldWalk       *walk,
                      const MbFieldSpec *spec)
{
  gsize len = limit_to_count (walk);
  gboolean is_whole = TRUE;

  for (guint i = 1; is_whole && mb_reader_left (&walk->reader) > 0; i++)
    is_whole = read_written_group (walk, spec, i);
  walk->reader.len = len;
  return is_whole;
}

gboolean
mb_field_read_contents (MbFieldWalk       *walk,
                        const MbFieldSpec *spec)
{
  gsize offset = walk->reader.pos;
  gsize len = limit_to_count (walk);
  gboolean is_whole = TRUE;
  guint asked, n = 0;

  while (is_whole && mb_reader_left (&walk->reader) > 0)
    is_whole = read_content_group (walk, spec, ++n);
  walk->reader.len = len;
  if (is_whole && mb_field_walk_asked (walk, ASKED_COUNT_OFFSET, 1, &asked) &&
      n != asked / ASKED_GROUP_SIZE)
    mb_field_builder_defect (walk->dissection, offset,
                             g_dngettext (GETTEXT_PACKAGE, "%u group answers a request of %u",
                                          "%u groups answer a request of %u", n),
                             n, asked / ASKED_GROUP_SIZE);
  return is_whole;
}
