/* mb-certificate.c: what there is to know of the certificate of the other side.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-certificate.h"

#include "modbus/mb-role.h"
#include "modbus/mb-x509.h"

static char *
take_role (GByteArray  *der,
           char       **out_error)
{
  g_autoptr (GBytes) value = NULL;
  g_autoptr (GError) error = NULL;
  char *role = NULL;

  if (mb_x509_get_extension (der->data, der->len, MB_ROLE_OID, &value, &error) && value != NULL)
    {
      gsize len;
      const guint8 *bytes = g_bytes_get_data (value, &len);

      role = mb_role_parse (bytes, len, &error);
    }
  *out_error = error != NULL ? g_strdup (error->message) : NULL;
  return role;
}

/* Takes over @time. */
static gint64
seconds_of (GDateTime *time)
{
  g_autoptr (GDateTime) owned = time;

  return owned != NULL ? g_date_time_to_unix (owned) : 0;
}

static char *
known (char *name)
{
  return name != NULL ? name : g_strdup ("?");
}

/**
 * mb_certificate_new:
 * @certificate: the certificate of a peer
 *
 * Returns: (transfer full): what there is to know of it
 */
MbCertificate *
mb_certificate_new (GTlsCertificate *certificate)
{
  MbCertificate *self = g_atomic_rc_box_new0 (MbCertificate);
  g_autoptr (GByteArray) der = NULL;
  char *role_error;

  g_object_get (certificate, "certificate", &der, NULL);
  self->subject = known (g_tls_certificate_get_subject_name (certificate));
  self->issuer = known (g_tls_certificate_get_issuer_name (certificate));
  self->not_before_s = seconds_of (g_tls_certificate_get_not_valid_before (certificate));
  self->not_after_s = seconds_of (g_tls_certificate_get_not_valid_after (certificate));
  self->sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  self->role = take_role (der, &role_error);
  self->role_error = role_error;
  return self;
}

/**
 * mb_certificate_ref:
 * @certificate: a certificate
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @certificate
 */
MbCertificate *
mb_certificate_ref (MbCertificate *certificate)
{
  return g_atomic_rc_box_acquire (certificate);
}

static void
clear_cb (gpointer data)
{
  MbCertificate *self = data;

  g_free ((char *) self->subject);
  g_free ((char *) self->issuer);
  g_free ((char *) self->sha256);
  g_free ((char *) self->role);
  g_free ((char *) self->role_error);
}

/**
 * mb_certificate_unref:
 * @certificate: (transfer full): a certificate
 *
 * Drops a reference. Any thread.
 */
void
mb_certificate_unref (MbCertificate *certificate)
{
  g_atomic_rc_box_release_full (certificate, clear_cb);
}

/**
 * mb_certificate_get_sha256:
 * @certificate: a certificate
 *
 * Gets what a pin names.
 *
 * Returns: (transfer full): SHA-256 of its DER form as 64 small hexadecimal digits
 */
char *
mb_certificate_get_sha256 (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}
