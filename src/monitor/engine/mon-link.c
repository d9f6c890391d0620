/* mon-link.c: keeps one link to an endpoint up and shares it out among those who want to send.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-link.h"

#include <glib/gi18n-lib.h>

#include "monitor/engine/mon-link-cause.h"
#include "monitor/engine/mon-redial.h"

struct _MonLink
{
  guint         n_refs;
  MbClock      *clock;
  MbCarrier     carrier;
  MonRedial     redial;
  MbClient     *client;

  MonLinkUsers *users;
  MonSender     sender;
  MbTurnHook    pump_hook;

  /* Connect even when there is nothing to send yet. */
  gboolean      is_wanted;
  MonLinkState  state;
};

static void
update_state (MonLink *link)
{
  mon_link_state_take (&link->state, &link->redial, mb_clock_get_wall_us (link->clock));
  mon_link_users_tell_changed (link->users);
}

static void
note_link (MonLink        *link,
           MonTrafficKind  kind,
           const char     *text)
{
  MonTrafficRecord record = {
    .kind = kind,
    .carrier = (guint8) link->carrier,
    .time_us = mon_link_stamp (link),
    .rtt_us = -1,
    .response = (const guint8 *) text,
    .response_len = (guint16) (text != NULL ? MIN (strlen (text), G_MAXUINT16) : 0),
  };

  mon_link_users_note (link->users, &record);
}

/* There is no link and none is in sight: everybody is told, and polls go on counting. */
static void
end_what_waits (MonLink  *link,
                gboolean  with_queued)
{
  g_autoptr (GError) reason = NULL;
  const GError *error = mb_connector_get_error (link->redial.connector);

  reason = error != NULL ? g_error_copy (error)
                         : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                                                _("There is no connection"));
  if (with_queued)
    mon_sender_end_queued (&link->sender, reason);
  mon_sender_end_polls (&link->sender, reason);
}

/* A link that was closed while idle stays so until somebody needs it. */
static void
connect_if_wanted (MonLink *link)
{
  if (!link->is_wanted
      && !mon_lanes_has_work (&link->sender.lanes, mb_clock_get_time_us (link->clock)))
    return;
  link->is_wanted = FALSE;
  mb_connector_start (link->redial.connector);
}

static void
pump_cb (gpointer user_data)
{
  g_autoptr (MonLink) link = mon_link_ref (user_data);

  if (link->users->len == 0)
    end_what_waits (link, TRUE);
  else if (mb_client_is_open (link->client))
    mon_sender_send (&link->sender);
  else if (mb_connector_get_state (link->redial.connector) == MB_CONNECTOR_BACKING_OFF)
    end_what_waits (link, TRUE);
  else if (mb_connector_get_state (link->redial.connector) == MB_CONNECTOR_CLOSED)
    connect_if_wanted (link);
  else if (link->redial.is_down)
    end_what_waits (link, FALSE);
}

static void
sender_pump_cb (gpointer user_data)
{
  mon_link_pump (user_data);
}

static void
sender_exchanged_cb (const MbExchange *exchange,
                     gpointer          user_data)
{
  MonLink *link = user_data;

  if (exchange->response == NULL)
    return;
  mon_redial_note_answer (&link->redial);
  if (link->state.cause != MON_CAUSE_NONE)
    update_state (link);
}

static const MonSenderEvents sender_events = {
  .pump = sender_pump_cb,
  .exchanged = sender_exchanged_cb,
};

static void
connector_opened_cb (MbConnector *connector,
                     MbPort      *port,
                     gpointer     user_data)
{
  g_autoptr (MonLink) link = mon_link_ref (user_data);
  g_autofree char *text = mb_port_describe (port);
  gboolean was_down = mon_redial_note_opened (&link->redial);

  mb_client_open (link->client, port);
  mon_sender_note_opened (&link->sender);
  note_link (link, MON_TRAFFIC_LINK_UP, text);
  if (was_down)
    mon_lanes_restart (&link->sender.lanes);
  update_state (link);
  mon_link_pump (link);
}

static void
connector_state_changed_cb (MbConnector *connector,
                            gpointer     user_data)
{
  g_autoptr (MonLink) link = mon_link_ref (user_data);

  mon_redial_note_state (&link->redial);
  update_state (link);
  mon_link_pump (link);
}

static void
client_closed_cb (MbClient     *client,
                  const GError *reason,
                  gpointer      user_data)
{
  g_autoptr (MonLink) link = mon_link_ref (user_data);

  note_link (link, MON_TRAFFIC_LINK_DOWN,
             reason != NULL ? reason->message : _("Closed by the device"));
  if (link->users->len == 0)
    return;
  mon_redial_note_closed (&link->redial, reason);
  update_state (link);
  mon_link_pump (link);
}

