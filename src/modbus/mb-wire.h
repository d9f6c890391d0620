/* mb-wire.h: bounds-checked big-endian reading and writing; the only code that indexes raw bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbReader:
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

void          mb_reader_init        (MbReader     *reader,
                                     const guint8 *bytes,
                                     gsize         len);
gsize         mb_reader_left        (const MbReader *reader);
guint8        mb_reader_u8          (MbReader     *reader);
guint16       mb_reader_u16         (MbReader     *reader);
const guint8 *mb_reader_bytes       (MbReader     *reader,
                                     gsize         n);

void          mb_writer_init        (MbWriter     *writer,
                                     guint8       *bytes,
                                     gsize         size);
void          mb_writer_u8          (MbWriter     *writer,
                                     guint8        value);
void          mb_writer_u16         (MbWriter     *writer,
                                     guint16       value);
void          mb_writer_bytes       (MbWriter     *writer,
                                     const guint8 *bytes,
                                     gsize         n);

/* Arrays in wire form: registers are big-endian pairs, bits are packed lowest bit first. */
guint16       mb_wire_get_register  (const guint8 *bytes,
                                     gsize         index);
void          mb_wire_put_register  (guint8       *bytes,
                                     gsize         index,
                                     guint16       value);
gboolean      mb_wire_get_bit       (const guint8 *bytes,
                                     gsize         index);
void          mb_wire_put_bit       (guint8       *bytes,
                                     gsize         index,
                                     gboolean      value);

G_END_DECLS
