/* test-rtu.c: frames of the serial line in a stream: where each of them ends, and what is none.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-crc.h"
#include "modbus/mb-framer.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-response.h"
#include "modbus/mb-rtu.h"
#include "function-cases.h"
#include "hex.h"

#define N_ROUNDS 5000

typedef struct
{
  guint8 bytes[MB_ADU_MAX];
  gsize  len;
} Frame;

static Frame
make_frame (guint8        unit,
            const guint8 *pdu,
            gsize         pdu_len)
{
  Frame frame;

  memcpy (frame.bytes + MB_RTU_PDU_OFFSET, pdu, pdu_len);
  frame.len = mb_rtu_wrap (frame.bytes, unit, pdu_len);
  g_assert_cmpuint (frame.len, ==, pdu_len + 3);
  return frame;
}

static Frame
make_frame_hex (const char *pdu_hex)
{
  g_autoptr (GBytes) pdu = hex_bytes (pdu_hex);

  return make_frame (17, g_bytes_get_data (pdu, NULL), g_bytes_get_size (pdu));
}

static void
test_crc (void)
{
  guint8 ninth[] = "123456789";
  guint16 crc = MB_CRC_START;

  g_assert_cmphex (mb_crc (ninth, 9), ==, 0x4b37);
  for (guint i = 0; i < 9; i++)
    crc = mb_crc_step (crc, ninth[i]);
  g_assert_cmphex (crc, ==, 0x4b37);
  g_assert_cmphex (mb_crc (NULL, 0), ==, MB_CRC_START);
}

/* The frames of the serial line's own papers, with the checksum's low byte first. */
static void
test_golden (void)
{
  static const struct
  {
    const char *pdu;
    guint8      unit;
    const char *frame;
  } frames[] = {
    { "03 0000 0001", 1, "010300000001840a" },
    { "07", 2, "02074112" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autoptr (GBytes) pdu = hex_bytes (frames[i].pdu);
      Frame frame = make_frame (frames[i].unit, g_bytes_get_data (pdu, NULL),
                                g_bytes_get_size (pdu));
      g_autofree char *hex = hex_text (frame.bytes, frame.len);
      gsize size;

      g_assert_cmpstr (hex, ==, frames[i].frame);
      g_assert_cmpint (mb_rtu_find (frame.bytes, frame.len, MB_DIRECTION_REQUEST, 0, &size), ==,
                       MB_RTU_FRAME);
      g_assert_cmpuint (size, ==, frame.len);
    }
}

static MbDirection
direction_of (const FunctionCase *c)
{
  return c->request == NULL ? MB_DIRECTION_REQUEST : MB_DIRECTION_RESPONSE;
}

static gsize
echo_of (const FunctionCase *c)
{
  return c->request != NULL && g_str_has_prefix (c->request, "08 0000")
         ? make_frame_hex (c->request).len : 0;
}

static MbRtuResult
find (const Frame        *frame,
      gsize               len,
      const FunctionCase *c,
      gsize              *out_size)
{
  return mb_rtu_find (frame->bytes, len, direction_of (c), echo_of (c), out_size);
}

/* A good PDU is found whole and not before; a bad one is found whole or not at all: either its
 * length is what its layout says, and what is wrong in it is for others to say, or it never ends,
 * or its checksum is not where it should be. */
static void
test_function (gconstpointer data)
{
  const FunctionCase *c = data;
  Frame frame = make_frame_hex (c->pdu);
  MbRtuResult result;
  gsize size;

  for (gsize len = 0; len < frame.len && c->error == NULL; len++)
    {
      g_assert_cmpint (find (&frame, len, c, &size), ==, MB_RTU_MORE);
      g_assert_true (size == 0 || size == frame.len);
    }
  result = find (&frame, frame.len, c, &size);
  if (c->error == NULL)
    g_assert_cmpint (result, ==, MB_RTU_FRAME);
  if (result == MB_RTU_FRAME)
    g_assert_cmpuint (size, ==, frame.len);
}

/* Whichever bit of a good frame is turned, it is none, or one that has not ended. */
static void
test_turned_bits (gconstpointer data)
{
  const FunctionCase *c = data;
  Frame frame = make_frame_hex (c->pdu);
  gsize size;

  for (gsize bit = 0; bit < frame.len * 8; bit++)
    {
      frame.bytes[bit / 8] ^= 1 << bit % 8;
      g_assert_cmpint (find (&frame, frame.len, c, &size), !=, MB_RTU_FRAME);
      frame.bytes[bit / 8] ^= 1 << bit % 8;
    }
}

/* What follows a good frame does not change where it ends. */
static void
test_followed (gconstpointer data)
{
  const FunctionCase *c = data;
  Frame frame = make_frame_hex (c->pdu);
  guint8 stream[2 * MB_ADU_MAX];
  gsize size;

  memcpy (stream, frame.bytes, frame.len);
  memcpy (stream + frame.len, frame.bytes, frame.len);
  g_assert_cmpint (mb_rtu_find (stream, 2 * frame.len, direction_of (c), echo_of (c), &size), ==,
                   MB_RTU_FRAME);
  g_assert_cmpuint (size, ==, frame.len);
}

/* Byte counts that no frame can have are not waited for. */
static void
test_too_long (void)
{
  static const struct
  {
    const char  *start;
    MbDirection  direction;
    gsize        n_looked_at;
  } cases[] = {
    { "01 03 fc", MB_DIRECTION_RESPONSE, 3 },
    { "01 01 ff", MB_DIRECTION_RESPONSE, 3 },
    { "01 0c ff", MB_DIRECTION_RESPONSE, 3 },
    { "01 11 fc", MB_DIRECTION_RESPONSE, 3 },
    { "01 14 fc", MB_DIRECTION_RESPONSE, 3 },
    { "01 15 fc", MB_DIRECTION_REQUEST, 3 },
    { "01 18 00fb", MB_DIRECTION_RESPONSE, 4 },
    { "01 18 ffff", MB_DIRECTION_RESPONSE, 4 },
    { "01 0f 0000 0001 f8", MB_DIRECTION_REQUEST, 7 },
    { "01 10 0000 0001 ff", MB_DIRECTION_REQUEST, 7 },
    { "01 17 0000 0001 0000 0001 f4", MB_DIRECTION_REQUEST, 11 },
    { "01 2b 0e 01 01 00 00 01 00 f5", MB_DIRECTION_RESPONSE, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = hex_bytes (cases[i].start);
      gsize len, size;
      const guint8 *start = g_bytes_get_data (bytes, &len);

      g_assert_cmpint (mb_rtu_find (start, len - 1, cases[i].direction, 0, &size), ==,
                       MB_RTU_MORE);
      g_assert_cmpint (mb_rtu_find (start, len, cases[i].direction, 0, &size), ==,
                       MB_RTU_DAMAGED);
      g_assert_cmpuint (size, ==, cases[i].n_looked_at);
    }
}

/* The longest byte counts that just fit: frames of 256 bytes or fewer. */
static void
test_longest (void)
{
  static const struct
  {
    const char  *start;
    MbDirection  direction;
    gsize        pdu_len;
  } cases[] = {
    { "03 fb", MB_DIRECTION_RESPONSE, 253 },
    { "11 fb", MB_DIRECTION_RESPONSE, 253 },
    { "15 fb", MB_DIRECTION_REQUEST, 253 },
    { "10 0000 007b f6", MB_DIRECTION_REQUEST, 252 },
    { "17 0000 007d 0000 0079 f2", MB_DIRECTION_REQUEST, 252 },
    { "18 00fa", MB_DIRECTION_RESPONSE, 253 },
    { "2b 0e 04 83 00 00 01 80 f4", MB_DIRECTION_RESPONSE, 253 },
    { "2b 0d", MB_DIRECTION_RESPONSE, 253 },
    { "63", MB_DIRECTION_REQUEST, 253 },
    { "08 0000", MB_DIRECTION_REQUEST, 253 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) start = hex_bytes (cases[i].start);
      guint8 pdu[MB_PDU_MAX] = { 0 };
      Frame frame;
      gsize size;

      memcpy (pdu, g_bytes_get_data (start, NULL), g_bytes_get_size (start));
      frame = make_frame (1, pdu, cases[i].pdu_len);
      g_assert_cmpint (mb_rtu_find (frame.bytes, frame.len - 1, cases[i].direction, 0, &size), ==,
                       MB_RTU_MORE);
      g_assert_cmpint (mb_rtu_find (frame.bytes, frame.len, cases[i].direction, 0, &size), ==,
                       MB_RTU_FRAME);
      g_assert_cmpuint (size, ==, frame.len);
    }
}

/* Without a layout a frame is looked for in 256 bytes and no more. */
static void
test_search_ends (void)
{
  guint8 bytes[MB_RTU_SIZE_MAX];
  gsize size;

  memset (bytes, 0x63, sizeof bytes);
  for (gsize len = 0; len < sizeof bytes; len++)
    {
      g_assert_cmpint (mb_rtu_find (bytes, len, MB_DIRECTION_REQUEST, 0, &size), ==, MB_RTU_MORE);
      g_assert_cmpuint (size, ==, 0);
    }
  g_assert_cmpint (mb_rtu_find (bytes, sizeof bytes, MB_DIRECTION_REQUEST, 0, &size), ==,
                   MB_RTU_DAMAGED);
  g_assert_cmpuint (size, ==, MB_RTU_SIZE_MAX);
}

/* A reply of Return Query Data that has a right checksum inside of it ends where the request that
 * waits says. */
static void
test_echo (void)
{
  Frame inner = make_frame_hex ("08 0000 a537");
  guint8 pdu[64];
  Frame outer;
  gsize size;

  memcpy (pdu, inner.bytes + MB_RTU_PDU_OFFSET, inner.len - MB_RTU_PDU_OFFSET);
  memcpy (pdu + inner.len - MB_RTU_PDU_OFFSET, "\x01\x02\x03\x04", 4);
  outer = make_frame (17, pdu, inner.len + 3);
  g_assert_cmpint (mb_rtu_find (outer.bytes, outer.len, MB_DIRECTION_RESPONSE, outer.len, &size),
                   ==, MB_RTU_FRAME);
  g_assert_cmpuint (size, ==, outer.len);
  g_assert_cmpint (mb_rtu_find (outer.bytes, outer.len, MB_DIRECTION_RESPONSE, 0, &size), ==,
                   MB_RTU_FRAME);
  g_assert_cmpuint (size, ==, inner.len);

  /* It is of no meaning for others. */
  inner = make_frame_hex ("06 0001 0003");
  g_assert_cmpint (mb_rtu_find (inner.bytes, inner.len, MB_DIRECTION_RESPONSE, outer.len, &size),
                   ==, MB_RTU_FRAME);
  g_assert_cmpuint (size, ==, inner.len);
}

static MbFramer *
new_framer (MbDirection direction)
{
  return mb_framer_new (MB_FRAMING_RTU, direction);
}

static void
expect_frame (MbFramer    *framer,
              const Frame *frame)
{
  MbAdu adu;

  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpmem (adu.bytes, adu.len, frame->bytes, frame->len);
  g_assert_cmpmem (adu.pdu, adu.pdu_len, frame->bytes + 1, frame->len - 3);
  g_assert_cmpuint (adu.unit, ==, frame->bytes[0]);
  g_assert_cmpuint (adu.transaction, ==, 0);
  g_assert_cmpuint (adu.protocol, ==, 0);
  g_assert_cmpuint (adu.length, ==, frame->len - 2);
}

static void
expect_nothing (MbFramer *framer)
{
  MbAdu adu;

  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_MORE);
}

/* Each good frame, cut at each pair of places, and another one glued to it. */
static void
test_split (gconstpointer data)
{
  const FunctionCase *c = data;
  Frame frame = make_frame_hex (c->pdu);
  guint8 stream[2 * MB_ADU_MAX];
  gsize len = 2 * frame.len;

  memcpy (stream, frame.bytes, frame.len);
  memcpy (stream + frame.len, frame.bytes, frame.len);
  for (gsize first = 0; first <= len; first++)
    for (gsize second = first; second <= len; second += MAX (1, len / 32))
      {
        g_autoptr (MbFramer) framer = new_framer (direction_of (c));
        gsize cuts[] = { 0, first, second, len };
        guint n_frames = 0;
        gsize expected;

        mb_framer_set_echo (framer, echo_of (c));
        for (guint i = 1; i < G_N_ELEMENTS (cuts); i++)
          {
            mb_framer_feed (framer, stream + cuts[i - 1], cuts[i] - cuts[i - 1]);
            for (; n_frames < cuts[i] / frame.len; n_frames++)
              expect_frame (framer, &frame);
            expect_nothing (framer);
            g_assert_cmpuint (mb_framer_get_pending (framer, &expected), ==,
                              cuts[i] % frame.len);
            g_assert_true (expected == 0 || expected == frame.len);
          }
        g_assert_cmpuint (n_frames, ==, 2);
      }
}

/* A frame with a wrong checksum takes with it all that comes without a silence. */
static void
test_flush (void)
{
  g_autoptr (MbFramer) framer = new_framer (MB_DIRECTION_RESPONSE);
  Frame good = make_frame_hex ("03 02 0011");
  Frame bad = good;
  MbAdu adu;

  bad.bytes[3] ^= 1;
  mb_framer_feed (framer, bad.bytes, bad.len);
  mb_framer_feed (framer, good.bytes, good.len);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_DAMAGED);
  g_assert_cmpuint (adu.len, ==, bad.len + good.len);
  g_assert_cmpmem (adu.bytes, bad.len, bad.bytes, bad.len);
  expect_nothing (framer);
  g_assert_cmpuint (mb_framer_get_pending (framer, NULL), ==, 0);
  mb_framer_feed (framer, good.bytes, good.len);
  expect_nothing (framer);

  mb_framer_note_idle (framer);
  mb_framer_feed (framer, good.bytes, good.len);
  expect_frame (framer, &good);

  /* A pause in the middle of a frame means nothing: in TCP there are such. */
  mb_framer_feed (framer, good.bytes, 3);
  expect_nothing (framer);
  mb_framer_note_idle (framer);
  mb_framer_feed (framer, good.bytes + 3, good.len - 3);
  expect_frame (framer, &good);

  mb_framer_feed (framer, bad.bytes, bad.len);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_DAMAGED);
  mb_framer_reset (framer);
  mb_framer_feed (framer, good.bytes, good.len);
  expect_frame (framer, &good);
}

