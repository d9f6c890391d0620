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
 * vendor's affair (Modbus/TCP Security v36, 8.4): ours are read and write.
 */
typedef struct _MbRoleRules MbRoleRules;

/* Reads a role: one UTF8String in DER, whose whole content is the role (Modbus/TCP Security v36,
 * 8.4). */
char        *mb_role_parse        (const guint8       *der,
                                   gsize               len,
                                   GError            **error);

/* Makes rules that allow nobody anything. */
MbRoleRules *mb_role_rules_new    (void);
/* Takes a reference. */
MbRoleRules *mb_role_rules_ref    (MbRoleRules        *rules);
/* Drops a reference. */
void         mb_role_rules_unref  (MbRoleRules        *rules);
/* "NAME=read", "NAME=write" */
gboolean     mb_role_rules_add    (MbRoleRules        *rules,
                                   const char         *text,
                                   GError            **error);
/* How many roles have a rule. */
guint        mb_role_rules_get_n  (const MbRoleRules  *rules);
/* Decides about a request. */
gboolean     mb_role_rules_allows (const MbRoleRules  *rules,
                                   const char         *role,
                                   gboolean            is_write);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbRoleRules, mb_role_rules_unref)

G_END_DECLS
