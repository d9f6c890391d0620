/* mb-trust.c: judges the certificate of the other side, and says what is wrong with it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-trust.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-certificate.h"

static char *
date_text (gint64 time_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?");
}

/* The names and addresses that a certificate is for; those with names have no other (RFC 6125,
 * 6.4.4). */
static char *
list_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      gsize len;
      const char *name = g_bytes_get_data (names->pdata[i], &len);
      g_autofree char *shown = g_utf8_make_valid (name, (gssize) len);

      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", shown);
    }
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (addresses->pdata[i]);

      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", address);
    }
  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE)
                       : g_tls_certificate_get_subject_name (certificate);
}

static void
add (GString *text,
     char    *part)
{
  if (text->len > 0)
    g_string_append (text, _("; and it "));
  g_string_append (text, part);
  g_free (part);
}

static void
add_dates (GString              *text,
           GTlsCertificateFlags  flags,
           const MbCertificate  *seen,
           gint64                now_s)
{
  g_autofree char *from = date_text (seen->not_before_s);
  g_autofree char *to = date_text (seen->not_after_s);

  if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0 && seen->not_before_s > now_s)
    add (text, g_strdup_printf (_("is valid from %s on only (check the clock of this machine)"),
                                from));
  else if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    add (text, g_strdup (_("is signed by one that is not valid yet (check the clock of this "
                           "machine)")));
  if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0 && seen->not_after_s <= now_s)
    add (text, g_strdup_printf (_("has expired on %s (it has to be renewed, or the clock of this "
                                  "machine is wrong)"), to));
  else if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0)
    add (text, g_strdup (_("is signed by one that has expired (that has to be renewed)")));
}

static void
add_authority (GString              *text,
               GTlsCertificateFlags  flags,
               const MbTrust        *trust,
               const MbCertificate  *seen)
{
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0 && trust->name == NULL)
    add (text, g_strdup_printf (_("is signed by “%s”, whom this server does not trust"),
                                seen->issuer));
  else if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    add (text, g_strdup_printf (_("is signed by “%s”, whom nobody here trusts (give the "
                                  "certificate of that authority; or, if you are sure that this "
                                  "is the device, pin its SHA-256 %s)"),
                                seen->issuer, seen->sha256));
  if ((flags & G_TLS_CERTIFICATE_REVOKED) != 0)
    add (text, g_strdup (_("was revoked by its authority (it has to be replaced)")));
  if ((flags & G_TLS_CERTIFICATE_INSECURE) != 0)
    add (text, g_strdup (_("is made with an algorithm that is not secure any more (it has to be "
                           "renewed)")));
}

/* GIO does not look at dates when there is no authority, or one that it does not know. */
static GTlsCertificateFlags
check_dates (const MbCertificate *seen,
             gint64               now_s)
{
  GTlsCertificateFlags flags = 0;

  if (seen->not_before_s > now_s)
    flags |= G_TLS_CERTIFICATE_NOT_ACTIVATED;
  if (seen->not_after_s < now_s)
    flags |= G_TLS_CERTIFICATE_EXPIRED;
  return flags;
}

static char *
describe_faults (const MbTrust        *trust,
                 GTlsCertificate      *certificate,
                 const MbCertificate  *seen,
                 GTlsCertificateFlags  flags)
{
  GString *text = g_string_new (NULL);

  add_authority (text, flags, trust, seen);
  add_dates (text, flags, seen, trust->now_s);
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    {
      g_autofree char *names = list_names (certificate);

      add (text, g_strdup_printf (_("is for %s and not for %s (if it is the right device all the "
                                    "same, give one of its names as the one to expect)"),
                                  names, trust->name));
    }
  if (text->len == 0)
    add (text, g_strdup (_("does not hold")));
  return g_string_free (text, FALSE);
}

/**
 * mb_trust_new_identity:
 * @name: a name or an address, an IPv6 address without brackets
 *
 * Makes what a certificate is held against. An address is not sent to the server as a name that is
 * asked for (RFC 6066, 3 forbids it): some servers refuse that.
 *
 * Returns: (transfer full): an identity
 */
GSocketConnectable *
mb_trust_new_identity (const char *name)
{
  GSocketAddress *address = g_inet_socket_address_new_from_string (name, 0);

  return address != NULL ? G_SOCKET_CONNECTABLE (address) : g_network_address_new (name, 0);
}

/**
 * mb_trust_check:
 * @trust: what to hold it against
 * @certificate: the certificate, with those that came with it as its issuers
 * @flags: what GIO found wrong with it
 * @error: return location for %G_TLS_ERROR_BAD_CERTIFICATE
 *
 * Decides whether to talk to who shows a certificate. Everything that GIO finds wrong is, but for
 * one thing: who is pinned needs no authority. Then the SHA-256 must be the very one; the name and
 * the dates of the certificate count all the same.
 *
 * Returns: %FALSE with @error, a sentence that names each check that failed and what to do
 */
gboolean
mb_trust_check (const MbTrust         *trust,
                GTlsCertificate       *certificate,
                GTlsCertificateFlags   flags,
                GError               **error)
{
  g_autoptr (MbCertificate) seen = mb_certificate_new (certificate);
  g_autofree char *faults = NULL;

  if (trust->pin != NULL && !g_str_equal (seen->sha256, trust->pin))
    {
      g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
                   _("The certificate of %s is not the pinned one: its SHA-256 is %s; if the "
                     "device has a new one, pin that"), trust->place, seen->sha256);
      return FALSE;
    }
  if (trust->pin != NULL)
    flags &= ~G_TLS_CERTIFICATE_UNKNOWN_CA;
  flags |= check_dates (seen, trust->now_s);
  if (flags == 0)
    return TRUE;

  faults = describe_faults (trust, certificate, seen, flags);
  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
               /* Translators: a place, then what is wrong: "is signed by …", "has expired …". */
               _("The certificate of %s %s"), trust->place, faults);
  return FALSE;
}