/* A flood of noise is counted once and takes no room. */
static void
test_noise (void)
{
  g_autoptr (MbFramer) framer = new_framer (MB_DIRECTION_RESPONSE);
  guint n_damaged = 0;
  MbFramerResult result;
  MbAdu adu;

  for (guint i = 0; i < 1000; i++)
    {
      gsize space;
      guint8 *place = mb_framer_reserve (framer, &space);

      for (gsize j = 0; j < space; j++)
        place[j] = (guint8) g_test_rand_int ();
      mb_framer_commit (framer, space);
      while ((result = mb_framer_next (framer, &adu)) != MB_FRAMER_MORE)
        n_damaged += result == MB_FRAMER_DAMAGED;
    }
  g_assert_cmpuint (n_damaged, ==, 1);
}

static void
fill_random (guint8 *bytes,
             gsize   len)
{
  for (gsize i = 0; i < len; i++)
    bytes[i] = (guint8) g_test_rand_int ();
}

static MbRequest
random_request (guint8 *data)
{
  guint n = (guint) g_test_rand_int_range (1, 100);
  guint16 address = (guint16) g_test_rand_int_range (0, 60000);

  fill_random (data, MB_PDU_MAX);
  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      return mb_request_read ((MbTable) g_test_rand_int_range (0, MB_N_TABLES), address,
                              (guint16) n);
    case 1:
      return (MbRequest) { .function = MB_FUNCTION_WRITE_MULTIPLE_COILS, .address = address,
                           .quantity = (guint16) (8 * n), .data = data, .data_len = n };
    case 2:
      return (MbRequest) { .function = MB_FUNCTION_WRITE_MULTIPLE_REGISTERS, .address = address,
                           .quantity = (guint16) n, .data = data, .data_len = 2 * n };
    case 3:
      return (MbRequest) { .function = MB_FUNCTION_MASK_WRITE_REGISTER, .address = address,
                           .and_mask = (guint16) n, .or_mask = address, .quantity = 1 };
    default:
      return (MbRequest) { .function = MB_FUNCTION_READ_WRITE_MULTIPLE_REGISTERS,
                           .address = address, .quantity = (guint16) n,
                           .write_address = address, .write_quantity = (guint16) n,
                           .data = data, .data_len = 2 * n };
    }
}

