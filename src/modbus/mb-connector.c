/* mb-connector.c: connects, and after a failure or a loss again, ever more slowly.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-connector.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-dial.h"
#include "modbus/mb-error.h"

#define DEFAULT_MAX_WAIT_MS (60 * 1000)

/* The first wait is at most this, each further one at most twice the one before. */
#define FIRST_WAIT_MS 1000

/* No wait is shorter, whatever the dice say: at most five connects a second. */
#define MIN_WAIT_MS 200

struct _MbConnector
{
  guint              n_refs;
  MbClock           *clock;
  /* Its host and its reference on the TLS options are the connector's. */
  MbEndpoint         endpoint;
  MbConnectorEvents  events;
  gpointer           user_data;

  MbConnectorState   state;
  GError            *error;
  guint              n_failures;
  guint              max_wait_ms;
  /* Whether a valid reply came over the port that was given out. */
  gboolean           has_worked;
  /* How many ports that were given out did not work: with datagrams, which address is next. */
  guint              attempt;
  gint64             next_try_us;
  MbTimer            timer;
  MbTurnHook         state_hook;
  /* The try under way, or NULL; also NULL while it waits for its turn. */
  MbDial            *dial;
  /* Without a budget until there is one. */
  MbConnectTicket    ticket;
};

static void
state_hook_cb (gpointer user_data)
{
  g_autoptr (MbConnector) self = mb_connector_ref (user_data);

  if (self->events.state_changed != NULL)
    self->events.state_changed (self, self->user_data);
}

static void
set_state (MbConnector      *self,
           MbConnectorState  state)
{
  self->state = state;
  mb_turn_hook_request (&self->state_hook);
}

static void
set_error (MbConnector  *self,
           const GError *error)
{
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  g_clear_error (&self->error);
  self->error = copy;
}

static void
drop_try (MbConnector *self)
{
  mb_connect_ticket_withdraw (&self->ticket);
  if (self->dial != NULL)
    mb_dial_cancel (g_steal_pointer (&self->dial));
}

/* Full jitter: many devices that were lost together must not come back together. */
static guint
pick_wait_ms (MbConnector *self)
{
  guint64 longest_ms = (guint64) FIRST_WAIT_MS << MIN (self->n_failures, 20);

  longest_ms = CLAMP (longest_ms, MIN_WAIT_MS + 1, MAX (self->max_wait_ms, MIN_WAIT_MS + 1));
  return (guint) g_random_int_range (MIN_WAIT_MS, (gint32) longest_ms + 1);
}

static void
back_off (MbConnector *self)
{
  self->next_try_us = mb_clock_get_time_us (self->clock) + (gint64) pick_wait_ms (self) * 1000;
  self->n_failures++;
  mb_timer_arm (&self->timer, self->next_try_us);
  set_state (self, MB_CONNECTOR_BACKING_OFF);
}

static void
dial_done_cb (MbPort       *port,
              const GError *error,
              gpointer      user_data)
{
  g_autoptr (MbConnector) self = mb_connector_ref (user_data);

  self->dial = NULL;
  set_error (self, error);
  if (error != NULL)
    {
      back_off (self);
      return;
    }
  self->has_worked = FALSE;
  set_state (self, MB_CONNECTOR_CONNECTED);
  self->events.opened (self, port, self->user_data);
}

static void
dial (MbConnector *self)
{
  self->dial = mb_dial_start (self->clock, &self->endpoint, self->attempt, dial_done_cb, self);
}

/* The port that was given out is not used any more. */
static void
note_end (MbConnector *self)
{
  if (self->state == MB_CONNECTOR_CONNECTED && !self->has_worked)
    self->attempt++;
}

static void
ticket_granted_cb (gpointer user_data)
{
  dial (user_data);
}

/* The time-out of a try does not count while it waits for others. */
static void
start_try (MbConnector *self)
{
  self->next_try_us = 0;
  set_state (self, MB_CONNECTOR_CONNECTING);
  if (self->ticket.budget == NULL || mb_connect_ticket_take (&self->ticket))
    dial (self);
}

