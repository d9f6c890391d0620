"""functions.py: finds the functions of a C file that is formatted as ours are.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

A function begins where a line consists of `{` in column 0 and the code before it ends with `)`, and
ends at the next `}` in column 0. Braces stand on lines of their own, which another rule checks, so
that the depth of blocks can be counted by lines.
"""

import re
from dataclasses import dataclass

_NAME = re.compile(r"^(\w+)\s*\(")


@dataclass(frozen=True)
class Function:
    """Lines count from 1: `first` has the name, `last` the closing brace."""

    name: str
    first: int
    last: int
    depth: int
    deepest: int


def functions_of(source):
    """Yields all functions defined in a source."""
    lines = source.code_lines
    for i, line in enumerate(lines):
        if line.rstrip() == "{" and _previous(lines, i).endswith(")"):
            yield _function_at(lines, i)


def _previous(lines, i):
    """The code before line i, without line ends and blanks."""
    for line in reversed(lines[:i]):
        if line.strip():
            return line.rstrip()
    return ""


def _function_at(lines, opening):
    first, name = opening, "?"
    for i in range(opening - 1, -1, -1):
        match = _NAME.match(lines[i])
        if match:
            first, name = i, match[1]
            break
    depth, deepest, deepest_line = 0, 0, opening
    for i in range(opening + 1, len(lines)):
        if lines[i].startswith("}"):
            return Function(name, first + 1, i + 1, deepest, deepest_line + 1)
        if _opens_block(lines, i):
            depth += 1
            if depth > deepest:
                deepest, deepest_line = depth, i
        elif _closes_block(lines[i]):
            depth -= 1
    return Function(name, first + 1, len(lines), deepest, deepest_line + 1)


def _opens_block(lines, i):
    """A brace alone on its line opens a block, unless it begins the value of a variable."""
    return lines[i].strip() == "{" and not _previous(lines, i).endswith(("=", ",", "{", "("))


def _closes_block(line):
    """Ends a block: `}` alone, or that of do … while. `};` and `},` end values."""
    stripped = line.strip()
    return stripped == "}" or stripped.startswith("} while") or stripped.startswith("}while")
