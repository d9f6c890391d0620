/* test-formulas.c: tags are computed once, in order, of what is new, and are as good as that.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-formulas.h"

/* Tags "a", "b", … of which those with an expression are computed. */
#define MAX_TAGS 8
#define WALL_US 5000000

typedef struct
{
  MonFormulas    *formulas;
  MonProjectSpec *root;
  MonTagSpec     *tags[MAX_TAGS]; /* borrowed */
  GArray         *samples;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->formulas = mon_formulas_new ();
  fixture->samples = g_array_new (FALSE, FALSE, sizeof (MonSample));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mon_formulas_free (fixture->formulas);
  g_clear_pointer (&fixture->root, mon_project_spec_unref);
  g_array_unref (fixture->samples);
}

static MonTagSpec *
make_tag (guint       index,
          const char *expression)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  g_free (tag->id);
  g_free (tag->name);
  tag->id = g_strdup_printf ("%c", 'a' + (int) index);
  tag->name = g_strdup (tag->id);
  if (expression != NULL)
    {
      tag->expression = mon_expression_parse (expression, NULL, NULL);
      g_assert_nonnull (tag->expression);
    }
  return tag;
}

/* Expressions up to one NULL too many; "" is a tag that is read, "-" none, "=" that of before. */
static void
set_root (Fixture    *fixture,
          const char *const *expressions)
{
  g_autoptr (MonProjectSpec) old = fixture->root;
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  for (guint i = 0; expressions[i] != NULL; i++)
    {
      if (g_str_equal (expressions[i], "-"))
        {
          fixture->tags[i] = NULL;
          continue;
        }
      if (g_str_equal (expressions[i], "="))
        mon_tag_spec_ref (fixture->tags[i]);
      else
        fixture->tags[i] = make_tag (i, expressions[i][0] != '\0' ? expressions[i] : NULL);
      g_ptr_array_add (device->tags, fixture->tags[i]);
    }
  fixture->root = mon_project_spec_new ();
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (fixture->root->connections, connection);
  mon_formulas_set_root (fixture->formulas, fixture->root);
}

#define SET_ROOT(...) set_root (fixture, (const char *const[]) { __VA_ARGS__, NULL })

static void
observe (Fixture    *fixture,
         char        tag,
         MonQuality  quality,
         guint8      detail,
         double      value,
         gint64      time_us)
{
  MonSample sample = {
    .tag = fixture->tags[tag - 'a']->handle,
    .quality = quality,
    .detail = detail,
    .time_us = time_us,
    .value = { .kind = MB_VALUE_NONE },
  };

  if (mon_quality_has_value (quality))
    sample.value = (MbValue) { .kind = MB_VALUE_FLOAT32, .f = value };
  mon_formulas_observe (fixture->formulas, &sample, 1);
}

static void
observe_good (Fixture *fixture,
              char     tag,
              double   value,
              gint64   time_us)
{
  observe (fixture, tag, MON_QUALITY_GOOD, 0, value, time_us);
}

