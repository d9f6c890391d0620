/* mb-service-response.c: responses whose layout is not address, quantity and items.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-service-private.h"

#include <string.h>

#include "modbus/mb-file-group.h"
#include "modbus/mb-object.h"
#include "modbus/mb-subfunction.h"

/* Limits of what one response carries (V1.1b3, 6.10, 6.18). */
#define N_EVENTS_MAX 64
#define N_QUEUED_MAX 31

/* Status, event count and message count of function 12, which its byte count counts. */
#define LOG_HEAD_SIZE 6

static void
read_rest (MbResponse *response,
           MbReader   *reader)
{
  response->data_len = mb_reader_left (reader);
  response->data = mb_reader_bytes (reader, response->data_len);
}

static MbBreach
end_of_layout (const MbReader *reader)
{
  return reader->failed || mb_reader_left (reader) > 0 ? MB_BREACH_LENGTH : MB_BREACH_NONE;
}

/* Whether the data is the request's once more. */
static gboolean
repeats_data (const MbResponse *response,
              const MbRequest  *request)
{
  return response->data_len == request->data_len &&
         (response->data_len == 0 ||
          memcmp (response->data, request->data, response->data_len) == 0);
}

static MbBreach
read_status (MbResponse *response,
             MbReader   *reader)
{
  read_rest (response, reader);
  return response->data_len == 1 ? MB_BREACH_NONE : MB_BREACH_LENGTH;
}

/* Of a reserved sub-function only its number is known (V1.1b3, 6.8). */
static MbBreach
read_diagnostics (MbResponse      *response,
                  const MbRequest *request,
                  MbReader        *reader)
{
  const MbSubfunction *subfunction = mb_subfunction_lookup (request->subfunction);

  response->subfunction = mb_reader_u16 (reader);
  read_rest (response, reader);
  if (reader->failed)
    return MB_BREACH_LENGTH;
  if (response->subfunction != request->subfunction)
    return MB_BREACH_ECHO;
  if (subfunction == NULL)
    return MB_BREACH_NONE;
  if (!subfunction->is_echo)
    return response->data_len == 2 ? MB_BREACH_NONE : MB_BREACH_LENGTH;
  return repeats_data (response, request) ? MB_BREACH_NONE : MB_BREACH_ECHO;
}

static MbBreach
read_event_log (MbResponse *response,
                MbReader   *reader)
{
  guint8 byte_count = mb_reader_u8 (reader);
  gsize left = mb_reader_left (reader);

  response->status = mb_reader_u16 (reader);
  response->event_count = mb_reader_u16 (reader);
  response->message_count = mb_reader_u16 (reader);
  if (reader->failed)
    return MB_BREACH_LENGTH;
  read_rest (response, reader);
  return byte_count == left && response->data_len <= N_EVENTS_MAX ? MB_BREACH_NONE
                                                                  : MB_BREACH_BYTE_COUNT;
}

static MbBreach
read_bytes (MbResponse *response,
            MbReader   *reader)
{
  guint8 byte_count = mb_reader_u8 (reader);

  if (reader->failed)
    return MB_BREACH_LENGTH;
  read_rest (response, reader);
  return byte_count == response->data_len ? MB_BREACH_NONE : MB_BREACH_BYTE_COUNT;
}

/* Each group has what the group of the request asked for (V1.1b3, 6.14). */
static MbBreach
compare_groups (const MbResponse *response,
                const MbRequest  *request)
{
  MbFileGroup asked, group;
  MbReader asked_reader, reader;
  MbBreach breach = MB_BREACH_NONE;

  mb_reader_init (&asked_reader, request->data, request->data_len);
  mb_reader_init (&reader, response->data, response->data_len);
  while (mb_reader_left (&asked_reader) > 0)
    {
      if (!mb_file_group_read (&asked_reader, MB_FUNCTION_READ_FILE_RECORD, &asked) ||
          !mb_file_group_read_contents (&reader, &group) ||
          group.length != asked.length)
        return MB_BREACH_BYTE_COUNT;
      if (group.type != asked.type)
        breach = MB_BREACH_ECHO;
    }
  return mb_reader_left (&reader) > 0 ? MB_BREACH_BYTE_COUNT : breach;
}

static MbBreach
read_files (MbResponse           *response,
            const MbFunctionInfo *info,
            const MbRequest      *request,
            MbReader             *reader)
{
  MbBreach breach = read_bytes (response, reader);

  if (breach != MB_BREACH_NONE)
    return breach;
  if (info->response_shape == MB_SHAPE_FILE_DATA)
    return compare_groups (response, request);
  return repeats_data (response, request) ? MB_BREACH_NONE : MB_BREACH_ECHO;
}

static MbBreach
read_mask (MbResponse      *response,
           const MbRequest *request,
           MbReader        *reader)
{
  response->address = mb_reader_u16 (reader);
  response->and_mask = mb_reader_u16 (reader);
  response->or_mask = mb_reader_u16 (reader);
  if (end_of_layout (reader) != MB_BREACH_NONE)
    return MB_BREACH_LENGTH;
  if (response->address != request->address || response->and_mask != request->and_mask ||
      response->or_mask != request->or_mask)
    return MB_BREACH_ECHO;
  return MB_BREACH_NONE;
}

/* The one byte count of two bytes; it counts the queue's count, too (V1.1b3, 6.18). */
static MbBreach
read_queue (MbResponse *response,
            MbReader   *reader)
{
  guint16 byte_count = mb_reader_u16 (reader);
  gsize left = mb_reader_left (reader);

  response->quantity = mb_reader_u16 (reader);
  if (reader->failed)
    return MB_BREACH_LENGTH;
  read_rest (response, reader);
  if (byte_count != left || response->quantity > N_QUEUED_MAX ||
      response->data_len != 2 * (gsize) response->quantity)
    return MB_BREACH_BYTE_COUNT;
  return MB_BREACH_NONE;
}

