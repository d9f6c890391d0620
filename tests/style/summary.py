#!/usr/bin/python3
"""summary.py: build-aux/summarize-tests counts what Meson's logs say, and what only it can tell.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "build-aux/summarize-tests"

# What is counted, the results of one program each (Meson's verdict, its output), further options,
# and the end of what is expected.
CASES = [
    ("results that are good", [("OK", "ok 1 /a\nok 2 /b\n1..2\n")], [],
     "2 passed, 0 failed, 0 skipped"),
    ("a bad one among them", [("FAIL", "ok 1 /a\nnot ok 2 /b - why\n1..2\n")], [],
     "FAILED: build: x /b - why\n1 passed, 1 failed, 0 skipped"),
    ("skipped ones, with the reason", [("OK", "ok 1 /a\nok 2 /b # SKIP no tool\n1..2\n")], [],
     "skipped: build: x /b: no tool\n1 passed, 0 failed, 1 skipped"),
    ("a program skipped as a whole", [("SKIP", "1..0 # SKIP no display\n")], [],
     "skipped: build: x: no display\n0 passed, 0 failed, 1 skipped"),
    ("a crash after good results", [("ERROR", "ok 1 /a\n1..2\n")], [],
     "FAILED: build: x: error\n1 passed, 1 failed, 0 skipped"),
    ("a time-out", [("TIMEOUT", "")], [],
     "FAILED: build: x: timeout\n0 passed, 1 failed, 0 skipped"),
    ("programs that write no TAP", [("OK", "fine\n"), ("FAIL", "bad\n")], [],
     "FAILED: build: x: fail\n1 passed, 1 failed, 0 skipped"),
    ("indented results not at all", [("OK", "    ok 1 - /a/b\nok 1 /a\n1..1\n")], [],
     "1 passed, 0 failed, 0 skipped"),
    ("a folder in which nothing ran", [], [], "testlog.json: no test ran\n"
     "0 passed, 1 failed, 0 skipped"),
    ("a build that failed", [("OK", "ok 1 /a\n1..1\n")], ["--broken", "other: no build"],
     "FAILED: other: no build\n1 passed, 1 failed, 0 skipped"),
]


def summarize(programs, options):
    """Runs the script on a log of these programs; returns its status and output."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "build/meson-logs/testlog.json")
        log.parent.mkdir(parents=True)
        lines = [json.dumps({"name": "x", "result": verdict, "stdout": output})
                 for verdict, output in programs]
        log.write_text("\n".join(lines), encoding="utf-8")
        result = subprocess.run([sys.executable, SCRIPT, *options, log], text=True,
                                capture_output=True, check=False)
        return result.returncode, result.stdout.rstrip("\n")


def main():
    n_failed = 0
    print(f"1..{len(CASES)}")
    for i, (name, programs, options, expected) in enumerate(CASES):
        status, output = summarize(programs, options)
        is_good = output.endswith(expected) and (status == 0) == (" 0 failed" in expected)
        n_failed += not is_good
        print(f"{'ok' if is_good else 'not ok'} {i + 1} counts {name}")
        if not is_good:
            print(f"# status {status}, output:", *output.splitlines(), sep="\n#   ")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
