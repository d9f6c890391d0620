/* mb-pairing.c: finds the request that a response answers, for one connection.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-pairing.h"

#include "modbus/mb-function.h"
#include "modbus/mb-wire.h"

struct _MbPairing
{
  GQueue open; /* of GBytes, the most recent request first */
};

typedef struct
{
  guint16 transaction;
  guint8  unit;
  guint8  function;
} Head;

/* What requests and responses are compared by; FALSE for what is too short or not Modbus. */
static gboolean
read_head (const guint8 *adu,
           gsize         len,
           Head         *out_head)
{
  MbReader reader;
  guint16 protocol;

  mb_reader_init (&reader, adu, len);
  out_head->transaction = mb_reader_u16 (&reader);
  protocol = mb_reader_u16 (&reader);
  mb_reader_u16 (&reader);
  out_head->unit = mb_reader_u8 (&reader);
  out_head->function = mb_reader_u8 (&reader) & (MB_EXCEPTION_BIT - 1);
  return !reader.failed && protocol == 0;
}

/**
 * mb_pairing_new:
 *
 * Makes the memory of one connection. For one thread at a time.
 *
 * Returns: (transfer full): a pairing without open requests
 */
MbPairing *
mb_pairing_new (void)
{
  MbPairing *pairing = g_new (MbPairing, 1);

  g_queue_init (&pairing->open);
  return pairing;
}

/**
 * mb_pairing_free:
 * @pairing: (transfer full) (nullable): a pairing
 *
 * Frees a pairing and the requests that are still open.
 */
void
mb_pairing_free (MbPairing *pairing)
{
  if (pairing == NULL)
    return;
  g_queue_clear_full (&pairing->open, (GDestroyNotify) g_bytes_unref);
  g_free (pairing);
}

/**
 * mb_pairing_add_request:
 * @pairing: a pairing
 * @adu: (array length=len): a request
 * @len: number of bytes
 *
 * Notes a request as open. What has no function code or another protocol identifier than 0 is not
 * noted. When %MB_PAIRING_MAX_OPEN are open the oldest one is forgotten.
 */
void
mb_pairing_add_request (MbPairing    *pairing,
                        const guint8 *adu,
                        gsize         len)
{
  Head head;

  g_return_if_fail (pairing != NULL);

  if (!read_head (adu, len, &head))
    return;
  g_queue_push_head (&pairing->open, g_bytes_new (adu, len));
  if (pairing->open.length > MB_PAIRING_MAX_OPEN)
    g_bytes_unref (g_queue_pop_tail (&pairing->open));
}

/**
 * mb_pairing_is_open:
 * @pairing: a pairing
 * @adu: (array length=len): a request that was not added yet
 * @len: number of bytes
 *
 * Tells whether its transaction is used by a request that waits for its answer, as no client should
 * do (MODBUS Messaging on TCP/IP V1.0b, 4.4.1.2). Cost grows with the open requests.
 *
 * Returns: whether there is such a one
 */
gboolean
mb_pairing_is_open (MbPairing    *pairing,
                    const guint8 *adu,
                    gsize         len)
{
  Head head, open;

  g_return_val_if_fail (pairing != NULL, FALSE);

  if (!read_head (adu, len, &head))
    return FALSE;
  for (GList *l = pairing->open.head; l != NULL; l = l->next)
    {
      gsize open_len;
      const guint8 *open_adu = g_bytes_get_data (l->data, &open_len);

      read_head (open_adu, open_len, &open);
      if (open.transaction == head.transaction)
        return TRUE;
    }
  return FALSE;
}

/**
 * mb_pairing_take:
 * @pairing: a pairing
 * @adu: (array length=len): a response
 * @len: number of bytes
 *
 * Finds the request that a response answers: the most recent open one with its transaction, unit
 * and function. Without such a one, the most recent one with its transaction is given, so that the
 * wrong unit or function can be told, and stays open. Cost grows with the open requests.
 *
 * Returns: (transfer full) (nullable): the request, or %NULL when none was seen
 */
GBytes *
mb_pairing_take (MbPairing    *pairing,
                 const guint8 *adu,
                 gsize         len)
{
  GBytes *near_miss = NULL;
  Head head, open;

  g_return_val_if_fail (pairing != NULL, NULL);

  if (!read_head (adu, len, &head))
    return NULL;

  for (GList *l = pairing->open.head; l != NULL; l = l->next)
    {
      gsize open_len;
      const guint8 *open_adu = g_bytes_get_data (l->data, &open_len);

      read_head (open_adu, open_len, &open);
      if (open.transaction != head.transaction)
        continue;
      if (open.unit == head.unit && open.function == head.function)
        {
          GBytes *request = l->data;

          g_queue_delete_link (&pairing->open, l);
          return request;
        }
      if (near_miss == NULL)
        near_miss = l->data;
    }
  return near_miss != NULL ? g_bytes_ref (near_miss) : NULL;
}
