/* mb-datastore.c: blocks of items in wire form, so that a read is a copy.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-datastore.h"

#include <string.h>

#include "modbus/mb-wire.h"

#define ILLEGAL_FUNCTION 1
#define ILLEGAL_DATA_ADDRESS 2
#define ILLEGAL_DATA_VALUE 3

/* What an answer has room for (V1.1b3, 6.18). */
#define N_QUEUED_MAX 31

typedef struct
{
  guint   first;
  guint   n_items;
  /* Packed bits, or big-endian registers. */
  guint8 *items;
  /* A bit for each item, 1 where requests must not write; NULL when there is none. */
  guint8 *locks;
} Block;

struct _MbDatastore
{
  /* By ascending address. */
  GArray *tables[MB_N_TABLES];
};

static void
block_clear (gpointer data)
{
  Block *block = data;

  g_free (block->items);
  g_free (block->locks);
}

/* The block that has @address, or NULL. */
static Block *
find_block (MbDatastore *store,
            MbTable      table,
            guint        address)
{
  GArray *blocks = store->tables[table];
  guint low = 0;
  guint high = blocks->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      Block *block = &g_array_index (blocks, Block, middle);

      if (address < block->first)
        high = middle;
      else if (address - block->first >= block->n_items)
        low = middle + 1;
      else
        return block;
    }
  return NULL;
}

/* Copies @n items of a block to or from @wire, where they start at item @wire_index. */
static void
copy_items (MbTable   table,
            Block    *block,
            guint     index,
            guint     n,
            guint8   *wire,
            guint     wire_index,
            gboolean  to_wire)
{
  guint8 *inside = block->items + 2 * (gsize) index;
  guint8 *outside = wire + 2 * (gsize) wire_index;

  if (!mb_table_is_bits (table))
    {
      memcpy (to_wire ? outside : inside, to_wire ? inside : outside, 2 * (gsize) n);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      if (to_wire)
        mb_wire_put_bit (wire, wire_index + i, mb_wire_get_bit (block->items, index + i));
      else
        mb_wire_put_bit (block->items, index + i, mb_wire_get_bit (wire, wire_index + i));
    }
}

/* The range must exist. */
static void
copy_range (MbDatastore *store,
            MbTable      table,
            guint        address,
            guint        quantity,
            guint8      *wire,
            gboolean     to_wire)
{
  for (guint done = 0; done < quantity; )
    {
      Block *block = find_block (store, table, address + done);
      guint index = address + done - block->first;
      guint n = MIN (quantity - done, block->n_items - index);

      copy_items (table, block, index, n, wire, done, to_wire);
      done += n;
    }
}

/**
 * mb_datastore_new:
 *
 * Makes a store without any item.
 *
 * Returns: (transfer full): a new store
 */
MbDatastore *
mb_datastore_new (void)
{
  MbDatastore *store = g_new0 (MbDatastore, 1);

  for (guint i = 0; i < MB_N_TABLES; i++)
    {
      store->tables[i] = g_array_new (FALSE, FALSE, sizeof (Block));
      g_array_set_clear_func (store->tables[i], block_clear);
    }
  return store;
}

/**
 * mb_datastore_free:
 * @store: (transfer full): a store
 *
 * Frees a store.
 */
void
mb_datastore_free (MbDatastore *store)
{
  for (guint i = 0; i < MB_N_TABLES; i++)
    g_array_unref (store->tables[i]);
  g_free (store);
}

/**
 * mb_datastore_add_block:
 * @store: a store
 * @table: one of its tables
 * @address: 0-based address of the first item
 * @quantity: how many items, 1 to 65,536 - @address
 * @preset: what each of them holds at first, 0 or 1 for bits
 *
 * Makes items exist. O(n) in the blocks of the table.
 */
void
mb_datastore_add_block (MbDatastore *store,
                        MbTable      table,
                        guint16      address,
                        guint        quantity,
                        guint16      preset)
{
  GArray *blocks = store->tables[table];
  Block block = { .first = address, .n_items = quantity };
  guint position = 0;

  g_return_if_fail (quantity >= 1 && quantity <= MB_TABLE_SIZE - (guint) address);

  while (position < blocks->len && g_array_index (blocks, Block, position).first < address)
    position++;
  for (guint i = MAX (position, 1) - 1; i < MIN (blocks->len, position + 1); i++)
    {
      const Block *other = &g_array_index (blocks, Block, i);

      g_return_if_fail (other->first >= address + quantity ||
                        address >= other->first + other->n_items);
    }

  block.items = g_malloc0 (mb_table_is_bits (table) ? (quantity + 7) / 8 : 2 * quantity);
  g_array_insert_val (blocks, position, block);
  for (guint i = 0; preset != 0 && i < quantity; i++)
    mb_datastore_set (store, table, (guint16) (address + i), preset);
}

