#!/usr/bin/python3
"""make-captures.py: makes the captures in this folder, sound ones and hostile ones.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

    make-captures.py           writes them here
    make-captures.py --check   tells whether those that are here are what it would write, as TAP

It shares no code with the program, so that both would have to be wrong in the same way.
"""

import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden" / "seed-session.txt"

CLIENT, SERVER = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])
FIN, SYN, RST, ACK = 1, 2, 4, 16
START = 1700000000
PER_SECOND = {6: 1000000, 9: 1000000000}
READ = bytes.fromhex("000100000006010300000001")
REPLY = bytes.fromhex("0001000000050103021234")


def golden():
    """Yields (side, bytes) of the golden session; side 0 is the client."""
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line.startswith(("request ", "response ")):
            word, digits = line.split()
            yield int(word == "response"), bytes.fromhex(digits)


def ipv4(payload, side, protocol=6, fragment=0x4000, total=None):
    ends = (CLIENT, SERVER) if side == 0 else (SERVER, CLIENT)
    total = 20 + len(payload) if total is None else total
    return struct.pack(">BBHHHBBH", 0x45, 0, total, 1, fragment, 64, protocol, 0) + b"".join(
        ends) + payload


def tcp(side, sequence, acknowledgment, flags, payload=b""):
    ports = (50000, 502) if side == 0 else (502, 50000)
    return struct.pack(">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, acknowledgment & 0xFFFFFFFF,
                       0x50, flags, 8192, 0, 0) + payload


def udp(side, payload):
    ports = (50000, 502) if side == 0 else (502, 50000)
    return struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload


def ethernet(packet, tags=()):
    head = bytes.fromhex("020000000002020000000001")
    for tag in tags:
        head += struct.pack(">HH", tag, 100)
    frame = head + b"\x08\x00" + packet
    return frame + bytes(max(0, 60 - len(frame)))


class Connection:
    """Makes the packets of one TCP connection, from the IP header on."""

    def __init__(self, starts=(1000, 2000)):
        self.next = list(starts)

    def packet(self, side, flags=ACK, payload=b"", offset=0):
        packet = ipv4(tcp(side, self.next[side] + offset, self.next[1 - side], flags, payload),
                      side)
        self.next[side] += len(payload) + (1 if flags & (SYN | FIN) else 0)
        return packet

    def handshake(self):
        return [self.packet(0, SYN), self.packet(1, SYN | ACK), self.packet(0)]

    def end(self):
        return [self.packet(0, FIN | ACK), self.packet(1, FIN | ACK), self.packet(0)]


def golden_packets():
    connection = Connection((0xFFFFFFC0, 7))
    packets = connection.handshake()
    packets += [connection.packet(side, payload=adu) for side, adu in golden()]
    return packets + connection.end()


def classic(packets, link_type=1, order="<", decimals=6, tail=b""):
    """A classic file; packets may be (bytes, length on the wire)."""
    magic = 0xA1B2C3D4 if decimals == 6 else 0xA1B23C4D
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link_type)
    for i, packet in enumerate(packets):
        packet, wire = packet if isinstance(packet, tuple) else (packet, len(packet))
        out += struct.pack(order + "IIII", START, i + 1, len(packet), wire) + packet
    return out + tail


def pad(data):
    return data + bytes(-len(data) % 4)


def option(order, code, value):
    return struct.pack(order + "HH", code, len(value)) + pad(value)


def block(order, kind, body, length=None, end=None):
    size = 12 + len(pad(body))
    length = size if length is None else length
    return struct.pack(order + "II", kind, length) + pad(body) + struct.pack(
        order + "I", length if end is None else end)


def section(order="<"):
    return block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)
                 + option(order, 4, b"make-captures") + option(order, 0, b""))


def interface(order="<", link_type=1, options=b""):
    return block(order, 1, struct.pack(order + "HHI", link_type, 0, 0) + options)


def enhanced(packet, order="<", number=0, time=0, options=b"", length=None):
    length = len(packet) if length is None else length
    return block(order, 6, struct.pack(order + "IIIII", number, time >> 32, time & 0xFFFFFFFF,
                                       length, len(packet)) + pad(packet) + options)


def sections(packets):
    """A file of two sections in two byte orders, the second with two interfaces and nanoseconds."""
    half = len(packets) // 2
    out = section("<") + interface("<", 1)
    for i, packet in enumerate(packets[:half]):
        out += enhanced(ethernet(packet), "<", 0, START * PER_SECOND[6] + i + 1)
    nano = option(">", 9, b"\x09") + option(">", 0, b"")
    out += section(">") + interface(">", 113, nano) + interface(">", 101, nano)
    cooked = bytes.fromhex("00000001000602000000000100000800")
    for i, packet in enumerate(packets[half:]):
        comment = option(">", 1, f"packet {half + i + 1} \u2713".encode()) + option(">", 0, b"")
        out += enhanced((cooked if i % 2 == 0 else b"") + packet, ">", i % 2,
                        START * PER_SECOND[9] + half + i + 1, comment)
    return out


def sound():
    packets = golden_packets()
    yield "golden.pcap", classic([ethernet(p) for p in packets])
    yield "golden-nano-big-endian.pcap", classic(packets, 101, ">", 9)
    yield "golden-sections.pcapng", sections(packets)
    yield "golden-vlan.pcap", classic([ethernet(p, (0x88A8, 0x8100)) for p in packets])
    yield "golden-udp.pcap", classic([ipv4(udp(side, adu), side, 17) for side, adu in golden()],
                                     228)
    yield "golden-cut-at-70.pcap", classic([(ethernet(p)[:70], len(ethernet(p))) for p in packets])
    pieces = Connection()
    one_byte = pieces.handshake() + [
        pieces.packet(side, payload=adu[i:i + 1]) for side, adu in golden() for i in range(len(adu))
    ]
    yield "golden-byte-by-byte.pcap", classic(one_byte, 101)


