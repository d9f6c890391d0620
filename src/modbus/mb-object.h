/* mb-object.h: the objects of Read Device Identification: names and their list on the wire.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-wire.h"

G_BEGIN_DECLS

/* The longest value that a response has room for (V1.1b3, 6.21: 253 - 7 - 2). */
#define MB_OBJECT_VALUE_MAX 244

/* Read device ids: how much is asked for (V1.1b3, 6.21). */
#define MB_IDENTIFY_BASIC 1
#define MB_IDENTIFY_REGULAR 2
#define MB_IDENTIFY_EXTENDED 3
#define MB_IDENTIFY_INDIVIDUAL 4

/**
 * MbObject:
 * @id: which object
 * @value: (nullable): its bytes, ASCII for 0 to 6, borrowed
 * @len: number of bytes, 0 to 255
 *
 * One object as a view (V1.1b3, 6.21).
 */
typedef struct
{
  guint8        id;
  const guint8 *value;
  gsize         len;
} MbObject;

/* Gives the English name of an object, such as "VendorName"; static, NULL from 7 on, where ids are
 * reserved or the device's own (V1.1b3, 6.21). */
const char *mb_object_name    (guint8          id);
/* Whether its value can be shown as text. */
gboolean    mb_object_is_text (const MbObject *object);
/* The next object of a list; FALSE when the bytes end inside of it. */
gboolean    mb_object_read    (MbReader       *reader,
                               MbObject       *out_object);
/* Appends an object to a list (V1.1b3, 6.21); without room for all of it `failed` is set. */
void        mb_object_write   (MbWriter       *writer,
                               const MbObject *object);

G_END_DECLS
