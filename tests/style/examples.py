#!/usr/bin/python3
"""examples.py: the guide to the protocol floor names all its headers and quotes what a test runs.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re
import textwrap

from lib.rules import Violation, main, rule

FLOOR = "src/modbus"
GUIDE = f"{FLOOR}/README.md"
EXAMPLES = "tests/modbus/test-examples.c"

_BLOCK = re.compile(r"^```c\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Nested as deep as a function of ours goes.
_INDENTS = ["", "  ", "    ", "      "]


def plain(source):
    """The text of a page, or that of a header without the asterisks of its comments."""
    if source.name.endswith(".h"):
        return re.sub(r"^ \*(?: |(?=\n))", "", source.text, flags=re.MULTILINE)
    return source.text


def stands_in(code, block):
    """Whether the lines of the block stand together in the code, however far indented."""
    block = textwrap.dedent(block)
    return any("\n" + textwrap.indent(block, indent) in code for indent in _INDENTS)


@rule(
    "examples are quoted from a test",
    breaks=[
        {EXAMPLES: "\nint a = 1;\n", GUIDE: "a\n```c\nint a = 2;\n```\n",
         "at": f"{FLOOR}/README.md:2"},
        {EXAMPLES: "\n  f (a);\n\n  g (a);\n",
         f"{FLOOR}/mb-x.h": "/**\n * ```c\n * f (a);\n * g (a);\n * ```\n */\n",
         "at": f"{FLOOR}/mb-x.h:2"},
        {EXAMPLES: "\nint abc;\n", GUIDE: "```c\nint a\n```\n",
         "at": f"{FLOOR}/README.md:1"},
    ],
    keeps={
        EXAMPLES: "\n  f (a);\n\n  if (a)\n    g (a);\n",
        GUIDE: "```c\n  if (a)\n    g (a);\n```\n```text\nno code\n```\n",
        f"{FLOOR}/mb-x.h": "/**\n * ```c\n * f (a);\n *\n * if (a)\n *   g (a);\n * ```\n */\n",
    },
)
def quoted_examples(tree):
    code = tree.source(EXAMPLES).text
    for source in tree.sources(FLOOR, suffixes=(".md", ".h")):
        text = plain(source)
        for match in _BLOCK.finditer(text):
            if not stands_in(code, match[1]):
                yield Violation(source.path, text.count("\n", 0, match.start()) + 1,
                                f"these lines do not stand together in {EXAMPLES}")


@rule(
    "the guide names every public header, and no other",
    breaks=[
        {GUIDE: "`mb-y`\n", f"{FLOOR}/mb-y.h": "", f"{FLOOR}/mb-x.h": "",
         "at": f"{FLOOR}/mb-x.h"},
        {GUIDE: "a\n`mb-gone`\n", "at": f"{GUIDE}:2"},
        {GUIDE: "`mb-x.h`\n", f"{FLOOR}/mb-x.h": "", f"{FLOOR}/mb-x-y.h": "",
         "at": f"{FLOOR}/mb-x-y.h"},
    ],
    keeps={GUIDE: "`mb-x`, `mb-y.h`, `mb_x_new()`\n", f"{FLOOR}/mb-x.h": "", f"{FLOOR}/mb-y.h": "",
           f"{FLOOR}/mb-z-private.h": ""},
)
def guided_headers(tree):
    guide = tree.source(GUIDE)
    named = {}
    for i, line in enumerate(guide.lines):
        for name in re.findall(r"`(mb-[a-z0-9-]+)(?:\.h)?`", line):
            named.setdefault(name, i + 1)
    headers = {source.stem for source in tree.sources(FLOOR, suffixes=(".h",))
               if not source.stem.endswith("-private")}
    for stem in headers - named.keys():
        yield Violation(f"{FLOOR}/{stem}.h", 0, f"{GUIDE} does not say what it is for")
    for stem in named.keys() - headers:
        yield Violation(GUIDE, named[stem], f"there is no public header {stem}.h")


if __name__ == "__main__":
    main()
