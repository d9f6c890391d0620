/* cli-feed.c: samples on their way from the engine to standard output, a line each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-feed.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/cli-output.h"
#include "cli/cli-sample.h"

typedef struct
{
  MonTagSpec *spec;
  char       *device;
  guint32     connection;
  guint32     device_handle;
  guint       timeout_ms;
  guint       n_rounds;
  gint64      last_good_us;
} FeedTag;

struct _CliFeed
{
  MonBoard     *board;
  CliWriter    *writer;
  MonQueue     *queue;
  /* Either the queue has something, or standard output takes something again. */
  GSource      *source;
  /* Of which n_printed samples are out. */
  MonQueueItem *item;
  guint         n_printed;
  MbJson       *json; /* NULL: text for people */
  /* Handle to FeedTag. */
  GHashTable   *tags;
  CliColumns    columns;
  guint         n_rounds;
  guint         n_unfinished;
  CliFeedFunc   done;
  gpointer      user_data;
};

static void
feed_tag_free (gpointer data)
{
  FeedTag *tag = data;

  mon_tag_spec_unref (tag->spec);
  g_free (tag->device);
  g_free (tag);
}

static void
print_sample (CliFeed         *feed,
              const FeedTag   *tag,
              const MonSample *sample)
{
  g_auto (MonLinkState) link = { 0, };
  MonDeviceState device;
  gboolean is_computed = mon_tag_spec_is_computed (tag->spec);
  CliPlace place = {
    .device = tag->device,
    .tag = tag->spec,
    .timeout_ms = tag->timeout_ms,
    .last_good_us = tag->last_good_us,
  };

  /* A peer that does not speak Modbus is told of with the link that was given up for it. What is
   * computed may have its inputs from others. */
  if ((sample->quality == MON_QUALITY_LINK_DOWN || sample->quality == MON_QUALITY_BREACH) &&
      !is_computed && mon_board_get_link (feed->board, tag->connection, &link))
    place.link_reason = link.reason;
  if (!is_computed && mon_board_get_device (feed->board, tag->device_handle, &device))
    place.hint = device.hint;

  if (feed->json != NULL)
    {
      mb_json_reset (feed->json);
      cli_sample_put_json (feed->json, &place, sample);
      cli_writer_put (feed->writer, mb_json_get_text (feed->json));
    }
  else
    {
      g_autofree char *text = cli_sample_dup_text (&place, &feed->columns, sample);

      cli_writer_put (feed->writer, text);
    }
}

static void
take_sample (CliFeed         *feed,
             const MonSample *sample)
{
  FeedTag *tag = g_hash_table_lookup (feed->tags, GUINT_TO_POINTER (sample->tag));

  if (tag == NULL || (feed->n_rounds > 0 && tag->n_rounds == feed->n_rounds))
    return;

  print_sample (feed, tag, sample);
  if (mon_quality_has_value (sample->quality))
    tag->last_good_us = sample->time_us;
  /* Becoming stale is a judgement between the rounds. */
  if (sample->quality == MON_QUALITY_STALE)
    return;
  tag->n_rounds++;
  if (tag->n_rounds == feed->n_rounds && mon_tag_spec_is_polled (tag->spec))
    feed->n_unfinished--;
}

/* Takes what comes next out of the queue. */
static void
begin_item (CliFeed *feed)
{
  feed->item = mon_queue_pop (feed->queue);
  feed->n_printed = 0;
  if (feed->item != NULL && feed->item->kind == MON_QUEUE_LOST)
    cli_put_note (_("%" G_GUINT64_FORMAT " samples are lost: standard output is too slow."),
                  feed->item->n_lost);
}

/* FALSE when standard output takes no more for now. */
static gboolean
print_item (CliFeed *feed)
{
  while (feed->item != NULL && feed->n_printed < feed->item->n_samples)
    {
      if (!cli_writer_is_ready (feed->writer))
        return FALSE;
      take_sample (feed, &feed->item->samples[feed->n_printed++]);
    }
  g_clear_pointer (&feed->item, mon_queue_item_free);
  return TRUE;
}

static void
check_rounds (CliFeed *feed)
{
  CliFeedFunc done = feed->done;

  if (feed->n_rounds == 0 || feed->n_unfinished > 0 || done == NULL)
    return;
  feed->done = NULL;
  done (feed->user_data);
}

static void
set_source (CliFeed     *feed,
            GSource     *source,
            GSourceFunc  func)
{
  if (feed->source != NULL)
    {
      g_source_destroy (feed->source);
      g_source_unref (feed->source);
    }
  feed->source = source;
  if (source == NULL)
    return;
  g_source_set_callback (source, func, feed, NULL);
  g_source_attach (source, NULL);
}

static gboolean queue_cb (MonQueue *queue,
                          gpointer  user_data);

