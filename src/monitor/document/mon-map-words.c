/* mon-map-words.c: what makers of register maps call things, in one word each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-map-words.h"

#include <string.h>

/* Longer is none of the words. */
#define MAX_WORD 40

typedef struct
{
  const char *word;
  int         meaning;
} Word;

static const Word columns[] = {
  { "name", MON_MAP_NAME },
  { "tag", MON_MAP_NAME },
  { "tagname", MON_MAP_NAME },
  { "label", MON_MAP_NAME },
  { "description", MON_MAP_NAME },
  { "parameter", MON_MAP_NAME },
  { "point", MON_MAP_NAME },
  { "variable", MON_MAP_NAME },
  { "registername", MON_MAP_NAME },
  { "table", MON_MAP_TABLE },
  { "registertype", MON_MAP_TABLE },
  { "objecttype", MON_MAP_TABLE },
  { "area", MON_MAP_TABLE },
  { "address", MON_MAP_ADDRESS },
  { "addr", MON_MAP_ADDRESS },
  { "register", MON_MAP_ADDRESS },
  { "registeraddress", MON_MAP_ADDRESS },
  { "modbusaddress", MON_MAP_ADDRESS },
  { "startaddress", MON_MAP_ADDRESS },
  { "type", MON_MAP_TYPE },
  { "datatype", MON_MAP_TYPE },
  { "format", MON_MAP_TYPE },
  { "bits", MON_MAP_BITS },
  { "bit", MON_MAP_BITS },
  { "order", MON_MAP_ORDER },
  { "byteorder", MON_MAP_ORDER },
  { "wordorder", MON_MAP_ORDER },
  { "endianness", MON_MAP_ORDER },
  { "scale", MON_MAP_SCALE },
  { "factor", MON_MAP_SCALE },
  { "scaling", MON_MAP_SCALE },
  { "multiplier", MON_MAP_SCALE },
  { "gain", MON_MAP_SCALE },
  { "offset", MON_MAP_OFFSET },
  { "unit", MON_MAP_UNIT },
  { "units", MON_MAP_UNIT },
  { "engineeringunit", MON_MAP_UNIT },
  { "decimals", MON_MAP_DECIMALS },
  { "precision", MON_MAP_DECIMALS },
  { "digits", MON_MAP_DECIMALS },
  { "value", MON_MAP_VALUE },
  { "default", MON_MAP_VALUE },
  { "initialvalue", MON_MAP_VALUE },
  { "writable", MON_MAP_WRITABLE },
  { "writeable", MON_MAP_WRITABLE },
  { "access", MON_MAP_WRITABLE },
  { "rw", MON_MAP_WRITABLE },
};

static const Word tables[] = {
  { "coils", MB_TABLE_COILS },
  { "coil", MB_TABLE_COILS },
  { "discreteoutput", MB_TABLE_COILS },
  { "discreteoutputs", MB_TABLE_COILS },
  { "0x", MB_TABLE_COILS },
  { "discrete", MB_TABLE_DISCRETE_INPUTS },
  { "discreteinput", MB_TABLE_DISCRETE_INPUTS },
  { "discreteinputs", MB_TABLE_DISCRETE_INPUTS },
  { "di", MB_TABLE_DISCRETE_INPUTS },
  { "1x", MB_TABLE_DISCRETE_INPUTS },
  { "input", MB_TABLE_INPUT_REGISTERS },
  { "inputregister", MB_TABLE_INPUT_REGISTERS },
  { "inputregisters", MB_TABLE_INPUT_REGISTERS },
  { "ir", MB_TABLE_INPUT_REGISTERS },
  { "3x", MB_TABLE_INPUT_REGISTERS },
  { "holding", MB_TABLE_HOLDING_REGISTERS },
  { "holdingregister", MB_TABLE_HOLDING_REGISTERS },
  { "holdingregisters", MB_TABLE_HOLDING_REGISTERS },
  { "hr", MB_TABLE_HOLDING_REGISTERS },
  { "4x", MB_TABLE_HOLDING_REGISTERS },
};

