/* test-sampler.c: answers become samples: values, scales, and every way not to have one.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"
#include "modbus/mb-wire.h"
#include "monitor/engine/mon-sampler.h"

typedef struct
{
  MonDeviceSpec *device;
  MonReadPlan   *plan;
  guint8         bytes[16];
  MbResponse     response;
  MbExchange     exchange;
} Fixture;

static MonTagSpec *
add (Fixture *fixture,
     MbTable  table,
     guint16  address,
     MbType   type,
     double   scale)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  tag->table = table;
  tag->address = address;
  tag->type = type;
  tag->scale = scale;
  g_ptr_array_add (fixture->device->tags, tag);
  return tag;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->device = mon_device_spec_new ();
  fixture->response.data = fixture->bytes;
  fixture->exchange.ended_wall_us = 42;
  fixture->exchange.response = &fixture->response;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->plan, mon_read_plan_free);
  mon_device_spec_unref (fixture->device);
}

static const MonReadBlock *
only_block (Fixture *fixture)
{
  fixture->plan = mon_read_plan_new (fixture->device, NULL);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (fixture->plan), ==, 1);
  return mon_read_plan_get_block (fixture->plan, 0);
}

static void
test_registers (Fixture       *fixture,
                gconstpointer  data)
{
  const guint16 words[] = { 0x42f6, 0xe979, 0xffff, 720 };
  MonSample samples[3];
  const MonReadBlock *block;

  add (fixture, MB_TABLE_HOLDING_REGISTERS, 100, MB_TYPE_FLOAT32, 1);
  add (fixture, MB_TABLE_HOLDING_REGISTERS, 102, MB_TYPE_INT16, 1);
  add (fixture, MB_TABLE_HOLDING_REGISTERS, 103, MB_TYPE_INT16, 0.1);
  block = only_block (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    mb_wire_put_register (fixture->bytes, i, words[i]);
  fixture->response.function = MB_FUNCTION_READ_HOLDING_REGISTERS;
  fixture->response.quantity = 4;
  fixture->response.data_len = 8;

  mon_sampler_take (block, &fixture->exchange, FALSE, samples);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (samples[i].tag, ==, block->tags[i]->handle);
      g_assert_cmpint (samples[i].quality, ==, MON_QUALITY_GOOD);
      g_assert_cmpint (samples[i].time_us, ==, 42);
    }
  g_assert_cmpint (samples[0].value.kind, ==, MB_VALUE_FLOAT32);
  g_assert_cmpfloat_with_epsilon (samples[0].value.f, 123.456, 1e-5);
  g_assert_cmpuint (samples[0].n_raw, ==, 2);
  g_assert_cmphex (samples[0].raw[1], ==, 0xe979);
  g_assert_cmpint (samples[1].value.kind, ==, MB_VALUE_INT);
  g_assert_cmpint (samples[1].value.i, ==, -1);
  g_assert_cmpint (samples[2].value.kind, ==, MB_VALUE_FLOAT64);
  g_assert_cmpfloat_with_epsilon (samples[2].value.f, 72.0, 1e-9);
  g_assert_cmpuint (samples[2].raw[0], ==, 720);

  mon_sampler_take (block, &fixture->exchange, TRUE, samples);
  g_assert_cmpint (samples[1].quality, ==, MON_QUALITY_LATE);
  g_assert_cmpint (samples[1].value.i, ==, -1);
}

static void
test_bits (Fixture       *fixture,
           gconstpointer  data)
{
  MonSample samples[2];
  const MonReadBlock *block;

  add (fixture, MB_TABLE_COILS, 7, MB_TYPE_BOOL, 1);
  add (fixture, MB_TABLE_COILS, 16, MB_TYPE_BOOL, 1);
  block = only_block (fixture);
  fixture->bytes[1] = 0x02;
  fixture->response.function = MB_FUNCTION_READ_COILS;
  fixture->response.quantity = 10;
  fixture->response.data_len = 2;

  mon_sampler_take (block, &fixture->exchange, FALSE, samples);
  g_assert_cmpint (samples[0].value.kind, ==, MB_VALUE_BOOL);
  g_assert_false (samples[0].value.b);
  g_assert_true (samples[1].value.b);
  g_assert_cmpuint (samples[1].n_raw, ==, 0);
}

static void
test_without (Fixture       *fixture,
              gconstpointer  data)
{
  const struct
  {
    MbVerdict  verdict;
    MonQuality quality;
    guint8     detail;
  } cases[] = {
    { MB_VERDICT_EXCEPTION, MON_QUALITY_EXCEPTION, 2 },
    { MB_VERDICT_TIMEOUT, MON_QUALITY_TIMEOUT, 0 },
    { MB_VERDICT_BREACH, MON_QUALITY_BREACH, MB_BREACH_UNIT },
    { MB_VERDICT_CLOSED, MON_QUALITY_LINK_DOWN, 0 },
    { MB_VERDICT_CANCELLED, MON_QUALITY_LINK_DOWN, 0 },
    { MB_VERDICT_NOT_SENT, MON_QUALITY_LINK_DOWN, 0 },
  };
  const MonReadBlock *block;
  MonSample sample;

  add (fixture, MB_TABLE_INPUT_REGISTERS, 0, MB_TYPE_UINT16, 1);
  block = only_block (fixture);
  fixture->response.is_exception = TRUE;
  fixture->response.exception = 2;
  fixture->exchange.breach = MB_BREACH_UNIT;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->exchange.verdict = cases[i].verdict;
      mon_sampler_take (block, &fixture->exchange, TRUE, &sample);
      g_assert_cmpint (sample.quality, ==, cases[i].quality);
      g_assert_cmpuint (sample.detail, ==, cases[i].detail);
      g_assert_cmpint (sample.value.kind, ==, MB_VALUE_NONE);
      g_assert_cmpuint (sample.n_raw, ==, 0);
    }

  mon_sampler_without (block, MON_QUALITY_PAUSED, 0, 77, &sample);
  g_assert_cmpint (sample.quality, ==, MON_QUALITY_PAUSED);
  g_assert_cmpint (sample.time_us, ==, 77);
}

/* A value of text keeps its words; other values keep theirs inside the sample. */
static void
test_strings (Fixture       *fixture,
              gconstpointer  data)
{
  const guint16 words[] = { 0x4162, 0x2063, 0x0000, 0xb043, 0x2020 };
  MonSample samples[2];
  MonSample copy;
  const MonReadBlock *block;

  add (fixture, MB_TABLE_HOLDING_REGISTERS, 100, MB_TYPE_STRING, 1)->length = 3;
  add (fixture, MB_TABLE_HOLDING_REGISTERS, 103, MB_TYPE_STRING, 1)->length = 2;
  block = only_block (fixture);
  g_assert_cmpuint (block->quantity, ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    mb_wire_put_register (fixture->bytes, i, words[i]);
  fixture->response.function = MB_FUNCTION_READ_HOLDING_REGISTERS;
  fixture->response.quantity = 5;
  fixture->response.data_len = 10;

  mon_sampler_take (block, &fixture->exchange, FALSE, samples);
  g_assert_cmpint (samples[0].value.kind, ==, MB_VALUE_TEXT);
  g_assert_cmpstr (samples[0].value.text, ==, "Ab c");
  g_assert_cmpuint (samples[0].n_raw, ==, 3);
  g_assert_cmpmem (mon_sample_get_raw (&samples[0]), 6, words, 6);
  g_assert_cmpstr (samples[1].value.text, ==, "°C");
  g_assert_cmphex (mon_sample_get_raw (&samples[1])[0], ==, 0xb043);

  copy = samples[0];
  mon_sample_hold (&copy);
  mon_sample_clear (&samples[0]);
  g_assert_cmpint (samples[0].value.kind, ==, MB_VALUE_NONE);
  g_assert_cmpstr (copy.value.text, ==, "Ab c");
  mon_sample_clear (&copy);
  mon_sample_clear (&copy);
  mon_sample_clear (&samples[1]);
}

static void
test_not_available (Fixture       *fixture,
                    gconstpointer  data)
{
  MonSample samples[2];
  const MonReadBlock *block;

  add (fixture, MB_TABLE_HOLDING_REGISTERS, 0, MB_TYPE_BCD16, 0.1);
  add (fixture, MB_TABLE_HOLDING_REGISTERS, 1, MB_TYPE_BCD16, 0.1);
  block = only_block (fixture);
  mb_wire_put_register (fixture->bytes, 0, 0x1234);
  mb_wire_put_register (fixture->bytes, 1, 0x123a);
  fixture->response.function = MB_FUNCTION_READ_HOLDING_REGISTERS;
  fixture->response.quantity = 2;
  fixture->response.data_len = 4;

  mon_sampler_take (block, &fixture->exchange, TRUE, samples);
  g_assert_cmpint (samples[0].quality, ==, MON_QUALITY_LATE);
  g_assert_cmpfloat (samples[0].value.f, ==, 123.4);
  g_assert_cmpint (samples[1].quality, ==, MON_QUALITY_NOT_AVAILABLE);
  g_assert_cmpuint (samples[1].detail, ==, MON_LACK_BCD);
  g_assert_cmpint (samples[1].value.kind, ==, MB_VALUE_NONE);
  g_assert_cmphex (mon_sample_get_raw (&samples[1])[0], ==, 0x123a);
}

/* The device's own mark for "no value", before any scale. */
static void
test_sentinel (Fixture       *fixture,
               gconstpointer  data)
{
  MonSentinel mark;
  MonSample samples[2];
  const MonReadBlock *block;
  MonTagSpec *tag = add (fixture, MB_TABLE_INPUT_REGISTERS, 0, MB_TYPE_INT16, 0.1);

  add (fixture, MB_TABLE_INPUT_REGISTERS, 1, MB_TYPE_INT16, 0.1);
  g_assert_true (mon_sentinel_parse (&mark, "0x8000"));
  tag->sentinels = mon_sentinels_new ();
  mon_sentinels_add (tag->sentinels, &mark);
  block = only_block (fixture);
  mb_wire_put_register (fixture->bytes, 0, 0x8000);
  mb_wire_put_register (fixture->bytes, 1, 0x8000);
  fixture->response.function = MB_FUNCTION_READ_INPUT_REGISTERS;
  fixture->response.quantity = 2;
  fixture->response.data_len = 4;

  mon_sampler_take (block, &fixture->exchange, FALSE, samples);
  g_assert_cmpint (samples[0].quality, ==, MON_QUALITY_NOT_AVAILABLE);
  g_assert_cmpuint (samples[0].detail, ==, MON_LACK_SENTINEL);
  g_assert_cmpint (samples[0].value.kind, ==, MB_VALUE_NONE);
  g_assert_cmpint (samples[1].quality, ==, MON_QUALITY_GOOD);
  g_assert_cmpfloat (samples[1].value.f, ==, -3276.8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/mon/sampler/registers", test_registers);
  ADD ("/mon/sampler/bits", test_bits);
  ADD ("/mon/sampler/without", test_without);
  ADD ("/mon/sampler/strings", test_strings);
  ADD ("/mon/sampler/not-available", test_not_available);
  ADD ("/mon/sampler/sentinel", test_sentinel);
  return g_test_run ();
}
