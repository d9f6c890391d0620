/* cli-tls.c: the options for TLS: which there are, what they mean, the files that they name.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-tls.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-output.h"
#include "cli/cli-passphrase.h"

/**
 * cli_tls_clear:
 * @tls: options
 *
 * Frees what is in them.
 */
void
cli_tls_clear (CliTls *tls)
{
  g_clear_pointer (&tls->ca, g_free);
  g_clear_pointer (&tls->certificate, g_free);
  g_clear_pointer (&tls->key, g_free);
  g_clear_pointer (&tls->name, g_free);
  g_clear_pointer (&tls->pin, g_free);
  g_clear_pointer (&tls->passphrase_file, g_free);
  g_clear_pointer (&tls->passphrase, cli_passphrase_free);
}

/**
 * cli_tls_list_entries:
 * @tls: options, which take what is given
 * @is_server: whether they are for a server
 * @entries: (out caller-allocates): the entries for a #GOptionContext, with the end
 *
 * Lists what the command line takes.
 */
void
cli_tls_list_entries (CliTls       *tls,
                      gboolean      is_server,
                      GOptionEntry  entries[CLI_TLS_MAX_ENTRIES])
{
  const GOptionEntry all[CLI_TLS_MAX_ENTRIES] = {
    { "tls-ca", 0, 0, G_OPTION_ARG_FILENAME, &tls->ca,
      is_server ? N_("PEM file of the authorities that sign the clients")
                : N_("PEM file of the authorities to trust (the system's)"), "FILE" },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &tls->certificate,
      N_("Our certificate: PEM, PKCS#12, or a pkcs11: URI"), "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &tls->key,
      N_("The key that belongs to it, unless it is in the same file"), "FILE" },
    { "tls-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &tls->passphrase_file,
      N_("File with what opens the key, or the PIN of the token; - is standard input"),
      "FILE" },
    { "tls-name", 0, 0, G_OPTION_ARG_STRING, &tls->name,
      N_("Name that the certificate of the device must be for (HOST)"), "NAME" },
    { "tls-pin", 0, 0, G_OPTION_ARG_STRING, &tls->pin,
      N_("Take only the certificate with this SHA-256, whoever signed it"), "SHA256" },
    G_OPTION_ENTRY_NULL,
  };

  memcpy (entries, all, sizeof all);
  /* The last two are about the other side, which for a server has no name. */
  if (is_server)
    entries[CLI_TLS_MAX_ENTRIES - 3] = (GOptionEntry) G_OPTION_ENTRY_NULL;
}

