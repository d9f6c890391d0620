/* mb-role.c: the role in a certificate of Modbus/TCP Security, and what it may do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-role.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Universal, primitive, 12 (X.690, 8.23). */
#define TAG_UTF8_STRING 0x0c

/* The first byte of a length of one byte that does not fit into seven bits (X.690, 8.1.3.5). */
#define LENGTH_IN_ONE_BYTE 0x81

struct _MbRoleRules
{
  gatomicrefcount  n_refs;
  /* Name of a role → whether it may write, as GINT_TO_POINTER. */
  GHashTable      *by_name;
};

/* Gets where the content begins, or 0: DER has one form for each length (X.690, 10.1), and longer
 * ones than fit into one byte are beyond the limit. */
static gsize
content_start (const guint8 *der,
               gsize         len)
{
  if (len < 2 || der[0] != TAG_UTF8_STRING)
    return 0;
  if (der[1] < 0x80)
    return der[1] == len - 2 ? 2 : 0;
  if (len < 3 || der[1] != LENGTH_IN_ONE_BYTE || der[2] < 0x80)
    return 0;
  return der[2] == len - 3 ? 3 : 0;
}

/**
 * mb_role_parse:
 * @der: (array length=len): the value of the extension %MB_ROLE_OID
 * @len: its length in bytes
 * @error: return location for %G_IO_ERROR_INVALID_DATA
 *
 * Reads a role: one UTF8String in DER, whose whole content is the role (Modbus/TCP Security v36,
 * 8.4). It must be valid UTF-8 of 1 to %MB_ROLE_MAX_BYTES bytes without NUL, and nothing may follow
 * it.
 *
 * Returns: (transfer full) (nullable): the role, or %NULL with @error
 */
char *
mb_role_parse (const guint8  *der,
               gsize          len,
               GError       **error)
{
  gsize start = content_start (der, len);
  const char *text = (const char *) der + start;

  if (start == 0 || start == len || !g_utf8_validate_len (text, len - start, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The role in the certificate is malformed: expected one UTF8String "
                             "of 1 to 255 bytes"));
      return NULL;
    }
  return g_strndup (text, len - start);
}

/**
 * mb_role_rules_new:
 *
 * Makes rules that allow nobody anything. They are filled first and shared then, and do not change
 * any more from there on.
 *
 * Returns: (transfer full): new rules
 */
MbRoleRules *
mb_role_rules_new (void)
{
  MbRoleRules *rules = g_new0 (MbRoleRules, 1);

  g_atomic_ref_count_init (&rules->n_refs);
  rules->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return rules;
}

/**
 * mb_role_rules_ref:
 * @rules: rules
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @rules
 */
MbRoleRules *
mb_role_rules_ref (MbRoleRules *rules)
{
  g_atomic_ref_count_inc (&rules->n_refs);
  return rules;
}

/**
 * mb_role_rules_unref:
 * @rules: (transfer full): rules
 *
 * Drops a reference. Any thread.
 */
void
mb_role_rules_unref (MbRoleRules *rules)
{
  if (!g_atomic_ref_count_dec (&rules->n_refs))
    return;
  g_hash_table_unref (rules->by_name);
  g_free (rules);
}

static gboolean
refuse_rule (const char  *text,
             GError     **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("“%s” is no rule for a role; give NAME=read or NAME=write"), text);
  return FALSE;
}

/**
 * mb_role_rules_add:
 * @rules: rules that are not shared yet
 * @text: "NAME=read" or "NAME=write"; a name may itself have an “=”
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Adds a rule. A role that may write may read.
 *
 * Returns: %FALSE when @text is no rule, or there is one for this role
 */
gboolean
mb_role_rules_add (MbRoleRules  *rules,
                   const char   *text,
                   GError      **error)
{
  const char *equals = strrchr (text, '=');
  g_autofree char *name = NULL;
  gboolean is_write;

  if (equals == NULL || equals == text || equals - text > MB_ROLE_MAX_BYTES)
    return refuse_rule (text, error);
  is_write = g_str_equal (equals + 1, "write");
  name = g_strndup (text, (gsize) (equals - text));
  if ((!is_write && !g_str_equal (equals + 1, "read")) || !g_utf8_validate (name, -1, NULL))
    return refuse_rule (text, error);
  if (g_hash_table_contains (rules->by_name, name))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("There are two rules for the role “%s”; give one"), name);
      return FALSE;
    }
  g_hash_table_insert (rules->by_name, g_steal_pointer (&name), GINT_TO_POINTER (is_write));
  return TRUE;
}

/**
 * mb_role_rules_get_n:
 * @rules: rules
 *
 * Returns: how many roles have a rule
 */
guint
mb_role_rules_get_n (const MbRoleRules *rules)
{
  return g_hash_table_size (rules->by_name);
}

/**
 * mb_role_rules_allows:
 * @rules: rules
 * @role: (nullable): the role of a client; %NULL when its certificate has none, or none that can be
 *   read
 * @is_write: whether it wants to write
 *
 * Decides about a request. Names are compared byte by byte: the whole string is the role
 * (Modbus/TCP Security v36, 8.4).
 *
 * Returns: whether the role has a rule that allows it
 */
gboolean
mb_role_rules_allows (const MbRoleRules *rules,
                      const char        *role,
                      gboolean           is_write)
{
  gpointer may_write;

  if (role == NULL || !g_hash_table_lookup_extended (rules->by_name, role, NULL, &may_write))
    return FALSE;
  return !is_write || GPOINTER_TO_INT (may_write);
}
