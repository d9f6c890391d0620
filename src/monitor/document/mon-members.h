/* mon-members.h: tables that say how structs are written as JSON objects.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-json-tree.h"

G_BEGIN_DECLS

/**
 * MonMemberKind:
 * @MON_MEMBER_CONSTANT: not in the struct: always @min, judged by the caller beforehand
 * @MON_MEMBER_STRING: char *, of @min to @max bytes
 * @MON_MEMBER_ID: char *, unique in the file
 * @MON_MEMBER_UINT8: guint8
 * @MON_MEMBER_UINT16: guint16
 * @MON_MEMBER_INT: int or guint
 * @MON_MEMBER_DOUBLE: double
 * @MON_MEMBER_NAMED: an enum, by @names
 * @MON_MEMBER_NAMED_SET: flags, each by the name in @names of the number of its bit, as a list
 * @MON_MEMBER_EXPRESSION: MonExpression *, %NULL when there is none
 * @MON_MEMBER_STRINGS: GPtrArray of char *
 * @MON_MEMBER_CHILDREN: GPtrArray of nodes of @child
 * @MON_MEMBER_CUSTOM: by @hooks, which know where it is in the struct
 *
 * What a member of a struct is.
 */
typedef enum
{
  MON_MEMBER_CONSTANT,
  MON_MEMBER_STRING,
  MON_MEMBER_ID,
  MON_MEMBER_UINT8,
  MON_MEMBER_UINT16,
  MON_MEMBER_INT,
  MON_MEMBER_DOUBLE,
  MON_MEMBER_NAMED,
  MON_MEMBER_NAMED_SET,
  MON_MEMBER_EXPRESSION,
  MON_MEMBER_STRINGS,
  MON_MEMBER_CHILDREN,
  MON_MEMBER_CUSTOM,
} MonMemberKind;

/**
 * MonMemberPresence:
 * @MON_MEMBER_REQUIRED: refused without; always written
 * @MON_MEMBER_SHOWN: has a default, always written all the same
 * @MON_MEMBER_OPTIONAL: has a default, written when it differs
 *
 * Whether a member has to be there.
 */
typedef enum
{
  MON_MEMBER_REQUIRED,
  MON_MEMBER_SHOWN,
  MON_MEMBER_OPTIONAL,
} MonMemberPresence;

/**
 * MonMemberNames:
 * @n_names: values of the enum, from 0
 * @get_name: name of a value
 *
 * How an enum is written.
 */
typedef struct
{
  guint        n_names;
  const char *(*get_name) (guint value);
} MonMemberNames;

typedef struct _MonNodeType MonNodeType;
typedef struct _MonMemberReader MonMemberReader;

/**
 * MonMemberHooks:
 * @read: takes the value @value of the file into @node
 * @write: writes the value
 * @is_default: whether it is what a new node has
 *
 * How a member of a form of its own is read and written.
 */
typedef struct
{
  gboolean (*read)       (const MonMemberReader  *reader,
                          guint                   value,
                          gpointer                node,
                          GError                **error);
  void     (*write)      (gconstpointer           node,
                          MbJson                 *json);
  gboolean (*is_default) (gconstpointer           node);
} MonMemberHooks;

/**
 * MonMember:
 * @name: its name in the file
 * @kind: what it is
 * @offset: where it is in the struct
 * @presence: whether it has to be there
 * @min: smallest number, fewest bytes of a string
 * @max: largest number, most bytes of a string
 * @names: of a named one, or of the flags
 * @child: of children
 * @hooks: of a custom one
 * @applies: (nullable): whether a node like this has the member at all; it is neither required nor
 *   written when it does not apply
 *
 * One member.
 */
typedef struct
{
  const char           *name;
  MonMemberKind         kind;
  gsize                 offset;
  MonMemberPresence     presence;
  int                   min;
  int                   max;
  const MonMemberNames *names;
  const MonNodeType    *child;
  const MonMemberHooks *hooks;
  gboolean            (*applies) (gconstpointer node);
} MonMember;

static inline gboolean
mon_member_applies (const MonMember *member,
                    gconstpointer    node)
{
  return member->applies == NULL || member->applies (node);
}

/**
 * MonNodeType:
 * @members: (array length=n_members): in the order in which they are written
 * @n_members: how many
 * @extra_offset: where the struct keeps unknown members, a char *
 * @create: makes a node with its defaults
 * @destroy: frees it
 * @check: (nullable): judges a node that has been read; @object is where it was
 *
 * How a struct is read and written.
 */
struct _MonNodeType
{
  const MonMember *members;
  guint            n_members;
  gsize            extra_offset;
  gpointer       (*create)  (void);
  void           (*destroy) (gpointer node);
  gboolean       (*check)   (const MonMemberReader  *reader,
                             guint                   object,
                             gpointer                node,
                             GError                **error);
};

G_END_DECLS