/* As many objects as announced, and for one object that one (V1.1b3, 6.21). */
static MbBreach
check_objects (const MbResponse *response,
               const MbRequest  *request)
{
  gboolean is_individual = request->read_device_id == MB_IDENTIFY_INDIVIDUAL;
  MbObject object = { request->object_id };
  MbReader reader;

  mb_reader_init (&reader, response->data, response->data_len);
  for (guint i = 0; i < response->quantity; i++)
    {
      if (!mb_object_read (&reader, &object))
        return MB_BREACH_LENGTH;
    }
  if (mb_reader_left (&reader) > 0)
    return MB_BREACH_LENGTH;
  if (is_individual && response->quantity != 1)
    return MB_BREACH_BYTE_COUNT;
  return is_individual && object.id != request->object_id ? MB_BREACH_ECHO : MB_BREACH_NONE;
}

static MbBreach
read_mei (MbResponse      *response,
          const MbRequest *request,
          MbReader        *reader)
{
  response->mei = mb_reader_u8 (reader);
  if (reader->failed)
    return MB_BREACH_LENGTH;
  if (response->mei != request->mei)
    return MB_BREACH_ECHO;
  if (response->mei != MB_MEI_DEVICE_IDENTIFICATION)
    {
      read_rest (response, reader);
      return MB_BREACH_NONE;
    }

  response->read_device_id = mb_reader_u8 (reader);
  response->conformity = mb_reader_u8 (reader);
  response->more_follows = mb_reader_u8 (reader);
  response->next_object = mb_reader_u8 (reader);
  response->quantity = mb_reader_u8 (reader);
  if (reader->failed)
    return MB_BREACH_LENGTH;
  if (response->read_device_id != request->read_device_id)
    return MB_BREACH_ECHO;
  read_rest (response, reader);
  return check_objects (response, request);
}

/* The part of mb_response_parse() for these functions. */
MbBreach
mb_service_response_read (MbResponse           *response,
                          const MbFunctionInfo *info,
                          const MbRequest      *request,
                          MbReader             *reader)
{
  switch (info->response_shape)
    {
    case MB_SHAPE_STATUS:
      return read_status (response, reader);
    case MB_SHAPE_DIAGNOSTICS:
      return read_diagnostics (response, request, reader);
    case MB_SHAPE_EVENT_COUNTER:
      response->status = mb_reader_u16 (reader);
      response->event_count = mb_reader_u16 (reader);
      return end_of_layout (reader);
    case MB_SHAPE_EVENT_LOG:
      return read_event_log (response, reader);
    case MB_SHAPE_BYTES:
      return read_bytes (response, reader);
    case MB_SHAPE_FILE_DATA:
    case MB_SHAPE_FILE_WRITE:
      return read_files (response, info, request, reader);
    case MB_SHAPE_MASK:
      return read_mask (response, request, reader);
    case MB_SHAPE_QUEUE:
      return read_queue (response, reader);
    case MB_SHAPE_MEI:
      return read_mei (response, request, reader);
    default:
      g_return_val_if_reached (MB_BREACH_LENGTH);
    }
}

static void
write_mei (const MbResponse *response,
           MbWriter         *writer)
{
  mb_writer_u8 (writer, response->mei);
  if (response->mei == MB_MEI_DEVICE_IDENTIFICATION)
    {
      mb_writer_u8 (writer, response->read_device_id);
      mb_writer_u8 (writer, response->conformity);
      mb_writer_u8 (writer, response->more_follows);
      mb_writer_u8 (writer, response->next_object);
      mb_writer_u8 (writer, (guint8) response->quantity);
    }
}

/* The part of mb_response_encode() for these functions, after the function code. */
void
mb_service_response_write (const MbResponse     *response,
                           const MbFunctionInfo *info,
                           MbWriter             *writer)
{
  switch (info->response_shape)
    {
    case MB_SHAPE_DIAGNOSTICS:
      mb_writer_u16 (writer, response->subfunction);
      break;
    case MB_SHAPE_EVENT_LOG:
      mb_writer_u8 (writer, (guint8) (LOG_HEAD_SIZE + response->data_len));
      mb_writer_u16 (writer, response->status);
      mb_writer_u16 (writer, response->event_count);
      mb_writer_u16 (writer, response->message_count);
      break;
    case MB_SHAPE_EVENT_COUNTER:
      mb_writer_u16 (writer, response->status);
      mb_writer_u16 (writer, response->event_count);
      return;
    case MB_SHAPE_BYTES:
    case MB_SHAPE_FILE_DATA:
    case MB_SHAPE_FILE_WRITE:
      mb_writer_u8 (writer, (guint8) response->data_len);
      break;
    case MB_SHAPE_MASK:
      mb_writer_u16 (writer, response->address);
      mb_writer_u16 (writer, response->and_mask);
      mb_writer_u16 (writer, response->or_mask);
      return;
    case MB_SHAPE_QUEUE:
      mb_writer_u16 (writer, (guint16) (2 + response->data_len));
      mb_writer_u16 (writer, response->quantity);
      break;
    case MB_SHAPE_MEI:
      write_mei (response, writer);
      break;
    case MB_SHAPE_STATUS:
    default:
      break;
    }
  mb_writer_bytes (writer, response->data, response->data_len);
}
