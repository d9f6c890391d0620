/* test-server-hostile.c: clients that dribble, do not read, send nonsense, or go by the thousand.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hex.h"
#include "server-fixture.h"

#define N_SLOW 1000
#define N_RESETS 500
#define N_CONNECTS 2000

/* Both ends of the connections are in this process. */
#define N_FILES (2 * N_SLOW + 200)

/* What may be left of memory that was given back. The address sanitizer keeps it for a while. */
#ifdef __SANITIZE_ADDRESS__
#define LEFT_BYTES ((gsize) 512 << 20)
#else
#define LEFT_BYTES ((gsize) 32 << 20)
#endif

#define READ_0 "000100000006 01 03 0000 0001"
#define ANSWER_0 "0001000000050103020011"

static gboolean
has_files (guint n)
{
  struct rlimit limit;
  g_autofree char *reason = NULL;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = MIN (MAX (limit.rlim_cur, n), limit.rlim_max);
  if (limit.rlim_cur >= n && setrlimit (RLIMIT_NOFILE, &limit) == 0)
    return TRUE;
  reason = g_strdup_printf ("needs %u open files, may have %lu", n, (gulong) limit.rlim_max);
  g_test_skip (reason);
  return FALSE;
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Resident memory, in bytes. */
static gsize
get_memory (void)
{
  g_autofree char *text = NULL;
  unsigned long pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%*u %lu", &pages), ==, 1);
  return pages * (gsize) sysconf (_SC_PAGESIZE);
}

/* Another client is served at once, whatever the others do: the server's clock stands still. */
static void
expect_served (ServerFixture *f)
{
  g_autoptr (GSocket) socket = server_fixture_connect (f);
  g_autoptr (GBytes) request = hex_bytes (READ_0);
  g_autofree char *got = NULL;

  mb_datastore_set (f->store, MB_TABLE_HOLDING_REGISTERS, 0, 17);
  server_fixture_send (socket, g_bytes_get_data (request, NULL), g_bytes_get_size (request));
  got = server_fixture_receive (socket, strlen (ANSWER_0) / 2);
  g_assert_cmpstr (got, ==, ANSWER_0);
  g_socket_close (socket, NULL);
  server_fixture_run ();
}

static GSocket *
connect_quickly (ServerFixture *f)
{
  g_autoptr (GSocketAddress) address =
    g_inet_socket_address_new_from_string ("127.0.0.1", mb_server_get_port (f->server));
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_true (g_socket_connect (socket, address, NULL, NULL));
  g_socket_set_blocking (socket, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  return socket;
}

/* A thousand connections send a request byte by byte and never finish it. */
static void
test_slowloris (ServerFixture *f,
                gconstpointer  data)
{
  g_autoptr (GPtrArray) slow = g_ptr_array_new_with_free_func (g_object_unref);

  if (!has_files (N_FILES))
    return;
  for (guint i = 0; i < N_SLOW; i++)
    g_ptr_array_add (slow, connect_quickly (f));
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, N_SLOW + 1);
  for (guint byte = 0; byte < 5; byte++)
    {
      for (guint i = 0; i < N_SLOW; i++)
        server_fixture_send (slow->pdata[i], (const guint8 *) "\0\1\0\0\0" + byte, 1);
      server_fixture_run ();
      expect_served (f);
      mb_clock_advance (f->clock, 4 * G_USEC_PER_SEC);
    }
  /* The whole time counts, not the last byte. */
  mb_clock_advance (f->clock, 10 * G_USEC_PER_SEC);
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  expect_served (f);
}

/* Ten thousand requests and more, no reply read: what waits is bounded. */
static void
test_unread (ServerFixture *f,
             gconstpointer  data)
{
  g_autoptr (GBytes) request = hex_bytes ("000100000006 01 03 0000 007d");
  const guint8 *bytes = g_bytes_get_data (request, NULL);
  gsize len = g_bytes_get_size (request);
  gsize before = get_memory ();
  guint n_sent = 0;

  for (guint n_refused = 0; n_sent < 10000 && n_refused < 10; )
    {
      gssize n = g_socket_send (f->socket, (const char *) bytes, len, NULL, NULL);

      if (n == (gssize) len)
        n_sent++;
      else
        {
          n_refused++;
          server_fixture_run ();
        }
      g_assert_true (n < 0 || n == (gssize) len);
    }
  server_fixture_run ();
  g_test_message ("%u requests sent", n_sent);
  g_assert_cmpuint (get_memory () - MIN (before, get_memory ()), <, 64 << 20);
  expect_served (f);
}

/* What comes back until the link is quiet or has ended. */
static GByteArray *
drain (GSocket *socket)
{
  GByteArray *all = g_byte_array_new ();
  guint8 buffer[4096];
  gssize n;

  server_fixture_run ();
  while ((n = g_socket_receive (socket, (char *) buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      g_byte_array_append (all, buffer, (guint) n);
      server_fixture_run ();
    }
  return all;
}

/* One reply, as long as its header says. */
static GBytes *
receive_adu (GSocket *socket)
{
  g_autofree char *head = server_fixture_receive (socket, 6);
  gsize len = (gsize) g_ascii_strtoull (head + 8, NULL, 16);
  g_autofree char *rest = server_fixture_receive (socket, len);
  g_autofree char *all = g_strconcat (head, rest, NULL);

  return hex_bytes (all);
}

/* Every function, bare, short, and as long as can be: one answer each, an exception unless it fits
 * some layout, with its own function code. */
static void
test_every_function (ServerFixture *f,
                     gconstpointer  data)
{
  gsize pdu_len = GPOINTER_TO_UINT (data) & 0xffff;
  guint8 fill = GPOINTER_TO_UINT (data) >> 16;

  for (guint code = 0; code < 256; code++)
    {
      guint8 adu[260] = { 0, (guint8) code, 0, 0, 0, (guint8) (pdu_len + 1), 1, (guint8) code };
      g_autoptr (GBytes) reply = NULL;
      const guint8 *bytes;

      memset (adu + 8, fill, pdu_len - 1);
      server_fixture_send (f->socket, adu, 7 + pdu_len);
      reply = receive_adu (f->socket);
      bytes = g_bytes_get_data (reply, NULL);
      g_assert_cmpuint (g_bytes_get_size (reply), >=, 9);
      g_assert_cmpuint (bytes[1], ==, code);
      g_assert_cmphex (bytes[7] & 0x7f, ==, code & 0x7f);
      if (code >= 0x80)
        g_assert_cmphex (bytes[7], ==, code);
      if (bytes[7] != code || code >= 0x80)
        g_assert_cmpuint (bytes[8], <=, 3);
    }
  expect_served (f);
}

/* Requests of the kind that broke other servers: counts that promise more than there is, and
 * ranges that end outside. */
static const struct
{
  const char *path;
  const char *request;
  const char *reply;
} shapes[] = {
  { "16-quantity-beyond-data", "000100000009 01 10 0000 007b f6 0001", "0001 0000 0003 01 90 03" },
  { "16-count-beyond-data", "000100000009 01 10 0000 0001 f6 0001", "0001 0000 0003 01 90 03" },
  { "15-quantity-beyond-data", "000100000008 01 0f 0000 07b0 f6 ff", "0001 0000 0003 01 8f 03" },
  { "15-count-beyond-data", "000100000008 01 0f 0000 0008 ff ff", "0001 0000 0003 01 8f 03" },
  { "23-write-beyond", "00010000000d 01 17 0000 0001 ffff 0001 02 ffff",
    "0001 0000 0003 01 97 02" },
  { "23-read-beyond", "00010000000d 01 17 ffff 0002 0000 0001 02 ffff",
    "0001 0000 0003 01 97 02" },
  { "23-count-beyond-data", "00010000000c 01 17 0000 0001 0000 0079 f2 ff",
    "0001 0000 0003 01 97 03" },
  { "read-length-short", "000100000004 01 01 0000", "0001 0000 0003 01 81 03" },
  { "read-length-long", "000100000008 01 01 0000 07d0 ffff", "0001 0000 0003 01 81 03" },
  { "read-2001-bits", "000100000006 01 01 0000 07d1", "0001 0000 0003 01 81 03" },
  { "bare-read", "000100000002 01 03", "0001 0000 0003 01 83 03" },
  { "bare-write", "000100000002 01 10", "0001 0000 0003 01 90 03" },
  { "bare-files", "000100000002 01 14", "0001 0000 0003 01 94 03" },
  { "bare-mei", "000100000002 01 2b", "0001 0000 0003 01 ab 03" },
  { "files-count-255", "00010000000a 01 14 ff 06 0001 0000 0001", "0001 0000 0003 01 94 03" },
  { "address-wraps", "000100000006 01 04 ffff 0002", "0001 0000 0003 01 84 02" },
};

static void
test_shape (ServerFixture *f,
            gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) want = hex_bytes (shapes[i].reply);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (want, &len);
  g_autofree char *hex = hex_text (bytes, len);

  server_fixture_send_hex (f, shapes[i].request);
  server_fixture_expect (f, hex);
  expect_served (f);
}

/* Good frames with some of their bytes changed, pure noise, cuts and resets, over many links. */
static void
send_chaos (GSocket *socket,
            GRand   *rand)
{
  guint8 bytes[600];
  gsize len = 0;

  while (len < 260)
    {
      gsize pdu_len = (gsize) g_rand_int_range (rand, 1, 30);
      guint8 *adu = bytes + len;

      for (gsize i = 0; i < 7 + pdu_len; i++)
        adu[i] = (guint8) g_rand_int (rand);
      adu[2] = adu[3] = adu[4] = 0;
      adu[5] = (guint8) (pdu_len + 1);
      adu[7] = (guint8) g_rand_int_range (rand, 0, 30);
      len += 7 + pdu_len;
    }
  for (gint n = g_rand_int_range (rand, 0, 4); n > 0; n--)
    bytes[g_rand_int_range (rand, 0, (gint) len)] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
  len = (gsize) g_rand_int_range (rand, 1, (gint) len + 1);
  g_socket_send (socket, (const char *) bytes, len, NULL, NULL);
}

static void
reset_link (GSocket *socket)
{
  const struct linger linger = { .l_onoff = 1 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (socket, NULL);
}

static void
test_chaos (ServerFixture *f,
            gconstpointer  data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260101);
  guint n_files = count_files ();

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GSocket) socket = connect_quickly (f);

      for (gint n = g_rand_int_range (rand, 1, 5); n > 0; n--)
        {
          send_chaos (socket, rand);
          while (g_main_context_iteration (NULL, FALSE))
            continue;
        }
      if (g_rand_boolean (rand))
        reset_link (socket);
      else
        g_socket_close (socket, NULL);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      if (i % 50 == 0)
        {
          /* The noise may have told the device to listen only. */
          server_fixture_send_hex (f, "000100000006 01 08 0001 0000");
          g_byte_array_unref (drain (f->socket));
          expect_served (f);
        }
    }
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  g_assert_cmpuint (count_files (), ==, n_files);
}

