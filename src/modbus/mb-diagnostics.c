/* mb-diagnostics.c: what a device counts and remembers of its own exchanges.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-diagnostics.h"

#include <string.h>

#include "modbus/mb-subfunction.h"
#include "modbus/mb-wire.h"

#define ILLEGAL_FUNCTION 1
#define ACKNOWLEDGE 5
#define SERVER_BUSY 6
#define NEGATIVE_ACKNOWLEDGE 7

/* As many events as one answer holds (V1.1b3, 6.10). */
#define N_EVENTS 64

/* Event bytes (V1.1b3, 6.10). */
#define EVENT_RESTART 0x00
#define EVENT_LISTEN_ONLY 0x04
#define EVENT_RECEIVED 0x80
#define EVENT_SENT 0x40
#define EVENT_IS_LISTENING 0x20

/* Counters that sub-functions return, by what is left of their number. */
#define FIRST_COUNTER MB_SUBFUNCTION_BUS_MESSAGE_COUNT
#define N_COUNTERS (MB_SUBFUNCTION_OVERRUN_COUNT - FIRST_COUNTER + 1)

struct _MbDiagnostics
{
  guint16  counters[N_COUNTERS];
  guint16  event_count;
  guint16  diagnostic_register;
  guint8   delimiter;
  /* The newest first. */
  guint8   events[N_EVENTS];
  guint    n_events;
  gboolean is_listening;
  /* Whether the request that is worked on has been counted, and gets no reply. */
  gboolean has_begun;
  gboolean is_silent;
};

static void
count (MbDiagnostics     *self,
       MbSubfunctionCode  counter)
{
  self->counters[counter - FIRST_COUNTER]++;
}

static void
log_event (MbDiagnostics *self,
           guint8         event)
{
  self->n_events = MIN (self->n_events + 1, N_EVENTS);
  memmove (self->events + 1, self->events, self->n_events - 1);
  self->events[0] = event;
}

static void
clear_counters (MbDiagnostics *self)
{
  memset (self->counters, 0, sizeof self->counters);
  self->event_count = 0;
  self->diagnostic_register = 0;
}

static void
restart (MbDiagnostics   *self,
         const MbRequest *request)
{
  if (mb_wire_get_register (request->data, 0) != 0)
    self->n_events = 0;
  clear_counters (self);
  self->is_listening = FALSE;
  log_event (self, EVENT_RESTART);
}

/* What a sub-function that repeats its request does besides. */
static void
act (MbDiagnostics   *self,
     const MbRequest *request)
{
  switch (request->subfunction)
    {
    case MB_SUBFUNCTION_RESTART_COMMUNICATIONS:
      restart (self, request);
      break;
    case MB_SUBFUNCTION_CHANGE_ASCII_DELIMITER:
      self->delimiter = request->data[0];
      break;
    case MB_SUBFUNCTION_FORCE_LISTEN_ONLY:
      self->is_listening = TRUE;
      log_event (self, EVENT_LISTEN_ONLY);
      break;
    case MB_SUBFUNCTION_CLEAR_COUNTERS:
      clear_counters (self);
      break;
    case MB_SUBFUNCTION_CLEAR_OVERRUN:
      self->counters[MB_SUBFUNCTION_OVERRUN_COUNT - FIRST_COUNTER] = 0;
      break;
    default:
      break;
    }
}

static guint8
execute_subfunction (MbDiagnostics   *self,
                     const MbRequest *request,
                     MbResponse      *response,
                     guint8          *data)
{
  const MbSubfunction *subfunction = mb_subfunction_lookup (request->subfunction);
  guint16 answer = self->diagnostic_register;

  if (subfunction == NULL)
    return ILLEGAL_FUNCTION;
  response->subfunction = request->subfunction;
  if (subfunction->is_echo)
    {
      act (self, request);
      response->data = request->data;
      response->data_len = request->data_len;
      return 0;
    }
  if (request->subfunction >= FIRST_COUNTER)
    answer = self->counters[request->subfunction - FIRST_COUNTER];
  mb_wire_put_register (data, 0, answer);
  response->data = data;
  response->data_len = 2;
  return 0;
}

/**
 * mb_diagnostics_new:
 *
 * Makes the diagnostics of a device that has just been switched on.
 *
 * Returns: (transfer full): counters at 0, an empty log
 */
MbDiagnostics *
mb_diagnostics_new (void)
{
  return g_new0 (MbDiagnostics, 1);
}

/**
 * mb_diagnostics_free:
 * @diagnostics: (transfer full): what mb_diagnostics_new() made
 *
 * Frees it.
 */
void
mb_diagnostics_free (MbDiagnostics *diagnostics)
{
  g_free (diagnostics);
}

