/* test-map.c: tables of registers: cells with places, rows as tags, what is refused and why.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "monitor/document/mon-csv-writer.h"
#include "monitor/document/mon-map.h"

#define HEAD "name,table,address,type,order,scale,offset,unit,decimals,value,writable\n"

static MonCsv *
read_csv (const char *text)
{
  g_autoptr (GError) error = NULL;
  MonCsv *csv = mon_csv_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return csv;
}

/* All cells, with | behind each and a line for each row. */
static void
assert_cells (const char *text,
              const char *expected)
{
  g_autoptr (MonCsv) csv = read_csv (text);
  g_autoptr (GString) cells = g_string_new (NULL);

  for (guint row = 0; row < mon_csv_get_n_rows (csv); row++)
    {
      for (guint i = 0; i < mon_csv_get_n_cells (csv, row); i++)
        g_string_append_printf (cells, "%s|", mon_csv_get (csv, row, i));
      g_string_append_c (cells, '\n');
    }
  g_assert_cmpstr (cells->str, ==, expected);
}

static void
test_cells (void)
{
  assert_cells ("", "");
  assert_cells ("\n\r\n\r , ,\n", "");
  assert_cells ("a,b\n1,2", "a|b|\n1|2|\n");
  assert_cells ("a,b\r\n1,2\r\n", "a|b|\n1|2|\n");
  assert_cells ("a,b\r1,2\r", "a|b|\n1|2|\n");
  assert_cells ("\xef\xbb\xbf" "a;b\n1,5;2\n", "a|b|\n1,5|2|\n");
  assert_cells ("a\tb\n 1 \t\t\n", "a|b|\n1|||\n");
  assert_cells ("a|b\n1|\n", "a|b|\n1||\n");
  assert_cells ("sep=;\na,b;c\n", "a,b|c|\n");
  assert_cells ("\"a,\n\"\"b\"\"\" , c\n", "a,\n\"b\"|c|\n");
  assert_cells ("\"\",x\n", "|x|\n");
  assert_cells ("a b,é\n", "a b|é|\n");
}

static void
test_places (void)
{
  g_autoptr (MonCsv) csv = read_csv ("é, b\n\n\"x\ny\",  z\n");
  guint line, column;

  mon_csv_get_place (csv, 0, 1, &line, &column);
  g_assert_cmpuint (line, ==, 1);
  g_assert_cmpuint (column, ==, 4);
  mon_csv_get_place (csv, 1, 1, &line, &column);
  g_assert_cmpuint (line, ==, 4);
  g_assert_cmpuint (column, ==, 6);
  mon_csv_get_place (csv, 1, 7, &line, &column);
  g_assert_cmpuint (line, ==, 3);
  g_assert_cmpuint (column, ==, 1);
  g_assert_cmpstr (mon_csv_get (csv, 1, 7), ==, "");
}

static const struct
{
  const char *name;
  const char *text;
  gsize       len;
  int         code;
  const char *place;
} bad_tables[] = {
#define BAD(name, text, code, place) { name, text, sizeof text - 1, MON_CSV_ERROR_##code, place }
  BAD ("not-utf-8", "a,b\n1,\xe9\n", TEXT, "2:3: "),
  BAD ("cut-utf-8", "a,\xc3", TEXT, "1:3: "),
  BAD ("nul", "a,b\n\0", TEXT, "2:1: "),
  BAD ("control", "a,\x1b[2J\n", TEXT, "1:3: "),
  BAD ("direction", "a,b\n1,x\xe2\x80\xaey\n", TEXT, "2:4: "),
  BAD ("utf-16", "\xff\xfe" "a\0", TEXT, "1:1: "),
  BAD ("workbook", "PK\x03\x04....", TEXT, "1:1: "),
  BAD ("open-quotes", "a,b\n1,\"2\n3", QUOTES, "2:3: "),
  BAD ("behind-quotes", "a,\"b\"c\n", QUOTES, "1:6: "),
#undef BAD
};

