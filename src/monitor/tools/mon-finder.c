/* mon-finder.c: how registers are to be read so that they show what a person sees; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-finder.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"

/* From nano to mega: what devices and their displays put between them. */
#define MIN_EXPONENT (-9)
#define MAX_EXPONENT 6

/* Longer is no number that somebody sees. */
#define MAX_SEEN 40

/* A number as it was seen: its digits tell how exact it is. */
typedef struct
{
  double number;
  int    decimals;
} Seen;

/* What a type costs: the more usual in registers, the less. Times, bits and texts are not seen as
 * a number. */
static const struct
{
  MbType type;
  double cost;
} types[] = {
  { MB_TYPE_UINT16, 0 },
  { MB_TYPE_INT16, 0.3 },
  { MB_TYPE_FLOAT32, 0 },
  { MB_TYPE_UINT32, 0.2 },
  { MB_TYPE_INT32, 0.5 },
  { MB_TYPE_FLOAT64, 0.4 },
  { MB_TYPE_UINT64, 0.4 },
  { MB_TYPE_INT64, 0.7 },
  { MB_TYPE_BCD16, 2 },
  { MB_TYPE_BCD32, 2 },
  { MB_TYPE_UINT8H, 4 },
  { MB_TYPE_UINT8L, 4 },
  { MB_TYPE_INT8H, 4.3 },
  { MB_TYPE_INT8L, 4.3 },
};

static const double order_costs[MB_N_ORDERS] = {
  [MB_ORDER_ABCD] = 0,
  [MB_ORDER_CDAB] = 0.6,
  [MB_ORDER_BADC] = 2,
  [MB_ORDER_DCBA] = 1.2,
};

/* Registers that are given and not used speak against a candidate. */
#define UNUSED_REGISTER_COST 1.5

/* A display that cuts digits off instead of rounding. */
#define CUT_COST 1.5

/* A whole number of which digits are not shown, for each. */
#define HIDDEN_DIGIT_COST 0.8

/* Digits on the display that the register has not, for each: "71.80" out of 718. */
#define ADDED_DIGIT_COST 0.3

static gboolean
parse_seen (const char  *text,
            Seen        *out_seen,
            GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strndup (text, MAX_SEEN));
  const char *digits = stripped + (strspn (stripped, "+-") == 1 ? 1 : 0);
  gsize n_whole = strspn (digits, "0123456789");
  gsize n_decimals = digits[n_whole] == '.' ? strspn (digits + n_whole + 1, "0123456789") : 0;
  gsize len = n_whole + (digits[n_whole] == '.' ? 1 + n_decimals : 0);

  if (n_whole + n_decimals == 0 || digits[len] != '\0' || strlen (text) > MAX_SEEN)
    {
      g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                   _("“%s” is not a number as a display shows it; write it like 71.8."), stripped);
      return FALSE;
    }
  out_seen->number = g_ascii_strtod (stripped, NULL);
  out_seen->decimals = (int) n_decimals;
  return TRUE;
}

static double
scale_by (double number,
          int    exponent)
{
  return exponent < 0 ? number / pow (10, -exponent) : number * pow (10, exponent);
}

/* Whether a display that shows so many decimals shows this as what was seen. */
static gboolean
fits (double      value,
      const Seen *seen,
      gboolean   *out_is_cut)
{
  double last_digit = pow (10, -seen->decimals);
  double difference = fabs (value - seen->number);
  /* Room for the noise of binary fractions. */
  double slack = last_digit * 1e-6 + fabs (seen->number) * 1e-12;

  *out_is_cut = difference > last_digit / 2 + slack;
  return !*out_is_cut ||
         (difference < last_digit + slack && fabs (value) >= fabs (seen->number) &&
          (value < 0) == (seen->number < 0));
}

/* What a scale costs. Whole numbers have as many decimals as their scale says; floats seldom have
 * one at all, and then a thousand. */
static double
exponent_cost (gboolean    is_float,
               int         exponent,
               const Seen *seen)
{
  int distance = abs (exponent);
  int hidden = -exponent - seen->decimals;

  if (exponent == 0 && seen->decimals == 0)
    return 0;
  if (is_float)
    return exponent == 0 ? 0 : distance % 3 == 0 ? 2 + distance / 3 : 3 + distance;
  if (exponent > 0)
    return 2 + exponent;
  return distance * 0.2 + (hidden > 0 ? hidden * HIDDEN_DIGIT_COST : -hidden * ADDED_DIGIT_COST);
}

static void
try_exponents (const MonCandidate *template,
               const MbValue      *raw,
               const Seen         *seen,
               GArray             *candidates)
{
  gboolean is_float = raw->kind == MB_VALUE_FLOAT32 || raw->kind == MB_VALUE_FLOAT64;
  double number = mb_value_to_double (raw);

  /* Next to 0 a float is more probably something else that was read wrongly. */
  if (!isfinite (number) || (number != 0 && fabs (number) < 1e-20))
    return;
  for (int exponent = MIN_EXPONENT; exponent <= MAX_EXPONENT; exponent++)
    {
      MonCandidate candidate = *template;
      gboolean is_cut;

      /* 0 is 0 in every scale, and next to nothing is no reason to see one. */
      if ((number == 0 && exponent != 0) || (number != 0 && seen->number == 0 && exponent != 0))
        continue;
      candidate.exponent = exponent;
      candidate.value = scale_by (number, exponent);
      if (!fits (candidate.value, seen, &is_cut))
        continue;
      candidate.cost += exponent_cost (is_float, exponent, seen) + (is_cut ? CUT_COST : 0);
      g_array_append_val (candidates, candidate);
    }
}

