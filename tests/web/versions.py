"""Two whole versions of a little entity in the database of a test, and people of it."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from apthapi.core.package import read_package
from apthapi.example import write_example
from apthapi.web.accounts.models import Rol
from apthapi.web.plans.live import live
from apthapi.web.plans.loading import load_package
from web.conftest import sign_in

BEFORE, AFTER, UNIT = "EJEMPLO-0001-2024-0", "EJEMPLO-0001-2024-1", "DAF"


def load_versions(folder: Path, *, lines: int = 120) -> None:
    """A formulation in force and its reformulation, which can be worked on, of three units."""
    write_example(folder, units=3, lines=lines, formulation=True)
    package = read_package(folder)
    load_package(package, in_progress=[AFTER])
    package.close()


def of_example(rol: Rol, unidad: str = "") -> Client:
    """The browser of somebody of that entity."""
    return sign_in(rol, unidad, str(live().value("select entidad from planes where plan = ?", [AFTER])))
