/* mon-dead-members.c: what was learned of dead addresses, as a project file has it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-dead-members.h"

#include <glib/gi18n-lib.h>

#include "monitor/document/mon-dead-spec.h"
#include "monitor/document/mon-member-reader.h"

#define ID_MAX_BYTES 64
#define TABLE_ITEMS 65536

/* The longest read of any table (V1.1b3, 6.1): more nobody was refused. */
#define MAX_COUNT 2000

/* Illegal Data Address (V1.1b3, 7). */
#define USUAL_EXCEPTION 2

#define DEAD(member) G_STRUCT_OFFSET (MonDeadSpec, member)

static const char *
get_table_name (guint value)
{
  return mb_table_name ((MbTable) value);
}

static const MonMemberNames table_names = { MB_N_TABLES, get_table_name };

static const MonMember members[] = {
  { "device", MON_MEMBER_STRING, DEAD (device_id), MON_MEMBER_REQUIRED, 1, ID_MAX_BYTES },
  { "table", MON_MEMBER_NAMED, DEAD (range.table), MON_MEMBER_REQUIRED, .names = &table_names },
  { "address", MON_MEMBER_UINT16, DEAD (range.address), MON_MEMBER_REQUIRED, 0, TABLE_ITEMS - 1 },
  { "count", MON_MEMBER_UINT16, DEAD (range.quantity), MON_MEMBER_OPTIONAL, 1, MAX_COUNT },
  { "exception", MON_MEMBER_UINT8, DEAD (range.exception), MON_MEMBER_OPTIONAL, 1, 255 },
};

static gpointer
create_dead (void)
{
  const MonDeadRange range = {
    .table = MB_TABLE_HOLDING_REGISTERS, .quantity = 1, .exception = USUAL_EXCEPTION,
  };

  return mon_dead_spec_new ("", &range);
}

static void
destroy_dead (gpointer node)
{
  mon_dead_spec_unref (node);
}

static gboolean
check_dead (const MonMemberReader  *reader,
            guint                   object,
            gpointer                node,
            GError                **error)
{
  const MonDeadSpec *spec = node;

  if (spec->range.address + spec->range.quantity <= TABLE_ITEMS)
    return TRUE;
  mon_member_reader_refuse (reader, mon_json_tree_find (reader->tree, object, "count"), error,
                            _("goes beyond the last address: expected at most %d"),
                            TABLE_ITEMS - spec->range.address);
  return FALSE;
}

const MonNodeType mon_dead_members_type = {
  members, G_N_ELEMENTS (members), DEAD (extra), create_dead, destroy_dead, check_dead,
};
