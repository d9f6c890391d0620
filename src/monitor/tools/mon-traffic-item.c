/* mon-traffic-item.c: one row of the traffic list, read out of the log and put into words.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-client.h"
#include "modbus/mb-request.h"
#include "monitor/store/mon-words.h"
#include "monitor/tools/mon-traffic-item.h"

struct _MonTrafficItem
{
  GObject           parent_instance;
  guint64           sequence;
  MonTrafficRecord  record;
  MonTrafficSlab   *slab;    /* what the record's bytes lie in; NULL when it has gone */
};

G_DEFINE_FINAL_TYPE (MonTrafficItem, mon_traffic_item, G_TYPE_OBJECT)

static MbFraming
get_framing (MonTrafficItem *self)
{
  return mb_carrier_framing ((MbCarrier) self->record.carrier);
}

/* Reads the request of an exchange; FALSE for other kinds and for what has no PDU. A request that
 * a server would refuse still has its function code; @out_is_whole: whether it has all the rest. */
static gboolean
read_request (MonTrafficItem *self,
              MbRequest      *out_request,
              gboolean       *out_is_whole)
{
  const guint8 *pdu;
  gsize pdu_len;

  if (self->record.kind != MON_TRAFFIC_EXCHANGE)
    return FALSE;
  pdu = mb_framing_get_pdu (get_framing (self), self->record.request, self->record.request_len,
                            &pdu_len);
  if (pdu == NULL)
    return FALSE;

  *out_is_whole = mb_request_parse (out_request, pdu, pdu_len) == 0;
  return TRUE;
}

static char *
dup_stray_text (guint8 stray)
{
  switch ((MbStray) stray)
    {
    case MB_STRAY_LATE:
      return g_strdup (_("Late reply"));
    case MB_STRAY_DUPLICATE:
      return g_strdup (_("Duplicate reply"));
    case MB_STRAY_UNASKED:
      return g_strdup (_("Unasked reply"));
    case MB_STRAY_FOREIGN:
      return g_strdup (_("Not Modbus"));
    case MB_STRAY_TRANSACTION:
      return g_strdup (_("Reply of another transaction"));
    case MB_STRAY_DAMAGED:
      return g_strdup (_("Damaged reply"));
    }

  g_return_val_if_reached (NULL);
}

/* What went wrong in an exchange, or NULL. */
static char *
dup_trouble (const MonTrafficRecord *record)
{
  switch ((MbVerdict) record->verdict)
    {
    case MB_VERDICT_ANSWER:
    case MB_VERDICT_SENT:
      return NULL;
    case MB_VERDICT_EXCEPTION:
      return mon_words_exception (record->detail);
    case MB_VERDICT_TIMEOUT:
      return g_strdup (_("No reply"));
    case MB_VERDICT_BREACH:
      return mon_words_breach (record->detail);
    case MB_VERDICT_CLOSED:
      return g_strdup (_("Connection lost"));
    case MB_VERDICT_CANCELLED:
      return g_strdup (_("Cancelled"));
    case MB_VERDICT_NOT_SENT:
      return g_strdup (_("Not sent"));
    }

  g_return_val_if_reached (NULL);
}

static char *
dup_range (MbTable     table,
           guint       address,
           guint       quantity,
           MonNotation notation)
{
  char first[32], last[32];

  mon_address_format (table, address, notation, first, sizeof first);
  if (quantity <= 1)
    return g_strdup (first);

  mon_address_format (table, MIN (address + quantity - 1, G_MAXUINT16), notation,
                      last, sizeof last);
  return g_strdup_printf ("%s–%s", first, last);
}

/* The items that a good request is about: "0–16", "4 = 720". */
static char *
dup_items (const MbRequest *request,
           MonNotation      notation)
{
  const MbFunctionInfo *info = mb_function_lookup (request->function);
  g_autofree char *range = NULL;

  if (info == NULL || !info->has_table)
    return g_strdup ("");

  range = dup_range (info->table, request->address, request->quantity, notation);
  if (request->function == MB_FUNCTION_WRITE_SINGLE_REGISTER)
    return g_strdup_printf ("%s = %u", range, mb_request_get_register (request, 0));
  if (request->function == MB_FUNCTION_WRITE_SINGLE_COIL)
    return g_strdup_printf ("%s = %s", range,
                            mb_request_get_bit (request, 0) ? _("On") : _("Off"));
  if (info->max_write_quantity > 0 && info->reads)
    {
      g_autofree char *written = dup_range (info->table, request->write_address,
                                            request->write_quantity, notation);

      /* Translators: the registers that one request reads, and those that it writes. */
      return g_strdup_printf (_("%s, writes %s"), range, written);
    }

  return g_steal_pointer (&range);
}

