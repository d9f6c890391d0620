/* mon-packet-notes.h: which tags of a recording a request is about.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-reader.h"

G_BEGIN_DECLS

typedef struct _MonPacketNotes MonPacketNotes;

/* @reader after a begin, until the notes are freed. */
MonPacketNotes *mon_packet_notes_new  (MonRecordingReader *reader);
void            mon_packet_notes_free (MonPacketNotes     *notes);
/* The names of the tags that a request reads or writes, NULL for none; good until the next call. */
const char     *mon_packet_notes_find (MonPacketNotes     *notes,
                                       gint64              device,
                                       const guint8       *pdu,
                                       gsize               pdu_len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonPacketNotes, mon_packet_notes_free)

G_END_DECLS
