/* mb-response.c: responses: plain views over bytes, encoded, and parsed against their request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-response.h"

#include <string.h>

#include "modbus/mb-service-private.h"
#include "modbus/mb-wire.h"

/* Function code and exception code (V1.1b3, 7). */
#define EXCEPTION_LEN 2

G_DEFINE_BOXED_TYPE (MbResponse, mb_response, mb_response_dup, mb_response_free)

/**
 * mb_breach_name:
 * @breach: what a reply did wrong
 *
 * Gives a breach the name by which it is counted and shown.
 *
 * Returns: a static English name such as "wrong byte count"; "none" for %MB_BREACH_NONE
 */
const char *
mb_breach_name (MbBreach breach)
{
  switch (breach)
    {
    case MB_BREACH_NONE:
      return "none";
    case MB_BREACH_UNIT:
      return "wrong unit id";
    case MB_BREACH_FUNCTION:
      return "wrong function code";
    case MB_BREACH_LENGTH:
      return "wrong length";
    case MB_BREACH_BYTE_COUNT:
      return "wrong byte count";
    case MB_BREACH_ECHO:
      return "wrong echo";
    case MB_BREACH_EXCEPTION:
      return "malformed exception";
    case MB_BREACH_FRAMING:
      return "broken framing";
    case MB_BREACH_PROTOCOL:
      return "wrong protocol id";
    case MB_BREACH_TRANSACTION:
      return "wrong transaction id";
    case MB_BREACH_CRC:
      return "wrong checksum";
    case MB_BREACH_DATAGRAM:
      return "wrong datagram size";
    }
  g_return_val_if_reached (NULL);
}

/* Byte count and data: 1 to 4, 23 (V1.1b3, 6.1 to 6.4, 6.17). */
static MbBreach
read_data (MbReader             *reader,
           const MbFunctionInfo *info,
           const MbRequest      *request,
           MbResponse           *response)
{
  guint8 byte_count = mb_reader_u8 (reader);

  if (reader->failed)
    return MB_BREACH_LENGTH;
  if (byte_count != mb_reader_left (reader) ||
      byte_count != mb_table_n_bytes (info->table, request->quantity))
    return MB_BREACH_BYTE_COUNT;
  response->data_len = byte_count;
  response->data = mb_reader_bytes (reader, byte_count);
  return MB_BREACH_NONE;
}

/* The request once more: 5, 6 (V1.1b3, 6.5, 6.6). */
static MbBreach
read_single (MbReader        *reader,
             const MbRequest *request,
             MbResponse      *response)
{
  response->address = mb_reader_u16 (reader);
  response->data = mb_reader_bytes (reader, 2);
  if (reader->failed || mb_reader_left (reader) > 0)
    return MB_BREACH_LENGTH;
  response->data_len = 2;
  if (response->address != request->address || request->data_len != 2 ||
      memcmp (response->data, request->data, 2) != 0)
    return MB_BREACH_ECHO;
  return MB_BREACH_NONE;
}

/* Address and quantity of the request once more: 15, 16 (V1.1b3, 6.11, 6.12). */
static MbBreach
read_range (MbReader        *reader,
            const MbRequest *request,
            MbResponse      *response)
{
  response->address = mb_reader_u16 (reader);
  response->quantity = mb_reader_u16 (reader);
  if (reader->failed || mb_reader_left (reader) > 0)
    return MB_BREACH_LENGTH;
  if (response->address != request->address || response->quantity != request->quantity)
    return MB_BREACH_ECHO;
  return MB_BREACH_NONE;
}

static MbBreach
read_shape (MbReader        *reader,
            const MbRequest *request,
            MbResponse      *response)
{
  const MbFunctionInfo *info = request->is_raw ? NULL : mb_function_lookup (request->function);

  if (info == NULL)
    {
      response->data_len = mb_reader_left (reader);
      response->data = mb_reader_bytes (reader, response->data_len);
      return MB_BREACH_NONE;
    }
  if (G_LIKELY (info->response_shape == MB_SHAPE_DATA))
    return read_data (reader, info, request, response);
  if (info->response_shape == MB_SHAPE_SINGLE)
    return read_single (reader, request, response);
  if (info->response_shape == MB_SHAPE_RANGE)
    return read_range (reader, request, response);
  return mb_service_response_read (response, info, request, reader);
}

/**
 * mb_response_parse:
 * @out_response: (out caller-allocates): the response, which views @pdu
 * @request: the request that it answers
 * @pdu: (array length=pdu_len): the PDU, 1 to 253 bytes
 * @pdu_len: length of @pdu in bytes
 *
 * Reads a PDU as the answer to @request and checks all that a client must check (MODBUS Messaging
 * on TCP/IP V1.0b, 4.4.1.3): the function code is the request's, or that with the exception bit and
 * then one byte follows (V1.1b3, 7); the length is that of the layout; the byte count is what
 * follows and what the quantity implies (6.1 to 6.4, 6.17); a write's echo is the request's (6.5,
 * 6.6, 6.11, 6.12, 6.15, 6.16); sub-function, groups, MEI type and object are those asked for (6.8,
 * 6.14, 6.21). The bytes of a function code without a layout here, and the answer to a request of
 * mb_request_raw(), are taken as they are, with all after the function code as data. A raw request
 * may have the exception bit itself; then a response of two bytes counts as an exception and any
 * other as data.
 * Unit and transaction are not in a PDU and are the caller's to compare. No heap.
 *
 * Returns: %MB_BREACH_NONE when @out_response is good, exceptions included; else what is wrong, and
 *   @out_response has only what was read up to there
 */
