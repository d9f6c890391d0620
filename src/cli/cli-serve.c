/* cli-serve.c: the command that answers as a device or as the demo plant.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-serve.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/cli-exit.h"
#include "cli/cli-help.h"
#include "cli/cli-map.h"
#include "cli/cli-output.h"
#include "cli/cli-tls.h"
#include "cli/cli-writer.h"
#include "simulator/sim-demo.h"
#include "simulator/sim-server.h"

#define DEFAULT_LISTEN "127.0.0.1:1502"
#define DEFAULT_PORT 1502

/* What the golden session finds: unit 0, 1 in each bit, 17 in each register. */
#define SEED_BIT 1
#define SEED_REGISTER 17

/* What of the log waits for a slow reader: some ten thousand lines, more than a pause needs. */
#define MAX_LOG_BYTES (4 * 1024 * 1024)

typedef struct
{
  char      *listen;
  char     **units;
  gboolean   is_demo;
  gboolean   is_seed;
  gboolean   has_log;
  char      *transport;
  MbCarrier  carrier;
  char      *map;
  CliMap    *devices;
  CliTls     tls;
  char     **roles;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->listen);
  g_strfreev (options->units);
  g_free (options->transport);
  g_free (options->map);
  g_clear_pointer (&options->devices, cli_map_free);
  cli_tls_clear (&options->tls);
  g_strfreev (options->roles);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* "ADDRESS", "ADDRESS:PORT", "[IPV6]:PORT" */
static gboolean
parse_listen (const char  *text,
              char       **out_address,
              guint16     *out_port)
{
  const char *colon = strrchr (text, ':');
  const char *bracket = strrchr (text, ']');
  guint64 port = DEFAULT_PORT;
  gsize len;

  /* The colons of an IPv6 address without brackets are its own. */
  if (colon != NULL && (colon < bracket || (bracket == NULL && strchr (text, ':') != colon)))
    colon = NULL;
  if (colon != NULL && !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    return FALSE;
  len = colon != NULL ? (gsize) (colon - text) : strlen (text);
  if (bracket != NULL && (text[0] != '[' || bracket != text + len - 1))
    return FALSE;
  if (bracket != NULL)
    *out_address = g_strndup (text + 1, len - 2);
  else
    *out_address = g_strndup (text, len);
  *out_port = (guint16) port;
  return TRUE;
}

static int
check_transport (Options *options)
{
  g_autoptr (GError) error = NULL;

  options->carrier = MB_CARRIER_TCP;
  if (options->transport != NULL &&
      !mb_carrier_from_name (options->transport, &options->carrier))
    return cli_usage_error (_("There is no transport “%s”; use tcp, rtu-tcp, udp or tls."),
                            options->transport);
  if (!cli_tls_check (&options->tls, options->carrier, &error))
    return cli_usage_error ("%s", error->message);
  if (options->carrier == MB_CARRIER_TLS)
    return CLI_EXIT_DONE;
  if (options->roles != NULL)
    return cli_usage_error (_("%s means something with --transport tls only."), "--role");
  return cli_tls_open (&options->tls, options->carrier);
}

/* 0, or the exit code for what was told. */
static int
check_options (Options *options)
{
  int status = check_transport (options);

  if (status != CLI_EXIT_DONE)
    return status;
  if (options->map != NULL && (options->is_demo || options->is_seed))
    return cli_usage_error (_("--map goes with neither --demo nor --seed-session: each says what "
                              "there is to read."));
  if (options->is_demo && options->is_seed)
    return cli_usage_error (_("--demo and --seed-session exclude each other."));
  if (options->units != NULL && (options->is_demo || options->is_seed))
    return cli_usage_error (_("--unit goes with neither --demo nor --seed-session: they have "
                              "unit ids of their own."));
  return CLI_EXIT_DONE;
}

/* Sets *@out_units to the bytes, or NULL for all. */
static int
parse_units (const Options  *options,
             GByteArray    **out_units)
{
  g_autoptr (GByteArray) units = g_byte_array_new ();

  for (guint i = 0; options->units != NULL && options->units[i] != NULL; i++)
    {
      guint64 number;
      guint8 unit;

      if (!g_ascii_string_to_unsigned (options->units[i], 10, 0, G_MAXUINT8, &number, NULL))
        return cli_usage_error (_("--unit %s: a unit id is a number from 0 to 255."),
                                options->units[i]);
      unit = (guint8) number;
      g_byte_array_append (units, &unit, 1);
    }
  if (options->units != NULL)
    *out_units = g_steal_pointer (&units);
  return CLI_EXIT_DONE;
}

/* 0, or the exit code for what was told. */
static int
load_map (Options          *options,
          const GByteArray *units)
{
  g_autoptr (GError) error = NULL;

  if (options->map == NULL)
    return CLI_EXIT_DONE;
  options->devices = cli_map_load (options->map, units, &error);
  if (options->devices != NULL)
    return CLI_EXIT_DONE;
  cli_put_note ("%s", error->message);
  return CLI_EXIT_DATA;
}

static GArray *
copy_items (const CliMapMemory *memory)
{
  /* Never without memory of its own: no list at all would mean all items. */
  GArray *items = g_array_sized_new (FALSE, FALSE, sizeof (SimItem), 1);

  for (guint i = 0; i < memory->items->len; i++)
    {
      const CliMapItem *item = &g_array_index (memory->items, CliMapItem, i);
      const SimItem copy = { item->table, item->address, item->value, item->is_locked };

      g_array_append_val (items, copy);
    }
  return items;
}

static SimServer *
make_map_server (const CliMap *map,
                 MbClock      *clock)
{
  guint n_memories = cli_map_get_n_memories (map);
  g_autofree SimMemory *memories = g_new0 (SimMemory, n_memories);
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < n_memories; i++)
    {
      const CliMapMemory *memory = cli_map_get_memory (map, i);
      GArray *items = copy_items (memory);

      g_ptr_array_add (lists, items);
      memories[i].items = (const SimItem *) (gpointer) items->data;
      memories[i].n_items = items->len;
      if (memory->units != NULL)
        {
          memories[i].units = memory->units->data;
          memories[i].n_units = memory->units->len;
        }
    }
  return sim_server_new_memories (clock, memories, n_memories);
}

