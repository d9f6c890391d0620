/* test-tls.c: the commands over TLS, against `serve` with it, and what their options take.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* For terminals of a test's own. */
#define _GNU_SOURCE

#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli-stage.h"
#include "pki.h"

/* In words for the program: a file of the test's certificates is written as @NAME. */
static char *
fill_in (const char *words)
{
  g_autofree char *folder = g_path_get_dirname (pki_file ("x"));
  g_autofree char *with_slash = g_strconcat (folder, G_DIR_SEPARATOR_S, NULL);
  g_autoptr (GString) text = g_string_new (words);

  g_string_replace (text, "@", with_slash, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static guint16
serve (Child      *server,
       const char *words)
{
  g_autofree char *given = g_strdup_printf ("--transport tls --tls-ca @authority.pem --tls-cert "
                                            "@server.pem --tls-key @server.key%s%s",
                                            *words != '\0' ? " " : "", words);
  g_autofree char *all = fill_in (given);

  return server_start (server, 0, all);
}

static void
run_with_input (CliRun     *run,
                const char *command,
                guint16     port,
                const char *words,
                const char *input)
{
  g_autofree char *given = g_strdup_printf ("%s 127.0.0.1:%u --transport tls %s", command, port,
                                            words);
  g_autofree char *all = fill_in (given);

  cli_run (run, all, input);
  g_test_message ("%s: %d %s %s", all, run->status, run->out, run->err);
}

static void
assert_run (const char *command,
            guint16     port,
            const char *words,
            int         status,
            const char *out)
{
  g_auto (CliRun) run = { 0 };

  run_with_input (&run, command, port, words, "");
  g_assert_cmpstr (run.out, ==, out);
  g_assert_cmpint (run.status, ==, status);
}

/* That it ends with this status and says all these words, separated by "|", on standard error. */
static void
assert_told (const char *command,
             guint16     port,
             const char *words,
             int         status,
             const char *told)
{
  g_auto (GStrv) parts = g_strsplit (told, "|", -1);
  g_auto (CliRun) run = { 0 };

  run_with_input (&run, command, port, words, "");
  for (guint i = 0; parts[i] != NULL; i++)
    g_assert_nonnull (strstr (run.err, parts[i]));
  g_assert_cmpstr (run.out, ==, "");
  g_assert_cmpint (run.status, ==, status);
}

#define AS(who) "--tls-ca @authority.pem --tls-cert @" who ".pem --tls-key @" who ".key "

/* Without roles who may come in may do everything. */
static void
test_once (void)
{
  Child server = { NULL };
  guint16 port = serve (&server, "");

  assert_run ("write --json", port, AS ("client") "holding 20 1234 7", 0,
              "{\"write\":\"holding 20\",\"values\":[1234,7],\"outcome\":\"confirmed\"}\n");
  assert_run ("read --json", port, AS ("client") "holding 20 2", 0,
              "{\"read\":\"holding 20\",\"address\":20,\"quantity\":2,\"values\":[1234,7],"
              "\"raw\":[1234,7],\"quality\":\"good\"}\n");
  assert_run ("request --json", port, AS ("client") "07", 0,
              "{\"request\":\"07\",\"response\":\"0700\",\"quality\":\"good\",\"function\":7,"
              "\"function_name\":\"Read Exception Status\",\"data\":\"00\"}\n");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

static void
test_watch (void)
{
  Child server = { NULL };
  guint16 port = serve (&server, "--demo");
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) lines = NULL;

  run_with_input (&run, "watch --json --interval 300 --count 2", port,
                  AS ("client") "holding 0 3", "");
  g_assert_cmpint (run.status, ==, 0);
  lines = g_strsplit (g_strchomp (run.out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_nonnull (strstr (lines[i], "\"value\":"));

  run_with_input (&run, "identify --json", port, AS ("client") "--unit 1", "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_str_has_prefix (run.out, "{\"unit\":1,\"conformity\":"));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Who may read gets exception 1 for a write, and its session goes on (Modbus/TCP Security, 8.4). */
G_GNUC_UNUSED static void
test_roles (void)
{
  Child server = { NULL };
  guint16 port = serve (&server, "--role Operator=write --role Viewer=read");
  g_auto (CliRun) run = { 0 };

  assert_run ("write", port, AS ("operator") "holding 1 7", 0, "holding 1  7  confirmed\n");
  run_with_input (&run, "session", port, "--tls-ca @authority.pem --tls-cert @viewer.pem "
                  "--tls-key @viewer.key", "write holding 1 8\nread holding 1\nstate\n");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==,
                   "{\"write\":\"holding 1\",\"values\":[8],\"outcome\":\"refused\","
                   "\"exception\":1}\n"
                   "{\"read\":\"holding 1\",\"address\":1,\"quantity\":1,\"values\":[7],"
                   "\"raw\":[7],\"quality\":\"good\"}\n"
                   "{\"state\":\"connected\"}\n");
  assert_run ("write --json", port, AS ("viewer") "holding 1 8", 1,
              "{\"write\":\"holding 1\",\"values\":[8],\"outcome\":\"refused\","
              "\"exception\":1}\n");
  assert_told ("read", port, AS ("client") "holding 1", 1, "(exception 1)");
  assert_told ("read", port, AS ("stranger") "holding 1", 1, "(exception 1)");
  assert_told ("read", port, AS ("printable") "holding 1", 1, "(exception 1)");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* The log says who it was where that may matter. */
G_GNUC_UNUSED static void
test_log (void)
{
  static const char *who = "\"subject\":\"CN=Viewer client\",\"role\":\"Viewer\"";
  Child server = { NULL };
  guint16 port = serve (&server, "--log --role Viewer=read");
  const struct { const char *step; gboolean has_client; } steps[] = {
    { "\"step\":\"received\"", TRUE },
    { "\"step\":\"decoded\"", FALSE },
    { "\"step\":\"validated\"", TRUE },
    { "\"step\":\"got\"", FALSE },
    { "\"step\":\"sent\"", FALSE },
  };

  assert_run ("read", port, AS ("viewer") "holding 0", 0, "holding 0  0\n");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *line = child_read (&server);

      g_assert_nonnull (strstr (line, steps[i].step));
      g_assert_cmpint (strstr (line, who) != NULL, ==, steps[i].has_client);
    }
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

#ifndef HAVE_GNUTLS

/* Without GnuTLS roles cannot be read: nothing is served as if all were allowed. */
static void
test_unreadable_roles (void)
{
  g_autofree char *words = fill_in ("serve --transport tls --listen 127.0.0.1:0 --tls-ca "
                                    "@authority.pem --tls-cert @server.pem --tls-key @server.key "
                                    "--role Operator=write");
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 2);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, "without GnuTLS"));
}

#endif

/* Nobody is asked anything by whom one of both does not trust: exit status 3 and the reason. */
static void
test_trust (void)
{
  Child server = { NULL };
  guint16 port = serve (&server, "");
  g_autofree char *pin = pki_pin ("server");
  g_autofree char *wrong_pin = pki_pin ("server-expired");
  g_autofree char *pinned = g_strdup_printf ("--tls-pin %s --tls-cert @client.pem --tls-key "
                                             "@client.key holding 0", pin);
  g_autofree char *mispinned = g_strdup_printf ("--tls-pin %s --tls-cert @client.pem --tls-key "
                                                "@client.key holding 0", wrong_pin);
  g_auto (CliRun) run = { 0 };

  assert_run ("read", port, pinned, 0, "holding 0  0\n");
  assert_told ("read", port, mispinned, 3, "is not the pinned one|if the device has a new one");
  assert_told ("read", port, "--tls-ca @other-authority.pem --tls-cert @client.pem --tls-key "
               "@client.key holding 0", 3, "“CN=Test authority”, whom nobody here trusts|pin its");
  assert_told ("read", port, AS ("client") "--tls-name elsewhere.test holding 0", 3,
               "is for localhost, device.test|not for elsewhere.test");
  assert_told ("read", port, "--tls-ca @authority.pem holding 0", 3, "without a certificate");
  assert_told ("read", port, AS ("client-expired") "holding 0", 3, "refused our certificate");
  assert_told ("read", port, AS ("client-other-authority") "holding 0", 3,
               "refused our certificate");
  run_with_input (&run, "write", port, AS ("client-expired") "holding 0 1", "");
  g_assert_cmpint (run.status, ==, 3);
  g_assert_nonnull (strstr (run.err, "refused our certificate"));
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* TLS on one side only is told as what it is, and soon. */
static void
test_one_sided (void)
{
  Child plain = { NULL };
  Child secure = { NULL };
  guint16 plain_port = server_start (&plain, 0, "");
  guint16 secure_port = serve (&secure, "");
  g_autofree char *words = g_strdup_printf ("read 127.0.0.1:%u holding 0", secure_port);
  g_auto (CliRun) run = { 0 };

  assert_told ("read", plain_port, AS ("client") "holding 0", 3, "agree on TLS|802");
  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 3);
  g_assert_cmpint (child_end (&plain, SIGTERM), ==, 0);
  g_assert_cmpint (child_end (&secure, SIGTERM), ==, 0);
}

/* Before anybody is connected to: there is nobody at that port. */
static void
test_files (void)
{
  static const struct { const char *words, *told; } cases[] = {
    { "--tls-ca @missing.pem", "missing.pem|No such file" },
    { "--tls-ca @nonsense.pem", "nonsense.pem|holds no certificate" },
    { "--tls-cert @operator.der", "operator.der|neither PEM nor PKCS#12" },
    { "--tls-cert @operator.pem", "operator.pem|holds no private key" },
#ifdef HAVE_GNUTLS
    { "--tls-cert @operator.pem --tls-key @server.key", "server.key|not the one" },
#endif
    { "--tls-cert @operator.p12", "operator.p12|give its passphrase|--tls-passphrase-file|"
      "COILSCOPE_TLS_PASSPHRASE" },
    { "--tls-cert @operator.p12 --tls-passphrase-file @wrong-passphrase",
      "operator.p12|the passphrase does not open it" },
    { "--tls-cert @operator.p12 --tls-passphrase-file @missing", "missing|cannot be opened" },
    { "--tls-cert @operator.p12 --tls-passphrase-file @operator.p12", "no text in UTF-8" },
    { "--tls-cert @operator.p12 --tls-passphrase-file -", "its first line is empty" },
    { "--tls-cert pkcs11:token=nobody-has-this;type=cert", "nobody-has-this|p11tool" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = g_strconcat (cases[i].words, " holding 0", NULL);

      assert_told ("read", 1, words, 4, cases[i].told);
    }
  assert_told ("watch", 1, "--tls-ca @missing.pem holding 0", 4, "missing.pem");
  assert_told ("session", 1, "--tls-ca @missing.pem", 4, "missing.pem");
  assert_told ("identify", 1, "--tls-ca @missing.pem", 4, "missing.pem");
  assert_told ("scan", 1, "--tls-ca @missing.pem", 4, "missing.pem");
}

static void
assert_usage (const char *words,
              const char *told)
{
  g_autofree char *all = fill_in (words);
  g_auto (CliRun) run = { 0 };

  cli_run (&run, all, "");
  g_test_message ("%s: %s", all, run.err);
  g_assert_cmpint (run.status, ==, 2);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, told));
}

static void
test_usage (void)
{
  static const char *options[] = { "--tls-ca", "--tls-cert", "--tls-key", "--tls-name", "--tls-pin",
                                   "--tls-passphrase-file" };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *words = g_strdup_printf ("read h holding 0 %s x", options[i]);

      assert_usage (words, options[i]);
    }
  assert_usage ("session h --transport udp --tls-ca x", "--tls-ca");
  assert_usage ("read h holding 0 --transport tls --tls-pin 12", "--tls-pin: “12”");
  assert_usage ("read h holding 0 --transport tls --tls-key x", "no certificate that it belongs");
  assert_usage ("read h holding 0 --transport tls --tls-passphrase-file x", "--tls-cert");
  assert_usage ("serve --tls-ca x", "--tls-ca");
  assert_usage ("serve --tls-passphrase-file x", "--tls-passphrase-file");
  assert_usage ("serve --role A=read", "--role");
  assert_usage ("serve --transport tls", "--tls-ca");
  assert_usage ("serve --transport tls --tls-ca @authority.pem", "--tls-cert");
  assert_usage ("serve --transport tls --tls-ca @authority.pem --tls-cert @server.pem --tls-key "
                "@server.key --role A=admin", "NAME=read or NAME=write");
  assert_usage ("serve --transport tls --tls-name x", "--tls-name");
}

