/* mon-traffic-log.c: every exchange, stray ADU and link event as bytes in slabs; no text, no
 * objects.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-traffic-log.h"

#include <string.h>

#define SLAB_BYTES (1024 * 1024)
#define MIN_SLABS 2

/* What precedes the bytes of request and response. Packed by its member sizes alone: 28 bytes. */
typedef struct
{
  guint8  kind;
  guint8  verdict;
  guint8  detail;
  /* Bit 0: whether it writes; the others: the carrier. */
  guint8  flags;
  guint32 link;
  guint32 device;
  gint32  rtt_us;
  guint32 time_low;
  gint32  time_high;
  guint16 request_len;
  guint16 response_len;
} Header;

G_STATIC_ASSERT (sizeof (Header) == 28);

/* Records grow from the start of @data, their offsets as guint32 from its end down. What lies below
 * @n_records never changes again, so it is read without the lock, in the newest slab too. */
struct _MonTrafficSlab
{
  gatomicrefcount ref_count;
  gint            n_records;  /* atomic */
  guint64         first_sequence;
  guint32         used_bytes;
  guint8          data[];
};

#define DATA_BYTES ((guint32) (SLAB_BYTES - sizeof (MonTrafficSlab)) / 4 * 4)

struct _MonTrafficLog
{
  gatomicrefcount ref_count;
  GMutex          lock;
  GPtrArray      *slabs;  /* of MonTrafficSlab, oldest first */
  guint           max_slabs;
  guint64         end_sequence;
};

static MonTrafficSlab *
slab_new (guint64 first_sequence)
{
  MonTrafficSlab *slab = g_malloc (SLAB_BYTES);

  g_atomic_ref_count_init (&slab->ref_count);
  slab->n_records = 0;
  slab->first_sequence = first_sequence;
  slab->used_bytes = 0;

  return slab;
}

static void
slab_unref_cb (gpointer slab)
{
  mon_traffic_slab_unref (slab);
}

static guint32 *
slab_offset (MonTrafficSlab *slab,
             guint           index)
{
  return (guint32 *) (gpointer) (slab->data + DATA_BYTES) - 1 - index;
}

static guint32
record_bytes (const MonTrafficRecord *record)
{
  return sizeof (Header) + record->request_len + record->response_len;
}

static gboolean
slab_has_room (const MonTrafficSlab *slab,
               guint32               n_bytes)
{
  guint32 taken = slab->used_bytes + ((guint32) slab->n_records + 1) * sizeof (guint32);

  return taken <= DATA_BYTES && n_bytes <= DATA_BYTES - taken;
}

static void
slab_append (MonTrafficSlab         *slab,
             const MonTrafficRecord *record)
{
  Header header = {
    .kind = record->kind,
    .verdict = record->verdict,
    .detail = record->detail,
    .flags = (guint8) (record->carrier << 1 | (record->is_write != 0)),
    .link = record->link,
    .device = record->device,
    .rtt_us = record->rtt_us,
    .time_low = (guint32) record->time_us,
    .time_high = (gint32) (record->time_us >> 32),
    .request_len = record->request_len,
    .response_len = record->response_len,
  };
  guint8 *place = slab->data + slab->used_bytes;

  memcpy (place, &header, sizeof header);
  if (record->request_len > 0)
    memcpy (place + sizeof header, record->request, record->request_len);
  if (record->response_len > 0)
    memcpy (place + sizeof header + record->request_len, record->response, record->response_len);

  *slab_offset (slab, (guint) slab->n_records) = slab->used_bytes;
  slab->used_bytes += record_bytes (record);
  g_atomic_int_inc (&slab->n_records);
}

/* The newest slab with room for the record; the oldest goes for it when there are enough. */
static MonTrafficSlab *
ensure_room (MonTrafficLog *log,
             guint32        n_bytes)
{
  MonTrafficSlab *last = NULL;

  if (log->slabs->len > 0)
    last = g_ptr_array_index (log->slabs, log->slabs->len - 1);
  if (last != NULL && slab_has_room (last, n_bytes))
    return last;

  while (log->slabs->len >= log->max_slabs)
    g_ptr_array_remove_index (log->slabs, 0);
  last = slab_new (log->end_sequence);
  g_ptr_array_add (log->slabs, last);

  return last;
}

static MonTrafficSlab *
find_slab (MonTrafficLog *log,
           guint64        sequence)
{
  guint low = 0;
  guint high = log->slabs->len;

  if (high == 0 || sequence >= log->end_sequence)
    return NULL;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;
      const MonTrafficSlab *slab = g_ptr_array_index (log->slabs, middle);

      if (slab->first_sequence <= sequence)
        low = middle;
      else
        high = middle;
    }

  return g_ptr_array_index (log->slabs, low);
}

static guint
count_slabs (gsize limit_bytes)
{
  return (guint) CLAMP (limit_bytes / SLAB_BYTES, MIN_SLABS, G_MAXINT);
}

/**
 * mon_traffic_log_new:
 * @limit_bytes: most memory to take, rounded down to whole slabs of 1 MiB, at least two
 *
 * Makes an empty log.
 *
 * Returns: (transfer full): the log
 */
MonTrafficLog *
mon_traffic_log_new (gsize limit_bytes)
{
  MonTrafficLog *log = g_new0 (MonTrafficLog, 1);

  g_atomic_ref_count_init (&log->ref_count);
  g_mutex_init (&log->lock);
  log->slabs = g_ptr_array_new_with_free_func (slab_unref_cb);
  log->max_slabs = count_slabs (limit_bytes);

  return log;
}

/**
 * mon_traffic_log_set_limit:
 * @log: a log
 * @limit_bytes: most memory to take, as in mon_traffic_log_new()
 *
 * Sets how much is kept, from the next slab on. Any thread.
 */
