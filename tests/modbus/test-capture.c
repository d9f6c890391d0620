/* test-capture.c: packets of whole captures become ADUs with direction, request and remarks.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-capture.h"
#include "capture-maker.h"
#include "golden.h"

#define CLIENT "192.0.2.1"
#define SERVER "192.0.2.2"
#define SYN 0x02
#define ACK 0x10
#define FIN 0x01

/**
 * Scene:
 *
 * A capture under test and a line for each ADU: its packet, "?" for a request or "!" for a
 * response, its bytes in hex (the first eight when there are more than 12); behind "<" the
 * transaction of the request that it answers, behind "#" the remark.
 */
typedef struct
{
  MbCapture *capture;
  GString   *told;
  guint      link_type;
  guint64    frame;
  gsize      snap_len;
  guint32    sequences[2];
} Scene;

static void
note_cb (const MbCapturedAdu *adu,
         gpointer             user_data)
{
  Scene *scene = user_data;
  g_autofree char *hex = hex_text (adu->bytes, adu->len > 12 ? 8 : adu->len);

  g_string_append_printf (scene->told, "%u%c%s", (guint) adu->stamp.frame,
                          adu->direction == MB_DIRECTION_REQUEST ? '?' : '!', hex);
  if (adu->request != NULL)
    g_string_append_printf (scene->told, "<%u", adu->request[0] << 8 | adu->request[1]);
  if (adu->remark != NULL)
    g_string_append_printf (scene->told, "#%s", adu->remark);
  g_string_append_c (scene->told, '\n');
}

static void
scene_init (Scene *scene,
            guint  link_type)
{
  static const guint16 ports[] = { 502, 802, 1502, 5020 };

  *scene = (Scene) { .link_type = link_type, .sequences = { 1000, 0xfffffff0 } };
  scene->told = g_string_new (NULL);
  scene->capture = mb_capture_new (ports, G_N_ELEMENTS (ports), note_cb, scene);
}

static void
scene_clear (Scene *scene)
{
  mb_capture_free (scene->capture);
  g_string_free (scene->told, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static void
push (Scene            *scene,
      const MadePacket *made)
{
  g_autoptr (GByteArray) frame = make_frame (scene->link_type, made);
  MbPcapPacket packet = {
    .stamp = { .frame = ++scene->frame, .seconds = 1, .decimals = 6 },
    .link_type = scene->link_type,
    .bytes = frame->data,
    .len = frame->len,
    .wire_len = frame->len,
  };

  if (scene->snap_len > 0)
    packet.len = MIN (packet.len, scene->snap_len);
  mb_capture_push (scene->capture, &packet);
}

/* A packet of a connection from port 50000 of the client to 502 of the server, at @sequence. */
static void
push_at (Scene      *scene,
         guint       side,
         guint32     sequence,
         guint8      flags,
         const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);
  MadePacket made = {
    .source = side == 0 ? CLIENT : SERVER,
    .source_port = side == 0 ? 50000 : 502,
    .destination = side == 0 ? SERVER : CLIENT,
    .destination_port = side == 0 ? 502 : 50000,
    .sequence = sequence,
    .acknowledgment = scene->sequences[1 - side],
    .flags = flags,
  };

  made.payload = g_bytes_get_data (bytes, &made.len);
  push (scene, &made);
}

/* The next packet of a side. */
static void
send (Scene      *scene,
      guint       side,
      const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);

  push_at (scene, side, scene->sequences[side], ACK, hex);
  scene->sequences[side] += (guint32) g_bytes_get_size (bytes);
}

static void
shake_hands (Scene *scene)
{
  push_at (scene, 0, scene->sequences[0]++, SYN, "");
  push_at (scene, 1, scene->sequences[1]++, SYN | ACK, "");
  push_at (scene, 0, scene->sequences[0], ACK, "");
}

static void
assert_told (Scene      *scene,
             const char *expected)
{
  mb_capture_finish (scene->capture);
  g_assert_cmpstr (scene->told->str, ==, expected);
}