static void
test_bad_table (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (mon_csv_parse (bad_tables[i].text, bad_tables[i].len, &error));
  g_assert_error (error, MON_CSV_ERROR, bad_tables[i].code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, bad_tables[i].place));
}

static void
assert_too_large (char *text)
{
  g_autofree char *owned = text;
  g_autoptr (GError) error = NULL;

  g_assert_null (mon_csv_parse (owned, strlen (owned), &error));
  g_assert_error (error, MON_CSV_ERROR, MON_CSV_ERROR_TOO_LARGE);
  g_test_message ("%s", error->message);
}

static char *
repeat (const char *part,
        guint       n)
{
  GString *text = g_string_sized_new (n * strlen (part));

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  g_autofree char *cell = repeat ("x", MON_CSV_MAX_CELL_BYTES);
  g_autofree char *rows = repeat ("a\n", MON_CSV_MAX_ROWS);
  g_autofree char *row = repeat ("a,", MON_CSV_MAX_COLUMNS - 1);
  g_autoptr (MonCsv) fits = read_csv (cell);
  g_autoptr (MonCsv) many_fit = read_csv (rows);
  g_autoptr (MonCsv) wide_fits = read_csv (row);

  g_assert_cmpuint (mon_csv_get_n_rows (many_fit), ==, MON_CSV_MAX_ROWS);
  g_assert_cmpuint (mon_csv_get_n_cells (wide_fits, 0), ==, MON_CSV_MAX_COLUMNS);
  assert_too_large (repeat ("x", MON_CSV_MAX_CELL_BYTES + 1));
  assert_too_large (repeat ("a\n", MON_CSV_MAX_ROWS + 1));
  assert_too_large (repeat ("a,", MON_CSV_MAX_COLUMNS));
  assert_too_large (repeat ("a,,,,,,,,,,,,,,,,,,,\n", MON_CSV_MAX_CELLS / 20 + 1));
  assert_too_large (repeat ("\n", MON_CSV_MAX_BYTES + 1));
}

static MonMap *
read_map (const char *text)
{
  g_autoptr (GError) error = NULL;
  MonMap *map = mon_map_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return map;
}

static const MonTagSpec *
get_tag (const MonMap *map,
         guint         index)
{
  return mon_map_get_entry (map, index)->tag;
}

static void
test_rows (void)
{
  g_autoptr (MonMap) map = read_map (
    HEAD
    "Supply,holding,0,float32,CDAB,,,°C,2,68.5,\n"
    "Setpoint,holding,0x10,int16,,0.1,-5,°C,,72.4,no\n"
    ",coils,3,,,,,,,1,\n"
    "Serial,input,100,string:4,,,,,,AB-1,\n"
    "Total,input,200,uint64,GHEFCDAB,,,kWh,,18446744073709551615,\n");
  const MonMapEntry *entry = mon_map_get_entry (map, 0);

  g_assert_cmpuint (mon_map_get_n_entries (map), ==, 5);
  g_assert_cmpuint (mon_map_get_n_notes (map), ==, 0);
  g_assert_cmpstr (entry->tag->name, ==, "Supply");
  g_assert_cmpint (entry->tag->type, ==, MB_TYPE_FLOAT32);
  g_assert_cmpint (entry->tag->order, ==, MB_ORDER_CDAB);
  g_assert_cmpint (entry->tag->decimals, ==, 2);
  g_assert_cmpstr (entry->tag->unit, ==, "°C");
  g_assert_true (entry->is_writable);
  g_assert_cmphex (entry->registers[0], ==, 0x0000);
  g_assert_cmphex (entry->registers[1], ==, 0x4289);
  g_assert_cmpuint (entry->line, ==, 2);

  entry = mon_map_get_entry (map, 1);
  g_assert_cmpuint (entry->tag->address, ==, 16);
  g_assert_cmpfloat (entry->tag->scale, ==, 0.1);
  g_assert_cmpuint (entry->registers[0], ==, 774);
  g_assert_false (entry->is_writable);

  entry = mon_map_get_entry (map, 2);
  g_assert_cmpstr (entry->tag->name, ==, "coils 3");
  g_assert_cmpint (entry->tag->type, ==, MB_TYPE_BOOL);
  g_assert_cmpuint (entry->registers[0], ==, 1);

  entry = mon_map_get_entry (map, 3);
  g_assert_cmphex (entry->registers[0], ==, 0x4142);
  g_assert_cmphex (entry->registers[3], ==, 0);
  g_assert_false (entry->is_writable);
  g_assert_cmphex (mon_map_get_entry (map, 4)->registers[3], ==, 0xffff);
}

