"""A written paper as its pages show it: its text as blocks, and beside it what it states, then and now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apthapi.documents import PaperError, attached_bytes
from apthapi.documents.bloques import GRUPOS
from apthapi.documents.escritos import Escrito, as_registered, write
from apthapi.documents.hechos import Hechos
from apthapi.documents.marcadores import MARCADORES, Contexto
from apthapi.web.expediente.emision import facts_of, photo_of
from apthapi.web.expediente.models import Emitido
from apthapi.web.expediente.numbering import propose
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Situacion

_FORMS = {"la_version", "de_la_version"}
"""The same fact as another, in other words: it is not told twice."""
_TOLD = MARCADORES.keys() - _FORMS - {"cite", "fecha"}

Vista = Mapping[str, Any]
"""What the template shows of a paper, as the template of the PDF reads it."""


@dataclass(frozen=True, slots=True)
class Dato:
    """A fact: its name, what it is, what the paper says of it, and what the plan says today if that is not the same."""

    nombre: str
    about: str
    valor: str
    hoy: str = ""


def facts_now(plan: str) -> Hechos:
    """The facts of a plan of the live database."""
    return facts_of(photo_of(plan), plan)


def next_cite(hechos: Hechos, papel: str) -> str:
    """The CITE that it would get: the registered one, or the next of the correlative."""
    found = hechos.documento(papel)
    if found and found.cite:
        return found.cite
    return propose(hechos.plan.entidad, hechos.plan.sigla, hechos.plan.gestion, papel).cite


def draft_now(plan: str, papel: str, text: str) -> Escrito:
    """The paper with that text and the facts of today. Raises TextError."""
    return write(text, as_registered(papel, facts_now(plan)))


def stated(escrito: Escrito) -> list[Dato]:
    """What a draft states."""
    return [Dato(name, MARCADORES[name].about, value) for name, value in escrito.usados.items() if name in _TOLD]


def issued_view(emitido: Emitido) -> tuple[Vista, list[Dato], bool]:
    """What an issued paper says, from its own file; its facts beside those of today; whether the file is intact."""
    revision = emitido.revisiones.order_by("-numero").first()
    try:
        carried = json.loads(attached_bytes(revision.file, mime="application/json")) if revision else {}
    except (PaperError, OSError):
        return {}, [], False
    of = as_registered(emitido.papel, facts_now(emitido.plan))
    facts = [_then_and_now(name, value, of) for name, value in carried.get("afirma", {}).items() if name in _TOLD]
    return carried.get("escrito", {}), facts, True


def _then_and_now(name: str, value: str, of: Contexto) -> Dato:
    mark = MARCADORES[name]
    now = mark.value(of)
    return Dato(name, mark.about, value, now if now != value else "")


def offered(of: Contexto) -> list[Dato]:
    """Everything that a text may name, and what it gives now."""
    return [Dato(each.nombre, each.about, each.value(of)) for each in MARCADORES.values()]


def groups() -> list[Dato]:
    """The lines that stand for tables and lists."""
    return [Dato(each.nombre, each.about, "") for each in GRUPOS.values()]


def sources(situacion: Situacion) -> list[tuple[str, str]]:
    """Where the data that papers state are kept, for whoever wants to see them."""
    gestion = live().value("select gestion from planes where plan = ?", [situacion.plan])
    return [
        ("Consolidado de la entidad", reverse("consolidacion", args=[situacion.plan])),
        ("Techos", reverse("techos", args=[situacion.plan])),
        ("Normas en vigencia", reverse("tabla", args=["normas_vigentes", gestion])),
    ]
