/* test-demo.c: signals, devices and the demo plant: what it must show, and that it is sound.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "simulator/sim-demo.h"
#include "simulator/sim-device.h"
#include "simulator/sim-signal.h"

static const SimUnit *
find_unit (guint8 id)
{
  const SimPlant *plant = sim_demo_get_plant ();

  for (guint i = 0; i < plant->n_units; i++)
    if (plant->units[i].unit == id)
      return &plant->units[i];
  g_assert_not_reached ();
}

static const SimPoint *
find_point (const SimUnit *unit,
            const char    *name)
{
  for (guint i = 0; i < unit->n_points; i++)
    if (g_str_equal (unit->points[i].name, name))
      return &unit->points[i];
  g_assert_not_reached ();
}

/* The engineering value of a point as a client sees it. */
static double
read_point (SimDevice      *device,
            const SimPoint *point,
            double          t)
{
  guint n = mb_table_is_bits (point->table) ? 1 : mb_type_n_registers (point->type);
  MbRequest request = mb_request_read (point->table, point->address, n);
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  guint8 data[MB_PDU_MAX];
  MbResponse response;
  MbValue value;

  g_assert_cmpuint (sim_device_execute (device, t, &request, &response, data), ==, 0);
  if (mb_table_is_bits (point->table))
    return mb_response_get_bit (&response, 0);
  for (guint i = 0; i < n; i++)
    registers[i] = mb_response_get_register (&response, i);
  mb_value_decode (&value, point->type, point->order, registers);
  return mb_value_to_double (&value) * point->scale;
}

static void
test_noise (void)
{
  double low = 0;
  double high = 0;

  for (guint i = 0; i < 10000; i++)
    {
      double value = sim_signal_noise (7, i * 0.1);

      g_assert_cmpfloat (fabs (value), <=, 1);
      g_assert_cmpfloat (fabs (value - sim_signal_noise (7, i * 0.1 + 0.001)), <, 0.01);
      low = MIN (low, value);
      high = MAX (high, value);
    }
  g_assert_cmpfloat (low, <, -0.8);
  g_assert_cmpfloat (high, >, 0.8);
  g_assert_cmpfloat (sim_signal_noise (7, 3.25), !=, sim_signal_noise (8, 3.25));
}

static void
test_signals (void)
{
  SimPoint point = { .base = 10, .amplitude = 4, .period_s = 20 };

  point.signal = SIM_SIGNAL_SINE;
  g_assert_cmpfloat_with_epsilon (sim_signal_value (&point, 1, 5), 14, 0.3);
  g_assert_cmpfloat_with_epsilon (sim_signal_value (&point, 1, 15), 6, 0.3);
  point.signal = SIM_SIGNAL_RAMP;
  g_assert_cmpfloat_with_epsilon (sim_signal_value (&point, 1, 25), 11, 1e-9);
  point.signal = SIM_SIGNAL_COUNTER;
  g_assert_cmpfloat_with_epsilon (sim_signal_value (&point, 1, 100), 30, 1e-9);
  point.signal = SIM_SIGNAL_SQUARE;
  g_assert_cmpfloat (sim_signal_value (&point, 1, 9), ==, 10);
  g_assert_cmpfloat (sim_signal_value (&point, 1, 11), ==, 14);
  point.signal = SIM_SIGNAL_CONSTANT;
  g_assert_cmpfloat (sim_signal_value (&point, 1, 11), ==, 10);
}

/* However often it is looked at in between. */
static void
test_follow (void)
{
  double once = sim_signal_follow (0, 100, 5, 5);
  double often = 0;

  for (guint i = 0; i < 500; i++)
    often = sim_signal_follow (often, 100, 5, 0.01);
  g_assert_cmpfloat_with_epsilon (once, 63.2, 0.1);
  g_assert_cmpfloat_with_epsilon (often, once, 1e-6);
  g_assert_cmpfloat (sim_signal_follow (1, 2, 0, 0), ==, 2);
}

static void
test_plant (void)
{
  const SimPlant *plant = sim_demo_get_plant ();
  guint n_answering = 0;
  guint n_points = 0;
  guint n_slow = 0;
  gboolean has_table[MB_N_TABLES] = { FALSE };

  for (guint i = 0; i < plant->n_units; i++)
    {
      const SimUnit *unit = &plant->units[i];
      g_autoptr (SimDevice) device = sim_device_new (unit);

      n_answering += !unit->refuses;
      n_slow += unit->reply_delay_ms >= 400;
      for (guint k = 0; k < unit->n_points; k++)
        {
          const SimPoint *point = &unit->points[k];

          n_points += !unit->refuses;
          has_table[point->table] = TRUE;
          g_assert_true (g_utf8_validate (point->name, -1, NULL));
          g_assert_nonnull (point->quantity);
          g_assert_cmpfloat (point->scale, !=, 0);
          if (point->exception == 0)
            g_assert_true (isfinite (read_point (device, point, 3600)));
        }
    }
  g_assert_cmpuint (n_answering, >=, 4);
  g_assert_cmpuint (n_answering, <, plant->n_units);
  g_assert_cmpuint (n_points, >=, 40);
  g_assert_cmpuint (n_slow, >=, 1);
  for (guint i = 0; i < MB_N_TABLES; i++)
    g_assert_true (has_table[i]);
}

