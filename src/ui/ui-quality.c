/* ui-quality.c: the words of the window for how far a value can be trusted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-quality.h"

#include <glib/gi18n.h>

/**
 * ui_quality_get_word:
 * @quality: a quality
 *
 * Gives one or two words for a place where there is no room for the whole reason.
 *
 * Returns: (transfer none): the words, translated
 */
const char *
ui_quality_get_word (MonQuality quality)
{
  switch (quality)
    {
    case MON_QUALITY_GOOD:
      return _("Good");
    case MON_QUALITY_LATE:
      return _("Late");
    case MON_QUALITY_STALE:
      return _("Stale");
    case MON_QUALITY_TIMEOUT:
      return _("No reply");
    case MON_QUALITY_EXCEPTION:
      return _("Exception");
    case MON_QUALITY_BREACH:
      return _("Bad reply");
    case MON_QUALITY_LINK_DOWN:
      return _("Not connected");
    case MON_QUALITY_NOT_AVAILABLE:
      return _("Not available");
    case MON_QUALITY_PAUSED:
      return _("Paused");
    }
  g_return_val_if_reached ("");
}
