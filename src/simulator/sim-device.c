/* sim-device.c: brings the signals of a device up to date and answers from its tables.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "simulator/sim-device.h"

#include "modbus/mb-device.h"
#include "simulator/sim-identity.h"
#include "simulator/sim-signal.h"

/* How often in its time constant the noise of a value that follows changes. */
#define NOISES 3

typedef struct
{
  const SimPoint *spec;
  guint           n_items;
  guint           seed;
  /* Index of the point that it follows. */
  guint           target;
  double          value;
} Point;

struct _SimDevice
{
  const SimUnit *unit;
  MbDevice      *device;
  /* Its tables. */
  MbDatastore   *store;
  Point         *points;
  double         updated;
};

static guint
count_items (const SimPoint *spec)
{
  return mb_table_is_bits (spec->table) ? 1 : mb_type_n_registers (spec->type);
}

static double
scale_of (const SimPoint *spec)
{
  return spec->scale != 0 ? spec->scale : 1;
}

static void
store_point (SimDevice   *self,
             const Point *point)
{
  const SimPoint *spec = point->spec;
  MbValue value = { .kind = MB_VALUE_FLOAT64, .f = point->value / scale_of (spec) };
  guint16 registers[MB_VALUE_MAX_REGISTERS];

  if (mb_table_is_bits (spec->table))
    mb_datastore_set (self->store, spec->table, spec->address, point->value >= 0.5);
  else if (mb_value_encode (&value, spec->type, spec->order, registers, NULL))
    for (guint i = 0; i < point->n_items; i++)
      mb_datastore_set (self->store, spec->table, (guint16) (spec->address + i), registers[i]);
}

/* What a client may have written. */
static void
load_point (SimDevice *self,
            Point     *point)
{
  const SimPoint *spec = point->spec;
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  MbValue value;

  for (guint i = 0; i < point->n_items; i++)
    registers[i] = mb_datastore_get (self->store, spec->table, (guint16) (spec->address + i));
  if (mb_table_is_bits (spec->table))
    {
      point->value = registers[0];
      return;
    }
  mb_value_decode (&value, spec->type, spec->order, registers);
  point->value = mb_value_to_double (&value) * scale_of (spec);
}

/* A value that follows carries its noise apart from its state, or the noise would add up. */
static void
update_point (SimDevice *self,
              Point     *point,
              double     t)
{
  const SimPoint *spec = point->spec;
  Point shown = *point;

  switch (spec->signal)
    {
    case SIM_SIGNAL_CONSTANT:
      load_point (self, point);
      return;
    case SIM_SIGNAL_FOLLOW:
      point->value = sim_signal_follow (point->value, self->points[point->target].value,
                                        spec->period_s, t - self->updated);
      shown.value = point->value
                    + spec->amplitude
                      * sim_signal_noise (point->seed, t * NOISES / MAX (spec->period_s, 1));
      break;
    case SIM_SIGNAL_SINE:
    case SIM_SIGNAL_RAMP:
    case SIM_SIGNAL_COUNTER:
    case SIM_SIGNAL_RANDOM_WALK:
    case SIM_SIGNAL_SQUARE:
      point->value = sim_signal_value (spec, point->seed, t);
      shown.value = point->value;
      break;
    }
  store_point (self, &shown);
}

static void
update (SimDevice *self,
        double     t)
{
  /* First what others may follow. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->unit->n_points; i++)
      if ((self->points[i].spec->signal == SIM_SIGNAL_FOLLOW) == (pass == 1))
        update_point (self, &self->points[i], t);
  self->updated = t;
}

/* The exception of the first point that a range touches, or 0. */
static guint8
find_exception (SimDevice *self,
                MbTable    table,
                guint      address,
                guint      quantity)
{
  for (guint i = 0; i < self->unit->n_points; i++)
    {
      const Point *point = &self->points[i];
      const SimPoint *spec = point->spec;

      if (spec->exception != 0 && spec->table == table &&
          spec->address < address + quantity && address < spec->address + point->n_items)
        return spec->exception;
    }
  return 0;
}

static guint
find_target (const SimUnit  *unit,
             const SimPoint *point)
{
  for (guint i = 0; i < unit->n_points; i++)
    if (g_strcmp0 (unit->points[i].name, point->follows) == 0)
      return i;
  g_assert_not_reached ();
}

/**
 * sim_device_new:
 * @unit: what the device is; its points must not overlap, and what one follows must be there
 *
 * Makes a device at the time 0.
 *
 * Returns: (transfer full): a new device
 */
SimDevice *
sim_device_new (const SimUnit *unit)
{
  SimDevice *self = g_new0 (SimDevice, 1);

  self->unit = unit;
  self->device = mb_device_new ();
  self->store = mb_device_get_store (self->device);
  sim_identity_fill (mb_device_get_identification (self->device), unit->unit, unit->name);
  self->points = g_new0 (Point, unit->n_points);
  for (guint i = 0; i < unit->n_points; i++)
    {
      const SimPoint *spec = &unit->points[i];
      Point *point = &self->points[i];

      point->spec = spec;
      point->n_items = count_items (spec);
      point->seed = unit->unit * 1000u + i;
      point->value = spec->base;
      if (spec->signal == SIM_SIGNAL_FOLLOW)
        point->target = find_target (unit, spec);
      mb_datastore_add_block (self->store, spec->table, spec->address, point->n_items, 0);
      store_point (self, point);
    }
  update (self, 0);
  return self;
}

/**
 * sim_device_free:
 * @self: (transfer full): a device
 *
 * Frees a device.
 */
void
sim_device_free (SimDevice *self)
{
  mb_device_free (self->device);
  g_free (self->points);
  g_free (self);
}

/**
 * sim_device_get_unit:
 * @self: a device
 *
 * Returns: (transfer none): what it was made from
 */
const SimUnit *
sim_device_get_unit (SimDevice *self)
{
  return self->unit;
}

/**
 * sim_device_execute:
 * @self: a device
 * @t: seconds since the start, not before the time of an earlier call
 * @request: a request that mb_request_parse() took
 * @out_response: (out caller-allocates): the answer, unless an exception is returned
 * @data: room for %MB_PDU_MAX bytes that @out_response views
 *
 * Brings all points up to the time @t, then carries out the request. Writing to a point that is not
 * constant is confirmed and has no effect, as with a measured value in many devices. O(n) in the
 * points.
 *
 * Returns: 0 or an exception code
 */
guint8
sim_device_execute (SimDevice       *self,
                    double           t,
                    const MbRequest *request,
                    MbResponse      *out_response,
                    guint8          *data)
{
  const MbFunctionInfo *info = mb_function_lookup (request->function);
  guint8 exception = 0;

  update (self, t);
  if (info != NULL && info->has_table)
    exception = find_exception (self, info->table, request->address, MAX (request->quantity, 1));
  if (exception == 0 && info != NULL && info->reads && info->writes)
    exception = find_exception (self, info->table, request->write_address,
                                request->write_quantity);
  if (exception != 0)
    return exception;
  return mb_device_execute (self->device, request, out_response, data);
}

/**
 * sim_device_settle:
 * @self: a device
 * @request: a request to it, also one that was refused before it came here
 * @exception: the exception code with which it is answered, or 0
 *
 * Counts a request that is done, see mb_device_settle().
 *
 * Returns: %FALSE when it gets no reply
 */
gboolean
sim_device_settle (SimDevice       *self,
                   const MbRequest *request,
                   guint8           exception)
{
  return mb_device_settle (self->device, request, exception);
}
