"""A server of the OpenAI interface that does as a test tells it, in the clear and over TLS."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

Answer = Callable[["Scripted", dict[str, Any]], None]


class Scripted(BaseHTTPRequestHandler):
    """Serves a list of models, and answers with what the test says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:  # the name that http.server looks for
        self.server.seen.append((self.path, dict(self.headers), {}))
        (self.server.models or send_models)(self, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, dict(self.headers), body))
        self.server.answer(self, body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def plain(self, status: int, body: str, kind: str = "application/json", **headers: str) -> None:
        data = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def stream(self, *events: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events:
            data = f"data: {event}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")


class Server(ThreadingHTTPServer):
    """Remembers what it was asked."""

    daemon_threads = True
    answer: Answer
    seen: list[tuple[str, dict[str, str], dict[str, Any]]]
    models: Answer | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle is what some tests are about."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


def send_models(handler: Scripted, _body: dict[str, Any]) -> None:
    rows = [{"id": "greffe-7b", "owned_by": "us", "permissions": []}, {"id": "other"}]
    handler.plain(200, json.dumps({"object": "list", "data": rows}))


@pytest.fixture
def scripted() -> Iterator[Server]:
    yield from serving()


def serving() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Scripted) as found:
        found.seen = []
        thread = threading.Thread(target=found.serve_forever, args=(0.01,))
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ca.pem, and server.pem for 127.0.0.1 that it signed, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder = tmp_path_factory.mktemp("certificates")
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)

    def builder(name: str, key: ec.EllipticCurvePublicKey, issuer: str) -> x509.CertificateBuilder:
        named = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
        return (
            x509.CertificateBuilder()
            .subject_name(named[0])
            .issuer_name(named[1])
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
        )

    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = builder("Authority", authority.public_key(), "Authority").add_extension(x509.BasicConstraints(True, 0), True)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    leaf = builder("Server", own.public_key(), "Authority").add_extension(names, False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.sign(authority, hashes.SHA256()).public_bytes(pem))
    (folder / "server.pem").write_bytes(
        leaf.sign(authority, hashes.SHA256()).public_bytes(pem)
        + own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


@pytest.fixture
def scripted_tls(certificates: Path) -> Iterator[Server]:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem")
    for found in serving():
        found.socket = context.wrap_socket(found.socket, server_side=True, do_handshake_on_connect=False)
        yield found
