/* test-expression-random.c: random expressions mean what the trees mean that they are printed of.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-expression.h"

#include <math.h>
#include <string.h>

#define N_TREES 30000
#define MAX_DEPTH 6
#define N_TAGS 10
#define MAX_PARTS 4

/* What evaluates a tree plainly: whole numbers as 128 bits, which hold all that can be. */
typedef __int128 Wide;

typedef struct
{
  enum { NUMBER_BOOL, NUMBER_WHOLE, NUMBER_FLOAT } kind;
  Wide     whole;
  double   floating;
  MonFault fault;
} Number;

typedef enum
{
  NODE_NUMBER,
  NODE_TAG,
  NODE_NEGATE,
  NODE_BIT_NOT,
  NODE_NOT,
  NODE_BINARY,
  NODE_CALL,
} NodeKind;

typedef struct _Node Node;
struct _Node
{
  NodeKind    kind;
  Number      number;
  guint       tag;
  const char *name;     /* of an operator or a function */
  int         binding;
  guint       n_parts;
  Node       *parts[MAX_PARTS];
};

static const struct
{
  const char *name;
  const char *other;
  int         binding;
} operators[] = {
  { "or", "or", 1 },
  { "and", "and", 2 },
  { "==", "==", 4 },
  { "!=", "≠", 4 },
  { "<", "<", 4 },
  { "<=", "≤", 4 },
  { ">", ">", 4 },
  { ">=", "≥", 4 },
  { "|", "|", 5 },
  { "^", "^", 6 },
  { "&", "&", 7 },
  { "<<", "<<", 8 },
  { ">>", ">>", 8 },
  { "+", "+", 9 },
  { "-", "−", 9 },
  { "*", "×", 10 },
  { "/", "÷", 10 },
  { "%", "%", 10 },
};

#define BIND_NOT 3
#define BIND_COMPARISON 4
#define BIND_SIGN 11
#define BIND_VALUE 12

static const struct
{
  const char *name;
  guint       min;
  guint       max;
} functions[] = {
  { "if", 3, 3 }, { "min", 2, MAX_PARTS }, { "max", 2, MAX_PARTS }, { "abs", 1, 1 },
  { "round", 1, 2 }, { "floor", 1, 1 }, { "ceil", 1, 1 }, { "sqrt", 1, 1 },
};

static int
below (int n)
{
  return g_test_rand_int_range (0, n);
}

/* Small numbers, edges of the kinds, and anything. */
static Number
random_number (gboolean with_sign)
{
  static const guint64 edges[] = {
    G_MAXUINT64, G_MAXINT64, (guint64) G_MAXINT64 + 1, G_MAXUINT32, 1u << 31,
    G_GUINT64_CONSTANT (1) << 53, 0,
  };
  Number number = { .kind = NUMBER_WHOLE };
  int choice = below (8);

  if (choice < 3)
    number.whole = below (10);
  else if (choice == 3)
    number.whole = edges[below (G_N_ELEMENTS (edges))];
  else if (choice == 4)
    number.whole = (guint64) (guint32) g_test_rand_int () << below (33);
  else
    number = (Number) { .kind = NUMBER_FLOAT, .floating = below (1000) / 8.0 };
  if (choice == 5)
    number.floating = ldexp (g_test_rand_double (), below (2000) - 1000);
  if (with_sign && below (2) == 0)
    {
      if (number.kind == NUMBER_FLOAT)
        number.floating = -number.floating;
      else if (number.whole <= (Wide) G_MAXINT64 + 1)
        number.whole = -number.whole;
    }
  return number;
}

static Number
random_tag (void)
{
  switch (below (10))
    {
    case 0:
      return (Number) { .kind = NUMBER_FLOAT, .floating = NAN };
    case 1:
      return (Number) { .kind = NUMBER_FLOAT, .floating = below (2) ? INFINITY : -INFINITY };
    case 2:
      return (Number) { .kind = NUMBER_BOOL, .whole = below (2) };
    default:
      return random_number (TRUE);
    }
}

