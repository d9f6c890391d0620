/* ui-field-notes.c: what the project knows about the registers in an ADU: tag and value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-field-notes.h"

#include "monitor/document/mon-tag-value.h"
#include "monitor/tools/mon-tag.h"

static MonTag *
dup_tag_at (MonDevice *device,
            MbTable    table,
            int        address)
{
  GListModel *tags = mon_device_get_tags (device);

  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr (MonTag) tag = g_list_model_get_item (tags, i);
      const MonTagSpec *spec = mon_tag_get_spec (tag);

      if (!mon_tag_spec_is_computed (spec) && spec->table == table && spec->address == address)
        return g_steal_pointer (&tag);
    }
  return NULL;
}

/* Takes @n registers from @address on; FALSE when they are not all in the ADU. */
static gboolean
collect_registers (MbDissection *dissection,
                   int           address,
                   guint         n,
                   guint16      *registers)
{
  guint found = 0;

  for (guint i = 0; i < mb_dissection_get_n_fields (dissection) && found < n; i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      if (field->address == address + (int) found)
        registers[found++] = (guint16) field->number;
    }
  return found == n;
}

/**
 * ui_field_notes_describe:
 * @dissection: a dissected ADU
 * @field: one of its fields
 * @device: the device that it came from or went to
 *
 * Describes the tag whose first register or bit a field is. O(tags + fields).
 *
 * Returns: (transfer full) (nullable): "Supply temperature = 71.84 °C", or %NULL when there is none
 */
char *
ui_field_notes_describe (MbDissection  *dissection,
                         const MbField *field,
                         MonDevice     *device)
{
  guint16 registers[MB_STRING_MAX_REGISTERS];
  char buffer[MB_TEXT_SIZE];
  g_autoptr (MonTag) tag = NULL;
  g_autofree char *text = NULL;
  const MonTagSpec *spec;
  const char *unit;
  MbValue value;
  MbTable table;

  if (field->address < 0 || !mb_dissection_get_table (dissection, &table))
    return NULL;
  tag = dup_tag_at (device, table, field->address);
  if (tag == NULL)
    return NULL;

  spec = mon_tag_get_spec (tag);
  if (mb_table_is_bits (table))
    value = (MbValue) { .kind = MB_VALUE_BOOL, .b = field->number != 0 };
  else if (collect_registers (dissection, field->address, mon_tag_spec_n_items (spec), registers))
    mon_tag_value_decode (spec, registers, &value, buffer);
  else
    return g_strdup (mon_tag_get_name (tag));

  text = mon_tag_format_value (tag, &value);
  unit = mon_tag_get_unit (tag);
  return g_strdup_printf ("%s = %s%s%s", mon_tag_get_name (tag), text,
                          unit[0] != '\0' ? " " : "", unit);
}
