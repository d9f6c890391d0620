/* mb-field-readers-private.h: the readers of single fields, by rooms, called by their roles.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-field-walk.h"

G_BEGIN_DECLS

/* mb-field-items.c */
gboolean mb_field_read_address     (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_quantity    (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_byte_count  (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_bits        (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_registers   (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_register    (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_coil        (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_mask        (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_queue_bytes (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_queue_count (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_queue       (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);

/* mb-field-diagnostics.c */
gboolean mb_field_read_outputs     (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_subfunction (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_diagnostic  (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_status      (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_counter     (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_events      (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);
gboolean mb_field_read_server_id   (MbFieldWalk       *walk,
                                    const MbFieldSpec *spec);

/* mb-field-records.c */
gboolean mb_field_read_bytes      (MbFieldWalk       *walk,
                                   const MbFieldSpec *spec);
gboolean mb_field_read_references (MbFieldWalk       *walk,
                                   const MbFieldSpec *spec);
gboolean mb_field_read_contents   (MbFieldWalk       *walk,
                                   const MbFieldSpec *spec);
gboolean mb_field_read_writes     (MbFieldWalk       *walk,
                                   const MbFieldSpec *spec);

/* mb-field-identification.c */
gboolean mb_field_read_mei            (MbFieldWalk       *walk,
                                       const MbFieldSpec *spec);
gboolean mb_field_read_read_device_id (MbFieldWalk       *walk,
                                       const MbFieldSpec *spec);
gboolean mb_field_read_object_id      (MbFieldWalk       *walk,
                                       const MbFieldSpec *spec);
gboolean mb_field_read_conformity     (MbFieldWalk       *walk,
                                       const MbFieldSpec *spec);
gboolean mb_field_read_more_follows   (MbFieldWalk       *walk,
                                       const MbFieldSpec *spec);
gboolean mb_field_read_n_objects      (MbFieldWalk       *walk,
                                       const MbFieldSpec *spec);
gboolean mb_field_read_objects        (MbFieldWalk       *walk,
                                       const MbFieldSpec *spec);

G_END_DECLS
