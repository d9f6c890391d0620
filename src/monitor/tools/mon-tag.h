/* mon-tag.h: a tag as the main thread sees it: its node of the project and its slot of the board.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-clock.h"
#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-board.h"

G_BEGIN_DECLS

/**
 * MonTag:
 *
 * Main thread. Signal "changed": text, quality or spec differs from before; at most once in 100 ms.
 * Property "plotted" (gboolean, read-only, notified).
 */
#define MON_TYPE_TAG (mon_tag_get_type ())
G_DECLARE_FINAL_TYPE (MonTag, mon_tag, MON, TAG, GObject)

/* For sessions: @clock gives the ages. */
MonTag            *mon_tag_new              (MbClock                 *clock);
void               mon_tag_set_spec         (MonTag                  *self,
                                             MonTagSpec              *spec,
                                             MonDeviceSpec           *device,
                                             MonConnectionSpec       *connection);
void               mon_tag_set_formula      (MonTag                  *self,
                                             const char              *formula);
void               mon_tag_set_state        (MonTag                  *self,
                                             const MonTagState       *state);
void               mon_tag_set_plotted      (MonTag                  *self,
                                             gboolean                 plotted);
/* Time has passed: texts that tell how much are made anew. */
void               mon_tag_tick             (MonTag                  *self);

const MonTagSpec  *mon_tag_get_spec         (MonTag *self);
guint32            mon_tag_get_handle       (MonTag *self);
guint32            mon_tag_get_device       (MonTag *self);
const char        *mon_tag_get_name         (MonTag *self);
/* "float32", "int16 × 0.1", "computed". */
const char        *mon_tag_get_type_text    (MonTag *self);
/* (nullable): "Supply - 'Pump/Return'", of a computed one. */
const char        *mon_tag_get_formula      (MonTag *self);
/* The value with its decimals, "On"/"Off" for bits, the last known one when there is none now, "—"
 * when there never was one. Without unit. */
const char        *mon_tag_get_value_text   (MonTag *self);
const char        *mon_tag_get_unit         (MonTag *self);
MonQuality         mon_tag_get_quality      (MonTag *self);
/* FALSE when value_text is old or "—". */
gboolean           mon_tag_is_fresh         (MonTag *self);
/* (nullable): what is wrong, in words: "Illegal data address", "No reply for 1.0 s". */
const char        *mon_tag_get_reason       (MonTag *self);
/* (nullable): the whole sentence for a tooltip: place, cause, next step. NULL while all is well. */
const char        *mon_tag_get_details      (MonTag *self);
/* Since the last value was received, -1 if never. */
gint64             mon_tag_get_age_us       (MonTag *self);
const MonTagState *mon_tag_get_state        (MonTag *self);
/* Rises with each change of the value: a cell flashes when it differs from what it showed. */
guint32            mon_tag_get_changes      (MonTag *self);
gboolean           mon_tag_is_writable      (MonTag *self);
gboolean           mon_tag_get_plotted      (MonTag *self);
/* @value as this tag shows it (decimals, On/Off), without unit. */
char              *mon_tag_format_value     (MonTag        *self,
                                             const MbValue *value);

G_END_DECLS
