#!/usr/bin/python3
"""tls-interop.py: Modbus/TCP Security with other people's TLS: OpenSSL, socat, pymodbus, a token.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

Our client talks to `openssl s_server` and to socat, which decrypts for a simulator of ours without
TLS; `openssl s_client`, socat and pymodbus talk to our server. Writes TAP; a case that cannot run
here is skipped with its reason.
"""

import asyncio
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

from interop import CLI, Server, Skip, check, run_cases

PATIENCE_S = 30
PASSPHRASE = "open-sesame"
MAKE = Path(os.environ["G_TEST_SRCDIR"], "tls", "make-certificates")

# Old versions and small keys are switched off by most builds unless they are asked for by this.
OLD = ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]


def certificates(folder):
    """The folder with what make-certificates makes."""
    place = Path(folder, "pki")
    subprocess.run([MAKE, place], check=True, stdout=subprocess.DEVNULL)
    return place


def need(program):
    if shutil.which(program) is None:
        raise Skip(f"there is no {program}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_true, what):
    end = time.monotonic() + PATIENCE_S
    while not is_true():
        check(time.monotonic() < end, what)
        time.sleep(0.02)


def is_listening(port):
    """Without a connection, which some programs take for the one they wait for."""
    wanted = f"0100007F:{port:04X}"
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[1] in (wanted, f"00000000:{port:04X}") and fields[3] == "0A":
            return True
    for line in Path("/proc/net/tcp6").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(f":{port:04X}") and fields[3] == "0A":
            return True
    return False


class Program:
    """Somebody else's program, which listens on a port when this is entered."""

    def __init__(self, argv, port, **options):
        self.port = port
        self.process = subprocess.Popen([str(word) for word in argv], stderr=subprocess.DEVNULL,
                                        start_new_session=True, **options)
        wait_until(lambda: is_listening(port), f"{argv[0]} does not listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # With the children that it has for connections: they are its session.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def socat_in_front_of(server, pki, certificate="server", verify=1):
    """TLS on the outside, plain TCP to the server behind."""
    need("socat")
    port = free_port()
    outside = (f"OPENSSL-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork,cert={pki}/{certificate}.pem,"
               f"key={pki}/{certificate}.key,cafile={pki}/authority.pem,verify={verify}")
    return Program(["socat", outside, f"TCP:127.0.0.1:{server.port}"], port)


class Responder(Program):
    """`openssl s_server`, whose input and output are answered here: every read gives 0x1234."""

    def __init__(self, pki, *options):
        need("openssl")
        port = free_port()
        super().__init__(["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{port}",
                          "-cert", pki / "server.pem", "-key", pki / "server.key",
                          "-CAfile", pki / "authority.pem", "-Verify", "1", "-verify_return_error",
                          *options], port, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         bufsize=0)
        threading.Thread(target=self.answer, daemon=True).start()

    def answer(self):
        while len(request := self.process.stdout.read(12)) == 12:
            self.process.stdin.write(request[:4] + bytes.fromhex("0005") + request[6:8] +
                                     bytes.fromhex("021234"))


def client(command, port, pki, *options, who="client", ca="authority", words=("holding", "0"),
           environment=None):
    """Runs a command of ours over TLS to its end."""
    argv = [CLI, command, f"127.0.0.1:{port}", "--transport", "tls", "--connect-timeout", "20000",
            "--timeout", "10000"]
    if ca:
        argv += ["--tls-ca", pki / f"{ca}.pem"]
    if who:
        argv += ["--tls-cert", pki / f"{who}.pem", "--tls-key", pki / f"{who}.key"]
    return subprocess.run([str(word) for word in [*argv, *options, *words]], text=True,
                          capture_output=True, timeout=2 * PATIENCE_S, check=False,
                          env={**os.environ, **(environment or {})})


def expect_value(run, value=0):
    check(run.returncode == 0 and run.stdout == f"holding 0  {value}\n",
          f"{run.returncode}: {run.stdout}{run.stderr}")


def expect_refusal(run, *words):
    check(run.returncode == 3 and run.stdout == "", f"{run.returncode}: {run.stdout}{run.stderr}")
    for word in words:
        check(word in run.stderr, f"“{word}” is not in: {run.stderr}")


def test_socat_server(folder):
    """Values and writes through somebody else's TLS, with a certificate on both sides."""
    pki = certificates(folder)
    with Server() as server, socat_in_front_of(server, pki) as front:
        run = client("write", front.port, pki, words=("holding", "0", "77"))
        check(run.returncode == 0, run.stderr)
        expect_value(client("read", front.port, pki), 77)
        expect_refusal(client("read", front.port, pki, who=None), "without a certificate")
        expect_refusal(client("read", front.port, pki, who="client-expired"),
                       "refused our certificate")
        expect_refusal(client("read", front.port, pki, who="client-other-authority"),
                       "refused our certificate")


def test_no_client_certificate(folder):
    """A server that asks for none is talked to without one."""
    pki = certificates(folder)
    with Server() as server, socat_in_front_of(server, pki, verify=0) as front:
        expect_value(client("read", front.port, pki, who=None))


def test_trust(folder):
    """Whom we do not trust is told, with what is wrong."""
    pki = certificates(folder)
    with Server() as server:
        for name, words in [
                ("server-expired", ("has expired on 2002-01-01",)),
                ("server-future", ("is valid from 2090-01-01",)),
                ("server-other-name", ("is for elsewhere.test, 192.0.2.7", "not for 127.0.0.1")),
                ("server-other-authority", ("Other authority", "whom nobody here trusts")),
                ("server-self", ("Lone device", "whom nobody here trusts")),
        ]:
            with socat_in_front_of(server, pki, name) as front:
                expect_refusal(client("read", front.port, pki), *words)
        with socat_in_front_of(server, pki) as front:
            expect_refusal(client("read", front.port, pki, ca="other-authority"),
                           "whom nobody here trusts")


def fingerprint(path):
    der = ssl.PEM_cert_to_DER_cert(Path(path).read_text(encoding="ascii"))
    digest = subprocess.run(["openssl", "dgst", "-sha256", "-r"], input=der, check=True,
                            capture_output=True).stdout
    return digest.split()[0].decode()


def test_pin(folder):
    """A certificate that nobody signed is taken when it is the pinned one, and only then."""
    pki = certificates(folder)
    need("openssl")
    with Server() as server, socat_in_front_of(server, pki, "server-self") as front:
        pin = fingerprint(pki / "server-self.pem")
        expect_value(client("read", front.port, pki, "--tls-pin", pin, ca=None))
        pin = fingerprint(pki / "server.pem")
        expect_refusal(client("read", front.port, pki, "--tls-pin", pin, ca=None),
                       "is not the pinned one")


def test_s_server(folder):
    """Each version of TLS that is allowed, with `openssl s_server`."""
    pki = certificates(folder)
    for version in ("-tls1_2", "-tls1_3"):
        with Responder(pki, version) as server:
            expect_value(client("read", server.port, pki), 0x1234)
        with Responder(pki, version) as server:
            expect_refusal(client("read", server.port, pki, who="client-expired"),
                           "refused our certificate")


def test_old_server(folder):
    """A device that has TLS 1.1 only is not talked to (Modbus/TCP Security, 10.1)."""
    pki = certificates(folder)
    with Responder(pki, *OLD) as server:
        expect_refusal(client("read", server.port, pki), "TLS")


def s_client(port, pki, pdu, *options, who="operator"):
    """What our server answers to one request of `openssl s_client`; b"" when it sends it away."""
    need("openssl")
    argv = ["openssl", "s_client", "-quiet", "-connect", f"127.0.0.1:{port}",
            "-CAfile", pki / "authority.pem", "-verify_return_error", *options]
    if who:
        argv += ["-cert", pki / f"{who}.pem", "-key", pki / f"{who}.key"]
    process = subprocess.Popen([str(word) for word in argv], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
    timer = threading.Timer(PATIENCE_S, process.kill)
    timer.start()
    try:
        process.stdin.write(b"\x12\x34\0\0" + (len(pdu) + 1).to_bytes(2, "big") + b"\x01" + pdu)
        head = process.stdout.read(6)
        rest = process.stdout.read(head[5]) if len(head) == 6 else b""
    except BrokenPipeError:
        head = rest = b""
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
    return rest[1:] if head[:4] == b"\x12\x34\0\0" else b""


def tls_server(pki, *options):
    return Server("--transport", "tls", "--tls-ca", str(pki / "authority.pem"),
                  "--tls-cert", str(pki / "server.pem"), "--tls-key", str(pki / "server.key"),
                  *options)


READ = bytes.fromhex("0300000001")
WRITE = bytes.fromhex("0600000007")


def test_s_client(folder):
    """Who has a certificate of the authority is served, nobody else, and nothing older than 1.2."""
    pki = certificates(folder)
    with tls_server(pki) as server:
        for version in ("-tls1_2", "-tls1_3"):
            check(s_client(server.port, pki, READ, version) == b"\x03\x02\0\0", version)
        for who in (None, "client-expired", "client-other-authority"):
            for version in ("-tls1_2", "-tls1_3"):
                answer = s_client(server.port, pki, READ, version, who=who)
                check(answer == b"", f"{who} {version}: {answer.hex()}")
        check(s_client(server.port, pki, READ, *OLD) == b"", "TLS 1.1 is served")
        check(s_client(server.port, pki, READ) == b"\x03\x02\0\0", "it does not serve any more")


def test_roles(folder):
    """The role in a certificate says what its owner may do; without one he may do nothing."""
    pki = certificates(folder)
    try:
        server = tls_server(pki, "--role", "Operator=write", "--role", "Viewer=read")
    except AssertionError as error:
        raise Skip("built without GnuTLS, which reads roles") from error
    with server:
        check(s_client(server.port, pki, WRITE) == WRITE, "the operator may not write")
        check(s_client(server.port, pki, READ, who="viewer") == b"\x03\x02\0\x07",
              "the viewer may not read")
        check(s_client(server.port, pki, WRITE, who="viewer") == b"\x86\x01",
              "the viewer may write")
        for who in ("client", "stranger", "printable"):
            check(s_client(server.port, pki, READ, who=who) == b"\x83\x01", f"{who} may read")


def test_socat_client(folder):
    """A client without TLS reaches our server through socat."""
    need("socat")
    pki = certificates(folder)
    port = free_port()
    with tls_server(pki) as server:
        inside = (f"OPENSSL:127.0.0.1:{server.port},cert={pki}/client.pem,key={pki}/client.key,"
                  f"cafile={pki}/authority.pem,verify=1")
        listen = f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork"
        with Program(["socat", listen, inside], port):
            run = subprocess.run([CLI, "read", f"127.0.0.1:{port}", "holding", "0"], text=True,
                                 capture_output=True, timeout=PATIENCE_S, check=False)
            expect_value(run)


def test_forms_of_keys(folder):
    """Keys as people have them: both forms of encrypted PEM, and PKCS#12."""
    pki = certificates(folder)
    with Server() as server, socat_in_front_of(server, pki) as front:
        secret = {"COILSCOPE_TLS_PASSPHRASE": PASSPHRASE}
        for form in (["--tls-cert", "operator.p12"],
                     ["--tls-cert", "operator.pem", "--tls-key", "operator-pkcs8.key"],
                     ["--tls-cert", "operator.pem", "--tls-key", "operator-old.key"]):
            files = [word if word.startswith("-") else str(pki / word) for word in form]
            run = client("read", front.port, pki, *files, who=None, environment=secret)
            if "without GnuTLS" in run.stderr:
                raise Skip("built without GnuTLS, which opens encrypted keys")
            expect_value(run)


def pymodbus():
    try:
        # pylint: disable=import-outside-toplevel
        from pymodbus.client import AsyncModbusTlsClient
        from pymodbus.transaction import ModbusSocketFramer
    except ImportError as error:
        raise Skip(f"pymodbus: {error}") from error
    return AsyncModbusTlsClient, ModbusSocketFramer


def test_pymodbus_client(folder):
    """pymodbus with the header that the standard keeps; by itself its version 3.0 leaves it out.

    The other client that it has waits for more of a reply that TLS has given it in whole.
    """
    tls_client, framer = pymodbus()
    pki = certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(pki / "authority.pem")
    context.load_cert_chain(pki / "operator.pem", pki / "operator.key")

    async def talk(port):
        other = tls_client("127.0.0.1", port=port, sslctx=context, framer=framer,
                           server_hostname="localhost")
        await other.connect()
        write = await other.protocol.write_register(3, 345, slave=1)
        check(not write.isError(), f"the write failed: {write}")
        read = await other.protocol.read_holding_registers(3, 1, slave=1)
        check(read.registers == [345], f"another value: {read}")
        await other.close()

    with tls_server(pki) as server:
        asyncio.run(asyncio.wait_for(talk(server.port), PATIENCE_S))


PYMODBUS_SERVER = """
import ssl, sys
from pymodbus.datastore import (ModbusSequentialDataBlock, ModbusServerContext,
                                ModbusSlaveContext)
from pymodbus.server import StartTlsServer
from pymodbus.transaction import ModbusSocketFramer
pki, port = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_verify_locations(pki + "/authority.pem")
context.load_cert_chain(pki + "/server.pem", pki + "/server.key")
context.verify_mode = ssl.CERT_REQUIRED
block = ModbusSequentialDataBlock(0, [17] * 100)
store = ModbusServerContext(slaves=ModbusSlaveContext(hr=block, ir=block), single=True)
StartTlsServer(context=store, address=("127.0.0.1", int(port)), sslctx=context,
               framer=ModbusSocketFramer)
"""


def test_pymodbus_server(folder):
    """Our client with the server of pymodbus."""
    pymodbus()
    pki = certificates(folder)
    port = free_port()
    with Program([sys.executable, "-c", PYMODBUS_SERVER, pki, port], port) as server:
        run = client("write", server.port, pki, words=("holding", "0", "99"))
        check(run.returncode == 0, run.stderr)
        expect_value(client("read", server.port, pki), 99)
        expect_refusal(client("read", server.port, pki, who="client-expired"),
                       "refused our certificate")


class Token:
    """A token of SoftHSM in a folder of its own, with the operator's certificate and key."""

    LABEL = "coilscope"
    PIN = "4711"

    def __init__(self, folder, pki):
        need("softhsm2-util")
        need("p11tool")
        self.folder = Path(folder, "token")
        tokens = self.folder / "tokens"
        tokens.mkdir(parents=True)
        conf = self.folder / "softhsm2.conf"
        conf.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n",
                        encoding="ascii")
        self.environment = {"SOFTHSM2_CONF": str(conf)}
        self.run("softhsm2-util", "--init-token", "--free", "--label", self.LABEL, "--pin",
                 self.PIN, "--so-pin", "12345678")
        uri = f"pkcs11:token={self.LABEL}"
        for option, path in (("--load-privkey", "operator.key"),
                             ("--load-certificate", "operator.pem")):
            self.run("p11tool", "--login", "--write", option, pki / path, "--label", "operator",
                     "--id", "01", uri, GNUTLS_PIN=self.PIN)
        self.uri = f"pkcs11:token={self.LABEL};object=operator;type=cert"

    def run(self, *argv, **environment):
        done = subprocess.run([str(word) for word in argv], text=True, capture_output=True,
                              env={**os.environ, **self.environment, **environment}, check=False,
                              input="")
        check(done.returncode == 0, f"{argv[0]}: {done.stdout}{done.stderr}")
        return done.stdout


def test_token(folder):
    """The key stays on the token, and serves for as many links as there are."""
    pki = certificates(folder)
    token = Token(folder, pki)
    pin = Path(folder, "pin")
    pin.write_text(f"{token.PIN}\n", encoding="ascii")
    with tls_server(pki, "--role", "Operator=write") as server:
        for version in range(2):
            run = client("write", server.port, pki, "--tls-cert", token.uri,
                         "--tls-passphrase-file", pin, who=None,
                         words=("holding", "0", str(version)), environment=token.environment)
            check(run.returncode == 0, f"{run.returncode} {run.stdout}{run.stderr[-2000:]}")


def test_token_of_server(folder):
    """A server whose key is on a token, for several clients at once."""
    pki = certificates(folder)
    token = Token(folder, pki)
    os.environ.update(token.environment)
    os.environ["COILSCOPE_TLS_PASSPHRASE"] = token.PIN
    try:
        with Server("--transport", "tls", "--tls-ca", str(pki / "authority.pem"), "--tls-cert",
                    token.uri) as server:
            for key in ("SOFTHSM2_CONF", "COILSCOPE_TLS_PASSPHRASE"):
                del os.environ[key]
            pin = fingerprint(pki / "operator.pem")
            runs = []
            threads = [threading.Thread(target=lambda: runs.append(
                client("read", server.port, pki, "--tls-pin", pin, "--tls-name", "x", ca=None)))
                       for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            # It has no name that a device could have, but it has shown that it has the key.
            for run in runs:
                expect_refusal(run, "Operator client", "not for x")
    finally:
        for key in ("SOFTHSM2_CONF", "COILSCOPE_TLS_PASSPHRASE"):
            os.environ.pop(key, None)


def test_token_pin_once(folder):
    """A wrong PIN is given to the token once, however often it is connected; the right one works.

    What is said of the later tries comes before the token is touched at all.
    """
    pki = certificates(folder)
    token = Token(folder, pki)
    with tls_server(pki) as server:
        run = client("watch", server.port, pki, "--interval", "1000", "--count", "5", "--tls-cert",
                     token.uri, who=None,
                     environment={**token.environment, "COILSCOPE_TLS_PASSPHRASE": "0815"})
        samples = [line for line in run.stdout.splitlines() if not line.endswith("Stale")]
        n_asked = sum("The token" in sample for sample in samples)
        n_spared = sum("Cannot connect" in sample and "the token refused the PIN" in sample
                       for sample in samples)
        check(n_asked >= 1 and n_spared >= 1 and n_asked + n_spared == len(samples), run.stdout)
        check("Cannot connect" in samples[-1], run.stdout)

        run = client("read", server.port, pki, "--tls-cert", token.uri, who=None,
                     environment=token.environment)
        expect_refusal(run, "wants its PIN")
        expect_value(client("read", server.port, pki, "--tls-cert", token.uri, who=None,
                            environment={**token.environment,
                                         "COILSCOPE_TLS_PASSPHRASE": token.PIN}))


if __name__ == "__main__":
    sys.exit(run_cases([
        ("/cli/tls-interop/socat-server", test_socat_server),
        ("/cli/tls-interop/no-client-certificate", test_no_client_certificate),
        ("/cli/tls-interop/trust", test_trust),
        ("/cli/tls-interop/pin", test_pin),
        ("/cli/tls-interop/s-server", test_s_server),
        ("/cli/tls-interop/old-server", test_old_server),
        ("/cli/tls-interop/s-client", test_s_client),
        ("/cli/tls-interop/roles", test_roles),
        ("/cli/tls-interop/socat-client", test_socat_client),
        ("/cli/tls-interop/forms-of-keys", test_forms_of_keys),
        ("/cli/tls-interop/pymodbus-client", test_pymodbus_client),
        ("/cli/tls-interop/pymodbus-server", test_pymodbus_server),
        ("/cli/tls-interop/token", test_token),
        ("/cli/tls-interop/token-of-server", test_token_of_server),
        ("/cli/tls-interop/token-pin-once", test_token_pin_once),
    ]))
