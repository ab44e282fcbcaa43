"""Runs `apthapi audit verify --json` and adds what it took: the most memory of a process, the processor of all."""

from __future__ import annotations

import json
import resource
import subprocess
import sys


def main() -> None:
    """Print the report, the memory in megabytes and the processor in seconds."""
    command = [sys.executable, "-m", "apthapi.cli", "audit", "verify", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        sys.exit(done.stderr)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    print(json.dumps({"memoria": used.ru_maxrss / 1024, "procesador": processor, "informe": json.loads(done.stdout)}))


if __name__ == "__main__":
    main()
