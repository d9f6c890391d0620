#!/usr/bin/python3
"""calls.py: functions that only certain rooms may call, and words that may stand nowhere.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re

from lib.rules import Violation, main, rule

CLOCK = (
    r"\bg_(?:get_monotonic_time|get_real_time|get_current_time|date_time_new_now\w*"
    r"|timeout_add\w*|timeout_source_new\w*)\b"
)
DISPATCH = r"\bg_(?:idle_add\w*|idle_source_new|main_context_invoke\w*)\b"

# API that newer GTK or libadwaita replaced: files, questions, the about window, addresses.
SUPERSEDED = (
    r"\b(?:GtkFileChooser\w*|gtk_file_chooser_\w+|GTK_FILE_CHOOSER\w*"
    r"|(?:Gtk|Adw)MessageDialog|(?:gtk|adw)_message_dialog_\w+"
    r"|(?:Gtk|Adw)About(?:Window|Dialog)|(?:gtk|adw)_about_(?:window|dialog)_\w+"
    r"|(?:gtk|adw)_show_about_\w+|gtk_show_uri\w*|gtk_dialog_\w+"
    r"|GtkColorChooser\w*|gtk_color_chooser_\w+|(?:GTK|ADW|GLIB)_CHECK_VERSION)\b"
)

# Written in two parts, because this file is itself among those searched.
OUTSIDE = "../" + "shared"


@rule(
    "only mb-clock asks for the time and makes time-outs",
    breaks=[
        {"src/ui/ui-x.c": "a ();\nb = g_get_monotonic_time ();\n", "at": "src/ui/ui-x.c:2"},
        {"src/monitor/engine/mon-x.c": "g_timeout_add_full (0, 1, f, NULL, NULL);\n",
         "at": "src/monitor/engine/mon-x.c:1"},
        {"src/cli/cli-x.c": "t = g_date_time_new_now_utc ();\n", "at": "src/cli/cli-x.c:1"},
    ],
    keeps={"src/modbus/mb-clock.c": "return g_get_monotonic_time ();\n",
           "src/ui/ui-x.c": "/* not g_timeout_add () */\n"},
)
def one_clock(tree):
    for source in tree.sources("src"):
        if source.stem != "mb-clock":
            for line, name in source.find(CLOCK):
                yield Violation(source.path, line, f"calls {name}; ask mb-clock instead")


@rule(
    "below the programs nothing is sent through another context's idle queue",
    breaks=[
        {"src/modbus/mb-x.c": "g_idle_add (f, NULL);\n", "at": "src/modbus/mb-x.c:1"},
        {"src/monitor/engine/mon-x.c": "g_main_context_invoke (c, f, NULL);\n",
         "at": "src/monitor/engine/mon-x.c:1"},
    ],
    keeps={"src/ui/ui-x.c": "g_idle_add_once (f, NULL);\n"},
)
def no_idle_calls(tree):
    for source in tree.sources("src/modbus", "src/simulator", "src/monitor"):
        for line, name in source.find(DISPATCH):
            yield Violation(source.path, line, f"calls {name}")


@rule(
    "superseded API is used in ui-compat only",
    breaks=[
        {"src/ui/ui-x.c": "gtk_file_chooser_native_new ();\n", "at": "src/ui/ui-x.c:1"},
        {"src/ui/ui-x.c": "\nadw_show_about_window (w);\n", "at": "src/ui/ui-x.c:2"},
        {"src/ui/ui-x.ui": '<object class="AdwMessageDialog">\n', "at": "src/ui/ui-x.ui:1"},
    ],
    keeps={"src/ui/ui-compat.c": "adw_message_dialog_new (NULL, NULL, NULL);\n"},
)
def superseded_api(tree):
    for source in tree.sources("src"):
        if source.name != "ui-compat.c":
            for line, name in source.find(SUPERSEDED):
                yield Violation(source.path, line, f"uses {name}; that belongs in ui-compat.c")
    for source in tree.sources("src", suffixes=".ui"):
        for line, name in source.find_anywhere(SUPERSEDED):
            yield Violation(source.path, line, f"uses {name}; that belongs in ui-compat.c")


@rule(
    "nothing reads what lies outside the checkout",
    breaks=[
        {"src/cli/cli-x.c": f'open ("{OUTSIDE}/x");\n', "at": "src/cli/cli-x.c:1"},
        {"tests/modbus/meson.build": f"x = '{OUTSIDE}/golden'\n",
         "at": "tests/modbus/meson.build:1"},
    ],
)
def nothing_outside(tree):
    for source in tree.sources("src", "tests", suffixes=""):
        for line, text in source.find_anywhere(re.escape(OUTSIDE)):
            yield Violation(source.path, line, f"mentions {text}")


@rule(
    "nothing is left for later",
    breaks={"src/ui/ui-x.c": "/* " + "TO" + "DO: more */\n", "at": "src/ui/ui-x.c:1"},
    keeps={"src/ui/ui-x.c": "int mastodon;\n"},
)
def nothing_left_for_later(tree):
    words = r"\b(?:" + "TO" + "DO|FIX" + r"ME|X" + r"XX)\b"
    suffixes = (".c", ".h", ".ui", ".css", ".xml", ".build", ".py")
    for source in tree.sources("src", "tests", "data", suffixes=suffixes):
        for line, text in source.find_anywhere(words):
            yield Violation(source.path, line, f"says {text}; do it, or write an issue")


if __name__ == "__main__":
    main()
