#!/usr/bin/python3
"""record-plant.py: records 1,000 devices of 100 registers, each once a second; a figure a line.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

  record-plant.py COILSCOPE-CLI [SECONDS]

The devices are one simulator on another CPU, reached by a thousand addresses of the loopback
network: a thousand connections. What is measured is the program that polls and records, for SECONDS
(60) once all are connected: processor time by thread, and memory. A second run records the traffic,
too, and tells from it how far the start of each reading is from where its seconds mostly are.
"""

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

N_DEVICES = 1000
N_REGISTERS = 100
SETTLE_S = 5
TICKS = os.sysconf("SC_CLK_TCK")


def report(name, value, unit):
    digits = 3 if value < 1000 else 0
    print(f"{name} {value:.{digits}f} {unit}", flush=True)


def make_project(path, port):
    connections = []
    for i in range(N_DEVICES):
        tags = [{"name": f"Register {k}", "table": "holding", "address": k, "period_ms": 1000}
                for k in range(N_REGISTERS)]
        connections.append({"host": f"127.1.{i // 250}.{i % 250 + 1}", "port": port,
                            "devices": [{"name": f"Device {i + 1}", "tags": tags}]})
    path.write_text(json.dumps({"coilscope": 1, "connections": connections}), encoding="utf-8")


def thread_seconds(pid):
    """Processor time of each thread by its name."""
    seconds = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        text = (task / "stat").read_text(encoding="utf-8")
        name = text[text.index("(") + 1:text.rindex(")")]
        fields = text[text.rindex(")") + 2:].split()
        used = (int(fields[11]) + int(fields[12])) / TICKS
        seconds[name] = seconds.get(name, 0) + used
    return seconds


def resident_mib(pid):
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


def jitter_ms(recording, from_us, to_us):
    """How far each request to a device is from where its seconds mostly are."""
    db = sqlite3.connect(recording)
    origin = int(db.execute("SELECT value FROM recording WHERE key = 'origin'").fetchone()[0])
    times = {}
    for device, moment in db.execute(
            "SELECT device, time FROM traffic WHERE time BETWEEN ? AND ? ORDER BY time",
            (from_us - origin, to_us - origin)):
        times.setdefault(device, []).append(moment)
    db.close()
    offsets = []
    for moments in times.values():
        phases = [moment - moments[0] - round((moment - moments[0]) / 1e6) * 1e6
                  for moment in moments]
        middle = statistics.median(phases)
        offsets += [abs(phase - middle) / 1000 for phase in phases]
    return sorted(offsets)


class Plant:
    """Devices, and a program that records them until this is closed."""

    def __init__(self, cli, folder, *options):
        cpus = sorted(os.sched_getaffinity(0))
        self.recording = str(Path(folder, "plant.db"))
        project = Path(folder, "plant.coilscope")
        self.server = subprocess.Popen(
            ["taskset", "-c", str(cpus[-1]), cli, "serve", "--listen", "0.0.0.0:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        make_project(project, int(self.server.stdout.readline().rsplit(":", 1)[1]))
        self.recorder = subprocess.Popen(
            ["taskset", "-c", str(cpus[0]), cli, "record", str(project), "--output",
             self.recording, "--json", *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.recorder.stdout.readline()
        # All connections are made: at most fifty in a second.
        time.sleep(N_DEVICES / 50 + SETTLE_S)

    def close(self):
        """Gives the last word of the recorder."""
        self.recorder.terminate()
        last = json.loads(self.recorder.stdout.read().splitlines()[-1])
        self.recorder.wait()
        self.server.terminate()
        self.server.wait()
        return last


def measure_load(cli, n_seconds, folder):
    plant = Plant(cli, folder)
    pid = plant.recorder.pid
    before, start = thread_seconds(pid), time.time()
    memory_before = resident_mib(pid)
    time.sleep(n_seconds)
    after, took = thread_seconds(pid), time.time() - start
    memory = resident_mib(pid)
    last = plant.close()
    spent = {name: (after[name] - before.get(name, 0)) / took * 100 for name in after}
    report("plant-cpu-without-recorder", sum(spent.values()) - spent.get("recorder", 0), "%")
    for name in sorted(spent):
        report(f"plant-cpu-{name}", spent[name], "%")
    report("plant-memory", memory, "MiB")
    report("plant-memory-growth", (memory - memory_before) / took, "MiB/s")
    report("plant-lost", last["lost"], "samples")
    report("plant-size", os.path.getsize(plant.recording) / max(last["samples"], 1), "bytes/sample")


def measure_jitter(cli, n_seconds, folder):
    plant = Plant(cli, folder, "--traffic")
    start = time.time()
    time.sleep(n_seconds)
    end = time.time()
    plant.close()
    offsets = jitter_ms(plant.recording, start * 1e6, end * 1e6)
    report("plant-readings", len(offsets) / (end - start), "readings/s")
    report("plant-jitter-p50", offsets[len(offsets) // 2], "ms")
    report("plant-jitter-p99", offsets[len(offsets) * 99 // 100], "ms")
    report("plant-jitter-max", offsets[-1], "ms")


def main():
    n_seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    for measure in (measure_load, measure_jitter):
        with tempfile.TemporaryDirectory() as folder:
            measure(sys.argv[1], n_seconds, folder)


if __name__ == "__main__":
    main()
