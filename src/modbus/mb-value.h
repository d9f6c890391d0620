/* mb-value.h: registers to typed values and back: types and byte orders in one table.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbType:
 *
 * How registers are read as a value. Names by mb_type_name(): "bool", "uint16", …
 */
typedef enum
{
  MB_TYPE_BOOL,
  MB_TYPE_UINT16,
  MB_TYPE_INT16,
  MB_TYPE_UINT32,
  MB_TYPE_INT32,
  MB_TYPE_FLOAT32,
} MbType;

#define MB_N_TYPES (MB_TYPE_FLOAT32 + 1)

/**
 * MbOrder:
 *
 * Order of the bytes of a value on the wire, A being the most significant. For 16-bit types only
 * the order inside the word counts (ABCD and CDAB are AB, BADC and DCBA are BA).
 */
typedef enum
{
  MB_ORDER_ABCD,
  MB_ORDER_CDAB,
  MB_ORDER_BADC,
  MB_ORDER_DCBA,
} MbOrder;

#define MB_N_ORDERS (MB_ORDER_DCBA + 1)

/* Most registers one value takes. */
#define MB_VALUE_MAX_REGISTERS 4

typedef enum
{
  MB_VALUE_NONE,
  MB_VALUE_BOOL,
  MB_VALUE_INT,
  MB_VALUE_UINT,
  MB_VALUE_FLOAT32,
  MB_VALUE_FLOAT64,
} MbValueKind;

/**
 * MbValue:
 *
 * A number as it came out of registers, lossless. %MB_VALUE_FLOAT32 keeps its number in @f,
 * exactly; the kind tells that the shortest text for 32 bits is enough.
 */
typedef struct
{
  MbValueKind kind;
  union
  {
    gboolean b;
    gint64   i;
    guint64  u;
    double   f;
  };
} MbValue;

const char *mb_type_name          (MbType         type);
gboolean    mb_type_from_name     (const char    *name,
                                   MbType        *out_type);
MbValueKind mb_type_kind          (MbType         type);
guint       mb_type_n_registers   (MbType         type);
const char *mb_order_name         (MbOrder        order);
gboolean    mb_order_from_name    (const char    *name,
                                   MbOrder       *out_order);

void        mb_value_decode       (MbValue       *out_value,
                                   MbType         type,
                                   MbOrder        order,
                                   const guint16 *registers);
/* Refuses with %MB_ERROR_INVALID what does not fit @type; rounds fractions to the nearest. */
gboolean    mb_value_encode       (const MbValue *value,
                                   MbType         type,
                                   MbOrder        order,
                                   guint16       *registers,
                                   GError       **error);

double      mb_value_to_double    (const MbValue *value);
gboolean    mb_value_equal        (const MbValue *a,
                                   const MbValue *b);
/* Text of a number of @type (decimal or 0x hex integers; floats also nan, inf, -inf; bool: 0, 1,
 * on, off, true, false), never by locale. */
gboolean    mb_value_parse        (MbValue       *out_value,
                                   MbType         type,
                                   const char    *text,
                                   GError       **error);
/* The shortest text that reads back equal. Returns its length; a text that does not fit into @size
 * is cut as by snprintf(). MB_NUMBER_TEXT_SIZE bytes are enough. */
#define MB_NUMBER_TEXT_SIZE 40
gsize       mb_value_format       (const MbValue *value,
                                   char          *buffer,
                                   gsize          size);
gsize       mb_double_format      (double         number,
                                   char          *buffer,
                                   gsize          size);
gsize       mb_float_format       (float          number,
                                   char          *buffer,
                                   gsize          size);

G_END_DECLS
