/* mon-parcel.h: what some turns of the engine brought forth, on its way into a recording.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-sample.h"
#include "monitor/store/mon-traffic-log.h"

G_BEGIN_DECLS

/**
 * MonParcelLink:
 * @connection: handle of a connection
 * @at: before which of the samples its state changed
 * @reason: (nullable): why it is not connected
 */
typedef struct
{
  guint32  connection;
  guint    at;
  char    *reason;
} MonParcelLink;

/**
 * MonParcel:
 * @link: its place in a list
 * @root: (nullable): a root that holds from the first of @samples on
 * @samples: of MonSample, in order; their texts are kept
 * @links: of MonParcelLink, in order
 * @records: of MonTrafficRecord, to be read by mon_parcel_get_record()
 * @bytes: what @records are made of
 * @n_bytes: memory it takes
 * @n_lost: how many samples and records are missing before it
 * @lost_from_us: wall time of the first lost sample, 0 for none
 * @lost_to_us: that of the last one
 * @attempt: number of the commit that it was to be written by first, 0 for none. It is not filled
 *   any more then
 *
 * Filled by one thread, then read by another one.
 */
typedef struct
{
  GList           link;
  MonProjectSpec *root;
  GArray         *samples;
  GArray         *links;
  GArray         *records;
  GByteArray     *bytes;
  gsize           n_bytes;
  guint64         n_lost;
  gint64          lost_from_us;
  gint64          lost_to_us;
  guint64         attempt;
} MonParcel;

MonParcel *mon_parcel_new         (void);
void       mon_parcel_free        (MonParcel              *parcel);
void       mon_parcel_set_root    (MonParcel              *parcel,
                                   MonProjectSpec         *root);
void       mon_parcel_add_samples (MonParcel              *parcel,
                                   const MonSample        *samples,
                                   guint                   n_samples);
void       mon_parcel_add_link    (MonParcel              *parcel,
                                   guint32                 connection,
                                   const char             *reason);
void       mon_parcel_add_record  (MonParcel              *parcel,
                                   const MonTrafficRecord *record);
void       mon_parcel_get_record  (const MonParcel        *parcel,
                                   guint                   index,
                                   MonTrafficRecord       *out_record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonParcel, mon_parcel_free)

G_END_DECLS
