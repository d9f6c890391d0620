/* mb-identification.c: what a device says of itself: identification objects and server id.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-identification.h"

#include <string.h>

#define ILLEGAL_FUNCTION 1
#define ILLEGAL_DATA_ADDRESS 2
#define ILLEGAL_DATA_VALUE 3

#define N_IDS 256

/* First ids of the categories, and what a device says that it has (V1.1b3, 6.21). */
#define FIRST_REGULAR 3
#define FIRST_EXTENDED 128
#define HAS_INDIVIDUAL 0x80

/* What one response has room for, and what says that it was not enough (V1.1b3, 6.21). */
#define LIST_MAX 246
#define MORE_FOLLOWS 0xff

/* Room of a server id (V1.1b3, 6.13), and its run indicator. */
#define SERVER_ID_MAX (MB_PDU_MAX - 2)
#define RUN_ON 0xff
#define RUN_OFF 0x00

struct _MbIdentification
{
  /* By id; NULL where there is none. */
  GBytes     *objects[N_IDS];
  GByteArray *server_id;
};

/**
 * mb_identification_new:
 *
 * Makes an identification whose three mandatory objects are empty, and a server id of 0, running.
 *
 * Returns: (transfer full): a new identification
 */
MbIdentification *
mb_identification_new (void)
{
  MbIdentification *self = g_new0 (MbIdentification, 1);

  self->server_id = g_byte_array_new ();
  for (guint id = 0; id < FIRST_REGULAR; id++)
    mb_identification_set (self, (guint8) id, NULL, 0);
  mb_identification_set_server_id (self, 0, TRUE, "");
  return self;
}

/**
 * mb_identification_free:
 * @identification: (transfer full): an identification
 *
 * Frees it.
 */
void
mb_identification_free (MbIdentification *identification)
{
  for (guint i = 0; i < N_IDS; i++)
    g_clear_pointer (&identification->objects[i], g_bytes_unref);
  g_byte_array_unref (identification->server_id);
  g_free (identification);
}

/**
 * mb_identification_set:
 * @identification: an identification
 * @id: which object
 * @value: (array length=len) (nullable): its value, copied
 * @len: number of bytes, at most %MB_OBJECT_VALUE_MAX
 *
 * Sets an object, which then exists.
 */
void
mb_identification_set (MbIdentification *identification,
                       guint8            id,
                       const guint8     *value,
                       gsize             len)
{
  g_return_if_fail (len <= MB_OBJECT_VALUE_MAX);

  g_clear_pointer (&identification->objects[id], g_bytes_unref);
  identification->objects[id] = g_bytes_new (value, len);
}

/**
 * mb_identification_set_text:
 * @identification: an identification
 * @id: which object
 * @text: its value; what is more than %MB_OBJECT_VALUE_MAX bytes is left out
 *
 * Sets an object to a text.
 */
void
mb_identification_set_text (MbIdentification *identification,
                            guint8            id,
                            const char       *text)
{
  mb_identification_set (identification, id, (const guint8 *) text,
                         MIN (strlen (text), MB_OBJECT_VALUE_MAX));
}

/**
 * mb_identification_set_server_id:
 * @identification: an identification
 * @server_id: the id, here one byte
 * @is_running: the run indicator
 * @text: what follows; what does not fit is left out
 *
 * Sets what Report Server ID returns (V1.1b3, 6.13).
 */
void
mb_identification_set_server_id (MbIdentification *identification,
                                 guint8            server_id,
                                 gboolean          is_running,
                                 const char       *text)
{
  const guint8 head[] = { server_id, is_running ? RUN_ON : RUN_OFF };

  g_byte_array_set_size (identification->server_id, 0);
  g_byte_array_append (identification->server_id, head, sizeof head);
  g_byte_array_append (identification->server_id, (const guint8 *) text,
                       (guint) MIN (strlen (text), SERVER_ID_MAX - sizeof head));
}