static Node *
random_tree (int depth)
{
  Node *node = g_new0 (Node, 1);
  int choice = depth == 0 ? below (2) : below (10);
  int which;

  node->binding = BIND_VALUE;
  if (choice == 0)
    {
      node->kind = NODE_NUMBER;
      node->number = random_number (FALSE);
    }
  else if (choice == 1)
    {
      node->kind = NODE_TAG;
      node->tag = (guint) below (N_TAGS);
    }
  else if (choice == 2)
    {
      node->kind = (NodeKind[]) { NODE_NEGATE, NODE_BIT_NOT, NODE_NOT }[below (3)];
      node->binding = node->kind == NODE_NOT ? BIND_NOT : BIND_SIGN;
      node->n_parts = 1;
    }
  else if (choice < 8)
    {
      which = below (G_N_ELEMENTS (operators));
      node->kind = NODE_BINARY;
      node->name = operators[which].name;
      node->binding = operators[which].binding;
      node->n_parts = 2;
    }
  else
    {
      which = below (G_N_ELEMENTS (functions));
      node->kind = NODE_CALL;
      node->name = functions[which].name;
      node->n_parts = (guint) g_test_rand_int_range ((gint32) functions[which].min,
                                                     (gint32) functions[which].max + 1);
    }
  for (guint i = 0; i < node->n_parts; i++)
    node->parts[i] = random_tree (depth - 1);
  return node;
}

static void
tree_free (Node *node)
{
  for (guint i = 0; i < node->n_parts; i++)
    tree_free (node->parts[i]);
  g_free (node);
}

static void
print_blank (GString *text)
{
  static const char *const blanks[] = { "", " ", " ", "\t", "\n  ", "\u00a0" };

  g_string_append (text, blanks[below (G_N_ELEMENTS (blanks))]);
}

static void
print_number (GString      *text,
              const Number *number)
{
  guint64 whole = (guint64) number->whole;
  char buffer[MB_NUMBER_TEXT_SIZE];

  if (number->kind == NUMBER_FLOAT)
    {
      mb_double_format (number->floating, buffer, sizeof buffer);
      g_string_append (text, buffer);
      /* A floating one has a point or an exponent. */
      if (strpbrk (buffer, ".e") == NULL)
        g_string_append (text, ".0");
    }
  else if (below (4) == 0)
    g_string_append_printf (text, "0x%" G_GINT64_MODIFIER "x", whole);
  else if (below (4) == 0)
    {
      g_string_append (text, "0b0");
      for (int bit = 63; bit >= 0; bit--)
        if (whole >> bit != 0)
          g_string_append_c (text, whole >> bit & 1 ? '1' : '0');
    }
  else
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, whole);
}

static void print_tree (GString    *text,
                        const Node *node,
                        int         binding);

static void
print_parts (GString    *text,
             const Node *node)
{
  for (guint i = 0; i < node->n_parts; i++)
    {
      g_string_append (text, i > 0 ? "," : "");
      print_tree (text, node->parts[i], 0);
    }
}

static const char *
print_name (const Node *node)
{
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (node->name == operators[i].name && below (2) == 0)
      return operators[i].other;
  return node->name;
}

static void
print_plain (GString    *text,
             const Node *node)
{
  static const char *const quotes[][2] = { { "", "" }, { "'", "'" }, { "{", "}" } };
  int form = below (3);

  switch (node->kind)
    {
    case NODE_NUMBER:
      print_number (text, &node->number);
      break;
    case NODE_TAG:
      g_string_append_printf (text, "%st%u%s", quotes[form][0], node->tag, quotes[form][1]);
      break;
    case NODE_NEGATE:
    case NODE_BIT_NOT:
      g_string_append (text, node->kind == NODE_BIT_NOT ? "~" : below (2) == 0 ? "-" : "−");
      print_tree (text, node->parts[0], BIND_SIGN);
      break;
    case NODE_NOT:
      g_string_append (text, "not ");
      print_tree (text, node->parts[0], BIND_NOT);
      break;
    case NODE_BINARY:
      print_tree (text, node->parts[0], node->binding + (node->binding == BIND_COMPARISON));
      g_string_append_printf (text, " %s ", print_name (node));
      print_tree (text, node->parts[1], node->binding + 1);
      break;
    case NODE_CALL:
      g_string_append (text, node->name);
      print_blank (text);
      g_string_append_c (text, '(');
      print_parts (text, node);
      g_string_append_c (text, ')');
      break;
    }
}

/* With the parentheses that are needed, and some that are not. */
static void
print_tree (GString    *text,
            const Node *node,
            int         binding)
{
  gboolean in_parentheses = node->binding < binding || below (10) == 0;

  print_blank (text);
  if (in_parentheses)
    g_string_append_c (text, '(');
  print_plain (text, node);
  if (in_parentheses)
    g_string_append_c (text, ')');
  print_blank (text);
}

