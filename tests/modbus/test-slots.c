/* test-slots.c: requests in flight are found by identifier, token, age and deadline.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-slots.h"

#define WINDOW MB_CLIENT_MAX_WINDOW

/* A slot as a client fills it. */
static MbSlot *
take (MbSlots *table,
      guint16  transaction,
      guint32  token)
{
  MbSlot *slot = mb_slots_take (table, transaction);

  slot->token = token;
  slot->is_sent = FALSE;
  slot->is_broadcast = FALSE;
  slot->timeout_ms = 1;
  slot->due_us = 1000 + token;
  slot->len = 12;
  slot->start = 12 * token;
  return slot;
}

static void
release_all (MbSlots *table)
{
  while (table->n_used > 0)
    mb_slots_release (table, mb_slots_first (table, MB_SLOT_WAITING));
  mb_slots_clear (table);
}

static void
test_identifier (void)
{
  MbSlots table = { 0 };
  MbSlot *zero, *last;

  g_assert_false (mb_slots_has_transaction (&table, 0));
  g_assert_null (mb_slots_find_waiting (&table, WINDOW, 0));
  last = take (&table, 65535, 1);
  g_assert_false (mb_slots_has_transaction (&table, 0));
  zero = take (&table, 0, 2);
  g_assert_true (mb_slots_has_transaction (&table, 0));
  g_assert_true (mb_slots_has_transaction (&table, 65535));
  g_assert_true (mb_slots_find_waiting (&table, WINDOW, 0) == zero);
  g_assert_true (mb_slots_find_waiting (&table, WINDOW, 65535) == last);

  /* One that ends is not found any more, but its identifier is not free before it is released. */
  zero->state = MB_SLOT_ENDING;
  g_assert_null (mb_slots_find_waiting (&table, WINDOW, 0));
  g_assert_true (mb_slots_has_transaction (&table, 0));
  mb_slots_release (&table, zero);
  g_assert_false (mb_slots_has_transaction (&table, 0));
  release_all (&table);
}

/* In order, in reverse and at random, over more than all identifiers. */
static void
test_all_identifiers (void)
{
  MbSlots table = { 0 };
  guint16 transaction = 65000;

  for (guint round = 0; round < 70000 / WINDOW; round++)
    {
      MbSlot *slots[WINDOW];

      for (guint i = 0; i < WINDOW; i++)
        slots[i] = take (&table, transaction++, round * WINDOW + i);
      g_assert_cmpuint (table.n_used, ==, WINDOW);
      for (guint i = 0; i < WINDOW; i++)
        {
          guint which = round % 3 == 0 ? i : round % 3 == 1 ? WINDOW - 1 - i : i ^ (round % WINDOW);
          guint16 wanted = (guint16) (transaction - WINDOW + which);

          g_assert_true (mb_slots_find_waiting (&table, WINDOW, wanted) == slots[which]);
          mb_slots_release (&table, slots[which]);
          g_assert_null (mb_slots_find_waiting (&table, WINDOW, wanted));
        }
    }
  release_all (&table);
}

/* With a window of 1 one slot serves for all. */
static void
test_one_slot (void)
{
  MbSlots table = { 0 };
  MbSlot *slot = take (&table, 7, 1);

  for (guint16 transaction = 8; transaction < 40; transaction++)
    {
      g_assert_true (mb_slots_find_waiting (&table, 1, transaction - 1) == slot);
      mb_slots_release (&table, slot);
      g_assert_true (take (&table, transaction, transaction) == slot);
    }
  release_all (&table);
}

static void
test_age (void)
{
  MbSlots table = { 0 };
  MbSlot *older = take (&table, 1, G_MAXUINT32);
  MbSlot *younger = take (&table, 2, 1);

  g_assert_true (mb_slots_first (&table, MB_SLOT_WAITING) == older);
  g_assert_true (mb_slots_find_token (&table, 1) == younger);
  g_assert_null (mb_slots_find_token (&table, 2));
  mb_slots_release (&table, older);
  older = take (&table, 3, 2);
  g_assert_true (mb_slots_first (&table, MB_SLOT_WAITING) == younger);
  g_assert_null (mb_slots_first (&table, MB_SLOT_ENDING));
  younger->state = MB_SLOT_ENDING;
  g_assert_true (mb_slots_first (&table, MB_SLOT_ENDING) == younger);
  g_assert_true (mb_slots_first (&table, MB_SLOT_WAITING) == older);
  g_assert_cmpuint (mb_slots_count (&table, MB_SLOT_WAITING), ==, 1);
  mb_slots_release (&table, younger);
  release_all (&table);
}

static void
test_sent (void)
{
  MbSlots table = { 0 };
  MbSlot *slots[3];

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    slots[i] = take (&table, (guint16) i, i);
  g_assert_cmpint (mb_slots_first_due (&table), ==, 1000);

  /* Of the third all but one byte has left. */
  g_assert_cmpint (mb_slots_mark_sent (&table, 35, 5000), ==, 6000);
  g_assert_true (slots[0]->is_sent && slots[1]->is_sent && !slots[2]->is_sent);
  g_assert_cmpint (slots[1]->sent_us, ==, 5000);
  g_assert_cmpint (slots[1]->due_us, ==, 6000);
  g_assert_cmpint (mb_slots_mark_sent (&table, 35, 7000), ==, G_MAXINT64);
  g_assert_true (mb_slots_first_expired (&table, 1002) == slots[2]);
  g_assert_null (mb_slots_first_expired (&table, 1001));
  g_assert_true (mb_slots_first_expired (&table, 6000) == slots[0]);

  mb_slots_shift (&table, 12, 12);
  g_assert_cmpuint (slots[0]->start, ==, 0);
  g_assert_cmpuint (slots[1]->start, ==, 12);
  g_assert_cmpuint (slots[2]->start, ==, 12);
  release_all (&table);
}

static void
test_broadcast (void)
{
  MbSlots table = { 0 };
  MbSlot *slot = take (&table, 1, 1);

  slot->is_broadcast = TRUE;
  g_assert_null (mb_slots_first_broadcast (&table));
  mb_slots_mark_sent (&table, 100, 1);
  g_assert_true (mb_slots_first_broadcast (&table) == slot);
  release_all (&table);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/slots/identifier", test_identifier);
  g_test_add_func ("/mb/slots/all-identifiers", test_all_identifiers);
  g_test_add_func ("/mb/slots/one-slot", test_one_slot);
  g_test_add_func ("/mb/slots/age", test_age);
  g_test_add_func ("/mb/slots/sent", test_sent);
  g_test_add_func ("/mb/slots/broadcast", test_broadcast);
  return g_test_run ();
}
