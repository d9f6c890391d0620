#!/usr/bin/python3
"""layers.py: which floor, and which room of it, may include what.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

from lib.rules import Violation, main, rule

# Each floor and those it stands on.
FLOORS = {
    "modbus": {"modbus"},
    "simulator": {"modbus", "simulator"},
    "monitor": {"modbus", "simulator", "monitor"},
    "ui": {"modbus", "monitor", "ui"},
    "cli": {"modbus", "simulator", "monitor", "cli"},
}

# What the two programs may know of the protocol floor.
DOORS = {
    "ui": {"mb-clock", "mb-endpoint", "mb-error", "mb-field", "mb-function", "mb-text",
           "mb-type", "mb-value"},
    "cli": {
        "mb-adu-json", "mb-capture", "mb-clock", "mb-endpoint", "mb-error", "mb-field",
        "mb-framer", "mb-function", "mb-json", "mb-mbap", "mb-net-address", "mb-pairing",
        "mb-pcap", "mb-quirks", "mb-reassembly", "mb-stamp", "mb-text",
        "mb-type", "mb-value",
    },
}

# Single rooms of the programs that may know more, and what.
ROOM_DOORS = {
    # Makes requests of what is typed and takes the items out of replies.
    "cli-pdu": {"mb-request", "mb-response"},
    # Prints what a device says of itself.
    "cli-identify": {"mb-identify"},
    # Opens the files that the options for TLS name.
    "cli-tls": {"mb-credentials", "mb-tls-options"},
}

# The only rooms above the simulator that may include it.
SIMULATOR_DOORS = {"mon-sim", "mon-playback", "cli-serve"}

# The folders of src/monitor, lowest first.
MONITOR_FOLDERS = ["document", "store", "engine", "tools"]

GENERATED = {"config.h", "ui-resources.h"}


def floor_of(path):
    """The floor of a file of src or tests, or None."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[1] in FLOORS else None


def floor_included(include):
    """The floor that an include names, or None."""
    top = include.target.split("/")[0]
    return top if include.quoted and "/" in include.target and top in FLOORS else None


def room_included(include):
    return include.target.rsplit("/", 1)[-1].removesuffix(".h")


def includes_of(sources):
    """Yields (source, include) of all sources given."""
    for source in sources:
        for include in source.includes:
            yield source, include


@rule(
    "no floor includes one above it",
    breaks=[
        {"src/modbus/mb-x.c": '#include "monitor/store/mon-y.h"\n', "at": "src/modbus/mb-x.c:1"},
        {"src/monitor/mon-x.h": '\n#include "ui/ui-y.h"\n', "at": "src/monitor/mon-x.h:2"},
        {"src/ui/ui-x.c": '#include "cli/cli-y.h"\n', "at": "src/ui/ui-x.c:1"},
        {"tests/modbus/test-x.c": '#include "simulator/sim-y.h"\n',
         "at": "tests/modbus/test-x.c:1"},
    ],
    keeps={"src/monitor/mon-x.c": '#include "modbus/mb-y.h"\n/* #include "ui/ui-z.h" */\n'},
)
def arrows_between_floors(tree):
    for source, include in includes_of(tree.sources("src", "tests")):
        floor, other = floor_of(source.path), floor_included(include)
        if floor and other and other not in FLOORS[floor]:
            yield Violation(source.path, include.line, f"{floor} includes {include.target}")


@rule(
    "the folders of the monitor include downwards only",
    breaks={"src/monitor/store/mon-x.c": '#include "monitor/engine/mon-y.h"\n',
            "at": "src/monitor/store/mon-x.c:1"},
    keeps={"src/monitor/engine/mon-x.c": '#include "monitor/store/mon-y.h"\n'},
)
def arrows_inside_the_monitor(tree):
    rank = {folder: i for i, folder in enumerate(MONITOR_FOLDERS)}
    for source, include in includes_of(tree.sources("src/monitor")):
        if floor_included(include) == "monitor":
            here = rank.get(source.path.split("/")[2], -1)
            there = rank.get(include.target.split("/")[1], -1)
            if there > here:
                yield Violation(source.path, include.line, f"includes {include.target} above it")


