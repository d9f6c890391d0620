/* mon-connection-spec.h: host, port and transport, how patient to be, and the devices behind.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-endpoint.h"
#include "monitor/document/mon-device-spec.h"

G_BEGIN_DECLS

/**
 * MonConnectionSpec:
 * @id: identity in files
 * @handle: identity in this process
 * @name: "" when it has none
 * @host: name or address, an IPv6 address without brackets; 1 to 253 bytes
 * @port: 1 to 65535
 * @transport: how Modbus is carried
 * @tls_ca, @tls_cert, @tls_key, @tls_name, @tls_pin: for %MB_CARRIER_TLS, see #MbTlsValues; ""
 *   where not given
 * @tls_passphrase: opens key and certificate; "" for that of the environment. Never in a file
 * @tls_folder: where the files are that have no absolute path; "" for the folder that the program
 *   runs in. Not in the file, which knows where it is
 * @connect_timeout_ms: for one attempt, 100 to 60,000; 3,000 by default
 * @timeout_ms: for an answer, 10 to 60,000; 1,000 by default
 * @retries: of reads, 0 to 10; 1 by default
 * @window: requests in flight, 1 to 16; 1 by default. Over %MB_CARRIER_RTU_TCP it is one, whatever
 *   is set: there are no transaction identifiers
 * @delay_ms: between requests, 0 to 60,000; 0 by default
 * @max_timeouts: so many times in a row without an answer, and the connection is taken for dead and
 *   left; 0 to 1,000, 0: never; 3 by default
 * @delay_after_connect_ms: before the first request over a new link, 0 to 60,000; 0 by default
 * @devices: (element-type MonDeviceSpec): in the order of the file
 * @extra: (nullable): members of the file that this version does not know
 *
 * A server to talk to, as configured.
 */
typedef struct _MonConnectionSpec MonConnectionSpec;
struct _MonConnectionSpec
{
  char         *id;
  guint32       handle;
  char         *name;
  char         *host;
  guint16       port;
  MbCarrier     transport;
  char         *tls_ca;
  char         *tls_cert;
  char         *tls_key;
  char         *tls_name;
  char         *tls_pin;
  char         *tls_passphrase;
  char         *tls_folder;
  guint         connect_timeout_ms;
  guint         timeout_ms;
  guint         retries;
  guint         window;
  guint         delay_ms;
  guint         delay_after_connect_ms;
  guint         max_timeouts;
  GPtrArray    *devices;
  char         *extra;
};

MonConnectionSpec *mon_connection_spec_new   (void);
MonConnectionSpec *mon_connection_spec_edit  (const MonConnectionSpec *spec);
MonConnectionSpec *mon_connection_spec_ref   (MonConnectionSpec       *spec);
void               mon_connection_spec_unref (MonConnectionSpec       *spec);
/* Its texts are borrowed; its TLS options are not set. */
MbEndpoint         mon_connection_spec_get_endpoint (const MonConnectionSpec *spec);
/* Of one of its certificates or keys. */
char              *mon_connection_spec_dup_path     (const MonConnectionSpec *spec,
                                                     const char              *name);
/* NULL unless the transport is TLS. */
MbTlsOptions      *mon_connection_spec_dup_tls      (const MonConnectionSpec *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonConnectionSpec, mon_connection_spec_unref)

G_END_DECLS
