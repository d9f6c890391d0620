/* mb-request.c: requests: plain views over bytes, encoded, checked and parsed without heap.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "modbus/mb-error.h"
#include "modbus/mb-service-private.h"
#include "modbus/mb-subfunction.h"
#include "modbus/mb-wire.h"

/* Exception codes with which a server refuses a request (V1.1b3, 7). */
#define ILLEGAL_FUNCTION 1
#define ILLEGAL_DATA_VALUE 3

/* The two values that "Write Single Coil" knows (V1.1b3, 6.5). */
#define COIL_ON 0xff00
#define COIL_OFF 0x0000

G_DEFINE_BOXED_TYPE (MbRequest, mb_request, mb_request_dup, mb_request_free)

static gboolean
is_coil_value (guint16 value)
{
  return value == COIL_ON || value == COIL_OFF;
}

/* Whether @data_len is what writing @quantity items with this function takes. */
static gboolean
data_fits (const MbFunctionInfo *info,
           guint16               quantity,
           gsize                 data_len)
{
  return data_len == mb_table_n_bytes (info->table, quantity);
}

/* The quantity that is written, whichever member has it. */
static guint16
written_quantity (const MbRequest      *request,
                  const MbFunctionInfo *info)
{
  return info->request_shape == MB_SHAPE_READ_WRITE ? request->write_quantity : request->quantity;
}

static gboolean
check_range (const MbFunctionInfo *info,
             guint16               address,
             guint16               quantity,
             guint16               max_quantity,
             GError              **error)
{
  if (quantity < 1 || quantity > max_quantity)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: name of a function, its code, then two numbers. */
                   _("%s (%u) takes 1 to %u items in one request, not %u; split the range into "
                     "several requests."),
                   info->name, info->code, max_quantity, quantity);
      return FALSE;
    }
  if (quantity > 0x10000u - address)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: name of a function, its code, then three numbers. */
                   _("%s (%u) of %u items at address %u would pass the last address, 65535; lower "
                     "the address or the number of items."),
                   info->name, info->code, quantity, address);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_data (const MbRequest      *request,
            const MbFunctionInfo *info,
            GError              **error)
{
  gsize expected = 0;

  if (info->request_shape == MB_SHAPE_SINGLE)
    expected = 2;
  else if (info->writes)
    expected = mb_table_n_bytes (info->table, written_quantity (request, info));

  if (request->data_len != expected || (expected > 0 && request->data == NULL))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: name of a function, its code, then two numbers. */
                   _("%s (%u) needs %zu bytes of data here, not %zu."),
                   info->name, info->code, expected, request->data_len);
      return FALSE;
    }
  if (info->code == MB_FUNCTION_WRITE_SINGLE_COIL &&
      !is_coil_value (mb_wire_get_register (request->data, 0)))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   /* Translators: name of a function, its code, then a value of four hex digits. */
                   _("%s (%u) knows the values FF00 (on) and 0000 (off), not %04X."),
                   info->name, info->code, mb_wire_get_register (request->data, 0));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_opaque (const MbRequest *request,
              GError         **error)
{
  if (!request->is_raw && (request->function == 0 || request->function >= MB_EXCEPTION_BIT))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("A request needs a function code from 1 to 127, not %u."), request->function);
      return FALSE;
    }
  if (request->data_len > MB_PDU_MAX - 1 || (request->data_len > 0 && request->data == NULL))
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("Function %u can carry at most %d bytes, not %zu."),
                   request->function, MB_PDU_MAX - 1, request->data_len);
      return FALSE;
    }
  return TRUE;
}

/**
 * mb_request_is_valid:
 * @request: a request
 * @error: return location for an error
 *
 * Checks all that a client must keep to before it sends: quantity within the limits of the function
 * (V1.1b3, 6), the last address at most 65535 (4.4), the data as long as the quantity implies, the
 * coil value FF00 or 0000 (6.5), the data that a sub-function wants (6.8), records that can exist
 * (6.14, 6.15), a read device id from 1 to 4 (6.21), an opaque function code from 1 to 127 with at
 * most 252 bytes (4.1). Reserved sub-functions and MEI types are opaque, too. Of the bytes of
 * mb_request_raw() only their number is checked.
 *
 * Returns: %FALSE with %MB_ERROR_INVALID in @error when a rule is broken
 */
