#!/usr/bin/python3
"""docs.py: what must be documented.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re

from lib.functions import functions_of
from lib.rules import Violation, main, rule

# The floors whose public functions must each have a comment in gi-docgen's form.
DOCUMENTED = ["modbus"]

_PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_DECLARING_MACRO = re.compile(r"\bG_(?:DECLARE|DEFINE|BEGIN|END|STATIC)_\w+\s*(?:\([^)]*\))?")
_BODY = re.compile(r"\{[^{}]*\}")
_NAME = re.compile(r"\b([a-z]\w*)\s*\(")
_DOC = re.compile(r"/\*\*\n \* (\w+):")
# A type with its comment, and what that says of single members.
_TYPE = re.compile(
    r"/\*\*\n \* (\w+):\n((?: \*[^\n]*\n)*?) \*/\n(?:typedef )?(struct|enum)[ \w]*\n\{(.*?)\n\}",
    re.DOTALL,
)
_TOLD = re.compile(r"^ \* ((?:@\w+, )*@\w+):", re.MULTILINE)
# Documented by the type and by the macro of the domain.
_IMPLIED = ("_get_type", "_quark")


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def declarations(header):
    """Yields (line, name) of each function that a header declares or defines: where that begins."""
    code = _DECLARING_MACRO.sub(blank, _PREPROCESSOR.sub(blank, header.code))
    while _BODY.search(code):
        code = _BODY.sub(lambda match: ";" + blank(match)[1:], code)
    start = 0
    for statement in code.split(";"):
        match = _NAME.search(statement)
        if match and not statement.lstrip().startswith("typedef"):
            begin = start + len(statement) - len(statement.lstrip())
            yield code.count("\n", 0, begin) + 1, match[1]
        start += len(statement) + 1


@rule(
    "public functions are documented",
    breaks=[
        {"src/modbus/mb-x.h": "int mb_x (void);\n",
         "src/modbus/mb-x.c": "\nint\nmb_x (void)\n{\n}\n", "at": "src/modbus/mb-x.c:3"},
        {"src/modbus/mb-x.h": "/* mb_x: no */\nG_BEGIN_DECLS\nMbX *\nmb_x (int a,\n int b);\n",
         "src/modbus/mb-x.c": "MbX *\nmb_x (int a,\n int b)\n{\n}\n", "at": "src/modbus/mb-x.c:2"},
        {"src/modbus/mb-x.h": "static inline int\nmb_x (int a)\n{\n  return (a);\n}\n",
         "at": "src/modbus/mb-x.h:2"},
    ],
    keeps={
        "src/modbus/mb-x.h": "#define MB_X(a) f (a)\nint mb_x (void);\n"
                             "GType mb_x_get_type (void);\n"
                             "typedef int (*MbF) (int a);\nG_DECLARE_FINAL_TYPE (A, a, B, C, D)\n",
        "src/modbus/mb-x.c": "/**\n * mb_x:\n *\n * Made here.\n */\nint\nmb_x (void)\n{\n}\n",
        "src/modbus/mb-y-private.h": "int mb_y (void);\n",
        "src/modbus/mb-y.c": "int\nmb_y (void)\n{\n}\n",
    },
)
def documented_functions(tree):
    for floor in DOCUMENTED:
        sources = tree.sources(f"src/{floor}")
        headers = [s for s in sources if s.name.endswith(".h") and "-private." not in s.name]
        public = {name for header in headers for _, name in declarations(header)}
        documented = {name for source in sources for name in _DOC.findall(source.text)}
        missing = {name for name in public - documented if not name.endswith(_IMPLIED)}
        for source in sources:
            for function in functions_of(source):
                if function.name in missing:
                    yield Violation(source.path, function.first,
                                    f'{function.name} has no comment "/** {function.name}: …"')


@rule(
    "headers say what each function does",
    breaks=[
        {"src/modbus/mb-x.h": "/* Makes it. */\nint mb_x (void);\nint mb_y (void);\n",
         "at": "src/modbus/mb-x.h:3"},
        {"src/modbus/mb-x.h": "/* Makes it. */\n\nconst char *\n     mb_x (void);\n",
         "at": "src/modbus/mb-x.h:3"},
    ],
    keeps={
        "src/modbus/mb-x.h": "/* Makes it. */\nint mb_x (void);\n/* Changes\n * it. */\n"
                             "const char *\n   mb_y (void);\nGType mb_x_get_type (void);\n"
                             "typedef int (*MbF) (int a);\n",
        "src/modbus/mb-y-private.h": "int mb_y (void);\n",
        "src/monitor/mon-x.h": "int mon_x (void);\n",
    },
)
def described_declarations(tree):
    for floor in DOCUMENTED:
        for header in tree.sources(f"src/{floor}"):
            if not header.name.endswith(".h") or "-private." in header.name:
                continue
            lines = header.text.split("\n")
            for line, name in declarations(header):
                if not lines[line - 2].endswith("*/") and not name.endswith(_IMPLIED):
                    yield Violation(header.path, line, f"{name} has no comment above it")


def members(kind, body):
    """The names in the body of a struct or an enum, without those of functions' parameters."""
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL)
    if kind == "enum":
        return re.findall(r"^\s*(\w+)", body, re.MULTILINE)
    body = re.sub(r"\)\s*\([^;]*\)", ")", body)
    return re.findall(r"(\w+)(?:\[\w*\]|\))?\s*;", body)


@rule(
    "members of public types are told, unless they are private",
    breaks=[
        {"src/modbus/mb-x.h": "/**\n * MbX:\n * @a: one\n *\n * A type.\n */\ntypedef struct\n{\n"
                              "  int a;\n  int b;\n} MbX;\n", "at": "src/modbus/mb-x.h:1"},
        {"src/modbus/mb-x.h": "\n/**\n * MbX:\n *\n * A type.\n */\ntypedef enum\n{\n  MB_A,\n"
                              "} MbX;\n", "at": "src/modbus/mb-x.h:2"},
    ],
    keeps={
        "src/modbus/mb-x.h": "/**\n * MbX:\n * @a, @b: (nullable): two\n * @c: calls\n *\n"
                             " * A type.\n */\ntypedef struct\n{\n  int a;\n  int b[MB_N];\n"
                             "  void (*c) (int   x,\n             int *y);\n} MbX;\n"
                             "/**\n * MbY:\n *\n * All members are private.\n */\n"
                             "struct _MbY\n{\n  int a;\n};\n",
        "src/modbus/mb-x-private.h": "/**\n * MbZ:\n *\n * A type.\n */\nstruct _MbZ\n{\n"
                                     "  int a;\n};\n",
    },
)
def described_members(tree):
    for floor in DOCUMENTED:
        for header in tree.sources(f"src/{floor}"):
            if not header.name.endswith(".h") or "-private." in header.name:
                continue
            for match in _TYPE.finditer(header.text):
                told = {name for names in _TOLD.findall(match[2])
                        for name in re.findall(r"\w+", names)}
                missing = [name for name in members(match[3], match[4]) if name not in told]
                if missing and "private" not in match[2]:
                    yield Violation(header.path, header.text.count("\n", 0, match.start()) + 1,
                                    f"{match[1]} does not tell {', '.join(missing)}")


if __name__ == "__main__":
    main()
