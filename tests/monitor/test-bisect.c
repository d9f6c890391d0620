/* test-bisect.c: whatever a device refuses is found in few reads, and every other tag is read.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-bisect.h"

#define MAX_ADDRESS 4096

/* A block of tags, a device that refuses some of it, and what a search through it did. */
typedef struct
{
  GPtrArray   *tags;      /* of MonTagSpec, by address */
  MonReadBlock block;
  guint8       dead[MAX_ADDRESS];
  guint        max_quantity;
  guint        n_reads;
  guint       *n_settled; /* of each tag */
  gboolean    *is_read;
  MonBisect   *bisect;
} Search;

static void
search_init (Search *s)
{
  *s = (Search) { .max_quantity = G_MAXUINT };
  s->tags = g_ptr_array_new_with_free_func ((GDestroyNotify) mon_tag_spec_unref);
}

static void
search_clear (Search *s)
{
  g_clear_pointer (&s->bisect, mon_bisect_free);
  g_ptr_array_unref (s->tags);
  g_free (s->n_settled);
  g_free (s->is_read);
}

static void
add_tag (Search  *s,
         guint16  address,
         MbType   type)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  tag->table = MB_TABLE_HOLDING_REGISTERS;
  tag->address = address;
  tag->type = type;
  g_ptr_array_add (s->tags, tag);
}

static guint8
refusal_of (const Search *s,
            guint         address,
            guint         quantity)
{
  for (guint i = address; i < address + quantity; i++)
    if (s->dead[i] != 0)
      return s->dead[i];
  return quantity > s->max_quantity ? MON_EXCEPTION_ADDRESS : 0;
}

static const MonTagSpec *
tag_at (const Search *s,
        guint         index)
{
  return g_ptr_array_index (s->tags, index);
}

static void
make_block (Search *s)
{
  guint end = 0;

  for (guint i = 0; i < s->tags->len; i++)
    end = MAX (end, tag_at (s, i)->address + mon_tag_spec_n_items (tag_at (s, i)));
  s->block = (MonReadBlock) {
    .table = MB_TABLE_HOLDING_REGISTERS,
    .address = tag_at (s, 0)->address,
    .quantity = (guint16) (end - tag_at (s, 0)->address),
    .period_ms = 1000,
    .tags = (const MonTagSpec *const *) s->tags->pdata,
    .n_tags = s->tags->len,
  };
  s->n_settled = g_new0 (guint, s->tags->len);
  s->is_read = g_new0 (gboolean, s->tags->len);
}

/* Reads as the search says, until it has ended. */
static void
run (Search *s)
{
  guint8 refusal;
  MonReadBlock part;

  make_block (s);
  refusal = refusal_of (s, s->block.address, s->block.quantity);
  g_assert_cmpuint (refusal, !=, 0);
  s->bisect = mon_bisect_new (&s->block, refusal);
  while (mon_bisect_get_next (s->bisect, &part))
    {
      guint first = (guint) (part.tags - s->block.tags);

      s->n_reads++;
      refusal = refusal_of (s, part.address, part.quantity);
      for (guint i = 0; i < part.n_tags; i++)
        {
          g_assert_cmpuint (part.tags[i]->address, >=, part.address);
          g_assert_cmpuint (part.tags[i]->address + mon_tag_spec_n_items (part.tags[i]), <=,
                            part.address + part.quantity);
        }
      if (mon_bisect_note (s->bisect, refusal))
        for (guint i = 0; i < part.n_tags; i++)
          {
            s->n_settled[first + i]++;
            s->is_read[first + i] = refusal == 0;
          }
    }
}

static guint
depth_of (guint n)
{
  guint depth = 0;

  while ((1u << depth) < n)
    depth++;
  return depth;
}

/* Every tag is settled once; it was read exactly when it can be; reads stay in bounds. */
static void
assert_found (const Search *s)
{
  guint n_found = mon_bisect_get_n_found (s->bisect);
  MonReadBlock rest;

  g_assert_false (mon_bisect_get_rest (s->bisect, &rest));
  for (guint i = 0; i < s->tags->len; i++)
    {
      const MonTagSpec *tag = tag_at (s, i);
      gboolean can_read = refusal_of (s, tag->address, mon_tag_spec_n_items (tag)) == 0;

      g_assert_cmpuint (s->n_settled[i], ==, 1);
      g_assert_cmpint (s->is_read[i], ==, can_read);
    }
  for (guint i = 0; i < n_found; i++)
    {
      const MonDeadRange *range = mon_bisect_get_found (s->bisect, i);

      g_assert_cmpuint (range->quantity, >, 0);
      g_assert_cmpuint (range->address, >=, s->block.address);
      g_assert_cmpuint (range->address + range->quantity, <=,
                        s->block.address + s->block.quantity);
    }
  g_assert_cmpuint (s->n_reads, <=,
                    MON_BISECT_READS_PER_DEAD * n_found * depth_of (s->tags->len));
}

