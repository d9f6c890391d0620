/* mb-wire.c: bounds-checked big-endian reading and writing; the only code that indexes raw bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-wire.h"

/**
 * mb_wire_get_registers:
 * @bytes: registers in wire form, 2 × @n_registers bytes
 * @n_registers: how many
 * @registers: (out caller-allocates) (array length=n_registers): where they go
 *
 * Takes many registers at once (V1.1b3, 4.2).
 */
void
mb_wire_get_registers (const guint8 *bytes,
                       gsize         n_registers,
                       guint16      *registers)
{
  for (gsize i = 0; i < n_registers; i++)
    registers[i] = mb_wire_get_register (bytes, i);
}

/**
 * mb_wire_put_registers:
 * @bytes: room for 2 × @n_registers bytes
 * @n_registers: how many
 * @registers: (array length=n_registers): the registers
 *
 * Puts many registers in wire form (V1.1b3, 4.2).
 */
void
mb_wire_put_registers (guint8        *bytes,
                       gsize          n_registers,
                       const guint16 *registers)
{
  for (gsize i = 0; i < n_registers; i++)
    mb_wire_put_register (bytes, i, registers[i]);
}

/**
 * mb_wire_put_bit:
 * @bytes: packed bits: the first one is the lowest of the first byte (V1.1b3, 6.1)
 * @index: which one; the caller has checked that its byte is there
 * @value: whether to set it
 *
 * Changes one bit and leaves its neighbours.
 */
void
mb_wire_put_bit (guint8   *bytes,
                 gsize     index,
                 gboolean  value)
{
  guint8 mask = (guint8) (1u << (index % 8));

  if (value)
    bytes[index / 8] |= mask;
  else
    bytes[index / 8] &= (guint8) ~mask;
}
