/* mon-spec.h: the project as a tree of immutable, shared nodes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* Every node is immutable once another thread or a parent has it, atomically reference-counted,
 * and read by its members. An edit makes a new root that shares all unchanged nodes: equal pointers
 * mean unchanged. The id (short random text) is the identity in files, for ever; the handle is the
 * identity in this process, never reused, kept by edited copies of a node, never 0. @extra is the
 * JSON text of an object with the members that this version does not know, or NULL.
 *
 * New nodes have the documented defaults, a new id and handle, and may be filled in by the one who
 * made them until they are given away. The _edit functions give such a node with the same id,
 * handle and content (children shared). */

#include "monitor/document/mon-connection-spec.h"
#include "monitor/document/mon-device-spec.h"
#include "monitor/document/mon-plot-spec.h"
#include "monitor/document/mon-project-spec.h"
#include "monitor/document/mon-tag-spec.h"
