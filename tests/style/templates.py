#!/usr/bin/python3
"""templates.py: every template is in the resource and is instantiated in a test.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re

from lib.rules import Violation, main, rule

RESOURCE = "src/ui/ui.gresource.xml"
TEST = "tests/ui/test-templates.c"

_SET_TEMPLATE = re.compile(r'gtk_widget_class_set_template_from_resource\s*\([^"]*"([^"]*)"')
_TEMPLATE = re.compile(r'<template\s+class="(\w+)"')
_FILE = re.compile(r"<file[^>]*>([^<]+)</file>")


def type_macro(class_name):
    """UiTagTable → UI_TYPE_TAG_TABLE."""
    words = re.findall(r"[A-Z][a-z0-9]*", class_name)
    return "_".join([words[0].upper(), "TYPE"] + [word.upper() for word in words[1:]])


@rule(
    "every template is in the resource",
    breaks={RESOURCE: "<file>ui-y.ui</file>", "src/ui/ui-x.ui": "<interface/>",
            "at": "src/ui/ui-x.ui"},
    keeps={RESOURCE: "<file preprocess='xml-stripblanks'>ui-x.ui</file>",
           "src/ui/ui-x.ui": "<interface/>"},
)
def in_the_resource(tree):
    files = set(_FILE.findall(tree.source(RESOURCE).text)) if tree.exists(RESOURCE) else set()
    for source in tree.sources("src/ui", suffixes=".ui"):
        if source.path.removeprefix("src/ui/") not in files:
            yield Violation(source.path, 0, f"is not in {RESOURCE}")


@rule(
    "a template and its widget have the same name",
    breaks=[
        {"src/ui/ui-x.c": 'gtk_widget_class_set_template_from_resource (c, "/a/ui-y.ui");\n',
         "src/ui/ui-y.ui": "", "at": "src/ui/ui-x.c:1"},
        {"src/ui/ui-x.ui": '<interface>\n<template class="UiY">', "at": "src/ui/ui-x.ui:2"},
    ],
    keeps={"src/ui/ui-x.c": 'gtk_widget_class_set_template_from_resource (c,\n  "/a/ui-x.ui");\n',
           "src/ui/ui-x.ui": '<template class="UiX">'},
)
def same_name(tree):
    for source in tree.sources("src/ui", suffixes=".c"):
        for match in _SET_TEMPLATE.finditer(source.text):
            if match[1].rsplit("/", 1)[-1] != f"{source.stem}.ui":
                line = source.text.count("\n", 0, match.start()) + 1
                yield Violation(source.path, line, f"its template is {match[1]}")
    for source in tree.sources("src/ui", suffixes=".ui"):
        expected = "".join(word.capitalize() for word in source.stem.split("-"))
        for match in _TEMPLATE.finditer(source.text):
            if match[1] != expected:
                line = source.text.count("\n", 0, match.start()) + 1
                yield Violation(source.path, line, f"is the template of {match[1]}")


@rule(
    "every template is instantiated in a test",
    breaks=[
        {"src/ui/ui-x.ui": '<interface>\n<template class="UiX">', "at": "src/ui/ui-x.ui:2"},
        {"src/ui/ui-tag-table.ui": '<template class="UiTagTable">', TEST: "/* UI_TYPE_TAG_TABLE */",
         "at": "src/ui/ui-tag-table.ui:1"},
    ],
    keeps=[
        {"src/ui/ui-tag-table.ui": '<template class="UiTagTable">', TEST: "t (UI_TYPE_TAG_TABLE);"},
        {"src/ui/ui-tag-table.ui": '<template class="UiTagTable">', TEST: "ui_tag_table_new ();"},
        {"src/ui/ui-shortcuts.ui": "<interface/>"},
    ],
)
def instantiated(tree):
    code = tree.source(TEST).code if tree.exists(TEST) else ""
    for source in tree.sources("src/ui", suffixes=".ui"):
        for match in _TEMPLATE.finditer(source.text):
            constructor = source.stem.replace("-", "_") + "_new"
            if not re.search(rf"\b(?:{type_macro(match[1])}|{constructor}\w*)\b", code):
                line = source.text.count("\n", 0, match.start()) + 1
                yield Violation(source.path, line, f"{match[1]} is not made in {TEST}")


if __name__ == "__main__":
    main()
