#!/usr/bin/python3
"""pymodbus-client.py: pymodbus's own client against our server, for interoperability tests.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

The arguments are the transport, tcp, rtu-tcp or udp, and the port on this machine. Sends every
function that pymodbus has to a server of unit 1 with 1 in all bits and 17 in all registers, and
prints "done", or prints "missing REASON" and ends.
"""

import sys

try:
    from pymodbus import diag_message, file_message, mei_message, other_message
    from pymodbus.client import ModbusTcpClient, ModbusUdpClient
    from pymodbus.pdu import ExceptionResponse
    from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(0)

UNIT = 1


def good(response):
    """The response, which must be none of an error or an exception."""
    assert not response.isError(), response
    return response


def use_bits(client):
    assert good(client.read_coils(0, 2000, UNIT)).bits == [True] * 2000
    assert good(client.read_discrete_inputs(65535, 1, UNIT)).bits[0]
    good(client.write_coil(5, False, UNIT))
    good(client.write_coils(8, [False] * 10, UNIT))
    bits = good(client.read_coils(4, 16, UNIT)).bits
    assert bits == [True, False, True, True] + [False] * 10 + [True] * 2, bits


def use_registers(client):
    assert good(client.read_holding_registers(0, 125, UNIT)).registers == [17] * 125
    assert good(client.read_input_registers(65535, 1, UNIT)).registers == [17]
    good(client.write_register(9, 0xABCD, UNIT))
    good(client.write_registers(10, [1, 2, 3], UNIT))
    assert good(client.read_holding_registers(9, 4, UNIT)).registers == [0xABCD, 1, 2, 3]
    both = client.readwrite_registers(
        read_address=20, read_count=3, write_address=21, write_registers=[1, 2, 3], unit=UNIT
    )
    assert good(both).registers == [17, 1, 2]
    good(client.mask_write_register(0, 0xF2, 0x25, unit=UNIT))
    assert good(client.read_holding_registers(0, 1, UNIT)).registers == [0x15]


def use_services(client):
    good(client.execute(other_message.ReadExceptionStatusRequest(unit=UNIT)))
    good(client.execute(other_message.GetCommEventCounterRequest(unit=UNIT)))
    good(client.execute(other_message.GetCommEventLogRequest(unit=UNIT)))
    good(client.execute(other_message.ReportSlaveIdRequest(unit=UNIT)))
    good(client.diag_query_data([0xA537], UNIT))
    good(client.execute(diag_message.ReturnBusMessageCountRequest(0, unit=UNIT)))
    # An empty queue: the register that counts it has 0.
    good(client.write_register(30, 0, UNIT))
    queue = client.execute(file_message.ReadFifoQueueRequest(address=30, unit=UNIT))
    assert good(queue).values == []
    identity = client.execute(mei_message.ReadDeviceInformationRequest(1, 0, unit=UNIT))
    assert sorted(good(identity).information) == [0, 1, 2]


def use_files(client):
    record = file_message.FileRecord(
        reference_type=6, file_number=1, record_number=7, record_data=b"\x06\xaf\x04\xbe"
    )
    good(client.execute(file_message.WriteFileRecordRequest([record], unit=UNIT)))
    wanted = file_message.FileRecord(
        reference_type=6, file_number=1, record_number=7, record_length=2
    )
    answer = client.execute(file_message.ReadFileRecordRequest([wanted], unit=UNIT))
    assert good(answer).records[0].record_data == b"\x06\xaf\x04\xbe"


def use_exceptions(client):
    answer = client.read_holding_registers(999, 2, UNIT)
    assert isinstance(answer, ExceptionResponse) and answer.exception_code == 2, answer
    good(client.read_holding_registers(0, 1, UNIT))


def main(transport, port):
    kind = ModbusUdpClient if transport == "udp" else ModbusTcpClient
    framer = ModbusRtuFramer if transport == "rtu-tcp" else ModbusSocketFramer
    client = kind("127.0.0.1", port=port, framer=framer, timeout=5)
    assert client.connect()
    for use in (use_bits, use_registers, use_services, use_files, use_exceptions):
        use(client)
    client.close()
    print("done", flush=True)


main(sys.argv[1], int(sys.argv[2]))