/* Whatever the codec makes of a request, both framings carry the same PDU. */
static void
test_agreement (void)
{
  g_autoptr (MbFramer) rtu = new_framer (MB_DIRECTION_REQUEST);
  g_autoptr (MbFramer) mbap = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  guint8 data[MB_PDU_MAX];

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      static const MbFraming framings[] = { MB_FRAMING_RTU, MB_FRAMING_MBAP };
      MbFramer *framers[] = { rtu, mbap };
      MbRequest request = random_request (data);
      MbAdu adus[2];

      for (guint j = 0; j < G_N_ELEMENTS (framings); j++)
        {
          guint8 adu[MB_ADU_MAX];
          gsize offset = mb_framing_get_pdu_offset (framings[j]);
          gsize pdu_len = mb_request_encode (&request, adu + offset, MB_PDU_MAX);
          gsize len = mb_framing_wrap (framings[j], adu, (guint16) i, (guint8) i, pdu_len);
          gsize found_len;

          g_assert_true (mb_framing_get_pdu (framings[j], adu, len, &found_len) == adu + offset);
          g_assert_cmpuint (found_len, ==, pdu_len);
          mb_framer_feed (framers[j], adu, len);
          g_assert_cmpint (mb_framer_next (framers[j], &adus[j]), ==, MB_FRAMER_ADU);
        }
      g_assert_cmpmem (adus[0].pdu, adus[0].pdu_len, adus[1].pdu, adus[1].pdu_len);
      g_assert_cmpuint (adus[0].unit, ==, adus[1].unit);
      g_assert_cmpuint (adus[0].length, ==, adus[1].length);
    }
}

