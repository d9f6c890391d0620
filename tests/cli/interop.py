"""interop.py: what the tests against other people's programs share: cases in TAP, and a server.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import tempfile

CLI = os.environ["COILSCOPE_CLI"]


class Skip(Exception):
    """Why a case cannot run here."""


def check(condition, text):
    if not condition:
        raise AssertionError(text)


class Server:
    """A simulator on a port that the system picks."""

    def __init__(self, *options):
        self.process = subprocess.Popen([CLI, "serve", "--listen", "127.0.0.1:0", *options],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        check(line.startswith("listening "), f"serve says {line!r}")
        self.port = int(line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def run_cases(cases):
    """Runs pairs of a name and a function of a folder of its own; the exit status."""
    print(f"1..{len(cases)}", flush=True)
    n_failed = 0
    for i, (name, case) in enumerate(cases):
        result = "ok"
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(folder)
            except Skip as reason:
                name += f" # SKIP {reason}"
            except Exception as error:  # pylint: disable=broad-except
                result = "not ok"
                print(f"# {type(error).__name__}: {error}")
                n_failed += 1
        print(f"{result} {i + 1} {name}", flush=True)
    return 1 if n_failed else 0
