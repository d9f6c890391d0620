/* mon-station.c: brings a connection of the project and what runs for it on the engine together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-station.h"

/* 2^32 by the golden ratio: multiples of it, modulo 2^32, lie as evenly as can be, however many
 * there are (Knuth, The Art of Computer Programming 3, 6.4). */
#define GOLDEN_SHARE 2654435769u

/* Four moments of a period: those at the last of 1,000 devices do not wait long for the others, and
 * the main loop, which looks at all sockets whenever it wakes up, does not wake up for each. */
#define SHARE_MASK 0xc0000000u

struct _MonStation
{
  MonLinks          *links;
  MonDelivery       *delivery;
  MonConnectionSpec *spec;
  MonLink           *link;
  MonLinkUser       *user;
  /* Of MonPoller, in the order of the devices. */
  GPtrArray         *pollers;
  /* So that connections are not all polled at the same moment. */
  guint32            share;
  gboolean           is_paused;
};

static void
link_changed_cb (gpointer user_data)
{
  MonStation *station = user_data;
  MonLinkState state;

  mon_link_get_state (station->link, &state);
  mon_batch_put_link (mon_delivery_get_batch (station->delivery), station->spec->handle, &state);
}

/* Who asked for it cannot be known of an ADU that answers nothing; but with one device on the
 * connection there is only one that can be meant. */
static void
link_noted_cb (const MonTrafficRecord *record,
               gpointer                user_data)
{
  MonStation *station = user_data;
  MonTrafficRecord named = *record;

  named.link = station->spec->handle;
  if (station->pollers->len == 1)
    named.device = mon_poller_get_device (g_ptr_array_index (station->pollers, 0))->handle;
  mon_batch_add_record (mon_delivery_get_batch (station->delivery), &named);
}

static const MonLinkEvents link_events = {
  .changed = link_changed_cb,
  .noted = link_noted_cb,
};

static MonDeviceSpec *
find_device (const MonConnectionSpec *spec,
             guint32                  handle)
{
  for (guint i = 0; i < spec->devices->len; i++)
    {
      MonDeviceSpec *device = g_ptr_array_index (spec->devices, i);

      if (device->handle == handle)
        return device;
    }
  return NULL;
}

/* Staleness is judged per tag: a tag that stays as it is keeps its age. */
static void
reconcile_tags (MonStation          *station,
                const MonDeviceSpec *old,
                const MonDeviceSpec *now)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; old != NULL && i < old->tags->len; i++)
    {
      MonTagSpec *tag = g_ptr_array_index (old->tags, i);

      g_hash_table_insert (known, GUINT_TO_POINTER (tag->handle), tag);
    }
  for (guint i = 0; now != NULL && i < now->tags->len; i++)
    {
      const MonTagSpec *tag = g_ptr_array_index (now->tags, i);
      const MonTagSpec *before = g_hash_table_lookup (known, GUINT_TO_POINTER (tag->handle));

      g_hash_table_remove (known, GUINT_TO_POINTER (tag->handle));
      if (before != NULL && mon_tag_spec_is_computed (before) != mon_tag_spec_is_computed (tag))
        {
          mon_delivery_forget (station->delivery, tag->handle);
          before = NULL;
        }
      /* What is computed is as stale as what it is computed of. */
      if (!mon_tag_spec_is_computed (tag)
          && (before == NULL || before->period_ms != tag->period_ms))
        mon_delivery_watch (station->delivery, tag->handle, tag->period_ms);
    }
  for (guint i = 0; old != NULL && i < old->tags->len; i++)
    {
      const MonTagSpec *tag = g_ptr_array_index (old->tags, i);

      if (!g_hash_table_contains (known, GUINT_TO_POINTER (tag->handle)))
        continue;
      mon_delivery_forget (station->delivery, tag->handle);
      mon_batch_add_gone (mon_delivery_get_batch (station->delivery), tag->handle);
    }
}

static MonPoller *
new_poller (MonStation    *station,
            MonDeviceSpec *device)
{
  return mon_poller_new (mon_links_get_clock (station->links), station->delivery, station->link,
                         station->spec, device, station->share, station->is_paused);
}

/* Gives the poller of a device: the one there is, or a new one when anything that it reads, or the
 * link it reads over, is another. */
static MonPoller *
reconcile_device (MonStation    *station,
                  MonPoller     *poller,
                  MonDeviceSpec *device)
{
  const MonDeviceSpec *old = poller != NULL ? mon_poller_get_device (poller) : NULL;
  MonPoller *fresh;

  if (old == device && mon_poller_get_link (poller) == station->link)
    {
      mon_poller_set_connection (poller, station->spec);
      return poller;
    }
  reconcile_tags (station, old, device);
  fresh = new_poller (station, device);
  if (poller == NULL)
    {
      mon_poller_recall (fresh);
      return fresh;
    }
  if (mon_poller_get_link (poller) == station->link)
    mon_poller_take_health (fresh, poller);
  mon_poller_tell_dead (fresh);
  mon_poller_close (poller);
  return fresh;
}

static void
drop_device (MonStation *station,
             MonPoller  *poller)
{
  const MonDeviceSpec *device = mon_poller_get_device (poller);

  reconcile_tags (station, device, NULL);
  mon_batch_add_gone (mon_delivery_get_batch (station->delivery), device->handle);
  mon_poller_close (poller);
}

