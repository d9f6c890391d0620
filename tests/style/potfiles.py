#!/usr/bin/python3
"""potfiles.py: po/POTFILES.in lists exactly the files that hold text to translate.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re

from lib.rules import Violation, main, rule

LIST = "po/POTFILES.in"

# In C, the marks of GLib's gi18n.h and their relatives, as the pot target passes them to xgettext.
MARK = (
    r"(?<![\w>])(?:_|N_|C_|NC_|Q_|ngettext|gettext|g_dngettext|g_dpgettext2?|g_dgettext)"
    r"[ \t]*\([ \t\n]*[\"\w]"
)
TRANSLATABLE = r'\btranslatable="(?:yes|true)"'
# Formats in which the reader knows by itself what is to be translated.
ALWAYS = (".desktop.in", ".metainfo.xml.in", ".mime.xml.in", ".gschema.xml")


def has_text(tree, path):
    """Whether a file holds text to translate."""
    if path.endswith(ALWAYS):
        return True
    if path.endswith((".c", ".h")):
        code = re.sub(r"(?m)^[ \t]*#[^\n]*", "", tree.source(path).without_comments)
        return re.search(MARK, code) is not None
    if path.endswith(".ui"):
        return re.search(TRANSLATABLE, tree.source(path).text) is not None
    return False


@rule(
    "POTFILES.in is complete and true",
    breaks=[
        {LIST: "", "src/ui/ui-x.c": 'a = _("Text");\n', "at": "src/ui/ui-x.c"},
        {LIST: "", "src/monitor/store/mon-x.c": 'a = ngettext ("a", "b", n);\n',
         "at": "src/monitor/store/mon-x.c"},
        {LIST: "", "src/ui/ui-x.ui": '<a translatable="yes">b</a>\n', "at": "src/ui/ui-x.ui"},
        {LIST: "", "data/x.desktop.in": "Name=x\n", "at": "data/x.desktop.in"},
        {LIST: "# All.\nsrc/ui/ui-gone.c\n", "at": f"{LIST}:2"},
        {LIST: "src/ui/ui-x.c\n", "src/ui/ui-x.c": '/* _("Text") */ a_ (b);\n', "at": f"{LIST}:1"},
        {LIST: "src/ui/b.c\nsrc/ui/a.c\n", "src/ui/a.c": '_("a")', "src/ui/b.c": '_("b")',
         "at": f"{LIST}:2"},
    ],
    keeps={LIST: "src/ui/ui-x.c\n", "src/ui/ui-x.c": 'a = _("Text");\n',
           "src/ui/ui-y.c": "#include <glib/gi18n.h>\nself_ (a);\n"},
)
def true_list(tree):
    listed = {}
    for i, line in enumerate(tree.source(LIST).lines):
        if line.strip() and not line.startswith("#"):
            listed[line.strip()] = i + 1
    for path in tree.paths("src", "data"):
        if path not in listed and has_text(tree, path):
            yield Violation(path, 0, f"has text to translate and is not in {LIST}")
    for path, line in listed.items():
        if not tree.exists(path):
            yield Violation(LIST, line, f"{path} does not exist")
        elif not has_text(tree, path):
            yield Violation(LIST, line, f"{path} has no text to translate")
    for before, path in zip(listed, list(listed)[1:]):
        if path < before:
            yield Violation(LIST, listed[path], f"{path} belongs before {before}")


if __name__ == "__main__":
    main()
