/* mon-connection-spec.c: host, port and transport, how patient to be, and the devices behind.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-connection-spec.h"

#include "monitor/document/mon-identity.h"

/* The texts that only TLS needs. */
static const gsize tls_texts[] = {
  G_STRUCT_OFFSET (MonConnectionSpec, tls_ca),
  G_STRUCT_OFFSET (MonConnectionSpec, tls_cert),
  G_STRUCT_OFFSET (MonConnectionSpec, tls_key),
  G_STRUCT_OFFSET (MonConnectionSpec, tls_name),
  G_STRUCT_OFFSET (MonConnectionSpec, tls_pin),
  G_STRUCT_OFFSET (MonConnectionSpec, tls_passphrase),
  G_STRUCT_OFFSET (MonConnectionSpec, tls_folder),
};

static char **
tls_text (MonConnectionSpec *spec,
          guint              i)
{
  return G_STRUCT_MEMBER_P (spec, tls_texts[i]);
}

static gpointer
ref_cb (gconstpointer node,
        gpointer      user_data)
{
  return g_atomic_rc_box_acquire ((gpointer) node);
}

static void
device_unref_cb (gpointer device)
{
  mon_device_spec_unref (device);
}

static void
clear_cb (gpointer data)
{
  MonConnectionSpec *spec = data;

  g_free (spec->id);
  g_free (spec->name);
  g_free (spec->host);
  for (guint i = 0; i < G_N_ELEMENTS (tls_texts); i++)
    g_free (*tls_text (spec, i));
  g_ptr_array_unref (spec->devices);
  g_free (spec->extra);
}

/**
 * mon_connection_spec_new:
 *
 * Makes a connection: Modbus TCP, port 502, time-outs 3,000 ms to connect and 1,000 ms to answer,
 * one retry of reads, one request in flight, no host yet.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonConnectionSpec *
mon_connection_spec_new (void)
{
  MonConnectionSpec *spec = g_atomic_rc_box_new0 (MonConnectionSpec);

  spec->id = mon_identity_new_id ();
  spec->handle = mon_identity_new_handle ();
  spec->name = g_strdup ("");
  spec->host = g_strdup ("");
  for (guint i = 0; i < G_N_ELEMENTS (tls_texts); i++)
    *tls_text (spec, i) = g_strdup ("");
  spec->port = 502;
  spec->transport = MB_CARRIER_TCP;
  spec->connect_timeout_ms = 3000;
  spec->timeout_ms = 1000;
  spec->retries = 1;
  spec->window = 1;
  spec->max_timeouts = 3;
  spec->devices = g_ptr_array_new_with_free_func (device_unref_cb);

  return spec;
}

/**
 * mon_connection_spec_edit:
 * @spec: a connection
 *
 * Makes a copy with the same id and handle and an array of its own that shares the devices.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonConnectionSpec *
mon_connection_spec_edit (const MonConnectionSpec *spec)
{
  MonConnectionSpec *copy;

  g_return_val_if_fail (spec != NULL, NULL);

  copy = g_atomic_rc_box_new0 (MonConnectionSpec);
  *copy = *spec;
  copy->id = g_strdup (spec->id);
  copy->name = g_strdup (spec->name);
  copy->host = g_strdup (spec->host);
  for (guint i = 0; i < G_N_ELEMENTS (tls_texts); i++)
    *tls_text (copy, i) = g_strdup (*tls_text (copy, i));
  copy->devices = g_ptr_array_copy (spec->devices, ref_cb, NULL);
  copy->extra = g_strdup (spec->extra);

  return copy;
}

/**
 * mon_connection_spec_ref:
 * @spec: a connection
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @spec
 */
MonConnectionSpec *
mon_connection_spec_ref (MonConnectionSpec *spec)
{
  return g_atomic_rc_box_acquire (spec);
}

/**
 * mon_connection_spec_unref:
 * @spec: (transfer full): a connection
 *
 * Drops a reference, and with the last one those on the devices. Any thread.
 */
void
mon_connection_spec_unref (MonConnectionSpec *spec)
{
  g_atomic_rc_box_release_full (spec, clear_cb);
}

/**
 * mon_connection_spec_get_endpoint:
 * @spec: a connection
 *
 * Gets where to connect to. What it points to belongs to @spec. The TLS options are left out: they
 * need somebody to own them, see mon_connection_spec_dup_tls().
 *
 * Returns: the endpoint
 */
MbEndpoint
mon_connection_spec_get_endpoint (const MonConnectionSpec *spec)
{
  return (MbEndpoint) {
    .carrier = spec->transport,
    .host = spec->host,
    .port = spec->port,
    .connect_timeout_ms = spec->connect_timeout_ms,
  };
}

/**
 * mon_connection_spec_dup_path:
 * @spec: a connection
 * @name: what it names as a certificate or a key; "" for none
 *
 * Gets where a file is: names without an absolute path are ways from the folder of the project.
 *
 * Returns: (transfer full): its path; the same for "" and for an object on a token
 */
char *
mon_connection_spec_dup_path (const MonConnectionSpec *spec,
                              const char              *name)
{
  if (name[0] == '\0' || mb_tls_is_uri (name) || g_path_is_absolute (name) ||
      spec->tls_folder[0] == '\0')
    return g_strdup (name);
  return g_build_filename (spec->tls_folder, name, NULL);
}

/* What was in the environment when it was first asked for; "" for nothing. */
static const char *
get_default_passphrase (void)
{
  static const char *passphrase;

  if (g_once_init_enter (&passphrase))
    {
      const char *text = g_getenv (MB_TLS_PASSPHRASE_VARIABLE);

      g_once_init_leave (&passphrase, g_strdup (text != NULL ? text : ""));
    }
  return passphrase;
}

/**
 * mon_connection_spec_dup_tls:
 * @spec: a connection
 *
 * Gets whom to trust and who we are. A passphrase that the connection does not have comes from the
 * environment variable %MB_TLS_PASSPHRASE_VARIABLE, if there is a certificate for it. Any thread.
 *
 * Returns: (transfer full) (nullable): options, %NULL when the transport is not TLS
 */
MbTlsOptions *
mon_connection_spec_dup_tls (const MonConnectionSpec *spec)
{
  g_autofree char *ca = mon_connection_spec_dup_path (spec, spec->tls_ca);
  g_autofree char *certificate = mon_connection_spec_dup_path (spec, spec->tls_cert);
  g_autofree char *key = mon_connection_spec_dup_path (spec, spec->tls_key);
  const MbTlsValues values = {
    .ca = ca,
    .certificate = certificate,
    .key = key,
    .passphrase = spec->tls_passphrase[0] != '\0' || certificate[0] == '\0'
                  ? spec->tls_passphrase : get_default_passphrase (),
    .name = spec->tls_name,
    .pin = spec->tls_pin,
  };

  return spec->transport == MB_CARRIER_TLS ? mb_tls_options_new (&values) : NULL;
}
