/* function-cases.h: each function's requests, responses, exceptions, and what can be wrong.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-response.h"

G_BEGIN_DECLS

/**
 * FunctionCase:
 * @function: the function code
 * @name: what is shown, or wrong
 * @request: (nullable): PDU of the request that @pdu answers; %NULL when @pdu is a request
 * @pdu: the PDU, in hex with blanks
 * @refusal: for a request, what mb_request_parse() gives; 0 with an error is what a server leaves
 *   to its backend, and a client must not send
 * @breach: for a response, what mb_response_parse() gives
 * @error: (nullable): what the dissector says of the ADU with header, %NULL for a good one
 */
typedef struct
{
  guint       function;
  const char *name;
  const char *request;
  const char *pdu;
  guint8      refusal;
  MbBreach    breach;
  const char *error;
} FunctionCase;

extern const FunctionCase function_cases[];
extern const guint n_function_cases;

G_END_DECLS
