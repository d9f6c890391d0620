#!/usr/bin/python3
"""pymodbus-server.py: pymodbus's own server, for interoperability tests.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

Prints "listening PORT" and serves 1000 items of 1 and 17 in each table, or prints
"missing REASON" and ends.
"""

import asyncio
import sys

try:
    from pymodbus.datastore import (
        ModbusSequentialDataBlock,
        ModbusServerContext,
        ModbusSlaveContext,
    )
    from pymodbus.server.async_io import ModbusTcpServer
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(0)


def block(value):
    return ModbusSequentialDataBlock(0, [value] * 1000)


async def serve():
    store = ModbusSlaveContext(
        di=block(1), co=block(1), hr=block(17), ir=block(17), zero_mode=True
    )
    context = ModbusServerContext(slaves=store, single=True)
    server = ModbusTcpServer(context, address=("127.0.0.1", 0))
    serving = asyncio.ensure_future(server.serve_forever())
    while server.server is None:
        await asyncio.sleep(0.01)
    print("listening", server.server.sockets[0].getsockname()[1], flush=True)
    # Ends by itself when whoever started it did not end it.
    await asyncio.wait([serving], timeout=120)


asyncio.run(serve())
