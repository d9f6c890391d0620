/* mon-board.c: the latest of everything: value and quality of each tag, state of each link.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-board.h"

#include "monitor/store/mon-handle-map.h"

/* Handles looked at under one hold of the lock when the dirty list is taken: some 5 µs. */
#define TAKE_SLICE 1024

typedef enum
{
  SLOT_TAG,
  SLOT_LINK,
  SLOT_DEVICE,
} SlotKind;

typedef struct
{
  guint32  handle;
  SlotKind kind;
  gboolean is_dirty;  /* in a dirty list, once */
  union
  {
    MonTagState    tag;
    MonLinkState   link;
    MonDeviceState device;
  };
} Slot;

struct _MonBoard
{
  gatomicrefcount ref_count;
  GMutex          lock;
  MonHandleMap    slots;
  GArray         *dirty;  /* of guint32 */
};

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  if (slot->kind == SLOT_LINK)
    mon_link_state_clear (&slot->link);
  else if (slot->kind == SLOT_TAG)
    mon_tag_state_clear (&slot->tag);
  g_free (slot);
}

static Slot *
ensure_slot (MonBoard *board,
             guint32   handle,
             SlotKind  kind,
             gboolean *out_is_new)
{
  Slot *slot = mon_handle_map_lookup (&board->slots, handle);

  *out_is_new = slot == NULL;
  if (slot == NULL)
    {
      slot = g_new0 (Slot, 1);
      slot->handle = handle;
      slot->kind = kind;
      mon_handle_map_insert (&board->slots, handle, slot);
    }
  g_assert (slot->kind == kind);

  return slot;
}

static void
mark_dirty (MonBoard *board,
            Slot     *slot)
{
  if (slot->is_dirty)
    return;

  slot->is_dirty = TRUE;
  g_array_append_val (board->dirty, slot->handle);
}

/* That a tag is stale says less than why it has no value; both are true. Without this a tag whose
 * link is down would be "stale" from the third period to the next poll, and then not any more. */
static gboolean
is_known_better (const MonTagState *state,
                 const MonSample   *sample)
{
  return sample->quality == MON_QUALITY_STALE
         && state->sample.quality != MON_QUALITY_PAUSED
         && !mon_quality_has_value (state->sample.quality);
}

static void
put_sample (MonBoard        *board,
            const MonSample *sample)
{
  gboolean is_new;
  Slot *slot = ensure_slot (board, sample->tag, SLOT_TAG, &is_new);
  MonTagState *state = &slot->tag;

  if (!is_new && is_known_better (state, sample))
    return;

  /* The detail of a time-out counts seconds down. */
  if (is_new || state->sample.quality != sample->quality
      || (state->sample.detail != sample->detail && sample->quality != MON_QUALITY_TIMEOUT))
    state->since_us = sample->time_us;

  if (sample->value.kind != MB_VALUE_NONE)
    {
      if (state->last_value.kind != MB_VALUE_NONE
          && !mb_value_equal (&state->last_value, &sample->value))
        state->changes++;
      g_clear_pointer (&state->last_text, mon_text_unref);
      if (sample->value.kind == MB_VALUE_TEXT)
        state->last_text = mon_text_ref (sample->text);
      state->last_value = sample->value;
      state->last_good_us = sample->time_us;
    }

  mon_sample_clear (&state->sample);
  state->sample = *sample;
  mon_sample_hold (&state->sample);
  mark_dirty (board, slot);
}

static Slot *
find_slot (MonBoard *board,
           guint32   handle,
           SlotKind  kind)
{
  Slot *slot = mon_handle_map_lookup (&board->slots, handle);

  return slot != NULL && slot->kind == kind ? slot : NULL;
}

/**
 * mon_board_new:
 *
 * Makes an empty board.
 *
 * Returns: (transfer full): the board
 */
