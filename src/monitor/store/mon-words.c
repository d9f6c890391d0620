/* mon-words.c: what goes wrong, in words for a person.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-quirks.h"
#include "modbus/mb-response.h"
#include "monitor/document/mon-number.h"
#include "monitor/store/mon-words.h"

/* The specification's name of an exception, or NULL. */
static const char *
name_exception (guint8 code)
{
  switch (code)
    {
    case 0x01:
      return _("Illegal function");
    case 0x02:
      return _("Illegal data address");
    case 0x03:
      return _("Illegal data value");
    case 0x04:
      return _("Server device failure");
    case 0x05:
      return _("Acknowledge: the device is still working on it");
    case 0x06:
      return _("Server device busy");
    case 0x07:
      return _("Negative acknowledge");
    case 0x08:
      return _("Memory parity error");
    case 0x0a:
      return _("Gateway: path unavailable");
    case 0x0b:
      return _("Gateway: target device failed to respond");
    default:
      return NULL;
    }
}

/**
 * mon_words_exception:
 * @code: exception code, 0 to 255
 *
 * Says what an exception means in one short phrase in sentence case, such as "Illegal data
 * address" (MODBUS Application Protocol V1.1b3, section 7); codes without a name there are
 * called vendor-specific and shown in hex.
 *
 * Returns: (transfer full): the phrase, translated
 */
char *
mon_words_exception (guint8 code)
{
  const char *name = name_exception (code);

  if (name != NULL)
    return g_strdup (name);
  /* Translators: an exception code of a device that has no name in the specification. */
  return g_strdup_printf (_("Exception 0x%02X (vendor)"), code);
}

/**
 * mon_words_shows_code:
 * @code: exception code, 0 to 255
 *
 * Returns: whether mon_words_exception() has the code itself in its phrase, so that it need not be
 *   told twice
 */
gboolean
mon_words_shows_code (guint8 code)
{
  return name_exception (code) == NULL;
}

/**
 * mon_words_breach:
 * @breach: an #MbBreach
 *
 * Says what a reply did wrong.
 *
 * Returns: (transfer full): the phrase, translated
 */
char *
mon_words_breach (guint breach)
{
  switch ((MbBreach) breach)
    {
    case MB_BREACH_UNIT:
      return g_strdup (_("Reply from another unit"));
    case MB_BREACH_FUNCTION:
      return g_strdup (_("Reply with another function code"));
    case MB_BREACH_LENGTH:
      return g_strdup (_("Reply of a wrong length"));
    case MB_BREACH_BYTE_COUNT:
      return g_strdup (_("Reply with a wrong byte count"));
    case MB_BREACH_ECHO:
      return g_strdup (_("The device confirmed something else"));
    case MB_BREACH_EXCEPTION:
      return g_strdup (_("Exception reply of a wrong length"));
    case MB_BREACH_FRAMING:
      return g_strdup (_("Reply is not Modbus framing"));
    case MB_BREACH_PROTOCOL:
      return g_strdup (_("Reply with another protocol identifier"));
    case MB_BREACH_TRANSACTION:
      return g_strdup (_("Reply with another transaction identifier"));
    case MB_BREACH_CRC:
      return g_strdup (_("Reply with a wrong checksum"));
    case MB_BREACH_DATAGRAM:
      return g_strdup (_("Datagram of a wrong size"));
    case MB_BREACH_NONE:
      break;
    }

  return g_strdup (_("Reply breaks the protocol"));
}

/**
 * mon_words_hint:
 * @hint: an #MbQuirks of one quirk, or 0
 *
 * Says what a device seems to do wrong, and what would help.
 *
 * Returns: (transfer full) (nullable): the phrase, translated; %NULL for 0
 */
char *
mon_words_hint (guint hint)
{
  switch ((MbQuirks) hint)
    {
    case MB_QUIRK_ANY_TRANSACTION:
      return g_strdup (_("the device seems not to copy the transaction identifier; if so, allow it "
                         "the quirk “any-transaction”"));
    case MB_QUIRK_SHORT_EXCEPTION:
      return g_strdup (_("the device seems to give its exceptions length 2; if so, allow it the "
                         "quirk “short-exception”"));
    case MB_QUIRK_UNIT_0:
      return g_strdup (_("the device answers as unit 0; if it is the right one, allow it the quirk "
                         "“unit-0”"));
    case MB_QUIRK_UNIT_255:
      return g_strdup (_("the device answers as unit 255; if it is the right one, allow it the "
                         "quirk “unit-255”"));
    default:
      return NULL;
    }
}

/**
 * mon_words_fault:
 * @fault: a #MonFault
 *
 * Says why an expression has no value.
 *
 * Returns: (transfer full): the phrase, translated; for other numbers that there is none
 */
char *
mon_words_fault (guint fault)
{
  switch ((MonFault) fault)
    {
    case MON_FAULT_NO_TAG:
      return g_strdup (_("A tag it needs is gone"));
    case MON_FAULT_CIRCLE:
      return g_strdup (_("Computed in a circle"));
    case MON_FAULT_DIVISION:
      return g_strdup (_("Division by zero"));
    case MON_FAULT_NOT_WHOLE:
      return g_strdup (_("Not a whole number"));
    case MON_FAULT_RANGE:
      return g_strdup (_("Number out of range"));
    case MON_FAULT_ROOT:
      return g_strdup (_("Square root of a negative number"));
    case MON_FAULT_NOT_A_NUMBER:
      return g_strdup (_("Condition is not a number"));
    case MON_FAULT_TEXT:
      return g_strdup (_("A tag it needs is text"));
    case MON_FAULT_NONE:
      break;
    }

  return g_strdup (_("Not available"));
}

/**
 * mon_words_quality:
 * @quality: a quality
 * @detail: exception code, #MbBreach, #MonLack, #MonFault or seconds that go with it, as in
 *   #MonSample
 *
 * Says why a value cannot be trusted.
 *
 * Returns: (transfer full) (nullable): the phrase, translated; %NULL for %MON_QUALITY_GOOD
 */
char *
mon_words_quality (MonQuality quality,
                   guint8     detail)
{
  switch (quality)
    {
    case MON_QUALITY_GOOD:
      return NULL;
    case MON_QUALITY_LATE:
      return g_strdup (_("Late"));
    case MON_QUALITY_STALE:
      return g_strdup (_("Stale"));
    case MON_QUALITY_TIMEOUT:
      if (detail == 0)
        return g_strdup (_("No reply"));
      /* Translators: a number of seconds. */
      return g_strdup_printf (_("The device does not answer; it is asked again within %u s"),
                              detail);
    case MON_QUALITY_EXCEPTION:
      return mon_words_exception (detail);
    case MON_QUALITY_BREACH:
      return mon_words_breach (detail);
    case MON_QUALITY_LINK_DOWN:
      return g_strdup (_("Not connected"));
    case MON_QUALITY_NOT_AVAILABLE:
      if (detail == MON_LACK_BCD)
        return g_strdup (_("Not BCD: a digit is above 9"));
      return mon_words_fault (detail);
    case MON_QUALITY_PAUSED:
      return g_strdup (_("Paused"));
    }

  g_assert_not_reached ();
}
