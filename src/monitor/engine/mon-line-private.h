/* mon-line-private.h: the inside of a line, for its two directions.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-core.h"
#include "monitor/engine/mon-line.h"
#include "monitor/engine/mon-mailbox.h"

G_BEGIN_DECLS

struct _MonLine
{
  gatomicrefcount  n_refs;
  MonMailbox      *down;
  MonMailbox      *up;
  MonLineEvents    events;
  gpointer         user_data;
  /* Whether the session knows that something changed and has not looked yet. */
  gint             is_told;

  /* The engine's thread only; NULL before it is opened and after it has closed. */
  MonCore         *core;
  MonTenant       *tenant;
};

G_END_DECLS