static SimServer *
make_server (const Options *options,
             MbClock       *clock,
             GByteArray    *units)
{
  static const guint8 seed_unit[] = { 0 };
  static const SimMemory seed = {
    .units = seed_unit,
    .n_units = G_N_ELEMENTS (seed_unit),
    .bit = SEED_BIT,
    .reg = SEED_REGISTER,
  };
  SimMemory memory = { NULL };

  if (options->devices != NULL)
    return make_map_server (options->devices, clock);
  if (options->is_demo)
    return sim_server_new (clock, sim_demo_get_plant ());
  if (options->is_seed)
    return sim_server_new_memories (clock, &seed, 1);
  if (units != NULL)
    {
      memory.units = units->data;
      memory.n_units = units->len;
    }
  return sim_server_new_memories (clock, &memory, 1);
}

static void
put_log_line (const char *line,
              gpointer    user_data)
{
  cli_writer_put (user_data, line);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Each connection is a descriptor, and the usual limit is lower than what a server may have. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* NULL when every client may do everything. */
static int
make_rules (const Options  *options,
            MbRoleRules   **out_rules)
{
  g_autoptr (MbRoleRules) rules = mb_role_rules_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; options->roles != NULL && options->roles[i] != NULL; i++)
    if (!mb_role_rules_add (rules, options->roles[i], &error))
      return cli_usage_error ("--role: %s.", error->message);
  if (options->roles != NULL)
    *out_rules = g_steal_pointer (&rules);
  return CLI_EXIT_DONE;
}

/* 0, or the exit code for what was told. */
static int
set_transport (Options   *options,
               SimServer *server)
{
  g_autoptr (MbRoleRules) rules = NULL;
  g_autoptr (MbCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (options->carrier != MB_CARRIER_TLS)
    {
      sim_server_set_carrier (server, options->carrier);
      return CLI_EXIT_DONE;
    }
  status = make_rules (options, &rules);
  if (status == CLI_EXIT_DONE)
    status = cli_tls_open_server (&options->tls, &credentials);
  if (status == CLI_EXIT_DONE && !sim_server_set_tls (server, credentials, rules, &error))
    status = cli_usage_error ("--role: %s.", error->message);
  return status;
}

static const char *
describe_reach (const Options *options)
{
  if (options->carrier != MB_CARRIER_TLS)
    return _("Others on the network can reach this server, and write to it.");
  if (options->roles == NULL)
    return _("Others on the network can reach this server; who has a certificate of the authority "
             "can write to it.");
  return _("Others on the network can reach this server; their roles say what they may do.");
}

static void
announce (CliWriter     *writer,
          const Options *options,
          const char    *address,
          guint16        port)
{
  g_autofree char *line =
    g_strdup_printf (strchr (address, ':') != NULL ? "listening [%s]:%u" : "listening %s:%u",
                     address, port);

  cli_writer_put (writer, line);
  if (!g_str_has_prefix (address, "127.") && !g_str_equal (address, "localhost") &&
      !g_str_equal (address, "::1"))
    cli_put_note ("%s", describe_reach (options));
}

static int
run (Options    *options,
     const char *address,
     guint16     port,
     GByteArray *units)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  g_autoptr (CliWriter) writer = cli_writer_new (MAX_LOG_BYTES);
  g_autoptr (SimServer) server = make_server (options, clock, units);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  guint interrupt_id;
  guint terminate_id;
  int status = set_transport (options, server);

  if (status != CLI_EXIT_DONE)
    return status;
  raise_descriptor_limit ();
  if (options->has_log)
    sim_server_set_log (server, put_log_line, writer);
  if (!sim_server_listen (server, address, port, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
        return cli_usage_error ("%s.", error->message);
      cli_put_note ("%s.", error->message);
      return CLI_EXIT_LINK;
    }
  interrupt_id = g_unix_signal_add (SIGINT, quit_cb, loop);
  terminate_id = g_unix_signal_add (SIGTERM, quit_cb, loop);
  announce (writer, options, address, sim_server_get_port (server));
  g_main_loop_run (loop);
  g_source_remove (interrupt_id);
  g_source_remove (terminate_id);
  return CLI_EXIT_DONE;
}

static gboolean
parse_arguments (Options         *options,
                 GOptionContext  *context,
                 int             *argc,
                 char          ***argv,
                 GError         **error)
{
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen,
      N_("address and port to listen on (127.0.0.1:1502); port 0 picks a free one"),
      N_("ADDR:PORT") },
    { "unit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->units,
      N_("answer for this unit id only; may be given several times"), "N" },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &options->is_demo,
      N_("be the demo plant: units 1, 2, 5, 6 (slow) and 10"), NULL },
    { "seed-session", 0, 0, G_OPTION_ARG_NONE, &options->is_seed,
      N_("be unit 0 with 1 in all bits and 17 in all registers"), NULL },
    { "log", 0, 0, G_OPTION_ARG_NONE, &options->has_log,
      N_("write a JSON line for each step of each answer"), NULL },
    { "transport", 0, 0, G_OPTION_ARG_STRING, &options->transport,
      N_("what to speak: tcp (the default), rtu-tcp (a serial line), udp or tls"),
      "NAME" },
    { "map", 0, 0, G_OPTION_ARG_FILENAME, &options->map,
      N_("be what this table of registers or project says"), "FILE" },
    { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->roles,
      N_("with tls: what clients with this role may do; may be given several times"),
      N_("NAME=read|write") },
    G_OPTION_ENTRY_NULL,
  };
  GOptionEntry tls[CLI_TLS_MAX_ENTRIES];

  cli_tls_list_entries (&options->tls, TRUE, tls);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, tls, GETTEXT_PACKAGE);
  return g_option_context_parse (context, argc, argv, error);
}