MbBreach
mb_response_parse (MbResponse      *out_response,
                   const MbRequest *request,
                   const guint8    *pdu,
                   gsize            pdu_len)
{
  MbReader reader;
  guint8 code;

  g_return_val_if_fail (out_response != NULL, MB_BREACH_LENGTH);
  g_return_val_if_fail (request != NULL, MB_BREACH_LENGTH);

  mb_reader_init (&reader, pdu, pdu_len);
  code = mb_reader_u8 (&reader);
  *out_response = (MbResponse) {
    .function = code & (MB_EXCEPTION_BIT - 1),
    .is_exception = (code & MB_EXCEPTION_BIT) != 0,
    .address = request->address,
    .quantity = request->quantity,
  };

  if (reader.failed)
    return MB_BREACH_LENGTH;
  if (G_UNLIKELY (request->is_raw && request->function >= MB_EXCEPTION_BIT))
    {
      out_response->function = code;
      out_response->is_exception = out_response->is_exception && pdu_len == EXCEPTION_LEN;
    }
  if (out_response->function != request->function)
    return MB_BREACH_FUNCTION;
  if (!out_response->is_exception)
    return read_shape (&reader, request, out_response);

  out_response->exception = mb_reader_u8 (&reader);
  return reader.failed || mb_reader_left (&reader) > 0 ? MB_BREACH_EXCEPTION : MB_BREACH_NONE;
}

/**
 * mb_response_encode:
 * @response: a response
 * @pdu: (array length=size): room for the PDU
 * @size: size of @pdu in bytes; %MB_PDU_MAX is enough for each valid response
 *
 * Writes the PDU of a response: an exception (V1.1b3, 7), or function code and what its layout has
 * (6): byte count and data for 1 to 4 and 23; address and the two value bytes for 5 and 6; address
 * and quantity for 15 and 16; for the others what #MbResponse says; the bare data for codes without
 * a layout here. Nothing is checked but the room.
 *
 * Returns: length of the PDU in bytes, or 0 when it does not fit into @size or its data is longer
 *   than a byte count can say
 */
gsize
mb_response_encode (const MbResponse *response,
                    guint8           *pdu,
                    gsize             size)
{
  const MbFunctionInfo *info;
  MbShape shape;
  MbWriter writer;

  g_return_val_if_fail (response != NULL, 0);

  info = mb_function_lookup (response->function);
  shape = info != NULL ? info->response_shape : MB_SHAPE_OPAQUE;
  if (response->data_len > G_MAXUINT8)
    return 0;

  mb_writer_init (&writer, pdu, size);
  if (response->is_exception)
    {
      mb_writer_u8 (&writer, response->function | MB_EXCEPTION_BIT);
      mb_writer_u8 (&writer, response->exception);
      return writer.failed ? 0 : writer.len;
    }

  mb_writer_u8 (&writer, response->function);
  if (G_UNLIKELY (shape > MB_SHAPE_DATA))
    {
      mb_service_response_write (response, info, &writer);
      return writer.failed ? 0 : writer.len;
    }
  if (shape == MB_SHAPE_DATA)
    mb_writer_u8 (&writer, (guint8) response->data_len);
  if (shape == MB_SHAPE_SINGLE || shape == MB_SHAPE_RANGE)
    mb_writer_u16 (&writer, response->address);
  if (shape == MB_SHAPE_RANGE)
    mb_writer_u16 (&writer, response->quantity);
  else
    mb_writer_bytes (&writer, response->data, response->data_len);
  return writer.failed ? 0 : writer.len;
}

/**
 * mb_response_get_register:
 * @response: a response of 3, 4, 6, 23 or 24
 * @index: which of its registers, below `data_len` / 2
 *
 * Returns: the register's value
 */
guint16
mb_response_get_register (const MbResponse *response,
                          guint             index)
{
  g_return_val_if_fail (response != NULL && index < response->data_len / 2, 0);

  return mb_wire_get_register (response->data, index);
}

/**
 * mb_response_get_bit:
 * @response: a response of 1, 2 or 5
 * @index: which of its bits, below the quantity
 *
 * Returns: whether it is 1
 */
gboolean
mb_response_get_bit (const MbResponse *response,
                     guint             index)
{
  g_return_val_if_fail (response != NULL && index < response->data_len * 8, FALSE);

  if (response->function == MB_FUNCTION_WRITE_SINGLE_COIL)
    return response->data[0] != 0;
  return mb_wire_get_bit (response->data, index);
}

/**
 * mb_response_dup:
 * @response: a response
 *
 * Copies a response with its data, so that the copy outlives the bytes that @response views.
 *
 * Returns: (transfer full): the copy, to be freed with mb_response_free()
 */
MbResponse *
mb_response_dup (const MbResponse *response)
{
  MbResponse *copy;

  g_return_val_if_fail (response != NULL, NULL);

  copy = g_memdup2 (response, sizeof *response);
  copy->data = g_memdup2 (response->data, response->data_len);
  return copy;
}

/**
 * mb_response_free:
 * @response: (transfer full) (nullable): a response made by mb_response_dup()
 *
 * Frees a copy and its data. Views on the stack need no freeing.
 */
void
mb_response_free (MbResponse *response)
{
  if (response == NULL)
    return;
  g_free ((guint8 *) response->data);
  g_free (response);
}
