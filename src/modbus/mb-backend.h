/* mb-backend.h: what a server asks whoever stands for its devices.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-response.h"

G_BEGIN_DECLS

/**
 * MbBackend:
 * @accept: whether a unit answers at all; requests to others get no reply whatsoever.
 *   @out_delay_ms, 0 beforehand: how long it takes to reply, exceptions included
 * @execute: carries out a request that is valid in itself; 0, or the exception code to answer with.
 *   @out_response may view @data, which has room for %MB_PDU_MAX bytes, and @request
 * @settle: (nullable): told of each request of a unit that answers, when it has been carried out or
 *   refused, also if the server itself refused it: @exception is what it is answered with, or 0.
 *   %FALSE when it gets no reply after all
 *
 * The devices behind a server. The order of checks (V1.1b3, 4.5) is kept by both sides together:
 * the server checks function, quantity and byte count before it asks, @execute the addresses before
 * it does anything. All are called inside a turn and return at once; none may stop the server.
 *
 * With an #MbDevice as user data each is one line; mb-datastore.h does for tables alone:
 *
 * ```c
 * static guint8
 * execute_cb (guint8           unit,
 *             const MbRequest *request,
 *             MbResponse      *out_response,
 *             guint8          *data,
 *             gpointer         user_data)
 * {
 *   return mb_device_execute (user_data, request, out_response, data);
 * }
 * ```
 *
 * ```c
 * static const MbBackend backend = {
 *   .accept = accept_cb,
 *   .execute = execute_cb,
 *   .settle = settle_cb,
 * };
 * ```
 */
typedef struct
{
  gboolean (*accept)  (guint8           unit,
                       guint           *out_delay_ms,
                       gpointer         user_data);
  guint8   (*execute) (guint8           unit,
                       const MbRequest *request,
                       MbResponse      *out_response,
                       guint8          *data,
                       gpointer         user_data);
  gboolean (*settle)  (guint8           unit,
                       const MbRequest *request,
                       guint8           exception,
                       gpointer         user_data);
} MbBackend;

G_END_DECLS
