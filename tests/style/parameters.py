#!/usr/bin/python3
"""parameters.py: a parameter has one name in the header, in the definition and in the comment.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re

from lib.rules import Violation, main, rule

# The floors whose functions are documented parameter by parameter.
DOCUMENTED = ["modbus"]

# From the type in column 0 on: a call in an inline function is indented.
_DECLARED = re.compile(
    r"^[A-Za-z][\w\s*]*[\s*]([a-z]\w*)\s*\(([^;{}]*?)\)\s*(?:G_GNUC_PRINTF \([\d, ]+\)\s*)?;",
    re.MULTILINE,
)
_DEFINED = re.compile(r"^([a-z]\w*) \(([^;{}]*?)\)\n\{", re.MULTILINE)
_DOC = re.compile(r"/\*\*\n \* (\w+):.*?\*/", re.DOTALL)
_DOC_NAME = re.compile(r"^ \* @(\w+|\.\.\.):", re.MULTILINE)
_NAME = re.compile(r"(\w+)\s*(?:\[\w*\])?$")


def names(parameters):
    """The names in a list of parameters without functions among them."""
    words = [word.strip() for word in parameters.split(",")]
    found = [_NAME.search(word) for word in words if word not in ("void", "")]
    return ["..." if match is None else match[1] for match in found]


def line_of(text, match):
    return text.count("\n", 0, match.start()) + 1


@rule(
    "parameters have one name",
    breaks=[
        {"src/modbus/mb-x.h": "\nint mb_x (MbX *client,\n          int a);\n",
         "src/modbus/mb-x.c": "int\nmb_x (MbX *self,\n      int  a)\n{\n}\n",
         "at": "src/modbus/mb-x.c:2"},
        {"src/modbus/mb-x.c": "/**\n * mb_x:\n * @b: a number\n */\nint\nmb_x (int a)\n{\n}\n",
         "at": "src/modbus/mb-x.c:6"},
        {"src/modbus/mb-x.c": "/**\n * mb_x:\n * @a: one\n */\nint\nmb_x (int a,\n      int b)\n"
                              "{\n}\n", "at": "src/modbus/mb-x.c:6"},
    ],
    keeps={
        "src/modbus/mb-x.h": "int mb_x (const char *a,\n   int b[2],\n ...) G_GNUC_PRINTF (1, 3);\n"
                             "static inline int\nmb_z (int e)\n{\n  int f = 1;\n  mb_x (e, f);\n}\n"
                             "int mb_y (void);\nstruct { int (*mb_x) (int c); };\n",
        "src/modbus/mb-x.c": "/**\n * mb_x: (skip)\n * @a: one\n * @b: two\n * @...: more\n *\n"
                             " * Does @c.\n */\nint\nmb_x (const char *a,\n      int b[2],\n"
                             "      ...)\n{\n  mb_x (c, d);\n}\n\nint\nmb_y (void)\n{\n}\n",
    },
)
def one_name(tree):
    for floor in DOCUMENTED:
        sources = tree.sources(f"src/{floor}")
        declared = {match[1]: names(match[2]) for source in sources if source.name.endswith(".h")
                    for match in _DECLARED.finditer(source.code)}
        documented = {match[1]: _DOC_NAME.findall(match[0]) for source in sources
                      for match in _DOC.finditer(source.text)}
        for source in sources:
            for match in _DEFINED.finditer(source.code):
                defined = names(match[2])
                for place, others in (("header", declared), ("comment", documented)):
                    if others.get(match[1], defined) != defined:
                        yield Violation(source.path, line_of(source.code, match),
                                        f"{match[1]} has {defined}, its {place} "
                                        f"{others[match[1]]}")


if __name__ == "__main__":
    main()
