/* mon-sampler.c: an answer and the tags it covers become samples; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-sampler.h"

#include "monitor/document/mon-tag-value.h"

/**
 * mon_sampler_quality:
 * @exchange: a finished exchange of a read
 *
 * Judges an exchange. A request that was cancelled or never left counts as a link that is down:
 * the device had no say in it. A broadcast has no answer that could be good.
 *
 * Returns: the quality of the samples that come of it, not yet judged for lateness
 */
MonQuality
mon_sampler_quality (const MbExchange *exchange)
{
  switch (exchange->verdict)
    {
    case MB_VERDICT_ANSWER:
      return MON_QUALITY_GOOD;
    case MB_VERDICT_EXCEPTION:
      return MON_QUALITY_EXCEPTION;
    case MB_VERDICT_TIMEOUT:
      return MON_QUALITY_TIMEOUT;
    case MB_VERDICT_BREACH:
      return MON_QUALITY_BREACH;
    case MB_VERDICT_CLOSED:
    case MB_VERDICT_CANCELLED:
    case MB_VERDICT_NOT_SENT:
      return MON_QUALITY_LINK_DOWN;
    case MB_VERDICT_SENT:
      return MON_QUALITY_NOT_AVAILABLE;
    }

  g_assert_not_reached ();
}

/**
 * mon_sampler_detail:
 * @exchange: a finished exchange of a read
 *
 * Returns: the detail that goes with mon_sampler_quality(), as in #MonSample
 */
guint8
mon_sampler_detail (const MbExchange *exchange)
{
  if (exchange->verdict == MB_VERDICT_EXCEPTION)
    return exchange->response->exception;
  return exchange->verdict == MB_VERDICT_BREACH ? (guint8) exchange->breach : 0;
}

static void
start_sample (MonSample        *sample,
              const MonTagSpec *tag,
              MonQuality        quality,
              gint64            time_us)
{
  *sample = (MonSample) {
    .tag = tag->handle,
    .quality = quality,
    .time_us = time_us,
    .value = { .kind = MB_VALUE_NONE },
  };
}

/* Of more registers than a sample holds; the text keeps them. */
static void
take_text (MonSample        *sample,
           const MonTagSpec *tag,
           const MbResponse *response,
           guint             index)
{
  guint16 registers[MB_STRING_MAX_REGISTERS];
  char text[MB_TEXT_SIZE];

  for (guint i = 0; i < tag->length; i++)
    registers[i] = mb_response_get_register (response, index + i);
  mon_tag_value_decode (tag, registers, &sample->value, text);
  sample->n_raw = (guint8) tag->length;
  sample->text = mon_text_new (registers, tag->length, text);
  sample->value.text = sample->text->text;
}

static void
take_number (MonSample        *sample,
             const MonTagSpec *tag,
             const MbResponse *response,
             guint             index)
{
  MonLack lack;

  sample->n_raw = (guint8) mon_tag_spec_n_items (tag);
  for (guint i = 0; i < sample->n_raw; i++)
    sample->raw[i] = mb_response_get_register (response, index + i);
  lack = mon_tag_value_decode (tag, sample->raw, &sample->value, NULL);
  if (lack != MON_LACK_NONE)
    {
      sample->quality = MON_QUALITY_NOT_AVAILABLE;
      sample->detail = lack;
    }
}

static void
take_value (MonSample        *sample,
            const MonTagSpec *tag,
            const MbResponse *response,
            guint             index)
{
  if (mb_table_is_bits (tag->table))
    sample->value = (MbValue) {
      .kind = MB_VALUE_BOOL, .b = mb_response_get_bit (response, index),
    };
  else if (tag->type == MB_TYPE_STRING)
    take_text (sample, tag, response, index);
  else
    take_number (sample, tag, response, index);
}

/**
 * mon_sampler_take:
 * @block: the block that was read
 * @exchange: how its read ended
 * @is_late: whether the answer came more than one period after it was due
 * @out_samples: (array) (out caller-allocates): block->n_tags samples
 *
 * Makes one sample of each tag of the block, at the time of the exchange's end. An answer that
 * holds no value for a tag makes that one not available. Nothing is allocated but for strings,
 * whose samples have to be cleared by mon_sample_clear().
 */
void
mon_sampler_take (const MonReadBlock *block,
                  const MbExchange   *exchange,
                  gboolean            is_late,
                  MonSample          *out_samples)
{
  MonQuality quality = mon_sampler_quality (exchange);

  if (quality == MON_QUALITY_GOOD && is_late)
    quality = MON_QUALITY_LATE;

  for (guint i = 0; i < block->n_tags; i++)
    {
      const MonTagSpec *tag = block->tags[i];
      MonSample *sample = &out_samples[i];

      start_sample (sample, tag, quality, exchange->ended_wall_us);
      if (mon_quality_has_value (quality))
        take_value (sample, tag, exchange->response, tag->address - block->address);
      else
        sample->detail = mon_sampler_detail (exchange);
    }
}

/**
 * mon_sampler_take_tag:
 * @tag: a tag
 * @exchange: how a read of exactly this tag ended
 * @out_sample: (out caller-allocates): its sample
 *
 * Makes the sample of a read that was asked for by itself, which is never late.
 */
void
mon_sampler_take_tag (const MonTagSpec *tag,
                      const MbExchange *exchange,
                      MonSample        *out_sample)
{
  const MonReadBlock block = {
    .table = tag->table,
    .address = tag->address,
    .quantity = (guint16) mon_tag_spec_n_items (tag),
    .period_ms = tag->period_ms,
    .tags = &tag,
    .n_tags = 1,
  };

  mon_sampler_take (&block, exchange, FALSE, out_sample);
}

/**
 * mon_sampler_without:
 * @block: the block that was due
 * @quality: why there is no value
 * @detail: what goes with @quality, as in #MonSample
 * @time_us: wall time
 * @out_samples: (array) (out caller-allocates): block->n_tags samples
 *
 * Makes one sample without a value of each tag of the block, for a read that never became an
 * exchange.
 */
void
mon_sampler_without (const MonReadBlock *block,
                     MonQuality          quality,
                     guint8              detail,
                     gint64              time_us,
                     MonSample          *out_samples)
{
  g_return_if_fail (!mon_quality_has_value (quality));

  for (guint i = 0; i < block->n_tags; i++)
    {
      start_sample (&out_samples[i], block->tags[i], quality, time_us);
      out_samples[i].detail = detail;
    }
}
