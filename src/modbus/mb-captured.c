/* mb-captured.c: what is to be said of an ADU in a capture that its bytes do not tell.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-captured.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-wire.h"

/* The shortest ADU: a header and a function code. */
#define ADU_MIN 8

static void G_GNUC_PRINTF (2, 3)
add (GString    *remark,
     const char *format,
     ...)
{
  va_list args;

  if (remark->len > 0)
    g_string_append (remark, "; ");
  va_start (args, format);
  g_string_append_vprintf (remark, format, args);
  va_end (args);
}

static gboolean
is_modbus (const MbFramed *framed)
{
  return framed->len >= 4 && mb_wire_get_register (framed->bytes, 1) == 0;
}

static const char *
describe_cause (MbCapturedCause cause)
{
  switch (cause)
    {
    case MB_CAPTURED_GAP:
      return _("what follows is not in the capture");
    case MB_CAPTURED_CLOSED:
      return _("the connection ended");
    case MB_CAPTURED_GIVEN_UP:
      return _("there are too many connections to follow this one");
    case MB_CAPTURED_END:
      return _("the capture ends");
    }
  g_assert_not_reached ();
}

/* The dissector says how many bytes of a Modbus ADU there are, once it knows its length. */
static void
add_truncated (GString         *remark,
               const MbFramed  *framed,
               MbCapturedCause  cause)
{
  const char *text = describe_cause (cause);

  if (framed->expected_len == 0)
    /* Translators: two numbers of bytes, then why. */
    add (remark, _("truncated ADU, %zu of at least %d bytes: %s"), framed->len, ADU_MIN, text);
  else if (!is_modbus (framed))
    add (remark, _("truncated ADU, %zu of %zu bytes: %s"), framed->len, framed->expected_len,
         text);
  else
    add (remark, "%s", text);
}

static void
add_broken (GString        *remark,
            const MbFramed *framed)
{
  if (framed->guess != NULL)
    /* Translators: the name of a protocol. */
    add (remark, _("it looks like %s"), framed->guess);
  if (framed->is_lost)
    add (remark, _("nothing more of this direction is decoded"));
}

static void
add_resumed (GString        *remark,
             const MbFramed *framed)
{
  if (framed->n_missing > 0)
    add (remark, g_dngettext (GETTEXT_PACKAGE,
                              "warning: %llu byte before it is not in the capture",
                              "warning: %llu bytes before it are not in the capture",
                              (gulong) framed->n_missing),
         (unsigned long long) framed->n_missing);
  if (framed->n_skipped > 0)
    add (remark, g_dngettext (GETTEXT_PACKAGE,
                              "warning: %llu byte before it was passed over",
                              "warning: %llu bytes before it were passed over",
                              (gulong) framed->n_skipped),
         (unsigned long long) framed->n_skipped);
  if (framed->n_missing == 0 && framed->n_skipped == 0)
    add (remark, _("warning: where it begins is a guess"));
}

/**
 * mb_captured_remark:
 * @framed: what was found
 * @cause: why it is cut, when it is
 * @is_reused: whether its transaction is that of a request that waits for its answer
 *
 * Says what the dissector cannot know from the bytes alone.
 *
 * Returns: (transfer full) (nullable): clauses with "; " between them, translated; %NULL when there
 *   is nothing to say
 */
char *
mb_captured_remark (const MbFramed  *framed,
                    MbCapturedCause  cause,
                    gboolean         is_reused)
{
  g_autoptr (GString) remark = g_string_new (NULL);

  g_return_val_if_fail (framed != NULL, NULL);

  if (framed->kind == MB_FRAMED_TRUNCATED)
    add_truncated (remark, framed, cause);
  if (framed->kind == MB_FRAMED_BROKEN)
    add_broken (remark, framed);
  if (framed->is_resumed)
    add_resumed (remark, framed);
  if (is_reused)
    add (remark, _("warning: its transaction is used by a request that waits for its answer"));
  return remark->len > 0 ? g_string_free (g_steal_pointer (&remark), FALSE) : NULL;
}
