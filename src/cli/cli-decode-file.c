/* cli-decode-file.c: a capture file, taken apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-decode-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/cli-adu.h"
#include "cli/cli-exit.h"
#include "cli/cli-output.h"
#include "cli/cli-progress.h"
#include "modbus/mb-adu-json.h"
#include "modbus/mb-capture.h"

/**
 * FileDecoder:
 *
 * A capture on its way from the file to standard output.
 */
typedef struct
{
  const char   *name;
  int           fd;
  MbPcapReader *reader;
  MbCapture    *capture;
  MbJson       *json; /* NULL: text for people */
  CliProgress   progress;
} FileDecoder;

/* A comment is somebody's text: what a terminal would act upon is left out. */
static void
append_comment (GString             *text,
                const MbCapturedAdu *adu)
{
  g_autofree char *valid = NULL;

  if (adu->comment == NULL)
    return;
  valid = g_utf8_make_valid (adu->comment, (gssize) adu->comment_len);
  g_string_append (text, " # ");
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (text, g_unichar_isprint (character) ? character : ' ');
    }
}

/* "2026-11-22T15:20:00.123456Z", or the bare seconds of a time that no calendar has. */
static void
append_time (GString       *text,
             const MbStamp *stamp)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (stamp->seconds);
  g_autofree char *seconds = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : NULL;
  char plain[MB_STAMP_TEXT_SIZE];

  if (stamp->decimals == 0)
    g_string_append (text, "—");
  else if (seconds == NULL)
    g_string_append (text, mb_stamp_format (stamp, plain));
  else if (stamp->decimals == 9)
    g_string_append_printf (text, "%s.%09uZ", seconds, stamp->nanoseconds);
  else
    g_string_append_printf (text, "%s.%06uZ", seconds, stamp->nanoseconds / 1000);
}

static void
put_text (const MbCapturedAdu *adu,
          const MbDissection  *dissection)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char source[MB_NET_ADDRESS_TEXT_SIZE], destination[MB_NET_ADDRESS_TEXT_SIZE];

  g_string_append_printf (text, "%llu ", (unsigned long long) adu->stamp.frame);
  append_time (text, &adu->stamp);
  g_string_append_printf (text, " %s → %s %s ", mb_net_address_format (adu->source, source),
                          mb_net_address_format (adu->destination, destination),
                          mb_carrier_name (adu->carrier));
  cli_adu_append (text, dissection, adu->remark);
  append_comment (text, adu);
  cli_put_line (text->str);
}

static void
put_json (MbJson              *json,
          const MbCapturedAdu *adu,
          const MbDissection  *dissection)
{
  char time[MB_STAMP_TEXT_SIZE], address[MB_NET_ADDRESS_TEXT_SIZE];

  mb_json_reset (json);
  mb_json_begin_object (json);
  mb_json_key (json, "frame");
  mb_json_uint (json, adu->stamp.frame);
  if (adu->stamp.decimals > 0)
    {
      mb_json_key (json, "time");
      mb_json_raw (json, mb_stamp_format (&adu->stamp, time));
    }
  mb_json_key (json, "source");
  mb_json_string (json, mb_net_address_format (adu->source, address));
  mb_json_key (json, "destination");
  mb_json_string (json, mb_net_address_format (adu->destination, address));
  mb_json_key (json, "transport");
  mb_json_string (json, mb_carrier_name (adu->carrier));
  mb_adu_json_write (json, dissection, adu->bytes, adu->len, adu->remark);
  mb_json_end_object (json);
  cli_put_line (mb_json_get_text (json));
}

static void
put_adu_cb (const MbCapturedAdu *adu,
            gpointer             user_data)
{
  FileDecoder *decoder = user_data;
  g_autoptr (MbDissection) dissection =
    mb_dissection_new (adu->bytes, adu->len, adu->direction, adu->request, adu->request_len);

  if (decoder->json != NULL)
    put_json (decoder->json, adu, dissection);
  else
    put_text (adu, dissection);
}

/* Reads what is there, without waiting for more: a capture may come from a pipe as it is made. */
static gssize
read_some (FileDecoder *decoder)
{
  gsize space;
  guint8 *place = mb_pcap_reader_reserve (decoder->reader, &space);
  gssize n;

  do
    n = read (decoder->fd, place, space);
  while (n < 0 && errno == EINTR);
  if (n > 0)
    mb_pcap_reader_commit (decoder->reader, (gsize) n);
  return n;
}

/* Works off the packets that are there; FALSE when the file cannot be read any further. */
static gboolean
take_packets (FileDecoder  *decoder,
              GError      **error)
{
  MbPcapResult result;
  MbPcapPacket packet;

  while ((result = mb_pcap_reader_next (decoder->reader, &packet, error)) == MB_PCAP_PACKET)
    mb_capture_push (decoder->capture, &packet);
  return result == MB_PCAP_MORE;
}

static gboolean
read_file (FileDecoder  *decoder,
           GError      **error)
{
  guint64 n_bytes = 0;
  gssize n;

  while ((n = read_some (decoder)) > 0)
    {
      n_bytes += (guint64) n;
      if (!take_packets (decoder, error))
        return FALSE;
      cli_progress_update (&decoder->progress, n_bytes,
                           mb_capture_get_counts (decoder->capture)->n_adus);
    }
  if (n < 0)
    {
      int saved_errno = errno;

      g_set_error_literal (error, G_FILE_ERROR, (gint) g_file_error_from_errno (saved_errno),
                           g_strerror (saved_errno));
      return FALSE;
    }
  return mb_pcap_reader_finish (decoder->reader, error);
}

