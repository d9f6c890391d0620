/* mon-json-scan.c: JSON text from outside: checked to the last byte and made a tree of values.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-json-scan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-json-text.h"

/* Up to so many members, comparing each with each is faster than a table. */
#define FEW_MEMBERS 16

typedef struct
{
  MonJsonTree  *tree;
  const char   *text;
  gsize         len;
  gsize         pos;
  guint         depth;
  GError      **error;
} Parser;

G_DEFINE_QUARK (mon-json-error-quark, mon_json_error)

static gboolean parse_value (Parser *parser,
                             gsize   key,
                             guint  *previous);

static gboolean
fail (Parser       *parser,
      gsize         offset,
      MonJsonError  code,
      const char   *message)
{
  mon_json_tree_set_error_at (parser->tree, offset, parser->error, MON_JSON_ERROR, code, message);
  return FALSE;
}

/* The next byte that is not white space; NUL, which the text has not, at the end. */
static char
peek (Parser *parser)
{
  for (; parser->pos < parser->len; parser->pos++)
    {
      char c = parser->text[parser->pos];

      if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
        return c;
    }

  return '\0';
}

/* What counts is the text that is meant: escaping it otherwise must not make it too long. */
static gboolean
is_too_long (const char *text,
             gsize       len)
{
  g_autofree char *plain = NULL;

  if (len <= MON_JSON_MAX_STRING)
    return FALSE;

  plain = mon_json_text_dup_string (text);
  return strlen (plain) > MON_JSON_MAX_STRING;
}

static gboolean
parse_string (Parser *parser)
{
  const char *defect;
  gsize start = parser->pos;
  gsize used = mon_json_text_check_string (parser->text + start, parser->len - start, &defect);

  parser->pos += used;
  if (defect != NULL)
    return fail (parser, parser->pos, MON_JSON_ERROR_SYNTAX, defect);
  if (is_too_long (parser->text + start, used))
    return fail (parser, start, MON_JSON_ERROR_TOO_LARGE, _("text too long: the limit is 64 KiB"));

  return TRUE;
}

static gboolean
parse_number (Parser *parser)
{
  gsize start = parser->pos;
  const char *text = parser->text + start;
  gsize used = mon_json_text_check_number (text, parser->len - start);

  parser->pos += used;
  if (used == 0)
    return fail (parser, start, MON_JSON_ERROR_SYNTAX, _("not a number as JSON writes it"));
  if (used > MON_JSON_MAX_NUMBER)
    return fail (parser, start, MON_JSON_ERROR_TOO_LARGE,
                 _("number too long: the limit is 128 characters"));
  if (!mon_json_text_number_in_range (text, used))
    return fail (parser, start, MON_JSON_ERROR_VALUE,
                 _("number out of range: integers have up to 64 bits, others up to 1.79e308"));

  return TRUE;
}

static gboolean
parse_word (Parser     *parser,
            const char *word)
{
  gsize len = strlen (word);

  if (parser->len - parser->pos < len || memcmp (parser->text + parser->pos, word, len) != 0)
    return fail (parser, parser->pos, MON_JSON_ERROR_SYNTAX, _("expected a value"));

  parser->pos += len;
  return TRUE;
}

static guint
find_twin_among_few (const MonJsonTree *tree,
                     guint              object)
{
  for (guint i = mon_json_tree_first (tree, object); i != MON_JSON_NONE;
       i = mon_json_tree_next (tree, i))
    for (guint j = mon_json_tree_first (tree, object); j != i; j = mon_json_tree_next (tree, j))
      if (mon_json_text_strings_equal (mon_json_tree_get_key (tree, i),
                                       mon_json_tree_get_key (tree, j)))
        return i;

  return MON_JSON_NONE;
}

static guint
find_twin_among_many (const MonJsonTree *tree,
                      guint              object)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = mon_json_tree_first (tree, object); i != MON_JSON_NONE;
       i = mon_json_tree_next (tree, i))
    if (!g_hash_table_add (keys, mon_json_text_dup_string (mon_json_tree_get_key (tree, i))))
      return i;

  return MON_JSON_NONE;
}

static gboolean
parse_member (Parser *parser,
              guint  *previous)
{
  gsize key;

  if (peek (parser) != '"')
    return fail (parser, parser->pos, MON_JSON_ERROR_SYNTAX, _("expected a member name"));
  key = parser->pos;
  if (!parse_string (parser))
    return FALSE;
  if (peek (parser) != ':')
    return fail (parser, parser->pos, MON_JSON_ERROR_SYNTAX, _("expected “:”"));
  parser->pos++;

  return parse_value (parser, key, previous);
}