/**
 * mb_datastore_lock:
 * @store: a store
 * @table: one of its tables
 * @address: 0-based address of the first item
 * @quantity: how many items, all of which exist
 *
 * Lets requests read items and not write them: a write of one of them ends with exception 2, and
 * nothing is written. mb_datastore_set() sets them all the same.
 */
void
mb_datastore_lock (MbDatastore *store,
                   MbTable      table,
                   guint16      address,
                   guint        quantity)
{
  g_return_if_fail (mb_datastore_covers (store, table, address, quantity));

  for (guint i = 0; i < quantity; i++)
    {
      Block *block = find_block (store, table, address + i);

      if (block->locks == NULL)
        block->locks = g_malloc0 ((block->n_items + 7) / 8);
      mb_wire_put_bit (block->locks, address + i - block->first, TRUE);
    }
}

/* Whether all of a range exists and may be written. */
static gboolean
can_write (MbDatastore *store,
           MbTable      table,
           guint16      address,
           guint        quantity)
{
  if (!mb_datastore_covers (store, table, address, quantity))
    return FALSE;
  for (guint next = address; next < (guint) address + quantity; next++)
    {
      const Block *block = find_block (store, table, next);

      if (block->locks == NULL)
        next = block->first + block->n_items - 1;
      else if (mb_wire_get_bit (block->locks, next - block->first))
        return FALSE;
    }
  return TRUE;
}

/**
 * mb_datastore_covers:
 * @store: a store
 * @table: one of its tables
 * @address: 0-based address of the first item
 * @quantity: how many items
 *
 * Tells whether all of a range exists.
 *
 * Returns: %FALSE when one item does not, or lies beyond address 65,535
 */
gboolean
mb_datastore_covers (MbDatastore *store,
                     MbTable      table,
                     guint16      address,
                     guint        quantity)
{
  guint end = (guint) address + quantity;

  if (quantity > MB_TABLE_SIZE - (guint) address)
    return FALSE;
  for (guint next = address; next < end; )
    {
      Block *block = find_block (store, table, next);

      if (block == NULL)
        return FALSE;
      next = block->first + block->n_items;
    }
  return TRUE;
}

/**
 * mb_datastore_get:
 * @store: a store
 * @table: one of its tables
 * @address: 0-based address of an item that exists
 *
 * Returns: the item, 0 or 1 for a bit
 */
guint16
mb_datastore_get (MbDatastore *store,
                  MbTable      table,
                  guint16      address)
{
  Block *block = find_block (store, table, address);

  g_return_val_if_fail (block != NULL, 0);

  if (mb_table_is_bits (table))
    return mb_wire_get_bit (block->items, address - block->first);
  return mb_wire_get_register (block->items, address - block->first);
}

/**
 * mb_datastore_set:
 * @store: a store
 * @table: one of its tables
 * @address: 0-based address of an item that exists
 * @value: what it is to hold; for a bit anything but 0 is 1
 *
 * Sets an item from within, in whichever table.
 */
void
mb_datastore_set (MbDatastore *store,
                  MbTable      table,
                  guint16      address,
                  guint16      value)
{
  Block *block = find_block (store, table, address);

  g_return_if_fail (block != NULL);

  if (mb_table_is_bits (table))
    mb_wire_put_bit (block->items, address - block->first, value != 0);
  else
    mb_wire_put_register (block->items, address - block->first, value);
}

static void
write_items (MbDatastore          *store,
             const MbFunctionInfo *info,
             const MbRequest      *request)
{
  guint16 address = info->reads ? request->write_address : request->address;
  guint16 quantity = info->reads ? request->write_quantity : request->quantity;

  /* A single coil is 0xFF00 or 0 (V1.1b3, 6.5), all else is what the table holds. */
  if (request->function == MB_FUNCTION_WRITE_SINGLE_COIL)
    mb_datastore_set (store, info->table, address, mb_request_get_bit (request, 0));
  else
    copy_range (store, info->table, address, quantity, (guint8 *) request->data, FALSE);
}