/* A note about the file, unless @n is 0. */
static void G_GNUC_PRINTF (3, 4)
note_count (const FileDecoder *decoder,
            guint64            n,
            const char        *format,
            ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (n == 0)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  cli_put_note ("%s: %s", decoder->name, text);
}

/* What could not be decoded, so that nobody takes silence for a clean capture. */
static void
note_counts (const FileDecoder     *decoder,
             const MbCaptureCounts *counts)
{
  note_count (decoder, counts->n_fragments,
              ngettext ("%llu packet is a part of an IP packet and was not decoded.",
                        "%llu packets are parts of IP packets and were not decoded.",
                        (gulong) counts->n_fragments),
              (unsigned long long) counts->n_fragments);
  note_count (decoder, counts->n_damaged,
              ngettext ("%llu packet was not decoded: its headers are cut or wrong.",
                        "%llu packets were not decoded: their headers are cut or wrong.",
                        (gulong) counts->n_damaged),
              (unsigned long long) counts->n_damaged);
  note_count (decoder, counts->n_gaps,
              ngettext ("Bytes of TCP are missing in the capture in %llu place.",
                        "Bytes of TCP are missing in the capture in %llu places.",
                        (gulong) counts->n_gaps),
              (unsigned long long) counts->n_gaps);
  note_count (decoder, counts->n_skipped_bytes,
              ngettext ("%llu byte was passed over before an ADU began.",
                        "%llu bytes were passed over before an ADU began.",
                        (gulong) counts->n_skipped_bytes),
              (unsigned long long) counts->n_skipped_bytes);
  note_count (decoder, counts->n_given_up,
              ngettext ("%llu connection was given up: there were too many at once.",
                        "%llu connections were given up: there were too many at once.",
                        (gulong) counts->n_given_up),
              (unsigned long long) counts->n_given_up);
}

/* FALSE when there was nothing in the capture that could be understood. */
static gboolean
note_link_types (const FileDecoder     *decoder,
                 const MbCaptureCounts *counts)
{
  if (counts->n_unknown_link == 0)
    return TRUE;
  note_count (decoder, counts->n_unknown_link,
              ngettext ("%llu packet was not decoded: link type %u is not supported.",
                        "%llu packets were not decoded: link type %u is not supported.",
                        (gulong) counts->n_unknown_link),
              (unsigned long long) counts->n_unknown_link, counts->unknown_link_type);
  return counts->n_unknown_link < counts->n_packets;
}

static void
note_ports (const FileDecoder     *decoder,
            const MbCaptureCounts *counts,
            const GArray          *ports)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (counts->n_packets == 0 || counts->n_relevant > 0)
    return;
  for (guint i = 0; i < ports->len; i++)
    g_string_append_printf (list, " %u", g_array_index (ports, guint16, i));
  /* Translators: a file, then a list of numbers with a blank before each. */
  cli_put_note (_("%s: no packet goes to or from port%s; name others with --port."),
                decoder->name, list->str);
}

static int
decode (FileDecoder  *decoder,
        const GArray *ports)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good = read_file (decoder, &error);
  const MbCaptureCounts *counts = mb_capture_get_counts (decoder->capture);

  mb_capture_finish (decoder->capture);
  cli_progress_clear (&decoder->progress);
  if (!is_good)
    cli_put_note ("%s: %s", decoder->name, error->message);
  note_counts (decoder, counts);
  if (!note_link_types (decoder, counts))
    return CLI_EXIT_DATA;
  if (is_good)
    note_ports (decoder, counts, ports);
  return is_good ? CLI_EXIT_DONE : CLI_EXIT_DATA;
}

/**
 * cli_decode_file:
 * @path: a pcap or pcapng file, or "-" for standard input
 * @ports: (element-type guint16): ports of servers
 * @is_json: whether to write JSON, else text for people
 *
 * Takes the ADUs of a capture apart, one line for each, as they come. Memory does not grow with the
 * file. What could not be decoded is counted on standard error at the end.
 *
 * Returns: 0; 4 when the file cannot be read or is no capture, or from some place on is none: what
 *   came before that was decoded
 */
int
cli_decode_file (const char   *path,
                 const GArray *ports,
                 gboolean      is_json)
{
  gboolean is_input = g_str_equal (path, "-");
  g_autoptr (MbPcapReader) reader = mb_pcap_reader_new ();
  g_autoptr (MbCapture) capture = NULL;
  g_autoptr (MbJson) json = is_json ? mb_json_new (FALSE) : NULL;
  g_autofree char *name = g_filename_display_name (path);
  FileDecoder decoder = {
    .name = is_input ? _("standard input") : name,
    .fd = is_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC),
    .reader = reader,
    .json = json,
  };
  int result;

  if (decoder.fd < 0)
    {
      cli_put_note ("%s: %s", name, g_strerror (errno));
      return CLI_EXIT_DATA;
    }
  capture = mb_capture_new ((const guint16 *) ports->data, ports->len, put_adu_cb, &decoder);
  decoder.capture = capture;
  cli_progress_init (&decoder.progress, decoder.fd);
  result = decode (&decoder, ports);
  if (!is_input)
    close (decoder.fd);
  return result;
}
