"""Opens a certificate file (PKCS#12) in a process with little time and memory, for it may ask for any computation.

The key comes back by the pipe to the process that asked, and is in no file.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from apthapi.core.bounded import PATIENCE
from apthapi.documents.signing.errors import SignatureError

if sys.platform != "win32":
    import resource

SECONDS = 5
MEGABYTES = 512
_CLOSED = 3
"""What the process answers if the password does not open the file."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in the file, in DER; what is not there is empty."""

    key: bytes
    certificate: bytes
    others: tuple[bytes, ...]


def opened(content: bytes, password: str) -> Opened | None:
    """What the file holds; None if the password does not open it. Raises SignatureError if it takes too much."""
    asked = json.dumps({"file": base64.b64encode(content).decode(), "password": password}).encode()
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=SECONDS * PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is not None and done.returncode == _CLOSED:
        return None
    if done is None or done.returncode != 0:
        raise SignatureError("El archivo del certificado pide un cálculo desmedido; no se abre.")
    key, certificate, *others = (base64.b64decode(each) for each in json.loads(done.stdout))
    return Opened(key, certificate, tuple(others))


def _read(content: bytes, password: str) -> list[bytes]:
    """The key, its certificate, and the others."""
    found = pkcs12.load_pkcs12(content, password.encode())
    key = found.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) if found.key else b""
    certificates = [each.certificate.public_bytes(Encoding.DER) for each in found.additional_certs]
    own = found.cert.certificate.public_bytes(Encoding.DER) if found.cert else b""
    return [key, own, *certificates]


def _limit() -> None:
    """Little time and memory, and no file of the memory if it breaks; where the system knows such limits."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Open the file that comes in; what it holds goes out."""
    _limit()
    asked = json.loads(sys.stdin.buffer.read())
    try:
        found = _read(base64.b64decode(asked["file"]), asked["password"])
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return _CLOSED
    print(json.dumps([base64.b64encode(each).decode() for each in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
