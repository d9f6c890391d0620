/* mon-spec.h: the project as a tree of immutable, shared nodes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-function.h"
#include "modbus/mb-value.h"

G_BEGIN_DECLS

/* Every node is immutable once another thread or a parent has it, atomically reference-counted,
 * and read by its members. An edit makes a new root that shares all unchanged nodes: equal pointers
 * mean unchanged. The id (short random text) is the identity in files, for ever; the handle is the
 * identity in this process, never reused, kept by edited copies of a node, never 0. @extra is the
 * JSON text of an object with the members that this version does not know, or NULL. */

typedef enum
{
  MON_TRANSPORT_TCP,
} MonTransport;

typedef struct _MonTagSpec MonTagSpec;
struct _MonTagSpec
{
  char     *id;
  guint32   handle;
  char     *name;
  MbTable   table;
  guint16   address;
  MbType    type;
  MbOrder   order;
  double    scale;       /* value = raw × scale + offset */
  double    offset;
  char     *unit;        /* "°C", or "" */
  int       decimals;    /* -1: as many as it takes */
  guint     period_ms;
  char     *extra;
};

typedef struct _MonDeviceSpec MonDeviceSpec;
struct _MonDeviceSpec
{
  char      *id;
  guint32    handle;
  char      *name;       /* "" when it has none */
  guint8     unit;
  GPtrArray *tags;       /* of MonTagSpec */
  guint      max_read_registers;  /* in one request, 1..125 */
  guint      max_read_bits;       /* in one request, 1..2000 */
  guint      max_gap;    /* registers read in vain to join two tags */
  char      *extra;
};

typedef struct _MonConnectionSpec MonConnectionSpec;
struct _MonConnectionSpec
{
  char         *id;
  guint32       handle;
  char         *name;    /* "" when it has none */
  char         *host;
  guint16       port;
  MonTransport  transport;
  guint         connect_timeout_ms;  /* 3000 */
  guint         timeout_ms;          /* 1000 */
  guint         retries;             /* of reads: 1 */
  guint         window;              /* requests in flight: 1 */
  guint         delay_ms;            /* between requests: 0 */
  GPtrArray    *devices; /* of MonDeviceSpec */
  char         *extra;
};

typedef struct _MonPlotSpec MonPlotSpec;
struct _MonPlotSpec
{
  char      *id;
  char      *name;
  guint      span_s;     /* width of the live view */
  GPtrArray *tag_ids;    /* of char * */
  char      *extra;
};

typedef struct _MonProjectSpec MonProjectSpec;
struct _MonProjectSpec
{
  guint64    revision;
  GPtrArray *connections; /* of MonConnectionSpec */
  GPtrArray *plots;       /* of MonPlotSpec */
  char      *extra;
};

/* New nodes have the documented defaults, a new id and handle, and may be filled in by the one who
 * made them until they are given away. The _edit functions give such a node with the same id,
 * handle and content (children shared). */
MonTagSpec        *mon_tag_spec_new         (void);
MonTagSpec        *mon_tag_spec_edit        (const MonTagSpec        *spec);
MonTagSpec        *mon_tag_spec_ref         (MonTagSpec              *spec);
void               mon_tag_spec_unref       (MonTagSpec              *spec);
MonDeviceSpec     *mon_device_spec_new      (void);
MonDeviceSpec     *mon_device_spec_edit     (const MonDeviceSpec     *spec);
MonDeviceSpec     *mon_device_spec_ref      (MonDeviceSpec           *spec);
void               mon_device_spec_unref    (MonDeviceSpec           *spec);
MonConnectionSpec *mon_connection_spec_new  (void);
MonConnectionSpec *mon_connection_spec_edit (const MonConnectionSpec *spec);
MonConnectionSpec *mon_connection_spec_ref  (MonConnectionSpec       *spec);
void               mon_connection_spec_unref (MonConnectionSpec      *spec);
MonPlotSpec       *mon_plot_spec_new        (void);
MonPlotSpec       *mon_plot_spec_edit       (const MonPlotSpec       *spec);
MonPlotSpec       *mon_plot_spec_ref        (MonPlotSpec             *spec);
void               mon_plot_spec_unref      (MonPlotSpec             *spec);
MonProjectSpec    *mon_project_spec_new     (void);
MonProjectSpec    *mon_project_spec_edit    (const MonProjectSpec    *spec);
MonProjectSpec    *mon_project_spec_ref     (MonProjectSpec          *spec);
void               mon_project_spec_unref   (MonProjectSpec          *spec);

/* The table's own name and the address: "holding 10"; the label of a tag made from nothing else. */
char              *mon_tag_spec_default_name (MbTable table, guint16 address);
guint              mon_tag_spec_n_items     (const MonTagSpec        *spec);
gboolean           mon_tag_spec_is_writable (const MonTagSpec        *spec);
/* What a person calls the device: its name, else "HOST:PORT/UNIT". */
char              *mon_device_spec_dup_label (const MonDeviceSpec    *spec,
                                             const MonConnectionSpec *connection);

const MonTagSpec  *mon_project_spec_find_tag (const MonProjectSpec   *root,
                                             guint32                  handle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonTagSpec, mon_tag_spec_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonDeviceSpec, mon_device_spec_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonConnectionSpec, mon_connection_spec_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonPlotSpec, mon_plot_spec_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonProjectSpec, mon_project_spec_unref)

G_END_DECLS
