/* mon-tag-check.c: whether the members of a tag in a project file fit each other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-tag-check.h"

#include <glib/gi18n-lib.h>

#include "monitor/document/mon-address.h"
#include "monitor/document/mon-tag-value.h"

typedef gboolean (*CheckFunc) (const MonMemberReader  *reader,
                               guint                   object,
                               MonTagSpec             *tag,
                               GError                **error);

/* Refuses each member of @names that is there. */
static gboolean
refuse_members (const MonMemberReader  *reader,
                guint                   object,
                const char *const      *names,
                GError                **error,
                const char             *message)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      guint value = mon_json_tree_find (reader->tree, object, names[i]);

      if (value == MON_JSON_NONE)
        continue;
      mon_member_reader_refuse (reader, value, error, "%s", message);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_table (const MonMemberReader  *reader,
             guint                   object,
             MonTagSpec             *tag,
             GError                **error)
{
  static const char *const of_registers[] = { "bit", "bits", "bit_names", "sentinels", NULL };
  guint type = mon_json_tree_find (reader->tree, object, "type");

  if (!mb_table_is_bits (tag->table))
    return TRUE;
  if (type == MON_JSON_NONE)
    tag->type = MB_TYPE_BOOL;
  if (tag->type != MB_TYPE_BOOL)
    {
      mon_member_reader_refuse (reader, type, error,
                                _("does not fit the table “%s”: expected bool"),
                                mb_table_name (tag->table));
      return FALSE;
    }
  return refuse_members (reader, object, of_registers, error,
                         _("is for registers only: leave it out"));
}

static gboolean
check_bits (const MonMemberReader  *reader,
            guint                   object,
            MonTagSpec             *tag,
            GError                **error)
{
  guint type = mon_json_tree_find (reader->tree, object, "type");
  gboolean is_single = mon_json_tree_find (reader->tree, object, "bit") != MON_JSON_NONE;

  if (tag->n_bits == 0)
    return TRUE;
  if (is_single && type == MON_JSON_NONE)
    tag->type = MB_TYPE_BOOL;
  if (is_single ? tag->type == MB_TYPE_BOOL
                : tag->type == MB_TYPE_UINT16 || tag->type == MB_TYPE_INT16)
    return TRUE;

  mon_member_reader_refuse (reader, type, error,
                            is_single ? _("does not fit “bit”: expected bool")
                                      : _("does not fit “bits”: expected uint16 or int16"));
  return FALSE;
}

static gboolean
check_order (const MonMemberReader  *reader,
             guint                   object,
             MonTagSpec             *tag,
             GError                **error)
{
  guint order = mon_json_tree_find (reader->tree, object, "order");
  g_autofree char *name = NULL;

  if (order == MON_JSON_NONE || mb_type_n_registers (tag->type) == MB_VALUE_MAX_REGISTERS)
    return TRUE;
  name = mon_json_tree_dup_string (reader->tree, order);
  if (!g_str_equal (name, mb_order_wide_name (tag->order)))
    return TRUE;

  mon_member_reader_refuse (reader, order, error, _("is for types of 64 bits: expected %s"),
                            mb_order_name (tag->order));
  return FALSE;
}

static gboolean
check_string (const MonMemberReader  *reader,
              guint                   object,
              MonTagSpec             *tag,
              GError                **error)
{
  static const char *const of_numbers[] = { "labels", "bit_names", "sentinels", NULL };
  static const char *const of_strings[] = { "encoding", "padding", NULL };

  if (tag->type != MB_TYPE_STRING)
    return refuse_members (reader, object, of_strings, error,
                           _("is for strings only: leave it out"));
  if (tag->scale != 1 || tag->offset != 0)
    {
      guint scale = mon_json_tree_find (reader->tree, object, tag->scale != 1 ? "scale" : "offset");

      mon_member_reader_refuse (reader, scale, error, _("is for numbers only: leave it out"));
      return FALSE;
    }
  return refuse_members (reader, object, of_numbers, error,
                         _("is for numbers only: leave it out"));
}

static gboolean
check_scale (const MonMemberReader  *reader,
             guint                   object,
             MonTagSpec             *tag,
             GError                **error)
{
  if (tag->scale != 0)
    return TRUE;

  mon_member_reader_refuse (reader, mon_json_tree_find (reader->tree, object, "scale"), error,
                            _("must not be 0"));
  return FALSE;
}