static void
test_one (void)
{
  for (guint dead = 0; dead < 64; dead++)
    {
      Search s;
      const MonDeadRange *range;

      search_init (&s);
      for (guint i = 0; i < 64; i++)
        add_tag (&s, 100 + i, MB_TYPE_UINT16);
      s.dead[100 + dead] = 2;
      run (&s);
      assert_found (&s);
      g_assert_cmpuint (s.n_reads, ==, 12);
      g_assert_cmpuint (mon_bisect_get_n_found (s.bisect), ==, 1);
      range = mon_bisect_get_found (s.bisect, 0);
      g_assert_cmpuint (range->address, ==, 100 + dead);
      g_assert_cmpuint (range->quantity, ==, 1);
      g_assert_cmpuint (range->exception, ==, 2);
      search_clear (&s);
    }
}

static void
test_all (void)
{
  Search s;

  search_init (&s);
  for (guint i = 0; i < 33; i++)
    add_tag (&s, i, MB_TYPE_UINT16);
  memset (s.dead, 2, sizeof s.dead);
  run (&s);
  assert_found (&s);
  g_assert_cmpuint (mon_bisect_get_n_found (s.bisect), ==, 33);
  g_assert_cmpuint (s.n_reads, ==, 2 * 33 - 2);
  search_clear (&s);
}

/* Half of a value may be dead: the tag is, as a whole. */
static void
test_wide (void)
{
  Search s;
  const MonDeadRange *range;

  search_init (&s);
  for (guint i = 0; i < 10; i++)
    add_tag (&s, 4 * i, MB_TYPE_FLOAT64);
  s.dead[18] = 2;
  run (&s);
  assert_found (&s);
  g_assert_cmpuint (mon_bisect_get_n_found (s.bisect), ==, 1);
  range = mon_bisect_get_found (s.bisect, 0);
  g_assert_cmpuint (range->address, ==, 16);
  g_assert_cmpuint (range->quantity, ==, 4);
  search_clear (&s);
}

/* What nobody asked for is dead: no tag is, but two are never read together again. */
static void
test_gap (void)
{
  Search s;
  const MonDeadRange *range;

  search_init (&s);
  for (guint i = 0; i < 16; i++)
    add_tag (&s, 3 * i, MB_TYPE_UINT16);
  s.dead[22] = 2;
  run (&s);
  assert_found (&s);
  g_assert_cmpuint (mon_bisect_get_n_found (s.bisect), ==, 1);
  range = mon_bisect_get_found (s.bisect, 0);
  g_assert_cmpuint (range->address, ==, 21);
  g_assert_cmpuint (range->quantity, ==, 4);
  search_clear (&s);
}

/* A device that gives less at a time than it should. */
static void
test_quantity (void)
{
  Search s;

  search_init (&s);
  s.max_quantity = 40;
  for (guint i = 0; i < 100; i++)
    add_tag (&s, i, MB_TYPE_UINT16);
  run (&s);
  assert_found (&s);
  /* Read as quarters, which three seams keep apart. */
  g_assert_cmpuint (mon_bisect_get_n_found (s.bisect), ==, 2);
  g_assert_cmpuint (mon_bisect_get_found (s.bisect, 0)->address, ==, 24);
  g_assert_cmpuint (mon_bisect_get_found (s.bisect, 0)->quantity, ==, 2);
  g_assert_cmpuint (s.n_reads, ==, 6);
  search_clear (&s);
}

static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  const MonTagSpec *first = *(const MonTagSpec *const *) a;
  const MonTagSpec *second = *(const MonTagSpec *const *) b;

  return (int) first->address - (int) second->address;
}

/* Any tags, also over one another, and any dead addresses. */
static void
test_random (void)
{
  for (guint round = 0; round < 3000; round++)
    {
      Search s;
      guint n_tags = (guint) g_test_rand_int_range (2, 126);
      guint span = n_tags * (guint) g_test_rand_int_range (1, 4);
      guint n_dead = (guint) g_test_rand_int_range (1, 1 + (gint32) n_tags);
      const MbType types[] = { MB_TYPE_UINT16, MB_TYPE_FLOAT32, MB_TYPE_INT64 };

      search_init (&s);
      for (guint i = 0; i < n_tags; i++)
        add_tag (&s, (guint16) g_test_rand_int_range (0, (gint32) span),
                 types[g_test_rand_int_range (0, G_N_ELEMENTS (types))]);
      g_ptr_array_sort (s.tags, compare_tags);
      for (guint i = 0; i < n_dead; i++)
        s.dead[g_test_rand_int_range (0, (gint32) span + 4)] = 2;
      /* One that is refused for sure. */
      s.dead[tag_at (&s, n_tags / 2)->address] = 2;
      run (&s);
      assert_found (&s);
      search_clear (&s);
    }
}

