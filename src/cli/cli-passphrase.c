/* cli-passphrase.c: gets a passphrase from a file, or from a person without showing it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* For ppoll(). */
#define _GNU_SOURCE 1

#include "config.h"

#include "cli/cli-passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Longer than what anybody types, and than what the formats of keys can do with. */
#define MAX_BYTES 1023

#define TERMINAL "/dev/tty"

/* What would end the program while the terminal does not show what is typed. */
static const int ending_signals[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP };

#define N_ENDING_SIGNALS G_N_ELEMENTS (ending_signals)

static volatile sig_atomic_t caught_signal;

static void
caught_cb (int number)
{
  caught_signal = number;
}

/* One line, byte by byte: what follows it is for others. Returns its length, or -1 with errno. */
static gssize
read_line (int  fd,
           char line[MAX_BYTES + 1])
{
  gsize len = 0;
  ssize_t n;

  while ((n = read (fd, line + len, 1)) == 1 && line[len] != '\n')
    if (++len > MAX_BYTES)
      {
        errno = EMSGSIZE;
        return -1;
      }
  if (n < 0)
    return -1;
  line[len] = '\0';
  if (len > 0 && line[len - 1] == '\r')
    line[--len] = '\0';
  return (gssize) len;
}

static char *
take_line (const char  *path,
           int          fd,
           GError     **error)
{
  char line[MAX_BYTES + 1];
  gssize len = read_line (fd, line);
  char *text = NULL;

  if (len < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 errno == EMSGSIZE ? _("“%s”: its first line is too long for a passphrase (%s)")
                                   : _("“%s” cannot be read: %s"), path, g_strerror (errno));
  else if (len == 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("“%s”: its first line is empty, expected a passphrase there"), path);
  else if (strlen (line) != (gsize) len || !g_utf8_validate (line, len, NULL))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("“%s”: its first line is no text in UTF-8, so it is no passphrase"), path);
  else
    text = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return text;
}

/**
 * cli_passphrase_read:
 * @path: a file, or "-" for standard input
 * @error: return location for an error that names the file
 *
 * Reads a passphrase: the first line, without its end. Not a byte more is read, so that a session
 * can take its commands from what follows.
 *
 * Returns: (transfer full) (nullable): the passphrase, for cli_passphrase_free()
 */
char *
cli_passphrase_read (const char  *path,
                     GError     **error)
{
  char *text;
  int fd;

  if (g_str_equal (path, "-"))
    return take_line (path, STDIN_FILENO, error);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _("“%s” cannot be opened: %s"), path, g_strerror (errno));
      return NULL;
    }
  text = take_line (path, fd, error);
  close (fd);
  return text;
}

/* What the terminal is told meanwhile, and how everything was before. */
typedef struct
{
  int              fd;
  struct termios   terminal;
  struct sigaction actions[N_ENDING_SIGNALS];
  sigset_t         mask;
} Silence;

static void
begin_silence (Silence *silence)
{
  struct sigaction action = { .sa_handler = caught_cb };
  struct termios silent = silence->terminal;
  sigset_t ending;

  caught_signal = 0;
  sigemptyset (&ending);
  for (guint i = 0; i < N_ENDING_SIGNALS; i++)
    {
      sigaddset (&ending, ending_signals[i]);
      sigaction (ending_signals[i], &action, &silence->actions[i]);
    }
  sigprocmask (SIG_BLOCK, &ending, &silence->mask);
  silent.c_lflag &= ~(tcflag_t) ECHO;
  silent.c_lflag |= ECHONL;
  tcsetattr (silence->fd, TCSAFLUSH, &silent);
}

/* One that was caught does now what it does. */
static void
end_silence (Silence *silence)
{
  tcsetattr (silence->fd, TCSAFLUSH, &silence->terminal);
  sigprocmask (SIG_SETMASK, &silence->mask, NULL);
  for (guint i = 0; i < N_ENDING_SIGNALS; i++)
    sigaction (ending_signals[i], &silence->actions[i], NULL);
  if (caught_signal != 0)
    raise (caught_signal);
}

/* Signals come while it waits, and at no other moment. */
static gssize
wait_for_line (const Silence *silence,
               char           line[MAX_BYTES + 1])
{
  struct pollfd wanted = { .fd = silence->fd, .events = POLLIN };

  if (ppoll (&wanted, 1, NULL, &silence->mask) <= 0)
    return -1;
  return read_line (silence->fd, line);
}

/**
 * cli_passphrase_ask:
 * @what: what it opens: the name of a file or the URI of an object
 *
 * Asks whoever sits at the terminal, without showing what is typed. A signal that ends the program
 * does so after the terminal is as it was.
 *
 * Returns: (transfer full) (nullable): what was typed, for cli_passphrase_free(); %NULL when that
 *   is nothing, or when nobody can be asked
 */
char *
cli_passphrase_ask (const char *what)
{
  Silence silence = { .fd = -1 };
  char line[MAX_BYTES + 1];
  gssize len = 0;
  char *text = NULL;

  if (isatty (STDERR_FILENO))
    silence.fd = open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (silence.fd < 0 || tcgetattr (silence.fd, &silence.terminal) != 0)
    {
      if (silence.fd >= 0)
        close (silence.fd);
      return NULL;
    }
  /* Who answers at once is not to be seen either. */
  begin_silence (&silence);
  /* Translators: the name of a file. A passphrase is typed after it. */
  g_printerr (_("Passphrase for “%s”: "), what);
  len = wait_for_line (&silence, line);
  if (len < 0)
    g_printerr ("\n");
  end_silence (&silence);
  close (silence.fd);
  if (len > 0)
    text = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return text;
}

/**
 * cli_passphrase_free:
 * @passphrase: (transfer full) (nullable): a passphrase
 *
 * Frees it, and leaves nothing of it in memory.
 */
void
cli_passphrase_free (char *passphrase)
{
  if (passphrase != NULL)
    explicit_bzero (passphrase, strlen (passphrase));
  g_free (passphrase);
}
