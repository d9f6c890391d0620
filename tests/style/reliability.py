#!/usr/bin/python3
"""reliability.py: every test that RELIABILITY.md names exists.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

The paths of tests are made at run time, so the test programs of the build folder are asked for
them.
"""

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lib.rules import Violation, arguments, main, rule

BUILD = Path(arguments().build)
PAGE = "tests/RELIABILITY.md"
SUITES = {"unit", "net"}


def programs():
    """The test programs that can list their tests."""
    tests = json.loads((BUILD / "meson-info/intro-tests.json").read_text(encoding="utf-8"))
    for test in tests:
        suites = {suite.split(":")[-1] for suite in test["suite"]}
        if suites & SUITES and test["protocol"] == "tap" and len(test["cmd"]) == 1:
            yield test["cmd"][0], os.environ | test["env"]


def paths_of(test):
    program, environment = test
    result = subprocess.run([program, "-l"], capture_output=True, text=True, check=True,
                            env=environment, stdin=subprocess.DEVNULL, timeout=60)
    return [line for line in result.stdout.splitlines() if line.startswith("/")]


def all_paths():
    with ThreadPoolExecutor() as pool:
        return {path for paths in pool.map(paths_of, programs()) for path in paths}


PATHS = all_paths()


def exists(name):
    if name.endswith("/*"):
        return any(path.startswith(name[:-1]) for path in PATHS)
    return name in PATHS


@rule(
    "the tests that RELIABILITY.md names exist",
    breaks=[
        {PAGE: "a\n| b | c | `/mb/framer/no-such-test` |\n", "at": f"{PAGE}:2"},
        {PAGE: "`/mb/no-such-room/*`\n", "at": f"{PAGE}:1"},
        {PAGE: "`/mb/framer`\n", "at": f"{PAGE}:1"},
    ],
    keeps={PAGE: "| a | b | `/mb/framer/one`, `/mb/client/callback/*` | `not/a/path` `/mb` |\n"},
)
def named_tests(tree):
    for i, line in enumerate(tree.source(PAGE).lines):
        for name in re.findall(r"`(/[a-z]+/[^`]+)`", line):
            if not exists(name):
                yield Violation(PAGE, i + 1, f"there is no test {name}")


@rule(
    "each row of RELIABILITY.md has a test",
    breaks={PAGE: "| fault | promise | tests |\n|---|---|---|\n| a | b | later |\n",
            "at": f"{PAGE}:3"},
    keeps={PAGE: "| fault | promise | tests |\n|---|---|---|\n| a | b | `/mb/framer/one` |\n"},
)
def rows_with_tests(tree):
    lines = tree.source(PAGE).lines
    for i, line in enumerate(lines):
        is_row = line.startswith("| ") and i > 1 and not lines[i + 1:i + 2] == ["|---|---|---|"]
        if is_row and not re.search(r"`/[a-z]+/[^`]+` *(,|\|)", line):
            yield Violation(PAGE, i + 1, "names no test")


if __name__ == "__main__":
    main()