MonBoard *
mon_board_new (void)
{
  MonBoard *board = g_new0 (MonBoard, 1);

  g_atomic_ref_count_init (&board->ref_count);
  g_mutex_init (&board->lock);
  board->dirty = g_array_new (FALSE, FALSE, sizeof (guint32));

  return board;
}

/**
 * mon_board_ref:
 * @board: a board
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @board
 */
MonBoard *
mon_board_ref (MonBoard *board)
{
  g_atomic_ref_count_inc (&board->ref_count);
  return board;
}

/**
 * mon_board_unref:
 * @board: (transfer full): a board
 *
 * Drops a reference. Any thread.
 */
void
mon_board_unref (MonBoard *board)
{
  if (!g_atomic_ref_count_dec (&board->ref_count))
    return;

  mon_handle_map_clear (&board->slots, slot_free);
  g_array_unref (board->dirty);
  g_mutex_clear (&board->lock);
  g_free (board);
}

/**
 * mon_board_put_samples:
 * @board: a board
 * @samples: (array length=n_samples): samples of one turn; of one tag in the order of time
 * @n_samples: how many
 *
 * Puts the latest samples; a tag not seen before gets a slot. One that becomes stale while it has
 * no value keeps the reason that it has for that. One lock for all of them; the engine's thread.
 */
void
mon_board_put_samples (MonBoard        *board,
                       const MonSample *samples,
                       guint            n_samples)
{
  g_mutex_lock (&board->lock);
  for (guint i = 0; i < n_samples; i++)
    put_sample (board, &samples[i]);
  g_mutex_unlock (&board->lock);
}

/**
 * mon_board_put_link:
 * @board: a board
 * @connection: handle of a connection
 * @state: its state, copied
 *
 * Puts the state of a link. The engine's thread.
 */
void
mon_board_put_link (MonBoard           *board,
                    guint32             connection,
                    const MonLinkState *state)
{
  Slot *slot;
  char *old_reason;
  char *new_reason = g_strdup (state->reason);
  gboolean is_new;

  g_mutex_lock (&board->lock);
  slot = ensure_slot (board, connection, SLOT_LINK, &is_new);
  old_reason = slot->link.reason;
  slot->link = *state;
  slot->link.reason = new_reason;
  mark_dirty (board, slot);
  g_mutex_unlock (&board->lock);

  g_free (old_reason);
}

/**
 * mon_board_put_device:
 * @board: a board
 * @device: handle of a device
 * @state: its state
 *
 * Puts the state of a device. The engine's thread.
 */
void
mon_board_put_device (MonBoard             *board,
                      guint32               device,
                      const MonDeviceState *state)
{
  Slot *slot;
  gboolean is_new;

  g_mutex_lock (&board->lock);
  slot = ensure_slot (board, device, SLOT_DEVICE, &is_new);
  slot->device = *state;
  mark_dirty (board, slot);
  g_mutex_unlock (&board->lock);
}

/**
 * mon_board_forget:
 * @board: a board
 * @handle: handle of a tag, connection or device
 *
 * Frees the slot, if there is one. What is put there later begins anew. The engine's thread.
 */
void
mon_board_forget (MonBoard *board,
                  guint32   handle)
{
  Slot *slot;

  g_mutex_lock (&board->lock);
  slot = mon_handle_map_steal (&board->slots, handle);
  g_mutex_unlock (&board->lock);

  if (slot != NULL)
    slot_free (slot);
}

/**
 * mon_board_get_tag:
 * @board: a board
 * @tag: handle of a tag
 * @out_state: (out caller-allocates): its state, to be cleared by mon_tag_state_clear()
 *
 * Reads the state of a tag. Any thread.
 *
 * Returns: %FALSE when no sample of it was ever put; there is nothing to clear then
 */
gboolean
mon_board_get_tag (MonBoard    *board,
                   guint32      tag,
                   MonTagState *out_state)
{
  Slot *slot;

  g_mutex_lock (&board->lock);
  slot = find_slot (board, tag, SLOT_TAG);
  if (slot != NULL)
    mon_tag_state_copy (out_state, &slot->tag);
  else
    *out_state = (MonTagState) { .sample.value.kind = MB_VALUE_NONE };
  g_mutex_unlock (&board->lock);

  return slot != NULL;
}