static const Wide wide_min = -((Wide) 1 << 63);
static const Wide wide_max = ((Wide) 1 << 64) - 1;

static Number
faulty (MonFault fault)
{
  return (Number) { .fault = fault };
}

static Number
whole (Wide number)
{
  return (Number) { .kind = NUMBER_WHOLE, .whole = number };
}

static Number
truth (gboolean is_true)
{
  return (Number) { .kind = NUMBER_BOOL, .whole = is_true };
}

static double
as_double (Number number)
{
  return number.kind == NUMBER_FLOAT ? number.floating : (double) number.whole;
}

static Number
floating (double number,
          double x,
          double y)
{
  if (!isfinite (number) && isfinite (x) && isfinite (y))
    return faulty (MON_FAULT_RANGE);
  return (Number) { .kind = NUMBER_FLOAT, .floating = number };
}

static gboolean
fits (Wide number)
{
  return number >= wide_min && number <= wide_max;
}

/* A number as a whole one, or why not. */
static Number
bits_of (Number number)
{
  if (number.kind != NUMBER_FLOAT)
    return whole (number.whole);
  if (isinf (number.floating))
    return faulty (MON_FAULT_RANGE);
  if (number.floating != trunc (number.floating))
    return faulty (MON_FAULT_NOT_WHOLE);
  if (number.floating < -0x1p63 || number.floating >= 0x1p64)
    return faulty (MON_FAULT_RANGE);
  return whole ((Wide) number.floating);
}

static Number
nearest (double number)
{
  if (number < -0x1p63 || number >= 0x1p64 || !isfinite (number))
    return (Number) { .kind = NUMBER_FLOAT, .floating = number };
  return whole ((Wide) number);
}

static Number
test (Number number)
{
  if (number.kind == NUMBER_FLOAT && isnan (number.floating))
    return faulty (MON_FAULT_NOT_A_NUMBER);
  return truth (number.kind == NUMBER_FLOAT ? number.floating != 0 : number.whole != 0);
}

static Number
compute_bits (const char *name,
              Number      a,
              Number      b)
{
  gboolean is_shift = name[0] == '<' || name[0] == '>';
  Wide result;

  a = bits_of (a);
  if (a.fault != MON_FAULT_NONE)
    return a;
  b = bits_of (b);
  if (b.fault != MON_FAULT_NONE)
    return b;
  if (is_shift && (b.whole < 0 || b.whole > 63))
    return faulty (MON_FAULT_RANGE);

  if (name[0] == '&')
    result = a.whole & b.whole;
  else if (name[0] == '|')
    result = a.whole | b.whole;
  else if (name[0] == '^')
    result = a.whole ^ b.whole;
  else if (name[0] == '<')
    result = a.whole * ((Wide) 1 << (int) b.whole);
  else
    result = a.whole >> (int) b.whole;
  return fits (result) ? whole (result) : faulty (MON_FAULT_RANGE);
}

static Number
compute_rest (Number a,
              Number b)
{
  double x = as_double (a), y = as_double (b);
  double rest = fmod (x, y);

  if (y == 0)
    return faulty (MON_FAULT_DIVISION);
  if (a.kind != NUMBER_FLOAT && b.kind != NUMBER_FLOAT)
    return whole ((a.whole % b.whole + b.whole) % b.whole);
  return floating (rest != 0 && signbit (rest) != signbit (y) ? rest + y : rest, x, y);
}

static Number
compute_sum (char   sign,
             Number a,
             Number b)
{
  double x = as_double (a), y = as_double (b);
  Wide result;

  if (sign == '/')
    return y == 0 ? faulty (MON_FAULT_DIVISION) : floating (x / y, x, y);
  if (sign == '%')
    return compute_rest (a, b);
  if (a.kind != NUMBER_FLOAT && b.kind != NUMBER_FLOAT)
    {
      gboolean is_beyond = FALSE;

      if (sign == '*')
        is_beyond = __builtin_mul_overflow (a.whole, b.whole, &result);
      else
        result = sign == '+' ? a.whole + b.whole : a.whole - b.whole;
      if (!is_beyond && fits (result))
        return whole (result);
    }
  return floating (sign == '*' ? x * y : sign == '+' ? x + y : x - y, x, y);
}

