/* mb-datagram.c: looks a name up and opens a datagram socket to one of its addresses.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-datagram.h"

/* Addresses of one name that are looked at; a name has a few. */
#define MAX_ADDRESSES 64

typedef struct
{
  GSocketAddressEnumerator *enumerator;
  GPtrArray                *addresses;
  guint                     first;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->enumerator);
  g_ptr_array_unref (opening->addresses);
  g_free (opening);
}

/* Connecting sends nothing: it says where datagrams go, and from where they are taken. */
static GSocket *
connect_socket (GSocketAddress  *address,
                GError         **error)
{
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                             G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_connect (socket, address, NULL, error))
    return NULL;
  return g_steal_pointer (&socket);
}

/* The first address from the wanted one on that the system has a way to. */
static void
connect_some (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);
  guint n = opening->addresses->len;
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      guint index = (opening->first % n + i) % n;
      GSocket *socket;

      g_clear_error (&error);
      socket = connect_socket (g_ptr_array_index (opening->addresses, index), &error);
      if (socket != NULL)
        {
          g_task_return_pointer (task, socket, g_object_unref);
          return;
        }
    }
  if (error == NULL)
    error = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no address");
  g_task_return_error (task, error);
}

static void
next_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Opening *opening = g_task_get_task_data (task);
  GSocketAddress *address =
    g_socket_address_enumerator_next_finish (opening->enumerator, result, &error);

  if (address != NULL)
    g_ptr_array_add (opening->addresses, address);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (error != NULL && opening->addresses->len == 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (address == NULL || opening->addresses->len == MAX_ADDRESSES)
    connect_some (task);
  else
    g_socket_address_enumerator_next_async (opening->enumerator,
                                            g_task_get_cancellable (task), next_cb,
                                            g_object_ref (task));
}

/**
 * mb_datagram_open_async:
 * @place: name and port
 * @first: which of the addresses of a name to take, counted around. A stream tells at the connect
 *   whether somebody is there, a datagram socket does not; so who got no answer takes the next one
 * @cancellable: (nullable): ends it
 * @callback: called from the thread's default context, later
 * @user_data: for @callback
 *
 * Looks @place up, and opens a socket to the address with that number, or when the system has no
 * way there, to the next one.
 */
void
mb_datagram_open_async (GSocketConnectable  *place,
                        guint                first,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, mb_datagram_open_async);
  opening->enumerator = g_socket_connectable_enumerate (place);
  opening->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  opening->first = first;
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_socket_address_enumerator_next_async (opening->enumerator, cancellable, next_cb,
                                          g_object_ref (task));
}

/**
 * mb_datagram_open_finish:
 * @result: what the callback got
 * @error: return location for an error of %G_RESOLVER_ERROR or %G_IO_ERROR
 *
 * Ends mb_datagram_open_async().
 *
 * Returns: (transfer full) (nullable): a connected socket that does not block
 */
GSocket *
mb_datagram_open_finish (GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
