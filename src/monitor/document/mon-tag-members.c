/* mon-tag-members.c: members of a tag in a project file that say what its registers mean.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-tag-members.h"

#include <glib/gi18n-lib.h>

#include "monitor/document/mon-json-text.h"

/* A name of a type or an order, a mark, the key of a label: longer is none. */
#define MAX_WORD_BYTES 64

#define MAX_LABEL_BYTES 200
#define LAST_BIT 15
#define LAST_NAMED_BIT 63

static char *
list_types (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MB_TYPE_STRING; i++)
    g_string_append_printf (text, "%s, ", mb_type_name ((MbType) i));
  return g_string_free (text, FALSE);
}

static gboolean
read_type (const MonMemberReader  *reader,
           guint                   value,
           gpointer                node,
           GError                **error)
{
  MonTagSpec *tag = node;
  g_autofree char *name = NULL;
  g_autofree char *types = NULL;

  if (!mon_member_reader_read_text (reader, value, 0, MAX_WORD_BYTES, &name, error))
    return FALSE;
  if (mb_type_from_name (name, &tag->type, &tag->length))
    return TRUE;

  types = list_types ();
  mon_member_reader_refuse (reader, value, error,
                            /* Translators: names of types. */
                            _("unknown: expected %sstring:N (N from 1 to %d)"), types,
                            MB_STRING_MAX_REGISTERS);
  return FALSE;
}

static void
write_type (gconstpointer  node,
            MbJson        *json)
{
  const MonTagSpec *tag = node;
  g_autofree char *name = mb_type_dup_name (tag->type, tag->length);

  mb_json_string (json, name);
}

static gboolean
never_default (gconstpointer node)
{
  return FALSE;
}

const MonMemberHooks mon_tag_member_type = { read_type, write_type, never_default };

static gboolean
read_order (const MonMemberReader  *reader,
            guint                   value,
            gpointer                node,
            GError                **error)
{
  MonTagSpec *tag = node;
  g_autofree char *name = NULL;

  if (!mon_member_reader_read_text (reader, value, 0, MAX_WORD_BYTES, &name, error))
    return FALSE;
  if (mb_order_from_name (name, &tag->order))
    return TRUE;

  mon_member_reader_refuse (reader, value, error,
                            _("unknown: expected ABCD, CDAB, BADC, DCBA, or for 64 bits ABCDEFGH, "
                              "GHEFCDAB, BADCFEHG, HGFEDCBA"));
  return FALSE;
}

static gboolean
is_wide (const MonTagSpec *tag)
{
  return mb_type_n_registers (tag->type) == MB_VALUE_MAX_REGISTERS;
}

static void
write_order (gconstpointer  node,
             MbJson        *json)
{
  const MonTagSpec *tag = node;

  mb_json_string (json, is_wide (tag) ? mb_order_wide_name (tag->order)
                                      : mb_order_name (tag->order));
}

static gboolean
is_default_order (gconstpointer node)
{
  return ((const MonTagSpec *) node)->order == MB_ORDER_ABCD;
}

const MonMemberHooks mon_tag_member_order = { read_order, write_order, is_default_order };

static gboolean
read_bit_number (const MonMemberReader  *reader,
                 guint                   value,
                 gint64                 *out_number,
                 GError                **error)
{
  if (mon_json_tree_get_int (reader->tree, value, out_number) && *out_number >= 0 &&
      *out_number <= LAST_BIT)
    return TRUE;

  mon_member_reader_refuse (reader, value, error, _("expected a whole number from %d to %d"), 0,
                            LAST_BIT);
  return FALSE;
}

/* Takes bits as the tag's, unless others are already. */
static gboolean
take_bits (const MonMemberReader  *reader,
           guint                   value,
           MonTagSpec             *tag,
           gint64                  first,
           gint64                  last,
           GError                **error)
{
  if (tag->n_bits > 0)
    {
      mon_member_reader_refuse (reader, value, error, _("give “bit” or “bits”, not both"));
      return FALSE;
    }
  tag->first_bit = (guint8) first;
  tag->n_bits = (guint8) (last - first + 1);
  return TRUE;
}

static gboolean
read_bit (const MonMemberReader  *reader,
          guint                   value,
          gpointer                node,
          GError                **error)
{
  gint64 bit;

  return read_bit_number (reader, value, &bit, error) &&
         take_bits (reader, value, node, bit, bit, error);
}

