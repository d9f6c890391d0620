/* mon-link-users.c: keeps the users of a link, each of which it serves without knowing the others.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-link-users.h"

/**
 * mon_link_users_add:
 * @users: the users of a link
 * @link: the link
 * @events: what to tell the new one, copied
 * @user_data: for the functions of @events
 *
 * Returns: (transfer none): the new user, to be given its settings
 */
MonLinkUser *
mon_link_users_add (MonLinkUsers        *users,
                    MonLink             *link,
                    const MonLinkEvents *events,
                    gpointer             user_data)
{
  MonLinkUser *user = g_new0 (MonLinkUser, 1);

  user->link = link;
  user->events = *events;
  user->user_data = user_data;
  g_ptr_array_add (users, user);
  return user;
}

/**
 * mon_link_users_remove:
 * @users: the users of a link
 * @user: (transfer full): one of them
 *
 * Takes a user out and frees it.
 */
void
mon_link_users_remove (MonLinkUsers *users,
                       MonLinkUser  *user)
{
  g_ptr_array_remove (users, user);
  g_free (user);
}

/* A device that does not copy transaction identifiers gets one request at a time, and so do all who
 * share its link. */
static guint
window_of (const MonConnectionSpec *spec)
{
  for (guint i = 0; i < spec->devices->len; i++)
    {
      const MonDeviceSpec *device = g_ptr_array_index (spec->devices, i);

      if (device->quirks & MB_QUIRK_ANY_TRANSACTION)
        return 1;
    }
  return spec->window;
}

/**
 * mon_link_user_set_spec:
 * @user: a user
 * @spec: its connection
 *
 * Takes over window, delays and patience.
 */
void
mon_link_user_set_spec (MonLinkUser             *user,
                        const MonConnectionSpec *spec)
{
  user->window = window_of (spec);
  user->delay_ms = spec->delay_ms;
  user->delay_after_connect_ms = spec->delay_after_connect_ms;
  user->connect_timeout_ms = spec->connect_timeout_ms;
  user->max_timeouts = spec->max_timeouts;
}

/**
 * mon_link_users_get_window:
 * @users: the users of a link
 *
 * Returns: the smallest window that one of them wants
 */
guint
mon_link_users_get_window (MonLinkUsers *users)
{
  guint window = MB_CLIENT_MAX_WINDOW;

  for (guint i = 0; i < users->len; i++)
    window = MIN (window, ((MonLinkUser *) g_ptr_array_index (users, i))->window);
  return MAX (window, 1);
}

/**
 * mon_link_users_get_delay_ms:
 * @users: the users of a link
 *
 * Returns: the longest delay between requests that one of them wants
 */
guint
mon_link_users_get_delay_ms (MonLinkUsers *users)
{
  guint delay_ms = 0;

  for (guint i = 0; i < users->len; i++)
    delay_ms = MAX (delay_ms, ((MonLinkUser *) g_ptr_array_index (users, i))->delay_ms);
  return delay_ms;
}

/**
 * mon_link_users_get_delay_after_connect_ms:
 * @users: the users of a link
 *
 * Returns: the longest delay before the first request that one of them wants
 */
guint
mon_link_users_get_delay_after_connect_ms (MonLinkUsers *users)
{
  guint delay_ms = 0;

  for (guint i = 0; i < users->len; i++)
    {
      MonLinkUser *user = g_ptr_array_index (users, i);

      delay_ms = MAX (delay_ms, user->delay_after_connect_ms);
    }
  return delay_ms;
}

/**
 * mon_link_users_get_connect_timeout_ms:
 * @users: the users of a link
 *
 * Returns: the longest time that one of them gives a try to connect
 */
guint
mon_link_users_get_connect_timeout_ms (MonLinkUsers *users)
{
  guint timeout_ms = 0;

  for (guint i = 0; i < users->len; i++)
    {
      MonLinkUser *user = g_ptr_array_index (users, i);

      timeout_ms = MAX (timeout_ms, user->connect_timeout_ms);
    }
  return timeout_ms;
}

/**
 * mon_link_users_get_max_timeouts:
 * @users: the users of a link
 *
 * Returns: the most requests in a row without an answer that one of them puts up with, 0: any
 *   number
 */
guint
mon_link_users_get_max_timeouts (MonLinkUsers *users)
{
  guint max_timeouts = 0;

  for (guint i = 0; i < users->len; i++)
    {
      MonLinkUser *user = g_ptr_array_index (users, i);

      if (user->max_timeouts == 0)
        return 0;
      max_timeouts = MAX (max_timeouts, user->max_timeouts);
    }
  return max_timeouts;
}

/**
 * mon_link_users_tell_changed:
 * @users: the users of a link
 *
 * Tells each that the state of the link differs.
 */
void
mon_link_users_tell_changed (MonLinkUsers *users)
{
  for (guint i = 0; i < users->len; i++)
    {
      MonLinkUser *user = g_ptr_array_index (users, i);

      user->events.changed (user->user_data);
    }
}

/**
 * mon_link_users_note:
 * @users: the users of a link
 * @record: what happened; good until this returns
 *
 * Tells each of something that belongs to no request.
 */
void
mon_link_users_note (MonLinkUsers           *users,
                     const MonTrafficRecord *record)
{
  for (guint i = 0; i < users->len; i++)
    {
      MonLinkUser *user = g_ptr_array_index (users, i);

      user->events.noted (record, user->user_data);
    }
}
