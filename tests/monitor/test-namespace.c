/* test-namespace.c: cables that are pulled and routes that are missing, in a network of its own.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE 1

#include "config.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine-fixture.h"

/* Why there is no network of its own here, 0 when there is. */
static int refusal;

/* The only interface there is: the cable. */
static gboolean
set_cable (gboolean is_in)
{
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = is_in ? IFF_UP : 0 };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);
  int result = ioctl (fd, SIOCSIFFLAGS, &request);

  close (fd);
  return result == 0;
}

static void
set_up (EngineFixture *f,
        gconstpointer  data)
{
  if (refusal == 0)
    fixture_set_up (f, data);
}

static void
tear_down (EngineFixture *f,
           gconstpointer  data)
{
  if (refusal == 0)
    fixture_tear_down (f, data);
}

static gboolean
is_skipped (void)
{
  g_autofree char *reason = NULL;

  if (refusal == 0)
    return FALSE;
  reason = g_strdup_printf ("no network namespace of its own: %s", g_strerror (refusal));
  g_test_skip (reason);
  return TRUE;
}

static guint32
first_tag (EngineFixture *f)
{
  return ((MonTagSpec *) g_ptr_array_index (fixture_device_at (f, 0)->tags, 0))->handle;
}

static void
get_link_state (EngineFixture *f,
                MonLinkState  *out_state)
{
  MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);

  g_assert_true (mon_board_get_link (f->stores.board, connection->handle, out_state));
}

/* The cable is pulled while the link is open: nobody says so, but no value outlives its
 * time-out. */
static void
test_half_open (EngineFixture *f,
                gconstpointer  data)
{
  g_auto (MonLinkState) state = { 0 };

  if (is_skipped ())
    return;
  fixture_advance (f, 500);
  g_assert_true (set_cable (FALSE));
  fixture_forget_samples (f);
  fixture_advance (f, 500 + 2000);
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_TIMEOUT), >=, 1);
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_GOOD), ==, 0);
  /* The link that says nothing is dropped, and no other one can be made: there is no answer, or by
   * some kernels no route. */
  fixture_advance (f, 10000);
  get_link_state (f, &state);
  g_assert_cmpint (state.phase, !=, MON_LINK_CONNECTED);
  g_assert_true (state.cause == MON_CAUSE_NO_CONNECT || state.cause == MON_CAUSE_UNREACHABLE);

  g_assert_true (set_cable (TRUE));
  fixture_forget_samples (f);
  fixture_advance (f, MON_LINK_MAX_WAIT_MS + 1100);
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_GOOD), >=, 1);
  g_assert_cmpuint (f->device->n_accepted, ==, 2);
}

/* The cable is in again before anybody gave up: the link goes on. */
static void
test_short_cut (EngineFixture *f,
                gconstpointer  data)
{
  if (is_skipped ())
    return;
  fixture_advance (f, 500);
  g_assert_true (set_cable (FALSE));
  fixture_advance (f, 200);
  g_assert_true (set_cable (TRUE));
  fixture_forget_samples (f);
  fixture_advance (f, 2000);
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_GOOD), ==, 2);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
}

static void
test_no_route (EngineFixture *f,
               gconstpointer  data)
{
  MonProjectSpec *root;
  MonConnectionSpec *connection;
  g_auto (MonLinkState) state = { 0 };

  if (is_skipped ())
    return;
  root = mon_project_spec_new ();
  connection = fixture_new_connection (f->device);
  g_free (connection->host);
  connection->host = g_strdup ("10.9.9.9");
  g_ptr_array_add (connection->devices, fixture_new_device (1, 1, 1000));
  g_ptr_array_add (root->connections, connection);
  fixture_set_root (f, root);
  fixture_advance (f, 3000);
  get_link_state (f, &state);
  g_assert_cmpint (state.cause, ==, MON_CAUSE_UNREACHABLE);
  g_assert_nonnull (strstr (state.reason, "No route to 10.9.9.9:"));
  g_assert_cmpint (state.phase, ==, MON_LINK_BACKING_OFF);
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_LINK_DOWN), >=, 3);
}

#define ADD(path, func) \
  g_test_add ("/mon/namespace/" path, EngineFixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (unshare (CLONE_NEWNET) != 0)
    refusal = errno;
  else if (!set_cable (TRUE))
    refusal = errno;
  ADD ("half-open", test_half_open);
  ADD ("short-cut", test_short_cut);
  ADD ("no-route", test_no_route);

  return g_test_run ();
}
