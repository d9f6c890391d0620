/* cli-loop.h: the life of a command with devices: engine, session, signals, an orderly end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-exit.h"
#include "modbus/mb-clock.h"
#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

/**
 * CliLoop:
 *
 * An engine in its own thread, a session for one project, and the main loop of the command. One
 * for each process.
 */
typedef struct _CliLoop CliLoop;

typedef void (*CliLoopFunc) (gpointer user_data);

CliLoop    *cli_loop_new            (MonProject *project);
void        cli_loop_free           (CliLoop    *loop);
MonSession *cli_loop_get_session    (CliLoop    *loop);
/* For timers of the main loop. */
MbClock    *cli_loop_get_clock      (CliLoop    *loop);
/* SIGINT and SIGTERM are how the command is meant to end. */
void        cli_loop_end_on_signals (CliLoop    *loop);
/* SIGINT and SIGTERM call @interrupted, which is to bring the end about. */
void        cli_loop_call_on_signals (CliLoop    *loop,
                                      CliLoopFunc interrupted,
                                      gpointer    user_data);
/* The first end counts. */
void        cli_loop_end            (CliLoop    *loop,
                                     CliExit     code);
/* Goes on until an end is asked for, then ends all in order; gives the exit code. */
CliExit     cli_loop_run            (CliLoop    *loop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliLoop, cli_loop_free)

G_END_DECLS
