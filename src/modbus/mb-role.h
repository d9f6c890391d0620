/* mb-role.h: the role in a certificate of Modbus/TCP Security, and what it may do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The extension that holds the role (Modbus/TCP Security v36, 8.4). */
#define MB_ROLE_OID "1.3.6.1.4.1.50316.802.1"

/* Longest role, in bytes of UTF-8: names that people give are far shorter. */
#define MB_ROLE_MAX_BYTES 255

/**
 * MbRoleRules:
 *
 * Which roles may read, and which may write too. Names of roles and what they may do are the
 * vendor's affair (Modbus/TCP Security v36, 8.4): ours are read and write. They are filled first
 * and then shared, and do not change any more from there on; see mb-credentials.h for an example.
 */
typedef struct _MbRoleRules MbRoleRules;

/* Reads the value of the extension %MB_ROLE_OID: one UTF8String in DER, whose whole content is the
 * role (Modbus/TCP Security v36, 8.4), of 1 to %MB_ROLE_MAX_BYTES bytes. To be freed; NULL with
 * %G_IO_ERROR_INVALID_DATA. */
char        *mb_role_parse        (const guint8       *der,
                                   gsize               len,
                                   GError            **error);

/* Makes rules that allow nobody anything. */
MbRoleRules *mb_role_rules_new    (void);
/* Takes a reference; any thread. */
MbRoleRules *mb_role_rules_ref    (MbRoleRules        *rules);
/* Drops a reference; any thread. */
void         mb_role_rules_unref  (MbRoleRules        *rules);
/* Adds "NAME=read" or "NAME=write", which allows reading too. FALSE with
 * %G_IO_ERROR_INVALID_ARGUMENT when it is neither, or the role has a rule already. */
gboolean     mb_role_rules_add    (MbRoleRules        *rules,
                                   const char         *text,
                                   GError            **error);
/* How many roles have a rule. */
guint        mb_role_rules_get_n  (const MbRoleRules  *rules);
/* Decides about a request; without a role (NULL) nothing is allowed. */
gboolean     mb_role_rules_allows (const MbRoleRules  *rules,
                                   const char         *role,
                                   gboolean            is_write);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbRoleRules, mb_role_rules_unref)

G_END_DECLS
