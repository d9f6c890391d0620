/* sim-signal.c: sines, ramps, counters, squares and noise, computed from the time alone.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "simulator/sim-signal.h"

#include <math.h>

/* Share of its amplitude by which a sine is uneven, as measured values are, and how often in a
 * period that changes. */
#define SINE_RIPPLE 0.06
#define SINE_RIPPLES 9.0

/* A number between -1 and 1 for each @index, by the finalizer of MurmurHash3. */
static double
lattice (guint  seed,
         gint64 index)
{
  guint64 hash = (guint64) index * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + seed;

  hash ^= hash >> 33;
  hash *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  hash ^= hash >> 33;
  hash *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  hash ^= hash >> 33;
  return (double) (hash >> 11) / (double) (G_GUINT64_CONSTANT (1) << 52) - 1.0;
}

/* The part of the current period that has passed, 0 to 1. */
static double
phase (double t,
       double period)
{
  double n = t / period;

  return n - floor (n);
}

/**
 * sim_signal_noise:
 * @seed: tells one noise from another
 * @t: where, in units of its own
 *
 * Gives smooth noise.
 *
 * Returns: a number from -1 to 1
 */
double
sim_signal_noise (guint  seed,
                  double t)
{
  double whole = floor (t);
  double part = t - whole;
  double weight = part * part * (3 - 2 * part);
  double before = lattice (seed, (gint64) whole);
  double after = lattice (seed, (gint64) whole + 1);

  return before + (after - before) * weight;
}

/**
 * sim_signal_value:
 * @point: what the signal is
 * @seed: tells the noise of one point from that of another
 * @t: seconds since the start, 0 or more
 *
 * Computes a signal. %SIM_SIGNAL_CONSTANT and %SIM_SIGNAL_FOLLOW, which have a memory, give their
 * base.
 *
 * Returns: an engineering value; for bits not 0 is 1
 */
double
sim_signal_value (const SimPoint *point,
                  guint           seed,
                  double          t)
{
  switch (point->signal)
    {
    case SIM_SIGNAL_CONSTANT:
    case SIM_SIGNAL_FOLLOW:
      return point->base;
    case SIM_SIGNAL_SINE:
      return point->base
             + point->amplitude * sin (2 * G_PI * phase (t, point->period_s))
             + point->amplitude * SINE_RIPPLE
               * sim_signal_noise (seed, t / point->period_s * SINE_RIPPLES);
    case SIM_SIGNAL_RAMP:
      return point->base + point->amplitude * phase (t, point->period_s);
    case SIM_SIGNAL_COUNTER:
      return point->base + point->amplitude * t / point->period_s;
    case SIM_SIGNAL_RANDOM_WALK:
      return point->base + point->amplitude * sim_signal_noise (seed, t / point->period_s);
    case SIM_SIGNAL_SQUARE:
      return point->base
             + (phase (t, point->period_s) < 0.5 ? 0 : MAX (point->amplitude, 1));
    }
  g_assert_not_reached ();
}

/**
 * sim_signal_follow:
 * @value: where it was
 * @target: where it goes
 * @time_constant: seconds after which it has gone 63 % of the way; 0 for at once
 * @dt: seconds since then, 0 or more
 *
 * Approaches a target as a first-order lag does. Exact for a target that stood still meanwhile, in
 * however many steps it is computed.
 *
 * Returns: where it is now
 */
double
sim_signal_follow (double value,
                   double target,
                   double time_constant,
                   double dt)
{
  if (time_constant <= 0)
    return target;
  return target + (value - target) * exp (-dt / time_constant);
}