/* The golden session over each link type, in IPv4 and IPv6, TCP and UDP. */
static void
test_golden (void)
{
  static const guint link_types[] = { 1, 113, 276, 0, 108, 12, 14, 101, 228, 229 };
  g_autoptr (GArray) adus = golden_load ();

  for (guint variant = 0; variant < 4 * G_N_ELEMENTS (link_types); variant++)
    {
      guint link_type = link_types[variant / 4];
      gboolean is_udp = variant % 2 == 1;
      gboolean is_v6 = variant % 4 >= 2;
      g_autoptr (GString) expected = g_string_new (NULL);
      g_auto (Scene) scene;

      scene_init (&scene, link_type);
      /* The headers made for these say IPv4. */
      if (is_v6 ? link_type == 0 || link_type == 108 || link_type == 228 : link_type == 229)
        continue;
      for (guint i = 0; i < adus->len; i++)
        {
          const GoldenAdu *golden = &g_array_index (adus, GoldenAdu, i);
          guint side = golden->direction == MB_DIRECTION_REQUEST ? 0 : 1;
          const char *ends[] = { is_v6 ? "2001:db8::1" : CLIENT, is_v6 ? "2001:db8::2" : SERVER };
          MadePacket made = {
            .source = ends[side], .source_port = side == 0 ? 50000 : 502,
            .destination = ends[1 - side], .destination_port = side == 0 ? 502 : 50000,
            .is_udp = is_udp, .sequence = scene.sequences[side],
          };
          g_autofree char *hex = NULL;

          made.payload = g_bytes_get_data (golden->adu, &made.len);
          push (&scene, &made);
          scene.sequences[side] += (guint32) made.len;
          hex = hex_text (made.payload, made.len > 12 ? 8 : made.len);
          g_string_append_printf (expected, "%u%c%s", i + 1, side == 0 ? '?' : '!', hex);
          if (side == 1)
            g_string_append_printf (expected, "<%u", made.payload[0] << 8 | made.payload[1]);
          g_string_append_c (expected, '\n');
        }
      assert_told (&scene, expected->str);
    }
}

#define READ_1 "0001 0000 0006 01 03 0000 0001"
#define REPLY_1 "0001 0000 0005 01 03 02 1234"
#define ECHO_2 "0002 0000 0006 01 06 0000 0001"

static void
test_small_first_segments (void)
{
  for (guint is_known = 0; is_known < 2; is_known++)
    for (gsize n = 1; n < 12; n++)
      {
        g_auto (Scene) scene;
        g_autofree char *first = NULL;

        scene_init (&scene, 1);
        if (is_known)
          shake_hands (&scene);
        first = g_strndup ("000100000006010300000001", 2 * n);
        send (&scene, 0, first);
        send (&scene, 0, "000100000006010300000001" + 2 * n);
        send (&scene, 1, REPLY_1);
        assert_told (&scene, is_known ? "5?000100000006010300000001\n6!0001000000050103021234<1\n"
                                      : "2?000100000006010300000001\n3!0001000000050103021234<1\n");
      }
}

/* Who connected is the client, whatever the ports say. */
static void
test_direction_by_handshake (void)
{
  for (guint answer_only = 0; answer_only < 2; answer_only++)
    {
      g_auto (Scene) scene;

      scene_init (&scene, 1);
      if (!answer_only)
        push_at (&scene, 1, scene.sequences[1]++, SYN, "");
      push_at (&scene, 0, scene.sequences[0]++, SYN | ACK, "");
      send (&scene, 1, ECHO_2);
      send (&scene, 0, ECHO_2);
      assert_told (&scene, answer_only
                             ? "2?000200000006010600000001\n3!000200000006010600000001<2\n"
                             : "3?000200000006010600000001\n4!000200000006010600000001<2\n");
    }
}

static void
push_ports (Scene      *scene,
            guint16     source_port,
            guint16     destination_port,
            gboolean    is_udp,
            const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);
  MadePacket made = {
    .source = CLIENT, .source_port = source_port, .destination = CLIENT,
    .destination_port = destination_port, .is_udp = is_udp,
    .sequence = 1000 + 100 * (guint32) scene->frame, .flags = ACK,
  };

  made.payload = g_bytes_get_data (bytes, &made.len);
  push (scene, &made);
}

