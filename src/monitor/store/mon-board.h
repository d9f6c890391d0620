/* mon-board.h: the latest of everything: value and quality of each tag, state of each link.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * MonBoard:
 *
 * Thread-safe with short locks: the engine writes, the main thread reads what changed. Bounded by
 * the number of tags and connections, not by time.
 */
typedef struct _MonBoard MonBoard;

/**
 * MonTagState:
 * @sample: the latest sample
 * @since_us: wall time from which on @sample.quality and @sample.detail hold
 * @last_good_us: wall time of the last value, 0 if never
 * @last_value: that value; shown, marked as old, when @sample has none
 * @last_text: (nullable): what keeps @last_value when that is a text
 * @changes: how often the value has changed since the first one, so that a flash is honest when
 *   samples were skipped; a sample without a value is no change
 *
 * What the board knows of a tag.
 */
typedef struct
{
  MonSample sample;
  gint64    since_us;
  gint64    last_good_us;
  MbValue   last_value;
  MonText  *last_text;
  guint32   changes;
} MonTagState;

/**
 * MonLinkPhase:
 * @MON_LINK_CLOSED: not wanted, or given up
 * @MON_LINK_CONNECTING: resolving or connecting
 * @MON_LINK_CONNECTED: requests can go
 * @MON_LINK_BACKING_OFF: waiting for the next try
 *
 * Where a link stands.
 */
typedef enum
{
  MON_LINK_CLOSED,
  MON_LINK_CONNECTING,
  MON_LINK_CONNECTED,
  MON_LINK_BACKING_OFF,
} MonLinkPhase;

/**
 * MonLinkCause:
 * @MON_CAUSE_NONE: nothing is wrong
 * @MON_CAUSE_REFUSED: nobody listens there
 * @MON_CAUSE_UNREACHABLE: no route to the host or the network
 * @MON_CAUSE_NO_NAME: the host name was not found
 * @MON_CAUSE_NO_CONNECT: no answer to connect
 * @MON_CAUSE_SILENT: connected, but nothing answers
 * @MON_CAUSE_CLOSED: the device closed the connection
 * @MON_CAUSE_BREACH: the peer does not speak Modbus/TCP
 * @MON_CAUSE_NO_TLS: the peer did not agree on TLS
 * @MON_CAUSE_UNTRUSTED: the certificate of the device is not one to trust
 * @MON_CAUSE_UNWANTED: the device does not take our certificate, or wants one
 * @MON_CAUSE_CREDENTIALS: our own certificate or key cannot be used: a file, a passphrase
 * @MON_CAUSE_OTHER: something else
 *
 * Why a link is not up, for a short text where the whole reason has no room.
 */
typedef enum
{
  MON_CAUSE_NONE,
  MON_CAUSE_REFUSED,
  MON_CAUSE_UNREACHABLE,
  MON_CAUSE_NO_NAME,
  MON_CAUSE_NO_CONNECT,
  MON_CAUSE_SILENT,
  MON_CAUSE_CLOSED,
  MON_CAUSE_BREACH,
  MON_CAUSE_NO_TLS,
  MON_CAUSE_UNTRUSTED,
  MON_CAUSE_UNWANTED,
  MON_CAUSE_CREDENTIALS,
  MON_CAUSE_OTHER,
} MonLinkCause;

/**
 * MonLinkState:
 * @phase: where it stands
 * @cause: the same as @reason, in one word
 * @reason: (nullable): why it is not connected, or that the peer does not speak Modbus, in words
 * @since_us: wall time from which on @phase holds
 * @next_try_us: monotonic time of the next try when backing off, else 0
 *
 * What the board knows of a link.
 */
typedef struct
{
  MonLinkPhase  phase;
  MonLinkCause  cause;
  char         *reason;
  gint64        since_us;
  gint64        next_try_us;
} MonLinkState;

/**
 * MonDeviceState:
 * @latency_us: smoothed round trip, -1 before the first answer
 * @recent_timeouts: time-outs within the last minute
 * @failures: failed exchanges in a row
 * @answered_us: wall time of its last valid answer (exceptions included), 0 if never
 * @missed: polls that were dropped since it is watched, since one before was still under way
 * @hint: an #MbQuirks that its failures look like, and that is not allowed for it; 0 for none
 *
 * What the board knows of a device.
 */
typedef struct
{
  gint32 latency_us;
  guint  recent_timeouts;
  guint  failures;
  gint64 answered_us;
  guint64 missed;
  guint  hint;
} MonDeviceState;

MonBoard *mon_board_new         (void);
MonBoard *mon_board_ref         (MonBoard            *board);
void      mon_board_unref       (MonBoard            *board);

/* Writer: unknown tags get a slot. */
void      mon_board_put_samples (MonBoard            *board,
                                 const MonSample     *samples,
                                 guint                n_samples);
void      mon_board_put_link    (MonBoard            *board,
                                 guint32              connection,
                                 const MonLinkState  *state);
void      mon_board_put_device  (MonBoard            *board,
                                 guint32              device,
                                 const MonDeviceState *state);
void      mon_board_forget      (MonBoard            *board,
                                 guint32              handle);

/* Reader. FALSE when nothing was ever put there. A tag's state may keep texts:
 * mon_tag_state_clear() it. */
gboolean  mon_board_get_tag     (MonBoard            *board,
                                 guint32              tag,
                                 MonTagState         *out_state);
/* out_state->reason is a copy: mon_link_state_clear() it. */
gboolean  mon_board_get_link    (MonBoard            *board,
                                 guint32              connection,
                                 MonLinkState        *out_state);
gboolean  mon_board_get_device  (MonBoard            *board,
                                 guint32              device,
                                 MonDeviceState      *out_state);
/* Handles (tags, connections and devices mixed: handles are unique) put since the last call are
 * appended to @handles (of guint32), each once. */
void      mon_board_take_dirty  (MonBoard            *board,
                                 GArray              *handles);

void      mon_tag_state_copy    (MonTagState         *state,
                                 const MonTagState   *from);
void      mon_tag_state_clear   (MonTagState         *state);
void      mon_link_state_clear  (MonLinkState        *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonBoard, mon_board_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MonTagState, mon_tag_state_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MonLinkState, mon_link_state_clear)

G_END_DECLS
