"""Readings made by hand: pages with a picture or only their text, and forms whose cells are as sure as a test wants."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.utils import timezone
from PIL import Image, ImageDraw

from apthapi.core.fields import Value
from apthapi.formats.scan.reading import (
    Box,
    Certainty,
    Line,
    Option,
    Page,
    ReadCell,
    ReadForm,
    ReadRow,
    ScanReading,
    Word,
)
from apthapi.web.accounts.models import Persona
from apthapi.web.entities.demo import EMPTY, PLAN
from apthapi.web.lecturas.kept import PICTURES, keep
from apthapi.web.lecturas.models import Archivo, EstadoDeLectura, Lectura
from apthapi.web.process.acts import act

ADDS_UP = "La fila y la columna suman."
SIZE = (620, 877)


def cell(
    column: str,
    value: Value,
    *,
    text: str = "",
    sure: Certainty = Certainty.CERTAIN,
    why: str = ADDS_UP,
    options: Iterable[Value] = (),
    page: int = 1,
    box: Box | None = None,
) -> ReadCell:
    """A cell as it would be read."""
    offered = tuple(Option(each, f"Opción {at}.") for at, each in enumerate(options, start=1))
    return ReadCell(column, value, text or str(value or ""), sure, why, offered, page, box)


def doubtful(column: str, value: Value, **more: object) -> ReadCell:
    """A cell that a person must decide."""
    return cell(column, value, sure=Certainty.DOUBTFUL, **{"why": "Dos cifras se parecen.", **more})  # type: ignore[arg-type]


def heading(unidad: str = EMPTY, gestion: int = 2024) -> tuple[ReadCell, ...]:
    """What a form says of itself."""
    return (cell("unidad", unidad, why="Es el nombre de la unidad."), cell("gestion", gestion, why="Está impresa."))


def summary_form(amounts: dict[tuple[str, str], ReadCell], top: tuple[ReadCell, ...] | None = None) -> ReadForm:
    """A form 04 with those amounts by row and fuente."""
    rows = (
        ReadRow("formulario04", (cell("fila", fila), cell("fuente", fuente), importe))
        for (fila, fuente), importe in amounts.items()
    )
    return ReadForm("04", (1,), heading() if top is None else top, tuple(rows))


BENI: dict[tuple[str, str], int] = {
    ("3_01", "20"): 2_287_454_90,
    ("3_01", "41"): 1_803_737_51,
    ("3_01", "total"): 4_091_192_41,
    ("3_02", "20"): 128_000_00,
    ("3_02", "41"): 8_500_00,
    ("3_02", "total"): 136_500_00,
    ("total", "20"): 2_415_454_90,
    ("total", "41"): 1_812_237_51,
    ("total", "total"): 4_227_692_41,
}
"""A form 04 that adds up."""


def beni(*doubts: tuple[str, str], said: int = 8_600_00) -> ReadForm:
    """That form 04; in the doubtful places it reads another amount, with the true one among its options."""
    amounts = {
        place: doubtful("importe", said, options=(said, amount), box=Box(0.5, 0.4, 0.7, 0.42))
        if place in doubts
        else cell("importe", amount, box=Box(0.5, 0.2, 0.7, 0.22))
        for place, amount in BENI.items()
    }
    return summary_form(amounts)


def factors(*factores: tuple[int, ReadCell], unidad: str = EMPTY, cuadrante: str = "fortaleza") -> ReadForm:
    """A form 01 with those factors."""
    rows = (
        ReadRow(
            "situacion",
            (cell("cuadrante", cuadrante), cell("orden", orden), factor, cell("acciones", "3"), cell("incidencia", "")),
        )
        for orden, factor in factores
    )
    return ReadForm("01", (1,), heading(unidad), tuple(rows))


def actions(*weights: tuple[str, ReadCell], unidad: str = EMPTY) -> ReadForm:
    """A form 02 with those weights by ACP."""
    rows = (ReadRow("acp_unidad", (cell("acp", acp), ponderacion)) for acp, ponderacion in weights)
    return ReadForm("02", (1,), heading(unidad), tuple(rows))


def give(
    *forms: ReadForm,
    persona: str = "demo-beni",
    unidad: str = EMPTY,
    picture: bool = True,
    notes: tuple[str, ...] = (),
    text: str = "",
    source: str = "formularios.pdf, página 1",
) -> Lectura:
    """A reading that waits to be looked over, with one page."""
    who = Persona.objects.get(username=persona)
    with act("leer_formularios", who, None, plan=PLAN, unidad=unidad):
        lectura = Lectura.objects.create(codigo=uuid4(), plan=PLAN, unidad=unidad, persona=who)
        file = Archivo(lectura=lectura, orden=1, nombre="formularios.pdf", tamano=4)
        file.file.parent.mkdir(parents=True)
        file.file.write_bytes(b"%PDF")
        file.sha256 = hashlib.sha256(b"%PDF").hexdigest()
        file.save()
    image = _drawn(lectura.folder / PICTURES) if picture else None
    lines = tuple(Line((Word(each),)) for each in text.splitlines())
    sha256 = keep(ScanReading((Page(1, lines, image, source),), forms, notes), lectura.folder)
    Lectura.objects.filter(pk=lectura.pk).update(
        estado=EstadoDeLectura.LEIDA, terminado=timezone.now(), paginas=1, formularios=len(forms), sha256=sha256
    )
    lectura.refresh_from_db()
    return lectura


def _drawn(folder: Path) -> Path:
    folder.mkdir(parents=True)
    image = Image.new("L", SIZE, 255)
    ImageDraw.Draw(image).text((320, 352), "8.500,00", fill=0)
    image.save(folder / "pagina-001.png")
    return folder / "pagina-001.png"
