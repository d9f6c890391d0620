/* mon-recording-reader.h: reads a recording, whoever made the file, also while it grows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-tags.h"
#include "monitor/store/mon-series.h"

G_BEGIN_DECLS

/**
 * MonReaderSample:
 * @tag: the tag
 * @segment: the segment that it lies in: they rise with the order of arrival
 * @time_us: wall time
 * @quality: its quality
 * @detail: as in #MonSample
 * @reason: (nullable): why it has no value
 * @value: the value; kind NONE without one. A text is borrowed
 * @n_raw: number of @raw
 * @raw: the words as they were received
 *
 * A sample of a recording, good until the next one is read.
 */
typedef struct
{
  const MonReaderTag *tag;
  gint64              segment;
  gint64              time_us;
  MonQuality          quality;
  guint8              detail;
  const char         *reason;
  MbValue             value;
  guint               n_raw;
  guint16             raw[MB_STRING_MAX_REGISTERS];
} MonReaderSample;

/**
 * MonReaderColumn:
 * @column: what a plot needs
 * @mean: mean of the values, each counting once; NaN for none
 *
 * What happened within one column of time.
 */
typedef struct
{
  MonColumn column;
  double    mean;
} MonReaderColumn;

/* FALSE ends the reading. */
typedef gboolean (*MonReaderFunc) (const MonReaderSample *sample,
                                   gpointer               user_data);

/**
 * MonRecordingReader:
 *
 * For one thread at a time, and not the main one: it waits for the medium. All that is read between
 * begin and end is of one moment, whatever is recorded meanwhile.
 */
typedef struct _MonRecordingReader MonRecordingReader;

MonRecordingReader  *mon_recording_reader_new         (const char          *path,
                                                       GError             **error);
void                 mon_recording_reader_free        (MonRecordingReader  *reader);
gboolean             mon_recording_reader_begin       (MonRecordingReader  *reader,
                                                       GError             **error);
void                 mon_recording_reader_end         (MonRecordingReader  *reader);

/* As they were at the last begin, in the order in which they came; borrowed. */
guint                mon_recording_reader_get_n_tags  (MonRecordingReader  *reader);
const MonReaderTag  *mon_recording_reader_get_tag     (MonRecordingReader  *reader,
                                                       guint                number);
const MonReaderTag  *mon_recording_reader_find_tag    (MonRecordingReader  *reader,
                                                       gint64               row);
sqlite3             *mon_recording_reader_get_db      (MonRecordingReader  *reader);
gint64               mon_recording_reader_get_origin  (MonRecordingReader  *reader);

/* How many samples there are. */
gboolean             mon_recording_reader_count       (MonRecordingReader  *reader,
                                                       guint64             *out_n_samples,
                                                       GError             **error);
/* All samples in the order of time, segment by segment. */
gboolean             mon_recording_reader_walk        (MonRecordingReader  *reader,
                                                       MonReaderFunc        func,
                                                       gpointer             user_data,
                                                       GError             **error);
/* The samples of one tag between two times, both included, in their order. */
gboolean             mon_recording_reader_walk_tag    (MonRecordingReader  *reader,
                                                       const MonReaderTag  *tag,
                                                       gint64               from_us,
                                                       gint64               to_us,
                                                       MonReaderFunc        func,
                                                       gpointer             user_data,
                                                       GError             **error);
/* Least, greatest, first, last and mean value of each column. */
gboolean             mon_recording_reader_get_columns (MonRecordingReader  *reader,
                                                       const MonReaderTag  *tag,
                                                       const MonGrid       *grid,
                                                       MonReaderColumn     *columns,
                                                       GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingReader, mon_recording_reader_free)

G_END_DECLS
