/* mon-tag-spec.c: one value to watch: where it is, how it is read, how it is shown.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-tag-spec.h"

#include "monitor/document/mon-identity.h"

static void
clear_cb (gpointer data)
{
  MonTagSpec *spec = data;

  g_free (spec->id);
  g_free (spec->name);
  g_clear_pointer (&spec->expression, mon_expression_unref);
  g_free (spec->unit);
  g_clear_pointer (&spec->labels, mon_labels_unref);
  g_clear_pointer (&spec->bit_names, mon_labels_unref);
  g_clear_pointer (&spec->sentinels, mon_sentinels_unref);
  g_clear_pointer (&spec->alarms, g_ptr_array_unref);
  g_free (spec->extra);
}

/**
 * mon_tag_spec_new:
 *
 * Makes a tag: uint16, ABCD, holding register 0, scale 1, every 1,000 ms, no name.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonTagSpec *
mon_tag_spec_new (void)
{
  MonTagSpec *spec = g_atomic_rc_box_new0 (MonTagSpec);

  spec->id = mon_identity_new_id ();
  spec->handle = mon_identity_new_handle ();
  spec->name = g_strdup ("");
  spec->table = MB_TABLE_HOLDING_REGISTERS;
  spec->type = MB_TYPE_UINT16;
  spec->order = MB_ORDER_ABCD;
  spec->scale = 1;
  spec->unit = g_strdup ("");
  spec->decimals = -1;
  spec->period_ms = 1000;

  return spec;
}

/**
 * mon_tag_spec_edit:
 * @spec: a tag
 *
 * Makes a copy with the same id and handle, to be changed and put in the place of @spec.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonTagSpec *
mon_tag_spec_edit (const MonTagSpec *spec)
{
  MonTagSpec *copy;

  g_return_val_if_fail (spec != NULL, NULL);

  copy = g_atomic_rc_box_new0 (MonTagSpec);
  *copy = *spec;
  copy->id = g_strdup (spec->id);
  copy->name = g_strdup (spec->name);
  if (spec->expression != NULL)
    mon_expression_ref (copy->expression);
  copy->unit = g_strdup (spec->unit);
  if (spec->labels != NULL)
    mon_labels_ref (spec->labels);
  if (spec->bit_names != NULL)
    mon_labels_ref (spec->bit_names);
  if (spec->sentinels != NULL)
    mon_sentinels_ref (spec->sentinels);
  if (spec->alarms != NULL)
    g_ptr_array_ref (spec->alarms);
  copy->extra = g_strdup (spec->extra);

  return copy;
}

/**
 * mon_tag_spec_ref:
 * @spec: a tag
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @spec
 */
MonTagSpec *
mon_tag_spec_ref (MonTagSpec *spec)
{
  return g_atomic_rc_box_acquire (spec);
}

/**
 * mon_tag_spec_unref:
 * @spec: (transfer full): a tag
 *
 * Drops a reference. Any thread.
 */
void
mon_tag_spec_unref (MonTagSpec *spec)
{
  g_atomic_rc_box_release_full (spec, clear_cb);
}

/**
 * mon_tag_spec_default_name:
 * @table: a table
 * @address: 0-based protocol address
 *
 * Names a tag by where it is: "holding 10".
 *
 * Returns: (transfer full): the name
 */
char *
mon_tag_spec_default_name (MbTable table,
                           guint16 address)
{
  return g_strdup_printf ("%s %u", mb_table_name (table), address);
}

/**
 * mon_tag_spec_n_items:
 * @spec: a tag
 *
 * Tells how many items of its table the tag takes.
 *
 * Returns: 1 for a bit, 1 to %MB_VALUE_MAX_REGISTERS for a number, up to
 *   %MB_STRING_MAX_REGISTERS for a string; 0 when it is computed
 */
guint
mon_tag_spec_n_items (const MonTagSpec *spec)
{
  if (spec->expression != NULL)
    return 0;
  if (mb_table_is_bits (spec->table))
    return 1;
  return spec->type == MB_TYPE_STRING ? spec->length : mb_type_n_registers (spec->type);
}

/**
 * mon_tag_spec_is_writable:
 * @spec: a tag
 *
 * Tells whether the protocol has a function that writes to the tag's table.
 *
 * Returns: %TRUE for coils and holding registers, %FALSE for what is computed
 */
gboolean
mon_tag_spec_is_writable (const MonTagSpec *spec)
{
  return spec->expression == NULL && mb_table_is_writable (spec->table);
}

/**
 * mon_tag_spec_is_computed:
 * @spec: a tag
 *
 * Returns: whether its value is computed of other tags instead of being read
 */
gboolean
mon_tag_spec_is_computed (const MonTagSpec *spec)
{
  return spec->expression != NULL;
}

/**
 * mon_tag_spec_is_bool:
 * @spec: a tag
 *
 * Returns: whether its values are true and false
 */
gboolean
mon_tag_spec_is_bool (const MonTagSpec *spec)
{
  return spec->expression != NULL ? mon_expression_is_logical (spec->expression)
                                  : spec->type == MB_TYPE_BOOL;
}

/**
 * mon_tag_spec_is_polled:
 * @spec: a tag
 *
 * Returns: whether it is read again and again by itself; what is computed is not, nor what is read
 *   only on demand
 */
gboolean
mon_tag_spec_is_polled (const MonTagSpec *spec)
{
  return !mon_tag_spec_is_computed (spec) && spec->period_ms > 0;
}