static void
test_direction_by_port (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 101);
  push_ports (&scene, 1502, 40000, FALSE, REPLY_1);
  push_ports (&scene, 40001, 5020, FALSE, ECHO_2);
  push_ports (&scene, 802, 40000, FALSE, ECHO_2);
  push_ports (&scene, 40000, 502, TRUE, ECHO_2);
  push_ports (&scene, 503, 504, TRUE, ECHO_2);
  g_assert_cmpuint (mb_capture_get_counts (scene.capture)->n_packets, ==, 5);
  g_assert_cmpuint (mb_capture_get_counts (scene.capture)->n_relevant, ==, 4);
  assert_told (&scene, "1!0001000000050103021234\n2?000200000006010600000001\n"
                       "3!000200000006010600000001\n4?000200000006010600000001\n");
}

/* Both ports are known ones: the first ADU that fits one way only tells. */
static void
test_direction_by_content (void)
{
  g_auto (Scene) reply_first;
  g_auto (Scene) request_first;
  g_auto (Scene) echoes;

  scene_init (&reply_first, 101);
  push_ports (&reply_first, 502, 1502, TRUE, REPLY_1);
  push_ports (&reply_first, 1502, 502, TRUE, ECHO_2);
  push_ports (&reply_first, 502, 1502, TRUE, ECHO_2);
  assert_told (&reply_first, "1!0001000000050103021234\n2?000200000006010600000001\n"
                             "3!000200000006010600000001<2\n");

  scene_init (&request_first, 101);
  push_ports (&request_first, 502, 1502, FALSE, READ_1);
  push_ports (&request_first, 1502, 502, FALSE, REPLY_1);
  assert_told (&request_first, "1?000100000006010300000001\n2!0001000000050103021234<1\n");

  /* Until then, who sends first is taken for the client. */
  scene_init (&echoes, 101);
  push_ports (&echoes, 502, 1502, TRUE, ECHO_2);
  push_ports (&echoes, 1502, 502, TRUE, ECHO_2);
  push_ports (&echoes, 1502, 502, TRUE, READ_1);
  push_ports (&echoes, 502, 1502, TRUE, ECHO_2);
  assert_told (&echoes, "1?000200000006010600000001\n2!000200000006010600000001<2\n"
                        "3?000100000006010300000001\n4!000200000006010600000001\n");
}

static void
test_pairing (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 1);
  send (&scene, 0, READ_1 "0002 0000 0006 01 03 0000 0002");
  send (&scene, 1, "0002 0000 0003 01 83 02" "0001 0000 0003 01 83 02");
  send (&scene, 0, "0003 0000 0006 01 03 0000 0007");
  send (&scene, 0, "0003 0000 0006 01 03 0000 0008");
  send (&scene, 1, "0003 0000 0003 01 83 02");
  send (&scene, 1, "0009 0000 0003 01 83 02");
  assert_told (&scene,
               "1?000100000006010300000001\n1?000200000006010300000002\n"
               "2!000200000003018302<2\n2!000100000003018302<1\n"
               "3?000300000006010300000007\n4?000300000006010300000008#warning: its transaction is "
               "used by a request that waits for its answer\n"
               "5!000300000003018302<3\n6!000900000003018302\n");
}

/* What was open on a port pair has nothing to do with the next connection there. */
static void
test_pairing_ends_with_connection (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 1);
  shake_hands (&scene);
  send (&scene, 0, READ_1);
  scene.sequences[0] = 77;
  scene.sequences[1] = 99;
  shake_hands (&scene);
  send (&scene, 1, REPLY_1);
  assert_told (&scene, "4?000100000006010300000001\n8!0001000000050103021234\n");
}

