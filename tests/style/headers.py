#!/usr/bin/python3
"""headers.py: each header compiles alone, and each source is built.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

Both need a build folder: flags and sources are read from its compile_commands.json.
"""

import json
import os
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lib.rules import Violation, arguments, main, rule

BUILD = Path(arguments().build)
COMMANDS = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
ROOT = Path(arguments().root).resolve()

# Sources that only some configurations build.
OPTIONAL = ("tests/bench/", "tests/fuzz/")


def source_of(command):
    """The path of what a command compiles, relative to the checkout if it lies there."""
    path = Path(os.path.normpath(BUILD / command["file"]))
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def flags_of_floor(floor):
    """The compiler and its flags as used for any source of a floor; of another if it has none."""
    in_floor = [c for c in COMMANDS if source_of(c).startswith(f"src/{floor}/")]
    words = shlex.split((in_floor or COMMANDS)[0]["command"])
    flags, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MQ", "-MT"):
            skip = True
        elif word not in ("-c", "-MD") and not word.endswith(".c"):
            flags.append(word)
    return flags


def complaint(tree, path, flags):
    """What the compiler says about a source that only includes the header, twice; or None."""
    target = path.removeprefix("src/")
    text = f'#include "{target}"\n#include "{target}"\n'
    own = ["-I", str(tree.root / "src")]
    # The compiler may be called by another program, such as a cache.
    n_words = next(i for i, word in enumerate(flags) if word.startswith("-"))
    result = subprocess.run(
        flags[:n_words] + own + flags[n_words:] + ["-Werror", "-fsyntax-only", "-x", "c", "-"],
        input=text, text=True, capture_output=True, cwd=BUILD, check=False,
    )
    if result.returncode == 0:
        return None
    errors = [line for line in result.stderr.splitlines() if "error:" in line]
    return errors[0] if errors else result.stderr


@rule(
    "headers compile alone",
    breaks={"src/modbus/mb-x.h": "#pragma once\nMbMissing *mb_x (void);\n",
            "at": "src/modbus/mb-x.h"},
    keeps={"src/modbus/mb-x.h": "#pragma once\n#include <glib.h>\nguint mb_x (void);\n"},
)
def self_contained(tree):
    paths = [path for path in tree.paths("src") if path.endswith(".h")]
    flags = {floor: flags_of_floor(floor) for floor in {path.split("/")[1] for path in paths}}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        complaints = pool.map(lambda p: complaint(tree, p, flags[p.split("/")[1]]), paths)
        for path, text in zip(paths, complaints):
            if text:
                yield Violation(path, 0, text)


@rule(
    "every source is built",
    breaks={"src/modbus/mb-forgotten.c": "", "at": "src/modbus/mb-forgotten.c"},
    keeps={"src/modbus/mb-error.c": "", "tests/modbus/test-error.c": ""},
)
def built(tree):
    sources = {source_of(command) for command in COMMANDS}
    for path in tree.paths("src", "tests"):
        if path.endswith(".c") and path not in sources and not path.startswith(OPTIONAL):
            yield Violation(path, 0, "no meson.build names it, so it is neither built nor tested")


if __name__ == "__main__":
    main()