/* The back-off has ended. */
static void
timer_cb (gpointer user_data)
{
  start_try (user_data);
}

/**
 * mb_connector_new:
 * @clock: the clock, whose turn and context carry the connector
 * @endpoint: where to connect, copied; a time-out of 0 is the default of 3 s
 * @events: what to tell the owner, copied
 * @user_data: for the functions of @events
 *
 * Makes a connector that does nothing yet. It belongs to the thread of @clock.
 *
 * Returns: (transfer full): a new connector
 */
MbConnector *
mb_connector_new (MbClock                 *clock,
                  const MbEndpoint        *endpoint,
                  const MbConnectorEvents *events,
                  gpointer                 user_data)
{
  MbConnector *self = g_new0 (MbConnector, 1);

  self->n_refs = 1;
  self->clock = mb_clock_ref (clock);
  self->endpoint = *endpoint;
  self->endpoint.host = g_strdup (endpoint->host);
  if (endpoint->tls != NULL)
    mb_tls_options_ref (endpoint->tls);
  self->events = *events;
  self->user_data = user_data;
  self->max_wait_ms = DEFAULT_MAX_WAIT_MS;
  mb_timer_init (&self->timer, clock, timer_cb, self);
  mb_turn_hook_init (&self->state_hook, mb_clock_get_turn (clock), MB_TURN_DELIVER, state_hook_cb,
                     self);
  return self;
}

/**
 * mb_connector_ref:
 * @self: a connector
 *
 * Takes a reference, on the thread of the connector.
 *
 * Returns: (transfer full): @self
 */
MbConnector *
mb_connector_ref (MbConnector *self)
{
  self->n_refs++;
  return self;
}

/**
 * mb_connector_unref:
 * @self: (transfer full): a connector
 *
 * Drops a reference; the last one ends a try under way.
 */
void
mb_connector_unref (MbConnector *self)
{
  if (--self->n_refs > 0)
    return;
  mb_timer_disarm (&self->timer);
  mb_turn_hook_clear (&self->state_hook);
  drop_try (self);
  mb_connect_ticket_clear (&self->ticket);
  g_clear_error (&self->error);
  mb_clock_unref (self->clock);
  g_free ((char *) self->endpoint.host);
  g_clear_pointer (&self->endpoint.tls, mb_tls_options_unref);
  g_free (self);
}

/**
 * mb_connector_set_budget:
 * @self: a connector that has not been started
 * @budget: how many connects may begin in a second, over all who have it
 *
 * Makes each try wait for its turn. Without a budget tries begin when they are due.
 */
void
mb_connector_set_budget (MbConnector     *self,
                         MbConnectBudget *budget)
{
  g_return_if_fail (self->state == MB_CONNECTOR_CLOSED);

  mb_connect_ticket_clear (&self->ticket);
  mb_connect_ticket_init (&self->ticket, budget, ticket_granted_cb, self);
}

/**
 * mb_connector_start:
 * @self: a connector
 *
 * Connects, unless it is at that already. The address is looked up anew at each try, and all
 * addresses of a name are tried.
 */
void
mb_connector_start (MbConnector *self)
{
  if (self->state == MB_CONNECTOR_CLOSED)
    start_try (self);
}

/**
 * mb_connector_stop:
 * @self: a connector
 *
 * Goes to %MB_CONNECTOR_CLOSED: a try under way is cancelled, no other begins. A port that was
 * given out stays as it is. None of the events comes after this, until the next start.
 */
void
mb_connector_stop (MbConnector *self)
{
  mb_timer_disarm (&self->timer);
  drop_try (self);
  note_end (self);
  self->next_try_us = 0;
  self->state = MB_CONNECTOR_CLOSED;
  mb_turn_hook_clear (&self->state_hook);
}

