/* mon-job.c: a wish of the user as an object, from its making to its one outcome.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-job.h"

struct _MonJob
{
  GObject           parent_instance;

  guint32           number;
  GBytes           *request;
  MonJobCancelFunc  cancel;
  gpointer          user_data;
  /* NULL while pending. */
  MonJobEnd        *end;
  char             *text;
};

enum
{
  PROP_0,
  PROP_OUTCOME,
  N_PROPS,
};

enum
{
  SIGNAL_ENDED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonJob, mon_job, G_TYPE_OBJECT)

static void
mon_job_finalize (GObject *object)
{
  MonJob *self = MON_JOB (object);

  g_bytes_unref (self->request);
  g_clear_pointer (&self->end, mon_job_end_free);
  g_free (self->text);

  G_OBJECT_CLASS (mon_job_parent_class)->finalize (object);
}

static void
mon_job_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  MonJob *self = MON_JOB (object);

  switch (prop_id)
    {
    case PROP_OUTCOME:
      g_value_set_int (value, (int) mon_job_get_outcome (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mon_job_class_init (MonJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mon_job_finalize;
  object_class->get_property = mon_job_get_property;

  /**
   * MonJob:outcome:
   *
   * A #MonOutcome, notified once.
   */
  props[PROP_OUTCOME] =
    g_param_spec_int ("outcome", NULL, NULL, MON_OUTCOME_PENDING, MON_OUTCOME_NOT_SENT,
                      MON_OUTCOME_PENDING,
                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * MonJob::ended:
   *
   * It has its outcome, and nothing of it will change any more.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", MON_TYPE_JOB, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mon_job_init (MonJob *self)
{
}

/**
 * mon_job_new:
 * @number: its number, unique in its session
 * @request: the PDU that it sends
 * @cancel: called by mon_job_cancel() while it is pending
 * @user_data: for @cancel
 *
 * Makes a job; the session that makes it also ends it.
 *
 * Returns: (transfer full): a new job
 */
MonJob *
mon_job_new (guint32           number,
             GBytes           *request,
             MonJobCancelFunc  cancel,
             gpointer          user_data)
{
  MonJob *self = g_object_new (MON_TYPE_JOB, NULL);

  self->number = number;
  self->request = g_bytes_ref (request);
  self->cancel = cancel;
  self->user_data = user_data;
  return self;
}

/**
 * mon_job_end:
 * @self: a pending job
 * @end: (transfer full): how it ended
 * @text: (transfer full): that in words
 *
 * Ends the job and tells so.
 */
void
mon_job_end (MonJob    *self,
             MonJobEnd *end,
             char      *text)
{
  g_return_if_fail (MON_IS_JOB (self));
  g_return_if_fail (self->end == NULL);

  self->end = end;
  self->text = text;
  self->cancel = NULL;
  g_object_ref (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTCOME]);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  g_object_unref (self);
}

/**
 * mon_job_get_outcome:
 * @self: a job
 *
 * Returns: its outcome, %MON_OUTCOME_PENDING until it has ended
 */
MonOutcome
mon_job_get_outcome (MonJob *self)
{
  g_return_val_if_fail (MON_IS_JOB (self), MON_OUTCOME_PENDING);

  return self->end != NULL ? self->end->outcome : MON_OUTCOME_PENDING;
}

/**
 * mon_job_get_text:
 * @self: a job
 *
 * Returns: (nullable): its outcome in one sentence, %NULL until it has ended
 */
const char *
mon_job_get_text (MonJob *self)
{
  g_return_val_if_fail (MON_IS_JOB (self), NULL);

  return self->text;
}

/**
 * mon_job_get_exception:
 * @self: a job
 *
 * Returns: the code of the exception that the device answered, or -1
 */
int
mon_job_get_exception (MonJob *self)
{
  g_return_val_if_fail (MON_IS_JOB (self), -1);

  if (self->end == NULL || self->end->answer.verdict != MB_VERDICT_EXCEPTION)
    return -1;
  return self->end->answer.exception;
}

/**
 * mon_job_get_request:
 * @self: a job
 *
 * Returns: (transfer none): the PDU that it sends
 */
GBytes *
mon_job_get_request (MonJob *self)
{
  g_return_val_if_fail (MON_IS_JOB (self), NULL);

  return self->request;
}

/**
 * mon_job_get_answer:
 * @self: a job
 *
 * Returns: (nullable): what became of its request, %NULL until it has ended
 */
const MonAnswer *
mon_job_get_answer (MonJob *self)
{
  g_return_val_if_fail (MON_IS_JOB (self), NULL);

  return self->end != NULL ? &self->end->answer : NULL;
}

/**
 * mon_job_get_read_back:
 * @self: a job
 *
 * Returns: (nullable): what was read back, %NULL if nothing was
 */
const MonAnswer *
mon_job_get_read_back (MonJob *self)
{
  g_return_val_if_fail (MON_IS_JOB (self), NULL);

  return self->end != NULL && self->end->has_read_back ? &self->end->read_back : NULL;
}

/**
 * mon_job_cancel:
 * @self: a job
 *
 * Ends it as soon as can be, with the outcome that is true then. An ended one stays as it is.
 */
void
mon_job_cancel (MonJob *self)
{
  g_return_if_fail (MON_IS_JOB (self));

  if (self->cancel != NULL)
    self->cancel (self->number, self->user_data);
}
