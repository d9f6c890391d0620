#!/usr/bin/python3
"""sizes.py: how long files, functions and lines may be, how deep blocks, and how files begin.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re

from lib.functions import functions_of
from lib.rules import Violation, main, rule

MAX_LINES = {"src": 500, "tests": 800}
MAX_FUNCTION_LINES = 60
MAX_DEPTH = 3
MAX_COLUMNS = 100

TABLES = "-tables.c"
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
HEAD = "/* x.c: a file.\n *\n * SPDX-License-Identifier: GPL-3.0-or-later\n */\n"


def hand_written(tree, *tops):
    """The sources that the limits hold for; what is a pure table is free."""
    return [s for s in tree.sources(*tops) if not s.name.endswith(TABLES)]


def texts(tree):
    """All files written by hand, but for test data, which may look as it must."""
    suffixes = (".c", ".h", ".ui", ".css", ".xml", ".in", ".build", ".py")
    for source in tree.sources("src", "tests", "data", "build-aux", suffixes=suffixes):
        if not source.path.startswith("tests/data/"):
            yield source


def function_of(n_lines, statement="  a ();\n"):
    """A function of n_lines lines, its name and braces among them."""
    return "void\nf (void)\n{\n" + statement * (n_lines - 3) + "}\n"


def nested(depth):
    """A function with blocks nested so deep."""
    text = ""
    for i in range(depth):
        text += "    " * i + "  if (a)\n" + "    " * (i + 1) + "{\n"
    for i in range(depth, 0, -1):
        text += "    " * i + "}\n"
    return "void\nf (void)\n{\n" + text + "}\n"


@rule(
    "files are short",
    breaks=[
        {"src/ui/ui-x.c": "\n" * 501, "at": "src/ui/ui-x.c"},
        {"tests/ui/test-x.c": "\n" * 801, "at": "tests/ui/test-x.c"},
    ],
    keeps={"src/ui/ui-x.c": "\n" * 500, "tests/ui/test-x.c": "\n" * 800,
           "src/modbus/mb-field-tables.c": "\n" * 900},
)
def short_files(tree):
    for top, limit in MAX_LINES.items():
        for source in hand_written(tree, top):
            if len(source.lines) > limit:
                yield Violation(source.path, 0, f"{len(source.lines)} lines; {limit} at most")


@rule(
    "functions are short",
    breaks={"src/ui/ui-x.c": function_of(61), "at": "src/ui/ui-x.c:2"},
    keeps=[{"src/ui/ui-x.c": function_of(60)},
           {"src/ui/ui-x.c": "static const int t[] =\n{\n" + "  1,\n" * 90 + "};\n"}],
)
def short_functions(tree):
    for source in hand_written(tree, "src"):
        for function in functions_of(source):
            n_lines = function.last - function.first + 1
            if n_lines > MAX_FUNCTION_LINES:
                yield Violation(source.path, function.first,
                                f"{function.name} has {n_lines} lines;"
                                f" {MAX_FUNCTION_LINES} at most")


@rule(
    "blocks are shallow",
    breaks={"src/ui/ui-x.c": nested(4), "at": "src/ui/ui-x.c:11"},
    keeps={"src/ui/ui-x.c": nested(3)},
)
def shallow_blocks(tree):
    for source in hand_written(tree, "src"):
        for function in functions_of(source):
            if function.depth > MAX_DEPTH:
                yield Violation(source.path, function.deepest,
                                f"{function.name} has blocks {function.depth} deep;"
                                f" {MAX_DEPTH} at most")


@rule(
    "braces stand on lines of their own",
    breaks=[
        {"src/ui/ui-x.c": "void f (void) {\n}\n", "at": "src/ui/ui-x.c:1"},
        {"src/ui/ui-x.c": "void\nf (void)\n{\n  if (a) {\n  }\n}\n", "at": "src/ui/ui-x.c:4"},
        {"src/ui/ui-x.c": "    } else\n", "at": "src/ui/ui-x.c:1"},
    ],
    keeps={"src/ui/ui-x.c": "int a[] = {\n};\n*b = (B) {\n};\n#define D(x) do { \\\n"},
)
def braces_alone(tree):
    compound_literal = re.compile(r"(=|return|,|\()\s*\([A-Za-z_][\w ]*(\[\w*\])?\)\s*\{\s*$")
    beside = re.compile(r"(\)|\belse|\bdo)\s*\{\s*$|^\s*\}\s*else\b")
    for source in tree.sources("src", "tests"):
        for i, line in enumerate(source.code_lines):
            if beside.search(line) and not compound_literal.search(line):
                yield Violation(source.path, i + 1, "a brace beside other code")


@rule(
    "lines are short",
    breaks=[
        {"src/ui/ui-x.c": "a" * 101 + "\n", "at": "src/ui/ui-x.c:1"},
        {"tests/ui/test-x.c": "\n" + "a" * 101 + "\n", "at": "tests/ui/test-x.c:2"},
    ],
    keeps={"src/ui/ui-x.c": "é" * 100 + "\n"},
)
def short_lines(tree):
    suffixes = (".c", ".h", ".py")
    for source in tree.sources("src", "tests", "build-aux", suffixes=suffixes):
        if source.path.startswith("tests/data/") or source.name.endswith(TABLES):
            continue
        for i, line in enumerate(source.lines):
            if len(line) > MAX_COLUMNS:
                yield Violation(source.path, i + 1,
                                f"{len(line)} columns; {MAX_COLUMNS} at most")


@rule(
    "no tabs, nothing behind the end of a line",
    breaks=[
        {"src/ui/ui-x.c": "\tint a;\n", "at": "src/ui/ui-x.c:1"},
        {"src/ui/ui-x.ui": "<a/>\n<b/> \n", "at": "src/ui/ui-x.ui:2"},
    ],
)
def clean_blanks(tree):
    for source in texts(tree):
        for i, line in enumerate(source.lines):
            if "\t" in line:
                yield Violation(source.path, i + 1, "a tab")
            if line != line.rstrip():
                yield Violation(source.path, i + 1, "blanks at the end of the line")


@rule(
    "each file begins by saying what it is for, and under which licence",
    breaks=[
        {"src/ui/ui-x.c": "#include <glib.h>\n", "at": "src/ui/ui-x.c:1"},
        {"src/ui/ui-x.h": "/* ui-y.h: another.\n * " + LICENCE + " */\n",
         "at": "src/ui/ui-x.h:1"},
        {"tests/ui/test-x.c": "/* test-x.c: a test. */\n", "at": "tests/ui/test-x.c:1"},
        {"src/ui/ui-x.c": "/* ui-x.c: no sentence\n *\n * " + LICENCE + " */\n",
         "at": "src/ui/ui-x.c:1"},
    ],
    keeps={"src/ui/x.c": HEAD},
)
def file_heads(tree):
    for source in tree.sources("src", "tests"):
        head = source.text.split("*/")[0]
        sentence = head.split("\n *\n")[0].rstrip()
        if not re.match(rf"/\* {re.escape(source.name)}: \S", sentence):
            yield Violation(source.path, 1, f'does not begin with "/* {source.name}: …"')
        elif not sentence.endswith("."):
            yield Violation(source.path, 1, "what it is for is not a sentence")
        if LICENCE not in head:
            yield Violation(source.path, 1, f'the first comment lacks "{LICENCE}"')


@rule(
    "files are split by purpose",
    breaks=[
        {"src/ui/ui-x-2.c": "", "at": "src/ui/ui-x-2.c"},
        {"src/ui/ui-x-utils.h": "", "at": "src/ui/ui-x-utils.h"},
        {"tests/ui/test-helpers.c": "", "at": "tests/ui/test-helpers.c"},
    ],
    keeps={"src/ui/ui-x-painter.c": "", "src/modbus/mb-crc16.c": ""},
)
def purposeful_names(tree):
    for source in tree.sources("src", "tests"):
        if re.search(r"-(?:\d+|more|utils?|helpers?|misc)$", source.stem):
            yield Violation(source.path, 0, "its name does not say what it is for")


if __name__ == "__main__":
    main()
