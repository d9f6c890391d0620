/* fuzz-reassembly.c: segments of a TCP stream in any order, cut and repeated, are that stream.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-reassembly.h"
#include "fuzz.h"

/* How long the stream is that segments are taken from. Each of its bytes tells its place. */
#define STREAM_LEN 8192

/**
 * Model:
 *
 * One stream beside what it should tell: where its told part ends, and which bytes were pushed in
 * time to be told.
 */
typedef struct
{
  MbTcpBudget  budget;
  MbTcpStream *stream;
  guint32      base;
  gsize        position;
  gboolean     has_cuts;
  gboolean     is_over;
  guint8       was_pushed[STREAM_LEN];
  guint8       was_told[STREAM_LEN];
} Model;

static guint8
byte_at (gsize offset)
{
  return (guint8) (offset * 7 + (offset >> 8) * 13 + 5);
}

static guint16
take_u16 (const guint8 **data,
          gsize         *size)
{
  guint16 high = fuzz_take (data, size);

  return (guint16) (high << 8 | fuzz_take (data, size));
}

static void
drain (Model *model)
{
  MbTcpChunk chunk;

  while (mb_tcp_stream_next (model->stream, &chunk) != MB_TCP_CHUNK_NONE)
    {
      g_assert_false (model->is_over);
      if (chunk.kind == MB_TCP_CHUNK_END)
        model->is_over = TRUE;
      else if (chunk.kind == MB_TCP_CHUNK_GAP)
        {
          g_assert_cmpuint (chunk.len, >, 0);
          model->position += chunk.len;
          g_assert_cmpuint (model->position, <=, STREAM_LEN);
        }
      else
        {
          g_assert_cmpint (chunk.kind, ==, MB_TCP_CHUNK_DATA);
          g_assert_cmpuint (chunk.len, >, 0);
          for (gsize i = 0; i < chunk.len; i++, model->position++)
            {
              g_assert_cmpuint (model->position, <, STREAM_LEN);
              g_assert_cmphex (chunk.bytes[i], ==, byte_at (model->position));
              g_assert_cmpuint (model->was_pushed[model->position], ==, 1);
              model->was_told[model->position] = 1;
            }
        }
    }
}

/* The bytes are a copy of just that size that goes afterwards. */
static void
push (Model    *model,
      gsize     offset,
      gsize     len,
      gsize     n_missing,
      gboolean  is_last,
      gboolean  is_deferred)
{
  g_autofree guint8 *bytes = g_malloc (len);
  MbTcpSegment segment = {
    .sequence = model->base + (guint32) offset,
    .is_last = is_last,
    .bytes = bytes,
    .len = len,
    .wire_len = len + n_missing,
  };

  for (gsize i = 0; i < len; i++)
    {
      bytes[i] = byte_at (offset + i);
      if (offset + i >= model->position && !model->is_over)
        model->was_pushed[offset + i] = 1;
    }
  model->has_cuts = model->has_cuts || n_missing > 0;
  mb_tcp_stream_push (model->stream, &segment);
  if (is_deferred)
    mb_tcp_stream_defer (model->stream);
  else
    drain (model);
}

static void
play_stream (const guint8 *data,
             gsize         size)
{
  g_autofree Model *model = g_new0 (Model, 1);
  gsize next = 0;

  model->budget.limit_bytes = 4096 * (gsize) (1 + fuzz_take (&data, &size));
  model->base = (guint32) take_u16 (&data, &size) << 16 | take_u16 (&data, &size);
  model->stream = mb_tcp_stream_new (&model->budget);
  mb_tcp_stream_start (model->stream, model->base);
  while (size > 0)
    {
      guint8 action = fuzz_take (&data, &size);
      /* Where the next one would be, or anywhere. */
      gsize offset = action & 0x10 ? take_u16 (&data, &size) % STREAM_LEN : next;
      gsize len = fuzz_take (&data, &size) % 64;
      gsize n_missing = action & 0x20 ? fuzz_take (&data, &size) % 16 : 0;

      len = MIN (len, STREAM_LEN - offset);
      n_missing = MIN (n_missing, STREAM_LEN - offset - len);
      if ((action & 0x0f) == 0)
        {
          mb_tcp_stream_acknowledge (model->stream, model->base + (guint32) offset);
          drain (model);
          continue;
        }
      /* Left out, to come later or never. */
      if ((action & 0x0f) != 1)
        push (model, offset, len, n_missing, FALSE, (action & 0x40) != 0);
      next = MAX (next, offset + len + n_missing);
    }
  mb_tcp_stream_finish (model->stream);
  drain (model);
  g_assert_true (model->is_over);
  /* What was pushed before its place was passed is there; unless a cut segment was there first. */
  for (gsize i = 0; i < STREAM_LEN && !model->has_cuts; i++)
    g_assert_cmpuint (model->was_told[i], ==, model->was_pushed[i]);
  mb_tcp_stream_free (model->stream);
  g_assert_cmpuint (model->budget.held_bytes, ==, 0);
}

/* Any packets whatever between two ports: nothing is told twice over, and nothing is kept. */
static void
play_packets (const guint8 *data,
              gsize         size)
{
  MbTcpBudget budget = { .limit_bytes = 100000 };
  g_autoptr (MbReassembly) reassembly = mb_reassembly_new (&budget);
  guint8 payload[256];
  guint64 n_pushed = 0, n_told = 0;
  gboolean is_more;

  memset (payload, 0x55, sizeof payload);
  do
    {
      guint8 action = fuzz_take (&data, &size);
      MbPacket packet = { .flags = fuzz_take (&data, &size), .payload = payload };
      MbStamp stamp = { .frame = 1 };
      MbTcpChunk chunk;
      guint side = 9;

      is_more = size > 0;
      /* Near a few places of the number space, so that something fits. */
      packet.sequence = (guint32) (action & 0x0e) << 28 | take_u16 (&data, &size);
      packet.acknowledgment = (guint32) (action & 0x70) << 25 | take_u16 (&data, &size);
      packet.len = fuzz_take (&data, &size);
      packet.wire_len = packet.len + (action & 0x80 ? fuzz_take (&data, &size) : 0);
      n_pushed += packet.len;
      if (is_more)
        mb_reassembly_push (reassembly, action & 1, &packet, &stamp);
      else
        mb_reassembly_finish (reassembly);
      while (mb_reassembly_next (reassembly, &side, &chunk) != MB_TCP_CHUNK_NONE)
        if (chunk.kind == MB_TCP_CHUNK_DATA)
          {
            g_assert_cmpuint (side, <, 2);
            g_assert_cmpuint (chunk.len, <=, 255);
            g_assert_cmphex (chunk.bytes[0], ==, 0x55);
            g_assert_cmphex (chunk.bytes[chunk.len - 1], ==, 0x55);
            n_told += chunk.len;
          }
      g_assert_cmpuint (budget.held_bytes, <, 110000);
    }
  while (is_more);
  g_assert_cmpuint (n_told, <=, n_pushed);
  g_assert_cmpuint (budget.held_bytes, ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  fuzz_begin ();
  if (fuzz_take (&data, &size) % 2 == 0)
    play_stream (data, size);
  else
    play_packets (data, size);
  return 0;
}