static void
test_set_point_acts (void)
{
  const SimUnit *unit = find_unit (1);
  g_autoptr (SimDevice) device = sim_device_new (unit);
  const SimPoint *temperature = find_point (unit, "Supply temperature");
  const SimPoint *set_point = find_point (unit, "Supply setpoint");
  guint8 bytes[] = { 0x02, 0x58 };
  MbRequest write = mb_request_write (MB_FUNCTION_WRITE_SINGLE_REGISTER, set_point->address, 1,
                                      bytes, sizeof bytes);
  guint8 data[MB_PDU_MAX];
  MbResponse response;

  read_point (device, temperature, 60);
  g_assert_cmpfloat_with_epsilon (read_point (device, temperature, 60), 72, 2);
  g_assert_cmpuint (sim_device_execute (device, 60, &write, &response, data), ==, 0);
  g_assert_cmpfloat_with_epsilon (read_point (device, set_point, 60), 60, 1e-9);
  g_assert_cmpfloat (read_point (device, temperature, 67), <, 68);
  g_assert_cmpfloat_with_epsilon (read_point (device, temperature, 85), 60, 2);
}

static void
test_pump_obeys (void)
{
  const SimUnit *unit = find_unit (1);
  g_autoptr (SimDevice) device = sim_device_new (unit);
  const SimPoint *running = find_point (unit, "Pump 1 running");
  const SimPoint *command = find_point (unit, "Pump 1 command");
  guint8 off[] = { 0x00, 0x00 };
  MbRequest write = mb_request_write (MB_FUNCTION_WRITE_SINGLE_COIL, command->address, 1, off,
                                      sizeof off);
  guint8 data[MB_PDU_MAX];
  MbResponse response;

  g_assert_cmpfloat (read_point (device, running, 10), ==, 1);
  g_assert_cmpuint (sim_device_execute (device, 10, &write, &response, data), ==, 0);
  g_assert_cmpfloat (read_point (device, running, 10.2), ==, 1);
  g_assert_cmpfloat (read_point (device, running, 14), ==, 0);
}

static void
test_exception (void)
{
  const SimUnit *unit = find_unit (1);
  g_autoptr (SimDevice) device = sim_device_new (unit);
  const SimPoint *point = find_point (unit, "Outdoor temperature");
  MbRequest alone = mb_request_read (point->table, point->address, 1);
  MbRequest below = mb_request_read (point->table, 0, 6);
  MbRequest all = mb_request_read (point->table, 0, point->address + 1u);
  guint8 data[MB_PDU_MAX];
  MbResponse response;

  g_assert_cmpuint (sim_device_execute (device, 1, &alone, &response, data), ==, 2);
  g_assert_cmpuint (sim_device_execute (device, 1, &all, &response, data), ==, 2);
  g_assert_cmpuint (sim_device_execute (device, 1, &below, &response, data), ==, 0);
}

/* A live plot of a minute must have something to show. */
static void
test_swings (void)
{
  static const char *names[] = { "Return temperature", "Burner modulation", "System pressure",
                                 "Flow rate", "Heat output" };
  const SimUnit *unit = find_unit (1);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (SimDevice) device = sim_device_new (unit);
      const SimPoint *point = find_point (unit, names[i]);
      double low = read_point (device, point, 0);
      double high = low;

      for (guint t = 1; t < 60; t++)
        {
          double value = read_point (device, point, t);

          low = MIN (low, value);
          high = MAX (high, value);
        }
      g_assert_cmpfloat (high - low, >, 0.06 * high);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/signal/noise", test_noise);
  g_test_add_func ("/sim/signal/kinds", test_signals);
  g_test_add_func ("/sim/signal/follow", test_follow);
  g_test_add_func ("/sim/demo/plant", test_plant);
  g_test_add_func ("/sim/demo/set-point-acts", test_set_point_acts);
  g_test_add_func ("/sim/demo/pump-obeys", test_pump_obeys);
  g_test_add_func ("/sim/demo/exception", test_exception);
  g_test_add_func ("/sim/demo/swings", test_swings);
  return g_test_run ();
}