/* The names of IEC 61131-3, 6.3.1 and of C; those that mean more than one thing are not here. */
static const Word types[] = {
  { "bit", MB_TYPE_BOOL },
  { "boolean", MB_TYPE_BOOL },
  { "u16", MB_TYPE_UINT16 },
  { "uint", MB_TYPE_UINT16 },
  { "word", MB_TYPE_UINT16 },
  { "unsigned16", MB_TYPE_UINT16 },
  { "s16", MB_TYPE_INT16 },
  { "i16", MB_TYPE_INT16 },
  { "int", MB_TYPE_INT16 },
  { "signed16", MB_TYPE_INT16 },
  { "u32", MB_TYPE_UINT32 },
  { "udint", MB_TYPE_UINT32 },
  { "dword", MB_TYPE_UINT32 },
  { "unsigned32", MB_TYPE_UINT32 },
  { "s32", MB_TYPE_INT32 },
  { "i32", MB_TYPE_INT32 },
  { "dint", MB_TYPE_INT32 },
  { "signed32", MB_TYPE_INT32 },
  { "u64", MB_TYPE_UINT64 },
  { "ulint", MB_TYPE_UINT64 },
  { "lword", MB_TYPE_UINT64 },
  { "s64", MB_TYPE_INT64 },
  { "i64", MB_TYPE_INT64 },
  { "lint", MB_TYPE_INT64 },
  { "f32", MB_TYPE_FLOAT32 },
  { "float", MB_TYPE_FLOAT32 },
  { "real", MB_TYPE_FLOAT32 },
  { "f64", MB_TYPE_FLOAT64 },
  { "double", MB_TYPE_FLOAT64 },
  { "lreal", MB_TYPE_FLOAT64 },
};

static const Word accesses[] = {
  { "yes", TRUE },
  { "y", TRUE },
  { "true", TRUE },
  { "1", TRUE },
  { "x", TRUE },
  { "rw", TRUE },
  { "w", TRUE },
  { "wo", TRUE },
  { "readwrite", TRUE },
  { "no", FALSE },
  { "n", FALSE },
  { "false", FALSE },
  { "0", FALSE },
  { "r", FALSE },
  { "ro", FALSE },
  { "read", FALSE },
  { "readonly", FALSE },
};

static gboolean
find_word (const Word *words,
           gsize       n_words,
           const char *text,
           int        *out_meaning)
{
  char plain[MAX_WORD + 1];
  gsize len = 0;

  for (; *text != '\0'; text++)
    {
      if (strchr (" _-/.", *text) != NULL)
        continue;
      if (len == MAX_WORD)
        return FALSE;
      plain[len++] = g_ascii_tolower (*text);
    }
  plain[len] = '\0';
  for (gsize i = 0; i < n_words; i++)
    if (g_str_equal (words[i].word, plain))
      {
        *out_meaning = words[i].meaning;
        return TRUE;
      }
  return FALSE;
}

/**
 * mon_map_words_find_column:
 * @text: the name of a column
 *
 * Returns: the #MonMapColumn that it means, or -1
 */
int
mon_map_words_find_column (const char *text)
{
  int column = -1;

  find_word (columns, G_N_ELEMENTS (columns), text, &column);
  return column;
}

/**
 * mon_map_words_find_table:
 * @text: the name of a table
 * @out_table: (out): the table
 *
 * Returns: %FALSE when no table is called so
 */
gboolean
mon_map_words_find_table (const char *text,
                          MbTable    *out_table)
{
  int table;

  if (!find_word (tables, G_N_ELEMENTS (tables), text, &table))
    return FALSE;
  *out_table = (MbTable) table;
  return TRUE;
}

/**
 * mon_map_words_find_type:
 * @text: the name of a type
 * @out_type: (out): the type
 * @out_length: (out): how many registers one value takes
 *
 * Returns: %FALSE when no type is called so, or several are
 */
gboolean
mon_map_words_find_type (const char *text,
                         MbType     *out_type,
                         guint      *out_length)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  int type;

  if (mb_type_from_name (lower, out_type, out_length))
    return TRUE;
  if (!find_word (types, G_N_ELEMENTS (types), text, &type))
    return FALSE;
  *out_type = (MbType) type;
  *out_length = mb_type_n_registers ((MbType) type);
  return TRUE;
}

/**
 * mon_map_words_find_order:
 * @text: the name of an order
 * @out_order: (out): the order
 *
 * Returns: %FALSE when no order is called so
 */
gboolean
mon_map_words_find_order (const char *text,
                          MbOrder    *out_order)
{
  g_autofree char *upper = g_ascii_strup (text, -1);

  return mb_order_from_name (upper, out_order);
}

/**
 * mon_map_words_find_writable:
 * @text: what may be done with a tag
 * @out_is_writable: (out): whether it may be written
 *
 * Returns: %FALSE when it does not say that
 */
gboolean
mon_map_words_find_writable (const char *text,
                             gboolean   *out_is_writable)
{
  int is_writable;

  if (!find_word (accesses, G_N_ELEMENTS (accesses), text, &is_writable))
    return FALSE;
  *out_is_writable = is_writable;
  return TRUE;
}
