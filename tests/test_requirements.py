"""What `requirements/base.txt` installs is enough to run, and what the code imports by itself is declared by name."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

_HOME = Path(__file__).parent.parent
_SOURCE = _HOME / "src" / "apthapi"
_BENCH = _SOURCE / "bench"

_IMPORT_ALL = """
import importlib, pkgutil, sys
from importlib.machinery import PathFinder

absent = set(sys.argv[1].split(","))

class Hiding(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in absent else PathFinder.find_spec(name, path, target)

sys.meta_path[:] = [Hiding if finder is PathFinder else finder for finder in sys.meta_path]
import django
django.setup()
from django.urls import get_resolver
import apthapi
assert get_resolver().reverse_dict
for found in pkgutil.walk_packages(apthapi.__path__, "apthapi."):
    if not found.name.startswith(("apthapi.bench", "apthapi.cli.__main__", "apthapi.web.__main__")):
        importlib.import_module(found.name)
"""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~!; ]", name, maxsplit=1)[0]).lower()


def pinned() -> set[str]:
    lines = (_HOME / "requirements" / "base.txt").read_text().splitlines()
    return {normal(line) for line in lines if line[:1].isalnum()}


def imported() -> dict[str, str]:
    """The top modules that the product imports, and one file that does."""
    found: dict[str, str] = {}
    for path in _SOURCE.rglob("*.py"):
        if path.is_relative_to(_BENCH):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            else:
                continue
            found.update({name.partition(".")[0]: str(path) for name in names})
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names and name != "apthapi"}


def test_what_is_imported_is_declared_and_pinned() -> None:
    owners = packages_distributions()
    project = tomllib.loads((_HOME / "pyproject.toml").read_text())["project"]
    declared = {normal(name) for name in project["dependencies"]}
    with_extras = {"pkcs11": "pyhanko"}
    for module, path in imported().items():
        owner = {normal(name) for name in [with_extras.get(module), *owners.get(module, [])] if name}
        assert owner & declared, f"{path} imports {module}, which pyproject.toml does not declare"
        assert owner & pinned(), f"{path} imports {module}, which requirements/base.txt does not install"
    assert declared <= pinned()


def test_nothing_else_is_needed_to_import_every_module() -> None:
    absent = {
        module
        for module, owners in packages_distributions().items()
        if not {normal(name) for name in owners} & pinned() and module != "apthapi"
    }
    assert "pytest" in absent
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, ",".join(absent)],
        env=os.environ | {"APTHAPI_MODO": "demostracion", "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-1500:]
