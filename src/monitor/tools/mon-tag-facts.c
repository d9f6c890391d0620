/* mon-tag-facts.c: tells what a tag is and what is known of it, for rows and panes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-tag-private.h"
#include "monitor/tools/mon-tag-text.h"

/**
 * mon_tag_get_spec:
 * @self: a tag
 *
 * Returns: (transfer none): its node, good until the project changes
 */
const MonTagSpec *
mon_tag_get_spec (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->spec;
}

/**
 * mon_tag_get_handle:
 * @self: a tag
 *
 * Returns: its handle, the same for its whole life
 */
guint32
mon_tag_get_handle (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), 0);

  return self->spec->handle;
}

/**
 * mon_tag_get_device:
 * @self: a tag
 *
 * Returns: the handle of its device
 */
guint32
mon_tag_get_device (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), 0);

  return self->device->handle;
}

/**
 * mon_tag_get_name:
 * @self: a tag
 *
 * Returns: (transfer none): its name
 */
const char *
mon_tag_get_name (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->spec->name;
}

/**
 * mon_tag_get_type_text:
 * @self: a tag
 *
 * Returns: (transfer none): how its registers are read, or "computed", as mon_tag_text_type()
 */
const char *
mon_tag_get_type_text (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->type_text;
}

/**
 * mon_tag_get_formula:
 * @self: a tag
 *
 * Returns: (nullable) (transfer none): what it is computed of, with names as far as they are known;
 *   %NULL when it is read
 */
const char *
mon_tag_get_formula (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  if (self->formula == NULL && mon_tag_spec_is_computed (self->spec))
    return mon_expression_get_text (self->spec->expression);
  return self->formula;
}

/**
 * mon_tag_get_value_text:
 * @self: a tag
 *
 * Returns: (transfer none): its value, the last one there was if there is none now, or "—"
 */
const char *
mon_tag_get_value_text (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->value_text;
}

/**
 * mon_tag_get_unit:
 * @self: a tag
 *
 * Returns: (transfer none): its unit, or ""
 */
const char *
mon_tag_get_unit (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->spec->unit;
}

/**
 * mon_tag_get_quality:
 * @self: a tag
 *
 * Returns: the quality of its latest sample; %MON_QUALITY_GOOD before the first one, when it has
 *   no value either
 */
MonQuality
mon_tag_get_quality (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), MON_QUALITY_GOOD);

  return self->has_state ? (MonQuality) self->state.sample.quality : MON_QUALITY_GOOD;
}

/**
 * mon_tag_is_fresh:
 * @self: a tag
 *
 * Returns: whether what it shows is its value now; %FALSE for an old one and for "—"
 */
gboolean
mon_tag_is_fresh (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), FALSE);

  return self->has_state && mon_quality_has_value (self->state.sample.quality);
}

/**
 * mon_tag_get_reason:
 * @self: a tag
 *
 * Returns: (nullable) (transfer none): what is wrong in a few words, or %NULL
 */
const char *
mon_tag_get_reason (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->reason;
}

/**
 * mon_tag_get_details:
 * @self: a tag
 *
 * Returns: (nullable) (transfer none): what is wrong, where, and what comes next, or %NULL; good
 *   until the next call
 */
const char *
mon_tag_get_details (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  mon_tag_replace_text (&self->details, !self->has_state ? NULL
                        : mon_tag_text_details (&self->state, self->spec, self->device,
                                                self->connection));
  return self->details;
}

/**
 * mon_tag_get_age_us:
 * @self: a tag
 *
 * Returns: microseconds since its last value was received, -1 if there never was one
 */
gint64
mon_tag_get_age_us (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), -1);

  if (!self->has_state || self->state.last_good_us == 0)
    return -1;
  return MAX (mb_clock_get_wall_us (self->clock) - self->state.last_good_us, 0);
}

/**
 * mon_tag_get_state:
 * @self: a tag
 *
 * Returns: (nullable) (transfer none): what the board knew of it last, or %NULL before the first
 *   sample
 */
const MonTagState *
mon_tag_get_state (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return self->has_state ? &self->state : NULL;
}

/**
 * mon_tag_get_changes:
 * @self: a tag
 *
 * Returns: how often its value has changed
 */
guint32
mon_tag_get_changes (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), 0);

  return self->state.changes;
}

/**
 * mon_tag_is_writable:
 * @self: a tag
 *
 * Returns: whether it lies in a table that can be written; what is computed does not
 */
gboolean
mon_tag_is_writable (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), FALSE);

  return mon_tag_spec_is_writable (self->spec);
}

/**
 * mon_tag_get_plotted:
 * @self: a tag
 *
 * Returns: whether it is on the plot
 */
gboolean
mon_tag_get_plotted (MonTag *self)
{
  g_return_val_if_fail (MON_IS_TAG (self), FALSE);

  return self->is_plotted;
}

/**
 * mon_tag_format_value:
 * @self: a tag
 * @value: a value of it
 *
 * Returns: (transfer full): the value as the tag shows it, without unit
 */
char *
mon_tag_format_value (MonTag        *self,
                      const MbValue *value)
{
  g_return_val_if_fail (MON_IS_TAG (self), NULL);

  return mon_tag_text_value (self->spec, value);
}
