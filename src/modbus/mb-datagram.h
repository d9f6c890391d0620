/* mb-datagram.h: a datagram socket to one of the addresses of a name.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Looks @place up, and opens a socket to the address with the number @first, counted around, or
 * when the system has no way there, to the next one. */
void     mb_datagram_open_async  (GSocketConnectable   *place,
                                  guint                 first,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
/* Ends mb_datagram_open_async(): a connected socket that does not block, or NULL with an error of
 * G_RESOLVER_ERROR or G_IO_ERROR. */
GSocket *mb_datagram_open_finish (GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