/**
 * mon_board_get_link:
 * @board: a board
 * @connection: handle of a connection
 * @out_state: (out caller-allocates): its state, to be cleared with mon_link_state_clear()
 *
 * Reads the state of a link. Any thread.
 *
 * Returns: %FALSE when none was ever put; @out_state is then closed, with nothing to clear
 */
gboolean
mon_board_get_link (MonBoard     *board,
                    guint32       connection,
                    MonLinkState *out_state)
{
  Slot *slot;

  *out_state = (MonLinkState) { .phase = MON_LINK_CLOSED };

  g_mutex_lock (&board->lock);
  slot = find_slot (board, connection, SLOT_LINK);
  if (slot != NULL)
    {
      *out_state = slot->link;
      out_state->reason = g_strdup (slot->link.reason);
    }
  g_mutex_unlock (&board->lock);

  return slot != NULL;
}

/**
 * mon_board_get_device:
 * @board: a board
 * @device: handle of a device
 * @out_state: (out caller-allocates): its state
 *
 * Reads the state of a device. Any thread.
 *
 * Returns: %FALSE when none was ever put
 */
gboolean
mon_board_get_device (MonBoard       *board,
                      guint32         device,
                      MonDeviceState *out_state)
{
  Slot *slot;

  g_mutex_lock (&board->lock);
  slot = find_slot (board, device, SLOT_DEVICE);
  if (slot != NULL)
    *out_state = slot->device;
  g_mutex_unlock (&board->lock);

  return slot != NULL;
}

/**
 * mon_board_take_dirty:
 * @board: a board
 * @handles: (element-type guint32): array to append to
 *
 * Takes the list of what was put since the last call; tags, connections and devices mixed, each
 * once, forgotten ones left out. The lock is held for 1,024 of them at a time. Any one thread.
 */
void
mon_board_take_dirty (MonBoard *board,
                      GArray   *handles)
{
  GArray *fresh = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *dirty;
  guint i = 0;

  g_mutex_lock (&board->lock);
  dirty = board->dirty;
  board->dirty = fresh;
  g_mutex_unlock (&board->lock);

  while (i < dirty->len)
    {
      guint end = MIN (i + TAKE_SLICE, dirty->len);

      g_mutex_lock (&board->lock);
      for (; i < end; i++)
        {
          guint32 handle = g_array_index (dirty, guint32, i);
          Slot *slot = mon_handle_map_lookup (&board->slots, handle);

          if (slot == NULL || !slot->is_dirty)
            continue;
          slot->is_dirty = FALSE;
          g_array_append_val (handles, handle);
        }
      g_mutex_unlock (&board->lock);
    }

  g_array_unref (dirty);
}

/**
 * mon_tag_state_copy:
 * @state: (out caller-allocates): gets the copy, to be cleared by mon_tag_state_clear()
 * @from: a state
 *
 * Copies a state with what it keeps.
 */
void
mon_tag_state_copy (MonTagState       *state,
                    const MonTagState *from)
{
  *state = *from;
  mon_sample_hold (&state->sample);
  if (state->last_text != NULL)
    mon_text_ref (state->last_text);
}

/**
 * mon_tag_state_clear:
 * @state: a state
 *
 * Frees what the state keeps; neither its sample nor its last value is a text any more.
 */
void
mon_tag_state_clear (MonTagState *state)
{
  mon_sample_clear (&state->sample);
  if (state->last_text != NULL)
    state->last_value.kind = MB_VALUE_NONE;
  g_clear_pointer (&state->last_text, mon_text_unref);
}

/**
 * mon_link_state_clear:
 * @state: a state from mon_board_get_link()
 *
 * Frees what the state holds.
 */
void
mon_link_state_clear (MonLinkState *state)
{
  g_clear_pointer (&state->reason, g_free);
}
