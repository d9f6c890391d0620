/* mb-rtu.c: finds the end of a frame of the serial line by what is in it, and its checksum.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-rtu.h"

#include "modbus/mb-crc.h"
#include "modbus/mb-function.h"
#include "modbus/mb-subfunction.h"
#include "modbus/mb-wire.h"

/* Unit identifier, function code, and a checksum: what a frame has besides. */
#define OVERHEAD 4

/* What follows the function code of a sub-function with the usual one value. */
#define SUBFUNCTION_SIZE 4

/**
 * Extent:
 * @EXTENT_MORE: more bytes are needed to tell
 * @EXTENT_KNOWN: the size is known
 * @EXTENT_SEARCH: nothing in the frame says how long it is
 *
 * What the first bytes of a frame say of its size.
 */
typedef enum
{
  EXTENT_MORE,
  EXTENT_KNOWN,
  EXTENT_SEARCH,
} Extent;

typedef struct
{
  MbReader    reader;
  MbDirection direction;
  gsize       echo_size;
  /* What was found out: the size of the frame. */
  gsize       size;
} Finder;

/* @n_bytes follow the function code, and no more. */
static Extent
fixed (Finder *finder,
       gsize   n_bytes)
{
  finder->size = OVERHEAD + n_bytes;
  return EXTENT_KNOWN;
}

/* A byte count follows @n_before bytes after the function code, and as many bytes follow it. */
static Extent
counted (Finder *finder,
         gsize   n_before)
{
  guint8 byte_count;

  mb_reader_bytes (&finder->reader, n_before);
  byte_count = mb_reader_u8 (&finder->reader);
  if (finder->reader.failed)
    return EXTENT_MORE;
  return fixed (finder, n_before + 1 + byte_count);
}

/* 8: only Return Query Data has as many bytes as it likes, and repeats them in its answer; who
 * waits for that knows how many. Reserved sub-functions are anybody's (V1.1b3, 6.8). */
static Extent
diagnostics (Finder *finder)
{
  guint16 code = mb_reader_u16 (&finder->reader);
  const MbSubfunction *subfunction = mb_subfunction_lookup (code);

  if (finder->reader.failed)
    return EXTENT_MORE;
  if (subfunction == NULL)
    return EXTENT_SEARCH;
  if (subfunction->data != MB_SUBFUNCTION_DATA_ANY)
    return fixed (finder, SUBFUNCTION_SIZE);
  if (finder->direction == MB_DIRECTION_REQUEST || finder->echo_size == 0)
    return EXTENT_SEARCH;
  finder->size = finder->echo_size;
  return EXTENT_KNOWN;
}

/* A list that cannot fit is not waited for. */
static Extent
too_long (Finder *finder)
{
  finder->size = G_MAXSIZE;
  return EXTENT_KNOWN;
}

static gboolean
has_room (const Finder *finder,
          gsize         n_bytes)
{
  return finder->reader.pos + n_bytes + MB_RTU_CRC_SIZE <= MB_RTU_SIZE_MAX;
}

/* Response of 43/14: the number of objects, and each with its length (V1.1b3, 6.21). */
static Extent
identification (Finder *finder)
{
  MbReader *reader = &finder->reader;
  guint n_objects;

  mb_reader_bytes (reader, 4);
  n_objects = mb_reader_u8 (reader);
  for (guint i = 0; i < n_objects && !reader->failed; i++)
    {
      guint8 len;

      if (!has_room (finder, 2))
        return too_long (finder);
      mb_reader_u8 (reader);
      len = mb_reader_u8 (reader);
      if (!has_room (finder, len))
        return too_long (finder);
      mb_reader_bytes (reader, len);
    }
  finder->size = reader->pos + MB_RTU_CRC_SIZE;
  return reader->failed ? EXTENT_MORE : EXTENT_KNOWN;
}

/* 43: of its types only Read Device Identification has a layout (V1.1b3, 6.19 to 6.21). */
static Extent
mei (Finder *finder)
{
  guint8 type = mb_reader_u8 (&finder->reader);

  if (finder->reader.failed)
    return EXTENT_MORE;
  if (type != MB_MEI_DEVICE_IDENTIFICATION)
    return EXTENT_SEARCH;
  return finder->direction == MB_DIRECTION_REQUEST ? fixed (finder, 3) : identification (finder);
}

/* 24: the one byte count of two bytes (V1.1b3, 6.18). */
static Extent
queue (Finder *finder)
{
  guint16 byte_count = mb_reader_u16 (&finder->reader);

  return finder->reader.failed ? EXTENT_MORE : fixed (finder, 2 + (gsize) byte_count);
}

static Extent
measure_shape (Finder  *finder,
               MbShape  shape)
{
  switch (shape)
    {
    case MB_SHAPE_NOTHING:
      return fixed (finder, 0);
    case MB_SHAPE_STATUS:
      return fixed (finder, 1);
    case MB_SHAPE_POINTER:
      return fixed (finder, 2);
    case MB_SHAPE_RANGE:
    case MB_SHAPE_SINGLE:
    case MB_SHAPE_EVENT_COUNTER:
      return fixed (finder, 4);
    case MB_SHAPE_MASK:
      return fixed (finder, 6);
    case MB_SHAPE_DATA:
    case MB_SHAPE_BYTES:
    case MB_SHAPE_EVENT_LOG:
    case MB_SHAPE_FILE_READ:
    case MB_SHAPE_FILE_DATA:
    case MB_SHAPE_FILE_WRITE:
      return counted (finder, 0);
    case MB_SHAPE_WRITE:
      return counted (finder, 4);
    case MB_SHAPE_READ_WRITE:
      return counted (finder, 8);
    case MB_SHAPE_QUEUE:
      return queue (finder);
    case MB_SHAPE_DIAGNOSTICS:
      return diagnostics (finder);
    case MB_SHAPE_MEI:
      return mei (finder);
    case MB_SHAPE_OPAQUE:
      return EXTENT_SEARCH;
    }
  g_assert_not_reached ();
}

