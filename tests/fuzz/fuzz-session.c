/* fuzz-session.c: whatever comes on standard input of a session becomes commands or plain errors.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "cli/cli-command.h"
#include "cli/cli-input.h"
#include "modbus/mb-json.h"
#include "modbus/mb-request.h"
#include "fuzz.h"

#define DAY_MS 86400000

static void
arrived_cb (gpointer user_data)
{
}

/* A request that can be sent, and that only reads unless it is to write. */
static void
check_ask (const CliAsk *ask)
{
  gsize len;
  const guint8 *pdu = g_bytes_get_data (ask->pdu, &len);
  MbRequest request;
  guint8 refusal;

  g_assert_cmpuint (len, >=, 1);
  g_assert_cmpuint (len, <=, MB_PDU_MAX);
  refusal = mb_request_parse (&request, pdu, len);
  g_assert_true (refusal == 0 || ask->kind == CLI_ASK_REQUEST);
  if (ask->kind == CLI_ASK_REQUEST)
    return;
  g_assert_cmpint (mb_request_writes (&request), ==, ask->kind == CLI_ASK_WRITE);
  g_assert_cmpuint (request.address, ==, ask->range.address);
  g_assert_cmpuint (request.quantity, ==, ask->range.n_items);
  g_assert_cmpuint (request.address + request.quantity, <=, 65536);
}

static void
check_command (const CliCommand *command)
{
  switch (command->kind)
    {
    case CLI_COMMAND_ASK:
      check_ask (command->ask);
      break;
    case CLI_COMMAND_WATCH:
      g_assert_cmpuint (command->range.address + command->range.n_items, <=, 65536);
      g_assert_cmpuint (command->range.n_values, >=, 1);
      g_assert_true (command->interval_ms >= 10 && command->interval_ms <= DAY_MS);
      break;
    case CLI_COMMAND_WAIT:
      g_assert_cmpuint (command->wait_ms, <=, DAY_MS);
      break;
    case CLI_COMMAND_UNWATCH:
    case CLI_COMMAND_STATE:
    case CLI_COMMAND_QUIT:
      break;
    }
}

/* What a session answers must be a line of text, whatever the error quotes. */
static void
check_error (const GError *error)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  const char *text;

  g_assert_nonnull (error);
  mb_json_string (json, error->message);
  text = mb_json_get_text (json);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strchr (text, '\n'));
}

static void
take_lines (CliInput         *input,
            const CliOptions *options)
{
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = cli_input_pop (input, &error);
      g_auto (CliCommand) command = { 0, };

      if (line == NULL && error == NULL)
        return;
      if (line != NULL && cli_command_parse (&command, options, line, &error))
        check_command (&command);
      else
        check_error (error);
    }
}

/* Input: type, order or length of a string, then what comes on standard input. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  CliOptions options = { .timeout_ms = 1000 };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (CliInput) input = NULL;
  guint8 choice;

  fuzz_begin ();
  options.type = fuzz_take (&data, &size) % MB_N_TYPES;
  options.has_type = options.type != MB_TYPE_UINT16;
  choice = fuzz_take (&data, &size);
  options.order = choice % MB_N_ORDERS;
  options.n_registers = options.type == MB_TYPE_STRING ? 1u + choice % MB_STRING_MAX_REGISTERS
                                                       : mb_type_n_registers (options.type);

  stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  input = cli_input_new (stream, arrived_cb, NULL);
  while (!cli_input_is_ended (input))
    {
      take_lines (input, &options);
      g_main_context_iteration (NULL, FALSE);
    }
  take_lines (input, &options);
  return 0;
}
