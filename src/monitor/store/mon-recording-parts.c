/* mon-recording-parts.c: names of the files of a recording that is split by size or day; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-parts.h"

#include <string.h>

/* A number that no disk ever reaches. */
#define MAX_PARTS 1000000

/* "DIR/NAME-WHAT.EXT" of "DIR/NAME.EXT". */
static char *
insert (const char *path,
        const char *what)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  const char *dot = strrchr (name, '.');
  int stem = dot != NULL && dot != name ? (int) (dot - name) : (int) strlen (name);
  g_autofree char *part = g_strdup_printf ("%.*s-%s%s", stem, name, what, name + stem);

  if (strchr (path, G_DIR_SEPARATOR) == NULL)
    return g_steal_pointer (&part);
  return g_build_filename (folder, part, NULL);
}

static char *
numbered (const char *path,
          guint       number)
{
  g_autofree char *what = g_strdup_printf ("%u", number);

  return number < 2 ? g_strdup (path) : insert (path, what);
}

static char *
dated (const char *path,
       gint64      wall_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);
  g_autofree char *day = g_date_time_format (time, "%Y-%m-%d");

  return insert (path, day);
}

/**
 * mon_recording_parts_first:
 * @path: what the recording is called
 * @split: how it is split
 * @wall_us: the wall time now
 *
 * Returns: (transfer full): the file to begin with
 */
char *
mon_recording_parts_first (const char        *path,
                           MonRecordingSplit  split,
                           gint64             wall_us)
{
  guint number = 1;

  if (split == MON_RECORDING_BY_DAY)
    return dated (path, wall_us);
  while (split == MON_RECORDING_BY_SIZE && number < MAX_PARTS)
    {
      g_autofree char *next = numbered (path, number + 1);

      if (!g_file_test (next, G_FILE_TEST_EXISTS))
        break;
      number++;
    }
  return numbered (path, number);
}

/**
 * mon_recording_parts_next:
 * @path: what the recording is called
 * @part: the file that it is in now
 * @split: how it is split
 * @wall_us: the wall time now
 *
 * Returns: (transfer full): the file that comes next
 */
char *
mon_recording_parts_next (const char        *path,
                          const char        *part,
                          MonRecordingSplit  split,
                          gint64             wall_us)
{
  guint number = 1;

  if (split == MON_RECORDING_BY_DAY)
    return dated (path, wall_us);
  for (; number < MAX_PARTS; number++)
    {
      g_autofree char *here = numbered (path, number);

      if (g_str_equal (here, part))
        break;
    }
  return numbered (path, number + 1);
}
