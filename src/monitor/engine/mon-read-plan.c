/* mon-read-plan.c: which blocks to read so that every tag of a device is covered by few requests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-read-plan.h"

struct _MonReadPlan
{
  MonDeviceSpec *device;
  GPtrArray     *tags;   /* of MonTagSpec, borrowed from device, in the order of the blocks */
  GArray        *blocks; /* of MonReadBlock */
};

/* Tags that can share a request come together, and within those the addresses rise. */
static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  const MonTagSpec *first = *(const MonTagSpec *const *) a;
  const MonTagSpec *second = *(const MonTagSpec *const *) b;

  if (first->table != second->table)
    return first->table < second->table ? -1 : 1;
  if (first->period_ms != second->period_ms)
    return first->period_ms < second->period_ms ? -1 : 1;
  return (int) first->address - (int) second->address;
}

/* How a read of @tag alone will be refused, 0 when nothing is known against it. */
static guint8
find_exception (const MonDeadSet *dead,
                const MonTagSpec *tag)
{
  return dead != NULL
         ? mon_dead_set_find (dead, tag->table, tag->address, mon_tag_spec_n_items (tag)) : 0;
}

/* Whether @tag, which is not dead itself, can join @block, which would then end at *@out_end
 * (exclusive). */
static gboolean
fits_block (const MonReadPlan  *plan,
            const MonDeadSet   *dead,
            const MonReadBlock *block,
            const MonTagSpec   *tag,
            guint              *out_end)
{
  gboolean bits = mb_table_is_bits (block->table);
  guint limit = bits ? plan->device->max_read_bits : plan->device->max_read_registers;
  /* A gap of bits costs a sixteenth of a gap of registers. */
  guint max_gap = bits ? plan->device->max_gap * 16 : plan->device->max_gap;
  guint block_end = block->address + block->quantity;
  guint tag_end = tag->address + mon_tag_spec_n_items (tag);

  *out_end = MAX (block_end, tag_end);
  return tag->table == block->table &&
         tag->period_ms == block->period_ms &&
         tag->address <= block_end + max_gap &&
         *out_end - block->address <= limit &&
         block->exception == 0 &&
         (dead == NULL || mon_dead_set_find (dead, block->table, block->address,
                                             *out_end - block->address) == 0);
}

static void
make_blocks (MonReadPlan      *plan,
             const MonDeadSet *dead)
{
  for (guint i = 0; i < plan->tags->len; i++)
    {
      const MonTagSpec *tag = g_ptr_array_index (plan->tags, i);
      guint8 exception = find_exception (dead, tag);
      MonReadBlock *last = NULL;
      guint end;

      if (plan->blocks->len > 0)
        last = &g_array_index (plan->blocks, MonReadBlock, plan->blocks->len - 1);

      if (last != NULL && exception == 0 && fits_block (plan, dead, last, tag, &end))
        {
          last->quantity = end - last->address;
          last->n_tags++;
        }
      else
        {
          MonReadBlock block = {
            .table = tag->table,
            .address = tag->address,
            .quantity = mon_tag_spec_n_items (tag),
            .period_ms = tag->period_ms,
            .exception = exception,
            .tags = (const MonTagSpec *const *) plan->tags->pdata + i,
            .n_tags = 1,
          };

          g_array_append_val (plan->blocks, block);
        }
    }
}

/**
 * mon_read_plan_new:
 * @device: the device; a reference on it is kept
 * @dead: (nullable): what the device refuses
 *
 * Makes the plan. Costs O(n log n) for n tags. Computed tags are not read, nor those that
 * are read on demand only.
 *
 * Tags are joined when they have the same table and period, when the block stays within
 * max_read_registers or max_read_bits, and when no more than max_gap registers (sixteen times as
 * many bits) between two of them are read in vain. A tag lies wholly in one block: two requests
 * could tear its value, since the device may change it between them. A tag that the device refuses
 * has a block of its own, so that it takes no value from others, and is asked for when it is time
 * for that.
 *
 * Returns: (transfer full): the plan
 */
MonReadPlan *
mon_read_plan_new (MonDeviceSpec    *device,
                   const MonDeadSet *dead)
{
  MonReadPlan *plan;

  g_return_val_if_fail (device != NULL, NULL);

  plan = g_new0 (MonReadPlan, 1);
  plan->device = mon_device_spec_ref (device);
  plan->tags = g_ptr_array_sized_new (device->tags->len);
  for (guint i = 0; i < device->tags->len; i++)
    if (mon_tag_spec_is_polled (g_ptr_array_index (device->tags, i)))
      g_ptr_array_add (plan->tags, g_ptr_array_index (device->tags, i));
  g_ptr_array_sort (plan->tags, compare_tags);
  plan->blocks = g_array_new (FALSE, FALSE, sizeof (MonReadBlock));
  make_blocks (plan, dead);

  return plan;
}

/**
 * mon_read_plan_free:
 * @plan: (transfer full): the plan
 *
 * Frees the plan; its blocks go with it.
 */
void
mon_read_plan_free (MonReadPlan *plan)
{
  g_return_if_fail (plan != NULL);

  g_array_unref (plan->blocks);
  g_ptr_array_unref (plan->tags);
  mon_device_spec_unref (plan->device);
  g_free (plan);
}

/**
 * mon_read_plan_get_n_blocks:
 * @plan: the plan
 *
 * Returns: the number of blocks, 0 for a device without tags that are read
 */
guint
mon_read_plan_get_n_blocks (MonReadPlan *plan)
{
  g_return_val_if_fail (plan != NULL, 0);

  return plan->blocks->len;
}

/**
 * mon_read_plan_get_block:
 * @plan: the plan
 * @index: 0 to mon_read_plan_get_n_blocks() - 1
 *
 * Returns: (transfer none): the block; it lives as long as the plan
 */
const MonReadBlock *
mon_read_plan_get_block (MonReadPlan *plan,
                         guint        index)
{
  g_return_val_if_fail (plan != NULL, NULL);
  g_return_val_if_fail (index < plan->blocks->len, NULL);

  return &g_array_index (plan->blocks, MonReadBlock, index);
}
