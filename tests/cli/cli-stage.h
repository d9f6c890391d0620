/* cli-stage.h: the other side of a command line under test: servers, dead ports, bad devices.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "cli-run.h"

/**
 * Child:
 *
 * A running coilscope-cli whose lines are read and written one by one.
 */
typedef struct
{
  GSubprocess      *process;
  GDataInputStream *lines;
} Child;

/* A test that fails takes its children along. */
static inline void
child_setup_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static inline void
child_start (Child      *child,
             const char *words)
{
  g_autofree char *all = g_strdup_printf ("%s %s", g_getenv ("COILSCOPE_CLI"), words);
  g_auto (GStrv) argv = g_strsplit (all, " ", -1);
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, child_setup_cb, NULL, NULL);
  child->process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv, &error);
  g_assert_no_error (error);
  child->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child->process));
}

/* The next line, without waiting for more than that; NULL at the end. */
static inline char *
child_read (Child *child)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (child->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

static inline void
child_write (Child      *child,
             const char *line)
{
  g_autofree char *text = g_strdup_printf ("%s\n", line);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (child->process), text, strlen (text),
                             NULL, NULL, &error);
  g_assert_no_error (error);
}

static inline void
child_expect (Child      *child,
              const char *expected)
{
  g_autofree char *line = child_read (child);

  g_assert_cmpstr (line, ==, expected);
}

/* Waits for its end, whatever it still writes; gives the exit code. */
static inline int
child_end (Child *child,
           int    signal_number)
{
  g_autoptr (GError) error = NULL;
  char *line;
  int status;

  if (signal_number != 0)
    g_subprocess_send_signal (child->process, signal_number);
  while ((line = child_read (child)) != NULL)
    g_free (line);
  g_subprocess_wait (child->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child->process));
  status = g_subprocess_get_exit_status (child->process);
  g_clear_object (&child->lines);
  g_clear_object (&child->process);
  return status;
}

/* Starts a simulator with these words; @port 0 picks a free one. Gives the port. */
static inline guint16
server_start (Child      *server,
              guint16     port,
              const char *words)
{
  g_autofree char *all = g_strdup_printf ("serve --listen 127.0.0.1:%u%s%s", port,
                                          *words != '\0' ? " " : "", words);
  g_autofree char *line = NULL;

  child_start (server, all);
  line = child_read (server);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening 127.0.0.1:"));
  return (guint16) g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
}

static inline GSocket *
bind_socket (guint16 *out_port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, FALSE, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *out_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return socket;
}

/**
 * Bad:
 * @reply: (nullable): what follows the transaction id of each reply, in hex from the protocol id
 *   on; %NULL: no reply at all
 * @start: (nullable): two bytes in place of the transaction id
 * @n_requests: how many came, to be read after bad_stop()
 *
 * A device that answers every request alike, on one connection after the other.
 */
typedef struct
{
  GSocket    *socket;
  GThread    *thread;
  guint16     port;
  const char *reply;
  const char *start;
  gint        n_requests;
  gint        last_port;
} Bad;

static inline gboolean
bad_receive (GSocket *link,
             guint8  *buffer,
             gsize    len)
{
  for (gsize n = 0; n < len;)
    {
      gssize got = g_socket_receive (link, (char *) buffer + n, len - n, NULL, NULL);

      if (got <= 0)
        return FALSE;
      n += (gsize) got;
    }
  return TRUE;
}

/* Takes one request of a link and answers it. */
static inline gboolean
bad_answer (Bad     *bad,
            GSocket *link)
{
  guint8 adu[300];
  gsize n_reply = bad->reply != NULL ? strlen (bad->reply) / 2 : 0;

  if (!bad_receive (link, adu, 6) || !bad_receive (link, adu + 6, adu[5]))
    return FALSE;
  g_atomic_int_inc (&bad->n_requests);
  for (gsize i = 0; i < n_reply; i++)
    adu[2 + i] = (guint8) (g_ascii_xdigit_value (bad->reply[2 * i]) << 4 |
                           g_ascii_xdigit_value (bad->reply[2 * i + 1]));
  if (bad->start != NULL)
    memcpy (adu, bad->start, 2);
  if (n_reply > 0)
    g_socket_send (link, (const char *) adu, 2 + n_reply, NULL, NULL);
  return TRUE;
}

/* Whether this is the connection with which bad_stop() ends the thread. */
static inline gboolean
bad_is_last (Bad     *bad,
             GSocket *link)
{
  g_autoptr (GSocketAddress) address = g_socket_get_remote_address (link, NULL);

  return address != NULL &&
         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) ==
         g_atomic_int_get (&bad->last_port);
}

static inline gpointer
bad_run (gpointer data)
{
  Bad *bad = data;
  GSocket *link;

  while ((link = g_socket_accept (bad->socket, NULL, NULL)) != NULL)
    {
      gboolean is_last = bad_is_last (bad, link);

      while (!is_last && bad_answer (bad, link))
        ;
      g_object_unref (link);
      if (is_last)
        break;
    }
  return NULL;
}

static inline void
bad_start (Bad        *bad,
           const char *reply)
{
  g_autoptr (GError) error = NULL;

  bad->reply = reply;
  bad->start = NULL;
  bad->n_requests = 0;
  bad->last_port = 0;
  bad->socket = bind_socket (&bad->port);
  g_socket_listen (bad->socket, &error);
  g_assert_no_error (error);
  bad->thread = g_thread_new ("bad", bad_run, bad);
}

/* Connects once more, so that all that came before is served, however late that is. */
static inline void
bad_stop (Bad *bad)
{
  guint16 last_port;
  g_autoptr (GSocket) last = bind_socket (&last_port);
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (bad->socket, NULL);
  g_autoptr (GError) error = NULL;

  g_atomic_int_set (&bad->last_port, last_port);
  g_socket_connect (last, address, NULL, &error);
  g_assert_no_error (error);
  g_thread_join (bad->thread);
  g_clear_object (&bad->socket);
}

/* A line of samples with its time replaced by "T", after a look at its form. */
static inline char *
without_times (const char *text)
{
  g_autoptr (GRegex) regex =
    g_regex_new ("\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z\"", 0, 0, NULL);
  char *plain = g_regex_replace_literal (regex, text, -1, 0, "\"T\"", 0, NULL);

  g_assert_nonnull (plain);
  return plain;
}
