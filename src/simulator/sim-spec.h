/* sim-spec.h: what a simulated plant is: plain data, endpoints, units and signals.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-function.h"
#include "modbus/mb-value.h"

G_BEGIN_DECLS

/**
 * SimSignalKind:
 *
 * How the value of a point comes about; times in seconds since the start of the simulator.
 */
typedef enum
{
  SIM_SIGNAL_CONSTANT,    /* base; what a client writes stays */
  SIM_SIGNAL_SINE,        /* base + amplitude × sin (2π t / period), a little uneven */
  SIM_SIGNAL_RAMP,        /* base … base + amplitude in period seconds, then again */
  SIM_SIGNAL_COUNTER,     /* base + t × amplitude / period */
  SIM_SIGNAL_RANDOM_WALK, /* goes to another value within amplitude around base each period */
  SIM_SIGNAL_SQUARE,      /* 0 or 1 for bits, base or base + amplitude; half a period each */
  SIM_SIGNAL_FOLLOW,      /* approaches the point @follows with time constant period, plus noise of
                             amplitude: a temperature that obeys its set point */
} SimSignalKind;

/**
 * SimPoint:
 * @name: what the value is, such as "Supply temperature"
 * @quantity: unit text such as "°C", or ""
 * @scale: engineering value = raw × scale
 * @follows: for %SIM_SIGNAL_FOLLOW the name of a point of the same unit
 * @exception: not 0: reading or writing it answers this exception
 *
 * One named value of a simulated device. Base and amplitude are engineering values.
 */
typedef struct
{
  const char    *name;
  MbTable        table;
  guint16        address;
  MbType         type;
  MbOrder        order;
  double         scale;
  const char    *quantity;
  guint          decimals;
  SimSignalKind  signal;
  double         base;
  double         amplitude;
  double         period_s;
  const char    *follows;
  guint8         exception;
} SimPoint;

/**
 * SimUnit:
 * @reply_delay_ms: how long it thinks before each reply
 * @refuses: in a plant: its connection leads to a closed port
 *
 * One simulated device.
 */
typedef struct
{
  const char     *name;
  guint8          unit;
  guint           reply_delay_ms;
  gboolean        refuses;
  const SimPoint *points;
  guint           n_points;
} SimUnit;

/**
 * SimPlant:
 *
 * Several devices, each answering by its unit id on one endpoint.
 */
typedef struct
{
  const char    *name;
  const SimUnit *units;
  guint          n_units;
} SimPlant;

/**
 * SimItem:
 * @value: what it holds at the start, 0 or 1 for a bit
 * @is_locked: whether clients may only read it, where the protocol lets them write
 *
 * One item that a device has.
 */
typedef struct
{
  MbTable  table;
  guint16  address;
  guint16  value;
  gboolean is_locked;
} SimItem;

/**
 * SimMemory:
 * @units: (nullable): the unit ids that answer; %NULL for all
 * @bit, @reg: what each bit and each register holds at the start
 * @items: (nullable): what there is, each item once, by ascending table and address; %NULL for
 *   65,536 items in each table, all of them holding @bit or @reg
 *
 * Instead of a plant: a plain memory, writable where the protocol allows, that answers for each of
 * its units.
 */
typedef struct
{
  const guint8  *units;
  guint          n_units;
  guint16        bit;
  guint16        reg;
  const SimItem *items;
  guint          n_items;
} SimMemory;

G_END_DECLS