static void
test_serve_files (void)
{
  g_autofree char *words = fill_in ("serve --transport tls --listen 127.0.0.1:0 --tls-ca "
                                    "@nonsense.pem --tls-cert @server.pem --tls-key @server.key");
  g_auto (CliRun) run = { 0 };

  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 4);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_nonnull (strstr (run.err, "nonsense.pem"));
}

/* From a file, the environment and standard input; never from the list of processes. */
G_GNUC_UNUSED static void
test_passphrase (void)
{
  Child server = { NULL };
  guint16 port = serve (&server, "");
  g_auto (CliRun) run = { 0 };

  assert_run ("read", port, "--tls-ca @authority.pem --tls-cert @operator.pem --tls-key "
              "@operator-pkcs8.key --tls-passphrase-file @passphrase holding 0", 0,
              "holding 0  0\n");
  run_with_input (&run, "session", port, "--tls-ca @authority.pem --tls-cert @operator.pem "
                  "--tls-key @operator-old.key --tls-passphrase-file -",
                  PKI_PASSPHRASE "\nread holding 0\n");
  g_assert_cmpstr (run.out, ==, "{\"read\":\"holding 0\",\"address\":0,\"quantity\":1,"
                                "\"values\":[0],\"raw\":[0],\"quality\":\"good\"}\n");

  g_setenv ("COILSCOPE_TLS_PASSPHRASE", PKI_PASSPHRASE, TRUE);
  assert_run ("read", port, "--tls-ca @authority.pem --tls-cert @operator.p12 holding 0", 0,
              "holding 0  0\n");
  assert_told ("read", port, "--tls-ca @authority.pem --tls-cert @operator.p12 "
               "--tls-passphrase-file @wrong-passphrase holding 0", 4, "does not open it");
  g_unsetenv ("COILSCOPE_TLS_PASSPHRASE");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* A project in a folder of its own beside the certificates, which it names from there. */
static char *
write_project (guint16     port,
               const char *members)
{
  g_autofree char *text =
    g_strdup_printf ("{\"coilscope\":1,\"connections\":[{\"host\":\"127.0.0.1\",\"port\":%u,"
                     "\"transport\":\"tls\",\"tls_ca\":\"../authority.pem\",%s,\"devices\":[{"
                     "\"name\":\"D\",\"tags\":[{\"name\":\"a\",\"table\":\"holding\","
                     "\"address\":0,\"period_ms\":300}]}]}]}", port, members);
  g_autofree char *folder = fill_in ("@project");
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "p.coilscope", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
assert_watched (const char *path,
                const char *options,
                const char *expected)
{
  g_autofree char *given = g_strdup_printf ("watch --json --count 2 %s%s", options, path);
  g_autofree char *words = fill_in (given);
  g_auto (CliRun) run = { 0 };
  g_auto (GStrv) lines = NULL;

  cli_run (&run, words, "");
  g_test_message ("%s: %d %s %s", words, run.status, run.out, run.err);
  g_assert_cmpint (run.status, ==, 0);
  lines = g_strsplit (g_strchomp (run.out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, 2);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_nonnull (strstr (lines[i], expected));
}

static void
test_project (void)
{
  Child server = { NULL };
  guint16 port = serve (&server, "");
  g_autofree char *plain = write_project (port, "\"tls_certificate\":\"../client.pem\","
                                          "\"tls_key\":\"../client.key\"");
  g_autofree char *locked = NULL;
  g_auto (CliRun) run = { 0 };
  g_autofree char *words = g_strdup_printf ("watch --tls-ca x %s", plain);
  g_autofree char *check = g_strdup_printf ("check %s", plain);

  assert_watched (plain, "", "\"value\":0");
  cli_run (&run, words, "");
  g_assert_cmpint (run.status, ==, 2);
  cli_run (&run, check, "");
  g_assert_cmpint (run.status, ==, 0);

  locked = write_project (port, "\"tls_certificate\":\"../operator.p12\"");
  assert_watched (locked, "--tls-passphrase-file @passphrase ", "\"value\":0");
  assert_watched (locked, "", "\"quality\":\"link-down\"");
  assert_watched (locked, "", "COILSCOPE_TLS_PASSPHRASE");
  g_setenv ("COILSCOPE_TLS_PASSPHRASE", PKI_PASSPHRASE, TRUE);
  assert_watched (locked, "", "\"value\":0");
  g_unsetenv ("COILSCOPE_TLS_PASSPHRASE");
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* The child's own terminal, which is not the one that the test runs in. */
static void
take_terminal_cb (gpointer user_data)
{
  int fd;

  child_setup_cb (NULL);
  setsid ();
  fd = open (user_data, O_RDWR);
  ioctl (fd, TIOCSCTTY, 0);
  dup2 (fd, STDERR_FILENO);
}

/* What the terminal shows, up to what is waited for. */
static char *
read_terminal (int         fd,
               const char *until)
{
  GString *shown = g_string_new (NULL);
  char c;

  while (strstr (shown->str, until) == NULL && read (fd, &c, 1) == 1)
    g_string_append_c (shown, c);
  return g_string_free (shown, FALSE);
}

static GSubprocess *
start_at_terminal (guint16  port,
                   int     *out_fd)
{
  g_autofree char *given = g_strdup_printf ("%s read 127.0.0.1:%u --transport tls --tls-ca "
                                            "@authority.pem --tls-cert @operator.p12 holding 0",
                                            g_getenv ("COILSCOPE_CLI"), port);
  g_autofree char *all = fill_in (given);
  g_auto (GStrv) argv = g_strsplit (all, " ", -1);
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  *out_fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (grantpt (*out_fd), ==, 0);
  g_assert_cmpint (unlockpt (*out_fd), ==, 0);
  g_subprocess_launcher_set_child_setup (launcher, take_terminal_cb, g_strdup (ptsname (*out_fd)),
                                         g_free);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv, &error);
  g_assert_no_error (error);
  return process;
}

static void
type (int         fd,
      const char *text)
{
  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
}

/* Who sits there is asked, and what is typed is not shown. */
static void
test_terminal (void)
{
  Child server = { NULL };
  guint16 port = serve (&server, "");
  int fd;
  g_autoptr (GSubprocess) process = start_at_terminal (port, &fd);
  g_autofree char *question = read_terminal (fd, "”: ");
  g_autofree char *shown = NULL;
  g_autofree char *out = NULL;

  g_assert_nonnull (strstr (question, "operator.p12"));
  type (fd, PKI_PASSPHRASE "\n");
  shown = read_terminal (fd, "\n");
  g_assert_null (strstr (shown, "sesame"));
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL);
  g_assert_cmpstr (out, ==, "holding 0  0\n");
  close (fd);
  g_assert_cmpint (child_end (&server, SIGTERM), ==, 0);
}

/* Who is asked may give up; the terminal shows again what is typed. */
static void
test_terminal_interrupted (void)
{
  int fd;
  g_autoptr (GSubprocess) process = start_at_terminal (1, &fd);
  g_autofree char *question = read_terminal (fd, "”: ");
  struct termios terminal;

  type (fd, "half\x03");
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGINT);
  g_assert_cmpint (tcgetattr (fd, &terminal), ==, 0);
  g_assert_cmpint (terminal.c_lflag & ECHO, !=, 0);
  close (fd);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("COILSCOPE_TLS_PASSPHRASE");
  pki_set_up ();
  g_test_add_func ("/cli/tls/once", test_once);
  g_test_add_func ("/cli/tls/watch", test_watch);
#ifdef HAVE_GNUTLS
  g_test_add_func ("/cli/tls/roles", test_roles);
  g_test_add_func ("/cli/tls/log", test_log);
  g_test_add_func ("/cli/tls/passphrase", test_passphrase);
#else
  g_test_add_func ("/cli/tls/unreadable-roles", test_unreadable_roles);
#endif
  g_test_add_func ("/cli/tls/trust", test_trust);
  g_test_add_func ("/cli/tls/one-sided", test_one_sided);
  g_test_add_func ("/cli/tls/files", test_files);
  g_test_add_func ("/cli/tls/usage", test_usage);
  g_test_add_func ("/cli/tls/serve-files", test_serve_files);
  g_test_add_func ("/cli/tls/project", test_project);
  g_test_add_func ("/cli/tls/terminal", test_terminal);
  g_test_add_func ("/cli/tls/terminal-interrupted", test_terminal_interrupted);
  status = g_test_run ();
  pki_tear_down ();
  return status;
}