static void
reconcile_devices (MonStation *station)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&station->pollers);
  MonConnectionSpec *spec = station->spec;

  station->pollers = g_ptr_array_sized_new (spec->devices->len);
  for (guint i = 0; i < old->len; i++)
    {
      MonPoller *poller = g_ptr_array_index (old, i);

      if (find_device (spec, mon_poller_get_device (poller)->handle) == NULL)
        drop_device (station, poller);
      else
        continue;
      g_ptr_array_index (old, i) = NULL;
    }
  for (guint i = 0; i < spec->devices->len; i++)
    {
      MonDeviceSpec *device = g_ptr_array_index (spec->devices, i);
      MonPoller *poller = NULL;

      for (guint j = 0; j < old->len && poller == NULL; j++)
        {
          MonPoller *other = g_ptr_array_index (old, j);

          if (other != NULL && mon_poller_get_device (other)->handle == device->handle)
            {
              /* It may be gone when the next device looks for its own. */
              poller = other;
              g_ptr_array_index (old, j) = NULL;
            }
        }
      g_ptr_array_add (station->pollers, reconcile_device (station, poller, device));
    }
}

static void
take_link (MonStation *station)
{
  station->link = mon_links_get (station->links, station->spec);
  station->share = (mon_links_get_n (station->links) - 1) * GOLDEN_SHARE & SHARE_MASK;
  station->user = mon_link_add_user (station->link, station->spec, &link_events, station);
  link_changed_cb (station);
}

static void
leave_link (MonLinks    *links,
            MonLink     *link,
            MonLinkUser *user)
{
  if (mon_link_remove_user (user))
    mon_links_remove (links, link);
  mon_link_unref (link);
}

/**
 * mon_station_new:
 * @links: the links of the engine
 * @delivery: where everything goes; it must live until mon_station_close()
 * @spec: the connection
 * @paused: whether it starts paused
 *
 * Begins to work for a connection.
 *
 * Returns: (transfer full): the station, ended by mon_station_close()
 */
MonStation *
mon_station_new (MonLinks          *links,
                 MonDelivery       *delivery,
                 MonConnectionSpec *spec,
                 gboolean           paused)
{
  MonStation *station = g_new0 (MonStation, 1);

  station->links = links;
  station->delivery = delivery;
  station->spec = mon_connection_spec_ref (spec);
  station->pollers = g_ptr_array_new ();
  station->is_paused = paused;
  take_link (station);
  reconcile_devices (station);
  return station;
}

/**
 * mon_station_close:
 * @station: (transfer full): a station
 *
 * Ends the work for a connection; its devices and tags are forgotten.
 */
void
mon_station_close (MonStation *station)
{
  for (guint i = 0; i < station->pollers->len; i++)
    drop_device (station, g_ptr_array_index (station->pollers, i));
  leave_link (station->links, station->link, station->user);
  mon_batch_add_gone (mon_delivery_get_batch (station->delivery), station->spec->handle);
  g_ptr_array_unref (station->pollers);
  mon_connection_spec_unref (station->spec);
  g_free (station);
}

/**
 * mon_station_update:
 * @station: a station
 * @spec: the connection as it is now
 *
 * Takes over a changed connection. The socket stays unless host, port or transport are others; a
 * device that is the same node keeps its schedule and what it has on its way.
 */
void
mon_station_update (MonStation        *station,
                    MonConnectionSpec *spec)
{
  MonLink *old_link = station->link;
  MonLinkUser *old_user = station->user;

  if (spec == station->spec)
    return;
  mon_connection_spec_ref (spec);
  mon_connection_spec_unref (station->spec);
  station->spec = spec;
  if (mon_links_is_for (station->links, old_link, spec))
    {
      mon_link_update_user (station->user, spec);
      reconcile_devices (station);
      return;
    }
  take_link (station);
  reconcile_devices (station);
  leave_link (station->links, old_link, old_user);
}

/**
 * mon_station_find_poller:
 * @station: a station
 * @device: handle of a device
 *
 * Returns: (transfer none) (nullable): the poller of the device, if it is one of this connection's
 */
MonPoller *
mon_station_find_poller (MonStation *station,
                         guint32     device)
{
  for (guint i = 0; i < station->pollers->len; i++)
    {
      MonPoller *poller = g_ptr_array_index (station->pollers, i);

      if (mon_poller_get_device (poller)->handle == device)
        return poller;
    }
  return NULL;
}

/**
 * mon_station_set_paused:
 * @station: a station
 * @paused: whether to poll no more for now
 *
 * Pauses or goes on; the link stays.
 */
void
mon_station_set_paused (MonStation *station,
                        gboolean    paused)
{
  station->is_paused = paused;
  for (guint i = 0; i < station->pollers->len; i++)
    mon_poller_set_paused (g_ptr_array_index (station->pollers, i), paused);
}

/**
 * mon_station_stop:
 * @station: a station
 *
 * Polls no more, without a word, while jobs on their way may still end.
 */
void
mon_station_stop (MonStation *station)
{
  for (guint i = 0; i < station->pollers->len; i++)
    mon_poller_stop (g_ptr_array_index (station->pollers, i));
}

/**
 * mon_station_retry_now:
 * @station: a station
 *
 * Ends every wait: of the link for its next try, of the pollers for theirs.
 */
void
mon_station_retry_now (MonStation *station)
{
  mon_link_retry_now (station->link);
  for (guint i = 0; i < station->pollers->len; i++)
    mon_poller_retry_now (g_ptr_array_index (station->pollers, i));
}
