/* mon-expression-token.c: takes the text of an expression apart, token by token.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-expression-token.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const char   *text;
  MonTokenKind  kind;
} Sign;

/* Of two that begin alike the longer one comes first. */
static const Sign signs[] = {
  { "(", MON_TOKEN_OPEN },
  { ")", MON_TOKEN_CLOSE },
  { ",", MON_TOKEN_COMMA },
  { "+", MON_TOKEN_PLUS },
  { "-", MON_TOKEN_MINUS },
  { "−", MON_TOKEN_MINUS },
  { "*", MON_TOKEN_TIMES },
  { "×", MON_TOKEN_TIMES },
  { "/", MON_TOKEN_DIVIDE },
  { "÷", MON_TOKEN_DIVIDE },
  { "%", MON_TOKEN_MODULO },
  { "&", MON_TOKEN_BIT_AND },
  { "|", MON_TOKEN_BIT_OR },
  { "^", MON_TOKEN_BIT_XOR },
  { "~", MON_TOKEN_BIT_NOT },
  { "<<", MON_TOKEN_LEFT },
  { ">>", MON_TOKEN_RIGHT },
  { "==", MON_TOKEN_EQUAL },
  { "!=", MON_TOKEN_NOT_EQUAL },
  { "≠", MON_TOKEN_NOT_EQUAL },
  { "<=", MON_TOKEN_LESS_EQUAL },
  { "≤", MON_TOKEN_LESS_EQUAL },
  { "<", MON_TOKEN_LESS },
  { ">=", MON_TOKEN_GREATER_EQUAL },
  { "≥", MON_TOKEN_GREATER_EQUAL },
  { ">", MON_TOKEN_GREATER },
};

static const Sign words[] = {
  { "and", MON_TOKEN_AND },
  { "or", MON_TOKEN_OR },
  { "not", MON_TOKEN_NOT },
};

static gboolean
is_word_start (gunichar c)
{
  return c == '_' || g_unichar_isalpha (c);
}

static gboolean
is_word_part (gunichar c)
{
  return is_word_start (c) || g_unichar_isdigit (c) || g_unichar_ismark (c);
}

static void
set_bad (MonToken   *token,
         gsize       start,
         const char *problem)
{
  token->kind = MON_TOKEN_BAD;
  token->start = start;
  token->len = 0;
  token->problem = problem;
}

static gsize
count_digits (const char *text)
{
  gsize n = 0;

  while (g_ascii_isdigit (text[n]))
    n++;
  return n;
}

/* Whole, point, fraction, exponent, as far as they go. */
static gsize
decimal_len (const char *text,
             gboolean   *out_is_whole)
{
  gsize len = count_digits (text);

  *out_is_whole = TRUE;
  if (text[len] == '.' && g_ascii_isdigit (text[len + 1]))
    {
      len += 1 + count_digits (text + len + 1);
      *out_is_whole = FALSE;
    }
  if (text[len] == 'e' || text[len] == 'E')
    {
      gsize sign = text[len + 1] == '+' || text[len + 1] == '-' ? 1 : 0;

      if (g_ascii_isdigit (text[len + 1 + sign]))
        {
          len += 1 + sign + count_digits (text + len + 1 + sign);
          *out_is_whole = FALSE;
        }
    }
  return len;
}

static void
set_whole (MbValue *number,
           guint64  whole)
{
  if (whole <= G_MAXINT64)
    *number = (MbValue) { .kind = MB_VALUE_INT, .i = (gint64) whole };
  else
    *number = (MbValue) { .kind = MB_VALUE_UINT, .u = whole };
}

static void
scan_decimal (const char *text,
              MonToken   *token)
{
  gboolean is_whole;
  g_autofree char *copy = NULL;
  guint64 whole;

  token->len = decimal_len (text + token->start, &is_whole);
  copy = g_strndup (text + token->start, token->len);
  errno = 0;
  whole = is_whole ? g_ascii_strtoull (copy, NULL, 10) : 0;
  if (is_whole && errno != ERANGE)
    set_whole (&token->number, whole);
  else
    token->number = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = g_ascii_strtod (copy, NULL) };
  if (token->number.kind == MB_VALUE_FLOAT64 && !isfinite (token->number.f))
    set_bad (token, token->start, _("the number is out of range"));
}

