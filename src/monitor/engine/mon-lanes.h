/* mon-lanes.h: what waits on one link, and whose turn it is; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"
#include "monitor/engine/mon-guard.h"

G_BEGIN_DECLS

/* Requests of jobs that wait on one link, so that a dead device does not collect wishes. */
#define MON_LANES_MAX_WAITING 256

typedef struct _MonLink MonLink;
typedef struct _MonSender MonSender;

/**
 * MonLane:
 * @MON_LANE_WRITE: before all others
 * @MON_LANE_ASK: reads on demand
 * @MON_LANE_POLL: not queued, but asked for from the pollers in turns whenever there is room
 *
 * The order in which requests go out.
 */
typedef enum
{
  MON_LANE_WRITE,
  MON_LANE_ASK,
  MON_LANE_POLL,
} MonLane;

#define MON_N_QUEUED_LANES MON_LANE_POLL

typedef enum
{
  MON_REQUEST_IDLE,
  MON_REQUEST_QUEUED,
  MON_REQUEST_SENT,
} MonRequestState;

/**
 * MonRequest:
 * @unit: unit identifier
 * @request: what to ask; its data must live until @done
 * @timeout_ms: for the reply
 * @quirks: what the reply may do wrong
 * @is_broadcast: whether nobody is to reply
 * @guard: (nullable): the lock to ask when the request can write
 * @done: called exactly once for each sending, inside a turn, never before the causing call
 *   returned; @exchange has verdict %MB_VERDICT_NOT_SENT with a reason when there was no link
 *
 * A request, embedded in what wants it. The other members are private to the link.
 */
typedef struct _MonRequest MonRequest;

typedef void (*MonRequestFunc) (MonRequest       *request,
                                const MbExchange *exchange);

struct _MonRequest
{
  guint8          unit;
  MbRequest       request;
  guint           timeout_ms;
  MbQuirks        quirks;
  gboolean        is_broadcast;
  const MonGuard *guard;
  MonRequestFunc  done;
  gpointer        user_data;

  MonSender      *sender;
  MonLane         lane;
  MonRequestState state;
  guint32         token;
  GList           node;
};

/**
 * MonPollSource:
 * @is_due: whether @take has something to give
 * @take: gives the next request to send, or %NULL when nothing is due; without a link it gives
 *   what is due to be ended as not sent
 * @restart: the link has come up after it was down
 *
 * Who polls over the link, embedded; the other members are private to the link.
 */
typedef struct _MonPollSource MonPollSource;
struct _MonPollSource
{
  gboolean    (*is_due)  (MonPollSource *source,
                          gint64         now_us);
  MonRequest *(*take)    (MonPollSource *source,
                          gint64         now_us,
                          gboolean       has_link);
  void        (*restart) (MonPollSource *source);

  GList         node;
  gboolean      is_added;
};

/**
 * MonLanes:
 *
 * The lanes of one link, embedded. Private.
 */
typedef struct
{
  /* Of MonRequest. */
  GQueue queued[MON_N_QUEUED_LANES];
  /* Of MonPollSource; the head is asked first, and goes to the tail. */
  GQueue sources;
} MonLanes;

void        mon_lanes_init          (MonLanes      *lanes);
gboolean    mon_lanes_is_full       (MonLanes      *lanes);
/* Whether there is anything that needs a link. */
gboolean    mon_lanes_has_work      (MonLanes      *lanes,
                                     gint64         now_us);
void        mon_lanes_push          (MonLanes      *lanes,
                                     MonRequest    *request,
                                     MonLane        lane);
void        mon_lanes_remove        (MonLanes      *lanes,
                                     MonRequest    *request);
MonRequest *mon_lanes_take_queued   (MonLanes      *lanes);
MonRequest *mon_lanes_take_poll     (MonLanes      *lanes,
                                     gint64         now_us,
                                     gboolean       has_link);

void        mon_lanes_add_source    (MonLanes      *lanes,
                                     MonPollSource *source);
void        mon_lanes_remove_source (MonLanes      *lanes,
                                     MonPollSource *source);
void        mon_lanes_restart       (MonLanes      *lanes);

G_END_DECLS
