/* test-read-plan.c: tags are joined into few reads, within the limits, and never split.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-read-plan.h"

static void
add (MonDeviceSpec *device,
     MbTable        table,
     guint16        address,
     MbType         type,
     guint          period_ms)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  tag->table = table;
  tag->address = address;
  tag->type = type;
  tag->period_ms = period_ms;
  g_ptr_array_add (device->tags, tag);
}

static void
assert_block (MonReadPlan *plan,
              guint        index,
              MbTable      table,
              guint        address,
              guint        quantity,
              guint        n_tags)
{
  const MonReadBlock *block = mon_read_plan_get_block (plan, index);

  g_assert_cmpint (block->table, ==, table);
  g_assert_cmpuint (block->address, ==, address);
  g_assert_cmpuint (block->quantity, ==, quantity);
  g_assert_cmpuint (block->n_tags, ==, n_tags);
  for (guint i = 0; i < n_tags; i++)
    {
      g_assert_cmpuint (block->tags[i]->address, >=, address);
      g_assert_cmpuint (block->tags[i]->address + mon_tag_spec_n_items (block->tags[i]), <=,
                        address + quantity);
    }
}

static void
test_empty (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonReadPlan) plan = mon_read_plan_new (device, NULL);

  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 0);
}

static void
test_joined (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonReadPlan) plan = NULL;

  /* Out of order, overlapping, and with a gap that may be bridged. */
  device->max_gap = 4;
  add (device, MB_TABLE_HOLDING_REGISTERS, 10, MB_TYPE_UINT16, 1000);
  add (device, MB_TABLE_HOLDING_REGISTERS, 0, MB_TYPE_FLOAT32, 1000);
  add (device, MB_TABLE_HOLDING_REGISTERS, 1, MB_TYPE_UINT16, 1000);
  add (device, MB_TABLE_HOLDING_REGISTERS, 6, MB_TYPE_UINT16, 1000);
  add (device, MB_TABLE_HOLDING_REGISTERS, 16, MB_TYPE_UINT16, 1000);

  plan = mon_read_plan_new (device, NULL);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 2);
  assert_block (plan, 0, MB_TABLE_HOLDING_REGISTERS, 0, 11, 4);
  assert_block (plan, 1, MB_TABLE_HOLDING_REGISTERS, 16, 1, 1);
}

/* What is computed is read by nobody, and joins nothing. */
static void
test_computed (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonReadPlan) plan = NULL;
  MonTagSpec *tag;

  add (device, MB_TABLE_HOLDING_REGISTERS, 10, MB_TYPE_UINT16, 1000);
  add (device, MB_TABLE_HOLDING_REGISTERS, 0, MB_TYPE_UINT16, 1000);
  tag = device->tags->pdata[1];
  tag->expression = mon_expression_parse ("1", NULL, NULL);
  plan = mon_read_plan_new (device, NULL);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 1);
  g_assert_cmpuint (mon_read_plan_get_block (plan, 0)->address, ==, 10);
  g_assert_cmpuint (mon_read_plan_get_block (plan, 0)->n_tags, ==, 1);
}

static void
test_on_demand (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonReadPlan) plan = NULL;

  add (device, MB_TABLE_HOLDING_REGISTERS, 10, MB_TYPE_UINT16, 0);
  g_assert_false (mon_device_spec_is_read (device));
  add (device, MB_TABLE_HOLDING_REGISTERS, 11, MB_TYPE_UINT16, 10);
  g_assert_true (mon_device_spec_is_read (device));
  plan = mon_read_plan_new (device, NULL);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 1);
  assert_block (plan, 0, MB_TABLE_HOLDING_REGISTERS, 11, 1, 1);
}

static void
test_apart (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonReadPlan) plan = NULL;

  /* Neither tables nor periods mix. */
  add (device, MB_TABLE_HOLDING_REGISTERS, 0, MB_TYPE_UINT16, 1000);
  add (device, MB_TABLE_HOLDING_REGISTERS, 1, MB_TYPE_UINT16, 500);
  add (device, MB_TABLE_INPUT_REGISTERS, 1, MB_TYPE_UINT16, 1000);
  add (device, MB_TABLE_COILS, 1, MB_TYPE_BOOL, 1000);
  add (device, MB_TABLE_DISCRETE_INPUTS, 2, MB_TYPE_BOOL, 1000);

  plan = mon_read_plan_new (device, NULL);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 5);
}

