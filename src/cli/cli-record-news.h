/* cli-record-news.h: tells how a recording is doing: in JSON, in words, and on a terminal.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recorder.h"

G_BEGIN_DECLS

typedef struct _CliRecordNews CliRecordNews;

/* @recorder outlives it. */
CliRecordNews *cli_record_news_new  (MonRecorder   *recorder,
                                     gboolean       is_json);
void           cli_record_news_free (CliRecordNews *news);
/* What has changed since the last time. */
void           cli_record_news_tell (CliRecordNews *news);
/* The last word; FALSE when something could not be written in the end. */
gboolean       cli_record_news_end  (CliRecordNews *news);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliRecordNews, cli_record_news_free)

G_END_DECLS
