/* cli-options.c: the options that every command with a device understands.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-options.h"

#include <glib/gi18n.h>

/* What an option holds until it is given; no option takes it. */
#define NOT_GIVEN G_MININT

/* A day: longer is a slip of the keyboard. */
#define MAX_MS 86400000

/* The texts as they were typed, before they are understood. */
typedef struct
{
  char *transport;
  char *type;
  char *order;
  char **quirks;
} Raw;

typedef struct
{
  const char *name;
  int        *value;
  int         min;
  int         max;
  int         fallback;
} Number;

static void
raw_clear (Raw *raw)
{
  g_free (raw->transport);
  g_free (raw->type);
  g_free (raw->order);
  g_strfreev (raw->quirks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Raw, raw_clear)

static gboolean
settle_number (const Number *number,
               gboolean     *out_was_given,
               GError      **error)
{
  if (*number->value == NOT_GIVEN)
    {
      *number->value = number->fallback;
      return TRUE;
    }
  *out_was_given = TRUE;
  if (*number->value >= number->min && *number->value <= number->max)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an option, then three numbers. */
               _("%s takes a number from %d to %d, not %d."),
               number->name, number->min, number->max, *number->value);
  return FALSE;
}

static gboolean
settle_numbers (CliOptions  *options,
                GError     **error)
{
  const Number numbers[] = {
    { "--unit", &options->unit, 0, 255, 1 },
    { "--timeout", &options->timeout_ms, 1, MAX_MS, 1000 },
    { "--connect-timeout", &options->connect_timeout_ms, 1, MAX_MS, 3000 },
    { "--retries", &options->retries, 0, 100, 1 },
    { "--window", &options->window, 1, 16, 1 },
    { "--delay", &options->delay_ms, 0, MAX_MS, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!settle_number (&numbers[i], &options->has_link_options, error))
      return FALSE;
  return TRUE;
}

static gboolean
settle_transport (const Raw   *raw,
                  CliOptions  *options,
                  GError     **error)
{
  options->transport = MB_CARRIER_TCP;
  if (raw->transport != NULL && !mb_carrier_from_name (raw->transport, &options->transport))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("There is no transport “%s”; use tcp, rtu-tcp, udp or tls."),
                   raw->transport);
      return FALSE;
    }
  if (options->transport == MB_CARRIER_RTU_TCP && options->window > 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--window: with --transport rtu-tcp only one request is in flight, "
                             "since frames of a serial line have no transaction identifiers."));
      return FALSE;
    }
  options->has_link_options |= raw->transport != NULL;
  return cli_tls_check (&options->tls, options->transport, error);
}

static gboolean
settle_quirks (const Raw   *raw,
               CliOptions  *options,
               GError     **error)
{
  for (guint i = 0; raw->quirks != NULL && raw->quirks[i] != NULL; i++)
    {
      MbQuirks quirk;

      if (!mb_quirk_from_name (raw->quirks[i], &quirk))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("There is no quirk “%s”; use any-transaction, short-exception, unit-0 or "
                         "unit-255."), raw->quirks[i]);
          return FALSE;
        }
      options->quirks |= quirk;
      options->has_link_options = TRUE;
    }
  return TRUE;
}

static gboolean
settle_type (const Raw   *raw,
             CliOptions  *options,
             GError     **error)
{
  g_autofree char *types = cli_help_list_types ();

  options->type = MB_TYPE_UINT16;
  options->n_registers = 1;
  options->has_type = raw->type != NULL;
  if (raw->type != NULL && !mb_type_from_name (raw->type, &options->type, &options->n_registers))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: a name, then the names that there are. */
                   _("There is no type “%s”; use one of %s, where N is 1 to %d registers."),
                   raw->type, types, MB_STRING_MAX_REGISTERS);
      return FALSE;
    }
  return TRUE;
}

static gboolean
settle_order (const Raw   *raw,
              CliOptions  *options,
              GError     **error)
{
  g_autofree char *orders = cli_help_list_orders ();

  options->order = MB_ORDER_ABCD;
  if (raw->order != NULL && !mb_order_from_name (raw->order, &options->order))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: a name, then the names that there are. */
                   _("There is no order “%s”; use one of %s."), raw->order, orders);
      return FALSE;
    }
  if (raw->order != NULL && options->n_registers != MB_VALUE_MAX_REGISTERS &&
      g_str_equal (raw->order, mb_order_wide_name (options->order)))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: the name of an order with eight letters, then with four. */
                   _("Order “%s” is for types of 64 bits; use %s."), raw->order,
                   mb_order_name (options->order));
      return FALSE;
    }
  return TRUE;
}

/* A "--" that GOption left where it was, since what follows it begins with "-". */
static void
drop_separator (char **words)
{
  char **word = words;

  while (*word != NULL && !g_str_equal (*word, "--"))
    word++;
  if (*word == NULL)
    return;
  g_free (*word);
  for (; *word != NULL; word++)
    *word = word[1];
}