static void
write_bit (gconstpointer  node,
           MbJson        *json)
{
  mb_json_uint (json, ((const MonTagSpec *) node)->first_bit);
}

static gboolean
has_no_bit (gconstpointer node)
{
  const MonTagSpec *tag = node;

  return tag->n_bits == 0 || tag->type != MB_TYPE_BOOL;
}

const MonMemberHooks mon_tag_member_bit = { read_bit, write_bit, has_no_bit };

static gboolean
read_bits (const MonMemberReader  *reader,
           guint                   value,
           gpointer                node,
           GError                **error)
{
  gint64 bits[2];
  guint n = 0;

  if (mon_json_tree_get_type (reader->tree, value) == MON_JSON_ARRAY)
    for (guint i = mon_json_tree_first (reader->tree, value); i != MON_JSON_NONE;
         i = mon_json_tree_next (reader->tree, i), n++)
      if (n < 2 && !read_bit_number (reader, i, &bits[n], error))
        return FALSE;
  if (n != 2 || bits[0] > bits[1])
    {
      mon_member_reader_refuse (reader, value, error,
                                _("expected the first and the last bit, such as [4, 7]"));
      return FALSE;
    }
  return take_bits (reader, value, node, bits[0], bits[1], error);
}

static void
write_bits (gconstpointer  node,
            MbJson        *json)
{
  const MonTagSpec *tag = node;

  mb_json_begin_array (json);
  mb_json_uint (json, tag->first_bit);
  mb_json_uint (json, tag->first_bit + tag->n_bits - 1u);
  mb_json_end_array (json);
}

static gboolean
has_no_bits (gconstpointer node)
{
  const MonTagSpec *tag = node;

  return tag->n_bits == 0 || tag->type == MB_TYPE_BOOL;
}

const MonMemberHooks mon_tag_member_bits = { read_bits, write_bits, has_no_bits };

static gboolean
read_label (const MonMemberReader  *reader,
            guint                   value,
            gint64                  min,
            gint64                  max,
            MonLabels              *labels,
            GError                **error)
{
  g_autofree char *key = mon_json_text_dup_string (mon_json_tree_get_key (reader->tree, value));
  g_autofree char *text = NULL;
  MbValue number;

  if (!mb_value_parse (&number, MB_TYPE_INT64, key, NULL) || number.i < min || number.i > max)
    {
      mon_member_reader_refuse (reader, value, error,
                                _("the key must be a whole number from %" G_GINT64_FORMAT " to %"
                                  G_GINT64_FORMAT), min, max);
      return FALSE;
    }
  if (!mon_member_reader_read_text (reader, value, 1, MAX_LABEL_BYTES, &text, error))
    return FALSE;
  if (!mon_labels_add (labels, number.i, text))
    {
      mon_member_reader_refuse (reader, value, error,
                                _("the number %" G_GINT64_FORMAT " has two labels"), number.i);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_labels_of (const MonMemberReader  *reader,
                guint                   value,
                gint64                  min,
                gint64                  max,
                MonLabels             **place,
                GError                **error)
{
  g_autoptr (MonLabels) labels = mon_labels_new ();

  if (mon_json_tree_get_type (reader->tree, value) != MON_JSON_OBJECT)
    {
      mon_member_reader_refuse (reader, value, error,
                                _("expected labels in braces, such as {\"0\": \"Off\"}"));
      return FALSE;
    }
  for (guint i = mon_json_tree_first (reader->tree, value); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i))
    {
      if (mon_labels_get_n (labels) == MON_LABELS_MAX)
        {
          mon_member_reader_refuse (reader, i, error, _("too many: expected at most %d"),
                                    MON_LABELS_MAX);
          return FALSE;
        }
      if (!read_label (reader, i, min, max, labels, error))
        return FALSE;
    }
  if (mon_labels_get_n (labels) > 0)
    *place = g_steal_pointer (&labels);
  return TRUE;
}

static void
write_labels_of (const MonLabels *labels,
                 MbJson          *json)
{
  mb_json_begin_object (json);
  for (guint i = 0; i < mon_labels_get_n (labels); i++)
    {
      gint64 number;
      const char *text = mon_labels_get (labels, i, &number);
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, number);

      mb_json_key (json, key);
      mb_json_string (json, text);
    }
  mb_json_end_object (json);
}