/* As a spreadsheet in Germany writes a table of somebody else. */
static void
test_other_words (void)
{
  g_autoptr (MonMap) map = read_map (
    "Register Address;Register Type;Description;Data Type;Factor;Units;Access;Bits\r\n"
    "5;Holding Register;Flow;S16;0,01;m³/h;R/W;\r\n"
    "6;3x;Power;REAL;1,0;kW;RO;\r\n"
    "9;HR;Pump on;;;;R/W;3\r\n"
    "9;HR;Stage;WORD;;;R/W;4-7\r\n"
    "7;Discrete Input;Door;;;;Read-Only;\r\n");

  g_assert_cmpuint (mon_map_get_n_entries (map), ==, 5);
  g_assert_cmpuint (mon_map_get_n_notes (map), ==, 0);
  g_assert_cmpint (get_tag (map, 0)->type, ==, MB_TYPE_INT16);
  g_assert_cmpfloat (get_tag (map, 0)->scale, ==, 0.01);
  g_assert_cmpint (get_tag (map, 1)->table, ==, MB_TABLE_INPUT_REGISTERS);
  g_assert_cmpint (get_tag (map, 1)->type, ==, MB_TYPE_FLOAT32);
  g_assert_cmpint (get_tag (map, 2)->type, ==, MB_TYPE_BOOL);
  g_assert_cmpuint (get_tag (map, 2)->first_bit, ==, 3);
  g_assert_cmpuint (get_tag (map, 3)->n_bits, ==, 4);
  g_assert_cmpint (get_tag (map, 4)->table, ==, MB_TABLE_DISCRETE_INPUTS);
  g_assert_false (mon_map_get_entry (map, 4)->is_writable);
}

/* The cell that is wrong, and a word of what is said. */
static const struct
{
  const char *text;
  const char *place;
  const char *word;
} bad_maps[] = {
  { "", "1:1: ", "empty" },
  { "\n  name,address\n", "2:3: ", "“table”" },
  { "table,type\n", "1:1: ", "“address”" },
  { "table,address\nholdings,1\n", "2:1: ", "“holdings”" },
  { "table,address\n,1\n", "2:1: ", "holding" },
  { "table,address\nholding\n", "2:1: ", "“”" },
  { "table,address\nholding,-1\n", "2:9: ", "-1" },
  { "table,address\nholding,65536\n", "2:9: ", "65535" },
  { "table,address\nholding,4294967396\n", "2:9: ", "65535" },
  { "table,address\nholding,1.5\n", "2:9: ", "1.5" },
  { "table,address\nholding,%MW7\n", "2:9: ", "%MW7" },
  { "table,address,type\nholding,65535,float32\n", "2:9: ", "65535" },
  { "table,address,type\nholding,0,float\nholding,0,float33\n", "3:11: ", "float33" },
  { "table,address,type\ncoils,0,uint16\n", "2:9: ", "bits" },
  { "table,address,order\nholding,0,DCBE\n", "2:11: ", "ABCD" },
  { "table,address,order\nholding,0,ABCDEFGH\n", "2:11: ", "64 bits" },
  { "table,address,scale\nholding,0,0\n", "2:11: ", "0" },
  { "table,address,scale\nholding,0,nan\n", "2:11: ", "nan" },
  { "table,address,scale\nholding,0,1e400\n", "2:11: ", "1e400" },
  { "table,address,scale\nholding,0,\"0,1\"\n", "2:11: ", "0,1" },
  { "table,address,offset\nholding,0,inf\n", "2:11: ", "inf" },
  { "table,address,decimals\nholding,0,18\n", "2:11: ", "17" },
  { "table,address,bits\nholding,0,16\n", "2:11: ", "16" },
  { "table,address,bits\nholding,0,7-4\n", "2:11: ", "7-4" },
  { "table,address,bits\ncoils,0,1\n", "2:9: ", "register" },
  { "table,address,value\nholding,0,65536\n", "2:11: ", "65536" },
  { "table,address,type,value\nholding,0,string:1,ABC\n", "2:20: ", "" },
  { "table,address,writable\ninput,0,yes\n", "2:9: ", "input" },
  { "table,address,writable\nholding,0,maybe\n", "2:11: ", "maybe" },
};

