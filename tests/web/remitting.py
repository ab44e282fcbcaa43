"""Packages for the organ that receives plans: of the demonstration, and of made-up entities that are elsewhere."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apthapi.example import write_example
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import BASE, ORGAN, name_organ
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.models import Remision
from apthapi.web.ministerio.official import Cargado, load_official
from web.conftest import SEGIP, sign_in
from web.worker import work

UNITS, LINES = 3, 60


def official() -> Client:
    """The browser of somebody of the organ."""
    name_organ()
    return sign_in(Rol.MINISTERIO, entidad=ORGAN)


def remitted(plan: str = BASE, note: str = "EJEMPLO/NOTA 1/2024", entidad: str = SEGIP, organ: str = ORGAN) -> Remision:
    """The plan remitted by Planificación of its entity, and checked."""
    name_organ()
    client = sign_in(Rol.PLANIFICACION, entidad=entidad)
    response = client.post(reverse("remitir_plan", args=[plan]), {"organo": organ, "nota": note})
    assert response.status_code == 302, response.content.decode()
    work()
    return Remision.objects.latest("pk")


def brought(content: bytes, name: str = "paquete.zip", client: Client | None = None) -> Remision:
    """A package that an official brings as a file, and that was checked."""
    response = (client or official()).post(reverse("recibir_plan"), {"archivo": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    work()
    return Remision.objects.latest("pk")


def loaded_official(text: str, gestion: int = 2024, organ: str = ORGAN) -> Cargado:
    """A table of the approved budget that the organ loads."""
    name_organ()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ley.csv"
        path.write_text(text, encoding="utf-8")
        return load_official(Entidad.objects.get(codigo=organ), gestion, path, path.name, None, None)


@cache
def example(gestion: int = 2024, seed: int = 1, entities: int = 1, broken: str = "") -> bytes:
    """The package of a small made-up entity."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ejemplo.zip"
        rules = [broken] if broken else []
        write_example(
            path,
            entities=entities,
            units=UNITS * entities,
            lines=LINES * entities**2,
            seed=seed,
            gestion=gestion,
            break_rules=rules,
        )
        return path.read_bytes()


def rows_of(content: bytes, table: str) -> list[dict[str, str]]:
    """The rows of a table of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [name] = [each for each in archive.namelist() if each.endswith(f"{table}.csv")]
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))


def zipped(**files: str) -> bytes:
    """A zip with those texts, by the names of tables."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return out.getvalue()