/* The first option that was given, but for where the passphrase is; or NULL. */
static const char *
find_given (const CliTls *tls)
{
  const struct { const char *text, *option; } given[] = {
    { tls->ca, "--tls-ca" },
    { tls->certificate, "--tls-cert" },
    { tls->key, "--tls-key" },
    { tls->name, "--tls-name" },
    { tls->pin, "--tls-pin" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    if (given[i].text != NULL)
      return given[i].option;
  return NULL;
}

static gboolean
refuse_without_tls (const char  *option,
                    GError     **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("%s means something with --transport tls only."), option);
  return FALSE;
}

static gboolean
check_values (const MbTlsValues  *values,
              const char         *option,
              GError            **error)
{
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (values);
  g_autoptr (GError) cause = NULL;

  if (mb_tls_options_check (options, &cause))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s.", option, cause->message);
  return FALSE;
}

/**
 * cli_tls_check:
 * @tls: options
 * @transport: what carries Modbus
 * @error: return location for an error of the user, for exit status 2
 *
 * Looks for what cannot be meant, without opening a file. Where the passphrase is may be said
 * without TLS: a project may want it.
 *
 * Returns: %FALSE with @error, which names the option
 */
gboolean
cli_tls_check (const CliTls  *tls,
               MbCarrier      transport,
               GError       **error)
{
  const char *given = find_given (tls);
  const MbTlsValues pin = { .pin = tls->pin };
  const MbTlsValues key = { .certificate = tls->certificate, .key = tls->key };

  if (transport != MB_CARRIER_TLS)
    return given == NULL || refuse_without_tls (given, error);
  if (!check_values (&pin, "--tls-pin", error) || !check_values (&key, "--tls-key", error))
    return FALSE;
  if (tls->passphrase_file == NULL || tls->certificate != NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("--tls-passphrase-file goes with --tls-cert, the certificate that it opens."));
  return FALSE;
}

/**
 * cli_tls_get_values:
 * @tls: options
 *
 * Returns: the same for the protocol floor; the texts belong to @tls
 */
MbTlsValues
cli_tls_get_values (const CliTls *tls)
{
  return (MbTlsValues) {
    .ca = tls->ca,
    .certificate = tls->certificate,
    .key = tls->key,
    .passphrase = tls->passphrase,
    .name = tls->name,
    .pin = tls->pin,
  };
}

/* From where it does not stand in the list of processes. */
static gboolean
take_passphrase (CliTls  *tls,
                 GError **error)
{
  const char *text = g_getenv (MB_TLS_PASSPHRASE_VARIABLE);

  if (tls->passphrase_file != NULL)
    tls->passphrase = cli_passphrase_read (tls->passphrase_file, error);
  else
    tls->passphrase = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  return tls->passphrase != NULL || tls->passphrase_file == NULL;
}

static MbCredentials *
load (const CliTls  *tls,
      gboolean       is_server,
      GError       **error)
{
  const MbTlsValues values = cli_tls_get_values (tls);
  g_autoptr (MbTlsOptions) options = mb_tls_options_new (&values);

  return mb_credentials_load (options, is_server, error);
}

/* A token asks for its PIN when it is used, which is too late to ask anybody. */
static gboolean
wants_pin (const char *certificate)
{
  return certificate != NULL && mb_tls_is_uri (certificate) &&
         strstr (certificate, "pin-value=") == NULL && strstr (certificate, "pin-source=") == NULL;
}

/* Loads what the options name, with a passphrase that is given or asked for where it is needed. */
static MbCredentials *
load_asking (CliTls    *tls,
             gboolean   is_server,
             GError   **error)
{
  g_autoptr (GError) cause = NULL;
  MbCredentials *credentials;

  if (!take_passphrase (tls, error))
    return NULL;
  if (tls->passphrase == NULL && wants_pin (tls->certificate))
    tls->passphrase = cli_passphrase_ask (tls->certificate);
  credentials = load (tls, is_server, &cause);
  if (tls->passphrase == NULL &&
      g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD))
    {
      tls->passphrase = cli_passphrase_ask (tls->key != NULL ? tls->key : tls->certificate);
      if (tls->passphrase != NULL)
        {
          g_clear_error (&cause);
          credentials = load (tls, is_server, &cause);
        }
    }
  if (credentials == NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return credentials;
}

static CliExit
open_files (CliTls         *tls,
            gboolean        is_server,
            MbCredentials **out_credentials)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbCredentials) credentials = load_asking (tls, is_server, &error);

  if (credentials == NULL)
    {
      if (tls->passphrase == NULL &&
          g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD))
        /* Translators: what is missing, and a first way to give it. */
        cli_put_note (_("%s, or by --tls-passphrase-file FILE."), error->message);
      else
        cli_put_note ("%s.", error->message);
      return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE) ? CLI_EXIT_LINK
                                                                           : CLI_EXIT_DATA;
    }
  if (mb_credentials_get_note (credentials) != NULL)
    cli_put_note ("%s.", mb_credentials_get_note (credentials));
  *out_credentials = g_steal_pointer (&credentials);
  return CLI_EXIT_DONE;
}

/**
 * cli_tls_open:
 * @tls: options that were checked
 * @transport: what carries Modbus
 *
 * Opens the files that are named, so that a bad one is told before anybody is asked anything, and
 * gets the passphrase: from the file for it, from the environment, or, when a key needs it and
 * nobody gave it, from who sits at the terminal. What is wrong is told.
 *
 * Returns: %CLI_EXIT_DONE when all is there, else the exit code
 */