gboolean
mb_request_is_valid (const MbRequest *request,
                     GError         **error)
{
  const MbFunctionInfo *info;

  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  info = request->is_raw ? NULL : mb_function_lookup (request->function);
  if (info == NULL)
    return check_opaque (request, error);
  if (G_UNLIKELY (info->request_shape > MB_SHAPE_DATA))
    return mb_service_request_is_valid (request, info, error);

  if (!check_range (info, request->address, request->quantity, info->max_quantity, error))
    return FALSE;
  if (info->request_shape == MB_SHAPE_READ_WRITE &&
      !check_range (info, request->write_address, request->write_quantity,
                    info->max_write_quantity, error))
    return FALSE;
  return check_data (request, info, error);
}

/**
 * mb_request_writes:
 * @request: a request
 *
 * Tells whether a request could change something in a device. It knows more than
 * mb_function_writes(): of 8 the sub-functions that only count or return do not (V1.1b3, 6.8), nor
 * does Read Device Identification (6.21).
 *
 * Returns: %FALSE only for what is known to do nothing but read
 */
gboolean
mb_request_writes (const MbRequest *request)
{
  const MbSubfunction *subfunction;

  g_return_val_if_fail (request != NULL, TRUE);

  if (request->is_raw)
    return mb_function_writes (request->function);
  switch (request->function)
    {
    case MB_FUNCTION_DIAGNOSTICS:
      subfunction = mb_subfunction_lookup (request->subfunction);
      return subfunction == NULL || subfunction->writes;
    case MB_FUNCTION_ENCAPSULATED_INTERFACE:
      return request->mei != MB_MEI_DEVICE_IDENTIFICATION;
    default:
      return mb_function_writes (request->function);
    }
}

/**
 * mb_request_get_written:
 * @request: a request
 * @out_table: (out): coils or holding registers
 * @out_address: (out): 0-based address of the first item written
 * @out_quantity: (out): number of items written, 1 or more
 *
 * Gets the range that a request writes. Raw requests and those of other functions, such as the
 * records of files, write no table.
 *
 * Returns: %FALSE when it writes none
 */
gboolean
mb_request_get_written (const MbRequest *request,
                        MbTable         *out_table,
                        guint16         *out_address,
                        guint16         *out_quantity)
{
  const MbFunctionInfo *info;
  gboolean is_read_write;

  g_return_val_if_fail (request != NULL, FALSE);

  info = mb_function_lookup (request->function);
  if (request->is_raw || info == NULL || !info->has_table || !info->writes)
    return FALSE;
  is_read_write = request->function == MB_FUNCTION_READ_WRITE_MULTIPLE_REGISTERS;
  *out_table = info->table;
  *out_address = is_read_write ? request->write_address : request->address;
  *out_quantity = is_read_write ? request->write_quantity : request->quantity;
  return TRUE;
}

/**
 * mb_request_encode:
 * @request: a request
 * @pdu: (array length=size): room for the PDU
 * @size: size of @pdu in bytes; %MB_PDU_MAX is enough for each valid request
 *
 * Writes the PDU of a request: function code and what its layout has (V1.1b3, 6). The request is
 * not checked, so that tests and tools can send wrong ones; see mb_request_is_valid().
 *
 * Returns: length of the PDU in bytes, or 0 when it does not fit into @size
 */
