/* cli-identify.c: the command that asks a device who it is.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-identify.h"

#include <glib/gi18n.h>

#include "cli/cli-loop.h"
#include "cli/cli-output.h"
#include "cli/cli-project.h"
#include "cli/cli-reason.h"
#include "modbus/mb-json.h"
#include "monitor/tools/mon-identify.h"

/* Levels of conformity (V1.1b3, 6.21). */
#define LEVEL_MASK 0x7f
#define HAS_INDIVIDUAL 0x80

typedef struct
{
  CliLoop          *loop;
  const CliOptions *options;
} Wish;

static char *
dup_hex (const MbObject *object)
{
  GString *text = g_string_sized_new (2 * object->len);

  for (gsize i = 0; i < object->len; i++)
    g_string_append_printf (text, "%02x", object->value[i]);
  return g_string_free (text, FALSE);
}

static char *
dup_value (const MbObject *object)
{
  if (mb_object_is_text (object))
    return g_strndup ((const char *) object->value, object->len);
  return dup_hex (object);
}

static void
put_json (const Wish *wish,
          MbIdentify *identify)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);

  mb_json_begin_object (json);
  mb_json_key (json, "unit");
  mb_json_int (json, wish->options->unit);
  mb_json_key (json, "conformity");
  mb_json_uint (json, mb_identify_get_conformity (identify));
  mb_json_key (json, "objects");
  mb_json_begin_array (json);
  for (guint i = 0; i < mb_identify_get_n_objects (identify); i++)
    {
      g_autofree char *value = NULL;
      MbObject object;

      mb_identify_get_object (identify, i, &object);
      value = dup_value (&object);
      mb_json_begin_object (json);
      mb_json_key (json, "id");
      mb_json_uint (json, object.id);
      mb_json_key (json, "value");
      mb_json_string (json, value);
      if (!mb_object_is_text (&object))
        {
          mb_json_key (json, "hex");
          mb_json_bool (json, TRUE);
        }
      mb_json_end_object (json);
    }
  mb_json_end_array (json);
  mb_json_end_object (json);
  cli_put_line (mb_json_get_text (json));
}

static const char *
name_level (guint8 conformity)
{
  switch (conformity & LEVEL_MASK)
    {
    case MB_IDENTIFY_BASIC:
      return _("basic");
    case MB_IDENTIFY_REGULAR:
      return _("regular");
    case MB_IDENTIFY_EXTENDED:
      return _("extended");
    default:
      return _("unknown");
    }
}

static void
put_text (MbIdentify *identify)
{
  guint8 conformity = mb_identify_get_conformity (identify);

  for (guint i = 0; i < mb_identify_get_n_objects (identify); i++)
    {
      g_autofree char *value = NULL;
      g_autofree char *line = NULL;
      MbObject object;
      const char *name;

      mb_identify_get_object (identify, i, &object);
      name = mb_object_name (object.id);
      value = dup_value (&object);
      if (name != NULL)
        line = g_strdup_printf ("%-20s %s", name, value);
      else
        /* Translators: number of an identification object in hex, then its value. */
        line = g_strdup_printf (_("Object 0x%02x          %s"), object.id, value);
      cli_put_line (line);
    }
  /* Translators: a number, then "basic", "regular" or "extended", then how it can be asked. */
  cli_put_note (_("Conformity level %u: %s objects, %s."), conformity, name_level (conformity),
                conformity & HAS_INDIVIDUAL ? _("stream and individual access")
                                            : _("stream access"));
}

static CliExit
put_failure (const Wish      *wish,
             const MonAnswer *answer)
{
  g_autofree char *reason = cli_reason_of_answer (answer, (guint) wish->options->timeout_ms);
  gboolean is_exception = answer->quality == MON_QUALITY_EXCEPTION;

  if (wish->options->is_json)
    {
      g_autoptr (MbJson) json = mb_json_new (FALSE);

      mb_json_begin_object (json);
      mb_json_key (json, "unit");
      mb_json_int (json, wish->options->unit);
      mb_json_key (json, "quality");
      mb_json_string (json, mon_quality_name (answer->quality));
      mb_json_key (json, "reason");
      mb_json_string (json, reason != NULL ? reason : "");
      if (is_exception)
        {
          mb_json_key (json, "exception");
          mb_json_uint (json, answer->exception);
        }
      mb_json_end_object (json);
      cli_put_line (mb_json_get_text (json));
    }
  if (is_exception)
    /* Translators: a unit identifier, what went wrong, a number. */
    cli_put_note (_("Unit %d does not identify itself: %s (exception %u)."), wish->options->unit,
                  reason, answer->exception);
  else
    cli_put_note (_("Unit %d: %s."), wish->options->unit, reason);
  return is_exception ? CLI_EXIT_REFUSED : CLI_EXIT_LINK;
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  const Wish *wish = user_data;
  g_autoptr (MonJob) failed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbIdentify) identify = mon_identify_finish (result, &failed, &error);
  CliExit code = CLI_EXIT_DONE;

  if (identify == NULL)
    code = put_failure (wish, mon_job_get_answer (failed));
  else if (wish->options->is_json)
    put_json (wish, identify);
  else
    put_text (identify);
  cli_loop_end (wish->loop, code);
}

static CliExit
identify_device (const CliTarget *target,
                 CliOptions      *options)
{
  g_autoptr (MonProject) project = NULL;
  g_autoptr (CliLoop) loop = NULL;
  Wish wish = { .options = options };
  CliExit code = cli_tls_open (&options->tls, options->transport);

  if (code != CLI_EXIT_DONE)
    return code;
  project = cli_project_new (target, options);
  loop = wish.loop = cli_loop_new (project);
  mon_identify_async (cli_loop_get_session (loop), cli_project_get_device (project)->handle, NULL,
                      identified_cb, &wish);
  return cli_loop_run (loop);
}

/**
 * cli_identify:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `identify HOST`.
 *
 * Returns: the exit code
 */
int
cli_identify (int   argc,
              char *argv[])
{
  static const CliExample examples[] = {
    { "identify 192.168.1.20", N_("Vendor, product and revision of unit 1.") },
    { "identify --unit 17 --json 192.168.1.20", N_("The same of unit 17, as JSON.") },
    { NULL, NULL }
  };
  const CliUsage usage = {
    .arguments = "HOST",
    .summary = _("Asks a device who made it, what it is and which version it has."),
    .help = {
      .details = _("It sends Read Device Identification (function 43/14): first for the basic "
                   "objects, then for the regular and the extended ones if the device says that "
                   "it has them. Many devices do not know this function; they answer with "
                   "exception 1, and the exit status is 1."),
      .topics = CLI_TOPIC_HOST,
      .examples = examples,
    },
    .min_words = 1,
    .max_words = 1,
  };
  g_auto (CliOptions) options = { 0, };
  g_auto (CliTarget) target = { NULL, };
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  if (!cli_options_parse (&options, &usage, argv, &words, &error)
      || !cli_target_parse (&target, words[0], options.transport, &error))
    return cli_usage_error ("%s", error->message);
  return identify_device (&target, &options);
}
