/* mb-exchange-error.c: says in a sentence why an exchange gave no answer, and what to look at.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-client.h"
#include "modbus/mb-error.h"

/* "Read Holding Registers at 10–13 of unit 1" */
static char *
describe_request (const MbExchange *exchange)
{
  const MbRequest *request = &exchange->request;
  const MbFunctionInfo *info = mb_function_lookup (request->function);

  if (info == NULL)
    return g_strdup_printf (_("function %u of unit %u"), request->function, exchange->unit);
  if (!info->has_table)
    /* Translators: name of a function, then the number of a device. */
    return g_strdup_printf (_("%s of unit %u"), info->name, exchange->unit);
  if (request->quantity <= 1)
    return g_strdup_printf (_("%s at %u of unit %u"), info->name, request->address,
                            exchange->unit);
  return g_strdup_printf (_("%s at %u–%u of unit %u"), info->name, request->address,
                          request->address + request->quantity - 1u, exchange->unit);
}

/* What to look at (MODBUS Application Protocol V1.1b3, 7, and what devices do in practice). */
static const char *
exception_hint (guint8 code)
{
  switch (code)
    {
    case 0x01:
      return _("the device does not know this function; try another table");
    case 0x02:
      return _("the device does not have these addresses; check for a shift by one");
    case 0x03:
      return _("the device does not take this quantity or value; try fewer at once");
    case 0x04:
      return _("the device failed while doing it");
    case 0x05:
      return _("the device is still working on it; read the result later");
    case 0x06:
      return _("the device is busy; try again later");
    case 0x0a:
    case 0x0b:
      return _("the gateway does not reach this unit; check unit id and wiring");
    default:
      return _("see the device's manual");
    }
}

static GError *
exception_error (const MbExchange *exchange,
                 const char       *what)
{
  guint8 code = exchange->response->exception;
  const char *name = mb_exception_name (code);

  /* Translators: request, name and number of an exception, hint. */
  return g_error_new (MB_EXCEPTION, code, _("%s: %s (exception %u); %s"), what,
                      name != NULL ? name : _("Unnamed"), code, exception_hint (code));
}

/* The link's own reason where there is one. */
static GError *
link_error (const MbExchange *exchange,
            const char       *what,
            MbError           code,
            const char       *fallback)
{
  return g_error_new (MB_ERROR, code, "%s: %s", what,
                      exchange->reason != NULL ? exchange->reason->message : fallback);
}

/**
 * mb_exchange_to_error:
 * @exchange: a finished exchange
 *
 * Turns the end of an exchange into an error. An exception is in %MB_EXCEPTION with its code, all
 * else in %MB_ERROR; a cancelled one is %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): an error, or %NULL for an answer and for a broadcast that
 *   was sent
 */
GError *
mb_exchange_to_error (const MbExchange *exchange)
{
  g_autofree char *what = describe_request (exchange);

  switch (exchange->verdict)
    {
    case MB_VERDICT_ANSWER:
    case MB_VERDICT_SENT:
      return NULL;
    case MB_VERDICT_EXCEPTION:
      return exception_error (exchange, what);
    case MB_VERDICT_TIMEOUT:
      return g_error_new (MB_ERROR, MB_ERROR_TIMEOUT,
                          _("%s: no answer within %.1f s; check the unit id, or allow more time"),
                          what,
                          (double) (exchange->ended_us - exchange->sent_us) / G_USEC_PER_SEC);
    case MB_VERDICT_BREACH:
      return link_error (exchange, what, MB_ERROR_BREACH, mb_breach_name (exchange->breach));
    case MB_VERDICT_CLOSED:
      return link_error (exchange, what, MB_ERROR_CLOSED,
                         _("the connection was closed before the answer came"));
    case MB_VERDICT_CANCELLED:
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, what);
    case MB_VERDICT_NOT_SENT:
      return link_error (exchange, what, MB_ERROR_NOT_SENT, _("not sent"));
    }
  g_assert_not_reached ();
}