gsize
mb_request_encode (const MbRequest *request,
                   guint8          *pdu,
                   gsize            size)
{
  const MbFunctionInfo *info;
  MbWriter writer;

  g_return_val_if_fail (request != NULL, 0);

  info = request->is_raw ? NULL : mb_function_lookup (request->function);
  mb_writer_init (&writer, pdu, size);
  mb_writer_u8 (&writer, request->function);

  if (info != NULL && G_UNLIKELY (info->request_shape > MB_SHAPE_DATA))
    {
      mb_service_request_write (request, info, &writer);
      return writer.failed ? 0 : writer.len;
    }
  if (info != NULL)
    {
      mb_writer_u16 (&writer, request->address);
      if (info->request_shape != MB_SHAPE_SINGLE)
        mb_writer_u16 (&writer, request->quantity);
      if (info->request_shape == MB_SHAPE_READ_WRITE)
        {
          mb_writer_u16 (&writer, request->write_address);
          mb_writer_u16 (&writer, request->write_quantity);
        }
      if (info->request_shape == MB_SHAPE_WRITE || info->request_shape == MB_SHAPE_READ_WRITE)
        mb_writer_u8 (&writer, (guint8) request->data_len);
    }
  if (info == NULL || info->writes)
    mb_writer_bytes (&writer, request->data, request->data_len);

  return writer.failed ? 0 : writer.len;
}

/* Takes the byte count and the data that must fill the rest of the PDU exactly. */
static gboolean
read_counted_data (MbReader             *reader,
                   const MbFunctionInfo *info,
                   MbRequest            *request)
{
  guint8 byte_count = mb_reader_u8 (reader);

  request->data_len = mb_reader_left (reader);
  request->data = mb_reader_bytes (reader, request->data_len);
  return !reader->failed &&
         byte_count == request->data_len &&
         data_fits (info, written_quantity (request, info), request->data_len);
}

/* Reads what follows the function code by its shape; FALSE when the bytes are not that shape. */
static gboolean
read_shape (MbReader             *reader,
            const MbFunctionInfo *info,
            MbRequest            *request)
{
  request->address = mb_reader_u16 (reader);

  if (info->request_shape == MB_SHAPE_SINGLE)
    {
      request->quantity = 1;
      request->data = mb_reader_bytes (reader, 2);
      if (request->data == NULL || mb_reader_left (reader) > 0)
        return FALSE;
      request->data_len = 2;
      return info->code != MB_FUNCTION_WRITE_SINGLE_COIL ||
             is_coil_value (mb_wire_get_register (request->data, 0));
    }

  request->quantity = mb_reader_u16 (reader);
  if (info->request_shape == MB_SHAPE_READ_WRITE)
    {
      request->write_address = mb_reader_u16 (reader);
      request->write_quantity = mb_reader_u16 (reader);
      if (request->write_quantity < 1 || request->write_quantity > info->max_write_quantity)
        return FALSE;
    }
  if (request->quantity < 1 || request->quantity > info->max_quantity)
    return FALSE;
  if (info->request_shape == MB_SHAPE_RANGE)
    return !reader->failed && mb_reader_left (reader) == 0;
  return read_counted_data (reader, info, request);
}

/**
 * mb_request_parse:
 * @out_request: (out caller-allocates): the request, which views @pdu
 * @pdu: (array length=pdu_len): the PDU
 * @pdu_len: length of @pdu in bytes
 *
 * Reads a PDU as a server does, in the order of V1.1b3, 4.5: an unknown function code,
 * sub-function (6.8) or MEI type (6.19) is exception 1; a length that is not that of the layout, a
 * quantity outside its limits, a byte count that disagrees with the quantity or with what follows,
 * a coil value other than FF00 and 0000 (6.5) and wrong data of a sub-function are exception 3; a
 * reference to a record that no file has (6.14, 6.15) is exception 2. Whether the addresses exist
 * (exception 2) is the backend's to say, also when address + quantity passes 65536, and so is the
 * read device id of 43/14, because the object comes first there (6.21). No heap.
 *
 * Returns: 0 when the request is good, else the exception code to answer with. With 1
 *   @out_request is whole and opaque: an unknown function code has all bytes after it as data; with
 *   others it has its function code and whatever could be read
 */