static void
test_limits (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonReadPlan) plan = NULL;

  device->max_read_registers = 5;
  device->max_read_bits = 8;
  for (guint i = 0; i < 4; i++)
    add (device, MB_TABLE_INPUT_REGISTERS, 2 * i, MB_TYPE_FLOAT32, 1000);
  for (guint i = 0; i < 9; i++)
    add (device, MB_TABLE_COILS, i, MB_TYPE_BOOL, 1000);

  /* Five registers would hold two floats and a half: the third is not split. */
  plan = mon_read_plan_new (device, NULL);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 4);
  assert_block (plan, 0, MB_TABLE_COILS, 0, 8, 8);
  assert_block (plan, 1, MB_TABLE_COILS, 8, 1, 1);
  assert_block (plan, 2, MB_TABLE_INPUT_REGISTERS, 0, 4, 2);
  assert_block (plan, 3, MB_TABLE_INPUT_REGISTERS, 4, 4, 2);
}

static void
test_top (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonReadPlan) plan = NULL;

  add (device, MB_TABLE_HOLDING_REGISTERS, 65534, MB_TYPE_FLOAT32, 1000);
  add (device, MB_TABLE_HOLDING_REGISTERS, 65533, MB_TYPE_UINT16, 1000);

  plan = mon_read_plan_new (device, NULL);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 1);
  assert_block (plan, 0, MB_TABLE_HOLDING_REGISTERS, 65533, 3, 2);
}

static void
add_dead (MonDeadSet *dead,
          MbTable     table,
          guint       address,
          guint       quantity)
{
  MonDeadRange range = {
    .table = table,
    .address = (guint16) address,
    .quantity = (guint16) quantity,
    .exception = 2,
  };

  mon_dead_set_add (dead, &range, 0);
}

/* A tag that is refused has a block of its own; no other read has it in it. */
static void
test_dead (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonDeadSet) dead = mon_dead_set_new ();
  g_autoptr (MonReadPlan) plan = NULL;

  for (guint i = 0; i < 10; i++)
    add (device, MB_TABLE_HOLDING_REGISTERS, i, MB_TYPE_UINT16, 1000);
  add_dead (dead, MB_TABLE_HOLDING_REGISTERS, 4, 1);
  plan = mon_read_plan_new (device, dead);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 3);
  assert_block (plan, 0, MB_TABLE_HOLDING_REGISTERS, 0, 4, 4);
  assert_block (plan, 1, MB_TABLE_HOLDING_REGISTERS, 4, 1, 1);
  assert_block (plan, 2, MB_TABLE_HOLDING_REGISTERS, 5, 5, 5);
  g_assert_cmpuint (mon_read_plan_get_block (plan, 0)->exception, ==, 0);
  g_assert_cmpuint (mon_read_plan_get_block (plan, 1)->exception, ==, 2);
}

/* Two that can be read, but not together. */
static void
test_seam (void)
{
  g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
  g_autoptr (MonDeadSet) dead = mon_dead_set_new ();
  g_autoptr (MonReadPlan) plan = NULL;

  for (guint i = 0; i < 10; i++)
    add (device, MB_TABLE_HOLDING_REGISTERS, i, MB_TYPE_UINT16, 1000);
  add_dead (dead, MB_TABLE_HOLDING_REGISTERS, 4, 2);
  plan = mon_read_plan_new (device, dead);
  g_assert_cmpuint (mon_read_plan_get_n_blocks (plan), ==, 2);
  assert_block (plan, 0, MB_TABLE_HOLDING_REGISTERS, 0, 5, 5);
  assert_block (plan, 1, MB_TABLE_HOLDING_REGISTERS, 5, 5, 5);
}