void
mon_traffic_log_set_limit (MonTrafficLog *log,
                           gsize          limit_bytes)
{
  g_mutex_lock (&log->lock);
  log->max_slabs = count_slabs (limit_bytes);
  g_mutex_unlock (&log->lock);
}

/**
 * mon_traffic_log_ref:
 * @log: a log
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @log
 */
MonTrafficLog *
mon_traffic_log_ref (MonTrafficLog *log)
{
  g_atomic_ref_count_inc (&log->ref_count);
  return log;
}

/**
 * mon_traffic_log_unref:
 * @log: (transfer full): a log
 *
 * Drops a reference. Slabs that somebody holds stay. Any thread.
 */
void
mon_traffic_log_unref (MonTrafficLog *log)
{
  if (!g_atomic_ref_count_dec (&log->ref_count))
    return;

  g_ptr_array_unref (log->slabs);
  g_mutex_clear (&log->lock);
  g_free (log);
}

/**
 * mon_traffic_log_append:
 * @log: a log
 * @record: what happened; its bytes are copied
 *
 * Appends a record. When that would pass the limit, the oldest slab goes, with some ten thousand
 * records. One thread.
 *
 * Returns: the record's sequence number: counted from 0, never reused
 */
guint64
mon_traffic_log_append (MonTrafficLog          *log,
                        const MonTrafficRecord *record)
{
  MonTrafficSlab *slab;
  guint64 sequence;

  g_mutex_lock (&log->lock);
  slab = ensure_room (log, record_bytes (record));
  slab_append (slab, record);
  sequence = log->end_sequence++;
  g_mutex_unlock (&log->lock);

  return sequence;
}

/**
 * mon_traffic_log_clear:
 * @log: a log
 *
 * Drops all records. Sequence numbers go on. One thread: the one that appends.
 */
void
mon_traffic_log_clear (MonTrafficLog *log)
{
  g_mutex_lock (&log->lock);
  g_ptr_array_set_size (log->slabs, 0);
  g_mutex_unlock (&log->lock);
}

/**
 * mon_traffic_log_get_range:
 * @log: a log
 * @out_first: (out): sequence number of the oldest record
 * @out_end: (out): sequence number that the next record will get
 *
 * Tells which records there are; none when both are equal. Any thread.
 */
void
mon_traffic_log_get_range (MonTrafficLog *log,
                           guint64       *out_first,
                           guint64       *out_end)
{
  g_mutex_lock (&log->lock);
  *out_end = log->end_sequence;
  *out_first = log->end_sequence;
  if (log->slabs->len > 0)
    *out_first = ((MonTrafficSlab *) g_ptr_array_index (log->slabs, 0))->first_sequence;
  g_mutex_unlock (&log->lock);
}

/**
 * mon_traffic_log_get:
 * @log: a log
 * @sequence: sequence number of a record
 * @out_record: (out caller-allocates): the record; its bytes lie in the slab
 *
 * Finds a record, O(log slabs). For many in a row go on with mon_traffic_slab_read(), which takes
 * no lock. Any thread.
 *
 * Returns: (transfer full) (nullable): the slab that holds the record, or %NULL when it has gone or
 *   has not come
 */
MonTrafficSlab *
mon_traffic_log_get (MonTrafficLog    *log,
                     guint64           sequence,
                     MonTrafficRecord *out_record)
{
  MonTrafficSlab *slab;

  g_mutex_lock (&log->lock);
  slab = find_slab (log, sequence);
  if (slab != NULL)
    g_atomic_ref_count_inc (&slab->ref_count);
  g_mutex_unlock (&log->lock);

  if (slab != NULL && !mon_traffic_slab_read (slab, sequence, out_record))
    g_clear_pointer (&slab, mon_traffic_slab_unref);

  return slab;
}

/**
 * mon_traffic_slab_read:
 * @slab: a slab
 * @sequence: sequence number of a record
 * @out_record: (out caller-allocates): the record; its bytes lie in @slab
 *
 * Reads one record of a slab, O(1) and without a lock. Any thread.
 *
 * Returns: %FALSE when the record does not lie in this slab
 */
gboolean
mon_traffic_slab_read (MonTrafficSlab   *slab,
                       guint64           sequence,
                       MonTrafficRecord *out_record)
{
  guint n_records = (guint) g_atomic_int_get (&slab->n_records);
  const guint8 *place;
  Header header;

  if (sequence < slab->first_sequence || sequence - slab->first_sequence >= n_records)
    return FALSE;

  place = slab->data + *slab_offset (slab, (guint) (sequence - slab->first_sequence));
  memcpy (&header, place, sizeof header);

  out_record->kind = header.kind;
  out_record->verdict = header.verdict;
  out_record->detail = header.detail;
  out_record->is_write = header.flags & 1;
  out_record->carrier = header.flags >> 1;
  out_record->link = header.link;
  out_record->device = header.device;
  out_record->time_us = (gint64) ((guint64) (guint32) header.time_high << 32 | header.time_low);
  out_record->rtt_us = header.rtt_us;
  out_record->request_len = header.request_len;
  out_record->response_len = header.response_len;
  out_record->request = place + sizeof header;
  out_record->response = place + sizeof header + header.request_len;

  return TRUE;
}

/**
 * mon_traffic_slab_unref:
 * @slab: (transfer full): a slab from mon_traffic_log_get()
 *
 * Lets go of the slab and of all records read from it. Any thread.
 */
void
mon_traffic_slab_unref (MonTrafficSlab *slab)
{
  if (g_atomic_ref_count_dec (&slab->ref_count))
    g_free (slab);
}
