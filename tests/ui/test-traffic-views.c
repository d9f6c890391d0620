/* test-traffic-views.c: the bytes and the fields of an ADU, and how they point at each other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "support.h"
#include "ui/ui-field-tree.h"
#include "ui/ui-hex-view.h"

/* Read Holding Registers of 10 registers from unit 1, and what answers it (V1.1b3, 6.3). */
static const guint8 request[] = { 0x1a, 0x2f, 0, 0, 0, 6, 1, 3, 0, 0x28, 0, 2 };
static const guint8 response[] = { 0x1a, 0x2f, 0, 0, 0, 7, 1, 3, 4, 0x42, 0x8f, 0xae, 0x14 };

static MbDissection *
new_dissection (void)
{
  return mb_dissection_new (response, sizeof response, MB_DIRECTION_RESPONSE, request,
                            sizeof request);
}

static UiHexView *
new_hex (gsize n)
{
  UiHexView *hex = UI_HEX_VIEW (ui_hex_view_new ());
  guint8 data[260];
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) i;
  bytes = g_bytes_new (data, n);
  ui_hex_view_set_bytes (hex, bytes, 7);
  return hex;
}

static void
test_hex_text (void)
{
  g_autoptr (UiHexView) hex = g_object_ref_sink (new_hex (4));
  g_autofree char *text = ui_hex_view_dup_text (hex);

  g_assert_cmpstr (text, ==, "00 01 02 03");
  ui_hex_view_set_bytes (hex, NULL, 0);
  g_free (g_steal_pointer (&text));
  text = ui_hex_view_dup_text (hex);
  g_assert_cmpstr (text, ==, "");
}

/* Wherever a byte is drawn, a click there finds it; each byte is to be found twice. */
static void
test_hex_places (gconstpointer data)
{
  int width = GPOINTER_TO_INT (data);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  UiHexView *hex = new_hex (37);
  GtkWindow *window;
  guint found[37] = { 0 };

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (hex));
  window = support_show (box, width, 200);
  for (double y = 0.5; y < gtk_widget_get_height (GTK_WIDGET (hex)); y++)
    for (double x = 0.5; x < gtk_widget_get_width (GTK_WIDGET (hex)); x++)
      {
        guint offset;

        if (!ui_hex_view_find_byte (hex, x, y, &offset))
          continue;
        g_assert_cmpuint (offset, <, G_N_ELEMENTS (found));
        found[offset]++;
      }
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    g_assert_cmpuint (found[i], >, 100);
  gtk_window_destroy (window);
}

static void
activated_cb (UiHexView *hex,
              guint      offset,
              guint     *last)
{
  *last = offset;
}

static void
test_hex_highlight (void)
{
  UiHexView *hex = new_hex (43);
  GtkWindow *window = support_show (GTK_WIDGET (hex), 600, 80);
  g_autofree guint8 *before = NULL;
  g_autofree guint8 *after = NULL;
  guint offset, len, last = G_MAXUINT;
  int width, height;

  g_assert_false (ui_hex_view_get_highlight (hex, &offset, &len));
  before = support_take_picture (GTK_WIDGET (hex), "hex-plain", &width, &height);
  ui_hex_view_set_highlight (hex, 9, 4);
  g_assert_true (ui_hex_view_get_highlight (hex, &offset, &len));
  g_assert_cmpuint (offset, ==, 9);
  g_assert_cmpuint (len, ==, 4);
  after = support_take_picture (GTK_WIDGET (hex), "hex-highlight", &width, &height);
  g_assert_true (memcmp (before, after, (gsize) width * height * 4) != 0);

  /* Outside of the bytes there is nothing to highlight. */
  ui_hex_view_set_highlight (hex, 43, 1);
  g_assert_false (ui_hex_view_get_highlight (hex, &offset, &len));

  g_signal_connect (hex, "byte-activated", G_CALLBACK (activated_cb), &last);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (hex)));
  gtk_window_destroy (window);
}

typedef struct
{
  int offset;
  int length;
} Range;

static void
selected_cb (UiFieldTree *tree,
             guint        offset,
             guint        length,
             Range       *last)
{
  last->offset = (int) offset;
  last->length = (int) length;
}

static void
test_tree_bytes (void)
{
  UiFieldTree *tree = g_object_new (UI_TYPE_FIELD_TREE, NULL);
  GtkWindow *window = support_show (GTK_WIDGET (tree), 400, 300);
  g_autoptr (MbDissection) dissection = new_dissection ();
  Range last = { -1, -1 };

  g_signal_connect (tree, "field-selected", G_CALLBACK (selected_cb), &last);
  ui_field_tree_set_dissection (tree, dissection);
  g_assert_null (ui_field_tree_get_selected (tree));
  g_assert_cmpint (last.length, ==, 0);

  /* Every byte belongs to a field, and the innermost one is chosen. */
  for (guint i = 0; i < sizeof response; i++)
    {
      const MbField *field;

      g_assert_true (ui_field_tree_select_byte (tree, i));
      field = ui_field_tree_get_selected (tree);
      g_assert_nonnull (field);
      g_assert_cmpuint (field->depth, >, 0);
      g_assert_cmpuint (field->offset, <=, i);
      g_assert_cmpuint (i - field->offset, <, field->length);
      g_assert_cmpint (last.offset, ==, field->offset);
      g_assert_cmpint (last.length, ==, field->length);
    }
  g_assert_false (ui_field_tree_select_byte (tree, sizeof response));

  /* The field of the same name is found again in the next ADU. */
  ui_field_tree_select_byte (tree, 0);
  g_assert_cmpstr (ui_field_tree_get_selected (tree)->name, ==, "Transaction Identifier");
  ui_field_tree_set_dissection (tree, NULL);
  g_assert_null (ui_field_tree_get_selected (tree));
  ui_field_tree_set_dissection (tree, dissection);
  g_assert_cmpstr (ui_field_tree_get_selected (tree)->name, ==, "Transaction Identifier");
  g_free (support_take_picture (GTK_WIDGET (tree), "field-tree", &last.offset, &last.length));
  gtk_window_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/traffic-views/hex-text", test_hex_text);
  g_test_add_data_func ("/ui/traffic-views/hex-places-16", GINT_TO_POINTER (640), test_hex_places);
  g_test_add_data_func ("/ui/traffic-views/hex-places-8", GINT_TO_POINTER (320), test_hex_places);
  g_test_add_data_func ("/ui/traffic-views/hex-places-4", GINT_TO_POINTER (220), test_hex_places);
  g_test_add_func ("/ui/traffic-views/hex-highlight", test_hex_highlight);
  g_test_add_func ("/ui/traffic-views/tree-bytes", test_tree_bytes);

  return g_test_run ();
}
