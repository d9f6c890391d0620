/* cli-exit.h: the exit codes that all commands share.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/**
 * CliExit:
 * @CLI_EXIT_DONE: done, also when interrupted while it would go on for ever
 * @CLI_EXIT_REFUSED: the device answered with an exception, or a write was refused
 * @CLI_EXIT_USAGE: the command line is not one
 * @CLI_EXIT_LINK: no connection, no valid answer in time, a write unknown or not sent, or no port
 * @CLI_EXIT_DATA: a file or data that cannot be read or written
 *
 * What a command returns.
 */
typedef enum
{
  CLI_EXIT_DONE = 0,
  CLI_EXIT_REFUSED = 1,
  CLI_EXIT_USAGE = 2,
  CLI_EXIT_LINK = 3,
  CLI_EXIT_DATA = 4,
} CliExit;