static void
test_bad_map (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (mon_map_parse (bad_maps[i].text, strlen (bad_maps[i].text), &error));
  g_assert_error (error, MON_MAP_ERROR, 0);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, bad_maps[i].place));
  g_assert_nonnull (strstr (error->message, bad_maps[i].word));
}

/* What is odd, and where. */
static const struct
{
  const char *text;
  guint       n_entries;
  guint       line;
  const char *word;
} odd_maps[] = {
  { "table,address,colour\nholding,0,red\n", 1, 1, "colour" },
  { "table,address,area\nholding,0,red\n", 1, 1, "area" },
  { "name,table,address,type\na,holding,0,uint32\nb,holding,1,\n", 2, 3, "“a” in line 2" },
  { "name,table,address\na,holding,0\nb,holding,0\n", 2, 3, "“a” in line 2" },
  { "name,table,address,bits\na,holding,0,3\nb,holding,0,0-3\n", 2, 3,
    "“a” in line 2" },
  { "name,table,address\na,holding,0\na,holding,1\n", 2, 3, "line 2" },
  { "table,address\nholding,0\nholding,40002\n", 2, 3, "Modicon number, the address is 1" },
};

static void
test_odd_map (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (MonCsv) csv = read_csv (odd_maps[i].text);
  g_autoptr (MonMap) map = NULL;
  const MonMapNote *note;
  MonMapLayout layout;

  mon_map_layout_guess (&layout, csv);
  map = mon_map_read (csv, &layout);
  g_assert_cmpuint (mon_map_get_n_entries (map), ==, odd_maps[i].n_entries);
  g_assert_cmpuint (mon_map_get_n_notes (map), ==, 1);
  note = mon_map_get_note (map, 0);
  g_test_message ("%u:%u: %s", note->line, note->column, note->text);
  g_assert_false (note->is_error);
  g_assert_cmpuint (note->line, ==, odd_maps[i].line);
  g_assert_nonnull (strstr (note->text, odd_maps[i].word));
}

/* Bits of one register, and bits and bytes of another, are not in each other's way. */
static void
test_shared_register (void)
{
  g_autoptr (MonMap) map = read_map ("table,address,type,bits\n"
                                     "holding,0,,0\nholding,0,,1\nholding,0,uint16,2-15\n"
                                     "holding,1,uint8h,\nholding,1,uint8l,\n");

  g_assert_cmpuint (mon_map_get_n_entries (map), ==, 5);
  g_assert_cmpuint (mon_map_get_n_notes (map), ==, 0);
}

/* The good rows stay, and the notes come in the order of the file. */
static void
test_some_bad (void)
{
  g_autoptr (MonCsv) csv = read_csv ("table,address\nholding,0\nx,1\nholding,y\nholding,0\n");
  g_autoptr (MonMap) map = NULL;
  MonMapLayout layout;

  mon_map_layout_guess (&layout, csv);
  map = mon_map_read (csv, &layout);
  g_assert_cmpuint (mon_map_get_n_entries (map), ==, 2);
  g_assert_cmpuint (mon_map_get_n_errors (map), ==, 2);
  g_assert_cmpuint (mon_map_get_n_notes (map), ==, 3);
  for (guint i = 1; i < 3; i++)
    g_assert_cmpuint (mon_map_get_note (map, i)->line, >=, mon_map_get_note (map, i - 1)->line);
}

