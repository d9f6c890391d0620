/* fuzz-capture.c: any file that claims to be a capture, in pieces of any size, gives the same ADUs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-capture.h"
#include "fuzz.h"

/* What came of a file: all that is said of each ADU, and how it ended. */
typedef struct
{
  MbPcapReader *reader;
  GString      *log;
} Outcome;

static void
log_bytes (Outcome      *outcome,
           gconstpointer bytes,
           gsize         len)
{
  g_string_append_len (outcome->log, (const char *) &len, sizeof len);
  if (len > 0)
    g_string_append_len (outcome->log, bytes, (gssize) len);
}

static void
note_cb (const MbCapturedAdu *adu,
         gpointer             user_data)
{
  Outcome *outcome = user_data;
  char text[MB_NET_ADDRESS_TEXT_SIZE], time[MB_STAMP_TEXT_SIZE];

  g_assert_cmpuint (adu->len, >, 0);
  g_assert_cmpuint (adu->stamp.frame, >, 0);
  g_assert_cmpuint (adu->stamp.frame, <=, mb_pcap_reader_get_n_packets (outcome->reader));
  g_assert_cmpuint (adu->stamp.nanoseconds, <, 1000000000);
  g_assert_true (adu->request == NULL || adu->direction == MB_DIRECTION_RESPONSE);
  g_assert_true (adu->remark == NULL || g_utf8_validate (adu->remark, -1, NULL));

  log_bytes (outcome, &adu->stamp.frame, sizeof adu->stamp.frame);
  log_bytes (outcome, &adu->direction, sizeof adu->direction);
  mb_stamp_format (&adu->stamp, time);
  log_bytes (outcome, time, strlen (time));
  mb_net_address_format (adu->source, text);
  log_bytes (outcome, text, strlen (text));
  mb_net_address_format (adu->destination, text);
  log_bytes (outcome, text, strlen (text));
  log_bytes (outcome, adu->bytes, adu->len);
  log_bytes (outcome, adu->request, adu->request_len);
  log_bytes (outcome, adu->comment, adu->comment_len);
  if (adu->remark != NULL)
    log_bytes (outcome, adu->remark, strlen (adu->remark));
}

/* Looks at each byte of a packet, so that one outside of the buffer is noticed. */
static void
check_packet (const MbPcapPacket *packet)
{
  guint sum = 0;

  g_assert_cmpuint (packet->len, <=, packet->wire_len);
  g_assert_cmpuint (packet->len, <=, MB_PCAP_MAX_PACKET);
  for (gsize i = 0; i < packet->len; i++)
    sum += packet->bytes[i];
  for (gsize i = 0; i < packet->comment_len; i++)
    sum += (guint8) packet->comment[i];
  g_assert_cmpuint (sum, <, G_MAXUINT);
}

/* Reads the file in pieces of these sizes over and over; 0 stands for the largest piece. */
static void
read_file (Outcome      *outcome,
           const guint8 *data,
           gsize         size,
           const guint8 *sizes,
           gsize         n_sizes)
{
  static const guint16 ports[] = { 502, 802, 1502, 5020 };
  g_autoptr (MbPcapReader) reader = mb_pcap_reader_new ();
  g_autoptr (MbCapture) capture = mb_capture_new (ports, G_N_ELEMENTS (ports), note_cb, outcome);
  g_autoptr (GError) error = NULL;
  MbPcapResult result = MB_PCAP_MORE;
  MbPcapPacket packet;
  gsize done = 0;

  outcome->reader = reader;
  for (gsize i = 0; done < size && result == MB_PCAP_MORE; i++)
    {
      gsize piece = n_sizes > 0 ? sizes[i % n_sizes] : 0;
      gsize space;
      guint8 *place = mb_pcap_reader_reserve (reader, &space);

      g_assert_cmpuint (space, >, 0);
      g_assert_cmpuint (space, <=, MB_PCAP_MAX_BLOCK);
      piece = MIN (piece > 0 ? piece : space, MIN (space, size - done));
      memcpy (place, data + done, piece);
      mb_pcap_reader_commit (reader, piece);
      done += piece;
      while ((result = mb_pcap_reader_next (reader, &packet, &error)) == MB_PCAP_PACKET)
        {
          check_packet (&packet);
          mb_capture_push (capture, &packet);
        }
    }
  if (result == MB_PCAP_MORE)
    mb_pcap_reader_finish (reader, &error);
  mb_capture_finish (capture);
  g_assert_cmpuint (mb_capture_get_counts (capture)->n_packets, ==,
                    mb_pcap_reader_get_n_packets (reader));
  /* Which bytes of a record were there at the end is up to the pieces, what is wrong is not. */
  g_string_append_printf (outcome->log, "%d %" G_GUINT64_FORMAT "\n",
                          error != NULL ? error->code : -1, mb_pcap_reader_get_n_packets (reader));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GString) whole_log = g_string_new (NULL);
  g_autoptr (GString) pieces_log = g_string_new (NULL);
  Outcome whole = { .log = whole_log };
  Outcome pieces = { .log = pieces_log };
  gsize n_sizes;
  const guint8 *sizes;

  fuzz_begin ();
  n_sizes = fuzz_take (&data, &size) % 16;
  n_sizes = MIN (n_sizes, size);
  sizes = data;
  data += n_sizes;
  size -= n_sizes;

  read_file (&whole, data, size, NULL, 0);
  read_file (&pieces, data, size, sizes, n_sizes);
  g_assert_true (g_string_equal (whole.log, pieces.log));
  return 0;
}