/* Behind "0x" or "0b". */
static void
scan_prefixed (const char *text,
               MonToken   *token,
               guint       base)
{
  const char *digits = text + token->start + 2;
  guint64 whole;
  char *end;

  /* Not what would let the C library take a sign or another prefix. */
  if (base == 16 ? !g_ascii_isxdigit (*digits) : *digits != '0' && *digits != '1')
    {
      set_bad (token, token->start + 2,
               base == 16 ? _("expected hex digits") : _("expected the digits 0 and 1"));
      return;
    }
  errno = 0;
  whole = g_ascii_strtoull (digits, &end, base);
  token->len = (gsize) (end - (text + token->start));
  set_whole (&token->number, whole);
  if (errno == ERANGE)
    set_bad (token, token->start, _("the number has more than 64 bits"));
}

static void
scan_number (const char *text,
             MonToken   *token)
{
  const char *start = text + token->start;
  const char *end;

  token->kind = MON_TOKEN_NUMBER;
  if (start[0] == '0' && (start[1] == 'x' || start[1] == 'X'))
    scan_prefixed (text, token, 16);
  else if (start[0] == '0' && (start[1] == 'b' || start[1] == 'B'))
    scan_prefixed (text, token, 2);
  else
    scan_decimal (text, token);
  if (token->kind == MON_TOKEN_BAD)
    return;

  end = start + token->len;
  if (*end == '.' || is_word_part (g_utf8_get_char (end)))
    set_bad (token, token->start + token->len, _("does not belong to a number"));
}

/* In quotes or braces, of which two stand for one. */
static void
scan_enclosed (const char *text,
               MonToken   *token,
               char        closing)
{
  const char *p = text + token->start + 1;

  while (*p != '\0' && (*p != closing || p[1] == closing))
    p += *p == closing ? 2 : 1;
  if (*p == '\0')
    {
      set_bad (token, token->start,
               closing == '}' ? _("the brace is not closed") : _("the quote is not closed"));
      return;
    }
  token->len = (gsize) (p + 1 - (text + token->start));
  if (token->len == 2)
    set_bad (token, token->start, _("nothing is named between these"));
}

static void
scan_word (const char *text,
           MonToken   *token)
{
  const char *start = text + token->start;
  const char *p = start;

  while (is_word_part (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  token->kind = MON_TOKEN_WORD;
  token->len = (gsize) (p - start);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].text) == token->len
        && memcmp (words[i].text, start, token->len) == 0)
      token->kind = words[i].kind;
}

static void
scan_sign (const char *text,
           MonToken   *token)
{
  const char *start = text + token->start;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (start, signs[i].text))
      {
        token->kind = signs[i].kind;
        token->len = strlen (signs[i].text);
        return;
      }

  if (*start == '=')
    set_bad (token, token->start, _("expected “==” to compare"));
  else if (*start == '!')
    set_bad (token, token->start, _("expected “not”, or “!=” to compare"));
  else if (*start == '"')
    set_bad (token, token->start, _("expected names in single quotes: 'Name'"));
  else
    set_bad (token, token->start, _("this sign means nothing here"));
}

/**
 * mon_token_scan:
 * @text: the whole text, valid UTF-8
 * @offset: where to begin, at most at its end
 * @out_token: (out caller-allocates): the first token from there on
 *
 * Takes a token, passing over blanks in front of it.
 */
void
mon_token_scan (const char *text,
                gsize       offset,
                MonToken   *out_token)
{
  const char *p = text + offset;
  gunichar c;

  while (g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  *out_token = (MonToken) { .start = (gsize) (p - text) };

  c = g_utf8_get_char (p);
  if (c == '\0')
    out_token->kind = MON_TOKEN_END;
  else if (g_ascii_isdigit (*p) || (c == '.' && g_ascii_isdigit (p[1])))
    scan_number (text, out_token);
  else if (is_word_start (c))
    scan_word (text, out_token);
  else if (c == '\'' || c == '{')
    {
      out_token->kind = c == '{' ? MON_TOKEN_ID : MON_TOKEN_NAME;
      scan_enclosed (text, out_token, c == '{' ? '}' : '\'');
    }
  else
    scan_sign (text, out_token);
}

/**
 * mon_token_dup_name:
 * @text: the whole text
 * @token: a word, name or id in it
 *
 * Gives what it names, without quotes or braces and with doubled ones made single.
 *
 * Returns: (transfer full): the name
 */
char *
mon_token_dup_name (const char     *text,
                    const MonToken *token)
{
  const char *start = text + token->start;
  char *name, *out;
  char closing;

  if (token->kind == MON_TOKEN_WORD)
    return g_strndup (start, token->len);

  closing = start[token->len - 1];
  name = out = g_malloc (token->len);
  for (const char *p = start + 1; p < start + token->len - 1; p++)
    {
      *out++ = *p;
      if (*p == closing)
        p++;
    }
  *out = '\0';

  return name;
}
