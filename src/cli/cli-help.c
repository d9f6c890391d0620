/* cli-help.c: what `--help` says of a command: its details, the words it uses, and examples.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-help.h"

#include <glib/gi18n.h>

#include "modbus/mb-endpoint.h"
#include "modbus/mb-value.h"

/* The width of a terminal as it is opened. */
#define WIDTH 80

static guint
width_of (const char *word)
{
  guint width = 0;

  for (; *word != '\0'; word = g_utf8_next_char (word))
    width += g_unichar_iszerowidth (g_utf8_get_char (word)) ? 0 :
             g_unichar_iswide (g_utf8_get_char (word)) ? 2 : 1;
  return width;
}

/* Breaks a paragraph into lines, each behind @indent. */
static void
add_wrapped (GString    *text,
             const char *indent,
             const char *paragraph)
{
  g_auto (GStrv) words = g_strsplit (paragraph, " ", -1);
  guint column = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint width = width_of (words[i]);

      if (column > 0 && column + 1 + width > WIDTH)
        {
          g_string_append_c (text, '\n');
          column = 0;
        }
      g_string_append (text, column > 0 ? " " : indent);
      column += column > 0 ? 1 : width_of (indent);
      g_string_append (text, words[i]);
      column += width;
    }
  g_string_append_c (text, '\n');
}

static void
add_paragraphs (GString    *text,
                const char *paragraphs)
{
  g_auto (GStrv) lines = g_strsplit (paragraphs, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] == ' ')
      g_string_append_printf (text, "%s\n", lines[i]);
    else
      add_wrapped (text, "", lines[i]);
}

/**
 * cli_help_list_types:
 *
 * Returns: (transfer full): the names of all types of values
 */
char *
cli_help_list_types (void)
{
  GString *list = g_string_new (mb_type_name (0));

  for (guint i = 1; i < MB_TYPE_STRING; i++)
    g_string_append_printf (list, ", %s", mb_type_name (i));
  g_string_append_printf (list, ", %s:N", mb_type_name (MB_TYPE_STRING));
  return g_string_free (list, FALSE);
}

/**
 * cli_help_list_orders:
 *
 * Returns: (transfer full): the names of all orders of bytes
 */
char *
cli_help_list_orders (void)
{
  GString *list = g_string_new (mb_order_name (0));

  for (guint i = 1; i < MB_N_ORDERS; i++)
    g_string_append_printf (list, ", %s", mb_order_name (i));
  return g_string_free (list, FALSE);
}

static void
add_values (GString *text)
{
  g_autofree char *types = cli_help_list_types ();
  g_autofree char *orders = cli_help_list_orders ();
  g_autofree char *type_line = g_strdup_printf (_("TYPE is one of %s."), types);
  g_autofree char *order_line =
    /* Translators: the names that there are for 16 and 32 bits, such as ABCD. */
    g_strdup_printf (_("ORDER is one of %s; for 64 bits also ABCDEFGH, GHEFCDAB, BADCFEHG, "
                       "HGFEDCBA. A is the highest byte of the value; the letters stand as the "
                       "bytes come over the wire."), orders);

  add_paragraphs (text, type_line);
  add_paragraphs (text, _("Of a register, …8h is the high and …8l the low byte; string:N is N "
                          "registers of text, two bytes each, without the zeros or blanks at its "
                          "end; time is in seconds since 1970 UTC. Registers without a value, such "
                          "as bcd with a digit above 9, are null."));
  add_paragraphs (text, order_line);
}

static void
add_tls (GString *text)
{
  g_autofree char *paragraph =
    /* Translators: the name of an environment variable. */
    g_strdup_printf (_("With --transport tls both sides show a certificate. The passphrase of an "
                       "encrypted key, or the PIN of a token, comes from --tls-passphrase-file, "
                       "else from the environment variable %s, else it is asked for at the "
                       "terminal."), MB_TLS_PASSPHRASE_VARIABLE);

  add_paragraphs (text, paragraph);
}

static void
add_examples (GString          *text,
              const CliExample *examples)
{
  g_string_append_printf (text, "\n%s\n", _("Examples:"));
  for (; examples->arguments != NULL; examples++)
    {
      g_string_append_printf (text, "  coilscope-cli %s\n", examples->arguments);
      add_wrapped (text, "      ", _(examples->what));
    }
}

/* Writes what stands behind the options of a command, in lines of up to 80 columns. */
static char *
describe (const CliHelp *help)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (help->details != NULL)
    add_paragraphs (text, help->details);
  if (help->details != NULL && help->topics != 0)
    g_string_append_c (text, '\n');
  if ((help->topics & CLI_TOPIC_HOST) != 0)
    add_paragraphs (text, _("HOST is a name or an address, [IPv6] in brackets, with :PORT unless "
                            "that is 502, or 802 with TLS."));
  if ((help->topics & (CLI_TOPIC_HOST | CLI_TOPIC_TLS)) != 0)
    add_tls (text);
  if ((help->topics & CLI_TOPIC_TABLE) != 0)
    add_paragraphs (text, _("TABLE is coils, discrete, input or holding.\n"
                            "ADDRESS counts from 0, in decimal or 0x hex; it is never a Modicon "
                            "number: holding register 40001 is “holding 0”."));
  if ((help->topics & CLI_TOPIC_VALUES) != 0)
    add_values (text);
  if (help->examples != NULL)
    add_examples (text, help->examples);
  if ((help->topics & CLI_TOPIC_HOST) != 0)
    {
      g_string_append_c (text, '\n');
      add_paragraphs (text, _("Exit status: 0 done, 1 exception or refused, 2 wrong command line, "
                              "3 no connection or no valid answer, or a write whose outcome is "
                              "unknown or that was not sent, 4 bad file or data."));
    }
  g_string_truncate (text, text->len - 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cli_help_new_context:
 * @arguments: (nullable): the arguments of a command, not translated
 * @summary: what it does, translated
 * @help: what else there is to say of it
 *
 * Begins to read the command line of a command, for which options are still to be added. Its
 * `--help` has what @help says behind the options.
 *
 * Returns: (transfer full): the context
 */
GOptionContext *
cli_help_new_context (const char    *arguments,
                      const char    *summary,
                      const CliHelp *help)
{
  GOptionContext *context = g_option_context_new (arguments);
  g_autofree char *description = describe (help);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  return context;
}