/**
 * mb_connector_lost:
 * @self: a connector in %MB_CONNECTOR_CONNECTED
 * @error: (nullable): why the port was lost; %NULL when the other side closed it between requests
 *
 * Reports the end of the port that was given out. After a loss, and also when the port was closed
 * before anything had worked, the next try follows after a back-off; a close of an idle link is no
 * failure.
 */
void
mb_connector_lost (MbConnector  *self,
                   const GError *error)
{
  g_autofree char *where = mb_endpoint_describe (&self->endpoint);
  g_autoptr (GError) closed = NULL;

  g_return_if_fail (self->state == MB_CONNECTOR_CONNECTED);

  note_end (self);
  if (error == NULL && self->has_worked)
    {
      set_state (self, MB_CONNECTOR_CLOSED);
      return;
    }
  if (error == NULL)
    closed = g_error_new (MB_ERROR, MB_ERROR_CLOSED,
                          _("Closed by %s right after connecting; it may have no connection left "
                            "for this program"), where);
  set_error (self, error != NULL ? error : closed);
  back_off (self);
}

/**
 * mb_connector_worked:
 * @self: a connector
 *
 * Tells that a valid reply came over the port. That, and not the mere connect, begins the back-off
 * anew. Cheap enough to be called for every reply.
 */
void
mb_connector_worked (MbConnector *self)
{
  self->has_worked = TRUE;
  self->n_failures = 0;
}

/**
 * mb_connector_retry_now:
 * @self: a connector
 *
 * Ends a wait at once, and lets the waits begin anew.
 */
void
mb_connector_retry_now (MbConnector *self)
{
  self->n_failures = 0;
  if (self->state != MB_CONNECTOR_BACKING_OFF)
    return;
  mb_timer_disarm (&self->timer);
  start_try (self);
}

/**
 * mb_connector_set_max_wait_ms:
 * @self: a connector
 * @max_wait_ms: the longest wait between two tries, in milliseconds
 *
 * Sets the longest wait, 60 s unless set. A wait under way that is longer is cut.
 */
void
mb_connector_set_max_wait_ms (MbConnector *self,
                              guint        max_wait_ms)
{
  gint64 latest_us = mb_clock_get_time_us (self->clock) + (gint64) max_wait_ms * 1000;

  self->max_wait_ms = max_wait_ms;
  if (self->state != MB_CONNECTOR_BACKING_OFF || self->next_try_us <= latest_us)
    return;
  self->next_try_us = mb_clock_get_time_us (self->clock) + (gint64) pick_wait_ms (self) * 1000;
  mb_timer_arm (&self->timer, self->next_try_us);
  set_state (self, MB_CONNECTOR_BACKING_OFF);
}

/**
 * mb_connector_set_connect_timeout_ms:
 * @self: a connector
 * @timeout_ms: how long a try may take, in milliseconds; 0 is the default of 3 s
 *
 * Sets the patience for the next try; one under way keeps its own.
 */
void
mb_connector_set_connect_timeout_ms (MbConnector *self,
                                     guint        timeout_ms)
{
  self->endpoint.connect_timeout_ms = timeout_ms;
}

/**
 * mb_connector_get_state:
 * @self: a connector
 *
 * Returns: what it is doing
 */
MbConnectorState
mb_connector_get_state (MbConnector *self)
{
  return self->state;
}

/**
 * mb_connector_get_error:
 * @self: a connector
 *
 * Gets why the last try failed or the port was lost. The text is a whole sentence that names cause,
 * place and what to check.
 *
 * Returns: (nullable) (transfer none): an error, or %NULL once connected
 */
const GError *
mb_connector_get_error (MbConnector *self)
{
  return self->error;
}

/**
 * mb_connector_get_next_try_us:
 * @self: a connector
 *
 * Returns: the monotonic time of the next try, 0 when not backing off
 */
gint64
mb_connector_get_next_try_us (MbConnector *self)
{
  return self->state == MB_CONNECTOR_BACKING_OFF ? self->next_try_us : 0;
}
