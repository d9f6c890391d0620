/* test-queue.c: order, limits, marks for what was lost, and the consumer's source.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-queue.h"

#define NO_LIMIT ((gsize) 1 << 40)

static void
push (MonQueue *queue,
      gint64    time_us,
      guint     n_samples)
{
  g_autofree MonSample *samples = g_new0 (MonSample, n_samples);

  for (guint i = 0; i < n_samples; i++)
    samples[i].time_us = time_us + i;
  mon_queue_push_samples (queue, samples, n_samples);
}

static void
push_text (MonQueue   *queue,
           const char *text)
{
  mon_queue_push_notice (queue, g_strdup (text), 8, g_free);
}

/* All that waits, as text: "TIME×N" for samples, the text of a notice, "lost N FROM-TO". */
static void
assert_items (MonQueue   *queue,
              const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (MonQueueItem *item = mon_queue_pop (queue); item != NULL; item = mon_queue_pop (queue))
    {
      g_string_append (text, text->len > 0 ? ", " : "");
      if (item->kind == MON_QUEUE_SAMPLES)
        g_string_append_printf (text, "%d×%u", (int) item->samples[0].time_us, item->n_samples);
      else if (item->kind == MON_QUEUE_NOTICE)
        g_string_append (text, item->notice);
      else
        g_string_append_printf (text, "lost %u %d-%d", (guint) item->n_lost, (int) item->from_us,
                                (int) item->to_us);
      mon_queue_item_free (item);
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (mon_queue_get_bytes (queue), ==, 0);
}

/* Texts count as long as they wait, are kept for the consumer, and go with what is lost. */
static void
test_texts (void)
{
  static const guint16 registers[MB_STRING_MAX_REGISTERS];
  g_autofree char *long_text = g_strnfill (200, 'x');
  g_autoptr (MonQueue) queue = mon_queue_new (100 * 1024);
  g_autoptr (MonQueueItem) item = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      MonSample s = { .time_us = i, .quality = MON_QUALITY_GOOD };

      s.text = mon_text_new (registers, MB_STRING_MAX_REGISTERS, long_text);
      s.n_raw = MB_STRING_MAX_REGISTERS;
      s.value = (MbValue) { .kind = MB_VALUE_TEXT, .text = s.text->text };
      mon_queue_push_samples (queue, &s, 1);
      mon_sample_clear (&s);
    }
  g_assert_cmpuint (mon_queue_get_bytes (queue), <=, 100 * 1024);
  g_assert_cmpuint (mon_queue_get_n_lost (queue), >, 700);

  item = mon_queue_pop (queue);
  g_assert_cmpint (item->kind, ==, MON_QUEUE_LOST);
  mon_queue_item_free (item);
  item = mon_queue_pop (queue);
  g_assert_cmpint (item->kind, ==, MON_QUEUE_SAMPLES);
  g_clear_pointer (&queue, mon_queue_unref);
  g_assert_cmpstr (item->samples[0].value.text, ==, long_text);
  g_assert_cmpuint (item->samples[0].n_raw, ==, MB_STRING_MAX_REGISTERS);
}

static void
test_order (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (NO_LIMIT);

  assert_items (queue, "");
  push_text (queue, "root 1");
  push (queue, 10, 3);
  push (queue, 20, 2);
  push (queue, 100, 100);
  push_text (queue, "root 2");
  push (queue, 300, 1);
  push (queue, 301, 0);
  assert_items (queue, "root 1, 10×5, 100×100, root 2, 300×1");
  g_assert_cmpuint (mon_queue_get_n_lost (queue), ==, 0);
}

static void
test_lost (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (20000);

  push_text (queue, "root 1");
  for (int i = 0; i < 10; i++)
    push (queue, 500 + i * 1000, 100);
  g_assert_cmpuint (mon_queue_get_bytes (queue), <=, 20000);
  g_assert_cmpuint (mon_queue_get_n_lost (queue), ==, 600);
  assert_items (queue, "root 1, lost 600 500-5599, 6500×100, 7500×100, 8500×100, 9500×100");

  /* What comes afterwards is whole again. */
  push (queue, 20000, 100);
  assert_items (queue, "20000×100");
}

/* The notice that says what the samples after it mean outlives those before it. */
static void
test_lost_around_notice (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (10000);

  push (queue, 500, 100);
  push_text (queue, "root 2");
  for (int i = 1; i < 5; i++)
    push (queue, i * 1000, 100);
  assert_items (queue, "lost 100 500-599, root 2, lost 200 1000-2099, 3000×100, 4000×100");
}

static void
test_too_big_for_it (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (1000);

  push (queue, 300, 100);
  push (queue, 500, 100);
  assert_items (queue, "lost 200 300-599");
}