static void
client_stray_cb (MbClient    *client,
                 MbStray      kind,
                 const MbAdu *adu,
                 gint64       wall_us,
                 gpointer     user_data)
{
  MonLink *link = user_data;
  MonTrafficRecord record = {
    .kind = MON_TRAFFIC_STRAY,
    .detail = (guint8) kind,
    .carrier = (guint8) link->carrier,
    .time_us = wall_us,
    .rtt_us = -1,
    .response = adu->bytes,
    .response_len = (guint16) adu->len,
  };

  mon_link_users_note (link->users, &record);
}

static void
client_ready_cb (MbClient *client,
                 gpointer  user_data)
{
  mon_link_pump (user_data);
}

static const MbConnectorEvents connector_events = {
  .opened = connector_opened_cb,
  .state_changed = connector_state_changed_cb,
};

static const MbClientEvents client_events = {
  .stray = client_stray_cb,
  .closed = client_closed_cb,
  .ready = client_ready_cb,
};

static void
apply_settings (MonLink *link)
{
  mb_client_set_window (link->client, mon_link_users_get_window (link->users));
  mb_client_set_max_silence (link->client, mon_link_users_get_max_timeouts (link->users));
  mon_sender_set_delays (&link->sender, mon_link_users_get_delay_ms (link->users),
                         mon_link_users_get_delay_after_connect_ms (link->users));
  mb_connector_set_connect_timeout_ms (link->redial.connector,
                                       mon_link_users_get_connect_timeout_ms (link->users));
}

/**
 * mon_link_new:
 * @clock: the engine's clock
 * @budget: how many connects may begin in a second
 * @spec: a connection, of which host, port and transport count
 *
 * Makes the link of an endpoint, not yet connecting.
 *
 * Returns: (transfer full): a new link
 */
MonLink *
mon_link_new (MbClock                 *clock,
              MbConnectBudget         *budget,
              const MonConnectionSpec *spec)
{
  MonLink *link = g_new0 (MonLink, 1);
  MbEndpoint endpoint = mon_connection_spec_get_endpoint (spec);
  g_autoptr (MbTlsOptions) tls = mon_connection_spec_dup_tls (spec);

  endpoint.tls = tls;
  link->n_refs = 1;
  link->clock = mb_clock_ref (clock);
  link->carrier = endpoint.carrier;
  link->users = g_ptr_array_new ();
  mb_turn_hook_init (&link->pump_hook, mb_clock_get_turn (clock), MB_TURN_FLUSH, pump_cb, link);
  link->redial.connector = mb_connector_new (clock, &endpoint, &connector_events, link);
  mb_connector_set_budget (link->redial.connector, budget);
  mb_connector_set_max_wait_ms (link->redial.connector, MON_LINK_MAX_WAIT_MS);
  link->client = mb_client_new (clock, &client_events, link);
  mon_sender_init (&link->sender, clock, link->client, &sender_events, link);
  link->state.since_us = mb_clock_get_wall_us (clock);
  return link;
}

/**
 * mon_link_ref:
 * @link: a link
 *
 * Returns: (transfer full): @link
 */
MonLink *
mon_link_ref (MonLink *link)
{
  link->n_refs++;
  return link;
}

/**
 * mon_link_unref:
 * @link: (transfer full): a link
 *
 * Drops a reference. Requests on their way hold one each; users must have left before.
 */
void
mon_link_unref (MonLink *link)
{
  if (--link->n_refs > 0)
    return;
  g_assert (link->users->len == 0);
  mb_turn_hook_clear (&link->pump_hook);
  mon_sender_clear (&link->sender);
  mb_connector_stop (link->redial.connector);
  mb_connector_unref (link->redial.connector);
  mb_client_detach (link->client);
  mb_client_unref (link->client);
  mon_link_state_clear (&link->state);
  g_ptr_array_unref (link->users);
  mb_clock_unref (link->clock);
  g_free (link);
}

/**
 * mon_link_add_user:
 * @link: a link
 * @spec: the connection that it is for; window and delay count
 * @events: what to tell the user, copied
 * @user_data: for the functions of @events
 *
 * Adds one who wants the link, for one connection of one session. The first one makes it connect.
 *
 * Returns: (transfer full): the use of the link, ended by mon_link_remove_user()
 */
MonLinkUser *
mon_link_add_user (MonLink                 *link,
                   const MonConnectionSpec *spec,
                   const MonLinkEvents     *events,
                   gpointer                 user_data)
{
  MonLinkUser *user = mon_link_users_add (link->users, link, events, user_data);

  mon_link_ref (link);
  mon_link_update_user (user, spec);
  link->is_wanted = TRUE;
  mon_link_pump (link);
  return user;
}

