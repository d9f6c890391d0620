/* mon-traffic-model.c: the traffic log as a list for views: rows on demand, appended in batches.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-traffic-model.h"

/* The rate is taken over the marks of the last second: one for each update, at most these. */
#define N_MARKS 16

typedef struct
{
  gint64  time_us;
  guint64 total;
} Mark;

struct _MonTrafficModel
{
  GObject        parent_instance;
  MonTrafficLog *log;

  guint32        connection;
  guint32        device;
  gboolean       errors_only;
  gboolean       paused;

  guint64        floor;       /* records before it were cleared away by the user */
  guint64        seen;        /* records before it are counted in total */
  guint64        total;
  Mark           marks[N_MARKS];
  guint          n_marks;

  /* What is shown. Without a filter the sequence numbers shown_first … shown_end - 1; with one
   * those in index, of which none is shown_end or above. */
  guint64        shown_first;
  guint64        shown_end;
  GArray        *index;       /* of guint64, or NULL without a filter */
  guint          dropped;
};

enum
{
  PROP_PAUSED = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static guint
count_rows (MonTrafficModel *self)
{
  guint64 n = self->index != NULL ? self->index->len : self->shown_end - self->shown_first;

  return MIN (n, G_MAXUINT);
}

static GType
get_item_type (GListModel *model)
{
  return MON_TYPE_TRAFFIC_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return count_rows (MON_TRAFFIC_MODEL (model));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  MonTrafficModel *self = MON_TRAFFIC_MODEL (model);
  guint64 sequence;

  if (position >= count_rows (self))
    return NULL;

  if (self->index != NULL)
    sequence = g_array_index (self->index, guint64, position);
  else
    sequence = self->shown_first + position;
  return mon_traffic_item_new (self->log, sequence);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MonTrafficModel, mon_traffic_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
is_filtered (MonTrafficModel *self)
{
  return self->device != 0 || self->errors_only;
}

static gboolean
passes (MonTrafficModel        *self,
        const MonTrafficRecord *record)
{
  if (self->device != 0 && record->device != self->device &&
      !(record->device == 0 && record->link == self->connection))
    return FALSE;
  return !self->errors_only || mon_traffic_record_is_error (record);
}

/* Appends to the index what passes of the records from @from to before @end. */
static void
extend_index (MonTrafficModel *self,
              guint64          from,
              guint64          end)
{
  for (guint64 sequence = from; sequence < end; sequence++)
    {
      MonTrafficRecord record;
      g_autoptr (MonTrafficSlab) slab = mon_traffic_log_get (self->log, sequence, &record);

      if (slab != NULL && passes (self, &record))
        g_array_append_val (self->index, sequence);
    }
}

/* Rows at the front that are of records before @first. */
static guint
count_gone (MonTrafficModel *self,
            guint64          first)
{
  guint n = 0;

  if (self->index == NULL)
    return CLAMP (first, self->shown_first, self->shown_end) - self->shown_first;

  while (n < self->index->len && g_array_index (self->index, guint64, n) < first)
    n++;
  return n;
}

static void
drop_before (MonTrafficModel *self,
             guint64          first)
{
  guint n = count_gone (self, first);

  self->dropped = n;
  if (self->index != NULL && n > 0)
    g_array_remove_range (self->index, 0, n);
  self->shown_first = MAX (self->shown_first, first);
  self->shown_end = MAX (self->shown_end, self->shown_first);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
append_until (MonTrafficModel *self,
              guint64          end)
{
  guint before = count_rows (self);

  if (self->index != NULL)
    extend_index (self, self->shown_end, end);
  self->shown_end = end;
  self->dropped = 0;
  if (count_rows (self) > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, count_rows (self) - before);
}

/* Shows by the filter as it is now: first nothing, then all, since a list view asks for every item
 * when both come in one signal. */
static void
rebuild (MonTrafficModel *self)
{
  guint64 first, end;
  guint before = count_rows (self);

  mon_traffic_log_get_range (self->log, &first, &end);
  if (self->paused)
    end = MIN (end, self->shown_end);
  first = MAX (first, self->floor);
  end = MAX (end, first);

  g_clear_pointer (&self->index, g_array_unref);
  if (is_filtered (self))
    self->index = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->shown_first = first;
  self->shown_end = first;
  self->dropped = 0;
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);

  append_until (self, end);
}

static void
count_exchanges (MonTrafficModel *self,
                 guint64          end,
                 gint64           now_us)
{
  for (; self->seen < end; self->seen++)
    {
      MonTrafficRecord record;
      g_autoptr (MonTrafficSlab) slab = mon_traffic_log_get (self->log, self->seen, &record);

      if (slab != NULL && record.kind == MON_TRAFFIC_EXCHANGE)
        self->total++;
    }

  /* The oldest mark kept is the last one from before a second ago. */
  while (self->n_marks > 1 &&
         (self->marks[1].time_us <= now_us - G_USEC_PER_SEC || self->n_marks == N_MARKS))
    memmove (self->marks, self->marks + 1, --self->n_marks * sizeof (Mark));
  self->marks[self->n_marks++] = (Mark) { .time_us = now_us, .total = self->total };
}

static void
mon_traffic_model_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MonTrafficModel *self = MON_TRAFFIC_MODEL (object);

  switch (prop_id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mon_traffic_model_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_PAUSED:
      mon_traffic_model_set_paused (MON_TRAFFIC_MODEL (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mon_traffic_model_finalize (GObject *object)
{
  MonTrafficModel *self = MON_TRAFFIC_MODEL (object);

  g_clear_pointer (&self->index, g_array_unref);
  g_clear_pointer (&self->log, mon_traffic_log_unref);

  G_OBJECT_CLASS (mon_traffic_model_parent_class)->finalize (object);
}

static void
mon_traffic_model_class_init (MonTrafficModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mon_traffic_model_get_property;
  object_class->set_property = mon_traffic_model_set_property;
  object_class->finalize = mon_traffic_model_finalize;

  /**
   * MonTrafficModel:paused:
   *
   * Whether the list stands still. The log goes on, and what came meanwhile appears afterwards.
   */
  props[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mon_traffic_model_init (MonTrafficModel *self)
{
}

/**
 * mon_traffic_model_new:
 * @log: the log to show
 *
 * Makes a model that shows what the log holds now; mon_traffic_model_update() takes in the rest.
 *
 * Returns: (transfer full): the model
 */
MonTrafficModel *
mon_traffic_model_new (MonTrafficLog *log)
{
  MonTrafficModel *self = g_object_new (MON_TYPE_TRAFFIC_MODEL, NULL);

  self->log = mon_traffic_log_ref (log);
  rebuild (self);
  return self;
}

/**
 * mon_traffic_model_update:
 * @self: the model
 * @now_us: the time, monotonic
 *
 * Takes in what the log has got since, and lets go what it has dropped. Costs O(1) for each new
 * record. Emits items-changed at most once for each.
 */
void
mon_traffic_model_update (MonTrafficModel *self,
                          gint64           now_us)
{
  guint64 first, end;

  mon_traffic_log_get_range (self->log, &first, &end);
  count_exchanges (self, end, now_us);
  if (first > self->shown_first)
    drop_before (self, first);
  if (!self->paused && end > self->shown_end)
    append_until (self, end);
}

/**
 * mon_traffic_model_set_device:
 * @self: the model
 * @connection: handle of the device's connection, 0 with @device 0
 * @device: handle of the device, or 0 for all
 *
 * Shows the traffic of one device only, and the link events of its connection.
 * Costs O(n) in the records of the log.
 */
void
mon_traffic_model_set_device (MonTrafficModel *self,
                              guint32          connection,
                              guint32          device)
{
  if (self->connection == connection && self->device == device)
    return;

  self->connection = connection;
  self->device = device;
  rebuild (self);
}

/**
 * mon_traffic_model_set_errors_only:
 * @self: the model
 * @errors_only: whether to show errors only
 *
 * Shows only what went wrong. Costs O(n) in the records of the log.
 */
void
mon_traffic_model_set_errors_only (MonTrafficModel *self,
                                   gboolean         errors_only)
{
  if (self->errors_only == errors_only)
    return;

  self->errors_only = errors_only;
  rebuild (self);
}

/**
 * mon_traffic_model_set_paused:
 * @self: the model
 * @paused: whether the list stands still
 *
 * Sets #MonTrafficModel:paused.
 */
void
mon_traffic_model_set_paused (MonTrafficModel *self,
                              gboolean         paused)
{
  if (self->paused == paused)
    return;

  self->paused = paused;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

/**
 * mon_traffic_model_get_paused:
 * @self: the model
 *
 * Returns: whether the list stands still
 */
gboolean
mon_traffic_model_get_paused (MonTrafficModel *self)
{
  return self->paused;
}

/**
 * mon_traffic_model_get_total:
 * @self: the model
 *
 * Returns: exchanges seen since the model was made, whatever the filter
 */
guint64
mon_traffic_model_get_total (MonTrafficModel *self)
{
  return self->total;
}

/**
 * mon_traffic_model_get_rate:
 * @self: the model
 *
 * Returns: exchanges a second, over about the last second
 */
guint
mon_traffic_model_get_rate (MonTrafficModel *self)
{
  const Mark *oldest = &self->marks[0];
  const Mark *newest = &self->marks[self->n_marks > 0 ? self->n_marks - 1 : 0];
  gint64 span_us = newest->time_us - oldest->time_us;

  if (span_us <= 0)
    return 0;
  return (guint) ((newest->total - oldest->total) * (double) G_USEC_PER_SEC / span_us + 0.5);
}

/**
 * mon_traffic_model_clear:
 * @self: the model
 *
 * Shows nothing of what has been so far. The log keeps it.
 */
void
mon_traffic_model_clear (MonTrafficModel *self)
{
  guint64 first;

  mon_traffic_log_get_range (self->log, &first, &self->floor);
  if (self->paused)
    self->shown_end = self->floor;
  rebuild (self);
}

/**
 * mon_traffic_model_get_dropped:
 * @self: the model
 *
 * Returns: rows dropped at the front by the latest items-changed, 0 when it appended; for a view
 *   that keeps its place
 */
guint
mon_traffic_model_get_dropped (MonTrafficModel *self)
{
  return self->dropped;
}
