/* mon-timeline.c: the current root, and the named steps before and after it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-timeline.h"

typedef struct
{
  MonProjectSpec *root;
  char           *label;
} Step;

/* The step that is next to be taken is the last of each. */
struct _MonTimeline
{
  MonProjectSpec *root;
  MonProjectSpec *saved_root;
  GQueue          back;
  GQueue          forth;
};

static void
step_free (gpointer data)
{
  Step *step = data;

  mon_project_spec_unref (step->root);
  g_free (step->label);
  g_free (step);
}

static const char *
last_label (const GQueue *steps)
{
  const Step *step = steps->tail != NULL ? steps->tail->data : NULL;

  return step != NULL ? step->label : NULL;
}

static void
set_root (MonProjectSpec **place,
          MonProjectSpec  *root)
{
  mon_project_spec_ref (root);
  mon_project_spec_unref (*place);
  *place = root;
}

/* The same document, of which more is known: it is as much saved as it was. */
static void
replace_root (MonTimeline    *timeline,
              MonProjectSpec *root)
{
  if (timeline->saved_root == timeline->root)
    set_root (&timeline->saved_root, root);
  set_root (&timeline->root, root);
}

/* Takes the last step of @from and leaves the way back in @to. What was learned meanwhile is no
 * part of the step. */
static gboolean
move (MonTimeline *timeline,
      GQueue      *from,
      GQueue      *to)
{
  Step *step = g_queue_pop_tail (from);
  MonProjectSpec *root;

  if (step == NULL)
    return FALSE;

  root = step->root;
  step->root = timeline->root;
  timeline->root = root;
  if (root->dead != step->root->dead)
    {
      g_autoptr (MonProjectSpec) same = mon_project_spec_with_dead (root, step->root->dead);

      replace_root (timeline, same);
    }
  g_queue_push_tail (to, step);

  return TRUE;
}

/**
 * mon_timeline_new:
 * @root: (transfer none): where it begins; counts as saved
 *
 * Makes a timeline without steps.
 *
 * Returns: (transfer full): the timeline
 */
MonTimeline *
mon_timeline_new (MonProjectSpec *root)
{
  MonTimeline *timeline = g_new0 (MonTimeline, 1);

  timeline->root = mon_project_spec_ref (root);
  timeline->saved_root = mon_project_spec_ref (root);
  g_queue_init (&timeline->back);
  g_queue_init (&timeline->forth);

  return timeline;
}

/**
 * mon_timeline_free:
 * @timeline: (transfer full): a timeline
 *
 * Frees the timeline and its references on roots.
 */
void
mon_timeline_free (MonTimeline *timeline)
{
  g_queue_clear_full (&timeline->back, step_free);
  g_queue_clear_full (&timeline->forth, step_free);
  mon_project_spec_unref (timeline->root);
  mon_project_spec_unref (timeline->saved_root);
  g_free (timeline);
}

/**
 * mon_timeline_get_root:
 * @timeline: a timeline
 *
 * Gives the current root.
 *
 * Returns: (transfer none): the root
 */
MonProjectSpec *
mon_timeline_get_root (const MonTimeline *timeline)
{
  return timeline->root;
}

/**
 * mon_timeline_is_modified:
 * @timeline: a timeline
 *
 * Tells whether the current root is another one than the saved one.
 *
 * Returns: whether something would be lost
 */
gboolean
mon_timeline_is_modified (const MonTimeline *timeline)
{
  return timeline->root != timeline->saved_root;
}

/**
 * mon_timeline_get_back_label:
 * @timeline: a timeline
 *
 * Names the step back.
 *
 * Returns: (transfer none) (nullable): its label, or %NULL when there is none
 */
const char *
mon_timeline_get_back_label (const MonTimeline *timeline)
{
  return last_label (&timeline->back);
}

/**
 * mon_timeline_get_forth_label:
 * @timeline: a timeline
 *
 * Names the step forth.
 *
 * Returns: (transfer none) (nullable): its label, or %NULL when there is none
 */
const char *
mon_timeline_get_forth_label (const MonTimeline *timeline)
{
  return last_label (&timeline->forth);
}

/**
 * mon_timeline_reset:
 * @timeline: a timeline
 * @root: (transfer none): where it begins anew; counts as saved
 *
 * Forgets all steps.
 */
void
mon_timeline_reset (MonTimeline    *timeline,
                    MonProjectSpec *root)
{
  g_queue_clear_full (&timeline->back, step_free);
  g_queue_clear_full (&timeline->forth, step_free);
  set_root (&timeline->root, root);
  set_root (&timeline->saved_root, root);
}

/**
 * mon_timeline_set_saved:
 * @timeline: a timeline
 * @root: (transfer none): the root that is saved now, not necessarily the current one
 *
 * Says what is saved.
 */
void
mon_timeline_set_saved (MonTimeline    *timeline,
                        MonProjectSpec *root)
{
  set_root (&timeline->saved_root, root);
}

/**
 * mon_timeline_go:
 * @timeline: a timeline
 * @root: (transfer none): the new root
 * @label: name of the step
 *
 * Makes another root the current one and forgets the steps forth. Beyond %MON_TIMELINE_MAX_STEPS
 * the first step back goes.
 *
 * Returns: %FALSE when @root is the current one already
 */
gboolean
mon_timeline_go (MonTimeline    *timeline,
                 MonProjectSpec *root,
                 const char     *label)
{
  Step *step;

  if (root == timeline->root)
    return FALSE;

  step = g_new (Step, 1);
  step->root = timeline->root;
  step->label = g_strdup (label);
  timeline->root = mon_project_spec_ref (root);
  g_queue_push_tail (&timeline->back, step);
  g_queue_clear_full (&timeline->forth, step_free);

  if (timeline->back.length > MON_TIMELINE_MAX_STEPS)
    step_free (g_queue_pop_head (&timeline->back));

  return TRUE;
}

/**
 * mon_timeline_amend:
 * @timeline: a timeline
 * @root: (transfer none): the current root with what was learned since
 *
 * Replaces the current root without a step. What was saved stays so.
 */
void
mon_timeline_amend (MonTimeline    *timeline,
                    MonProjectSpec *root)
{
  replace_root (timeline, root);
}

/**
 * mon_timeline_go_back:
 * @timeline: a timeline
 *
 * Takes one step back.
 *
 * Returns: %FALSE when there was none
 */
gboolean
mon_timeline_go_back (MonTimeline *timeline)
{
  return move (timeline, &timeline->back, &timeline->forth);
}

/**
 * mon_timeline_go_forth:
 * @timeline: a timeline
 *
 * Takes one step forth.
 *
 * Returns: %FALSE when there was none
 */
gboolean
mon_timeline_go_forth (MonTimeline *timeline)
{
  return move (timeline, &timeline->forth, &timeline->back);
}
