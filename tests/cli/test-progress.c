/* test-progress.c: the line that tells how far a file is read, on a terminal of its own.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <locale.h>
#include <pty.h>
#include <unistd.h>

#include "cli/cli-progress.h"

/**
 * Terminal:
 *
 * A pseudo terminal in the place of standard error, which is kept.
 */
typedef struct
{
  int master;
  int kept;
} Terminal;

static void
terminal_open (Terminal *terminal)
{
  int slave;

  g_assert_cmpint (openpty (&terminal->master, &slave, NULL, NULL, NULL), ==, 0);
  terminal->kept = dup (STDERR_FILENO);
  dup2 (slave, STDERR_FILENO);
  close (slave);
}

/* Gives standard error back; what was on the terminal is to be freed. */
static char *
terminal_close (Terminal *terminal)
{
  char *text = g_malloc0 (4096);
  gsize len = 0;

  /* A terminal hands over what was written as it likes; this is the last of it. */
  g_assert_cmpint (write (STDERR_FILENO, "!", 1), ==, 1);
  while (len == 0 || text[len - 1] != '!')
    {
      gssize n = read (terminal->master, text + len, 4095 - len);

      g_assert_cmpint (n, >, 0);
      len += (gsize) n;
    }
  dup2 (terminal->kept, STDERR_FILENO);
  close (terminal->kept);
  close (terminal->master);
  return text;
}

/* A file of 1000 bytes that has no name any more. */
static int
open_file (void)
{
  char *name = NULL;
  int fd = g_file_open_tmp (NULL, &name, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, 1000), ==, 0);
  unlink (name);
  g_free (name);
  return fd;
}

static void
test_shown (void)
{
  int fd = open_file ();
  g_autofree char *text = NULL;
  CliProgress progress;
  Terminal terminal;

  if (isatty (STDOUT_FILENO))
    {
      g_test_skip ("standard output is a terminal: then nothing is shown");
      return;
    }
  terminal_open (&terminal);
  cli_progress_init (&progress, fd);
  /* Not yet: it was begun just now. */
  cli_progress_update (&progress, 100, 1);
  progress.shown_us = 1;
  cli_progress_update (&progress, 420, 7);
  /* Just shown. */
  cli_progress_update (&progress, 500, 8);
  /* The clock was set back. */
  progress.shown_us = G_MAXINT64;
  cli_progress_update (&progress, 1500, 9);
  cli_progress_clear (&progress);
  cli_progress_clear (&progress);
  text = terminal_close (&terminal);
  g_assert_cmpstr (text, ==, "\r\033[K42 % of 1.0 kB, 7 ADUs\r\033[K100 % of 1.0 kB, 9 ADUs"
                             "\r\033[K!");
  close (fd);
}

/* A pipe has no size, so nothing can be said of it. */
static void
test_pipe (void)
{
  g_autofree char *text = NULL;
  CliProgress progress;
  Terminal terminal;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  terminal_open (&terminal);
  cli_progress_init (&progress, fds[0]);
  progress.shown_us = 1;
  cli_progress_update (&progress, 420, 7);
  cli_progress_clear (&progress);
  text = terminal_close (&terminal);
  g_assert_cmpstr (text, ==, "!");
  close (fds[0]);
  close (fds[1]);
}

static void
test_no_terminal (void)
{
  int fd = open_file ();
  int kept = dup (STDERR_FILENO);
  char byte;
  CliProgress progress;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  dup2 (fds[1], STDERR_FILENO);
  cli_progress_init (&progress, fd);
  progress.shown_us = 1;
  cli_progress_update (&progress, 420, 7);
  cli_progress_clear (&progress);
  dup2 (kept, STDERR_FILENO);
  close (fds[1]);
  g_assert_cmpint (read (fds[0], &byte, 1), ==, 0);
  close (fds[0]);
  close (kept);
  close (fd);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/progress/shown", test_shown);
  g_test_add_func ("/cli/progress/pipe", test_pipe);
  g_test_add_func ("/cli/progress/no-terminal", test_no_terminal);
  return g_test_run ();
}
