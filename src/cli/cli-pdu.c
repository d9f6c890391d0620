/* cli-pdu.c: from what a command asks to the bytes of a request, and from a reply to its items.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-pdu.h"

#include <glib/gi18n.h>

#include "modbus/mb-response.h"
#include "modbus/mb-text.h"
#include "modbus/mb-value.h"

/* Both values of "Write Single Coil" begin with one of these and end with 0 (V1.1b3, 6.5). */
#define COIL_ON 0xff
#define COIL_OFF 0x00

static GBytes *
encode (const MbRequest  *request,
        GError          **error)
{
  guint8 pdu[MB_PDU_MAX];
  gsize len;

  if (!mb_request_is_valid (request, error))
    return NULL;
  len = mb_request_encode (request, pdu, sizeof pdu);
  g_assert (len > 0);
  return g_bytes_new (pdu, len);
}

static gboolean
check_count (const CliRange  *range,
             guint8           function,
             guint            max_items,
             GError         **error)
{
  if (range->n_items <= max_items)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               mb_table_is_bits (range->table)
               /* Translators: name of a function, its code, then two numbers. */
               ? _("%s (%u) takes at most %u bits in one request, not %u.")
               : _("%s (%u) takes at most %u registers in one request, not %u."),
               mb_function_lookup (function)->name, function, max_items, range->n_items);
  return FALSE;
}

/**
 * cli_pdu_new_read:
 * @range: what to read
 * @error: return location for an error
 *
 * Makes the request that reads a range: function 1, 2, 3 or 4 (V1.1b3, 6.1 to 6.4).
 *
 * Returns: (transfer full) (nullable): the PDU; %NULL when it is more than one request can read
 */
GBytes *
cli_pdu_new_read (const CliRange  *range,
                  GError         **error)
{
  guint8 function = mb_table_read_function (range->table);
  MbRequest request;

  if (!check_count (range, function, mb_table_max_read (range->table), error))
    return NULL;
  request = mb_request_read (range->table, range->address, (guint16) range->n_items);
  return encode (&request, error);
}

static void
pack_bits (const CliRange *range,
           guint8          function,
           const MbValue  *values,
           guint8         *data)
{
  if (function == MB_FUNCTION_WRITE_SINGLE_COIL)
    {
      data[0] = values[0].b ? COIL_ON : COIL_OFF;
      return;
    }
  for (guint i = 0; i < range->n_values; i++)
    if (values[i].b)
      data[i / 8] |= (guint8) (1 << i % 8);
}

/* @registers has room for the longest string. */
static gboolean
encode_value (const CliRange  *range,
              const MbValue   *value,
              guint16         *registers,
              GError         **error)
{
  if (range->type == MB_TYPE_STRING)
    return mb_text_encode (value->text, range->order, MB_ENCODING_UTF8, MB_PADDING_NUL, registers,
                           range->n_each, error);
  return mb_value_encode (value, range->type, range->order, registers, error);
}

static gboolean
pack_registers (const CliRange  *range,
                const MbValue   *values,
                guint8          *data,
                GError         **error)
{
  guint16 registers[MB_STRING_MAX_REGISTERS];

  for (guint i = 0; i < range->n_values; i++)
    {
      if (!encode_value (range, &values[i], registers, error))
        return FALSE;
      for (guint j = 0; j < range->n_each; j++)
        {
          *data++ = (guint8) (registers[j] >> 8);
          *data++ = (guint8) registers[j];
        }
    }
  return TRUE;
}

/* Half a register by its mask; the device keeps the other half. */
static GBytes *
new_half_write (const CliRange  *range,
                const MbValue   *values,
                GError         **error)
{
  guint16 mask = mb_type_mask (range->type, range->order);
  guint16 bits;

  if (!mb_value_encode (&values[0], range->type, range->order, &bits, error))
    return NULL;
  return cli_pdu_new_mask_write (range->address, (guint16) ~mask, bits, error);
}

/**
 * cli_pdu_new_write:
 * @range: where to write
 * @function: 5, 6, 15 or 16, fitting the table of @range, or 22 for one value of half a register
 * @values: (array): as many as @range says, of its type
 * @error: return location for an error
 *
 * Makes the request that writes values (V1.1b3, 6.5, 6.6, 6.11, 6.12, 6.16).
 *
 * Returns: (transfer full) (nullable): the PDU; %NULL when one request cannot write that
 */