static gboolean
check_address (const MonMemberReader  *reader,
               guint                   object,
               MonTagSpec             *tag,
               GError                **error)
{
  guint n_items = mon_tag_spec_n_items (tag);
  g_autofree char *type = NULL;

  if (mon_address_check_count (tag->address, n_items, NULL))
    return TRUE;

  type = mb_type_dup_name (tag->type, tag->length);
  mon_member_reader_refuse (reader, mon_json_tree_find (reader->tree, object, "address"), error,
                            _("the table ends at 65535: expected at most %u for %s"),
                            MON_ADDRESS_N_ITEMS - n_items, type);
  return FALSE;
}

static gboolean
check_bit_names (const MonMemberReader  *reader,
                 guint                   object,
                 MonTagSpec             *tag,
                 GError                **error)
{
  guint names = mon_json_tree_find (reader->tree, object, "bit_names");
  MbValueKind kind = mb_type_kind (tag->type);
  guint n_bits = mon_tag_value_n_bits (tag);
  gint64 last;

  if (tag->bit_names == NULL)
    return TRUE;
  if ((kind != MB_VALUE_UINT && kind != MB_VALUE_INT) || tag->scale != 1 || tag->offset != 0)
    {
      mon_member_reader_refuse (reader, names, error,
                                _("is for whole numbers without scale and offset only"));
      return FALSE;
    }
  mon_labels_get (tag->bit_names, mon_labels_get_n (tag->bit_names) - 1, &last);
  if (last >= n_bits)
    {
      mon_member_reader_refuse (reader, names, error,
                                _("bit %d is beyond the value: expected at most %u"), (int) last,
                                n_bits - 1);
      return FALSE;
    }
  return TRUE;
}

/* A mark that no value can be is a slip of whoever wrote it. */
static gboolean
can_occur (const MonTagSpec  *tag,
           const MonSentinel *sentinel)
{
  const MbValue *number = &sentinel->number;
  guint n_bits = mon_tag_value_n_bits (tag);
  gint64 min;
  guint64 max;

  if (sentinel->is_pattern)
    return n_bits == 64 || sentinel->bits >> n_bits == 0;
  if (!mon_tag_value_get_range (tag, &min, &max))
    return TRUE;
  return number->kind == MB_VALUE_INT && number->i >= min &&
         (number->i < 0 || (guint64) number->i <= max);
}

static gboolean
check_sentinels (const MonMemberReader  *reader,
                 guint                   object,
                 MonTagSpec             *tag,
                 GError                **error)
{
  guint list = mon_json_tree_find (reader->tree, object, "sentinels");
  g_autofree char *type = NULL;
  guint n = 0;

  if (tag->sentinels == NULL)
    return TRUE;
  for (guint i = mon_json_tree_first (reader->tree, list); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i), n++)
    if (!can_occur (tag, mon_sentinels_get (tag->sentinels, n)))
      {
        type = mb_type_dup_name (tag->type, tag->length);
        mon_member_reader_refuse (reader, i, error,
                                  /* Translators: the name of a type. */
                                  _("no value of type %s can be that"), type);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_period (const MonMemberReader  *reader,
              guint                   object,
              MonTagSpec             *tag,
              GError                **error)
{
  if (tag->period_ms == 0 || tag->period_ms >= MON_TAG_MIN_PERIOD_MS)
    return TRUE;
  mon_member_reader_refuse (reader, mon_json_tree_find (reader->tree, object, "period_ms"), error,
                            _("expected at least %d, or 0: only on demand"),
                            MON_TAG_MIN_PERIOD_MS);
  return FALSE;
}

/**
 * mon_tag_check:
 * @reader: what the reading needs
 * @object: number of the value that the tag was read from
 * @tag: a tag that has been read; its type is set where another member decides it
 * @error: (nullable): place for the error
 *
 * Judges what each member alone cannot know.
 *
 * Returns: %FALSE when two of them do not go together; the error says which, and where it is
 */
gboolean
mon_tag_check (const MonMemberReader  *reader,
               guint                   object,
               MonTagSpec             *tag,
               GError                **error)
{
  static const CheckFunc checks[] = {
    check_table, check_bits, check_order, check_string, check_address, check_scale,
    check_bit_names, check_sentinels, check_period,
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (!checks[i] (reader, object, tag, error))
      return FALSE;
  return TRUE;
}
