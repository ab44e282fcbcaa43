"""Runs `apthapi audit verify --json` and adds the most memory that one of its processes had."""

from __future__ import annotations

import json
import resource
import subprocess
import sys


def main() -> None:
    """Print the report and the memory, in megabytes."""
    command = [sys.executable, "-m", "apthapi.cli", "audit", "verify", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        sys.exit(done.stderr)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"memoria": memory, "informe": json.loads(done.stdout)}))


if __name__ == "__main__":
    main()
