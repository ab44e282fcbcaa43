"""The bill of materials names everything that is installed or kept in the repository, and is the same each time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[1]
PROGRAM = HOME / "scripts" / "sbom"


def written() -> str:
    return subprocess.run([sys.executable, str(PROGRAM)], capture_output=True, text=True, check=True).stdout


def components() -> dict[str, dict[str, Any]]:
    return {each["purl"]: each for each in json.loads(written())["components"]}


def test_every_pinned_package_is_in_it_with_its_digests() -> None:
    pins = (HOME / "requirements" / "base.txt").read_text("utf-8")
    found = {purl: each for purl, each in components().items() if purl.startswith("pkg:pypi/")}
    pinned = [line.split("==") for line in pins.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert len(found) == len(pinned) > 40
    for name, rest in pinned:
        own = found[f"pkg:pypi/{name.partition('[')[0].lower().replace('_', '-')}@{rest.split()[0]}"]
        assert own["properties"], name
    digests = [each["value"] for one in found.values() for each in one["properties"]]
    assert sorted(digests) == sorted(re.findall(r"sha256:([0-9a-f]{64})", pins))


def test_every_folder_of_others_is_in_it_with_its_licence() -> None:
    kept = {folder.relative_to(HOME) for folder in (HOME / "src").glob("apthapi/**/vendor/*") if folder.is_dir()}
    found = [each for purl, each in components().items() if purl.startswith("pkg:npm/")]
    assert len(found) == len(kept)
    assert all(each["licenses"][0]["license"]["name"] and each["version"] for each in found)


def test_it_is_the_same_each_time() -> None:
    first = written()
    assert first == written()
    told = json.loads(first)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    refs = [each["bom-ref"] for each in told["components"]]
    assert len(refs) == len(set(refs))