/* Any tags of any table, type and period, and any dead addresses. */
static void
add_random (MonDeviceSpec *device,
            MonDeadSet    *dead)
{
  const MbType types[] = { MB_TYPE_UINT16, MB_TYPE_UINT32, MB_TYPE_FLOAT64, MB_TYPE_STRING };
  const guint periods_ms[] = { 10, 1000, 86400000 };

  device->max_read_registers = (guint) g_test_rand_int_range (10, 126);
  device->max_read_bits = (guint) g_test_rand_int_range (1, 2001);
  device->max_gap = (guint) g_test_rand_int_range (0, 20);
  for (guint i = 0; i < 100; i++)
    {
      MbTable table = (MbTable) g_test_rand_int_range (0, MB_N_TABLES);
      MbType type = mb_table_is_bits (table)
                    ? MB_TYPE_BOOL : types[g_test_rand_int_range (0, G_N_ELEMENTS (types))];

      add (device, table, (guint16) g_test_rand_int_range (0, 600), type,
           periods_ms[g_test_rand_int_range (0, G_N_ELEMENTS (periods_ms))]);
      ((MonTagSpec *) g_ptr_array_index (device->tags, i))->length
        = (guint) g_test_rand_int_range (1, 11);
      if (g_test_rand_bit ())
        add_dead (dead, table, (guint) g_test_rand_int_range (0, 600),
                  (guint) g_test_rand_int_range (1, 4));
    }
}

/* Whatever the tags, each is covered once, wholly, within the limits, with no gap too long, and
 * with nothing that is refused unless it is refused alone. */
static void
test_random (void)
{
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (MonDeviceSpec) device = mon_device_spec_new ();
      g_autoptr (MonDeadSet) dead = mon_dead_set_new ();
      g_autoptr (MonReadPlan) plan = NULL;
      g_autoptr (GHashTable) covered = g_hash_table_new (NULL, NULL);

      add_random (device, dead);
      plan = mon_read_plan_new (device, dead);
      for (guint i = 0; i < mon_read_plan_get_n_blocks (plan); i++)
        {
          const MonReadBlock *block = mon_read_plan_get_block (plan, i);
          gboolean bits = mb_table_is_bits (block->table);
          guint end = block->address;

          g_assert_cmpuint (block->quantity, <=,
                            bits ? device->max_read_bits : device->max_read_registers);
          assert_block (plan, i, block->table, block->address, block->quantity, block->n_tags);
          g_assert_cmpuint (block->exception, ==,
                            mon_dead_set_find (dead, block->table, block->address,
                                               block->quantity));
          g_assert_true (block->exception == 0 || block->n_tags == 1);
          for (guint t = 0; t < block->n_tags; t++)
            {
              const MonTagSpec *tag = block->tags[t];

              g_assert_true (g_hash_table_add (covered, (gpointer) tag));
              g_assert_cmpint (tag->table, ==, block->table);
              g_assert_cmpuint (tag->period_ms, ==, block->period_ms);
              g_assert_cmpuint (tag->address, <=,
                                end + (bits ? 16 * device->max_gap : device->max_gap));
              end = MAX (end, tag->address + mon_tag_spec_n_items (tag));
            }
          g_assert_cmpuint (end, ==, block->address + block->quantity);
        }
      g_assert_cmpuint (g_hash_table_size (covered), ==, device->tags->len);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/read-plan/empty", test_empty);
  g_test_add_func ("/mon/read-plan/joined", test_joined);
  g_test_add_func ("/mon/read-plan/computed", test_computed);
  g_test_add_func ("/mon/read-plan/on-demand", test_on_demand);
  g_test_add_func ("/mon/read-plan/apart", test_apart);
  g_test_add_func ("/mon/read-plan/limits", test_limits);
  g_test_add_func ("/mon/read-plan/top", test_top);
  g_test_add_func ("/mon/read-plan/dead", test_dead);
  g_test_add_func ("/mon/read-plan/seam", test_seam);
  g_test_add_func ("/mon/read-plan/random", test_random);
  return g_test_run ();
}
