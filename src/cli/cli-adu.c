/* cli-adu.c: one ADU as a line for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-adu.h"

#include <glib/gi18n.h>

static gboolean
is_item (const MbField *field)
{
  return g_strcmp0 (field->key, "values") == 0 || g_strcmp0 (field->key, "bits") == 0;
}

/* The registers and bits of an ADU as one item: the first one's label, then all values. */
static guint
append_items (GString            *text,
              const MbDissection *dissection,
              guint               first)
{
  const char *key = mb_dissection_get_field (dissection, first)->key;
  guint i;

  g_string_append_printf (text, ", %s:", mb_dissection_get_field (dissection, first)->name);
  for (i = first; i < mb_dissection_get_n_fields (dissection); i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      if (g_strcmp0 (field->key, key) != 0)
        break;
      g_string_append_printf (text, " %s", field->value);
    }
  return i;
}

/**
 * cli_adu_append:
 * @text: what to append to
 * @dissection: an ADU taken apart
 * @remark: (nullable): what else there is to say of it
 *
 * Appends the direction, each field with its label, and in brackets what is wrong.
 */
void
cli_adu_append (GString            *text,
                const MbDissection *dissection,
                const char         *remark)
{
  const char *error = mb_dissection_get_error (dissection);
  gboolean is_first = TRUE;
  guint i = 0;

  g_string_append (text, mb_dissection_get_direction (dissection) == MB_DIRECTION_REQUEST
                           ? _("request") : _("response"));
  while (i < mb_dissection_get_n_fields (dissection))
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      if (field->depth == 1 && is_item (field))
        {
          i = append_items (text, dissection, i);
          continue;
        }
      if (field->depth == 1)
        {
          g_string_append_printf (text, "%s %s: %s", is_first ? "" : ",", field->name,
                                  field->value);
          is_first = FALSE;
        }
      i++;
    }
  if (error != NULL)
    g_string_append_printf (text, " [%s]", error);
  if (remark != NULL)
    g_string_append_printf (text, " [%s]", remark);
}
