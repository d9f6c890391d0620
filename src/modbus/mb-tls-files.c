/* mb-tls-files.c: reads the files and tokens that hold certificates and keys.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tls-files.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "modbus/mb-pem.h"
#include "modbus/mb-x509.h"

/* A certificate with its chain has some KiB; all authorities of a system have a quarter of this. */
#define MAX_FILE_BYTES (1024 * 1024)

/* The content of a file, which may be a secret. */
typedef struct
{
  char  *text;
  gsize  len;
} Content;

static void
wipe (char  *text,
      gsize  len)
{
  if (text != NULL)
    explicit_bzero (text, len);
  g_free (text);
}

static void
wipe_text (char *text)
{
  wipe (text, text != NULL ? strlen (text) : 0);
}

typedef char SecretText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretText, wipe_text)

static void
content_clear (Content *content)
{
  wipe (content->text, content->len);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

static gboolean
fail (GError     **error,
      const char  *path,
      const char  *reason)
{
  /* Translators: a file or the URI of a certificate, then what is wrong with it and what to do. */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s”: %s"), path, reason);
  return FALSE;
}

/* For who can ask: whether a passphrase was there says what to ask for. */
static gboolean
fail_closed (GError     **error,
             const char  *path,
             const char  *passphrase)
{
  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD,
               passphrase != NULL ? _("“%s”: the passphrase does not open it")
                                  /* Translators: a file, then an environment variable. */
                                  : _("“%s”: it is encrypted: give its passphrase, for example in "
                                      "the environment variable %s"),
               path, MB_TLS_PASSPHRASE_VARIABLE);
  return FALSE;
}

/* Regular files only: a FIFO would block, and be empty at the next try to connect. */
static gboolean
read_file (const char  *path,
           Content     *content,
           GError     **error)
{
  g_autoptr (GError) cause = NULL;
  GStatBuf info;

  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    return fail (error, path, _("not a regular file; a certificate is loaded anew for each "
                                "connection"));
  if (g_stat (path, &info) == 0 && info.st_size > MAX_FILE_BYTES)
    return fail (error, path, _("larger than 1 MiB, so it is no file of certificates"));
  if (!g_file_get_contents (path, &content->text, &content->len, &cause))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, cause->message);
      return FALSE;
    }
  return TRUE;
}

/**
 * mb_tls_load_authorities:
 * @path: a file of PEM certificates
 * @error: return location for an error
 *
 * Reads whom to trust. Waits for the disk.
 *
 * Returns: (transfer full) (nullable): the authorities; %NULL with @error, which names the file,
 *   the reason and what to do
 */
GTlsDatabase *
mb_tls_load_authorities (const char  *path,
                         GError     **error)
{
  g_auto (Content) content = { NULL, 0 };
  g_autofree char *blocks = NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autoptr (GError) cause = NULL;
  GTlsDatabase *database;

  if (!read_file (path, &content, error))
    return NULL;
  blocks = mb_pem_take (content.text, MB_PEM_CERTIFICATE);
  if (blocks == NULL)
    {
      fail (error, path, _("holds no certificate in PEM; for one in DER, “openssl x509 -inform DER "
                           "-in FILE -out FILE.pem” converts it"));
      return NULL;
    }
  database = g_tls_file_database_new (absolute, &cause);
  if (database == NULL)
    fail (error, path, cause->message);
  return database;
}

/* A sequence that begins with version 3 (RFC 7292, 4); one of a certificate begins with another
 * sequence. */
static gboolean
is_pkcs12 (const Content *content)
{
  static const guint8 version[] = { 0x02, 0x01, 0x03 };
  const guint8 *bytes = (const guint8 *) content->text;
  gsize start;

  if (content->len < 2 || bytes[0] != 0x30)
    return FALSE;
  start = 2 + (bytes[1] > 0x80 ? bytes[1] - 0x80u : 0);
  return start < content->len && content->len - start >= sizeof version &&
         memcmp (bytes + start, version, sizeof version) == 0;
}

/* Without a passphrase first: GIO tells of files that need none only so. What it says of a wrong
 * one is not to be relied on: one in 256 seems to decrypt, to what is nothing. */
static GTlsCertificate *
open_pkcs12_by_gio (const Content *content,
                    const char    *passphrase)
{
  const guint8 *data = (const guint8 *) content->text;
  GTlsCertificate *certificate =
    g_tls_certificate_new_from_pkcs12 (data, content->len, NULL, NULL);

  if (certificate == NULL && passphrase != NULL)
    certificate = g_tls_certificate_new_from_pkcs12 (data, content->len, passphrase, NULL);
  return certificate;
}

static GTlsCertificate *
open_pkcs12 (const Content *content,
             const char    *passphrase,
             GError       **error)
{
  g_autoptr (SecretText) pem = NULL;

  if (!mb_x509_is_built_in ())
    return open_pkcs12_by_gio (content, passphrase);
  pem = mb_x509_open_pkcs12 ((const guint8 *) content->text, content->len, passphrase, error);
  return pem != NULL ? g_tls_certificate_new_from_pem (pem, -1, error) : NULL;
}

