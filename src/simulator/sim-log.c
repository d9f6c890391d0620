/* sim-log.c: writes each step of an answer as one JSON object.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "simulator/sim-log.h"

#include "modbus/mb-json.h"

struct _SimLog
{
  SimLogFunc  func;
  gpointer    user_data;
  MbJson     *json;
};

static const char *step_names[] = {
  [MB_SERVER_RECEIVED] = "received",
  [MB_SERVER_DECODED] = "decoded",
  [MB_SERVER_VALIDATED] = "validated",
  [MB_SERVER_SET] = "set",
  [MB_SERVER_GOT] = "got",
  [MB_SERVER_SENT] = "sent",
};

static void
put_text (MbJson     *json,
          const char *key,
          const char *text)
{
  mb_json_key (json, key);
  mb_json_string (json, text);
}

static void
put_number (MbJson     *json,
            const char *key,
            guint       number)
{
  mb_json_key (json, key);
  mb_json_uint (json, number);
}

/* The ranges of a request, under the names that `decode` uses. */
static void
put_ranges (MbJson               *json,
            const MbFunctionInfo *info,
            const MbRequest      *request)
{
  gboolean is_both = info->reads && info->writes;

  put_number (json, is_both ? "read_address" : "address", request->address);
  /* The request of a queue does not say how many. */
  if (request->quantity > 0)
    put_number (json, is_both ? "read_quantity" : "quantity", request->quantity);
  if (!is_both)
    return;
  put_number (json, "write_address", request->write_address);
  put_number (json, "write_quantity", request->write_quantity);
}

static void
put_written (MbJson               *json,
             const MbFunctionInfo *info,
             const MbRequest      *request)
{
  gboolean is_bits = mb_table_is_bits (info->table);
  guint n = info->reads ? request->write_quantity : request->quantity;

  if (request->function == MB_FUNCTION_MASK_WRITE_REGISTER)
    {
      put_number (json, "and_mask", request->and_mask);
      put_number (json, "or_mask", request->or_mask);
      return;
    }
  mb_json_key (json, is_bits ? "bits" : "values");
  mb_json_begin_array (json);
  for (guint i = 0; i < n; i++)
    mb_json_uint (json, is_bits ? (guint) mb_request_get_bit (request, i)
                                : mb_request_get_register (request, i));
  mb_json_end_array (json);
}

static void
put_read (MbJson               *json,
          const MbFunctionInfo *info,
          const MbResponse     *response)
{
  gboolean is_bits = mb_table_is_bits (info->table);

  mb_json_key (json, is_bits ? "bits" : "values");
  mb_json_begin_array (json);
  for (guint i = 0; i < response->quantity; i++)
    mb_json_uint (json, is_bits ? (guint) mb_response_get_bit (response, i)
                                : mb_response_get_register (response, i));
  mb_json_end_array (json);
}

/* What a step has to do with the tables: DECODED, VALIDATED, SET and GOT. */
static void
put_items (MbJson             *json,
           const MbServerStep *step)
{
  const MbRequest *request = step->request;
  const MbFunctionInfo *info = mb_function_lookup (step->function);
  gboolean is_range = step->kind == MB_SERVER_DECODED || step->kind == MB_SERVER_VALIDATED;

  if (info == NULL || !info->has_table)
    return;
  if (step->kind != MB_SERVER_DECODED)
    put_text (json, "table", mb_table_name (info->table));
  if (is_range)
    put_ranges (json, info, request);
  else
    put_number (json, "address", step->kind == MB_SERVER_SET && info->reads
                                 ? request->write_address
                                 : request->address);
  if (step->kind == MB_SERVER_GOT)
    put_read (json, info, step->response);
  else if (info->writes && step->kind != MB_SERVER_VALIDATED)
    put_written (json, info, request);
}

/* Who asks, by the certificate, for the steps that may depend on it: RECEIVED and VALIDATED. */
static void
put_client (MbJson             *json,
            const MbServerStep *step)
{
  if (step->kind != MB_SERVER_RECEIVED && step->kind != MB_SERVER_VALIDATED)
    return;
  if (step->subject != NULL)
    put_text (json, "subject", step->subject);
  if (step->role != NULL)
    put_text (json, "role", step->role);
}

/**
 * sim_log_new:
 * @func: takes each line
 * @user_data: for @func
 *
 * Makes a log. Each line is one object: `step` ("received", "decoded", "validated", "set", "got",
 * "sent"), `peer`, `transaction` (which a serial line does not have), `unit`, `function`, and then
 * what the step is about: `adu` in hex for what came and went, `exception` for a reply that is one,
 * addresses and quantities for what was decoded, `table`, `address` and `values` or `bits` for what
 * was set and got. With TLS "received" and "validated" have the `subject` of the client's
 * certificate, and its `role` if there is one.
 *
 * Returns: (transfer full): a new log
 */
SimLog *
sim_log_new (SimLogFunc func,
             gpointer   user_data)
{
  SimLog *log = g_new0 (SimLog, 1);

  log->func = func;
  log->user_data = user_data;
  log->json = mb_json_new (FALSE);
  return log;
}

/**
 * sim_log_free:
 * @log: (transfer full): a log
 *
 * Frees a log.
 */
void
sim_log_free (SimLog *log)
{
  mb_json_free (log->json);
  g_free (log);
}

/**
 * sim_log_take:
 * @step: a step
 * @user_data: the log
 *
 * Writes a line, as the observer of a server.
 */
void
sim_log_take (const MbServerStep *step,
              gpointer            user_data)
{
  SimLog *log = user_data;
  MbJson *json = log->json;

  mb_json_reset (json);
  mb_json_begin_object (json);
  put_text (json, "step", step_names[step->kind]);
  put_text (json, "peer", step->peer);
  if (step->carrier != MB_CARRIER_RTU_TCP)
    put_number (json, "transaction", step->transaction);
  put_number (json, "unit", step->unit);
  put_number (json, "function", step->function);
  if (step->exception != 0)
    put_number (json, "exception", step->exception);
  put_client (json, step);
  if (step->request != NULL)
    put_items (json, step);
  if (step->adu != NULL)
    {
      mb_json_key (json, "adu");
      mb_json_hex (json, step->adu, step->adu_len);
    }
  mb_json_end_object (json);
  log->func (mb_json_get_text (json), log->user_data);
}