static void
test_many_notices (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (NO_LIMIT);
  MonQueueItem *item;
  guint n = 0;

  for (guint i = 0; i < MON_QUEUE_MAX_NOTICES + 5; i++)
    push_text (queue, "n");
  item = mon_queue_pop (queue);
  g_assert_cmpint (item->kind, ==, MON_QUEUE_LOST);
  g_assert_cmpuint (item->n_lost, ==, 5);
  g_assert_cmpint (item->from_us, ==, 0);
  for (; item != NULL; item = mon_queue_pop (queue), n++)
    mon_queue_item_free (item);
  g_assert_cmpuint (n, ==, MON_QUEUE_MAX_NOTICES + 1);
}

static void
test_end (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (NO_LIMIT);

  push (queue, 1, 1);
  mon_queue_end (queue);
  push (queue, 2, 1);
  push_text (queue, "too late");
  g_assert_false (mon_queue_is_ended (queue));
  assert_items (queue, "1×1");
  g_assert_true (mon_queue_is_ended (queue));
}

static void
test_left_over (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (NO_LIMIT);

  push (queue, 1, 1);
  push_text (queue, "never taken");
}

typedef struct
{
  guint64    n_taken;
  guint64    n_lost;
  gint64     last_us;
  guint      n_calls;
  GMainLoop *loop;
} Consumer;

static gboolean
consume_cb (MonQueue *queue,
            gpointer  user_data)
{
  Consumer *consumer = user_data;
  g_autoptr (MonQueueItem) item = mon_queue_pop (queue);

  consumer->n_calls++;
  for (guint i = 0; item != NULL && i < item->n_samples; i++)
    {
      g_assert_cmpint (item->samples[i].time_us, >, consumer->last_us);
      consumer->last_us = item->samples[i].time_us;
    }
  if (item != NULL && item->kind == MON_QUEUE_LOST)
    {
      g_assert_cmpint (item->from_us, >, consumer->last_us);
      consumer->last_us = item->to_us;
      consumer->n_lost += item->n_lost;
    }
  else if (item != NULL)
    {
      consumer->n_taken += item->n_samples;
    }

  if (mon_queue_is_ended (queue) && consumer->loop != NULL)
    g_main_loop_quit (consumer->loop);
  return G_SOURCE_CONTINUE;
}

static void
test_source (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (NO_LIMIT);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) source = mon_queue_create_source (queue);
  Consumer consumer = { .last_us = -1 };

  g_source_set_callback (source, G_SOURCE_FUNC (consume_cb), &consumer, NULL);
  g_source_attach (source, context);
  g_assert_false (g_main_context_iteration (context, FALSE));

  push (queue, 0, 100);
  push (queue, 100, 100);
  g_assert_true (g_main_context_iteration (context, FALSE));
  g_assert_true (g_main_context_iteration (context, FALSE));
  g_assert_false (g_main_context_iteration (context, FALSE));
  g_assert_cmpuint (consumer.n_taken, ==, 200);

  mon_queue_end (queue);
  g_assert_true (g_main_context_iteration (context, FALSE));
  g_assert_true (g_source_is_destroyed (source));
  g_assert_cmpuint (consumer.n_calls, ==, 3);
}

static gpointer
produce_thread (gpointer data)
{
  MonQueue *queue = data;

  for (int i = 0; i < 20000; i++)
    push (queue, 1 + i * 10, 10);
  mon_queue_end (queue);
  mon_queue_unref (queue);
  return NULL;
}

/* Everything arrives in order or is told as lost, and the consumer is woken each time. */
static void
test_threads (void)
{
  g_autoptr (MonQueue) queue = mon_queue_new (100000);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GSource) source = mon_queue_create_source (queue);
  Consumer consumer = { .last_us = -1, .loop = loop };
  GThread *producer;

  g_source_set_callback (source, G_SOURCE_FUNC (consume_cb), &consumer, NULL);
  g_source_attach (source, context);
  producer = g_thread_new ("producer", produce_thread, mon_queue_ref (queue));
  g_main_loop_run (loop);
  g_thread_join (producer);

  g_assert_cmpuint (consumer.n_taken + consumer.n_lost, ==, 200000);
  g_assert_cmpuint (consumer.n_lost, ==, mon_queue_get_n_lost (queue));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/queue/order", test_order);
  g_test_add_func ("/mon/queue/texts", test_texts);
  g_test_add_func ("/mon/queue/lost", test_lost);
  g_test_add_func ("/mon/queue/lost-around-notice", test_lost_around_notice);
  g_test_add_func ("/mon/queue/too-big-for-it", test_too_big_for_it);
  g_test_add_func ("/mon/queue/many-notices", test_many_notices);
  g_test_add_func ("/mon/queue/end", test_end);
  g_test_add_func ("/mon/queue/left-over", test_left_over);
  g_test_add_func ("/mon/queue/source", test_source);
  g_test_add_func ("/mon/queue/threads", test_threads);
  return g_test_run ();
}