static void
test_remarks (void)
{
  static const struct
  {
    const char *hex;
    const char *told;
  } cases[] = {
    { "0001 0000 0000 01", "4?00010000000001#nothing more of this direction is decoded\n" },
    { "0001 0000 0100 01", "4?00010000010001#nothing more of this direction is decoded\n" },
    { "1603010200010001fc", "4?1603010200010001fc#it looks like TLS; nothing more of this "
                            "direction is decoded\n" },
    { "0001 0007 0003 aabbcc", "4?000100070003aabbcc\n" },
    { "0001 0000 0006 01", "4?00010000000601#the capture ends\n" },
    { "0001 0007 0006 01", "4?00010007000601#truncated ADU, 7 of 12 bytes: the capture ends\n" },
    { "0001 00", "4?000100#truncated ADU, 3 of at least 8 bytes: the capture ends\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Scene) scene;

      scene_init (&scene, 1);
      shake_hands (&scene);
      send (&scene, 0, cases[i].hex);
      assert_told (&scene, cases[i].told);
    }
}

static void
test_closed (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 1);
  shake_hands (&scene);
  send (&scene, 0, "0001 0000 0006 01");
  push_at (&scene, 0, scene.sequences[0], FIN | ACK, "");
  g_assert_cmpstr (scene.told->str, ==, "4?00010000000601#the connection ended\n");
  assert_told (&scene, "4?00010000000601#the connection ended\n");
}

static void
test_gap (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 1);
  shake_hands (&scene);
  send (&scene, 0, READ_1);
  scene.sequences[0] += 100;
  send (&scene, 0, ECHO_2);
  for (guint i = 0; i < 8; i++)
    push_at (&scene, 1, scene.sequences[1], ACK, "");
  g_assert_cmpuint (mb_capture_get_counts (scene.capture)->n_gaps, ==, 1);
  assert_told (&scene, "4?000100000006010300000001\n5?000200000006010600000001"
                       "#warning: 100 bytes before it are not in the capture\n");
}

/* A limit of lengths cuts each packet in the middle of its ADU: nothing else is lost. */
static void
test_snap_length (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 1);
  scene.snap_len = 14 + 20 + 20 + 10;
  shake_hands (&scene);
  send (&scene, 0, READ_1);
  send (&scene, 1, REPLY_1);
  send (&scene, 0, ECHO_2);
  send (&scene, 1, "0002 0000 0003 01 86 04");
  assert_told (&scene,
               "4?00010000000601030000#what follows is not in the capture\n"
               "5!00010000000501030212<1#what follows is not in the capture\n"
               "6?00020000000601060000#what follows is not in the capture\n"
               "7!000200000003018604<2\n");
}

static void
test_udp (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 101);
  push_ports (&scene, 50000, 502, TRUE, READ_1);
  push_ports (&scene, 50000, 502, TRUE, READ_1);
  push_ports (&scene, 502, 50000, TRUE, REPLY_1 "ff");
  push_ports (&scene, 502, 50000, TRUE, "00");
  push_ports (&scene, 502, 50000, TRUE, "");
  scene.snap_len = 28 + 9;
  push_ports (&scene, 502, 50000, TRUE, REPLY_1);
  assert_told (&scene, "1?000100000006010300000001\n2?000100000006010300000001\n"
                       "3!0001000000050103021234ff<1\n4!00\n"
                       "6!000100000005010302<1#what follows is not in the capture\n");
}

static void
test_counts (void)
{
  static const guint8 fragment[] = {
    0x45, 0, 0, 28, 0, 0, 0x20, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8,
  };
  MbPcapPacket packet = { .link_type = 101, .bytes = fragment, .len = 28, .wire_len = 28 };
  g_auto (Scene) scene;
  const MbCaptureCounts *counts;

  scene_init (&scene, 101);
  mb_capture_push (scene.capture, &packet);
  packet.len = 10;
  mb_capture_push (scene.capture, &packet);
  packet.link_type = 147;
  mb_capture_push (scene.capture, &packet);
  packet.link_type = 195;
  mb_capture_push (scene.capture, &packet);
  counts = mb_capture_get_counts (scene.capture);
  g_assert_cmpuint (counts->n_packets, ==, 4);
  g_assert_cmpuint (counts->n_fragments, ==, 1);
  g_assert_cmpuint (counts->n_damaged, ==, 1);
  g_assert_cmpuint (counts->n_unknown_link, ==, 2);
  g_assert_cmpuint (counts->unknown_link_type, ==, 147);
  g_assert_cmpuint (counts->n_adus, ==, 0);
}