static GOptionContext *
new_context (void)
{
  static const CliExample examples[] = {
    { "serve", N_("A device at 127.0.0.1:1502, for programs on this computer.") },
    { "serve --listen 0.0.0.0:1502 --unit 1 --unit 17 --log",
      N_("Two units for the network, with a line for each step of each answer.") },
    { "serve --demo", N_("The demo plant, whose values move.") },
    { "serve --map meter.csv --unit 5", N_("A device that has just the registers of a table.") },
    { "serve --transport tls --tls-ca ca.pem --tls-cert me.pem --role Operator=write "
      "--role All=read",
      N_("Modbus/TCP Security: who has role Operator may write, who has role All may read.") },
    { NULL, NULL }
  };
  const CliHelp help = {
    .details = _("Without --unit, --demo, --map and --seed-session every unit id answers from one "
                 "memory: 65,536 items in each of the four tables, 0 at the start. With --map "
                 "there is what the file says, and all else answers exception 2. The file is a "
                 "project, whose devices answer by their unit ids, or a table in CSV whose first "
                 "row names its columns: table and address (from 0), and of name, type, bits, "
                 "order, scale, offset, value and writable those that matter. With --transport "
                 "rtu-tcp unit 0 is all units, as on a serial line: they carry out what writes, "
                 "and do not answer.\n"
                 "With --transport tls clients must show a certificate that --tls-ca has signed, "
                 "and each --role says what those may do whose certificate has that role; to the "
                 "others exception 1 is answered, whatever they ask. Without --role all may do "
                 "all.\n"
                 "The first line of output is “listening ADDR:PORT”. It ends with exit status 0 "
                 "when it is interrupted, with 3 when the port is not to be had, and with 4 when a "
                 "file is not what it should be."),
    .topics = CLI_TOPIC_TLS,
    .examples = examples,
  };

  return cli_help_new_context (NULL, _("Answers as a Modbus device, for trying things out."),
                               &help);
}

/**
 * cli_serve:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `serve`: answers requests until it is interrupted. The first line of output is
 * `listening ADDR:PORT`, written when clients can connect.
 *
 * Returns: 0 after SIGINT or SIGTERM; 2 for a wrong command line; 3 when the port is not to be had;
 *   4 for a bad file
 */
int
cli_serve (int   argc,
           char *argv[])
{
  g_auto (Options) options = { NULL };
  g_autoptr (GOptionContext) context = new_context ();
  g_autoptr (GByteArray) units = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port;
  int status;

  if (!parse_arguments (&options, context, &argc, &argv, &error))
    return cli_usage_error ("%s.", error->message);
  if (argc > 1)
    return cli_usage_error (_("“%s” is one argument too many."), argv[1]);
  status = check_options (&options);
  if (status == CLI_EXIT_DONE)
    status = parse_units (&options, &units);
  if (status != CLI_EXIT_DONE)
    return status;
  if (!parse_listen (options.listen != NULL ? options.listen : DEFAULT_LISTEN, &address, &port))
    return cli_usage_error (_("--listen %s: give ADDR:PORT, such as 127.0.0.1:1502 or [::1]:0."),
                            options.listen);
  status = load_map (&options, units);
  if (status != CLI_EXIT_DONE)
    return status;
  return run (&options, address, port, units);
}
