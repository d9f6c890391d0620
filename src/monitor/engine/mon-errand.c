/* mon-errand.c: sends the request of a job once, reads back what it wrote, and judges the outcome.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-errand.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"
#include "monitor/engine/mon-retry.h"

/* All units behind a gateway (serial line V1.02, 2.1). */
#define BROADCAST_UNIT 0

struct _MonErrand
{
  MbClock       *clock;
  MonPoller     *poller;
  MonWish       *wish;
  MonGuard       own_guard;
  MonRequest     request;
  MonRetry       retry;
  MbTimer        retry_timer;
  gboolean       is_reading_back;
  gboolean       is_cancelled;
  MonJobEnd     *end;
  MonErrandFunc  ended;
  gpointer       user_data;
};

static void
errand_free (MonErrand *errand)
{
  mb_timer_disarm (&errand->retry_timer);
  mon_poller_unref (errand->poller);
  mon_wish_free (errand->wish);
  mb_clock_unref (errand->clock);
  g_free (errand);
}

static void
finish (MonErrand *errand)
{
  MonJobEnd *end = g_steal_pointer (&errand->end);
  MonErrandFunc ended = errand->ended;
  gpointer user_data = errand->user_data;

  end->job = errand->wish->job;
  end->outcome = mon_answer_judge (&end->answer);
  errand_free (errand);
  ended (end, user_data);
}

static MonAnswer *
current_answer (MonErrand *errand)
{
  return errand->is_reading_back ? &errand->end->read_back : &errand->end->answer;
}

static void
submit (MonErrand *errand,
        MonLane    lane)
{
  if (mon_link_submit (mon_poller_get_link (errand->poller), &errand->request, lane))
    return;
  mon_answer_set_unsent (current_answer (errand), mb_clock_get_wall_us (errand->clock), NULL);
  finish (errand);
}

static void
retry_cb (gpointer user_data)
{
  submit (user_data, MON_LANE_ASK);
}

static void
read_back (MonErrand *errand)
{
  const MonTagSpec *tag = errand->wish->read_back;

  errand->is_reading_back = TRUE;
  errand->end->has_read_back = TRUE;
  mon_retry_start (&errand->retry, mon_poller_get_connection (errand->poller)->retries);
  errand->request.request = mb_request_read (tag->table, tag->address,
                                             (guint16) mon_tag_spec_n_items (tag));
  submit (errand, MON_LANE_ASK);
}

/* A read of which somebody wants the sample. */
static gboolean
is_tag_read (MonErrand *errand)
{
  return errand->wish->read_back != NULL && !mb_request_writes (&errand->request.request);
}

static void
request_done_cb (MonRequest       *request,
                 const MbExchange *exchange)
{
  MonErrand *errand = request->user_data;
  gint64 now_us = mb_clock_get_time_us (errand->clock);

  mon_poller_observe (errand->poller, exchange);
  if (!mon_retry_is_void (&errand->retry, exchange))
    mon_answer_set (current_answer (errand), exchange);
  if (errand->is_cancelled)
    finish (errand);
  else if (mon_retry_is_worth (&errand->retry, exchange, now_us))
    mb_timer_arm (&errand->retry_timer, errand->retry.due_us);
  else if (errand->is_reading_back || is_tag_read (errand))
    {
      mon_poller_take_tag (errand->poller, errand->wish->read_back, exchange);
      finish (errand);
    }
  else if (exchange->verdict == MB_VERDICT_ANSWER && errand->wish->read_back != NULL)
    read_back (errand);
  else
    finish (errand);
}

/**
 * mon_wish_new:
 * @job: number of the job
 * @device: handle of the device
 * @pdu: the PDU to send, 1 to 253 bytes
 * @is_armed: whether the wish is its own arming
 * @read_back: (nullable): the tag to read after a confirmed write; when @pdu reads exactly that
 *   tag, the answer is its sample
 *
 * Returns: (transfer full): what to ask of the engine
 */
MonWish *
mon_wish_new (guint32           job,
              guint32           device,
              GBytes           *pdu,
              gboolean          is_armed,
              const MonTagSpec *read_back)
{
  MonWish *wish = g_new (MonWish, 1);

  *wish = (MonWish) {
    .job = job,
    .device = device,
    .pdu = g_bytes_ref (pdu),
    .is_armed = is_armed,
    .read_back = read_back != NULL ? mon_tag_spec_ref ((MonTagSpec *) read_back) : NULL,
  };
  return wish;
}

