/* mb-device.c: finds the part of a device that a request is for.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-device.h"

#include "modbus/mb-diagnostics.h"
#include "modbus/mb-wire.h"

#define ILLEGAL_FUNCTION 1

/* Outputs of function 7 (V1.1b3, 6.7). */
#define N_OUTPUTS 8

struct _MbDevice
{
  MbDatastore      *store;
  MbFileStore      *files;
  MbIdentification *identification;
  MbDiagnostics    *diagnostics;
};

/**
 * mb_device_new:
 *
 * Makes a device without items and files, whose identification is empty.
 *
 * Returns: (transfer full): a new device
 */
MbDevice *
mb_device_new (void)
{
  MbDevice *device = g_new0 (MbDevice, 1);

  device->store = mb_datastore_new ();
  device->files = mb_file_store_new ();
  device->identification = mb_identification_new ();
  device->diagnostics = mb_diagnostics_new ();
  return device;
}

/**
 * mb_device_free:
 * @device: (transfer full): a device
 *
 * Frees it with all its parts.
 */
void
mb_device_free (MbDevice *device)
{
  mb_datastore_free (device->store);
  mb_file_store_free (device->files);
  mb_identification_free (device->identification);
  mb_diagnostics_free (device->diagnostics);
  g_free (device);
}

/**
 * mb_device_get_store:
 * @device: a device
 *
 * Returns: (transfer none): its tables
 */
MbDatastore *
mb_device_get_store (MbDevice *device)
{
  return device->store;
}

/**
 * mb_device_get_files:
 * @device: a device
 *
 * Returns: (transfer none): its files
 */
MbFileStore *
mb_device_get_files (MbDevice *device)
{
  return device->files;
}

/**
 * mb_device_get_identification:
 * @device: a device
 *
 * Returns: (transfer none): what it says of itself
 */
MbIdentification *
mb_device_get_identification (MbDevice *device)
{
  return device->identification;
}

/* The device names the outputs of function 7 (V1.1b3, 6.7); here they are its first coils. */
static void
read_outputs (MbDevice   *device,
              MbResponse *response,
              guint8     *data)
{
  data[0] = 0;
  for (guint i = 0; i < N_OUTPUTS; i++)
    {
      if (mb_datastore_covers (device->store, MB_TABLE_COILS, (guint16) i, 1))
        mb_wire_put_bit (data, i, mb_datastore_get (device->store, MB_TABLE_COILS, (guint16) i));
    }
  *response = (MbResponse) {
    .function = MB_FUNCTION_READ_EXCEPTION_STATUS,
    .data = data,
    .data_len = 1,
  };
}

/**
 * mb_device_execute:
 * @device: a device
 * @request: a request that mb_request_parse() took
 * @out_response: (out caller-allocates): the answer, unless an exception is returned; it may view
 *   @request
 * @data: room for %MB_PDU_MAX bytes that @out_response views
 *
 * Carries out a request (V1.1b3, 6). In listen only mode (6.8.1, 04) nothing is done, and
 * mb_device_settle() then says that nothing is to be sent.
 *
 * Returns: 0, or an exception code (7)
 */
guint8
mb_device_execute (MbDevice        *device,
                   const MbRequest *request,
                   MbResponse      *out_response,
                   guint8          *data)
{
  *out_response = (MbResponse) { .function = request->function };
  if (!mb_diagnostics_begin (device->diagnostics, request))
    return ILLEGAL_FUNCTION;

  switch (request->function)
    {
    case MB_FUNCTION_READ_EXCEPTION_STATUS:
      read_outputs (device, out_response, data);
      return 0;
    case MB_FUNCTION_DIAGNOSTICS:
    case MB_FUNCTION_GET_COMM_EVENT_COUNTER:
    case MB_FUNCTION_GET_COMM_EVENT_LOG:
      return mb_diagnostics_execute (device->diagnostics, request, out_response, data);
    case MB_FUNCTION_REPORT_SERVER_ID:
    case MB_FUNCTION_ENCAPSULATED_INTERFACE:
      return mb_identification_execute (device->identification, request, out_response, data);
    case MB_FUNCTION_READ_FILE_RECORD:
    case MB_FUNCTION_WRITE_FILE_RECORD:
      return mb_file_store_execute (device->files, request, out_response, data);
    default:
      return mb_datastore_execute (device->store, request, out_response, data);
    }
}

/**
 * mb_device_settle:
 * @device: a device
 * @request: a request to it, also one that never came to mb_device_execute()
 * @exception: the exception code with which it is answered, or 0
 *
 * Counts a request that is done.
 *
 * Returns: %FALSE when it gets no reply (V1.1b3, 6.8.1, 01 and 04)
 */
gboolean
mb_device_settle (MbDevice        *device,
                  const MbRequest *request,
                  guint8           exception)
{
  return mb_diagnostics_end (device->diagnostics, request, exception);
}