/**
 * mon_link_update_user:
 * @user: a use of a link
 * @spec: the connection as it is now; host, port and transport are as before
 *
 * Takes over changed settings, from the next request on.
 */
void
mon_link_update_user (MonLinkUser             *user,
                      const MonConnectionSpec *spec)
{
  mon_link_user_set_spec (user, spec);
  apply_settings (user->link);
}

/**
 * mon_link_remove_user:
 * @user: (transfer full): a use of a link
 *
 * Ends a use. The last one closes the link: what is on its way ends as closed, what waits as not
 * sent.
 *
 * Returns: whether it was the last one
 */
gboolean
mon_link_remove_user (MonLinkUser *user)
{
  g_autoptr (MonLink) link = user->link;
  gboolean is_last;

  mon_link_users_remove (link->users, user);
  is_last = link->users->len == 0;
  if (is_last)
    {
      mb_connector_stop (link->redial.connector);
      mb_client_close (link->client);
      mon_link_pump (link);
    }
  else
    apply_settings (link);
  return is_last;
}

/**
 * mon_link_add_source:
 * @link: a link
 * @source: who polls, which must live until it is removed
 *
 * Adds a poller.
 */
void
mon_link_add_source (MonLink       *link,
                     MonPollSource *source)
{
  mon_lanes_add_source (&link->sender.lanes, source);
  mon_link_pump (link);
}

/**
 * mon_link_remove_source:
 * @link: a link
 * @source: who polled
 *
 * Takes a poller away; what it has on its way ends as always.
 */
void
mon_link_remove_source (MonLink       *link,
                        MonPollSource *source)
{
  mon_lanes_remove_source (&link->sender.lanes, source);
}

/**
 * mon_link_pump:
 * @link: a link
 *
 * Sends what can be sent at the end of this turn, once however often it is called.
 */
void
mon_link_pump (MonLink *link)
{
  mb_turn_hook_request (&link->pump_hook);
}

/**
 * mon_link_submit:
 * @link: a link with a user
 * @request: an idle request, whose memory must live until its end
 * @lane: %MON_LANE_WRITE or %MON_LANE_ASK
 *
 * Queues a request. While the link connects it waits for that, while it backs off it ends at once
 * as not sent.
 *
 * Returns: %FALSE when %MON_LANES_MAX_WAITING wait already: nothing will be called
 */
gboolean
mon_link_submit (MonLink    *link,
                 MonRequest *request,
                 MonLane     lane)
{
  if (mon_lanes_is_full (&link->sender.lanes))
    return FALSE;
  mon_lanes_push (&link->sender.lanes, request, lane);
  mon_link_pump (link);
  return TRUE;
}

/**
 * mon_link_cancel:
 * @link: the link to which @request was given
 * @request: a request
 *
 * Ends a request that waits or is on its way; its callback comes inside a turn. An idle one is left
 * alone.
 */
void
mon_link_cancel (MonLink    *link,
                 MonRequest *request)
{
  mon_sender_cancel (&link->sender, request);
}

/**
 * mon_link_retry_now:
 * @link: a link
 *
 * Ends a back-off: the user does not want to wait.
 */
void
mon_link_retry_now (MonLink *link)
{
  mb_connector_retry_now (link->redial.connector);
  mon_link_pump (link);
}

/**
 * mon_link_note_stall:
 * @link: a link
 * @stall_us: for how long this program was stopped
 *
 * Tells the users of the link what happened. The client gives the link up by itself unless its
 * first request afterwards is answered.
 */
void
mon_link_note_stall (MonLink *link,
                     gint64   stall_us)
{
  g_autofree char *text =
    /* Translators: a number of seconds. */
    g_strdup_printf (_("This program was stopped for %.1f s; the connection is checked"),
                     (double) stall_us / G_USEC_PER_SEC);

  note_link (link, MON_TRAFFIC_STALL, text);
}

/**
 * mon_link_get_state:
 * @link: a link
 * @out_state: (out caller-allocates): its state; the reason is borrowed until it changes
 *
 * Tells how the link is doing.
 */
void
mon_link_get_state (MonLink      *link,
                    MonLinkState *out_state)
{
  *out_state = link->state;
}

/**
 * mon_link_stamp:
 * @link: a link
 *
 * Takes a time for an event on the link. Times of one link rise, each is given once; only when the
 * clock was set back by more than a second they begin anew.
 *
 * Returns: wall time in microseconds
 */
gint64
mon_link_stamp (MonLink *link)
{
  return mon_stamp_take (&link->sender.stamp, mb_clock_get_wall_us (link->clock));
}