static void
mon_traffic_item_finalize (GObject *object)
{
  MonTrafficItem *self = MON_TRAFFIC_ITEM (object);

  g_clear_pointer (&self->slab, mon_traffic_slab_unref);

  G_OBJECT_CLASS (mon_traffic_item_parent_class)->finalize (object);
}

static void
mon_traffic_item_class_init (MonTrafficItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mon_traffic_item_finalize;
}

static void
mon_traffic_item_init (MonTrafficItem *self)
{
}

/**
 * mon_traffic_item_new:
 * @log: the log
 * @sequence: number of the record
 *
 * Makes a row. It keeps the slab with its bytes alive, so what a person looks at stays when the
 * log moves on; a record that has gone already gives an empty row.
 *
 * Returns: (transfer full): the row
 */
MonTrafficItem *
mon_traffic_item_new (MonTrafficLog *log,
                      guint64        sequence)
{
  MonTrafficItem *self = g_object_new (MON_TYPE_TRAFFIC_ITEM, NULL);

  self->sequence = sequence;
  self->slab = mon_traffic_log_get (log, sequence, &self->record);
  if (self->slab == NULL)
    self->record = (MonTrafficRecord) { .kind = MON_TRAFFIC_STRAY, .rtt_us = -1 };

  return self;
}

/**
 * mon_traffic_record_is_error:
 * @record: a record
 *
 * Returns: whether something is wrong with what it records: an exception, no or a bad answer, a
 *   stray ADU, a lost link
 */
