/* mb-wire.h: bounds-checked big-endian reading and writing; the only code that indexes raw bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * MbReader:
 * @bytes: (array length=len): what is read
 * @len: number of @bytes
 * @pos: how many of them were read
 * @failed: whether a read went past the end
 *
 * Reads big-endian numbers off a borrowed byte array. A read past the end gives 0 and sets
 * @failed, which stays set: check it once, after the last read. Lives on the stack.
 */
typedef struct
{
  const guint8 *bytes;
  gsize         len;
  gsize         pos;
  gboolean      failed;
} MbReader;

/**
 * MbWriter:
 * @bytes: (array length=size): where it writes
 * @size: number of bytes there is room for
 * @len: how many were written
 * @failed: whether there was no room for a write
 *
 * Writes big-endian numbers into a borrowed byte array. A write past the end is dropped and sets
 * @failed. Lives on the stack.
 */
typedef struct
{
  guint8  *bytes;
  gsize    size;
  gsize    len;
  gboolean failed;
} MbWriter;

/* The small ones are inline: they run several times for each exchange. */

/**
 * mb_reader_init:
 * @reader: (out caller-allocates): the reader
 * @bytes: (array length=len) (nullable): the bytes, which must outlive the reader
 * @len: number of bytes
 *
 * Starts reading at the first byte.
 */
static inline void
mb_reader_init (MbReader     *reader,
                const guint8 *bytes,
                gsize         len)
{
  reader->bytes = bytes;
  reader->len = len;
  reader->pos = 0;
  reader->failed = FALSE;
}

/**
 * mb_reader_left:
 * @reader: a reader
 *
 * Returns: the number of bytes not read yet
 */
static inline gsize
mb_reader_left (const MbReader *reader)
{
  return reader->len - reader->pos;
}

/**
 * mb_reader_u8:
 * @reader: a reader
 *
 * Returns: the next byte, or 0 when there is none, which sets `failed`
 */
static inline guint8
mb_reader_u8 (MbReader *reader)
{
  if (G_UNLIKELY (mb_reader_left (reader) < 1))
    {
      reader->failed = TRUE;
      return 0;
    }
  return reader->bytes[reader->pos++];
}

/**
 * mb_reader_u16:
 * @reader: a reader
 *
 * Returns: the next two bytes, high byte first (V1.1b3, 4.2), or 0 when there are fewer, which
 *   sets `failed` and reads nothing
 */