/* Members and elements alike: one value after the other until @closing. */
static gboolean
parse_container (Parser *parser,
                 char    closing,
                 guint  *out_n_children)
{
  guint previous = MON_JSON_NONE;

  *out_n_children = 0;
  if (++parser->depth > MON_JSON_MAX_DEPTH)
    return fail (parser, parser->pos, MON_JSON_ERROR_TOO_LARGE,
                 _("nested too deep: the limit is 64 levels"));

  parser->pos++;
  if (peek (parser) != closing)
    {
      do
        {
          parser->pos += *out_n_children > 0;  /* the comma */
          if (closing == '}' ? !parse_member (parser, &previous)
                             : !parse_value (parser, 0, &previous))
            return FALSE;
          (*out_n_children)++;
        }
      while (peek (parser) == ',');

      if (peek (parser) != closing)
        return fail (parser, parser->pos, MON_JSON_ERROR_SYNTAX,
                     closing == '}' ? _("expected “,” or “}”") : _("expected “,” or “]”"));
    }

  parser->pos++;
  parser->depth--;

  return TRUE;
}

static gboolean
parse_object (Parser *parser,
              guint   self)
{
  MonJsonTree *tree = parser->tree;
  guint n_members;
  guint twin;

  if (!parse_container (parser, '}', &n_members))
    return FALSE;

  twin = n_members <= FEW_MEMBERS ? find_twin_among_few (tree, self)
                                  : find_twin_among_many (tree, self);
  if (twin != MON_JSON_NONE)
    return fail (parser, (gsize) (mon_json_tree_get_key (tree, twin) - parser->text),
                 MON_JSON_ERROR_VALUE, _("this member is there twice"));

  return TRUE;
}

static gboolean
parse_by_type (Parser      *parser,
               guint        self,
               MonJsonType  type)
{
  guint n_elements;

  switch (type)
    {
    case MON_JSON_NULL:
      return parse_word (parser, "null");
    case MON_JSON_FALSE:
      return parse_word (parser, "false");
    case MON_JSON_TRUE:
      return parse_word (parser, "true");
    case MON_JSON_STRING:
      return parse_string (parser);
    case MON_JSON_NUMBER:
      return parse_number (parser);
    case MON_JSON_ARRAY:
      return parse_container (parser, ']', &n_elements);
    case MON_JSON_OBJECT:
      return parse_object (parser, self);
    }

  g_assert_not_reached ();
}

/* By the first byte; what begins no value is found out as a bad word. */
static MonJsonType
guess_type (char c)
{
  switch (c)
    {
    case '{':
      return MON_JSON_OBJECT;
    case '[':
      return MON_JSON_ARRAY;
    case '"':
      return MON_JSON_STRING;
    case 't':
      return MON_JSON_TRUE;
    case 'f':
      return MON_JSON_FALSE;
    default:
      return c == '-' || g_ascii_isdigit (c) ? MON_JSON_NUMBER : MON_JSON_NULL;
    }
}

static gboolean
parse_value (Parser *parser,
             gsize   key,
             guint  *previous)
{
  MonJsonType type = guess_type (peek (parser));
  guint self;

  if (mon_json_tree_get_n_values (parser->tree) == MON_JSON_MAX_VALUES)
    return fail (parser, parser->pos, MON_JSON_ERROR_TOO_LARGE,
                 _("too many values: the limit is 8,388,608"));

  self = mon_json_tree_begin (parser->tree, type, parser->pos, key, *previous);
  if (!parse_by_type (parser, self, type))
    return FALSE;
  mon_json_tree_end (parser->tree, self, parser->pos);
  *previous = self;

  return TRUE;
}

static gboolean
parse_text (Parser *parser)
{
  guint root = MON_JSON_NONE;
  const char *end;

  if (parser->len > MON_JSON_MAX_BYTES)
    return fail (parser, 0, MON_JSON_ERROR_TOO_LARGE, _("too large: the limit is 128 MiB"));
  if (!g_utf8_validate_len (parser->text, parser->len, &end))
    return fail (parser, (gsize) (end - parser->text), MON_JSON_ERROR_SYNTAX,
                 *end == '\0' ? _("a NUL byte") : _("not UTF-8"));

  /* Some editors put a byte order mark first. */
  if (parser->len >= 3 && memcmp (parser->text, "\xef\xbb\xbf", 3) == 0)
    parser->pos = 3;
  if (!parse_value (parser, 0, &root))
    return FALSE;
  if (peek (parser) != '\0')
    return fail (parser, parser->pos, MON_JSON_ERROR_SYNTAX, _("something follows the end"));

  return TRUE;
}

/**
 * mon_json_scan:
 * @text: (array length=len): JSON text, not necessarily terminated; must outlive the tree
 * @len: its length in bytes
 * @error: (nullable): place for a %MON_JSON_ERROR
 *
 * Checks a text to its last byte: size, UTF-8, the grammar (RFC 8259), depth, the length of strings
 * and numbers, members that are there twice, integers beyond 64 bits and numbers beyond a double.
 * A byte order mark is passed over. O(len). Any thread.
 *
 * Returns: (transfer full) (nullable): the values, or %NULL
 */
MonJsonTree *
mon_json_scan (const char  *text,
               gsize        len,
               GError     **error)
{
  g_autoptr (MonJsonTree) tree = mon_json_tree_new (text);
  Parser parser = { .tree = tree, .text = text, .len = len, .error = error };

  return parse_text (&parser) ? g_steal_pointer (&tree) : NULL;
}
