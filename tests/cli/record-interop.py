#!/usr/bin/python3
"""record-interop.py: recordings of pymodbus's server, held against what it served and tshark read.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

A server of pymodbus counts up with each read of holding register 0 and says what it gave. What
`coilscope-cli record` keeps of it has to be that, in the CSV and, for tshark, in the capture that
`coilscope-cli export` makes. Writes TAP; a case that cannot run here is skipped with its reason.
"""

import asyncio
import csv
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from interop import CLI, Skip, check, run_cases

N_ROUNDS = 25
PATIENCE_S = 30
FIELDS = ["frame.time_epoch", "tcp.srcport", "modbus.func_code", "modbus.reference_num",
          "modbus.word_cnt", "modbus.regval_uint16", "modbus.bitval", "frame.comment"]

FLOAT = (0x42C8, 0x8000)  # 100.25
FIXED = {10: FLOAT[0], 11: FLOAT[1], 12: 0xFFFE, 13: 0x8000}
TAGS = [
    {"name": "Count", "table": "holding", "address": 0, "period_ms": 40},
    {"name": "Level", "table": "holding", "address": 10, "type": "float32", "period_ms": 40},
    {"name": "Offset", "table": "holding", "address": 12, "type": "int16", "scale": 0.1,
     "period_ms": 40},
    {"name": "Broken", "table": "holding", "address": 13, "sentinels": ["0x8000"],
     "period_ms": 40},
    {"name": "Pump", "table": "coils", "address": 5, "period_ms": 40},
]


def serve():
    """The server: prints "listening PORT", then each number that it gives."""
    try:
        from pymodbus.datastore import (
            ModbusSequentialDataBlock,
            ModbusServerContext,
            ModbusSlaveContext,
        )
        from pymodbus.server.async_io import ModbusTcpServer
    except ImportError as error:
        print("missing", error, flush=True)
        return

    class Counting(ModbusSequentialDataBlock):
        count = 0

        def getValues(self, address, count=1):
            values = super().getValues(address, count)
            if address == 0:
                Counting.count += 1
                values[0] = Counting.count
                print("gave", values[0], flush=True)
            return values

    registers = [FIXED.get(i, 0) for i in range(100)]
    store = ModbusSlaveContext(
        co=ModbusSequentialDataBlock(0, [i % 5 == 0 for i in range(100)]),
        hr=Counting(0, registers), zero_mode=True)

    async def run():
        server = ModbusTcpServer(ModbusServerContext(slaves=store, single=True),
                                 address=("127.0.0.1", 0))
        serving = asyncio.ensure_future(server.serve_forever())
        while server.server is None:
            await asyncio.sleep(0.01)
        print("listening", server.server.sockets[0].getsockname()[1], flush=True)
        # Ends by itself when whoever started it did not end it.
        await asyncio.wait([serving], timeout=120)

    asyncio.run(run())


def export(recording, *options):
    result = subprocess.run([CLI, "export", recording, *options], capture_output=True, check=False)
    check(result.returncode == 0, f"export: {result.stderr.decode()}")
    return result.stdout


def read_csv(recording):
    return list(csv.DictReader(export(recording, "--csv").decode().splitlines()))


def wait_for(recording, n_rounds):
    end = time.monotonic() + PATIENCE_S
    while sum(row["tag"] == "Count" for row in read_csv(recording)) < n_rounds:
        check(time.monotonic() < end, "nothing was recorded")
        time.sleep(0.2)


def record(folder, *options):
    """Gives the file, the port, and the numbers that the server gave."""
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        words = server.stdout.readline().split()
        if words[:1] != ["listening"]:
            raise Skip("pymodbus (package python3-pymodbus) is " + " ".join(words))
        project = Path(folder, "p.coilscope")
        project.write_text(json.dumps({"coilscope": 1, "connections": [{
            "name": "Boiler house", "host": "127.0.0.1", "port": int(words[1]),
            "devices": [{"name": "PLC", "tags": TAGS, "max_gap": 0}]}]}), encoding="utf-8")
        recording = str(Path(folder, "plant.db"))
        recorder = subprocess.Popen(
            [CLI, "record", str(project), "--output", recording, "--json", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check('"recording"' in recorder.stdout.readline(), "it does not record")
        wait_for(recording, N_ROUNDS)
        recorder.terminate()
        recorder.communicate()
        check(recorder.returncode == 0, f"record ends with {recorder.returncode}")
        server.terminate()
        gave = [int(line.split()[1]) for line in server.stdout if line.startswith("gave")]
    return recording, int(words[1]), gave


def case_csv(folder):
    recording, _, gave = record(folder)
    rows = read_csv(recording)
    counts = [row for row in rows if row["tag"] == "Count" and row["value"] != ""]
    check([int(row["value"]) for row in counts] == gave[:len(counts)], "other numbers")
    check(len(gave) - len(counts) <= 1, f"{len(gave)} were given, {len(counts)} recorded")
    expected = {"Level": ("100.25", "17096 32768"), "Offset": ("-0.2", "65534"),
                "Broken": ("", "32768"), "Pump": ("1", "")}
    for row in rows:
        check(row["device"] == "PLC", row)
        if row["tag"] == "Count":
            check(row["raw"] == row["value"], row)
        elif row["quality"] not in ("stale", "late"):
            check((row["value"], row["raw"]) == expected[row["tag"]], row)
            check((row["quality"] == "not-available") == (row["tag"] == "Broken"), row)


def tshark(capture, port, *options):
    result = subprocess.run(
        ["tshark", "-r", capture, "-d", f"tcp.port=={port},mbtcp", "-o", f"mbtcp.tcp.port:{port}",
         *options], capture_output=True, text=True, check=False)
    check(result.returncode == 0, f"tshark: {result.stderr}")
    return result.stdout.splitlines()


def case_pcapng(folder):
    if shutil.which("tshark") is None:
        raise Skip("tshark is not installed")
    recording, port, _ = record(folder, "--traffic")
    capture = str(Path(folder, "plant.pcapng"))
    export(recording, "--pcapng", "--output", capture)
    bad = tshark(capture, port, "-Y",
                 "_ws.malformed || tcp.analysis.flags || _ws.expert.severity >= 0x600000")
    check(not bad, f"tshark finds fault with {bad[:3]}")

    fields = [item for name in FIELDS for item in ("-e", name)]
    packets = [dict(zip(FIELDS, line.split("\t"))) for line in
               tshark(capture, port, "-Y", "modbus", "-T", "fields", *fields)]
    answers = [p for p in packets if p["tcp.srcport"] == str(port)]
    counts = [p["modbus.regval_uint16"] for p in answers if "Count" in p["frame.comment"]]
    rows = read_csv(recording)
    recorded = [row for row in rows if row["tag"] == "Count" and row["raw"] != ""]
    check([text.split(",")[0] for text in counts] == [row["raw"] for row in recorded],
          "tshark reads other numbers")
    comments = {p["frame.comment"] for p in packets}
    check(comments == {"Count", "Level, Offset, Broken", "Pump"}, f"comments {comments}")
    check(all(p["modbus.regval_uint16"] == "17096,32768,65534,32768"
              for p in answers if p["frame.comment"].startswith("Level")), "other registers")
    times = [float(p["frame.time_epoch"]) for p in packets]
    check(times == sorted(times), "packets are not in the order of time")


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    else:
        sys.exit(run_cases([("csv of a recording of pymodbus", case_csv),
                            ("pcapng of it, read by tshark", case_pcapng)]))
