/* mon-session-writing.c: the writing side of a session: its lock, previews and jobs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-session-private.h"

#include "modbus/mb-request.h"

static void
set_is_armed (MonSession *self,
              gboolean    is_armed)
{
  if (self->is_armed == is_armed)
    return;
  self->is_armed = is_armed;
  g_object_notify (G_OBJECT (self), "armed");
}

static void
expire_armed (gpointer data)
{
  MonSession *self = data;

  if (mb_clock_get_time_us (self->clock) >= self->armed_until_us)
    set_is_armed (self, FALSE);
}

/* The timer fires inside a turn, where nobody may iterate the context. */
static void
armed_timer_cb (gpointer user_data)
{
  MonSession *self = user_data;

  mon_mailbox_post (self->armed_mail, expire_armed, self, NULL);
}

/**
 * mon_session_start_writing:
 * @self: a session with its clock
 *
 * Prepares the writing side; the lock is closed.
 */
void
mon_session_start_writing (MonSession *self)
{
  MbTurn *turn = mb_clock_get_turn (self->clock);

  self->armed_mail = mon_mailbox_new (mb_turn_get_context (turn), NULL);
  mb_timer_init (&self->armed_timer, self->clock, armed_timer_cb, self);
}

/**
 * mon_session_stop_writing:
 * @self: a session
 *
 * Closes the lock for good. May be called twice.
 */
void
mon_session_stop_writing (MonSession *self)
{
  mb_timer_disarm (&self->armed_timer);
  if (self->armed_mail != NULL)
    mon_mailbox_close (self->armed_mail);
  g_clear_pointer (&self->armed_mail, mon_mailbox_unref);
  self->armed_until_us = 0;
  set_is_armed (self, FALSE);
}

/**
 * mon_session_arm:
 * @self: a session
 * @seconds: for how long from now on, 1 to 3600
 *
 * Allows writing; again, it begins anew.
 */
void
mon_session_arm (MonSession *self,
                 guint       seconds)
{
  g_return_if_fail (MON_IS_SESSION (self));
  g_return_if_fail (seconds >= 1 && seconds <= 3600);

  if (self->is_closed)
    return;
  self->armed_until_us = mb_clock_get_time_us (self->clock) + (gint64) seconds * G_USEC_PER_SEC;
  mon_line_arm (self->line, self->armed_until_us);
  mb_timer_arm (&self->armed_timer, self->armed_until_us);
  set_is_armed (self, TRUE);
}

/**
 * mon_session_disarm:
 * @self: a session
 *
 * Locks writing at once.
 */
void
mon_session_disarm (MonSession *self)
{
  g_return_if_fail (MON_IS_SESSION (self));

  if (self->is_closed)
    return;
  self->armed_until_us = 0;
  mon_line_arm (self->line, 0);
  mb_timer_disarm (&self->armed_timer);
  set_is_armed (self, FALSE);
}

/**
 * mon_session_get_armed:
 * @self: a session
 *
 * Returns: whether writing is allowed now
 */
gboolean
mon_session_get_armed (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), FALSE);

  return self->is_armed;
}

/**
 * mon_session_get_armed_left:
 * @self: a session
 *
 * Returns: seconds until the lock closes by itself, 0 when it is closed
 */
guint
mon_session_get_armed_left (MonSession *self)
{
  gint64 left_us;

  g_return_val_if_fail (MON_IS_SESSION (self), 0);

  left_us = self->armed_until_us - mb_clock_get_time_us (self->clock);
  if (!self->is_armed || left_us <= 0)
    return 0;
  return (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

/**
 * mon_session_preview_write:
 * @self: a session
 * @tag: a tag of it
 * @text: what the user typed: an engineering value
 * @error: return location for %MB_ERROR_INVALID
 *
 * Works out what a write would do.
 *
 * Returns: (transfer full): the preview, or %NULL; the error then says the range
 */
MonWritePreview *
mon_session_preview_write (MonSession  *self,
                           MonTag      *tag,
                           const char  *text,
                           GError     **error)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return mon_write_preview_new (tag, text, error);
}

/**
 * mon_session_write:
 * @self: a session
 * @preview: what to write
 *
 * Sends exactly the request of the preview, once, and reads back. When writing is locked it ends
 * as refused.
 *
 * Returns: (transfer full): the job, pending
 */
MonJob *
mon_session_write (MonSession      *self,
                   MonWritePreview *preview)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return mon_jobs_start (self->jobs, self->line,
                         mon_wish_new (0, mon_tag_get_device (preview->tag), preview->request,
                                       FALSE, mon_tag_get_spec (preview->tag)),
                         preview);
}

/**
 * mon_session_request:
 * @self: a session
 * @device: handle of a device
 * @pdu: what to send, 1 to 253 bytes, whether or not the protocol allows it
 * @is_armed: whether the call is itself the arming for this request
 * @error: return location for %MB_ERROR_INVALID
 *
 * Sends any one request. One that can write is sent once and needs arming; one that only reads is
 * repeated as the connection says.
 *
 * Returns: (transfer full): the job, pending; %NULL when no PDU can have so many bytes
 */
MonJob *
mon_session_request (MonSession  *self,
                     guint32      device,
                     GBytes      *pdu,
                     gboolean     is_armed,
                     GError     **error)
{
  MbRequest request;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (pdu, &len);

  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  if (!mb_request_from_pdu (&request, bytes, len, error))
    return NULL;
  return mon_jobs_start (self->jobs, self->line,
                         mon_wish_new (0, device, pdu, is_armed, NULL), NULL);
}

/**
 * mon_session_read_tag:
 * @self: a session
 * @tag: a tag of it that is not computed
 *
 * Reads a tag on demand: before all polls, and also while polling is paused. What comes of it is a
 * sample of the tag like any other.
 *
 * Returns: (transfer full): the job, pending
 */
MonJob *
mon_session_read_tag (MonSession *self,
                      MonTag     *tag)
{
  const MonTagSpec *spec = mon_tag_get_spec (tag);
  MbRequest request = mb_request_read (spec->table, spec->address,
                                       (guint16) mon_tag_spec_n_items (spec));
  g_autoptr (GBytes) bytes = NULL;
  guint8 pdu[MB_PDU_MAX];

  g_return_val_if_fail (MON_IS_SESSION (self), NULL);
  g_return_val_if_fail (!mon_tag_spec_is_computed (spec), NULL);

  bytes = g_bytes_new (pdu, mb_request_encode (&request, pdu, sizeof pdu));
  return mon_jobs_start (self->jobs, self->line,
                         mon_wish_new (0, mon_tag_get_device (tag), bytes, FALSE, spec), NULL);
}

/**
 * mon_session_broadcast:
 * @self: a session
 * @device: handle of any device of the connection
 * @pdu: what to send: a request that writes
 * @is_armed: whether the call is itself the arming for this request
 *
 * Sends a write to unit 0, behind a gateway all units, and waits for no answer. Its outcome is
 * unknown at best: nobody says whether it was done.
 *
 * Returns: (transfer full): the job, pending
 */
MonJob *
mon_session_broadcast (MonSession *self,
                       guint32     device,
                       GBytes     *pdu,
                       gboolean    is_armed)
{
  MonWish *wish;

  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  wish = mon_wish_new (0, device, pdu, is_armed, NULL);
  wish->is_broadcast = TRUE;
  return mon_jobs_start (self->jobs, self->line, wish, NULL);
}