static void
test_many_bad (void)
{
  g_autofree char *rows = repeat ("x,1\n", 2 * MON_MAP_MAX_NOTES);
  g_autofree char *text = g_strconcat ("table,address\n", rows, NULL);
  g_autoptr (MonCsv) csv = read_csv (text);
  g_autoptr (MonMap) map = NULL;
  MonMapLayout layout;

  mon_map_layout_guess (&layout, csv);
  map = mon_map_read (csv, &layout);
  g_assert_cmpuint (mon_map_get_n_notes (map), ==, MON_MAP_MAX_NOTES);
  g_assert_cmpuint (mon_map_get_n_errors (map), ==, 2 * MON_MAP_MAX_NOTES);
}

static void
test_notation (void)
{
  g_autoptr (MonCsv) csv = read_csv ("table,address\nholding,40002\ncoils,1\n");
  g_autoptr (MonMap) map = NULL;
  MonMapLayout layout;

  mon_map_layout_guess (&layout, csv);
  layout.notation = MON_NOTATION_MODICON;
  map = mon_map_read (csv, &layout);
  g_assert_cmpuint (mon_map_get_n_entries (map), ==, 1);
  g_assert_cmpuint (get_tag (map, 0)->address, ==, 1);
  g_assert_cmpuint (mon_map_get_n_errors (map), ==, 1);
}

/* Whatever a name is, it is only a name, and comes back. */
static void
test_format (void)
{
  static const char *const names[] = {
    "=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "'=1", "a,b", "say \"x\"", "two\nlines", " blank ",
    "é",
  };
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) mon_tag_spec_unref);
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GPtrArray) tags_again = g_ptr_array_new ();
  g_autoptr (MonMap) map = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      MonTagSpec *tag = mon_tag_spec_new ();

      g_free (tag->name);
      tag->name = g_strdup (names[i]);
      tag->address = (guint16) (4 * i);
      tag->type = i % 2 == 0 ? MB_TYPE_FLOAT64 : MB_TYPE_INT16;
      tag->scale = 0.1 * (i + 1);
      tag->offset = -1.5;
      tag->decimals = (int) i - 1;
      g_ptr_array_add (tags, tag);
    }
  text = mon_map_format (tags);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "\"'=1+1\",holding,0,float64,,ABCDEFGH,0.1,-1.5,,,yes\r\n"));
  map = read_map (text);
  g_assert_cmpuint (mon_map_get_n_notes (map), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (get_tag (map, i)->name, ==, names[i]);
      g_assert_cmpfloat (get_tag (map, i)->scale, ==, 0.1 * (i + 1));
      g_ptr_array_add (tags_again, mon_map_get_entry (map, i)->tag);
    }
  again = mon_map_format (tags_again);
  g_assert_cmpstr (again, ==, text);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/csv/cells", test_cells);
  g_test_add_func ("/mon/csv/places", test_places);
  for (guint i = 0; i < G_N_ELEMENTS (bad_tables); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mon/csv/bad/%s", bad_tables[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad_table);
    }
  g_test_add_func ("/mon/csv/limits", test_limits);
  g_test_add_func ("/mon/map/rows", test_rows);
  g_test_add_func ("/mon/map/other-words", test_other_words);
  for (guint i = 0; i < G_N_ELEMENTS (bad_maps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mon/map/bad/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad_map);
    }
  for (guint i = 0; i < G_N_ELEMENTS (odd_maps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mon/map/odd/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_odd_map);
    }
  g_test_add_func ("/mon/map/shared-register", test_shared_register);
  g_test_add_func ("/mon/map/some-bad", test_some_bad);
  g_test_add_func ("/mon/map/many-bad", test_many_bad);
  g_test_add_func ("/mon/map/notation", test_notation);
  g_test_add_func ("/mon/map/format", test_format);
  return g_test_run ();
}
