#!/usr/bin/python3
"""pymodbus-server.py: pymodbus's own server, for interoperability tests.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

The argument is the transport: tcp, rtu-tcp or udp. Prints "listening PORT" and serves 1000 items
of 1 and 17 in each table, or prints "missing REASON" and ends.
"""

import asyncio
import sys

try:
    from pymodbus.datastore import (
        ModbusSequentialDataBlock,
        ModbusServerContext,
        ModbusSlaveContext,
    )
    from pymodbus.device import ModbusDeviceIdentification
    from pymodbus.server.async_io import ModbusTcpServer, ModbusUdpServer
    from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(0)


def block(value):
    return ModbusSequentialDataBlock(0, [value] * 1000)


def make_server(transport):
    store = ModbusSlaveContext(
        di=block(1), co=block(1), hr=block(17), ir=block(17), zero_mode=True
    )
    context = ModbusServerContext(slaves=store, single=True)
    identity = ModbusDeviceIdentification(
        info_name={"VendorName": "V", "ProductCode": "P", "MajorMinorRevision": "1"}
    )
    kind = ModbusUdpServer if transport == "udp" else ModbusTcpServer
    framer = ModbusRtuFramer if transport == "rtu-tcp" else ModbusSocketFramer
    return kind(context, framer=framer, identity=identity, address=("127.0.0.1", 0))


async def find_port(server, transport):
    if transport == "udp":
        await server.serving
        return server.protocol.get_extra_info("sockname")[1]
    while server.server is None:
        await asyncio.sleep(0.01)
    return server.server.sockets[0].getsockname()[1]


async def serve(transport):
    server = make_server(transport)
    serving = asyncio.ensure_future(server.serve_forever())
    print("listening", await find_port(server, transport), flush=True)
    # Ends by itself when whoever started it did not end it.
    await asyncio.wait([serving], timeout=120)


asyncio.run(serve(sys.argv[1] if len(sys.argv) > 1 else "tcp"))
