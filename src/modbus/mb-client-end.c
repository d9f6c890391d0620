/* mb-client-end.c: how a client's requests end: replies, deadlines, lost links, and one callback
 * each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-private.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"

/* Wall times are made unique per link, unless the clock was set back by more than this. */
#define WALL_STEP_US G_USEC_PER_SEC

gint64
mb_client_unique_wall (MbClient *self,
                       gint64    wall_us)
{
  if (wall_us <= self->last_wall_us && wall_us > self->last_wall_us - WALL_STEP_US)
    wall_us = self->last_wall_us + 1;
  self->last_wall_us = wall_us;
  return wall_us;
}

static void
count_verdict (MbClient  *self,
               MbVerdict  verdict)
{
  switch (verdict)
    {
    case MB_VERDICT_ANSWER:
      self->counters.answers++;
      break;
    case MB_VERDICT_EXCEPTION:
      self->counters.exceptions++;
      break;
    case MB_VERDICT_TIMEOUT:
      self->counters.timeouts++;
      break;
    case MB_VERDICT_BREACH:
      self->counters.breaches++;
      break;
    case MB_VERDICT_SENT:
      self->counters.broadcasts++;
      break;
    case MB_VERDICT_CLOSED:
    case MB_VERDICT_CANCELLED:
    case MB_VERDICT_NOT_SENT:
      break;
    }
}

/* Whether nothing can be held against the device: this program was stopped while the request
 * waited, or nothing has come over the link since, which may have gone meanwhile. */
static gboolean
is_stalled (MbClient         *self,
            const MbSlot     *slot,
            const MbExchange *exchange)
{
  gint64 stalled_us = mb_clock_get_stalled_us (self->clock);

  return slot->submitted_us < stalled_us
         || (exchange->verdict == MB_VERDICT_TIMEOUT && self->alive_us < stalled_us);
}

/* Gives a slot its one callback. It stays taken until that has returned, since the exchange borrows
 * its bytes. The caller holds a reference on @self. */
void
mb_client_settle (MbClient   *self,
                  MbSlot     *slot,
                  MbExchange *exchange)
{
  gboolean was_full = mb_client_count_free (self) == 0;
  gboolean is_idle;

  slot->state = MB_SLOT_SETTLING;
  count_verdict (self, exchange->verdict);
  exchange->carrier = self->carrier;
  exchange->transaction = slot->transaction;
  exchange->unit = slot->unit;
  exchange->is_stalled = is_stalled (self, slot, exchange);
  exchange->submitted_us = slot->submitted_us;
  exchange->sent_us = slot->sent_us;
  exchange->request = slot->request;
  exchange->request_adu = slot->adu;
  exchange->request_len = slot->len;
  slot->done (self, exchange, slot->user_data);
  self->n_broadcasts_in_flight -= slot->is_broadcast;
  mb_slots_release (&self->slots, slot);
  is_idle = self->slots.n_used == 0;
  if (is_idle)
    self->quirks_in_flight = MB_QUIRKS_NONE;
  if (self->calls.length > 0)
    mb_client_calls_next (self);

  if (was_full && self->events.ready != NULL && mb_client_count_free (self) > 0)
    self->events.ready (self, self->events_data);
  /* The reference that the first request took: what was accepted ends even without its owner. */
  if (is_idle)
    mb_client_unref (self);
}

/* Decides how a waiting slot ends; its callback comes with the settle hook. One that times out, and
 * for which something damaged came, ends by that. */
static void
end_later (MbClient  *self,
           MbSlot    *slot,
           MbVerdict  verdict)
{
  gboolean is_damaged = verdict == MB_VERDICT_TIMEOUT && slot->breach != MB_BREACH_NONE;

  slot->state = MB_SLOT_ENDING;
  slot->verdict = is_damaged ? MB_VERDICT_BREACH : verdict;
  mb_turn_hook_request (&self->settle_hook);
}

/* Whether a byte of the request may have left. */
gboolean
mb_client_has_left (MbClient     *self,
                    const MbSlot *slot)
{
  return mb_transport_get_outbox (self->transport)->n_sent > slot->start;
}