/* What kinds of objects there are; each can be asked for alone. */
static guint8
find_conformity (const MbIdentification *self)
{
  guint8 level = MB_IDENTIFY_BASIC;

  for (guint id = FIRST_REGULAR; id < N_IDS; id++)
    {
      if (self->objects[id] != NULL)
        level = id < FIRST_EXTENDED ? MB_IDENTIFY_REGULAR : MB_IDENTIFY_EXTENDED;
    }
  return HAS_INDIVIDUAL | level;
}

/* Where the ids end that are asked for. */
static guint
find_end (guint8 read_device_id)
{
  if (read_device_id == MB_IDENTIFY_BASIC)
    return FIRST_REGULAR;
  return read_device_id == MB_IDENTIFY_REGULAR ? FIRST_EXTENDED : N_IDS;
}

static gboolean
write_object (const MbIdentification *self,
              guint                   id,
              MbWriter               *writer)
{
  MbObject object = { .id = (guint8) id };

  object.value = g_bytes_get_data (self->objects[id], &object.len);
  if (writer->size - writer->len < 2 + object.len)
    return FALSE;
  mb_object_write (writer, &object);
  return TRUE;
}

/* All objects from one on; an object that is not there begins at 0 again. */
static void
write_stream (const MbIdentification *self,
              const MbRequest        *request,
              MbResponse             *response,
              MbWriter               *writer)
{
  guint end = find_end (request->read_device_id);
  guint start = request->object_id;

  if (start >= end || self->objects[start] == NULL)
    start = 0;
  for (guint id = start; id < end; id++)
    {
      if (self->objects[id] == NULL)
        continue;
      if (!write_object (self, id, writer))
        {
          response->more_follows = MORE_FOLLOWS;
          response->next_object = (guint8) id;
          return;
        }
      response->quantity++;
    }
}

/* The object comes before the read device id (V1.1b3, 6.21, figure). */
static guint8
identify (const MbIdentification *self,
          const MbRequest        *request,
          MbResponse             *response,
          guint8                 *data)
{
  gboolean is_stream = request->read_device_id >= MB_IDENTIFY_BASIC &&
                       request->read_device_id <= MB_IDENTIFY_EXTENDED;
  MbWriter writer;

  if (!is_stream && self->objects[request->object_id] == NULL)
    return ILLEGAL_DATA_ADDRESS;
  if (!is_stream && request->read_device_id != MB_IDENTIFY_INDIVIDUAL)
    return ILLEGAL_DATA_VALUE;

  mb_writer_init (&writer, data, LIST_MAX);
  response->mei = request->mei;
  response->read_device_id = request->read_device_id;
  response->conformity = find_conformity (self);
  if (is_stream)
    write_stream (self, request, response, &writer);
  else
    response->quantity = write_object (self, request->object_id, &writer);
  response->data = data;
  response->data_len = writer.len;
  return 0;
}

/**
 * mb_identification_execute:
 * @identification: an identification
 * @request: a request that mb_request_parse() took
 * @out_response: (out caller-allocates): the answer, which views @identification or @data
 * @data: room for %MB_PDU_MAX bytes
 *
 * Carries out 17 (V1.1b3, 6.13) and 43/14 (6.21): objects are not split, and those that do not fit
 * are announced.
 *
 * Returns: 0, or an exception code: 1 for another function or MEI type, 2 for an object that is not
 *   there, 3 for a read device id other than 1 to 4
 */
guint8
mb_identification_execute (MbIdentification *identification,
                           const MbRequest  *request,
                           MbResponse       *out_response,
                           guint8           *data)
{
  *out_response = (MbResponse) { .function = request->function };
  if (request->function == MB_FUNCTION_REPORT_SERVER_ID)
    {
      out_response->data = identification->server_id->data;
      out_response->data_len = identification->server_id->len;
      return 0;
    }
  if (request->function != MB_FUNCTION_ENCAPSULATED_INTERFACE ||
      request->mei != MB_MEI_DEVICE_IDENTIFICATION)
    return ILLEGAL_FUNCTION;
  return identify (identification, request, out_response, data);
}
