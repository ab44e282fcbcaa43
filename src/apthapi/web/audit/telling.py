"""Acts for the screen of Auditoría: who, as what, and what each cell said before and after, with the way to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Cargo, Persona
from apthapi.web.audit.kinds import title_of
from apthapi.web.audit.listing import Listed
from apthapi.web.plans.history import Told, tell
from apthapi.web.plans.sheets import sheets_of
from apthapi.web.process.models import Cambio

SHOWN = 6
"""Changes of an act that the list shows; its own page has all of them."""
PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change of a row: its cells, and the address where the row is now (empty if it has none)."""

    pk: int
    cells: list[Told]
    link: str


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act for people; `lines` are what it says of itself."""

    act: Listed
    what: str
    persona: str
    cargo: str
    lines: list[str]
    changes: list[ToldChange]

    @property
    def more(self) -> int:
        """Changes that are not shown."""
        return self.act.cambios - len(self.changes)


def told(acts: Sequence[Listed], *, shown: int = SHOWN) -> list[ToldAct]:
    """The acts in words, with the first changes of each. Four queries, however many they are."""
    people = Persona.objects.in_bulk([each.persona for each in acts if each.persona])
    positions = Cargo.objects.in_bulk([each.cargo for each in acts if each.cargo])
    changes = _first([each.acto for each in acts], shown)
    return [
        ToldAct(
            each,
            title_of(each.clase),
            str(people[each.persona]) if each.persona else "El sistema",
            str(positions[each.cargo]) if each.cargo else "",
            each.detalle.splitlines(),
            [change_in_words(change) for change in changes.get(each.acto, [])],
        )
        for each in acts
    ]


def changes_after(acto: int, after: int) -> list[ToldChange]:
    """A page of the changes of an act, in order, and one more if there are."""
    found = Cambio.objects.filter(acto=acto, pk__gt=after).order_by("acto", "pk")[: PER_PAGE + 1]
    return [change_in_words(each) for each in found]


def change_in_words(change: Cambio) -> ToldChange:
    """The cells of a change, and the way to its row."""
    return ToldChange(change.pk, list(tell(change)), _link(change))


def _first(acts: Iterable[int], shown: int) -> dict[int, list[Cambio]]:
    place = Window(RowNumber(), partition_by=[F("acto")], order_by=[F("pk")])
    first = Cambio.objects.filter(acto__in=list(acts)).annotate(place=place).filter(place__lte=shown)
    found: dict[int, list[Cambio]] = {}
    for each in Cambio.objects.filter(pk__in=first.values("pk")).order_by("pk"):
        found.setdefault(each.acto, []).append(each)
    return found


def _link(change: Cambio) -> str:
    """Where the row is filled in; a row that is gone, or that no sheet of a unit shows, is nowhere."""
    if not change.despues or not change.unidad or change.tabla not in TABLES:
        return ""
    row = json.loads(change.despues)
    form = {"requerimientos": row.get("formulario"), "situacion": row.get("cuadrante")}.get(change.tabla) or ""
    sheet = next((each for each in sheets_of(change.tabla) if each.of_unit and each.name.endswith(form)), None)
    if sheet is None:
        return ""
    page = reverse("paso", args=[change.plan, change.unidad, sheet.step])
    return f"{page}?hoja={sheet.name}#{sheet.name}/{change.renglon}/"
