#!/usr/bin/python3
"""decode-interop.py: captures of real links, decoded as another analyser decodes them.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

Captures the loopback interface with dumpcap while somebody talks to `coilscope-cli serve`, and
holds what `coilscope-cli decode` says of it against the fields of tshark. Writes TAP; a case that
cannot run here is skipped with its reason.
"""

import inspect
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from interop import CLI, Server, Skip, check, run_cases

GOLDEN = Path(os.environ["G_TEST_SRCDIR"], "data", "golden")
PATIENCE_S = 30

FIELDS = [
    "frame.number", "frame.time_epoch", "ip.src", "tcp.srcport", "udp.srcport", "mbtcp.trans_id",
    "mbtcp.len", "mbtcp.unit_id", "modbus.func_code", "modbus.reference_num", "modbus.bit_cnt",
    "modbus.word_cnt", "modbus.byte_cnt", "modbus.regval_uint16", "modbus.bitval",
    "modbus.exception_code",
]


class Capture:
    """What goes over the loopback interface while this is open, in a file."""

    def __init__(self, folder, port, *options):
        self.path = str(Path(folder, "lo.pcap"))
        self.port = port
        program = shutil.which("dumpcap")
        if program is None or shutil.which("tshark") is None:
            raise Skip("dumpcap and tshark (package tshark) are not installed")
        self.process = subprocess.Popen(
            [program, "-i", "lo", "-f", f"port {port}", "-w", self.path, *options],
            stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stderr:
            said.append(line.strip())
            if line.startswith("File:"):
                return
        self.process.wait()
        raise Skip("dumpcap cannot capture here: " + " ".join(said))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.communicate()

    def decode(self):
        """All ADUs that the file has so far, as our program tells them."""
        result = subprocess.run([CLI, "decode", "--json", "--port", str(self.port), self.path],
                                capture_output=True, text=True, check=False)
        return result.returncode, [json.loads(line) for line in result.stdout.splitlines()]

    def wait_for(self, n_adus):
        """Packets come to the file some time after they went."""
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                adus = self.decode()[1]
            except json.JSONDecodeError:
                adus = []
            if len(adus) >= n_adus:
                break
            check(time.monotonic() < end, f"only {len(adus)} of {n_adus} ADUs were captured")
            time.sleep(0.05)
        self.__exit__()
        status, adus = self.decode()
        check(status == 0, f"decode ended with {status}")
        check(len(adus) == n_adus, f"{len(adus)} ADUs, not {n_adus}")
        return adus

    def tshark(self, carrier):
        """Tells the fields of each frame, lists where there may be several ADUs."""
        command = ["tshark", "-n", "-r", self.path, "-o", f"mbtcp.tcp.port:{self.port}",
                   "-o", f"mbudp.udp.port:{self.port}", "-d", f"{carrier}.port=={self.port},"
                   + ("mbtcp" if carrier == "tcp" else "mbudp"),
                   "-Y", "mbtcp || mbudp", "-T", "fields", "-E", "occurrence=a",
                   "-E", "aggregator=,", "-E", "separator=/t"]
        for field in FIELDS:
            command += ["-e", field]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for line in text.splitlines():
            values = dict(zip(FIELDS, line.split("\t")))
            yield values


def numbers(text):
    return [int(word, 0) for word in text.split(",")] if text else []


def key(adus, name, functions=None, direction=None):
    """The values of a key of several ADUs in a row, of those that have it."""
    found = []
    for adu in adus:
        if functions is not None and adu["function"] not in functions:
            continue
        if direction is not None and adu["direction"] != direction:
            continue
        value = adu.get(name, [])
        found += value if isinstance(value, list) else [value]
    return found


def compare(capture, adus, carrier="tcp"):
    """Holds all that both say of each frame against each other."""
    frames = {}
    for adu in adus:
        frames.setdefault(adu["frame"], []).append(adu)
    theirs = {int(values["frame.number"]): values for values in capture.tshark(carrier)}
    check(sorted(frames) == sorted(theirs), f"frames {sorted(frames)}, not {sorted(theirs)}")
    for frame, values in theirs.items():
        ours = frames[frame]
        bits = [1 if word in ("1", "True") else 0 for word in values["modbus.bitval"].split(",")
                if word]
        expected = {
            "source": values["ip.src"] + ":" + values[f"{carrier}.srcport"],
            "transaction": numbers(values["mbtcp.trans_id"]),
            "length": numbers(values["mbtcp.len"]),
            "unit": numbers(values["mbtcp.unit_id"]),
            "function": numbers(values["modbus.func_code"]),
            "address": numbers(values["modbus.reference_num"]),
            "bit count": numbers(values["modbus.bit_cnt"]),
            "word count": numbers(values["modbus.word_cnt"]),
            "exception": numbers(values["modbus.exception_code"]),
            "registers": numbers(values["modbus.regval_uint16"]),
            "bits": bits,
        }
        found = {
            "source": ours[0]["source"],
            "transaction": key(ours, "transaction"),
            "length": key(ours, "length"),
            "unit": key(ours, "unit"),
            "function": key(ours, "function"),
            "address": key(ours, "address"),
            "bit count": key(ours, "quantity", (1, 2, 15)),
            "word count": key(ours, "quantity", (3, 4, 16)),
            "exception": key(ours, "exception"),
            # tshark takes single values apart only here.
            "registers": key(ours, "values", (3, 4), "response") + key(ours, "values", (16,)),
            "bits": key(ours, "bits", (1, 2), "response"),
        }
        check(found == expected, f"frame {frame}: {found}, tshark says {expected}")
        for adu in ours:
            # What is asked for past the last address is a defect of the request.
            past_end = adu.get("address", 0) + adu.get("quantity", 0) > 65536
            check(("error" in adu) == past_end, f"frame {frame} has {adu.get('error')}")
        # Both print integers; tshark has nanoseconds always.
        for adu in ours:
            time_text = values["frame.time_epoch"]
            check(abs(adu["time"] - float(time_text)) < 1e-5, f"frame {frame} at {adu['time']}")


def golden_adus(word):
    for line in (GOLDEN / "seed-session.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(word + " "):
            yield bytes.fromhex(line.split()[1])


def receive(link, size):
    data = b""
    while len(data) < size:
        piece = link.recv(size - len(data))
        check(piece, "the server closed")
        data += piece
    return data


def golden_session(folder, *options):
    """The golden session, all requests in one segment, against our server."""
    requests, responses = b"".join(golden_adus("request")), b"".join(golden_adus("response"))
    with Server("--seed-session") as server, Capture(folder, server.port, *options) as capture:
        with socket.create_connection(("127.0.0.1", server.port)) as link:
            link.settimeout(PATIENCE_S)
            link.sendall(requests)
            check(receive(link, len(responses)) == responses, "the server answers otherwise")
        adus = capture.wait_for(24)
        compare(capture, adus)
        return adus


def test_golden(folder):
    adus = golden_session(folder)
    check(len({adu["frame"] for adu in adus if adu["direction"] == "request"}) == 1,
          "the requests did not go in one segment")
    order = (GOLDEN / "seed-session.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in order]
    for direction in ("request", "response"):
        ours = [adu for adu in adus if adu["direction"] == direction]
        for adu, line in zip(ours, [e for e in expected if e["direction"] == direction]):
            plain = {name: adu[name] for name in line}
            check(plain == line, f"{plain}, not {line}")


def test_golden_classic(folder):
    golden_session(folder, "-P")


def pymodbus_client(port):
    """Talks to our server as pymodbus does; tells how many exchanges that were."""
    try:
        from pymodbus.client import ModbusTcpClient
    except ImportError as error:
        raise Skip(f"pymodbus 3 (python3-pymodbus) is not installed: {error}") from error
    client = ModbusTcpClient("127.0.0.1", port=port)
    check(client.connect(), "pymodbus does not connect")
    # What addresses the unit has had two names.
    names = inspect.signature(client.read_coils).parameters
    unit = {"slave" if "slave" in names else "unit": 7}
    calls = [
        client.write_coil(5, True, **unit),
        client.write_coils(8, [True, False] * 9 + [True], **unit),
        client.read_coils(0, 37, **unit),
        client.read_discrete_inputs(3, 9, **unit),
        client.write_register(100, 0xABCD, **unit),
        client.write_registers(101, list(range(123)), **unit),
        client.read_holding_registers(100, 125, **unit),
        client.read_input_registers(65535, 1, **unit),
        client.read_holding_registers(65535, 2, **unit),
        client.mask_write_register(100, 0x00FF, 0x1200, **unit),
        client.readwrite_registers(read_address=100, read_count=3, write_address=101,
                                   write_registers=[7, 8], **unit),
    ]
    client.close()
    check([call.isError() for call in calls] == [i == 8 for i in range(len(calls))],
          f"pymodbus got {calls}")
    return calls


def test_pymodbus(folder):
    with Server() as server, Capture(folder, server.port) as capture:
        calls = pymodbus_client(server.port)
        adus = capture.wait_for(2 * len(calls))
        compare(capture, adus)
    replies = [adu for adu in adus if adu["direction"] == "response"]
    check(replies[2]["bits"] == [int(bit) for bit in calls[2].bits[:37]], "coils differ")
    check(replies[3]["bits"] == [int(bit) for bit in calls[3].bits[:9]], "inputs differ")
    for i in (6, 7, 10):
        check(replies[i]["values"] == calls[i].registers, f"registers of call {i} differ")
    check(replies[6]["values"][:4] == [0xABCD, 0, 1, 2], "registers are not what was written")
    check(replies[8]["exception"] == 2, "no exception")


if __name__ == "__main__":
    sys.exit(run_cases([
        ("golden session", test_golden),
        ("golden session, classic format", test_golden_classic),
        ("pymodbus", test_pymodbus),
    ]))