/* A scan with more connections than are followed gives up the oldest, and tells what it has. */
static void
test_too_many_connections (void)
{
  g_auto (Scene) scene;
  const MbCaptureCounts *counts;

  scene_init (&scene, 101);
  push_ports (&scene, 50000, 502, FALSE, "0001 0000 0006 01 06 0000");
  for (guint i = 0; i < MB_CAPTURE_MAX_CONNECTIONS - 1; i++)
    push_ports (&scene, (guint16) (10000 + i), 502, FALSE, "");
  g_assert_cmpstr (scene.told->str, ==, "");
  push_ports (&scene, 9999, 502, FALSE, "");
  g_assert_cmpstr (scene.told->str, ==, "1?00010000000601060000#there are too many connections to "
                   "follow this one\n");
  counts = mb_capture_get_counts (scene.capture);
  g_assert_cmpuint (counts->n_given_up, ==, 1);
}

/**
 * Sent:
 *
 * A segment of the golden session, with how much its sender had got of the other side.
 */
typedef struct
{
  guint side;
  gsize start;
  gsize len;
  gsize acknowledged;
} Sent;

/* Swaps packets that are near to each other. */
static void
shuffle (GArray *sent,
         guint   window)
{
  for (guint i = 0; i < sent->len; i += window)
    for (guint k = MIN (window, sent->len - i) - 1; k > 0 && k < window; k--)
      {
        guint other = (guint) g_test_rand_int_range (0, (gint) k + 1);
        Sent swapped = g_array_index (sent, Sent, i + k);

        g_array_index (sent, Sent, i + k) = g_array_index (sent, Sent, i + other);
        g_array_index (sent, Sent, i + other) = swapped;
      }
}

static void
add_sent (GArray *sent,
          gsize  *done,
          guint   side,
          gsize   left)
{
  gsize len = (gsize) g_test_rand_int_range (1, 40);
  Sent one = { side, done[side], MIN (left, len), done[1 - side] };

  g_array_append_val (sent, one);
  done[side] += one.len;
}

/* Cuts both directions of the golden session anywhere and mixes them. */
static GArray *
cut_anywhere (GByteArray **streams)
{
  GArray *sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  gsize done[2] = { 0, 0 };

  while (done[0] < streams[0]->len || done[1] < streams[1]->len)
    {
      guint side = g_test_rand_int_range (0, 2) == 0 ? 0 : 1;

      if (done[side] < streams[side]->len)
        add_sent (sent, done, side, streams[side]->len - done[side]);
    }
  return sent;
}

/* Cuts each ADU, one after the other as they went. */
static GArray *
cut_adus (GArray *adus)
{
  GArray *sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  gsize done[2] = { 0, 0 };

  for (guint i = 0; i < adus->len; i++)
    {
      const GoldenAdu *golden = &g_array_index (adus, GoldenAdu, i);
      guint side = golden->direction == MB_DIRECTION_REQUEST ? 0 : 1;
      gsize end = done[side] + g_bytes_get_size (golden->adu);

      while (done[side] < end)
        add_sent (sent, done, side, end - done[side]);
    }
  return sent;
}

static void
push_all (Scene       *scene,
          GByteArray **streams,
          GArray      *sent)
{
  guint32 starts[2];

  scene->sequences[0] = (guint32) g_test_rand_int ();
  shake_hands (scene);
  starts[0] = scene->sequences[0];
  starts[1] = scene->sequences[1];
  for (guint i = 0; i < sent->len; i++)
    {
      const Sent *one = &g_array_index (sent, Sent, i);
      g_autofree char *hex = hex_text (streams[one->side]->data + one->start, one->len);

      scene->sequences[1 - one->side] = starts[1 - one->side] + (guint32) one->acknowledged;
      push_at (scene, one->side, starts[one->side] + (guint32) one->start, ACK, hex);
    }
  mb_capture_finish (scene->capture);
}

static void
collect_cb (const MbCapturedAdu *adu,
            gpointer             user_data)
{
  GString **told = user_data;
  g_autofree char *hex = hex_text (adu->bytes, adu->len);

  g_assert_cmpstr (adu->remark, ==, NULL);
  g_string_append_printf (told[adu->direction], "%s\n", hex);
  g_string_append_printf (told[2], "%s", hex);
  if (adu->request != NULL)
    g_string_append_printf (told[2], "<%u", adu->request[0] << 8 | adu->request[1]);
  g_string_append_c (told[2], '\n');
}

