/* mon-tag-value.c: the registers of a tag as the value that it shows, and back; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-tag-value.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "modbus/mb-error.h"

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
 * mon_tag_value_n_bits:
 * @tag: a tag of registers
 *
 * Returns: of how many bits its values are, 1 to 64; 0 for strings
 */
guint
mon_tag_value_n_bits (const MonTagSpec *tag)
{
  if (tag->n_bits > 0)
    return tag->n_bits;
  return mb_type_mask (tag->type, tag->order) != 0xffff ? 8 : 16 * mb_type_n_registers (tag->type);
}

/**
 * mon_tag_value_get_range:
 * @tag: a tag of registers
 * @out_min: (out): the lowest number that the registers, or its bits of one, hold
 * @out_max: (out): the highest one
 *
 * Tells what whole numbers a tag can have, before scale and offset.
 *
 * Returns: %FALSE for floats and strings, of which nothing is told
 */
gboolean
mon_tag_value_get_range (const MonTagSpec *tag,
                         gint64           *out_min,
                         guint64          *out_max)
{
  gboolean is_signed = tag->type == MB_TYPE_INT16;

  if (tag->n_bits == 0)
    return mb_type_get_range (tag->type, out_min, out_max);
  *out_min = is_signed ? -(gint64) (1 << (tag->n_bits - 1)) : 0;
  *out_max = (1u << (is_signed ? tag->n_bits - 1 : tag->n_bits)) - 1u;
  return TRUE;
}

static guint16
swap_if_needed (const MonTagSpec *tag,
                guint16           word)
{
  return MB_ORDER_SWAPS_BYTES (tag->order) ? GUINT16_SWAP_LE_BE (word) : word;
}

/* Some bits of a register, as the tag's type says. */
static guint16
decode_bits (const MonTagSpec *tag,
             guint16           word,
             MbValue          *out_raw)
{
  guint mask = (1u << tag->n_bits) - 1u;
  guint bits = (guint) (swap_if_needed (tag, word) >> tag->first_bit) & mask;
  gboolean is_negative = tag->type == MB_TYPE_INT16 && bits >> (tag->n_bits - 1) != 0;

  out_raw->kind = mb_type_kind (tag->type);
  if (tag->type == MB_TYPE_BOOL)
    out_raw->b = bits != 0;
  else
    out_raw->i = is_negative ? (gint64) bits - (gint64) mask - 1 : (gint64) bits;
  return (guint16) bits;
}

static MonLack
decode_number (const MonTagSpec *tag,
               const guint16    *registers,
               MbValue          *out_raw)
{
  guint64 bits = 0;

  if (tag->n_bits > 0)
    bits = decode_bits (tag, registers[0], out_raw);
  else
    mb_value_decode (out_raw, tag->type, tag->order, registers);
  if (G_UNLIKELY (tag->sentinels != NULL))
    {
      if (tag->n_bits == 0)
        bits = mb_value_get_bits (tag->type, tag->order, registers);
      if (mon_sentinels_match (tag->sentinels, out_raw, bits))
        return MON_LACK_SENTINEL;
    }
  return out_raw->kind == MB_VALUE_NONE ? MON_LACK_BCD : MON_LACK_NONE;
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
  MonLack lack;

  if (tag->type == MB_TYPE_STRING)
    {
      mb_text_decode (registers, tag->length, tag->order, tag->encoding, text);
      *out_value = (MbValue) { .kind = MB_VALUE_TEXT, .text = text };
      return MON_LACK_NONE;
    }

  lack = decode_number (tag, registers, &raw);
  if (lack == MON_LACK_NONE)
    mon_tag_value_scale (tag, &raw, out_value);
  else
    out_value->kind = MB_VALUE_NONE;
  return lack;
}

/**
 * mon_tag_value_mask:
 * @tag: a tag of registers
 *
 * Tells which bits of its register are the tag's: all, unless it is half a register or some bits of
 * one. The others are not to be changed when it is written, which takes a Mask Write Register
 * (V1.1b3, 6.16).
 *
 * Returns: the bits, as they are sent
 */
guint16
mon_tag_value_mask (const MonTagSpec *tag)
{
  guint mask = (1u << tag->n_bits) - 1u;

  if (tag->n_bits > 0)
    return swap_if_needed (tag, (guint16) (mask << tag->first_bit));
  return mb_type_mask (tag->type, tag->order);
}

static gboolean
encode_bits (const MonTagSpec *tag,
             const MbValue    *raw,
             guint16          *out_word,
             GError          **error)
{
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  MbValue rounded = { .kind = MB_VALUE_NONE };
  gint64 min;
  guint64 max;

  if (mb_value_encode (raw, MB_TYPE_INT64, MB_ORDER_ABCD, registers, NULL))
    mb_value_decode (&rounded, MB_TYPE_INT64, MB_ORDER_ABCD, registers);
  mon_tag_value_get_range (tag, &min, &max);
  if (rounded.kind == MB_VALUE_NONE || rounded.i < min || rounded.i > (gint64) max)
    {
      char text[MB_NUMBER_TEXT_SIZE];

      mb_value_format (raw, text, sizeof text);
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: a number, then how many bits there are for it, then what these
                    * can hold. */
                   _("%s does not fit %u bits: give a number from %d to %d."), text, tag->n_bits,
                   (int) min, (int) max);
      return FALSE;
    }
  *out_word = swap_if_needed (tag, (guint16) ((guint16) rounded.i << tag->first_bit))
              & mon_tag_value_mask (tag);
  return TRUE;
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
                           tag->encoding, tag->padding, registers, tag->length, error);

  mon_tag_value_unscale (tag, value, &raw);
  if (tag->n_bits > 0)
    return encode_bits (tag, &raw, &registers[0], error);
  return mb_value_encode (&raw, tag->type, tag->order, registers, error);
}
