#!/usr/bin/python3
"""mbpoll-interop.py: mbpoll and our own client use one of our servers, and agree on what it has.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

mbpoll reads and writes by functions 1 to 6, 15 and 16. Its references count from 1, and what it
calls big endian is the high word first. Writes TAP.
"""

import json
import re
import shutil
import subprocess
import sys

from interop import CLI, Server, Skip, check, run_cases

COILS, DISCRETE, INPUT, HOLDING = "0", "1", "3", "4"
VALUE = re.compile(r"^\[(\d+)\]:\s+(\S+)", re.MULTILINE)


def mbpoll(server, table, reference, *words, options=()):
    """Runs it once; its exit status and what it printed."""
    program = shutil.which("mbpoll")
    if program is None:
        raise Skip("mbpoll is not installed")
    command = [program, "-p", str(server.port), "-t", table, "-r", str(reference), *options,
               "127.0.0.1", *words]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return result.returncode, result.stdout + result.stderr


def polled(server, table, reference, count, *options):
    """The values that mbpoll reads, as text."""
    status, text = mbpoll(server, table, reference, options=("-1", "-c", str(count), *options))
    check(status == 0, f"mbpoll ended with {status}: {text}")
    found = VALUE.findall(text)
    check(found and int(found[0][0]) == reference, text)
    return [value for _, value in found]


def written(server, table, reference, *words, options=()):
    status, text = mbpoll(server, table, reference, *words, options=options)
    check(status == 0 and "Written" in text, f"mbpoll ended with {status}: {text}")


def ours(server, command, *words):
    """One command of ours, and its answer."""
    run = subprocess.run([CLI, command, "--json", *words[:-1], f"127.0.0.1:{server.port}",
                          *words[-1]], capture_output=True, text=True, check=False, timeout=30)
    check(run.returncode == 0, f"{command} ended with {run.returncode}: {run.stdout}{run.stderr}")
    return json.loads(run.stdout)


def test_bits(_):
    with Server("--unit", "1") as server:
        written(server, COILS, 4, "1")
        written(server, COILS, 10, *"1101")
        read = ours(server, "read", ["coils", "0", "16"])["bits"]
        check(read == [0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0], f"we read {read}")
        ours(server, "write", ["coils", "2000", "1", "0", "1"])
        check(polled(server, COILS, 2001, 3) == ["1", "0", "1"], "mbpoll reads other coils")
        check(polled(server, DISCRETE, 65536, 1) == ["0"], "mbpoll reads other discrete inputs")


def test_registers(_):
    with Server("--unit", "1") as server:
        written(server, HOLDING, 1, "65535")
        written(server, HOLDING, 101, *(str(n * 500) for n in range(123)))
        read = ours(server, "read", ["holding", "100", "123"])["values"]
        check(read == [n * 500 for n in range(123)], f"we read {read}")
        check(ours(server, "read", ["holding", "0"])["values"] == [65535], "the first differs")
        ours(server, "write", ["holding", "300", "0xabcd"])
        check(polled(server, HOLDING + ":hex", 301, 1) == ["0xABCD"], "mbpoll reads another word")
        check(polled(server, HOLDING, 101, 125)[:3] == ["0", "500", "1000"], "mbpoll reads others")
        check(polled(server, INPUT, 1, 125) == ["0"] * 125, "mbpoll reads other input registers")


def test_long_values(_):
    with Server("--unit", "1") as server:
        written(server, HOLDING + ":int", 11, "--", "-123456", "7")
        read = ours(server, "read", "--type=int32", "--order=CDAB", ["holding", "10", "2"])
        check(read["values"] == [-123456, 7], f"we read {read}")
        written(server, HOLDING + ":float", 21, "--", "1.5", "-2.25", options=("-B",))
        read = ours(server, "read", "--type=float32", ["holding", "20", "2"])
        check(read["values"] == [1.5, -2.25], f"we read {read}")
        ours(server, "write", "--type=float32", "--order=CDAB", ["holding", "40", "3.125"])
        check(polled(server, HOLDING + ":float", 41, 1) == ["3.125"], "mbpoll reads another float")


def test_units(_):
    # Both answer from one memory.
    with Server("--unit", "5", "--unit", "6") as server:
        ours(server, "write", "--unit=6", ["holding", "0", "42"])
        read = polled(server, HOLDING, 1, 1, "-a", "5,6")
        check(read == ["42", "42"], f"mbpoll reads {read}")


def test_exception(_):
    with Server("--unit", "1") as server:
        status, text = mbpoll(server, HOLDING, 65536, options=("-1", "-c", "2"))
        check(status != 0 and "Illegal data address" in text, text)


if __name__ == "__main__":
    sys.exit(run_cases([
        ("bits", test_bits),
        ("registers", test_registers),
        ("values of two registers", test_long_values),
        ("two units", test_units),
        ("an exception", test_exception),
    ]))