/* Forgets the link; what waits ends by what became of its bytes. */
void
mb_client_give_up_link (MbClient     *self,
                        const GError *reason)
{
  gboolean is_breach = g_error_matches (reason, MB_ERROR, MB_ERROR_BREACH);
  MbSlot *slot;

  while ((slot = mb_slots_first (&self->slots, MB_SLOT_WAITING)) != NULL)
    {
      if (!mb_client_has_left (self, slot))
        end_later (self, slot, MB_VERDICT_NOT_SENT);
      else
        end_later (self, slot, is_breach ? MB_VERDICT_BREACH : MB_VERDICT_CLOSED);
      slot->breach = is_breach ? MB_BREACH_FRAMING : MB_BREACH_NONE;
    }
  if (!g_error_matches (reason, MB_ERROR, MB_ERROR_UNCERTAIN))
    self->n_silent = 0;
  mb_timer_disarm (&self->timer);
  mb_transport_close (self->transport);
  g_clear_pointer (&self->transport, mb_transport_unref);
  self->is_closing = TRUE;
  g_clear_error (&self->reason);
  self->reason = reason != NULL ? g_error_copy (reason) : NULL;
  mb_turn_hook_request (&self->settle_hook);
}

/* Counts a request without a valid reply. Returns whether there were too many of them in a row. */
static gboolean
count_silence (MbClient *self)
{
  return ++self->n_silent >= self->max_silence && self->max_silence > 0;
}

static GError *
new_silence_error (MbClient *self)
{
  gint64 now_us = mb_clock_get_time_us (self->clock);

  return g_error_new (MB_ERROR, MB_ERROR_TIMEOUT, _("No reply for %.1f s"),
                      (double) (now_us - self->silent_since_us) / G_USEC_PER_SEC);
}

/* Gives up a link on which the reply of @slot, which has ended, could not be told from the next
 * one. The next link may follow at once, unless too many requests in a row ended like that: then
 * the reason is what was wrong with them. */
void
mb_client_give_up_uncertain (MbClient     *self,
                             const MbSlot *slot)
{
  g_autoptr (GError) error = NULL;
  gboolean was_stopped = slot->submitted_us < mb_clock_get_stalled_us (self->clock);
  gboolean is_enough = slot->verdict != MB_VERDICT_CANCELLED && !was_stopped &&
                       count_silence (self);

  if (slot->breach == MB_BREACH_CRC && self->damage != NULL)
    error = g_error_new_literal (MB_ERROR, is_enough ? MB_ERROR_BREACH : MB_ERROR_UNCERTAIN,
                                 self->damage->message);
  else if (!is_enough)
    error = g_error_new_literal (MB_ERROR, MB_ERROR_UNCERTAIN,
                                 _("A request was not answered, and a late reply could not be "
                                   "told from the next one"));
  else if (slot->breach != MB_BREACH_NONE)
    error = g_error_new (MB_ERROR, MB_ERROR_BREACH,
                         /* Translators: a number of replies, then what was wrong with the last. */
                         _("%u replies in a row were wrong (%s)"), self->n_silent,
                         mb_breach_name (slot->breach));
  else
    error = new_silence_error (self);
  mb_client_give_up_link (self, error);
}

/* Ends a slot whose bytes are still queued, and takes them out. */
void
mb_client_end_unsent (MbClient *self,
                      MbSlot   *slot)
{
  end_later (self, slot, MB_VERDICT_NOT_SENT);
  mb_outbox_cut (mb_transport_get_outbox (self->transport), slot->start, slot->len);
  mb_slots_shift (&self->slots, slot->start, slot->len);
}

/* Ends a slot whose reply may still come, and keeps that from being taken for another one's: by its
 * identifier, or when the device does not copy that, with its link. */
void
mb_client_end_sent (MbClient  *self,
                    MbSlot    *slot,
                    MbVerdict  verdict)
{
  g_autoptr (GError) error = NULL;

  end_later (self, slot, verdict);
  if (slot->quirks & MB_QUIRK_ANY_TRANSACTION)
    {
      mb_client_give_up_uncertain (self, slot);
      return;
    }
  if (mb_transaction_ids_retire (&self->ids, slot->transaction))
    return;
  error = g_error_new (MB_ERROR, MB_ERROR_TIMEOUT,
                       _("More than %u requests were never answered on this connection"),
                       MB_TRANSACTION_IDS_MAX_RETIRED);
  mb_client_give_up_link (self, error);
}

/* Ends the broadcasts that are sent: nobody answers them. */
void
mb_client_end_broadcasts (MbClient *self)
{
  MbSlot *slot;

  while ((slot = mb_slots_first_broadcast (&self->slots)) != NULL)
    {
      mb_transaction_ids_broadcast (&self->ids, slot->transaction);
      end_later (self, slot, MB_VERDICT_SENT);
    }
}