/* Whether another order than this one would give the same value. */
static gboolean
is_repeated (guint   n_registers,
             MbType  type,
             MbOrder order)
{
  if (n_registers > 1)
    return FALSE;
  /* One register has no word order; swapped halves of it are the other half. */
  return MB_ORDER_LOW_WORD_FIRST (order) ||
         (mb_type_mask (type, MB_ORDER_ABCD) != 0xffff && order != MB_ORDER_ABCD);
}

static void
try_type (const guint16 *registers,
          guint          n_registers,
          guint          type_index,
          const Seen    *seen,
          GArray        *candidates)
{
  MbType type = types[type_index].type;
  guint n_used = mb_type_n_registers (type);

  for (guint first = 0; first + n_used <= n_registers; first++)
    for (guint order = 0; order < MB_N_ORDERS; order++)
      {
        MonCandidate candidate = {
          .type = type,
          .order = (MbOrder) order,
          .first = first,
          .n_registers = n_used,
          .cost = types[type_index].cost + order_costs[order]
                  + (n_registers - n_used) * UNUSED_REGISTER_COST,
        };
        MbValue raw;

        if (is_repeated (n_used, type, candidate.order))
          continue;
        mb_value_decode (&raw, type, candidate.order, registers + first);
        if (raw.kind != MB_VALUE_NONE)
          try_exponents (&candidate, &raw, seen, candidates);
      }
}

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const MonCandidate *first = a;
  const MonCandidate *second = b;

  if (first->cost != second->cost)
    return first->cost < second->cost ? -1 : 1;
  if (first->type != second->type)
    return first->type < second->type ? -1 : 1;
  if (first->first != second->first)
    return first->first < second->first ? -1 : 1;
  return (int) first->order - (int) second->order;
}

/**
 * mon_finder_find:
 * @registers: (array length=n_registers): raw registers
 * @n_registers: how many, 1 to %MB_VALUE_MAX_REGISTERS
 * @seen: the number that a person sees on the device, with the decimals that it has there: "71.8"
 * @error: return location for %MB_ERROR_INVALID, when @seen is no such number
 *
 * Finds types, byte orders and scales with which the registers show what is seen, to the last digit
 * that is seen. The more digits, the fewer chance finds.
 *
 * Returns: (transfer full) (element-type MonCandidate) (nullable): the most probable first; empty
 *   when there is none
 */
GArray *
mon_finder_find (const guint16  *registers,
                 guint           n_registers,
                 const char     *seen,
                 GError        **error)
{
  g_autoptr (GArray) candidates = NULL;
  Seen number;

  g_return_val_if_fail (registers != NULL && seen != NULL, NULL);
  g_return_val_if_fail (n_registers >= 1 && n_registers <= MB_VALUE_MAX_REGISTERS, NULL);

  if (!parse_seen (seen, &number, error))
    return NULL;
  candidates = g_array_new (FALSE, FALSE, sizeof (MonCandidate));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    try_type (registers, n_registers, i, &number, candidates);
  g_array_sort (candidates, compare_candidates);
  return g_steal_pointer (&candidates);
}

/**
 * mon_candidate_scale:
 * @candidate: a candidate
 *
 * Returns: the scale of a tag that is read so: 0.1, 1, 1000
 */
double
mon_candidate_scale (const MonCandidate *candidate)
{
  return scale_by (1, candidate->exponent);
}

/**
 * mon_candidate_dup_text:
 * @candidate: a candidate
 *
 * Says how the registers are read and what they show then.
 *
 * Returns: (transfer full): text such as "int16 × 0.1 = 71.8" or "float32 CDAB = 123.456"
 */
char *
mon_candidate_dup_text (const MonCandidate *candidate)
{
  GString *text = g_string_new (mb_type_name (candidate->type));
  char number[MB_NUMBER_TEXT_SIZE];

  if (candidate->order != MB_ORDER_ABCD)
    g_string_append_printf (text, " %s",
                            candidate->n_registers == MB_VALUE_MAX_REGISTERS
                            ? mb_order_wide_name (candidate->order)
                            : mb_order_name (candidate->order));
  if (candidate->exponent != 0)
    {
      mb_double_format (mon_candidate_scale (candidate), number, sizeof number);
      g_string_append_printf (text, " × %s", number);
    }
  if (candidate->type == MB_TYPE_FLOAT32)
    mb_float_format ((float) candidate->value, number, sizeof number);
  else
    mb_double_format (candidate->value, number, sizeof number);
  g_string_append_printf (text, " = %s", number);
  return g_string_free (text, FALSE);
}