GBytes *
cli_pdu_new_write (const CliRange  *range,
                   guint8           function,
                   const MbValue   *values,
                   GError         **error)
{
  const MbFunctionInfo *info = mb_function_lookup (function);
  gboolean is_bits = mb_table_is_bits (range->table);
  guint8 data[MB_PDU_MAX] = { 0, };
  gsize data_len = info->single ? 2 : mb_table_n_bytes (range->table, range->n_items);
  MbRequest request;

  if (function == MB_FUNCTION_MASK_WRITE_REGISTER)
    return new_half_write (range, values, error);
  if (!check_count (range, function, info->max_write_quantity, error))
    return NULL;
  if (is_bits)
    pack_bits (range, function, values, data);
  else if (!pack_registers (range, values, data, error))
    return NULL;

  request = mb_request_write (function, range->address, (guint16) range->n_items, data, data_len);
  return encode (&request, error);
}

/**
 * cli_pdu_new_mask_write:
 * @address: a holding register
 * @and_mask: bits that stay
 * @or_mask: bits that are set where @and_mask has 0
 * @error: return location for an error
 *
 * Makes the request that changes single bits of a register (V1.1b3, 6.16).
 *
 * Returns: (transfer full) (nullable): the PDU
 */
GBytes *
cli_pdu_new_mask_write (guint16   address,
                        guint16   and_mask,
                        guint16   or_mask,
                        GError  **error)
{
  MbRequest request = mb_request_mask_write (address, and_mask, or_mask);

  return encode (&request, error);
}

/**
 * cli_pdu_new_hex:
 * @hex: two hex digits for each byte; blanks and colons between bytes mean nothing
 * @error: return location for an error
 *
 * Reads the bytes of a request, which are not judged.
 *
 * Returns: (transfer full) (nullable): the PDU; %NULL when @hex is not 1 to 253 bytes in hex
 */
GBytes *
cli_pdu_new_hex (const char  *hex,
                 GError     **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (const char *c = hex; *c != '\0' && bytes->len <= MB_PDU_MAX;)
    {
      guint8 byte;

      if (g_ascii_isspace (*c) || *c == ':')
        {
          c++;
          continue;
        }
      if (!g_ascii_isxdigit (c[0]) || !g_ascii_isxdigit (c[1]))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("A PDU is given by two hex digits for each byte, not as “%s”."), hex);
          return NULL;
        }
      byte = (guint8) (g_ascii_xdigit_value (c[0]) << 4 | g_ascii_xdigit_value (c[1]));
      g_byte_array_append (bytes, &byte, 1);
      c += 2;
    }
  if (bytes->len == 0 || bytes->len > MB_PDU_MAX)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("A PDU has 1 to %d bytes."), MB_PDU_MAX);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * cli_pdu_dup_items:
 * @request: PDU of a read, as cli_pdu_new_read() made it
 * @response: PDU of its good answer
 *
 * Takes the items out of a reply.
 *
 * Returns: (transfer full) (nullable): as many registers, or bits (0 or 1), as were asked for;
 *   %NULL when @response is no good answer
 */
guint16 *
cli_pdu_dup_items (GBytes *request,
                   GBytes *response)
{
  gsize request_len, response_len;
  const guint8 *request_pdu = g_bytes_get_data (request, &request_len);
  const guint8 *response_pdu = g_bytes_get_data (response, &response_len);
  MbRequest asked;
  MbResponse answer;
  guint16 *items;

  if (mb_request_parse (&asked, request_pdu, request_len) != 0 ||
      mb_response_parse (&answer, &asked, response_pdu, response_len) != MB_BREACH_NONE ||
      answer.is_exception)
    return NULL;

  items = g_new (guint16, asked.quantity);
  for (guint i = 0; i < asked.quantity; i++)
    items[i] = mb_table_is_bits (mb_function_lookup (asked.function)->table)
               ? mb_response_get_bit (&answer, i) != 0
               : mb_response_get_register (&answer, i);
  return items;
}