static int
order_of (Number a,
          Number b)
{
  if (a.kind != NUMBER_FLOAT && b.kind != NUMBER_FLOAT)
    return a.whole < b.whole ? -1 : a.whole > b.whole;
  return as_double (a) < as_double (b) ? -1 : as_double (a) > as_double (b);
}

static gboolean
is_nan (Number number)
{
  return number.kind == NUMBER_FLOAT && isnan (number.floating);
}

static Number
compute_comparison (const char *name,
                    Number      a,
                    Number      b)
{
  int order = order_of (a, b);

  if (is_nan (a) || is_nan (b))
    return truth (name[0] == '!');
  if (name[0] == '=')
    return truth (order == 0);
  if (name[0] == '!')
    return truth (order != 0);
  if (name[0] == '<')
    return truth (order < 0 || (name[1] == '=' && order == 0));
  return truth (order > 0 || (name[1] == '=' && order == 0));
}

static Number compute (const Node   *node,
                       const Number *tags);

static Number
compute_binary (const Node   *node,
                const Number *tags)
{
  Number a = compute (node->parts[0], tags);
  Number b;

  if (a.fault != MON_FAULT_NONE)
    return a;
  if (node->binding <= 2)
    {
      a = test (a);
      if (a.fault != MON_FAULT_NONE || (a.whole != 0) == (node->binding == 1))
        return a;
      b = compute (node->parts[1], tags);
      return b.fault != MON_FAULT_NONE ? b : test (b);
    }

  b = compute (node->parts[1], tags);
  if (b.fault != MON_FAULT_NONE)
    return b;
  if (node->binding == BIND_COMPARISON)
    return compute_comparison (node->name, a, b);
  return node->binding <= 8 ? compute_bits (node->name, a, b) : compute_sum (node->name[0], a, b);
}

static Number
compute_rounded (Number a,
                 Number digits)
{
  double power = 1;

  digits = bits_of (digits);
  if (digits.fault != MON_FAULT_NONE)
    return digits;
  if (digits.whole < 0 || digits.whole > 15)
    return faulty (MON_FAULT_RANGE);
  if (a.kind != NUMBER_FLOAT)
    return a;
  if (digits.whole == 0)
    return nearest (round (a.floating));
  for (int i = 0; i < (int) digits.whole; i++)
    power *= 10;
  if (fabs (a.floating * power) < 0x1p53)
    a.floating = round (a.floating * power) / power;
  return a;
}

static Number
compute_one (const char *name,
             Number      a)
{
  if (g_str_equal (name, "sqrt"))
    return as_double (a) < 0 ? faulty (MON_FAULT_ROOT)
                             : floating (sqrt (as_double (a)), as_double (a), 0);
  if (g_str_equal (name, "abs") && a.kind != NUMBER_FLOAT)
    return whole (a.whole < 0 ? -a.whole : a.whole);
  if (a.kind != NUMBER_FLOAT)
    return a;
  if (g_str_equal (name, "abs"))
    return (Number) { .kind = NUMBER_FLOAT, .floating = fabs (a.floating) };
  if (g_str_equal (name, "round"))
    return nearest (round (a.floating));
  return nearest (g_str_equal (name, "floor") ? floor (a.floating) : ceil (a.floating));
}

static Number
compute_call (const Node   *node,
              const Number *tags)
{
  Number a = compute (node->parts[0], tags);
  Number b;

  if (a.fault != MON_FAULT_NONE)
    return a;
  if (g_str_equal (node->name, "if"))
    {
      a = test (a);
      return a.fault != MON_FAULT_NONE ? a : compute (node->parts[a.whole != 0 ? 1 : 2], tags);
    }
  if (node->n_parts == 1)
    return compute_one (node->name, a);
  for (guint i = 1; i < node->n_parts; i++)
    {
      b = compute (node->parts[i], tags);
      if (b.fault != MON_FAULT_NONE)
        return b;
      if (g_str_equal (node->name, "round"))
        a = compute_rounded (a, b);
      else if (is_nan (b) || (!is_nan (a) && order_of (b, a) == (node->name[1] == 'i' ? -1 : 1)))
        a = b;
    }
  return a;
}

