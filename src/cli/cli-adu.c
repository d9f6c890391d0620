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

/* What is in the head of every ADU, in few words; FALSE for what needs its label. */
static gboolean
append_head (GString       *text,
             const MbField *field)
{
  static const struct
  {
    const char *key;
    /* NULL for what says nothing when it is right. */
    const char *prefix;
  } heads[] = {
    { "transaction", "#" },
    { "protocol", NULL },
    { "length", NULL },
    /* Translators: the number of a unit identifier stands behind it. */
    { "unit", N_("unit ") },
    { "function", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      if (g_strcmp0 (field->key, heads[i].key) != 0 || field->is_defect)
        continue;
      if (heads[i].prefix != NULL)
        g_string_append_printf (text, " %s%s", *heads[i].prefix != '\0' ? _(heads[i].prefix) : "",
                                field->value);
      return TRUE;
    }
  return FALSE;
}

/**
 * cli_adu_append:
 * @text: what to append to
 * @dissection: an ADU taken apart
 * @remark: (nullable): what else there is to say of it
 *
 * Appends the direction, who is asked for what, each field of that with its label, and in brackets
 * what is wrong.
 */
void
cli_adu_append (GString            *text,
                const MbDissection *dissection,
                const char         *remark)
{
  const char *error = mb_dissection_get_error (dissection);
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
      if (field->depth == 1 && !append_head (text, field))
        g_string_append_printf (text, ", %s: %s", field->name, field->value);
      i++;
    }
  if (error != NULL)
    g_string_append_printf (text, " [%s]", error);
  if (remark != NULL)
    g_string_append_printf (text, " [%s]", remark);
}
