"""A service of time (RFC 3161) on this computer: OpenSSL's answers over HTTP."""

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
"""


class Service:
    """A service of time: its address, how it answers, and how often it has been asked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked, self.address = folder, 0, ""
        self.answer: Callable[[bytes], bytes] = self.time

    def time(self, query: bytes) -> bytes:
        """What OpenSSL answers."""
        (self.folder / "query").write_bytes(query)
        command = [
            "openssl", "ts", "-reply", "-config", self.folder / "tsa.conf", "-queryfile", self.folder / "query",
            "-signer", self.folder / "tid.pem", "-inkey", self.folder / "tid.key", "-out", self.folder / "reply",
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """A service of time on this computer for as long as this lasts; what it needs lies in the folder."""
    _certificate(folder)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.conf").write_text(CONFIGURATION.format(folder=folder))
    service = Service(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.asked += 1
            answer = service.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if answer else 503)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Nothing is said."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        service.address = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield service
        server.shutdown()
        thread.join()


def _certificate(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Provtid")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(11)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain, pem = serialization.NoEncryption(), serialization.Encoding.PEM
    (folder / "tid.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "tid.pem").write_bytes(made.public_bytes(pem))