CliExit
cli_tls_open (CliTls    *tls,
              MbCarrier  transport)
{
  g_autoptr (MbCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  if (transport == MB_CARRIER_TLS)
    return open_files (tls, FALSE, &credentials);
  if (tls->passphrase_file == NULL || refuse_without_tls ("--tls-passphrase-file", &error))
    return CLI_EXIT_DONE;
  return (CliExit) cli_usage_error ("%s", error->message);
}

/**
 * cli_tls_open_server:
 * @tls: options that were checked
 * @out_credentials: (out) (transfer full): who the server is and whom it trusts
 *
 * The same for a server, which cannot do without its certificate and the authorities of its
 * clients.
 *
 * Returns: %CLI_EXIT_DONE when all is there, else the exit code
 */
CliExit
cli_tls_open_server (CliTls         *tls,
                     MbCredentials **out_credentials)
{
  if (tls->ca == NULL)
    return (CliExit) cli_usage_error (_("--transport tls needs --tls-ca FILE, the authorities "
                                        "that sign the clients."));
  if (tls->certificate == NULL)
    return (CliExit) cli_usage_error (_("--transport tls needs --tls-cert FILE, the certificate "
                                        "of this server, with its key."));
  return open_files (tls, TRUE, out_credentials);
}

/* Whether somebody has to be asked. What else is wrong is told when the link is made. */
static gboolean
lacks_passphrase (const MonConnectionSpec *connection)
{
  g_autoptr (MbTlsOptions) options = mon_connection_spec_dup_tls (connection);
  g_autoptr (MbCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  if (mb_tls_options_get (options)->passphrase != NULL)
    return FALSE;
  credentials = mb_credentials_load (options, FALSE, &error);
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD) ||
         (credentials != NULL && wants_pin (connection->tls_cert));
}

/* One that is used twice is asked for once. */
static void
ask_for_connection (MonConnectionSpec *connection,
                    GHashTable        *answers)
{
  const char *what = connection->tls_key[0] != '\0' ? connection->tls_key : connection->tls_cert;
  char *answer = g_hash_table_lookup (answers, what);

  if (answer == NULL && lacks_passphrase (connection))
    {
      answer = cli_passphrase_ask (what);
      if (answer != NULL)
        g_hash_table_insert (answers, g_strdup (what), answer);
    }
  if (answer == NULL)
    return;
  g_free (connection->tls_passphrase);
  connection->tls_passphrase = g_strdup (answer);
}

static void
free_answer_cb (gpointer answer)
{
  cli_passphrase_free (answer);
}

/**
 * cli_tls_open_project:
 * @tls: options, of which only where the passphrase is counts
 * @root: a project that was just read, and that nobody else has
 *
 * Gives the connections of a project that have a certificate the passphrase for it: from the file
 * for that, else nothing when there is one in the environment, else from who sits at the terminal,
 * where a key needs it. One for all from the file; one for each key from the terminal.
 *
 * Returns: %CLI_EXIT_DONE, or the exit code for what was told
 */
CliExit
cli_tls_open_project (CliTls         *tls,
                      MonProjectSpec *root)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          free_answer_cb);
  g_autoptr (GError) error = NULL;
  guint n_certificates = 0;

  if (tls->passphrase_file != NULL && !take_passphrase (tls, &error))
    {
      cli_put_note ("%s.", error->message);
      return CLI_EXIT_DATA;
    }
  for (guint i = 0; i < root->connections->len; i++)
    {
      MonConnectionSpec *connection = g_ptr_array_index (root->connections, i);

      if (connection->transport != MB_CARRIER_TLS || connection->tls_cert[0] == '\0')
        continue;
      n_certificates++;
      if (tls->passphrase == NULL)
        ask_for_connection (connection, answers);
      else
        {
          g_free (connection->tls_passphrase);
          connection->tls_passphrase = g_strdup (tls->passphrase);
        }
    }
  if (tls->passphrase_file == NULL || n_certificates > 0)
    return CLI_EXIT_DONE;
  return (CliExit) cli_usage_error (_("--tls-passphrase-file: no connection of the project has a "
                                      "certificate."));
}