/* What comes out as "b=3 c=-" and so on: tags in their order with their values. */
static void
expect_run (Fixture    *fixture,
            const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_array_set_size (fixture->samples, 0);
  mon_formulas_run (fixture->formulas, WALL_US, fixture->samples);
  for (guint i = 0; i < fixture->samples->len; i++)
    {
      const MonSample *sample = &g_array_index (fixture->samples, MonSample, i);
      char number[MB_NUMBER_TEXT_SIZE] = "-";
      char name = '?';

      for (guint t = 0; t < MAX_TAGS; t++)
        if (fixture->tags[t] != NULL && fixture->tags[t]->handle == sample->tag)
          name = (char) ('a' + t);
      if (sample->value.kind != MB_VALUE_NONE)
        mb_value_format (&sample->value, number, sizeof number);
      g_assert_true (mon_quality_has_value (sample->quality)
                     == (sample->value.kind != MB_VALUE_NONE));
      g_assert_cmpuint (sample->n_raw, ==, 0);
      g_string_append_printf (text, "%s%c=%s", i > 0 ? " " : "", name, number);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static const MonSample *
sample_at (Fixture *fixture,
           guint    index)
{
  return &g_array_index (fixture->samples, MonSample, index);
}

static void
expect_sample (Fixture    *fixture,
               guint       index,
               MonQuality  quality,
               guint       detail,
               gint64      time_us)
{
  g_assert_cmpint (sample_at (fixture, index)->quality, ==, quality);
  g_assert_cmpuint (sample_at (fixture, index)->detail, ==, detail);
  g_assert_cmpint (sample_at (fixture, index)->time_us, ==, time_us);
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  SET_ROOT ("{b} + {c}", "{c} * 2", "{d} + {e}", "", "");
  expect_run (fixture, "");
  observe_good (fixture, 'd', 1, 10);
  expect_run (fixture, "");
  /* All inputs are there: each once, after what it needs. */
  observe_good (fixture, 'e', 2, 20);
  expect_run (fixture, "c=3 b=6 a=9");
  expect_sample (fixture, 0, MON_QUALITY_GOOD, 0, 20);
  expect_run (fixture, "");

  observe_good (fixture, 'd', 5, 30);
  observe_good (fixture, 'd', 6, 40);
  observe_good (fixture, 'e', 7, 35);
  expect_run (fixture, "c=13 b=26 a=39");
  expect_sample (fixture, 2, MON_QUALITY_GOOD, 0, 40);
}

/* Only what needs something new. */
static void
test_only_changed (Fixture       *fixture,
                   gconstpointer  data)
{
  SET_ROOT ("", "", "{a} + 1", "{b} + 1", "{c} + {d}");
  observe_good (fixture, 'a', 1, 10);
  observe_good (fixture, 'b', 2, 10);
  expect_run (fixture, "c=2 d=3 e=5");
  observe_good (fixture, 'b', 3, 20);
  expect_run (fixture, "d=4 e=6");
  /* A sample is news even of the same value: it is younger. */
  observe_good (fixture, 'a', 1, 30);
  expect_run (fixture, "c=2 e=6");
  expect_sample (fixture, 1, MON_QUALITY_GOOD, 0, 30);
}

/* Qualities from best to worst; each outweighs all before. */
static void
test_quality (Fixture       *fixture,
              gconstpointer  data)
{
  static const MonQuality by_rank[] = {
    MON_QUALITY_GOOD, MON_QUALITY_LATE, MON_QUALITY_PAUSED, MON_QUALITY_STALE,
    MON_QUALITY_NOT_AVAILABLE, MON_QUALITY_TIMEOUT, MON_QUALITY_EXCEPTION, MON_QUALITY_BREACH,
    MON_QUALITY_LINK_DOWN,
  };

  SET_ROOT ("", "", "if({a} > 0, 1, {b})");
  for (guint i = 0; i < G_N_ELEMENTS (by_rank); i++)
    for (guint k = 0; k < G_N_ELEMENTS (by_rank); k++)
      {
        guint worst = MAX (i, k);

        observe (fixture, 'a', by_rank[i], (guint8) (10 + i), 1, 10);
        observe (fixture, 'b', by_rank[k], (guint8) (10 + k), 1, 20);
        expect_run (fixture, worst <= 1 ? "c=1" : "c=-");
        expect_sample (fixture, 0, by_rank[worst], worst > 0 ? 10 + worst : 0, 20);
      }
}

static void
test_faults (Fixture       *fixture,
             gconstpointer  data)
{
  SET_ROOT ("", "1 / {a}", "{b} + 1");
  observe_good (fixture, 'a', 0, 10);
  expect_run (fixture, "b=- c=-");
  expect_sample (fixture, 0, MON_QUALITY_NOT_AVAILABLE, MON_FAULT_DIVISION, 10);
  /* The reason goes on with the quality. */
  expect_sample (fixture, 1, MON_QUALITY_NOT_AVAILABLE, MON_FAULT_DIVISION, 10);
  observe_good (fixture, 'a', 2, 20);
  expect_run (fixture, "b=0.5 c=1.5");
}

static void
test_text (Fixture       *fixture,
           gconstpointer  data)
{
  MonSample sample = { .value = { .kind = MB_VALUE_TEXT, .text = "PLC-7" } };

  SET_ROOT ("", "if(true, 1, {a})");
  sample.tag = fixture->tags[0]->handle;
  mon_formulas_observe (fixture->formulas, &sample, 1);
  expect_run (fixture, "b=-");
  expect_sample (fixture, 0, MON_QUALITY_NOT_AVAILABLE, MON_FAULT_TEXT, 0);
}

static void
test_constant (Fixture       *fixture,
               gconstpointer  data)
{
  SET_ROOT ("6 * 7", "{a} + 1");
  expect_run (fixture, "a=42 b=43");
  expect_sample (fixture, 0, MON_QUALITY_GOOD, 0, WALL_US);
  expect_sample (fixture, 1, MON_QUALITY_GOOD, 0, WALL_US);
  SET_ROOT ("=", "=");
  expect_run (fixture, "");
}

/* An edit computes anew what it is about, at once, and nothing else. */
static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  SET_ROOT ("", "", "{a} + 1", "{b} + 1");
  observe_good (fixture, 'a', 1, 10);
  observe_good (fixture, 'b', 2, 10);
  expect_run (fixture, "c=2 d=3");
  SET_ROOT ("=", "=", "{a} + {b}", "=");
  expect_run (fixture, "c=3");
  expect_sample (fixture, 0, MON_QUALITY_GOOD, 0, 10);
  /* Of samples that came before anything was computed, too. */
  SET_ROOT ("=", "=", "=", "=", "{d} * 10");
  expect_run (fixture, "e=30");
  SET_ROOT ("=", "=", "-", "-", "-");
  observe_good (fixture, 'a', 3, 20);
  expect_run (fixture, "");
}

static void
test_input_removed (Fixture       *fixture,
                    gconstpointer  data)
{
  guint32 gone;

  SET_ROOT ("", "", "{a} + {b}", "{c} + 1");
  gone = fixture->tags[0]->handle;
  observe_good (fixture, 'a', 1, 10);
  observe_good (fixture, 'b', 2, 20);
  expect_run (fixture, "c=3 d=4");

  SET_ROOT ("-", "=", "=", "=");
  mon_formulas_forget (fixture->formulas, gone);
  expect_run (fixture, "c=- d=-");
  expect_sample (fixture, 0, MON_QUALITY_NOT_AVAILABLE, MON_FAULT_NO_TAG, WALL_US);
  expect_sample (fixture, 1, MON_QUALITY_NOT_AVAILABLE, MON_FAULT_NO_TAG, WALL_US);
  observe_good (fixture, 'b', 3, WALL_US + 10);
  expect_run (fixture, "c=- d=-");

  /* Undone: the tag is there again, and after its next sample all is well. */
  SET_ROOT ("", "=", "=", "=");
  expect_run (fixture, "");
  observe_good (fixture, 'a', 4, WALL_US + 20);
  expect_run (fixture, "c=7 d=8");
}

/* Refused when a file is read; the engine does not loop even so. */
static void
test_circle (Fixture       *fixture,
             gconstpointer  data)
{
  SET_ROOT ("{b} + {e}", "{a}", "{b}", "{e} + 1", "");
  expect_run (fixture, "a=- b=- c=-");
  for (guint i = 0; i < 3; i++)
    expect_sample (fixture, i, MON_QUALITY_NOT_AVAILABLE, MON_FAULT_CIRCLE, WALL_US);
  observe_good (fixture, 'e', 1, 10);
  expect_run (fixture, "d=2");
  SET_ROOT ("=", "1", "=", "=", "=");
  expect_run (fixture, "b=1 a=2 c=1");
}

/* Times of a tag never fall, though those of different links may. */
static void
test_times (Fixture       *fixture,
            gconstpointer  data)
{
  SET_ROOT ("", "", "{a} + {b}");
  observe_good (fixture, 'a', 1, 100);
  observe_good (fixture, 'b', 1, 90);
  expect_run (fixture, "c=2");
  expect_sample (fixture, 0, MON_QUALITY_GOOD, 0, 100);
  SET_ROOT ("=", "=", "{b}");
  expect_run (fixture, "c=1");
  expect_sample (fixture, 0, MON_QUALITY_GOOD, 0, 90);
  observe_good (fixture, 'b', 1, 95);
  expect_run (fixture, "c=1");
  observe_good (fixture, 'b', 1, 93);
  expect_run (fixture, "c=1");
  expect_sample (fixture, 0, MON_QUALITY_GOOD, 0, 95);
}

static void
test_kinds (Fixture       *fixture,
            gconstpointer  data)
{
  SET_ROOT ("", "if({a} > 0, 1, 0.5)", "{a} > 0", "9007199254740993 + if({a} < 0, 0.5, 0)");
  observe_good (fixture, 'a', 1, 10);
  expect_run (fixture, "b=1 c=1 d=9007199254740993");
  g_assert_cmpint (sample_at (fixture, 0)->value.kind, ==, MB_VALUE_INT);
  g_assert_cmpint (sample_at (fixture, 1)->value.kind, ==, MB_VALUE_BOOL);
  observe_good (fixture, 'a', -1, 20);
  expect_run (fixture, "b=0.5 c=0 d=9007199254740992");
  observe_good (fixture, 'a', 1, 30);
  expect_run (fixture, "b=1 c=1 d=9007199254740993");
  g_assert_cmpint (sample_at (fixture, 0)->value.kind, ==, MB_VALUE_FLOAT64);
  g_assert_cmpint (sample_at (fixture, 1)->value.kind, ==, MB_VALUE_BOOL);
  g_assert_cmpint (sample_at (fixture, 2)->value.kind, ==, MB_VALUE_INT);
}

/* One new sample at the foot of a long chain runs up to its head within one turn. */
static void
test_long_chain (Fixture       *fixture,
                 gconstpointer  data)
{
  const guint n = 20000;
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();
  MonSample sample = { .value = { .kind = MB_VALUE_INT, .i = 5 } };

  for (guint i = 0; i < n; i++)
    {
      MonTagSpec *tag = mon_tag_spec_new ();
      g_autofree char *text = g_strdup_printf ("{%u} + 1", i - 1);

      g_free (tag->id);
      tag->id = g_strdup_printf ("%u", i);
      tag->expression = i > 0 ? mon_expression_parse (text, NULL, NULL) : NULL;
      g_ptr_array_add (device->tags, tag);
    }
  fixture->root = mon_project_spec_new ();
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (fixture->root->connections, connection);
  mon_formulas_set_root (fixture->formulas, fixture->root);
  sample.tag = ((MonTagSpec *) device->tags->pdata[0])->handle;
  mon_formulas_observe (fixture->formulas, &sample, 1);
  mon_formulas_run (fixture->formulas, WALL_US, fixture->samples);
  g_assert_cmpuint (fixture->samples->len, ==, n - 1);
  g_assert_cmpint (sample_at (fixture, n - 2)->value.i, ==, 5 + n - 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/mon/formulas/order", test_order);
  ADD ("/mon/formulas/only-changed", test_only_changed);
  ADD ("/mon/formulas/quality", test_quality);
  ADD ("/mon/formulas/faults", test_faults);
  ADD ("/mon/formulas/text", test_text);
  ADD ("/mon/formulas/constant", test_constant);
  ADD ("/mon/formulas/edit", test_edit);
  ADD ("/mon/formulas/input-removed", test_input_removed);
  ADD ("/mon/formulas/circle", test_circle);
  ADD ("/mon/formulas/times", test_times);
  ADD ("/mon/formulas/kinds", test_kinds);
  ADD ("/mon/formulas/long-chain", test_long_chain);
  return g_test_run ();
}