/* Where tags do not overlap no more is found than there is: O(k log n) reads for k dead addresses
 * of n tags. */
static void
test_random_apart (void)
{
  for (guint round = 0; round < 3000; round++)
    {
      Search s;
      guint n_tags = (guint) g_test_rand_int_range (2, 126);
      guint n_dead = (guint) g_test_rand_int_range (1, 9);
      guint stride = (guint) g_test_rand_int_range (1, 4);
      guint k = 0;

      search_init (&s);
      for (guint i = 0; i < n_tags; i++)
        add_tag (&s, (guint16) (stride * i), MB_TYPE_UINT16);
      for (guint i = 0; i < n_dead; i++)
        s.dead[g_test_rand_int_range (0, (gint32) (stride * (n_tags - 1) + 1))] = 2;
      for (guint i = 0; i < MAX_ADDRESS; i++)
        k += s.dead[i] != 0;
      run (&s);
      assert_found (&s);
      g_assert_cmpuint (mon_bisect_get_n_found (s.bisect), <=, k);
      g_assert_cmpuint (s.n_reads, <=, MON_BISECT_READS_PER_DEAD * k * depth_of (n_tags));
      search_clear (&s);
    }
}

/* Exceptions 3 and 4 mean an address when something else is answered. */
static void
test_other_exceptions (void)
{
  const guint8 exceptions[] = { MON_EXCEPTION_VALUE, MON_EXCEPTION_FAILURE };

  for (guint e = 0; e < G_N_ELEMENTS (exceptions); e++)
    {
      Search s;

      search_init (&s);
      for (guint i = 0; i < 125; i++)
        add_tag (&s, i, MB_TYPE_UINT16);
      s.dead[0] = exceptions[e];
      s.dead[1] = exceptions[e];
      s.dead[77] = exceptions[e];
      run (&s);
      assert_found (&s);
      g_assert_true (mon_bisect_is_credible (s.bisect));
      g_assert_cmpuint (mon_bisect_get_n_found (s.bisect), ==, 3);
      g_assert_cmpuint (mon_bisect_get_found (s.bisect, 2)->exception, ==, exceptions[e]);
      search_clear (&s);
    }
}

/* A device that fails as a whole is not asked for each tag alone, and nothing is held against its
 * addresses. */
static void
test_doubt (void)
{
  for (guint n_tags = 2; n_tags <= 125; n_tags++)
    {
      Search s;
      MonReadBlock rest;
      guint n_open = 0;

      search_init (&s);
      for (guint i = 0; i < n_tags; i++)
        add_tag (&s, i, MB_TYPE_UINT16);
      memset (s.dead, MON_EXCEPTION_FAILURE, sizeof s.dead);
      run (&s);
      g_assert_false (mon_bisect_is_credible (s.bisect));
      g_assert_cmpuint (s.n_reads, <=, MON_BISECT_DOUBT);
      if (mon_bisect_get_rest (s.bisect, &rest))
        n_open = rest.n_tags;
      for (guint i = 0; i < n_tags; i++)
        g_assert_cmpuint (s.n_settled[i], ==, i < n_tags - n_open ? 1 : 0);
      search_clear (&s);
    }
}

static void
test_refusals (void)
{
  for (guint exception = 0; exception < 256; exception++)
    g_assert_cmpint (mon_bisect_is_refusal ((guint8) exception), ==,
                     exception >= 2 && exception <= 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/bisect/one", test_one);
  g_test_add_func ("/mon/bisect/all", test_all);
  g_test_add_func ("/mon/bisect/wide", test_wide);
  g_test_add_func ("/mon/bisect/gap", test_gap);
  g_test_add_func ("/mon/bisect/quantity", test_quantity);
  g_test_add_func ("/mon/bisect/random", test_random);
  g_test_add_func ("/mon/bisect/random-apart", test_random_apart);
  g_test_add_func ("/mon/bisect/other-exceptions", test_other_exceptions);
  g_test_add_func ("/mon/bisect/doubt", test_doubt);
  g_test_add_func ("/mon/bisect/refusals", test_refusals);
  return g_test_run ();
}
