/* cli-decode-hex.c: requests and responses as lines of hex, taken apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-decode-hex.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-adu.h"
#include "cli/cli-exit.h"
#include "cli/cli-output.h"
#include "modbus/mb-adu-json.h"
#include "modbus/mb-pairing.h"

/* Longest line taken: two digits for each of 65535 bytes, and the word before them. */
#define MAX_LINE (2 * 65535 + 64)

typedef struct
{
  MbPairing *pairing;
  MbJson    *json; /* NULL: text for people */
  guint      line_number;
  gboolean   has_failed;
} Decoder;

static void G_GNUC_PRINTF (2, 3)
report_line (Decoder    *decoder,
             const char *format,
             ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: number of a line, then a clause that says what is wrong with it. */
  cli_put_note (_("line %u: %s"), decoder->line_number, text);
  decoder->has_failed = TRUE;
}

/* Takes one line without its newline, at most MAX_LINE of its bytes; FALSE at the end. */
static gboolean
read_line (FILE    *file,
           GString *line)
{
  int c;

  g_string_truncate (line, 0);
  for (c = getc (file); c != EOF && c != '\n'; c = getc (file))
    {
      if (line->len <= MAX_LINE)
        g_string_append_c (line, (char) c);
    }
  return c != EOF || line->len > 0;
}

/* Bytes of a text of hex digits, blanks between bytes allowed; NULL when it is not that. */
static GByteArray *
parse_hex (const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  while (*text != '\0')
    {
      guint8 byte;

      if (g_ascii_isspace (*text))
        {
          text++;
          continue;
        }
      if (!g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
        return NULL;
      byte = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      g_byte_array_append (bytes, &byte, 1);
      text += 2;
    }
  return bytes->len > 0 ? g_steal_pointer (&bytes) : NULL;
}

static void
put_adu (Decoder     *decoder,
         MbDirection  direction,
         GByteArray  *adu)
{
  g_autoptr (GBytes) request = NULL;
  g_autoptr (MbDissection) dissection = NULL;
  const guint8 *request_adu = NULL;
  gsize request_len = 0;

  if (direction == MB_DIRECTION_REQUEST)
    mb_pairing_add_request (decoder->pairing, adu->data, adu->len);
  else
    request = mb_pairing_take (decoder->pairing, adu->data, adu->len);
  if (request != NULL)
    request_adu = g_bytes_get_data (request, &request_len);

  dissection = mb_dissection_new (adu->data, adu->len, direction, request_adu, request_len);
  if (decoder->json == NULL)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      cli_adu_append (text, dissection, NULL);
      cli_put_line (text->str);
      return;
    }
  mb_json_reset (decoder->json);
  mb_json_begin_object (decoder->json);
  mb_adu_json_write (decoder->json, dissection, adu->data, adu->len, NULL);
  mb_json_end_object (decoder->json);
  cli_put_line (mb_json_get_text (decoder->json));
}

static void
decode_line (Decoder *decoder,
             GString *line)
{
  g_autoptr (GByteArray) adu = NULL;
  const char *text = line->str;
  MbDirection direction;

  if (line->len > MAX_LINE || strlen (text) != line->len)
    {
      report_line (decoder, _("too long, or not text."));
      return;
    }
  while (g_ascii_isspace (*text))
    text++;
  if (*text == '\0' || *text == '#')
    return;

  if (g_str_has_prefix (text, "request "))
    direction = MB_DIRECTION_REQUEST;
  else if (g_str_has_prefix (text, "response "))
    direction = MB_DIRECTION_RESPONSE;
  else
    {
      report_line (decoder, _("it does not begin with “request ” or “response ”."));
      return;
    }

  adu = parse_hex (strchr (text, ' '));
  if (adu == NULL)
    report_line (decoder, _("what follows the first word is not pairs of hex digits."));
  else
    put_adu (decoder, direction, adu);
}

/**
 * cli_decode_hex:
 * @file: where the lines come from
 * @is_json: whether to write JSON, else text for people
 *
 * Takes lines `request HEX` and `response HEX` apart, in the order in which they went; each becomes
 * one line of output. Each response is tied to the most recent open request with its transaction,
 * unit and function.
 *
 * Returns: 0; 4 when a line was not understood, after all others were decoded, or input failed. An
 *   ADU that is malformed is not a failure
 */
int
cli_decode_hex (FILE     *file,
                gboolean  is_json)
{
  g_autoptr (MbPairing) pairing = mb_pairing_new ();
  g_autoptr (MbJson) json = is_json ? mb_json_new (FALSE) : NULL;
  g_autoptr (GString) line = g_string_new (NULL);
  Decoder decoder = { .pairing = pairing, .json = json };

  while (read_line (file, line))
    {
      decoder.line_number++;
      decode_line (&decoder, line);
    }
  if (ferror (file))
    {
      cli_put_note (_("Standard input cannot be read: %s."), g_strerror (errno));
      return CLI_EXIT_DATA;
    }
  return decoder.has_failed ? CLI_EXIT_DATA : CLI_EXIT_DONE;
}
