/* mb-service-request.c: requests whose layout is not address, quantity and items.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-service-private.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"
#include "modbus/mb-file-group.h"
#include "modbus/mb-object.h"
#include "modbus/mb-subfunction.h"

/* Exception codes with which a server refuses a request (V1.1b3, 7). */
#define ILLEGAL_FUNCTION 1
#define ILLEGAL_DATA_ADDRESS 2
#define ILLEGAL_DATA_VALUE 3

/* What is left of a PDU after the function code and a sub-function, and after an MEI type. */
#define DIAGNOSTICS_DATA_MAX (MB_PDU_MAX - 3)
#define MEI_DATA_MAX (MB_PDU_MAX - 2)

static gboolean
fail (const MbFunctionInfo *info,
      const char           *rule,
      GError              **error)
{
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               /* Translators: name of a function, its code, then a sentence's second half. */
               _("%s (%u) %s."), info->name, info->code, rule);
  return FALSE;
}

static gboolean
check_diagnostics (const MbRequest      *request,
                   const MbFunctionInfo *info,
                   GError              **error)
{
  const MbSubfunction *subfunction = mb_subfunction_lookup (request->subfunction);

  if (request->data_len > DIAGNOSTICS_DATA_MAX)
    return fail (info, _("can carry at most 250 bytes after its sub-function"), error);
  if (subfunction == NULL || mb_subfunction_takes (subfunction, request->data, request->data_len))
    return TRUE;
  switch (subfunction->data)
    {
    case MB_SUBFUNCTION_DATA_ANY:
      return fail (info, _("returns an even number of bytes only"), error);
    case MB_SUBFUNCTION_DATA_ZERO:
      return fail (info, _("wants the data 0000 for this sub-function"), error);
    case MB_SUBFUNCTION_DATA_SWITCH:
      return fail (info, _("wants the data 0000 or FF00 for this sub-function"), error);
    case MB_SUBFUNCTION_DATA_CHARACTER:
      return fail (info, _("wants a character and 00 for this sub-function"), error);
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
check_files (const MbRequest      *request,
             const MbFunctionInfo *info,
             GError              **error)
{
  guint8 refusal = mb_file_group_judge (request->function, request->data, request->data_len);

  if (refusal == ILLEGAL_DATA_ADDRESS)
    return fail (info, _("knows reference type 6, files from 1 to 65535 and records from 0 to "
                         "9999 in each"), error);
  if (refusal != 0)
    return fail (info, _("takes whole groups of at least one record, as many as one request and "
                         "its answer hold"), error);
  return TRUE;
}

static gboolean
check_mei (const MbRequest      *request,
           const MbFunctionInfo *info,
           GError              **error)
{
  if (request->mei != MB_MEI_DEVICE_IDENTIFICATION)
    return request->data_len <= MEI_DATA_MAX ||
           fail (info, _("can carry at most 251 bytes after its MEI type"), error);
  if (request->read_device_id < MB_IDENTIFY_BASIC ||
      request->read_device_id > MB_IDENTIFY_INDIVIDUAL)
    return fail (info, _("knows the read device ids 1 to 4"), error);
  return TRUE;
}

/* The part of mb_request_is_valid() for these functions. */
gboolean
mb_service_request_is_valid (const MbRequest      *request,
                             const MbFunctionInfo *info,
                             GError              **error)
{
  gboolean has_data = info->request_shape == MB_SHAPE_DIAGNOSTICS ||
                      info->request_shape == MB_SHAPE_FILE_READ ||
                      info->request_shape == MB_SHAPE_FILE_WRITE ||
                      (info->request_shape == MB_SHAPE_MEI &&
                       request->mei != MB_MEI_DEVICE_IDENTIFICATION);

  if (request->data_len > 0 && (!has_data || request->data == NULL))
    return fail (info, _("carries no such data"), error);
  switch (request->function)
    {
    case MB_FUNCTION_DIAGNOSTICS:
      return check_diagnostics (request, info, error);
    case MB_FUNCTION_READ_FILE_RECORD:
    case MB_FUNCTION_WRITE_FILE_RECORD:
      return check_files (request, info, error);
    case MB_FUNCTION_ENCAPSULATED_INTERFACE:
      return check_mei (request, info, error);
    default:
      return TRUE;
    }
}

static void
write_mei (const MbRequest *request,
           MbWriter        *writer)
{
  mb_writer_u8 (writer, request->mei);
  if (request->mei == MB_MEI_DEVICE_IDENTIFICATION)
    {
      mb_writer_u8 (writer, request->read_device_id);
      mb_writer_u8 (writer, request->object_id);
      return;
    }
  mb_writer_bytes (writer, request->data, request->data_len);
}

/* The part of mb_request_encode() for these functions, after the function code. */
void
mb_service_request_write (const MbRequest      *request,
                          const MbFunctionInfo *info,
                          MbWriter             *writer)
{
  switch (info->request_shape)
    {
    case MB_SHAPE_DIAGNOSTICS:
      mb_writer_u16 (writer, request->subfunction);
      mb_writer_bytes (writer, request->data, request->data_len);
      break;
    case MB_SHAPE_FILE_READ:
    case MB_SHAPE_FILE_WRITE:
      mb_writer_u8 (writer, (guint8) request->data_len);
      mb_writer_bytes (writer, request->data, request->data_len);
      break;
    case MB_SHAPE_MASK:
      mb_writer_u16 (writer, request->address);
      mb_writer_u16 (writer, request->and_mask);
      mb_writer_u16 (writer, request->or_mask);
      break;
    case MB_SHAPE_POINTER:
      mb_writer_u16 (writer, request->address);
      break;
    case MB_SHAPE_MEI:
      write_mei (request, writer);
      break;
    case MB_SHAPE_NOTHING:
    default:
      break;
    }
}

static void
read_rest (MbRequest *request,
           MbReader  *reader)
{
  request->data_len = mb_reader_left (reader);
  request->data = mb_reader_bytes (reader, request->data_len);
}

static guint8
read_diagnostics (MbRequest *request,
                  MbReader  *reader)
{
  const MbSubfunction *subfunction;

  request->subfunction = mb_reader_u16 (reader);
  read_rest (request, reader);
  if (reader->failed)
    return ILLEGAL_DATA_VALUE;
  subfunction = mb_subfunction_lookup (request->subfunction);
  if (subfunction == NULL)
    return ILLEGAL_FUNCTION;
  return mb_subfunction_takes (subfunction, request->data, request->data_len)
         ? 0 : ILLEGAL_DATA_VALUE;
}

static guint8
read_files (MbRequest *request,
            MbReader  *reader)
{
  guint8 byte_count = mb_reader_u8 (reader);

  read_rest (request, reader);
  if (reader->failed || byte_count != request->data_len)
    return ILLEGAL_DATA_VALUE;
  request->quantity = mb_file_group_count (request->function, request->data, request->data_len);
  return mb_file_group_judge (request->function, request->data, request->data_len);
}

/* The read device id is not judged here: the object comes first (V1.1b3, 6.21), and whether that
 * exists only the backend knows. */
static guint8
read_mei (MbRequest *request,
          MbReader  *reader)
{
  request->mei = mb_reader_u8 (reader);
  if (reader->failed)
    return ILLEGAL_DATA_VALUE;
  if (request->mei == MB_MEI_DEVICE_IDENTIFICATION)
    {
      request->read_device_id = mb_reader_u8 (reader);
      request->object_id = mb_reader_u8 (reader);
      return reader->failed || mb_reader_left (reader) > 0 ? ILLEGAL_DATA_VALUE : 0;
    }
  read_rest (request, reader);
  return request->mei == MB_MEI_CANOPEN ? 0 : ILLEGAL_FUNCTION;
}

/* The part of mb_request_parse() for these functions: 0, or the exception code. */
guint8
mb_service_request_read (MbRequest            *request,
                         const MbFunctionInfo *info,
                         MbReader             *reader)
{
  switch (info->request_shape)
    {
    case MB_SHAPE_DIAGNOSTICS:
      return read_diagnostics (request, reader);
    case MB_SHAPE_FILE_READ:
    case MB_SHAPE_FILE_WRITE:
      return read_files (request, reader);
    case MB_SHAPE_MEI:
      return read_mei (request, reader);
    case MB_SHAPE_MASK:
      request->quantity = 1;
      request->address = mb_reader_u16 (reader);
      request->and_mask = mb_reader_u16 (reader);
      request->or_mask = mb_reader_u16 (reader);
      break;
    case MB_SHAPE_POINTER:
      request->address = mb_reader_u16 (reader);
      break;
    case MB_SHAPE_NOTHING:
    default:
      break;
    }
  return reader->failed || mb_reader_left (reader) > 0 ? ILLEGAL_DATA_VALUE : 0;
}