gboolean
mon_traffic_record_is_error (const MonTrafficRecord *record)
{
  switch ((MonTrafficKind) record->kind)
    {
    case MON_TRAFFIC_EXCHANGE:
      return record->verdict != MB_VERDICT_ANSWER && record->verdict != MB_VERDICT_SENT;
    case MON_TRAFFIC_STRAY:
    case MON_TRAFFIC_LINK_DOWN:
    case MON_TRAFFIC_STALL:
      return TRUE;
    case MON_TRAFFIC_LINK_UP:
      return FALSE;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * mon_traffic_item_get_sequence:
 * @self: the row
 *
 * Returns: the number of its record, from 0, never reused
 */
guint64
mon_traffic_item_get_sequence (MonTrafficItem *self)
{
  return self->sequence;
}

/**
 * mon_traffic_item_get_time_us:
 * @self: the row
 *
 * Returns: wall time in microseconds of the sending of the request, else of the event
 */
gint64
mon_traffic_item_get_time_us (MonTrafficItem *self)
{
  return self->record.time_us;
}

/**
 * mon_traffic_item_dup_time_text:
 * @self: the row
 *
 * Returns: (transfer full): the local time of day with milliseconds, such as "14:02:30.083"
 */
char *
mon_traffic_item_dup_time_text (MonTrafficItem *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->record.time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *seconds = g_date_time_format (local, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", seconds,
                          (int) (self->record.time_us % G_USEC_PER_SEC / 1000));
}

/**
 * mon_traffic_item_dup_function_text:
 * @self: the row
 *
 * Returns: (transfer full): what happened: the name of the function, or of the event
 */
char *
mon_traffic_item_dup_function_text (MonTrafficItem *self)
{
  const MbFunctionInfo *info;
  MbRequest request;
  gboolean is_whole;

  switch ((MonTrafficKind) self->record.kind)
    {
    case MON_TRAFFIC_EXCHANGE:
      break;
    case MON_TRAFFIC_STRAY:
      return dup_stray_text (self->record.detail);
    case MON_TRAFFIC_LINK_UP:
      return g_strdup (_("Connected"));
    case MON_TRAFFIC_LINK_DOWN:
      return g_strdup (_("Disconnected"));
    case MON_TRAFFIC_STALL:
      return g_strdup (_("Stopped"));
    }

  if (!read_request (self, &request, &is_whole))
    return g_strdup ("");

  info = mb_function_lookup (request.function);
  if (info != NULL)
    return g_strdup (info->name);
  /* Translators: a function code without a name in the specification. */
  return g_strdup_printf (_("Function %u"), request.function);
}

/**
 * mon_traffic_item_dup_summary:
 * @self: the row
 * @notation: how addresses are written
 *
 * Returns: (transfer full): what it was about, such as "0–16" or "4 = 720"; for an error what went
 *   wrong, such as "Illegal data address"
 */
char *
mon_traffic_item_dup_summary (MonTrafficItem *self,
                              MonNotation     notation)
{
  g_autofree char *trouble = NULL;
  MbRequest request;
  gboolean is_whole;

  if (self->record.kind >= MON_TRAFFIC_LINK_UP)
    return g_utf8_make_valid ((const char *) self->record.response, self->record.response_len);
  if (!read_request (self, &request, &is_whole))
    return g_strdup ("");

  trouble = dup_trouble (&self->record);
  if (trouble != NULL)
    return g_steal_pointer (&trouble);
  return is_whole ? dup_items (&request, notation) : g_strdup ("");
}

/**
 * mon_traffic_item_dup_rtt_text:
 * @self: the row
 *
 * Returns: (transfer full): the round trip with its unit, such as "4.3 ms" or "41 µs", or ""
 */
char *
mon_traffic_item_dup_rtt_text (MonTrafficItem *self)
{
  gint32 rtt_us = self->record.rtt_us;

  if (rtt_us < 0)
    return g_strdup ("");
  /* Translators: microseconds. */
  if (rtt_us < 1000)
    return g_strdup_printf (_("%d µs"), rtt_us);
  /* Translators: milliseconds with one decimal. */
  if (rtt_us < 99950)
    return g_strdup_printf (_("%.1f ms"), rtt_us / 1000.0);
  /* Translators: whole milliseconds. */
  return g_strdup_printf (_("%.0f ms"), rtt_us / 1000.0);
}

/**
 * mon_traffic_item_get_rtt_us:
 * @self: the row
 *
 * Returns: microseconds from the sending to the end of the answer, or -1
 */
gint32
mon_traffic_item_get_rtt_us (MonTrafficItem *self)
{
  return self->record.rtt_us;
}

/**
 * mon_traffic_item_is_error:
 * @self: the row
 *
 * Returns: whether something is wrong, see mon_traffic_record_is_error()
 */
gboolean
mon_traffic_item_is_error (MonTrafficItem *self)
{
  return self->slab != NULL && mon_traffic_record_is_error (&self->record);
}

/**
 * mon_traffic_item_is_write:
 * @self: the row
 *
 * Returns: whether the request can write
 */
gboolean
mon_traffic_item_is_write (MonTrafficItem *self)
{
  return self->record.is_write;
}

/**
 * mon_traffic_item_get_device:
 * @self: the row
 *
 * Returns: handle of the device, 0 when it belongs to none
 */
guint32
mon_traffic_item_get_device (MonTrafficItem *self)
{
  return self->record.device;
}

/**
 * mon_traffic_item_dup_adu:
 * @self: the row
 * @direction: request or response
 *
 * Returns: (transfer full) (nullable): the bytes as sent or received, %NULL when there are none
 */
GBytes *
mon_traffic_item_dup_adu (MonTrafficItem *self,
                          MbDirection     direction)
{
  const MonTrafficRecord *record = &self->record;

  if (record->kind != MON_TRAFFIC_EXCHANGE && record->kind != MON_TRAFFIC_STRAY)
    return NULL;
  if (direction == MB_DIRECTION_REQUEST)
    return record->request_len > 0 ? g_bytes_new (record->request, record->request_len) : NULL;
  return record->response_len > 0 ? g_bytes_new (record->response, record->response_len) : NULL;
}

/**
 * mon_traffic_item_dup_dissection:
 * @self: the row
 * @direction: request or response
 *
 * Returns: (transfer full) (nullable): the fields of the ADU, those of a response tied to its
 *   request; %NULL when there are no bytes
 */
MbDissection *
mon_traffic_item_dup_dissection (MonTrafficItem *self,
                                 MbDirection     direction)
{
  const MonTrafficRecord *record = &self->record;
  g_autoptr (GBytes) adu = mon_traffic_item_dup_adu (self, direction);
  gconstpointer bytes;
  gsize len;

  if (adu == NULL)
    return NULL;

  bytes = g_bytes_get_data (adu, &len);
  if (direction == MB_DIRECTION_REQUEST)
    return mb_dissection_new_framed (get_framing (self), bytes, len, direction, NULL, 0);
  return mb_dissection_new_framed (get_framing (self), bytes, len, direction, record->request,
                                   record->request_len);
}