/**
 * Golden:
 *
 * The golden session: the bytes of both sides, and what a capture of it tells: requests, responses,
 * and all in the order in which they went.
 */
typedef struct
{
  GArray     *adus;
  GByteArray *streams[2];
  GString    *told[3];
} Golden;

static void
golden_init (Golden *golden)
{
  golden->adus = golden_load ();
  for (guint i = 0; i < 3; i++)
    golden->told[i] = g_string_new (NULL);
  for (guint i = 0; i < 2; i++)
    golden->streams[i] = g_byte_array_new ();
  for (guint i = 0; i < golden->adus->len; i++)
    {
      const GoldenAdu *one = &g_array_index (golden->adus, GoldenAdu, i);
      gsize len;
      const guint8 *bytes = g_bytes_get_data (one->adu, &len);
      const MbCapturedAdu adu = {
        .bytes = bytes,
        .len = len,
        .direction = one->direction,
        .request = one->direction == MB_DIRECTION_RESPONSE ? bytes : NULL,
      };

      g_byte_array_append (golden->streams[one->direction], bytes, (guint) len);
      collect_cb (&adu, golden->told);
    }
}

static void
golden_end (Golden *golden)
{
  g_array_unref (golden->adus);
  for (guint i = 0; i < 3; i++)
    g_string_free (golden->told[i], TRUE);
  for (guint i = 0; i < 2; i++)
    g_byte_array_unref (golden->streams[i]);
}

static void
play_shuffled (Golden *golden,
               GArray *sent,
               guint   window,
               guint   n_compared)
{
  static const guint16 ports[] = { 502 };
  GString *told[3] = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  g_auto (Scene) scene;

  scene_init (&scene, 1);
  mb_capture_free (scene.capture);
  scene.capture = mb_capture_new (ports, 1, collect_cb, told);
  shuffle (sent, window);
  push_all (&scene, golden->streams, sent);
  for (guint i = 0; i < 3; i++)
    {
      if (i < n_compared)
        g_assert_cmpstr (told[i]->str, ==, golden->told[i]->str);
      g_string_free (told[i], TRUE);
    }
}

/* However packets are cut and swapped, the ADUs of each direction are the same. In a window of
 * eight no more acknowledgments can overtake a packet than it is waited for. */
static void
test_shuffled (void)
{
  Golden golden;

  golden_init (&golden);
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GArray) sent = cut_anywhere (golden.streams);

      play_shuffled (&golden, sent, 1 + round % 8, 2);
    }
  golden_end (&golden);
}

/* When they went one after the other they are told so, each response with its request. */
static void
test_shuffled_in_turn (void)
{
  Golden golden;

  golden_init (&golden);
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GArray) sent = cut_adus (golden.adus);

      play_shuffled (&golden, sent, 1 + round % 8, 3);
    }
  golden_end (&golden);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/capture/golden", test_golden);
  g_test_add_func ("/mb/capture/small-first-segments", test_small_first_segments);
  g_test_add_func ("/mb/capture/direction-by-handshake", test_direction_by_handshake);
  g_test_add_func ("/mb/capture/direction-by-port", test_direction_by_port);
  g_test_add_func ("/mb/capture/direction-by-content", test_direction_by_content);
  g_test_add_func ("/mb/capture/pairing", test_pairing);
  g_test_add_func ("/mb/capture/pairing-ends-with-connection", test_pairing_ends_with_connection);
  g_test_add_func ("/mb/capture/remarks", test_remarks);
  g_test_add_func ("/mb/capture/closed", test_closed);
  g_test_add_func ("/mb/capture/gap", test_gap);
  g_test_add_func ("/mb/capture/snap-length", test_snap_length);
  g_test_add_func ("/mb/capture/udp", test_udp);
  g_test_add_func ("/mb/capture/counts", test_counts);
  g_test_add_func ("/mb/capture/too-many-connections", test_too_many_connections);
  g_test_add_func ("/mb/capture/shuffled", test_shuffled);
  g_test_add_func ("/mb/capture/shuffled-in-turn", test_shuffled_in_turn);
  return g_test_run ();
}