static inline guint16
mb_reader_u16 (MbReader *reader)
{
  const guint8 *bytes;

  if (G_UNLIKELY (mb_reader_left (reader) < 2))
    {
      reader->failed = TRUE;
      return 0;
    }
  bytes = reader->bytes + reader->pos;
  reader->pos += 2;
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

/**
 * mb_reader_u32:
 * @reader: a reader
 *
 * Returns: the next four bytes, high byte first, or 0 when there are fewer, which sets `failed` and
 *   reads nothing
 */
static inline guint32
mb_reader_u32 (MbReader *reader)
{
  const guint8 *bytes;

  if (G_UNLIKELY (mb_reader_left (reader) < 4))
    {
      reader->failed = TRUE;
      return 0;
    }
  bytes = reader->bytes + reader->pos;
  reader->pos += 4;
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/**
 * mb_reader_bytes:
 * @reader: a reader
 * @n: number of bytes
 *
 * Takes the next @n bytes without copying them.
 *
 * Returns: (transfer none) (nullable): the bytes, which belong to the array being read; %NULL when
 *   there are fewer, which sets `failed` and takes nothing
 */
static inline const guint8 *
mb_reader_bytes (MbReader *reader,
                 gsize     n)
{
  const guint8 *bytes;

  if (G_UNLIKELY (mb_reader_left (reader) < n))
    {
      reader->failed = TRUE;
      return NULL;
    }
  bytes = n > 0 ? reader->bytes + reader->pos : reader->bytes;
  reader->pos += n;
  return bytes;
}

/**
 * mb_writer_init:
 * @writer: (out caller-allocates): the writer
 * @bytes: (array length=size) (nullable): where to write, which must outlive the writer
 * @size: number of bytes there is room for
 *
 * Starts writing at the first byte.
 */
static inline void
mb_writer_init (MbWriter *writer,
                guint8   *bytes,
                gsize     size)
{
  writer->bytes = bytes;
  writer->size = size;
  writer->len = 0;
  writer->failed = FALSE;
}

/**
 * mb_writer_u8:
 * @writer: a writer
 * @value: a byte
 *
 * Appends @value; without room for it sets `failed` and writes nothing.
 */
static inline void
mb_writer_u8 (MbWriter *writer,
              guint8    value)
{
  if (G_UNLIKELY (writer->size - writer->len < 1))
    {
      writer->failed = TRUE;
      return;
    }
  writer->bytes[writer->len++] = value;
}

/**
 * mb_writer_u16:
 * @writer: a writer
 * @value: a number
 *
 * Appends @value, high byte first (V1.1b3, 4.2); without room for both bytes sets `failed` and
 * writes nothing.
 */
static inline void
mb_writer_u16 (MbWriter *writer,
               guint16   value)
{
  if (G_UNLIKELY (writer->size - writer->len < 2))
    {
      writer->failed = TRUE;
      return;
    }
  writer->bytes[writer->len++] = (guint8) (value >> 8);
  writer->bytes[writer->len++] = (guint8) value;
}

/**
 * mb_writer_u32:
 * @writer: a writer
 * @value: a number
 *
 * Appends @value, high byte first; without room for its four bytes sets `failed` and writes
 * nothing.
 */
static inline void
mb_writer_u32 (MbWriter *writer,
               guint32   value)
{
  if (G_UNLIKELY (writer->size - writer->len < 4))
    {
      writer->failed = TRUE;
      return;
    }
  mb_writer_u16 (writer, (guint16) (value >> 16));
  mb_writer_u16 (writer, (guint16) value);
}

/**
 * mb_writer_bytes:
 * @writer: a writer
 * @bytes: (array length=n) (nullable): the bytes
 * @n: number of bytes
 *
 * Appends @bytes; without room for all of them sets `failed` and writes nothing.
 */
static inline void
mb_writer_bytes (MbWriter     *writer,
                 const guint8 *bytes,
                 gsize         n)
{
  if (G_UNLIKELY (writer->size - writer->len < n))
    {
      writer->failed = TRUE;
      return;
    }
  if (n == 0)
    return;
  memcpy (writer->bytes + writer->len, bytes, n);
  writer->len += n;
}

/**
 * mb_wire_get_register:
 * @bytes: registers in wire form
 * @index: which one; the caller has checked that 2 × (@index + 1) bytes are there
 *
 * Returns: the register (V1.1b3, 4.2 and 6.3)
 */
static inline guint16
mb_wire_get_register (const guint8 *bytes,
                      gsize         index)
{
  return (guint16) (bytes[2 * index] << 8 | bytes[2 * index + 1]);
}

/**
 * mb_wire_put_register:
 * @bytes: room for registers in wire form
 * @index: which one; the caller has checked that there is room for 2 × (@index + 1) bytes
 * @value: the register
 *
 * Puts one register in wire form (V1.1b3, 4.2).
 */
static inline void
mb_wire_put_register (guint8  *bytes,
                      gsize    index,
                      guint16  value)
{
  bytes[2 * index] = (guint8) (value >> 8);
  bytes[2 * index + 1] = (guint8) value;
}

/**
 * mb_wire_get_bit:
 * @bytes: packed bits: the first one is the lowest of the first byte (V1.1b3, 6.1)
 * @index: which one; the caller has checked that its byte is there
 *
 * Returns: whether the bit is set
 */
static inline gboolean
mb_wire_get_bit (const guint8 *bytes,
                 gsize         index)
{
  return (bytes[index / 8] >> (index % 8)) & 1;
}

/* Takes many registers at once (V1.1b3, 4.2). */
void          mb_wire_get_registers  (const guint8  *bytes,
                                      gsize          n_registers,
                                      guint16       *registers);
/* Puts many registers in wire form (V1.1b3, 4.2). */
void          mb_wire_put_registers  (guint8        *bytes,
                                      gsize          n_registers,
                                      const guint16 *registers);
/* Changes one bit and leaves its neighbours. */
void          mb_wire_put_bit        (guint8        *bytes,
                                      gsize          index,
                                      gboolean       value);

G_END_DECLS
