/* ui-palette.c: which colour a tag has, in the table and on the plot alike.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-palette.h"

#include <adwaita.h>

#include "monitor/tools/mon-tag.h"

struct _UiPalette
{
  GObject     parent_instance;

  /* Slot → handle of a tag, 0 when free. */
  GArray     *slots;
  /* Whose colours they are; NULL when the tags are given one by one. */
  GListModel *tags;
};

/* Of the GNOME palette, neighbours as unlike as can be; the second column is for dark paper. */
static const char * const colors[][2] = {
  { "#3584e4", "#62a0ea" },
  { "#e66100", "#ff7800" },
  { "#9141ac", "#c061cb" },
  { "#26a269", "#2ec27e" },
  { "#c01c28", "#ed333b" },
  { "#ae7b03", "#f5c211" },
  { "#865e3c", "#cdab8f" },
  { "#1a8891", "#5bc8d0" },
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiPalette, ui_palette, G_TYPE_OBJECT)

static gboolean
find_slot (UiPalette *self,
           guint32    handle,
           guint     *out_slot)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (g_array_index (self->slots, guint32, i) == handle)
      {
        *out_slot = i;
        return TRUE;
      }
  return FALSE;
}

static void
dark_changed_cb (UiPalette *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
items_changed_cb (UiPalette *self)
{
  g_autoptr (GArray) handles = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < g_list_model_get_n_items (self->tags); i++)
    {
      g_autoptr (MonTag) tag = g_list_model_get_item (self->tags, i);
      guint32 handle = mon_tag_get_handle (tag);

      g_array_append_val (handles, handle);
    }
  ui_palette_set_tags (self, (const guint32 *) (gpointer) handles->data, handles->len);
}

static void
ui_palette_dispose (GObject *object)
{
  ui_palette_follow (UI_PALETTE (object), NULL);

  G_OBJECT_CLASS (ui_palette_parent_class)->dispose (object);
}

static void
ui_palette_finalize (GObject *object)
{
  UiPalette *self = UI_PALETTE (object);

  g_array_unref (self->slots);

  G_OBJECT_CLASS (ui_palette_parent_class)->finalize (object);
}

static void
ui_palette_class_init (UiPaletteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_palette_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_palette_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ui_palette_init (UiPalette *self)
{
  self->slots = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ui_palette_new:
 *
 * Returns: (transfer full): a palette without tags
 */
UiPalette *
ui_palette_new (void)
{
  return g_object_new (UI_TYPE_PALETTE, NULL);
}

/**
 * ui_palette_set_tags:
 * @self: a palette
 * @handles: (array length=n_handles): the tags that have colours from now on
 * @n_handles: how many
 *
 * Gives each new tag the first free colour and takes those of the others back.
 */
void
ui_palette_set_tags (UiPalette     *self,
                     const guint32 *handles,
                     guint          n_handles)
{
  g_autoptr (GArray) former = g_array_copy (self->slots);
  guint slot;

  for (guint i = 0; i < self->slots->len; i++)
    g_array_index (self->slots, guint32, i) = 0;

  /* First those that had a slot, so that a new one cannot take it. */
  for (guint i = 0; i < n_handles; i++)
    for (guint k = 0; k < former->len; k++)
      if (g_array_index (former, guint32, k) == handles[i])
        g_array_index (self->slots, guint32, k) = handles[i];

  for (guint i = 0; i < n_handles; i++)
    {
      if (find_slot (self, handles[i], &slot))
        continue;
      if (find_slot (self, 0, &slot))
        g_array_index (self->slots, guint32, slot) = handles[i];
      else
        g_array_append_val (self->slots, handles[i]);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ui_palette_follow:
 * @self: a palette
 * @tags: (nullable): of MonTag; those in it have colours from now on
 */
void
ui_palette_follow (UiPalette  *self,
                   GListModel *tags)
{
  if (self->tags != NULL)
    g_signal_handlers_disconnect_by_data (self->tags, self);
  g_set_object (&self->tags, tags);
  if (tags == NULL)
    return;
  g_signal_connect_object (tags, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self);
}

/**
 * ui_palette_get_color:
 * @self: a palette
 * @handle: handle of a tag, not 0
 * @out_color: (out): its colour
 * @out_dashed: (out) (optional): whether its line is dashed, since another has the same colour
 *
 * Returns: whether the tag has a colour
 */
gboolean
ui_palette_get_color (UiPalette *self,
                      guint32    handle,
                      GdkRGBA   *out_color,
                      gboolean  *out_dashed)
{
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  guint slot;

  if (handle == 0 || !find_slot (self, handle, &slot))
    return FALSE;
  gdk_rgba_parse (out_color, colors[slot % G_N_ELEMENTS (colors)][is_dark]);
  if (out_dashed != NULL)
    *out_dashed = (slot / G_N_ELEMENTS (colors)) % 2 == 1;
  return TRUE;
}
