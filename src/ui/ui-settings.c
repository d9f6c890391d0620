/* ui-settings.c: what the window remembers; works without an installed schema.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-settings.h"

/**
 * ui_settings_get_default:
 *
 * Gives the settings. Run from a build folder there may be no schema, and GSettings would end the
 * program: then there is nothing to remember, and all is as at the first start.
 *
 * Returns: (transfer none) (nullable): the settings
 */
GSettings *
ui_settings_get_default (void)
{
  static GSettings *settings = NULL;
  static gboolean was_tried = FALSE;

  if (!was_tried)
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      GSettingsSchema *schema = NULL;

      was_tried = TRUE;
      if (source != NULL)
        schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
      if (schema != NULL)
        {
          settings = g_settings_new_full (schema, NULL, NULL);
          g_settings_schema_unref (schema);
        }
    }
  return settings;
}

/**
 * ui_settings_has:
 * @key: a key
 *
 * Returns: whether there are settings, and the schema has the key (an older one may not)
 */
gboolean
ui_settings_has (const char *key)
{
  GSettings *settings = ui_settings_get_default ();
  GSettingsSchema *schema = NULL;
  gboolean has_key;

  if (settings == NULL)
    return FALSE;
  g_object_get (settings, "settings-schema", &schema, NULL);
  has_key = g_settings_schema_has_key (schema, key);
  g_settings_schema_unref (schema);
  return has_key;
}

/**
 * ui_settings_get_int:
 * @key: a key
 * @fallback: the value without settings
 *
 * Returns: the value
 */
int
ui_settings_get_int (const char *key,
                     int         fallback)
{
  if (!ui_settings_has (key))
    return fallback;
  return g_settings_get_int (ui_settings_get_default (), key);
}

/**
 * ui_settings_set_int:
 * @key: a key
 * @value: what is remembered, when there are settings
 */
void
ui_settings_set_int (const char *key,
                     int         value)
{
  if (ui_settings_has (key))
    g_settings_set_int (ui_settings_get_default (), key, value);
}

/**
 * ui_settings_get_boolean:
 * @key: a key
 * @fallback: the value without settings
 *
 * Returns: the value
 */
gboolean
ui_settings_get_boolean (const char *key,
                         gboolean    fallback)
{
  if (!ui_settings_has (key))
    return fallback;
  return g_settings_get_boolean (ui_settings_get_default (), key);
}

/**
 * ui_settings_set_boolean:
 * @key: a key
 * @value: what is remembered, when there are settings
 */
void
ui_settings_set_boolean (const char *key,
                         gboolean    value)
{
  if (ui_settings_has (key))
    g_settings_set_boolean (ui_settings_get_default (), key, value);
}

/**
 * ui_settings_get_notation:
 *
 * Returns: how addresses are written
 */
MonNotation
ui_settings_get_notation (void)
{
  g_autofree char *name = NULL;

  if (!ui_settings_has ("address-notation"))
    return MON_NOTATION_PROTOCOL;
  name = g_settings_get_string (ui_settings_get_default (), "address-notation");
  if (g_strcmp0 (name, "hex") == 0)
    return MON_NOTATION_HEX;
  if (g_strcmp0 (name, "number") == 0)
    return MON_NOTATION_NUMBER;
  if (g_strcmp0 (name, "modicon") == 0)
    return MON_NOTATION_MODICON;
  return MON_NOTATION_PROTOCOL;
}

/**
 * ui_settings_get_arm_seconds:
 *
 * Returns: for how many seconds one press of the switch allows writing, 60 to 3600
 */
guint
ui_settings_get_arm_seconds (void)
{
  return (guint) CLAMP (ui_settings_get_int ("arm-minutes", 5), 1, 60) * 60;
}