static gboolean
read_labels (const MonMemberReader  *reader,
             guint                   value,
             gpointer                node,
             GError                **error)
{
  return read_labels_of (reader, value, G_MININT64, G_MAXINT64, &((MonTagSpec *) node)->labels,
                         error);
}

static void
write_labels (gconstpointer  node,
              MbJson        *json)
{
  write_labels_of (((const MonTagSpec *) node)->labels, json);
}

static gboolean
has_no_labels (gconstpointer node)
{
  return ((const MonTagSpec *) node)->labels == NULL;
}

const MonMemberHooks mon_tag_member_labels = { read_labels, write_labels, has_no_labels };

static gboolean
read_bit_names (const MonMemberReader  *reader,
                guint                   value,
                gpointer                node,
                GError                **error)
{
  return read_labels_of (reader, value, 0, LAST_NAMED_BIT, &((MonTagSpec *) node)->bit_names,
                         error);
}

static void
write_bit_names (gconstpointer  node,
                 MbJson        *json)
{
  write_labels_of (((const MonTagSpec *) node)->bit_names, json);
}

static gboolean
has_no_bit_names (gconstpointer node)
{
  return ((const MonTagSpec *) node)->bit_names == NULL;
}

const MonMemberHooks mon_tag_member_bit_names = {
  read_bit_names, write_bit_names, has_no_bit_names,
};

static gboolean
read_sentinel (const MonMemberReader  *reader,
               guint                   value,
               MonSentinels           *sentinels,
               GError                **error)
{
  MonSentinel sentinel = { .is_pattern = FALSE };
  g_autofree char *text = NULL;

  if (mon_json_tree_get_type (reader->tree, value) == MON_JSON_STRING)
    text = mon_json_tree_dup_string (reader->tree, value);

  if (mon_json_tree_get_int (reader->tree, value, &sentinel.number.i))
    sentinel.number.kind = MB_VALUE_INT;
  else if (mon_json_tree_get_type (reader->tree, value) == MON_JSON_NUMBER)
    sentinel.number = (MbValue) {
      .kind = MB_VALUE_FLOAT64, .f = mon_json_tree_get_double (reader->tree, value),
    };
  else if (text == NULL || !mon_sentinel_parse (&sentinel, text))
    {
      mon_member_reader_refuse (reader, value, error,
                                _("expected a number, bits such as \"0x8000\", \"nan\", \"inf\" or "
                                  "\"-inf\""));
      return FALSE;
    }
  mon_sentinels_add (sentinels, &sentinel);
  return TRUE;
}

static gboolean
read_sentinels (const MonMemberReader  *reader,
                guint                   value,
                gpointer                node,
                GError                **error)
{
  g_autoptr (MonSentinels) sentinels = mon_sentinels_new ();

  if (mon_json_tree_get_type (reader->tree, value) != MON_JSON_ARRAY)
    {
      mon_member_reader_refuse (reader, value, error, _("expected a list in brackets"));
      return FALSE;
    }
  for (guint i = mon_json_tree_first (reader->tree, value); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i))
    {
      if (mon_sentinels_get_n (sentinels) == MON_SENTINELS_MAX)
        {
          mon_member_reader_refuse (reader, i, error, _("too many: expected at most %d"),
                                    MON_SENTINELS_MAX);
          return FALSE;
        }
      if (!read_sentinel (reader, i, sentinels, error))
        return FALSE;
    }
  if (mon_sentinels_get_n (sentinels) > 0)
    ((MonTagSpec *) node)->sentinels = g_steal_pointer (&sentinels);
  return TRUE;
}

static void
write_sentinels (gconstpointer  node,
                 MbJson        *json)
{
  const MonSentinels *sentinels = ((const MonTagSpec *) node)->sentinels;

  mb_json_begin_array (json);
  for (guint i = 0; i < mon_sentinels_get_n (sentinels); i++)
    {
      const MonSentinel *sentinel = mon_sentinels_get (sentinels, i);
      g_autofree char *text = mon_sentinel_dup_text (sentinel);

      if (sentinel->is_pattern)
        mb_json_string (json, text);
      else
        mb_json_value (json, &sentinel->number);
    }
  mb_json_end_array (json);
}

static gboolean
has_no_sentinels (gconstpointer node)
{
  return ((const MonTagSpec *) node)->sentinels == NULL;
}

const MonMemberHooks mon_tag_member_sentinels = {
  read_sentinels, write_sentinels, has_no_sentinels,
};