static void
read_items (MbDatastore          *store,
            const MbFunctionInfo *info,
            const MbRequest      *request,
            MbResponse           *response,
            guint8               *data)
{
  response->data = data;
  response->data_len = mb_table_is_bits (info->table) ? (request->quantity + 7u) / 8
                                                      : 2u * request->quantity;
  /* Bits beyond the last are 0 (V1.1b3, 6.1). */
  memset (data, 0, response->data_len);
  copy_range (store, info->table, request->address, request->quantity, data, TRUE);
}

/* Changes single bits (V1.1b3, 6.16). */
static void
write_masked (MbDatastore     *store,
              const MbRequest *request,
              MbResponse      *response)
{
  guint16 value = mb_datastore_get (store, MB_TABLE_HOLDING_REGISTERS, request->address);
  guint16 set = request->or_mask & (guint16) ~request->and_mask;

  mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, request->address,
                    (value & request->and_mask) | set);
  response->and_mask = request->and_mask;
  response->or_mask = request->or_mask;
}

/* A queue is a register that counts, and so many registers behind it. First the address is
 * checked, then the count (V1.1b3, 6.18). */
static guint8
read_queue (MbDatastore     *store,
            const MbRequest *request,
            MbResponse      *response,
            guint8          *data)
{
  MbTable table = MB_TABLE_HOLDING_REGISTERS;
  guint n_queued;

  if (!mb_datastore_covers (store, table, request->address, 1))
    return ILLEGAL_DATA_ADDRESS;
  n_queued = mb_datastore_get (store, table, request->address);
  if (n_queued > N_QUEUED_MAX)
    return ILLEGAL_DATA_VALUE;
  if (!mb_datastore_covers (store, table, request->address, 1 + n_queued))
    return ILLEGAL_DATA_ADDRESS;

  copy_range (store, table, request->address + 1u, n_queued, data, TRUE);
  *response = (MbResponse) {
    .function = request->function,
    .address = request->address,
    .quantity = (guint16) n_queued,
    .data = data,
    .data_len = 2 * (gsize) n_queued,
  };
  return 0;
}

/**
 * mb_datastore_execute:
 * @store: a store
 * @request: a request that mb_request_parse() took
 * @out_response: (out caller-allocates): the answer, unless an exception is returned
 * @data: room for %MB_PDU_MAX bytes that @out_response views
 *
 * Checks the addresses of a request, all of them before anything is done, and carries it out: for
 * 23 the write first, then the read (V1.1b3, 6.17). A queue (6.18) is a holding register that
 * counts, and so many holding registers behind it.
 *
 * Returns: 0, or an exception code (V1.1b3, 7): 2 for an item that does not exist, or must not be
 *   written, 1 for a function that has nothing to do with the tables, 3 for a queue of more than 31
 */
guint8
mb_datastore_execute (MbDatastore     *store,
                      const MbRequest *request,
                      MbResponse      *out_response,
                      guint8          *data)
{
  const MbFunctionInfo *info = mb_function_lookup (request->function);

  if (info == NULL || !info->has_table)
    return ILLEGAL_FUNCTION;
  if (request->function == MB_FUNCTION_READ_FIFO_QUEUE)
    return read_queue (store, request, out_response, data);
  if (info->reads &&
      !mb_datastore_covers (store, info->table, request->address, request->quantity))
    return ILLEGAL_DATA_ADDRESS;
  if (info->writes &&
      !can_write (store, info->table, info->reads ? request->write_address : request->address,
                  info->reads ? request->write_quantity : request->quantity))
    return ILLEGAL_DATA_ADDRESS;

  *out_response = (MbResponse) {
    .function = request->function,
    .address = request->address,
    .quantity = request->quantity,
  };
  if (request->function == MB_FUNCTION_MASK_WRITE_REGISTER)
    write_masked (store, request, out_response);
  else if (info->writes)
    write_items (store, info, request);
  if (info->reads)
    read_items (store, info, request, out_response, data);
  else if (info->single)
    {
      out_response->data = request->data;
      out_response->data_len = request->data_len;
    }
  return 0;
}
