/* ui-plot-axis.c: the range and the ticks of a value axis: round numbers that do not jump about.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot-axis.h"

#include <math.h>

/* An axis keeps its range while the values fill at least this part of it. */
#define KEPT_FILL 0.35

static double
round_step (double span,
            guint  max_steps)
{
  double rough = span / max_steps;
  double power = pow (10, floor (log10 (rough)));
  double mantissa = rough / power;

  if (mantissa <= 1.0)
    return power;
  if (mantissa <= 2.0)
    return 2 * power;
  if (mantissa <= 5.0)
    return 5 * power;
  return 10 * power;
}

static void
set_range (UiPlotAxis *axis,
           double      min,
           double      max,
           guint       max_steps)
{
  double step = round_step (max - min, max_steps);

  axis->low = floor (min / step) * step;
  axis->high = ceil (max / step) * step;

  /* Rounding outwards may have added steps: the next coarser step takes them back. */
  while ((axis->high - axis->low) / step > max_steps + 0.5)
    {
      step = round_step (step * 1.01, 1);
      axis->low = floor (min / step) * step;
      axis->high = ceil (max / step) * step;
    }
  axis->step = step;
  axis->max_steps = max_steps;
}

/**
 * ui_plot_axis_fit:
 * @axis: an axis, fitted before or all zero
 * @min: the smallest value in view, finite
 * @max: the greatest value in view, finite, at least @min
 * @max_steps: how many steps there is room for; at least 2 are taken
 *
 * Makes the axis hold all values from @min to @max. A range that holds them well already is kept,
 * so that a curve near a limit does not make the axis jump to and fro.
 */
void
ui_plot_axis_fit (UiPlotAxis *axis,
                  double      min,
                  double      max,
                  guint       max_steps)
{
  double span, least;

  g_return_if_fail (isfinite (min) && isfinite (max) && min <= max);

  /* With less than two steps no range could have zero inside. */
  max_steps = MAX (max_steps, 2);

  /* A flat line is drawn in the middle of a range of a few per cent of its value. */
  span = max - min;
  least = MAX (fabs (max) * 0.04, 1e-9);
  if (fabs (max) < 1e-9)
    least = 1.0;
  if (span < least)
    {
      min -= (least - span) / 2;
      max += (least - span) / 2;
      span = least;
    }

  if (axis->step > 0 && min >= axis->low && max <= axis->high &&
      span >= (axis->high - axis->low) * KEPT_FILL &&
      axis->max_steps == max_steps)
    return;

  set_range (axis, min - span * 0.04, max + span * 0.04, max_steps);
}

/**
 * ui_plot_axis_n_ticks:
 * @axis: a fitted axis
 *
 * Returns: the number of ticks, both ends included
 */
guint
ui_plot_axis_n_ticks (const UiPlotAxis *axis)
{
  if (axis->step <= 0)
    return 0;
  return (guint) lround ((axis->high - axis->low) / axis->step) + 1;
}

/**
 * ui_plot_axis_tick:
 * @axis: a fitted axis
 * @index: which tick, from the bottom
 *
 * Returns: the value at the tick
 */
double
ui_plot_axis_tick (const UiPlotAxis *axis,
                   guint             index)
{
  double value = axis->low + index * axis->step;

  /* What is meant to be zero must not be written as -0.0000001. */
  return fabs (value) < axis->step * 1e-6 ? 0.0 : value;
}

/**
 * ui_plot_axis_format:
 * @axis: a fitted axis
 * @value: the value at a tick
 * @buffer: (out caller-allocates): where the text goes
 * @size: size of @buffer; 32 bytes suffice
 *
 * Writes the label of a tick, with as many decimals as the step needs and a true minus sign.
 */
void
ui_plot_axis_format (const UiPlotAxis *axis,
                     double            value,
                     char             *buffer,
                     gsize             size)
{
  int decimals = 0;

  if (axis->step < 1 && axis->step > 0)
    decimals = CLAMP ((int) ceil (-log10 (axis->step) - 1e-9), 0, 9);

  if (fabs (axis->high) >= 1e7 || fabs (axis->low) >= 1e7)
    g_snprintf (buffer, size, "%s%.4g", value < 0 ? "−" : "", fabs (value));
  else
    g_snprintf (buffer, size, "%s%.*f", value < 0 ? "−" : "", decimals, fabs (value));
}
