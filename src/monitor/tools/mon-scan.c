/* mon-scan.c: looks for hosts that answer, and for the units behind them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-scan.h"

#include "modbus/mb-request.h"
#include "monitor/document/mon-device-spec.h"
#include "monitor/document/mon-project-spec.h"

/* What a gateway says of itself (V1.1b3, 7). */
#define GATEWAY_PATH_UNAVAILABLE 10
#define GATEWAY_TARGET_SILENT 11

/* The name of a step that nobody undoes. */
#define STEP "scan"

/* One host while it is asked. */
typedef struct
{
  MonScan           *scan;
  char              *host;
  MonConnectionSpec *connection;
  /* Which unit is asked next, and the question under way. */
  guint              next;
  MonJob            *job;
} Host;

struct _MonScan
{
  MonSession          *session;
  MonConnectionSpec   *settings;
  GStrv                hosts;
  GByteArray          *units;
  const MonScanEvents *events;
  gpointer             user_data;
  GBytes              *question;
  guint                n_begun;
  guint64              n_done;
  guint64              n_all;
  /* Of Host: those that are asked now. */
  GPtrArray           *asked;
};

static void ask (Host *host);

static void
host_free (gpointer data)
{
  Host *host = data;

  if (host->job != NULL)
    {
      g_signal_handlers_disconnect_by_data (host->job, host);
      mon_job_cancel (host->job);
      g_object_unref (host->job);
    }
  mon_connection_spec_unref (host->connection);
  g_free (host->host);
  g_free (host);
}

/* A device for each unit, so that the session can talk to it. */
static MonConnectionSpec *
make_connection (MonScan    *scan,
                 const char *name)
{
  g_autoptr (MonConnectionSpec) fresh = mon_connection_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_edit (scan->settings);

  g_free (connection->id);
  connection->id = g_strdup (fresh->id);
  connection->handle = fresh->handle;
  g_free (connection->host);
  connection->host = g_strdup (name);
  /* Most units are not there. */
  connection->max_timeouts = 0;
  connection->retries = 0;
  g_ptr_array_set_size (connection->devices, 0);
  for (guint i = 0; i < scan->units->len; i++)
    {
      MonDeviceSpec *device = mon_device_spec_new ();

      device->unit = scan->units->data[i];
      g_ptr_array_add (connection->devices, device);
    }
  return connection;
}

/* Lets the session know whom to talk to: those that are asked, and nobody else. */
static void
tell_session (MonScan *scan)
{
  MonProject *project = mon_session_get_project (scan->session);
  g_autoptr (MonProjectSpec) root = mon_project_spec_edit (mon_project_get_root (project));

  g_ptr_array_set_size (root->connections, 0);
  for (guint i = 0; i < scan->asked->len; i++)
    g_ptr_array_add (root->connections,
                     mon_connection_spec_ref (((Host *) scan->asked->pdata[i])->connection));
  mon_project_change (project, root, STEP);
}

static void
note_done (MonScan *scan,
           guint    n)
{
  scan->n_done += n;
  if (scan->events->progress != NULL)
    scan->events->progress (scan->n_done, scan->n_all, scan->user_data);
}

/* Begins with as many hosts as there is room for; tells when there is none left. */
static void
go_on (MonScan *scan)
{
  guint n_before = scan->asked->len;

  while (scan->asked->len < MON_SCAN_MAX_HOSTS_AT_ONCE && scan->hosts[scan->n_begun] != NULL)
    {
      Host *host = g_new0 (Host, 1);

      host->scan = scan;
      host->host = g_strdup (scan->hosts[scan->n_begun++]);
      host->connection = make_connection (scan, host->host);
      g_ptr_array_add (scan->asked, host);
    }
  tell_session (scan);
  for (guint i = n_before; i < scan->asked->len; i++)
    ask (scan->asked->pdata[i]);
  if (scan->asked->len == 0)
    scan->events->ended (scan->user_data);
}

static void
end_host (Host *host)
{
  MonScan *scan = host->scan;

  note_done (scan, scan->units->len - host->next);
  g_ptr_array_remove (scan->asked, host);
  go_on (scan);
}

static void
tell_found (Host            *host,
            const MonAnswer *answer)
{
  const MonScanFound found = {
    .host = host->host,
    .unit = host->scan->units->data[host->next],
    .exception = answer->verdict == MB_VERDICT_EXCEPTION ? answer->exception : 0,
  };

  if (answer->verdict != MB_VERDICT_ANSWER && answer->verdict != MB_VERDICT_EXCEPTION)
    return;
  if (found.exception != GATEWAY_PATH_UNAVAILABLE && found.exception != GATEWAY_TARGET_SILENT)
    host->scan->events->found (&found, host->scan->user_data);
}

static void
job_ended_cb (MonJob   *job,
              gpointer  user_data)
{
  Host *host = user_data;
  gboolean is_out_of_reach = mon_job_get_outcome (job) == MON_OUTCOME_NOT_SENT;

  tell_found (host, mon_job_get_answer (job));
  g_signal_handlers_disconnect_by_data (job, host);
  g_clear_object (&host->job);
  if (is_out_of_reach)
    {
      end_host (host);
      return;
    }
  host->next++;
  note_done (host->scan, 1);
  if (host->next < host->scan->units->len)
    ask (host);
  else
    end_host (host);
}

static void
ask (Host *host)
{
  const MonDeviceSpec *device = host->connection->devices->pdata[host->next];

  host->job = mon_session_request (host->scan->session, device->handle, host->scan->question, FALSE,
                                   NULL);
  g_signal_connect (host->job, "ended", G_CALLBACK (job_ended_cb), host);
}

/**
 * mon_scan_new:
 * @session: a session, whose project becomes the scan's
 * @settings: port, transport, time-outs and delays for all hosts; its host and devices do not count
 * @hosts: (array zero-terminated=1): names or addresses, one or more
 * @units: unit identifiers, one or more
 * @events: (not nullable): what to call; must outlive the scan
 * @user_data: for @events
 *
 * Begins a scan.
 *
 * Returns: (transfer full): the scan
 */
MonScan *
mon_scan_new (MonSession              *session,
              const MonConnectionSpec *settings,
              const char *const       *hosts,
              const GByteArray        *units,
              const MonScanEvents     *events,
              gpointer                 user_data)
{
  MonScan *scan = g_new0 (MonScan, 1);
  const MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 0, 1);
  guint8 pdu[MB_PDU_MAX];

  scan->session = g_object_ref (session);
  scan->settings = mon_connection_spec_edit (settings);
  scan->hosts = g_strdupv ((char **) hosts);
  scan->units = g_byte_array_append (g_byte_array_new (), units->data, units->len);
  scan->events = events;
  scan->user_data = user_data;
  scan->question = g_bytes_new (pdu, mb_request_encode (&request, pdu, sizeof pdu));
  scan->n_all = (guint64) g_strv_length (scan->hosts) * units->len;
  scan->asked = g_ptr_array_new_with_free_func (host_free);
  go_on (scan);
  return scan;
}

/**
 * mon_scan_free:
 * @scan: (transfer full): a scan
 *
 * Ends a scan, also in the middle: no event is called any more.
 */
void
mon_scan_free (MonScan *scan)
{
  g_ptr_array_unref (scan->asked);
  mon_connection_spec_unref (scan->settings);
  g_strfreev (scan->hosts);
  g_byte_array_unref (scan->units);
  g_bytes_unref (scan->question);
  g_object_unref (scan->session);
  g_free (scan);
}