@rule(
    "includes are written with their folder",
    breaks=[
        {"src/modbus/mb-x.c": '#include "mb-x.h"\n', "src/modbus/mb-x.h": "",
         "at": "src/modbus/mb-x.c:1"},
        {"src/ui/ui-x.c": "#include <ui/ui-x.h>\n", "src/ui/ui-x.h": "",
         "at": "src/ui/ui-x.c:1"},
        {"tests/modbus/test-x.c": '#include "mb-x.h"\n', "src/modbus/mb-x.h": "",
         "at": "tests/modbus/test-x.c:1"},
    ],
    keeps={"src/modbus/mb-x.c": '#include "config.h"\n#include "modbus/mb-x.h"\n',
           "src/modbus/mb-x.h": ""},
)
def includes_with_folder(tree):
    headers = {path.removeprefix("src/") for path in tree.paths("src") if path.endswith(".h")}
    names = {header.rsplit("/", 1)[-1] for header in headers}
    for source, include in includes_of(tree.sources("src", "tests")):
        is_ours = include.quoted and source.path.startswith("src/")
        is_ours = is_ours or include.target.rsplit("/", 1)[-1] in names
        is_right = include.quoted and (include.target in headers or include.target in GENERATED)
        if is_ours and not is_right:
            yield Violation(source.path, include.line,
                            f'{include.target} is not written as "FLOOR/[FOLDER/]ROOM.h"')


@rule(
    "the programs see of the protocol only what is theirs to see",
    breaks=[
        {"src/ui/ui-x.c": '#include "modbus/mb-client.h"\n', "at": "src/ui/ui-x.c:1"},
        {"src/cli/cli-x.c": '#include "modbus/mb-transport.h"\n', "at": "src/cli/cli-x.c:1"},
    ],
    keeps={"src/ui/ui-x.c": '#include "modbus/mb-field.h"\n',
           "src/cli/cli-x.c": '#include "modbus/mb-framer.h"\n'},
)
def doors_to_the_protocol(tree):
    for floor, doors in DOORS.items():
        for source, include in includes_of(tree.sources(f"src/{floor}")):
            known = doors | ROOM_DOORS.get(source.stem, set())
            if floor_included(include) == "modbus" and room_included(include) not in known:
                yield Violation(source.path, include.line,
                                f"{floor} may not include {include.target}")


@rule(
    "three rooms above the simulator include it",
    breaks=[
        {"src/monitor/engine/mon-link.c": '#include "simulator/sim-server.h"\n',
         "at": "src/monitor/engine/mon-link.c:1"},
        {"src/cli/cli-read.c": '#include "simulator/sim-demo.h"\n', "at": "src/cli/cli-read.c:1"},
    ],
    keeps={"src/monitor/engine/mon-sim.c": '#include "simulator/sim-server.h"\n',
           "src/cli/cli-serve.c": '#include "simulator/sim-demo.h"\n'},
)
def doors_to_the_simulator(tree):
    for source, include in includes_of(tree.sources("src/monitor", "src/ui", "src/cli")):
        if floor_included(include) == "simulator" and source.stem not in SIMULATOR_DOORS:
            yield Violation(source.path, include.line, f"may not include {include.target}")


@rule(
    "JSON-GLib and SQLite begin at the monitor",
    breaks=[
        {"src/modbus/mb-x.c": "#include <json-glib/json-glib.h>\n", "at": "src/modbus/mb-x.c:1"},
        {"src/simulator/sim-x.c": "#include <sqlite3.h>\n", "at": "src/simulator/sim-x.c:1"},
    ],
    keeps={"src/monitor/store/mon-x.c": "#include <sqlite3.h>\n"},
)
def libraries_of_the_monitor(tree):
    for source, include in includes_of(tree.sources("src/modbus", "src/simulator")):
        if include.target.startswith(("json-glib/", "sqlite3")):
            yield Violation(source.path, include.line, f"may not include {include.target}")


@rule(
    "GTK and libadwaita are known to the window only",
    breaks=[
        {"src/cli/cli-x.c": "#include <gtk/gtk.h>\n", "at": "src/cli/cli-x.c:1"},
        {"src/monitor/tools/mon-x.h": "#include <adwaita.h>\n",
         "at": "src/monitor/tools/mon-x.h:1"},
    ],
    keeps={"src/ui/ui-x.c": "#include <adwaita.h>\n"},
)
def libraries_of_the_window(tree):
    for source, include in includes_of(tree.sources("src", "tests")):
        is_graphic = include.target.startswith(("gtk/", "gdk/", "gsk/", "adwaita", "libadwaita"))
        if is_graphic and floor_of(source.path) != "ui":
            yield Violation(source.path, include.line, f"may not include {include.target}")


if __name__ == "__main__":
    main()