guint8
mb_request_parse (MbRequest    *out_request,
                  const guint8 *pdu,
                  gsize         pdu_len)
{
  const MbFunctionInfo *info;
  MbReader reader;

  g_return_val_if_fail (out_request != NULL, ILLEGAL_FUNCTION);

  memset (out_request, 0, sizeof *out_request);
  mb_reader_init (&reader, pdu, pdu_len);
  out_request->function = mb_reader_u8 (&reader);

  info = mb_function_lookup (out_request->function);
  if (info == NULL)
    {
      out_request->data_len = mb_reader_left (&reader);
      out_request->data = mb_reader_bytes (&reader, out_request->data_len);
      return ILLEGAL_FUNCTION;
    }
  if (G_UNLIKELY (info->request_shape > MB_SHAPE_DATA))
    return mb_service_request_read (out_request, info, &reader);
  return read_shape (&reader, info, out_request) ? 0 : ILLEGAL_DATA_VALUE;
}

/**
 * mb_request_from_pdu:
 * @out_request: (out caller-allocates): the request, which views @pdu
 * @pdu: (array length=pdu_len): the PDU
 * @pdu_len: length of @pdu in bytes
 * @error: return location for an error
 *
 * Reads a PDU that a client is about to send as it is. What the protocol allows is read by its
 * layout, so that its answer is checked in full; whatever else somebody wants to send is a request
 * of mb_request_raw().
 *
 * Returns: %FALSE with %MB_ERROR_INVALID when there is no PDU of that many bytes (V1.1b3, 4.1)
 */
gboolean
mb_request_from_pdu (MbRequest     *out_request,
                     const guint8  *pdu,
                     gsize          pdu_len,
                     GError       **error)
{
  g_return_val_if_fail (out_request != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (pdu_len < 1 || pdu_len > MB_PDU_MAX)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("A PDU has 1 to %d bytes, not %" G_GSIZE_FORMAT "."), MB_PDU_MAX, pdu_len);
      return FALSE;
    }
  if (mb_request_parse (out_request, pdu, pdu_len) > ILLEGAL_FUNCTION ||
      !mb_request_is_valid (out_request, NULL))
    *out_request = mb_request_raw (pdu, pdu_len);
  return TRUE;
}

/**
 * mb_request_get_register:
 * @request: a request of 6, 16 or 23 that mb_request_parse() or mb_request_is_valid() took
 * @index: which of the registers written, below `data_len` / 2
 *
 * Returns: the register's value
 */
guint16
mb_request_get_register (const MbRequest *request,
                         guint            index)
{
  g_return_val_if_fail (request != NULL && index < request->data_len / 2, 0);

  return mb_wire_get_register (request->data, index);
}

/**
 * mb_request_get_bit:
 * @request: a request of 5 or 15 that mb_request_parse() or mb_request_is_valid() took
 * @index: which of the coils written, below the quantity
 *
 * Returns: whether it is written to 1
 */
gboolean
mb_request_get_bit (const MbRequest *request,
                    guint            index)
{
  g_return_val_if_fail (request != NULL && index < request->data_len * 8, FALSE);

  if (request->function == MB_FUNCTION_WRITE_SINGLE_COIL)
    return request->data[0] != 0;
  return mb_wire_get_bit (request->data, index);
}

/**
 * mb_request_dup:
 * @request: a request
 *
 * Copies a request with its data, so that the copy outlives the bytes that @request views.
 *
 * Returns: (transfer full): the copy, to be freed with mb_request_free()
 */
MbRequest *
mb_request_dup (const MbRequest *request)
{
  MbRequest *copy;

  g_return_val_if_fail (request != NULL, NULL);

  copy = g_memdup2 (request, sizeof *request);
  copy->data = g_memdup2 (request->data, request->data_len);
  return copy;
}

/**
 * mb_request_free:
 * @request: (transfer full) (nullable): a request made by mb_request_dup()
 *
 * Frees a copy and its data. Views on the stack need no freeing.
 */
void
mb_request_free (MbRequest *request)
{
  if (request == NULL)
    return;
  g_free ((guint8 *) request->data);
  g_free (request);
}