static void
settle_cb (gpointer user_data)
{
  g_autoptr (MbClient) self = mb_client_ref (user_data);
  g_autoptr (GError) reason = NULL;
  MbSlot *slot;

  while ((slot = mb_slots_first (&self->slots, MB_SLOT_ENDING)) != NULL)
    {
      MbExchange exchange = {
        .verdict = slot->verdict,
        .breach = slot->verdict == MB_VERDICT_BREACH ? slot->breach : MB_BREACH_NONE,
        .hint = slot->verdict == MB_VERDICT_TIMEOUT ? slot->hint : MB_QUIRKS_NONE,
        .ended_us = mb_clock_get_time_us (self->clock),
        .ended_wall_us = mb_client_unique_wall (self, mb_clock_get_wall_us (self->clock)),
        .reason = self->reason,
      };

      mb_client_settle (self, slot, &exchange);
    }

  if (!self->is_closing)
    return;
  self->is_closing = FALSE;
  reason = g_steal_pointer (&self->reason);
  mb_client_calls_fail (self, reason);
  if (self->events.closed != NULL)
    self->events.closed (self, reason, self->events_data);
}

void
mb_client_arm_timer (MbClient *self,
                     gint64    due_us)
{
  if (due_us == G_MAXINT64)
    return;
  if (!mb_timer_is_armed (&self->timer) || due_us < self->timer.due_us)
    mb_timer_arm (&self->timer, due_us);
}

/* Ends what is due. @out_is_silent: whether a request was left without its reply for which nobody
 * but its device can be blamed. Returns whether any was that had left. */
static gboolean
expire (MbClient *self,
        gint64    now_us,
        gboolean *out_is_silent)
{
  gint64 stalled_us = mb_clock_get_stalled_us (self->clock);
  gboolean has_expired = FALSE;
  MbSlot *slot;

  *out_is_silent = FALSE;
  while ((slot = mb_slots_first_expired (&self->slots, now_us)) != NULL)
    {
      if (!mb_client_has_left (self, slot))
        {
          mb_client_end_unsent (self, slot);
          continue;
        }
      if (slot->submitted_us >= stalled_us && slot->breach == MB_BREACH_NONE)
        {
          if (self->n_silent == 0 && !*out_is_silent)
            self->silent_since_us = slot->submitted_us;
          *out_is_silent = TRUE;
        }
      has_expired = TRUE;
      mb_client_end_sent (self, slot, MB_VERDICT_TIMEOUT);
    }
  return has_expired;
}

/* Gives up a link that has lost its place in the stream, or that says nothing any more. One that
 * may have gone while we were stalled gets a single chance to show that it has not. */
static void
judge_link (MbClient *self,
            gboolean  is_silent)
{
  g_autoptr (GError) error = NULL;

  if (mb_framer_get_pending (mb_transport_get_framer (self->transport), NULL) > 0)
    error = g_error_new_literal (MB_ERROR, MB_ERROR_TIMEOUT,
                                 _("The device stopped in the middle of a reply"));
  else if (!is_silent)
    return;
  else if (self->alive_us < mb_clock_get_stalled_us (self->clock))
    error = g_error_new_literal (MB_ERROR, MB_ERROR_TIMEOUT,
                                 _("No reply since this program was stopped for a while"));
  else if (count_silence (self))
    error = new_silence_error (self);
  if (error != NULL)
    mb_client_give_up_link (self, error);
}

/* The timer is armed for the earliest deadline there was; replies do not disarm it. */
static void
timer_cb (gpointer user_data)
{
  g_autoptr (MbClient) self = mb_client_ref (user_data);
  g_autoptr (MbTransport) transport = mb_transport_ref (self->transport);
  gint64 now_us = mb_clock_get_time_us (self->clock);
  gboolean is_silent;

  if (mb_slots_first_due (&self->slots) <= now_us)
    {
      /* Read before you judge. */
      mb_transport_read_now (transport);
      if (self->transport == transport && expire (self, now_us, &is_silent) &&
          self->transport != NULL)
        judge_link (self, is_silent);
    }
  if (self->transport == transport)
    mb_client_arm_timer (self, mb_slots_first_due (&self->slots));
}

/* Prepares what ends requests at the end of a turn and at their deadlines. */
void
mb_client_end_init (MbClient *self)
{
  mb_turn_hook_init (&self->settle_hook, mb_clock_get_turn (self->clock), MB_TURN_FLUSH,
                     settle_cb, self);
  mb_timer_init (&self->timer, self->clock, timer_cb, self);
}