static gboolean
writable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  CliFeed *feed = user_data;

  if (!print_item (feed))
    return G_SOURCE_CONTINUE;
  check_rounds (feed);
  set_source (feed, mon_queue_create_source (feed->queue), G_SOURCE_FUNC (queue_cb));
  return G_SOURCE_REMOVE;
}

static gboolean
queue_cb (MonQueue *queue,
          gpointer  user_data)
{
  CliFeed *feed = user_data;

  begin_item (feed);
  if (!print_item (feed))
    {
      /* The main loop goes on, for signals and answers; what comes waits in the queue. */
      set_source (feed, g_unix_fd_source_new (STDOUT_FILENO, G_IO_OUT),
                  G_SOURCE_FUNC (writable_cb));
      return G_SOURCE_REMOVE;
    }
  check_rounds (feed);
  return !mon_queue_is_ended (queue);
}

/**
 * cli_feed_new:
 * @session: an open session
 * @writer: (transfer none): where lines go; it must outlive the feed
 * @is_json: JSON lines instead of text
 *
 * Takes the samples of a session from now on; none is printed before cli_feed_set_root().
 *
 * Returns: (transfer full): a feed on the main context
 */
CliFeed *
cli_feed_new (MonSession *session,
              CliWriter  *writer,
              gboolean    is_json)
{
  CliFeed *feed = g_new0 (CliFeed, 1);

  feed->board = mon_board_ref (mon_session_get_board (session));
  feed->writer = writer;
  feed->queue = mon_queue_new (CLI_FEED_LIMIT_BYTES);
  feed->json = is_json ? mb_json_new (FALSE) : NULL;
  feed->tags = g_hash_table_new_full (NULL, NULL, NULL, feed_tag_free);
  set_source (feed, mon_queue_create_source (feed->queue), G_SOURCE_FUNC (queue_cb));
  mon_session_add_queue (session, feed->queue);
  return feed;
}

/**
 * cli_feed_free:
 * @feed: (transfer full): a feed
 *
 * Prints nothing more.
 */
void
cli_feed_free (CliFeed *feed)
{
  set_source (feed, NULL, NULL);
  g_clear_pointer (&feed->item, mon_queue_item_free);
  mon_queue_unref (feed->queue);
  mon_board_unref (feed->board);
  mb_json_free (feed->json);
  g_hash_table_unref (feed->tags);
  g_free (feed);
}

static void
add_tags (CliFeed                 *feed,
          const MonConnectionSpec *connection,
          const MonDeviceSpec     *device)
{
  g_autofree char *label = mon_device_spec_dup_label (device, connection);

  feed->columns.device = MAX (feed->columns.device, (int) g_utf8_strlen (label, -1));
  for (guint i = 0; i < device->tags->len; i++)
    {
      MonTagSpec *spec = g_ptr_array_index (device->tags, i);
      FeedTag *tag = g_new0 (FeedTag, 1);

      tag->spec = mon_tag_spec_ref (spec);
      tag->device = g_strdup (label);
      tag->connection = connection->handle;
      tag->device_handle = device->handle;
      /* What is computed has no rounds of its own, and comes with the last of those it needs. What
       * is read on demand has none. */
      if (!mon_tag_spec_is_computed (spec))
        tag->timeout_ms = connection->timeout_ms;
      feed->n_unfinished += mon_tag_spec_is_polled (spec);
      feed->columns.tag = MAX (feed->columns.tag, (int) g_utf8_strlen (spec->name, -1));
      g_hash_table_replace (feed->tags, GUINT_TO_POINTER (spec->handle), tag);
    }
}

/**
 * cli_feed_set_root:
 * @feed: a feed
 * @root: a project
 *
 * Chooses whose samples are printed.
 */
void
cli_feed_set_root (CliFeed              *feed,
                   const MonProjectSpec *root)
{
  guint n_devices = 0;

  g_hash_table_remove_all (feed->tags);
  feed->n_unfinished = 0;
  feed->columns = (CliColumns) { 0, };
  for (guint i = 0; i < root->connections->len; i++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (root->connections, i);

      n_devices += connection->devices->len;
      for (guint j = 0; j < connection->devices->len; j++)
        add_tags (feed, connection, g_ptr_array_index (connection->devices, j));
    }
  /* With one device its name on every line says nothing. */
  if (n_devices < 2)
    feed->columns.device = 0;
}

/**
 * cli_feed_set_rounds:
 * @feed: a feed
 * @n_rounds: number of samples of each tag, or 0 for no end
 * @done: called once, when every tag that is read has had so many
 * @user_data: for @done
 *
 * Sets an end. What says that a tag has become stale is printed and not counted.
 */
void
cli_feed_set_rounds (CliFeed     *feed,
                     guint        n_rounds,
                     CliFeedFunc  done,
                     gpointer     user_data)
{
  feed->n_rounds = n_rounds;
  feed->done = done;
  feed->user_data = user_data;
}