/**
 * mon_wish_free:
 * @wish: (transfer full): a wish
 *
 * Frees it.
 */
void
mon_wish_free (MonWish *wish)
{
  g_bytes_unref (wish->pdu);
  g_clear_pointer (&wish->read_back, mon_tag_spec_unref);
  g_free (wish);
}

/**
 * mon_errand_new:
 * @clock: the engine's clock
 * @poller: the poller of the device, for its link, its settings and its health
 * @guard: the lock of the session, asked when the request goes out unless the wish is its own
 *   arming; it must outlive the errand
 * @wish: (transfer full): what is wanted
 * @ended: called once at its end
 * @user_data: for @ended
 *
 * Makes an errand, to be started.
 *
 * Returns: (transfer full): the errand, which frees itself when it ends
 */
MonErrand *
mon_errand_new (MbClock        *clock,
                MonPoller      *poller,
                const MonGuard *guard,
                MonWish        *wish,
                MonErrandFunc   ended,
                gpointer        user_data)
{
  MonErrand *errand = g_new0 (MonErrand, 1);

  errand->clock = mb_clock_ref (clock);
  errand->poller = mon_poller_ref (poller);
  errand->wish = wish;
  errand->ended = ended;
  errand->user_data = user_data;
  errand->end = mon_job_end_new ();
  mb_timer_init (&errand->retry_timer, clock, retry_cb, errand);
  errand->request.unit = wish->is_broadcast ? BROADCAST_UNIT
                                            : mon_poller_get_device (poller)->unit;
  errand->request.quirks = mon_poller_get_device (poller)->quirks;
  errand->request.is_broadcast = wish->is_broadcast;
  errand->request.timeout_ms = mon_poller_get_connection (poller)->timeout_ms;
  errand->request.guard = guard;
  errand->request.done = request_done_cb;
  errand->request.user_data = errand;
  if (wish->is_armed)
    {
      mon_guard_arm (&errand->own_guard, G_MAXINT64);
      errand->request.guard = &errand->own_guard;
    }
  return errand;
}

/* Nobody answers, so nobody could say what was read. */
static gboolean
check_broadcast (MonErrand  *errand,
                 GError    **error)
{
  if (!errand->request.is_broadcast || mb_request_writes (&errand->request.request))
    return TRUE;
  g_set_error_literal (error, MB_ERROR, MB_ERROR_INVALID,
                       _("Only what writes can be broadcast: nobody answers"));
  return FALSE;
}

/**
 * mon_errand_start:
 * @errand: a new errand
 *
 * Sends the request, or refuses it when writing is locked now. A request that can write is sent
 * once, ever; one that only reads is repeated as often as the connection says.
 */
void
mon_errand_start (MonErrand *errand)
{
  MonAnswer *answer = &errand->end->answer;
  gint64 wall_us = mb_clock_get_wall_us (errand->clock);
  MbRequest *request = &errand->request.request;
  g_autoptr (GError) error = NULL;
  gsize len;
  const guint8 *pdu = g_bytes_get_data (errand->wish->pdu, &len);

  if (!mb_request_from_pdu (request, pdu, len, &error)
      || !check_broadcast (errand, &error)
      || !mon_guard_allows (errand->request.guard, request,
                            mb_clock_get_time_us (errand->clock), &error))
    {
      mon_answer_set_unsent (answer, wall_us, error);
      finish (errand);
    }
  else if (mb_request_writes (request))
    {
      mon_retry_start (&errand->retry, 0);
      submit (errand, MON_LANE_WRITE);
    }
  else
    {
      mon_retry_start (&errand->retry, mon_poller_get_connection (errand->poller)->retries);
      submit (errand, MON_LANE_ASK);
    }
}

/**
 * mon_errand_cancel:
 * @errand: an errand
 *
 * Ends it as soon as can be. What its request may have done by then is judged as always. The
 * errand may be gone when this returns.
 */
void
mon_errand_cancel (MonErrand *errand)
{
  errand->is_cancelled = TRUE;
  if (mb_timer_is_armed (&errand->retry_timer))
    finish (errand);
  else
    mon_link_cancel (mon_poller_get_link (errand->poller), &errand->request);
}

/**
 * mon_errand_is_on_way:
 * @errand: an errand
 *
 * Returns: whether a request of it is on its way
 */
gboolean
mon_errand_is_on_way (MonErrand *errand)
{
  return errand->request.state == MON_REQUEST_SENT;
}