/* What is too short has no PDU. */
static void
test_no_pdu (void)
{
  static const guint8 bytes[8];
  gsize len;

  g_assert_null (mb_framing_get_pdu (MB_FRAMING_RTU, bytes, 3, &len));
  g_assert_cmpuint (len, ==, 0);
  g_assert_true (mb_framing_get_pdu (MB_FRAMING_RTU, bytes, 4, &len) == bytes + 1);
  g_assert_cmpuint (len, ==, 1);
  g_assert_null (mb_framing_get_pdu (MB_FRAMING_DATAGRAM, bytes, 7, &len));
  g_assert_true (mb_framing_get_pdu (MB_FRAMING_MBAP, bytes, 8, &len) == bytes + 7);
  g_assert_cmpuint (len, ==, 1);
}

static void
add_function_tests (void)
{
  for (guint i = 0; i < n_function_cases; i++)
    {
      const FunctionCase *c = &function_cases[i];
      g_autofree char *name = g_strdup_printf ("%u-%s-%s-%u", c->function,
                                               c->request != NULL ? "response" : "request",
                                               c->name, i);
      g_autofree char *size = g_strconcat ("/mb/rtu/size/", name, NULL);
      g_autofree char *bits = g_strconcat ("/mb/rtu/turned-bits/", name, NULL);
      g_autofree char *more = g_strconcat ("/mb/rtu/followed/", name, NULL);
      g_autofree char *split = g_strconcat ("/mb/rtu/split/", name, NULL);

      g_test_add_data_func (size, c, test_function);
      if (c->error != NULL)
        continue;
      g_test_add_data_func (bits, c, test_turned_bits);
      g_test_add_data_func (more, c, test_followed);
      g_test_add_data_func (split, c, test_split);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/rtu/crc", test_crc);
  g_test_add_func ("/mb/rtu/golden", test_golden);
  g_test_add_func ("/mb/rtu/too-long", test_too_long);
  g_test_add_func ("/mb/rtu/longest", test_longest);
  g_test_add_func ("/mb/rtu/search-ends", test_search_ends);
  g_test_add_func ("/mb/rtu/echo", test_echo);
  g_test_add_func ("/mb/rtu/flush", test_flush);
  g_test_add_func ("/mb/rtu/noise", test_noise);
  g_test_add_func ("/mb/rtu/agreement", test_agreement);
  g_test_add_func ("/mb/rtu/no-pdu", test_no_pdu);
  add_function_tests ();
  return g_test_run ();
}