static gboolean
settle_words (const CliUsage  *usage,
              char           **words,
              GError         **error)
{
  guint n_words;

  drop_separator (words);
  n_words = g_strv_length (words) - 1;
  if (n_words >= usage->min_words && n_words <= usage->max_words)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               n_words < usage->min_words ? _("Something is missing: give %s.")
                                          : _("That is too much: give %s."),
               usage->arguments);
  return FALSE;
}

/* A negative number is taken for an option unless it is told apart. */
static void
explain_negative (char   **argv,
                  GError **error)
{
  for (; *argv != NULL; argv++)
    if ((*argv)[0] == '-' && g_ascii_isdigit ((*argv)[1]))
      {
        g_clear_error (error);
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
                     _("“%s” looks like an option; put “--” before negative numbers."), *argv);
        return;
      }
}

static gboolean
parse (const CliUsage      *usage,
       const GOptionEntry  *common,
       const GOptionEntry  *tls,
       char              ***words,
       GError             **error)
{
  g_autoptr (GOptionContext) context =
    cli_help_new_context (usage->arguments, usage->summary, &usage->help);

  if (usage->entries != NULL)
    g_option_context_add_main_entries (context, usage->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, tls, GETTEXT_PACKAGE);
  if (g_option_context_parse_strv (context, words, error))
    return TRUE;
  if (error != NULL && g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    explain_negative (*words, error);
  return FALSE;
}

/**
 * cli_options_clear:
 * @options: options
 *
 * Frees what is in them.
 */
void
cli_options_clear (CliOptions *options)
{
  cli_tls_clear (&options->tls);
}

/**
 * cli_options_parse:
 * @options: (out caller-allocates): the common options, with their defaults where not given; to be
 *   cleared, also after an error
 * @usage: the command
 * @argv: (array zero-terminated=1): its words, its own name first
 * @out_words: (out) (transfer full): the arguments that are no options, without the name
 * @error: return location for an error of the user, for exit status 2
 *
 * Reads the command line of a command. `--help` is answered on standard output and ends the
 * process with status 0.
 *
 * Returns: %FALSE when the words are not what the command takes
 */
gboolean
cli_options_parse (CliOptions       *options,
                   const CliUsage   *usage,
                   char            **argv,
                   char           ***out_words,
                   GError          **error)
{
  g_auto (Raw) raw = { NULL, };
  g_auto (GStrv) words = g_strdupv (argv);
  const int of_values = (usage->help.topics & CLI_TOPIC_VALUES) != 0 ? 0 : G_OPTION_FLAG_HIDDEN;
  const GOptionEntry common[] = {
    { "unit", 'u', 0, G_OPTION_ARG_INT, &options->unit, N_("Unit identifier (1)"), "N" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout_ms,
      N_("Longest wait for a reply (1000)"), "MS" },
    { "connect-timeout", 0, 0, G_OPTION_ARG_INT, &options->connect_timeout_ms,
      N_("Longest wait for a connection (3000)"), "MS" },
    { "retries", 0, 0, G_OPTION_ARG_INT, &options->retries,
      N_("How often a read is repeated that got no answer (1); a write never is"), "N" },
    { "window", 0, 0, G_OPTION_ARG_INT, &options->window, N_("Requests in flight (1)"), "N" },
    { "delay", 0, 0, G_OPTION_ARG_INT, &options->delay_ms,
      N_("Pause between requests (0)"), "MS" },
    { "quirk", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw.quirks,
      N_("Bear this fault: any-transaction, short-exception, unit-0, unit-255"),
      "NAME" },
    { "transport", 0, 0, G_OPTION_ARG_STRING, &raw.transport,
      N_("tcp (the default), rtu-tcp (frames of a serial line), udp or tls"), "NAME" },
    { "type", 't', of_values, G_OPTION_ARG_STRING, &raw.type,
      N_("What a value is (uint16; bool for bits)"), "TYPE" },
    { "order", 0, of_values, G_OPTION_ARG_STRING, &raw.order,
      N_("Order of its bytes on the wire (ABCD)"), "ORDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json,
      N_("Print JSON lines instead of text"), NULL },
    { NULL }
  };
  GOptionEntry tls[CLI_TLS_MAX_ENTRIES];

  *options = (CliOptions) {
    .unit = NOT_GIVEN, .timeout_ms = NOT_GIVEN, .connect_timeout_ms = NOT_GIVEN,
    .retries = NOT_GIVEN, .window = NOT_GIVEN, .delay_ms = NOT_GIVEN,
  };
  cli_tls_list_entries (&options->tls, FALSE, tls);
  if (!parse (usage, common, tls, &words, error) ||
      !settle_words (usage, words, error) ||
      !settle_numbers (options, error) ||
      !settle_transport (&raw, options, error) ||
      !settle_quirks (&raw, options, error) ||
      !settle_type (&raw, options, error) ||
      !settle_order (&raw, options, error))
    return FALSE;

  *out_words = g_strdupv (words + 1);
  return TRUE;
}
