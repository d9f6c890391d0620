/* mon-identity.c: the identities of nodes: handles in this process, ids in files, revisions of
 * roots.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-identity.h"

/* 50 bits: among 100,000 tags two are equal by chance once in 200,000 projects. */
#define ID_LEN 10

/**
 * mon_identity_new_handle:
 *
 * Gives a handle that no other node of this process has or had. Any thread.
 *
 * Returns: a handle, counted from 1
 */
guint32
mon_identity_new_handle (void)
{
  static gint last;

  return (guint32) g_atomic_int_add (&last, 1) + 1;
}

/**
 * mon_identity_new_revision:
 *
 * Gives the number of a new root. It rises in the order of making, not of use: a root that undo
 * brings back comes with its own. Any thread.
 *
 * Returns: a revision, counted from 1
 */
guint64
mon_identity_new_revision (void)
{
  static GMutex lock;
  static guint64 last;
  guint64 revision;

  g_mutex_lock (&lock);
  revision = ++last;
  g_mutex_unlock (&lock);

  return revision;
}

/**
 * mon_identity_new_id:
 *
 * Makes a short random text that names a node in files, for ever. Any thread.
 *
 * Returns: (transfer full): ten letters and digits
 */
char *
mon_identity_new_id (void)
{
  static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
  char id[ID_LEN + 1];
  guint64 bits = (guint64) g_random_int () << 32 | g_random_int ();

  for (guint i = 0; i < ID_LEN; i++)
    {
      id[i] = digits[bits & 31];
      bits >>= 5;
    }
  id[ID_LEN] = '\0';

  return g_strdup (id);
}