/**
 * mb_diagnostics_begin:
 * @diagnostics: of a device
 * @request: what it was asked
 *
 * Counts and logs a request that came, before anything else is done with it (V1.1b3, 6.8.1, 6.10).
 *
 * Returns: %FALSE when it must not be carried out: in listen only mode nothing but a restart is
 *   (6.8.1, 01)
 */
gboolean
mb_diagnostics_begin (MbDiagnostics   *diagnostics,
                      const MbRequest *request)
{
  gboolean is_restart = request->function == MB_FUNCTION_DIAGNOSTICS &&
                        request->subfunction == MB_SUBFUNCTION_RESTART_COMMUNICATIONS;

  diagnostics->has_begun = TRUE;
  diagnostics->is_silent = diagnostics->is_listening;
  count (diagnostics, MB_SUBFUNCTION_BUS_MESSAGE_COUNT);
  count (diagnostics, MB_SUBFUNCTION_SERVER_MESSAGE_COUNT);
  log_event (diagnostics,
             diagnostics->is_listening ? EVENT_RECEIVED | EVENT_IS_LISTENING : EVENT_RECEIVED);
  return !diagnostics->is_listening || is_restart;
}

/**
 * mb_diagnostics_execute:
 * @diagnostics: of a device
 * @request: a request that mb_request_parse() took, after mb_diagnostics_begin()
 * @out_response: (out caller-allocates): the answer, which may view @request
 * @data: room for %MB_PDU_MAX bytes that @out_response views
 *
 * Carries out 8 (V1.1b3, 6.8), 11 (6.9) and 12 (6.10). A TCP device has no characters to lose and
 * no checksums to find wrong, so these counters stay 0, and no program command is ever worked on.
 *
 * Returns: 0, or exception code 1 for another function or a reserved sub-function
 */
guint8
mb_diagnostics_execute (MbDiagnostics   *diagnostics,
                        const MbRequest *request,
                        MbResponse      *out_response,
                        guint8          *data)
{
  *out_response = (MbResponse) { .function = request->function };
  if (request->function == MB_FUNCTION_DIAGNOSTICS)
    return execute_subfunction (diagnostics, request, out_response, data);
  if (request->function != MB_FUNCTION_GET_COMM_EVENT_COUNTER &&
      request->function != MB_FUNCTION_GET_COMM_EVENT_LOG)
    return ILLEGAL_FUNCTION;

  out_response->event_count = diagnostics->event_count;
  if (request->function == MB_FUNCTION_GET_COMM_EVENT_COUNTER)
    return 0;
  out_response->message_count = diagnostics->counters[0];
  memcpy (data, diagnostics->events, diagnostics->n_events);
  out_response->data = data;
  out_response->data_len = diagnostics->n_events;
  return 0;
}

/* The event of a reply, by its exception code or 0 (V1.1b3, 6.10). */
static guint8
choose_sent_event (guint8 exception)
{
  if (exception >= 1 && exception <= 3)
    return EVENT_SENT | 0x01;
  if (exception == 4)
    return EVENT_SENT | 0x02;
  if (exception == ACKNOWLEDGE || exception == SERVER_BUSY)
    return EVENT_SENT | 0x04;
  return exception == NEGATIVE_ACKNOWLEDGE ? EVENT_SENT | 0x08 : EVENT_SENT;
}

/**
 * mb_diagnostics_end:
 * @diagnostics: of a device
 * @request: the request, which mb_diagnostics_begin() need not have seen when it was refused
 * @exception: the exception code with which it is answered, or 0
 *
 * Counts and logs the reply (V1.1b3, 6.8.1, 6.10). The event counter counts neither exceptions nor
 * its own reading (6.9).
 *
 * Returns: %FALSE when there is to be no reply: in listen only mode, when entering it, and when a
 *   restart ends it
 */
gboolean
mb_diagnostics_end (MbDiagnostics   *diagnostics,
                    const MbRequest *request,
                    guint8           exception)
{
  if (!diagnostics->has_begun)
    mb_diagnostics_begin (diagnostics, request);
  diagnostics->has_begun = FALSE;
  if (diagnostics->is_silent || diagnostics->is_listening)
    {
      count (diagnostics, MB_SUBFUNCTION_NO_RESPONSE_COUNT);
      return FALSE;
    }

  log_event (diagnostics, choose_sent_event (exception));
  if (exception == 0)
    diagnostics->event_count += request->function != MB_FUNCTION_GET_COMM_EVENT_COUNTER;
  else
    count (diagnostics, MB_SUBFUNCTION_BUS_EXCEPTION_COUNT);
  if (exception == SERVER_BUSY)
    count (diagnostics, MB_SUBFUNCTION_BUSY_COUNT);
  if (exception == NEGATIVE_ACKNOWLEDGE)
    count (diagnostics, MB_SUBFUNCTION_NAK_COUNT);
  return TRUE;
}