static Extent
measure (Finder *finder)
{
  const MbFunctionInfo *info;
  guint8 code;

  mb_reader_u8 (&finder->reader);
  code = mb_reader_u8 (&finder->reader);
  if (finder->reader.failed)
    return EXTENT_MORE;
  if (finder->direction == MB_DIRECTION_RESPONSE && (code & MB_EXCEPTION_BIT))
    return fixed (finder, 1);
  info = mb_function_lookup (code);
  if (info == NULL)
    return EXTENT_SEARCH;
  return measure_shape (finder, finder->direction == MB_DIRECTION_REQUEST
                                ? info->request_shape : info->response_shape);
}

/* The size of the shortest first part of the bytes that its own checksum ends, or 0. */
static gsize
search (const guint8 *bytes,
        gsize         len)
{
  guint16 crc = MB_CRC_START;
  MbReader reader;

  mb_reader_init (&reader, bytes, MIN (len, MB_RTU_SIZE_MAX));
  while (mb_reader_left (&reader) > 0)
    {
      crc = mb_crc_step (crc, mb_reader_u8 (&reader));
      if (crc == 0 && reader.pos >= MB_RTU_SIZE_MIN)
        return reader.pos;
    }
  return 0;
}

/**
 * mb_rtu_find:
 * @bytes: (array length=len): what came, from the first byte of a frame on
 * @len: number of bytes
 * @direction: which way they went; requests and responses have different layouts
 * @echo_size: size of the request that waits when its response repeats it, else 0
 * @out_size: (out): the size of the frame; with %MB_RTU_MORE the size that it will have, 0 while
 *   that is not known; with %MB_RTU_DAMAGED how many bytes were looked at
 *
 * Finds the first frame. On a serial line a silence ends it (V1.02, 2.5.1.1), which a stream does
 * not carry, so its end follows from its function code and its byte counts (V1.1b3, 6 and 7), and
 * the checksum confirms it (V1.02, 2.5.1.2). Where the layout is not known (functions without one
 * here, Return Query Data, 43 but for 43/14), it ends with the first right checksum, of which one
 * in 65,536 is right by chance. A response's exception is always 5 bytes. No heap; what is found
 * depends on the bytes alone, not on how many more there are.
 *
 * Returns: what the bytes are
 */
MbRtuResult
mb_rtu_find (const guint8 *bytes,
             gsize         len,
             MbDirection   direction,
             gsize         echo_size,
             gsize        *out_size)
{
  Finder finder = { .direction = direction, .echo_size = echo_size };
  Extent extent;

  mb_reader_init (&finder.reader, bytes, len);
  extent = measure (&finder);
  *out_size = 0;
  if (extent == EXTENT_MORE)
    return MB_RTU_MORE;
  if (extent == EXTENT_SEARCH)
    {
      *out_size = search (bytes, len);
      if (*out_size > 0)
        return MB_RTU_FRAME;
      *out_size = len >= MB_RTU_SIZE_MAX ? MB_RTU_SIZE_MAX : 0;
      return len >= MB_RTU_SIZE_MAX ? MB_RTU_DAMAGED : MB_RTU_MORE;
    }

  if (finder.size > MB_RTU_SIZE_MAX)
    {
      *out_size = finder.reader.pos;
      return MB_RTU_DAMAGED;
    }
  *out_size = finder.size;
  if (len < finder.size)
    return MB_RTU_MORE;
  return mb_crc (bytes, finder.size) == 0 ? MB_RTU_FRAME : MB_RTU_DAMAGED;
}

/**
 * mb_rtu_wrap:
 * @frame: room for the frame, with the PDU at %MB_RTU_PDU_OFFSET
 * @unit: the unit identifier
 * @pdu_len: length of the PDU, 1 to 253 bytes
 *
 * Writes what a serial line has around a PDU: the unit identifier before it, and behind it the
 * checksum of both, low byte first (V1.02, 2.5.1.2).
 *
 * Returns: size of the frame in bytes
 */
gsize
mb_rtu_wrap (guint8 *frame,
             guint8  unit,
             gsize   pdu_len)
{
  gsize len = MB_RTU_PDU_OFFSET + pdu_len;
  MbWriter writer;
  guint16 crc;

  g_return_val_if_fail (pdu_len >= 1 && len + MB_RTU_CRC_SIZE <= MB_RTU_SIZE_MAX, 0);

  mb_writer_init (&writer, frame, MB_RTU_SIZE_MAX);
  mb_writer_u8 (&writer, unit);
  crc = mb_crc (frame, len);
  writer.len = len;
  mb_writer_u16 (&writer, GUINT16_SWAP_LE_BE (crc));
  return writer.len;
}

/**
 * mb_rtu_starts_frame:
 * @bytes: (array length=len): any bytes
 * @len: number of bytes
 *
 * Tells whether bytes that should be something else look like frames of a serial line.
 *
 * Returns: whether some first part of them, of 4 to 256 bytes, ends with its right checksum
 */
gboolean
mb_rtu_starts_frame (const guint8 *bytes,
                     gsize         len)
{
  return search (bytes, len) > 0;
}