static Number
compute (const Node   *node,
         const Number *tags)
{
  Number a;

  switch (node->kind)
    {
    case NODE_NUMBER:
      return node->number;
    case NODE_TAG:
      return tags[node->tag];
    case NODE_BINARY:
      return compute_binary (node, tags);
    case NODE_CALL:
      return compute_call (node, tags);
    case NODE_NEGATE:
    case NODE_BIT_NOT:
    case NODE_NOT:
      break;
    }

  a = compute (node->parts[0], tags);
  if (a.fault != MON_FAULT_NONE)
    return a;
  if (node->kind == NODE_NOT)
    {
      a = test (a);
      a.whole = !a.whole;
      return a;
    }
  if (node->kind == NODE_BIT_NOT)
    {
      a = bits_of (a);
      if (a.fault == MON_FAULT_NONE && !fits (~a.whole))
        return faulty (MON_FAULT_RANGE);
      a.whole = ~a.whole;
      return a;
    }
  if (a.kind == NUMBER_FLOAT)
    return (Number) { .kind = NUMBER_FLOAT, .floating = -a.floating };
  return fits (-a.whole) ? whole (-a.whole) : floating ((double) -a.whole, 0, 0);
}

static MbValue
value_of (Number number)
{
  if (number.kind == NUMBER_FLOAT)
    return (MbValue) { .kind = MB_VALUE_FLOAT64, .f = number.floating };
  if (number.kind == NUMBER_BOOL)
    return (MbValue) { .kind = MB_VALUE_BOOL, .b = number.whole != 0 };
  if (number.whole > G_MAXINT64 || (number.whole >= 0 && below (2) == 0))
    return (MbValue) { .kind = MB_VALUE_UINT, .u = (guint64) number.whole };
  return (MbValue) { .kind = MB_VALUE_INT, .i = (gint64) number.whole };
}

static gboolean
is_same (Number         expected,
         MonFault       fault,
         const MbValue *value)
{
  if (fault != MON_FAULT_NONE || expected.fault != MON_FAULT_NONE)
    return fault == expected.fault;
  switch (expected.kind)
    {
    case NUMBER_BOOL:
      return value->kind == MB_VALUE_BOOL && value->b == (expected.whole != 0);
    case NUMBER_WHOLE:
      if (expected.whole > G_MAXINT64)
        return value->kind == MB_VALUE_UINT && value->u == (guint64) expected.whole;
      return value->kind == MB_VALUE_INT && value->i == (gint64) expected.whole;
    case NUMBER_FLOAT:
      return value->kind == MB_VALUE_FLOAT64
             && (value->f == expected.floating || (isnan (value->f) && is_nan (expected)));
    }
  g_assert_not_reached ();
}

static void
check_tree (const Node *node,
            guint      *n_values)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MonExpression) expression = NULL;
  g_autoptr (GError) error = NULL;
  MbValue inputs[MON_EXPRESSION_MAX_REFERENCES], by_tag[N_TAGS];
  Number tags[N_TAGS], expected;
  MonExpressionStack stack;
  MbValue value;
  MonFault fault;

  print_tree (text, node, 0);
  expression = mon_expression_parse (text->str, NULL, &error);
  if (g_error_matches (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_TOO_LARGE))
    return;
  if (expression == NULL)
    g_error ("%s: %s", text->str, error->message);

  for (guint i = 0; i < N_TAGS; i++)
    {
      tags[i] = random_tag ();
      by_tag[i] = value_of (tags[i]);
    }
  for (guint i = 0; i < mon_expression_get_n_inputs (expression); i++)
    inputs[i] = by_tag[mon_expression_get_input (expression, i)->text[1] - '0'];
  fault = mon_expression_evaluate (expression, inputs, &stack, &value);
  expected = compute (node, tags);
  if (!is_same (expected, fault, &value))
    g_error ("%s: fault %d, kind %d, %g; expected fault %d, kind %d, %g", text->str, fault,
             value.kind, mb_value_to_double (&value), expected.fault, expected.kind,
             as_double (expected));
  *n_values += fault == MON_FAULT_NONE;
}

static void
test_trees (void)
{
  guint n_values = 0;

  for (guint i = 0; i < N_TREES; i++)
    {
      Node *node = random_tree (1 + below (MAX_DEPTH));

      check_tree (node, &n_values);
      tree_free (node);
    }
  g_test_message ("%u of %u have a value", n_values, N_TREES);
  g_assert_cmpuint (n_values, >, N_TREES / 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/expression-random/trees", test_trees);
  return g_test_run ();
}
