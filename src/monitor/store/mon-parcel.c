/* mon-parcel.c: what some turns of the engine brought forth, on its way into a recording.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-parcel.h"

#include <string.h>

static void
clear_sample_cb (gpointer data)
{
  mon_sample_clear (data);
}

static void
clear_link_cb (gpointer data)
{
  g_free (((MonParcelLink *) data)->reason);
}

/**
 * mon_parcel_new:
 *
 * Returns: (transfer full): an empty parcel
 */
MonParcel *
mon_parcel_new (void)
{
  MonParcel *parcel = g_new0 (MonParcel, 1);

  parcel->link.data = parcel;
  parcel->samples = g_array_new (FALSE, FALSE, sizeof (MonSample));
  g_array_set_clear_func (parcel->samples, clear_sample_cb);
  parcel->links = g_array_new (FALSE, FALSE, sizeof (MonParcelLink));
  g_array_set_clear_func (parcel->links, clear_link_cb);
  parcel->records = g_array_new (FALSE, FALSE, sizeof (MonTrafficRecord));
  parcel->bytes = g_byte_array_new ();
  parcel->n_bytes = sizeof *parcel;
  return parcel;
}

/**
 * mon_parcel_free:
 * @parcel: (transfer full): a parcel that is in no list
 *
 * Frees it and what is in it.
 */
void
mon_parcel_free (MonParcel *parcel)
{
  g_clear_pointer (&parcel->root, mon_project_spec_unref);
  g_array_unref (parcel->samples);
  g_array_unref (parcel->links);
  g_array_unref (parcel->records);
  g_byte_array_unref (parcel->bytes);
  g_free (parcel);
}

/**
 * mon_parcel_set_root:
 * @parcel: a parcel without samples
 * @root: the root that those to come belong to
 *
 * Says what the samples are of.
 */
void
mon_parcel_set_root (MonParcel      *parcel,
                     MonProjectSpec *root)
{
  mon_project_spec_ref (root);
  g_clear_pointer (&parcel->root, mon_project_spec_unref);
  parcel->root = root;
}

/**
 * mon_parcel_add_samples:
 * @parcel: a parcel
 * @samples: (array length=n_samples): samples; copied
 * @n_samples: how many
 *
 * Adds samples.
 */
void
mon_parcel_add_samples (MonParcel       *parcel,
                        const MonSample *samples,
                        guint            n_samples)
{
  g_array_append_vals (parcel->samples, samples, n_samples);
  parcel->n_bytes += n_samples * sizeof *samples;
  for (guint i = 0; i < n_samples; i++)
    if (G_UNLIKELY (samples[i].value.kind == MB_VALUE_TEXT))
      {
        mon_text_ref (samples[i].text);
        parcel->n_bytes += mon_text_bytes (samples[i].text);
      }
}

/**
 * mon_parcel_add_link:
 * @parcel: a parcel
 * @connection: handle of a connection
 * @reason: (nullable): why it is not connected
 *
 * Adds the state of a connection, which holds for the samples that come after.
 */
void
mon_parcel_add_link (MonParcel  *parcel,
                     guint32     connection,
                     const char *reason)
{
  const MonParcelLink link = {
    .connection = connection,
    .at = parcel->samples->len,
    .reason = g_strdup (reason),
  };

  g_array_append_val (parcel->links, link);
  parcel->n_bytes += sizeof link + (reason != NULL ? strlen (reason) + 1 : 0);
}

static const guint8 *
keep_bytes (MonParcel    *parcel,
            const guint8 *bytes,
            gsize         len)
{
  gsize offset = parcel->bytes->len;

  if (len > 0)
    g_byte_array_append (parcel->bytes, bytes, (guint) len);
  return GSIZE_TO_POINTER (offset);
}

/**
 * mon_parcel_add_record:
 * @parcel: a parcel
 * @record: what happened; its bytes are copied
 *
 * Adds a record of traffic.
 */
void
mon_parcel_add_record (MonParcel              *parcel,
                       const MonTrafficRecord *record)
{
  MonTrafficRecord copy = *record;

  /* The bytes move when the array grows: offsets stay. */
  copy.request = keep_bytes (parcel, record->request, record->request_len);
  copy.response = keep_bytes (parcel, record->response, record->response_len);
  g_array_append_val (parcel->records, copy);
  parcel->n_bytes += sizeof copy + record->request_len + record->response_len;
}

/**
 * mon_parcel_get_record:
 * @parcel: a parcel
 * @index: which of its records
 * @out_record: (out caller-allocates): the record; its bytes are borrowed
 *
 * Reads a record.
 */
void
mon_parcel_get_record (const MonParcel  *parcel,
                       guint             index,
                       MonTrafficRecord *out_record)
{
  *out_record = g_array_index (parcel->records, MonTrafficRecord, index);
  out_record->request = parcel->bytes->data + GPOINTER_TO_SIZE (out_record->request);
  out_record->response = parcel->bytes->data + GPOINTER_TO_SIZE (out_record->response);
}