def streams():
    """Captures whose TCP is odd."""
    reordered = Connection()
    packets = reordered.handshake()
    sent = [reordered.packet(0, payload=READ[:5]), reordered.packet(0, payload=READ[5:]),
            reordered.packet(1, payload=REPLY)]
    yield "reordered.pcap", classic(packets + [sent[1], sent[0], sent[0], sent[1], sent[2]], 101)

    hole = Connection()
    packets = hole.handshake() + [hole.packet(0, payload=READ)]
    hole.next[0] += 0x7FFFFFFF
    packets += [hole.packet(0, payload=bytes.fromhex("000200000006010300000002"))]
    yield "hole-of-2-gib.pcap", classic(packets, 101)

    lost = Connection()
    packets = lost.handshake() + [lost.packet(0, payload=READ), lost.packet(1, payload=REPLY)]
    lost.next[0] += 12
    for i in range(3, 12):
        adu = struct.pack(">HHHBBHH", i, 0, 6, 1, 3, 0, 1)
        packets += [lost.packet(0, payload=adu),
                    lost.packet(1, payload=struct.pack(">H", i) + REPLY[2:])]
    yield "lost-request.pcap", classic(packets, 101)

    tls = Connection()
    packets = tls.handshake() + [
        tls.packet(0, payload=bytes.fromhex("16030100f8010000f40303")),
        tls.packet(1, payload=bytes.fromhex("160303007a0200007603031234"))]
    yield "tls.pcap", classic(packets, 101)

    broken = Connection()
    packets = broken.handshake() + [
        broken.packet(0, payload=bytes.fromhex("000100070006010300000001")),
        broken.packet(0, payload=READ),
        broken.packet(1, payload=bytes.fromhex("000100000000")),
        broken.packet(0, payload=bytes.fromhex("0002000001000103")),
        broken.packet(1, payload=REPLY)] + broken.end()
    yield "broken-headers.pcap", classic(packets, 101)


def hostile():
    good = [ethernet(p) for p in golden_packets()[:16]]
    yield "record-too-long.pcap", classic(good, tail=struct.pack("<IIII", 1, 1, 0xFFFFFFFF, 60))
    yield "record-longer-than-file.pcap", classic(
        good, tail=struct.pack("<IIII", 1, 1, 200000, 200000) + bytes(50))
    yield "cut-in-record-header.pcap", classic(good, tail=bytes(7))
    yield "header-only.pcap", classic([])
    yield "cut-in-header.pcap", classic([])[:20]
    yield "unknown-link-type.pcap", classic(good, 147)
    yield "fragments.pcap", classic([
        ipv4(tcp(0, 1000, 0, ACK, READ), 0, fragment=0x2000),
        ipv4(READ, 0, fragment=0x0005),
        ipv4(tcp(0, 1000, 0, ACK, READ), 0)], 101)
    yield "headers-that-lie.pcap", classic([
        ipv4(tcp(0, 1000, 0, ACK, READ), 0, total=10),
        ipv4(tcp(0, 1000, 0, ACK, READ), 0, total=65535),
        ipv4(tcp(0, 1000, 0, ACK, READ)[:12] + b"\xf0\x10", 0),
        ipv4(udp(0, READ)[:4] + b"\x00\x07\x00\x00", 0, 17),
        bytes([0x60]) + bytes(3), b"", bytes([0x4F])], 101)
    head = section() + interface()
    first = enhanced(ethernet(golden_packets()[3]))
    yield "block-of-length-0.pcapng", head + first + block("<", 6, b"", 0)
    yield "block-too-long.pcapng", head + first + block("<", 6, bytes(40), 0xFFFFFFF0)
    yield "block-skips-past-end.pcapng", head + first + block("<", 0xBAD, bytes(40), 0xFFFFFFF0)
    yield "block-lengths-differ.pcapng", head + first + block("<", 6, bytes(40), None, 56)
    yield "packet-longer-than-block.pcapng", head + first + enhanced(bytes(60), length=65)
    yield "interface-missing.pcapng", head + first + enhanced(bytes(60), number=1)
    yield "no-interface.pcapng", section() + first
    yield "no-byte-order.pcapng", section()[:8] + b"none" + section()[12:]
    yield "option-too-long.pcapng", head + enhanced(
        ethernet(golden_packets()[3]), options=struct.pack("<HH", 1, 65535))
    yield "time-beyond-all.pcapng", section() + interface(
        options=option("<", 9, b"\x00") + option("<", 14, b"\xff" * 7 + b"\x7f")) + enhanced(
            ethernet(golden_packets()[3]), time=0xFFFFFFFFFFFFFFFF)


def captures():
    for make in (sound, streams, hostile):
        yield from make()


def main():
    if sys.argv[1:] != ["--check"]:
        for name, data in captures():
            (HERE / name).write_bytes(data)
        return 0

    made = dict(captures())
    there = {path.name for path in HERE.iterdir() if path.suffix in (".pcap", ".pcapng")}
    n_failed = 0
    names = sorted(there | set(made))
    print(f"1..{len(names)}")
    for i, name in enumerate(names):
        is_good = name in there and name in made and (HERE / name).read_bytes() == made[name]
        n_failed += not is_good
        print(f"{'ok' if is_good else 'not ok'} {i + 1} {name}")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