/* Resets and short visits: files, peers and memory go back to what they were. */
static void
test_churn (ServerFixture *f,
            gconstpointer  data)
{
  guint n_files = count_files ();
  gsize memory;

  expect_served (f);
  memory = get_memory ();
  for (guint i = 0; i < N_RESETS; i++)
    {
      g_autoptr (GSocket) socket = connect_quickly (f);

      server_fixture_send (socket, (const guint8 *) "\0\1\0\0\0\6\1\3\0\0\0\1", 12);
      reset_link (socket);
    }
  for (guint i = 0; i < N_CONNECTS; i++)
    {
      g_autoptr (GSocket) socket = connect_quickly (f);

      g_socket_close (socket, NULL);
    }
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  g_assert_cmpuint (count_files (), ==, n_files);
  g_assert_cmpuint (get_memory (), <, memory + LEFT_BYTES);
  expect_served (f);
}

/* In a process without rights: a port below 1024 is refused with words, and another one goes. */
static void
privileged_port (void)
{
  static const MbBackend nothing = { NULL };
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  g_autoptr (MbServer) server = mb_server_new (clock, &nothing, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (mb_server_listen (server, "127.0.0.1", 502, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, "needs rights"));
  g_clear_error (&error);
  g_assert_true (mb_server_listen (server, "127.0.0.1", 0, &error));
  g_assert_no_error (error);
}

static void
test_privileged_port (void)
{
  g_autofree char *text = NULL;

  if (g_test_subprocess ())
    {
      if (getuid () == 0)
        g_assert_true (setgroups (0, NULL) == 0 && setgid (65534) == 0 && setuid (65534) == 0);
      privileged_port ();
      return;
    }
  if (g_file_get_contents ("/proc/sys/net/ipv4/ip_unprivileged_port_start", &text, NULL, NULL) &&
      g_ascii_strtoull (text, NULL, 10) <= 502)
    {
      g_test_skip ("ports below 1024 are free to all on this system");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*test) (ServerFixture *f,
                           gconstpointer  data))
{
  g_test_add (path, ServerFixture, data, server_fixture_set_up, test, server_fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  static const guint lens[] = { 1, 2, 3, 5, 252, 253 };

  g_test_init (&argc, &argv, NULL);
  add ("/mb/server/slowloris", NULL, test_slowloris);
  add ("/mb/server/unread", NULL, test_unread);
  for (guint i = 0; i < G_N_ELEMENTS (lens); i++)
    {
      g_autofree char *zeros = g_strdup_printf ("/mb/server/every-function/00/%u", lens[i]);
      g_autofree char *ones = g_strdup_printf ("/mb/server/every-function/ff/%u", lens[i]);

      add (zeros, GUINT_TO_POINTER (lens[i]), test_every_function);
      add (ones, GUINT_TO_POINTER (lens[i] | 0xff0000), test_every_function);
    }
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strconcat ("/mb/server/shape/", shapes[i].path, NULL);

      add (path, GUINT_TO_POINTER (i), test_shape);
    }
  add ("/mb/server/chaos", NULL, test_chaos);
  add ("/mb/server/churn-of-thousands", NULL, test_churn);
  g_test_add_func ("/mb/server/privileged-port", test_privileged_port);
  return g_test_run ();
}
