/* ui-connect-dialog.c: asks for a connection to a device: host, port, unit id.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-connect-dialog.h"

#include <glib/gi18n.h>

#include "ui/ui-options.h"
#include "ui/ui-style.h"

/* How many holding registers a new device shows, until somebody says what it really has. */
#define N_REGISTERS 10

struct _UiConnectDialog
{
  AdwWindow    parent_instance;

  GtkEditable *host;
  GtkEditable *port;
  GtkEditable *unit;
  GtkEditable *name;
  GtkLabel    *problem;
  GtkWidget   *connect;
};

/* What was entered, when all of it is right. */
typedef struct
{
  char    *host;
  guint16  port;
  guint8   unit;
} Entered;

enum
{
  CONNECTION_ENTERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiConnectDialog, ui_connect_dialog, ADW_TYPE_WINDOW)

static char *
dup_stripped (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

/* Reads the rows; returns the one that is wrong, with the reason in @out_problem, or NULL. A port
 * written behind the host wins over the row of the port. */
static GtkEditable *
read_rows (UiConnectDialog  *self,
           Entered          *entered,
           char            **out_problem)
{
  g_autofree char *host = dup_stripped (self->host);
  g_autofree char *port_text = dup_stripped (self->port);
  g_autofree char *unit_text = dup_stripped (self->unit);
  g_autoptr (GError) error = NULL;
  guint port, unit;

  if (host[0] == '\0')
    {
      *out_problem = g_strdup (_("Enter the name or the address of the device."));
      return self->host;
    }
  if (!ui_options_parse_number (port_text, G_MAXUINT16, &port) || port == 0)
    {
      *out_problem = g_strdup (_("The port must be a number from 1 to 65535."));
      return self->port;
    }
  if (!ui_options_parse_number (unit_text, G_MAXUINT8, &unit))
    {
      *out_problem = g_strdup (_("The unit id must be a number from 0 to 255."));
      return self->unit;
    }

  entered->port = (guint16) port;
  entered->unit = (guint8) unit;
  /* Without brackets it can only be an address, and then all of it. */
  if (g_hostname_is_ip_address (host))
    entered->host = g_steal_pointer (&host);
  else if (!ui_options_parse_endpoint (host, &entered->host, &entered->port, &error))
    {
      *out_problem = g_strdup (error->message);
      return self->host;
    }
  return NULL;
}

static void
changed_cb (UiConnectDialog *self)
{
  g_autofree char *problem = NULL;
  Entered entered = { 0 };
  GtkEditable *wrong = read_rows (self, &entered, &problem);
  gboolean is_blank = gtk_editable_get_text (self->host)[0] == '\0';

  g_free (entered.host);
  gtk_widget_set_sensitive (self->connect, wrong == NULL);
  /* Nobody is told off before having entered anything. */
  gtk_label_set_label (self->problem, problem != NULL && !(wrong == self->host && is_blank)
                                      ? problem : "");
  ui_style_set_class (self->host, "error", wrong == self->host && !is_blank);
  ui_style_set_class (self->port, "error", wrong == self->port);
  ui_style_set_class (self->unit, "error", wrong == self->unit);
}

static MonConnectionSpec *
build_connection (UiConnectDialog *self,
                  const Entered   *entered)
{
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  g_free (connection->host);
  connection->host = g_strdup (entered->host);
  connection->port = entered->port;
  device->unit = entered->unit;
  g_free (device->name);
  device->name = dup_stripped (self->name);

  for (guint i = 0; i < N_REGISTERS; i++)
    {
      MonTagSpec *tag = mon_tag_spec_new ();

      tag->table = MB_TABLE_HOLDING_REGISTERS;
      tag->address = (guint16) i;
      g_free (tag->name);
      tag->name = mon_tag_spec_default_name (tag->table, tag->address);
      g_ptr_array_add (device->tags, tag);
    }
  g_ptr_array_add (connection->devices, device);
  return connection;
}

static void
connect_cb (UiConnectDialog *self)
{
  g_autoptr (MonConnectionSpec) connection = NULL;
  g_autofree char *problem = NULL;
  Entered entered = { 0 };
  GtkEditable *wrong = read_rows (self, &entered, &problem);

  if (wrong != NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (wrong));
      return;
    }
  connection = build_connection (self, &entered);
  g_free (entered.host);
  g_signal_emit (self, signals[CONNECTION_ENTERED], 0, connection);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ui_connect_dialog_class_init (UiConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/coilscope/Coilscope/ui-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UiConnectDialog, host);
  gtk_widget_class_bind_template_child (widget_class, UiConnectDialog, port);
  gtk_widget_class_bind_template_child (widget_class, UiConnectDialog, unit);
  gtk_widget_class_bind_template_child (widget_class, UiConnectDialog, name);
  gtk_widget_class_bind_template_child (widget_class, UiConnectDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, UiConnectDialog, connect);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);

  signals[CONNECTION_ENTERED] = g_signal_new ("connection-entered", G_TYPE_FROM_CLASS (klass),
                                              G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
ui_connect_dialog_init (UiConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->host));
}

/**
 * ui_connect_dialog_new:
 * @parent: (nullable): window that it stands before
 *
 * Returns: (transfer floating): the dialog, to be presented
 */
GtkWidget *
ui_connect_dialog_new (GtkWindow *parent)
{
  return g_object_new (UI_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);
}

/**
 * ui_connect_dialog_set_text:
 * @self: a dialog
 * @host: text of the row of the host
 * @port: text of the row of the port
 * @unit: text of the row of the unit id
 *
 * Fills the rows in, as typing would.
 */
void
ui_connect_dialog_set_text (UiConnectDialog *self,
                            const char      *host,
                            const char      *port,
                            const char      *unit)
{
  gtk_editable_set_text (self->host, host);
  gtk_editable_set_text (self->port, port);
  gtk_editable_set_text (self->unit, unit);
}

/**
 * ui_connect_dialog_dup_problem:
 * @self: a dialog
 *
 * Returns: (transfer full) (nullable): what is wrong with the rows, in words
 */
char *
ui_connect_dialog_dup_problem (UiConnectDialog *self)
{
  char *problem = NULL;
  Entered entered = { 0 };

  read_rows (self, &entered, &problem);
  g_free (entered.host);
  return problem;
}
