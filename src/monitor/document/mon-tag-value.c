/* mon-tag-value.c: the registers of a tag as the value that it shows, and back; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-tag-value.h"

#include <math.h>

static gboolean
is_scaled (const MonTagSpec *tag)
{
  return tag->scale != 1.0 || tag->offset != 0.0;
}

/* Most scales are 0.1, 0.01 and so on, which no double is exactly: 3 × 0.1 is not 0.3, but 3 / 10
 * is. Gives that 10, or 0 for a scale that is no such fraction. */
static double
get_divisor (double scale)
{
  double divisor = round (1 / scale);

  return fabs (divisor) > 1 && divisor * scale == 1.0 ? divisor : 0;
}

/**
 * mon_tag_value_scale:
 * @tag: the tag
 * @raw: the value as it came out of the registers
 * @out_value: (out caller-allocates): the engineering value, raw × scale + offset
 *
 * Applies scale and offset. Without any (scale 1, offset 0), and for bits and texts, the value
 * stays what it is, integers of 64 bits included; else it becomes a double.
 */
void
mon_tag_value_scale (const MonTagSpec *tag,
                     const MbValue    *raw,
                     MbValue          *out_value)
{
  double number;
  double divisor;

  *out_value = *raw;
  if (!is_scaled (tag) || raw->kind == MB_VALUE_BOOL || raw->kind == MB_VALUE_TEXT ||
      raw->kind == MB_VALUE_NONE)
    return;

  number = mb_value_to_double (raw);
  divisor = get_divisor (tag->scale);
  out_value->kind = MB_VALUE_FLOAT64;
  out_value->f = (divisor != 0 ? number / divisor : number * tag->scale) + tag->offset;
}

/**
 * mon_tag_value_unscale:
 * @tag: the tag
 * @value: an engineering value
 * @out_raw: (out caller-allocates): (value - offset) / scale, not yet rounded
 *
 * The inverse of mon_tag_value_scale(), before the registers make of it what they can hold.
 */
void
mon_tag_value_unscale (const MonTagSpec *tag,
                       const MbValue    *value,
                       MbValue          *out_raw)
{
  double number;
  double divisor;

  *out_raw = *value;
  if (!is_scaled (tag) || value->kind == MB_VALUE_BOOL || value->kind == MB_VALUE_TEXT ||
      value->kind == MB_VALUE_NONE)
    return;

  number = mb_value_to_double (value) - tag->offset;
  divisor = get_divisor (tag->scale);
  out_raw->kind = MB_VALUE_FLOAT64;
  out_raw->f = divisor != 0 ? number * divisor : number / tag->scale;
}

/**
 * mon_tag_value_decode:
 * @tag: a tag of registers
 * @registers: (array): mon_tag_spec_n_items() of them, in the order in which they were sent
 * @out_value: (out caller-allocates): the engineering value; of kind %MB_VALUE_NONE when there is
 *   none
 * @text: (nullable): room for %MB_TEXT_SIZE bytes, which a value of text then points to; needed
 *   for strings only
 *
 * Reads registers as the tag says. No allocation.
 *
 * Returns: why there is no value, %MON_LACK_NONE when there is one
 */
MonLack
mon_tag_value_decode (const MonTagSpec *tag,
                      const guint16    *registers,
                      MbValue          *out_value,
                      char             *text)
{
  MbValue raw;

  if (tag->type == MB_TYPE_STRING)
    {
      mb_text_decode (registers, tag->length, tag->order, MB_ENCODING_UTF8, text);
      *out_value = (MbValue) { .kind = MB_VALUE_TEXT, .text = text };
      return MON_LACK_NONE;
    }

  mb_value_decode (&raw, tag->type, tag->order, registers);
  mon_tag_value_scale (tag, &raw, out_value);
  return raw.kind == MB_VALUE_NONE ? MON_LACK_BCD : MON_LACK_NONE;
}

/**
 * mon_tag_value_mask:
 * @tag: a tag of registers
 *
 * Tells which bits of its register are the tag's: all, unless it is half a register. The others are
 * not to be changed when it is written, which takes a Mask Write Register (V1.1b3, 6.16).
 *
 * Returns: the bits, as they are sent
 */
guint16
mon_tag_value_mask (const MonTagSpec *tag)
{
  return mb_type_mask (tag->type, tag->order);
}

/**
 * mon_tag_value_encode:
 * @tag: a tag of registers
 * @value: an engineering value
 * @registers: (out caller-allocates): room for mon_tag_spec_n_items() registers
 * @error: return location for %MB_ERROR_INVALID
 *
 * The inverse of mon_tag_value_decode(): what is put into the registers is the nearest that they
 * can hold, so that decoding them shows what will be read back. Bits that are not the tag's
 * (mon_tag_value_mask()) are 0.
 *
 * Returns: %FALSE when the value does not fit the tag's type; the message says the range of what
 *   the registers hold, without scale and offset
 */
gboolean
mon_tag_value_encode (const MonTagSpec *tag,
                      const MbValue    *value,
                      guint16          *registers,
                      GError          **error)
{
  MbValue raw;

  if (tag->type == MB_TYPE_STRING)
    return mb_text_encode (value->kind == MB_VALUE_TEXT ? value->text : "", tag->order,
                           MB_ENCODING_UTF8, MB_PADDING_NUL, registers, tag->length, error);

  mon_tag_value_unscale (tag, value, &raw);
  return mb_value_encode (&raw, tag->type, tag->order, registers, error);
}