static GTlsCertificate *
load_pkcs12 (const char    *path,
             const Content *content,
             const char    *passphrase,
             GError       **error)
{
  g_autoptr (GError) cause = NULL;
  GTlsCertificate *certificate;

  if (!is_pkcs12 (content))
    {
      fail (error, path, _("neither PEM nor PKCS#12; for a certificate in DER, “openssl x509 "
                           "-inform DER -in FILE -out FILE.pem” converts it"));
      return NULL;
    }
  certificate = open_pkcs12 (content, passphrase, &cause);
  if (certificate != NULL)
    return certificate;
  if (cause != NULL && !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    fail (error, path, cause->message);
  else
    fail_closed (error, path, passphrase);
  return NULL;
}

/* Gives the key that is in @text, as PEM that is not encrypted. */
static char *
open_key (const char  *path,
          const char  *text,
          const char  *passphrase,
          GError     **error)
{
  g_autoptr (SecretText) key = mb_pem_take (text, MB_PEM_KEY);
  g_autoptr (GError) cause = NULL;
  char *plain;

  if (key == NULL)
    {
      fail (error, path, _("holds no private key in PEM; for one in DER, “openssl pkey -inform DER "
                           "-in FILE -out FILE.pem” converts it"));
      return NULL;
    }
  if (!mb_pem_is_encrypted (key))
    return g_steal_pointer (&key);
  if (passphrase == NULL && mb_x509_is_built_in ())
    {
      fail_closed (error, path, NULL);
      return NULL;
    }
  plain = mb_x509_decrypt_key (key, passphrase != NULL ? passphrase : "", &cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    fail_closed (error, path, passphrase);
  else if (plain == NULL)
    fail (error, path, cause->message);
  return plain;
}

static char *
load_key (const char  *path,
          const char  *passphrase,
          GError     **error)
{
  g_auto (Content) content = { NULL, 0 };

  if (!read_file (path, &content, error))
    return NULL;
  return open_key (path, content.text, passphrase, error);
}

static GTlsCertificate *
load_pem (const MbTlsValues *values,
          const Content     *content,
          GError           **error)
{
  g_autofree char *chain = mb_pem_take (content->text, MB_PEM_CERTIFICATE);
  g_autoptr (SecretText) key = NULL;
  g_autoptr (SecretText) both = NULL;
  g_autoptr (GError) cause = NULL;
  GTlsCertificate *certificate;

  if (chain == NULL)
    {
      fail (error, values->certificate, _("holds no certificate"));
      return NULL;
    }
  key = values->key != NULL
        ? load_key (values->key, values->passphrase, error)
        : open_key (values->certificate, content->text, values->passphrase, error);
  if (key == NULL)
    return NULL;
  both = g_strconcat (key, chain, NULL);
  certificate = g_tls_certificate_new_from_pem (both, -1, &cause);
  if (certificate == NULL)
    fail (error, values->certificate, cause->message);
  return certificate;
}

static GTlsCertificate *
load_from_token (const MbTlsValues *values,
                 GError           **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *reason = NULL;
  GTlsCertificate *certificate =
    g_tls_certificate_new_from_pkcs11_uris (values->certificate, values->key, &cause);

  if (certificate != NULL)
    return certificate;
  /* Translators: %s is what the library says. */
  reason = g_strdup_printf (_("%s; see by “p11tool --list-tokens” whether the token is there, and "
                              "by “p11tool --list-all TOKEN-URI” what is on it"), cause->message);
  fail (error, values->certificate, reason);
  return NULL;
}

/* A certificate without its key, or with that of another one, would fail in the middle of a
 * handshake, in words that help nobody. */
static gboolean
check_key (const MbTlsValues *values,
           GTlsCertificate   *certificate,
           GError           **error)
{
  g_autoptr (SecretText) key = NULL;
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "private-key-pem", &key, "certificate", &der, NULL);
  if (key == NULL)
    return fail (error, values->certificate, _("holds no private key"));
  if (!mb_x509_is_key_of (key, der->data, der->len))
    return fail (error, values->key != NULL ? values->key : values->certificate,
                 _("the key is not the one of the certificate"));
  return TRUE;
}

/**
 * mb_tls_load_certificate:
 * @values: settings with a certificate
 * @error: return location for an error
 *
 * Reads a certificate and the key that belongs to it. Waits for the disk, and for a token.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with @error, which names the file,
 *   the reason and what to do; it is %G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD when a passphrase is
 *   missing, or the one that is there is wrong
 */
GTlsCertificate *
mb_tls_load_certificate (const MbTlsValues *values,
                         GError           **error)
{
  g_auto (Content) content = { NULL, 0 };
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (mb_tls_is_uri (values->certificate))
    return load_from_token (values, error);
  if (!read_file (values->certificate, &content, error))
    return NULL;
  if (mb_pem_is_pem (content.text))
    certificate = load_pem (values, &content, error);
  else
    certificate = load_pkcs12 (values->certificate, &content, values->passphrase, error);
  if (certificate == NULL || !check_key (values, certificate, error))
    return NULL;
  return g_steal_pointer (&certificate);
}

/**
 * mb_tls_describe_exposure:
 * @values: settings with a certificate
 *
 * Tells if the key is open to all. Who may read a key is the affair of its owner, so it is no
 * error.
 *
 * Returns: (transfer full) (nullable): a sentence, or %NULL
 */
char *
mb_tls_describe_exposure (const MbTlsValues *values)
{
  const char *path = values->key != NULL ? values->key : values->certificate;
  GStatBuf info;

  if (path == NULL || mb_tls_is_uri (path) || g_stat (path, &info) != 0 ||
      (info.st_mode & S_IROTH) == 0)
    return NULL;
  return g_strdup_printf (_("Everybody on this machine can read the key in “%s”; “chmod 600” "
                            "changes that"), path);
}
