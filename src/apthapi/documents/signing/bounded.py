"""Looks into a file from elsewhere in a process with little time and memory: whatever it holds, there is an answer."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from apthapi.core.bounded import PATIENCE
from apthapi.documents.signing.certificates import Identity, read_roots
from apthapi.documents.signing.verifying import Examined, Kept, Signature, Verdict, compared, sha256_of, verify

SECONDS = 3
MEGABYTES = 1024
LARGEST = 50 * 2**20
"""Bytes of the largest file that is looked into; of larger ones only the hash is compared."""
_ALONE = "El archivo no se pudo examinar dentro del tiempo y la memoria que se le dan."


def verify_bounded(content: bytes, kept: Sequence[Kept] = (), roots: Path | None = None) -> Examined:
    """What the file is, as `verify`; one that takes too long or too much memory is said to be unreadable."""
    known = compared(content, kept)
    if len(content) > LARGEST:
        return known or Examined(Verdict.UNREADABLE, "El archivo es demasiado grande.", sha256_of(content))
    examined = _ask(content, roots)
    if known is None or examined is None:
        return examined or known or Examined(Verdict.UNREADABLE, _ALONE, sha256_of(content))
    return replace(known, signatures=examined.signatures, codes=examined.codes)


def _ask(content: bytes, roots: Path | None) -> Examined | None:
    with tempfile.NamedTemporaryFile(prefix="apthapi-", suffix=".pdf") as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-P", "-m", __name__, file.name, str(roots or "")]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS * PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return None
    if done.returncode != 0:
        return None
    return _from_json(json.loads(done.stdout))


def _from_json(found: dict[str, Any]) -> Examined:
    signatures = []
    for each in found["signatures"]:
        who = each["identity"]
        each["identity"] = Identity(**{**who, "until": datetime.fromisoformat(who["until"])}) if who else None
        each["moment"] = datetime.fromisoformat(each["moment"]) if each["moment"] else None
        signatures.append(Signature(**each))
    return Examined(
        Verdict(found["verdict"]), found["why"], found["sha256"], None, tuple(signatures), tuple(found["codes"])
    )


def main() -> int:
    """Look into the file named first, trusting the roots of the folder named second; prints what was found as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS,) * 2)
    path, folder = sys.argv[1:3]
    roots = read_roots(Path(folder) if folder else None)
    print(json.dumps(asdict(verify(Path(path).read_bytes(), (), roots)), default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
