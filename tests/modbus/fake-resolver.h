/* fake-resolver.h: a resolver that knows one name.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* "two.test" is 127.0.0.2, where nobody listens, and then 127.0.0.1, where somebody may; there is
 * no other name. */
GResolver *fake_resolver_new (void);

G_END_DECLS
